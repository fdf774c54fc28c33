"""Confidence: rising with the raw score, a probability, and measured against what is right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import respond
from qa.calibrate import GRAPH, PASSAGE, along, probability, reliability
from qa.model import Kind, Method, Outcome, Question

SCORES = st.floats(min_value=-1, max_value=3)
ANSWERED = st.sampled_from((Method.GRAPH, Method.PASSAGE))


@pytest.mark.parametrize("knots", [GRAPH, *PASSAGE.values()])
def test_a_curve_rises(knots):
    raws, chances = zip(*knots, strict=True)
    assert list(raws) == sorted(set(raws))
    assert list(chances) == sorted(chances)
    assert chances[0] > 0 and chances[-1] < 1  # nothing is certain


@given(ANSWERED, st.sampled_from(Kind), SCORES, SCORES)
def test_a_better_score_is_never_less_probable(method, family, one, other):
    low, high = sorted((one, other))
    assert 0 <= probability(method, family, low) <= probability(method, family, high) <= 1


def test_straight_between_the_knots_and_level_outside():
    knots = ((0.2, 0.5), (0.6, 0.9))
    assert [along(knots, raw) for raw in (0.0, 0.2, 0.6, 7.0)] == [0.5, 0.5, 0.9, 0.9]
    assert along(knots, 0.3) == pytest.approx(0.6)
    assert along(((0.4, 0.7),), 0.1) == along(((0.4, 0.7),), 0.9) == 0.7


def test_no_answer_has_no_probability():
    assert probability(Method.NONE, Kind.TEXT, 1.0) == 0.0


def test_a_number_in_the_text_is_found_like_words():
    assert probability(Method.PASSAGE, Kind.NUMBER, 0.8) == probability(Method.PASSAGE, Kind.TEXT, 0.8)


def test_reliability_by_hand():
    found = reliability([(0.95, True), (0.91, False), (1.0, True), (0.5, False), (0.59, True)])
    assert [(b.low, b.high, b.n) for b in found.bins] == [(0.5, 0.6, 2), (0.9, 1.0, 3)]
    assert found.bins[0].confidence == pytest.approx(0.545) and found.bins[0].accuracy == 0.5
    assert found.error == pytest.approx((2 * 0.045 + 3 * abs(2.86 / 3 - 2 / 3)) / 5)


def test_nothing_answered_has_no_error():
    assert reliability([]).bins == () and reliability([]).error is None


@given(st.lists(st.tuples(st.floats(min_value=0, max_value=1), st.booleans()), min_size=1, max_size=60))
def test_every_answer_is_in_its_bin(answers):
    found = reliability(answers)
    assert sum(b.n for b in found.bins) == len(answers)
    assert all(b.low - 1e-9 <= b.confidence <= b.high + 1e-9 and 0 <= b.accuracy <= 1 for b in found.bins)
    assert found.error is not None and -1e-9 <= found.error <= 1


# --- in the answers --------------------------------------------------------------------------------


@pytest.fixture
def noted(monkeypatch) -> list[tuple[Method, Kind]]:
    """What the confidence of the answers was asked for."""
    asked: list[tuple[Method, Kind]] = []

    def note(method: Method, family: Kind, raw: float) -> float:
        asked.append((method, family))
        return 0.12345

    monkeypatch.setattr(respond, "probability", note)
    return asked


@pytest.mark.parametrize(
    ("question", "method", "family"),
    [
        ("建设零碳海岛由谁牵头？", Method.GRAPH, Kind.ENTITIES),
        ("林川省海洋能源意见里，建设零碳海岛是蓝屿市牵头吗？", Method.GRAPH, Kind.BOOLEAN),
        ("海澄低空物流怎么提升公众接受度？", Method.PASSAGE, Kind.TEXT),
        ("海澄的飞行服务平台提供哪些一站式服务？", Method.PASSAGE, Kind.ENTITIES),
    ],
)
def test_confidence_comes_from_the_curve_of_what_was_asked(fiction, noted, question, method, family):
    answer = fiction.ask(Question(text=question))
    assert answer.outcome is Outcome.ANSWERED and answer.method is method
    assert noted[-1] == (method, family)
    assert answer.confidence == 0.123


def test_a_refusal_has_no_confidence(fiction, noted):
    assert fiction.ask(Question(text="今天股票涨了吗？")).confidence == 0.0
    assert not noted
