"""What a session remembers, and how a follow-up is filled in."""

from __future__ import annotations

import pytest

from kg.model import Span
from qa.dialogue import Sessions, Turn, stand_alone
from qa.model import Answer, Choice, Evidence, Kind, Link, Outcome, Value

PROOF = (Evidence(document="d", title="t", section="", text="文", start=0, end=1, iri="i"),)
WORK, UNIT = "推动海上风电制氢", "省能源局"


def answered(*values: Value, outcome: Outcome = Outcome.ANSWERED) -> Answer:
    return Answer(
        id="a",
        question="问",
        outcome=outcome,
        kind=Kind.ENTITIES,
        text="答",
        values=values,
        evidence=PROOF if outcome is Outcome.ANSWERED else (),
        choices=(Choice(label="x", question="y"),) if outcome is Outcome.UNCLEAR else (),
    )


def entity(label: str, cls: str) -> Value:
    return Value(label=label, iri="http://x/" + label, type=cls)


def linked(label: str, cls: str) -> Link:
    return Link(mention=label, span=Span(0, len(label)), iri="http://x/" + label, label=label, type=cls, score=1, method="label")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_turn_is_remembered_for_its_time_only():
    clock = Clock()
    sessions = Sessions(ttl=60, clock=clock)
    sessions.remember("s", "谁牵头？", answered(entity(UNIT, "Department")))
    clock.now = 60
    assert sessions.last("s").question == "谁牵头？"
    clock.now = 60.1
    assert sessions.last("s") is None


def test_each_turn_begins_the_time_anew():
    clock = Clock()
    sessions = Sessions(ttl=60, clock=clock)
    for now in (0, 50, 100):
        clock.now = now
        sessions.remember("s", f"问{now}", answered(entity(UNIT, "Department")))
    clock.now = 150
    assert sessions.last("s").question == "问100"


def test_nobody_and_strangers_have_no_turn():
    sessions = Sessions(ttl=60)
    sessions.remember(None, "谁牵头？", answered(entity(UNIT, "Department")))
    sessions.remember("s", "谁牵头？", answered(entity(UNIT, "Department")))
    assert (sessions.last(None), sessions.last("t")) == (None, None)


def test_the_longest_silent_session_makes_room():
    sessions = Sessions(ttl=60, most=2)
    for name in ("a", "b", "a", "c"):
        sessions.remember(name, name, answered(entity(UNIT, "Department")))
    assert [sessions.last(name) is not None for name in "abc"] == [True, False, True]


CHOICES = (Choice(label="建设平台", question="“建设平台”的牵头单位有哪些？"), Choice(label="“元平台”建设", question="第二问"))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("1", 0),
        ("２", 1),
        ("2.", 1),
        ("第一个", 0),
        ("我选第2项", 1),
        ("选二", 1),
        ("建设平台", 0),
        ("“元平台”建设。", 1),
        ("元平台”建设", 1),
        ("3", None),
        ("0", None),
        ("建设平台由谁配合？", None),
    ],
)
def test_an_offered_choice_is_named_by_number_or_label(fiction_world, said, meant):
    turn = Turn(question="平台由谁牵头？", links=(), values=(), asked=0, choices=CHOICES)
    assert stand_alone(said, turn, fiction_world) == (said if meant is None else CHOICES[meant].question)


def test_choices_are_offered_until_the_next_answer():
    sessions = Sessions(ttl=60)
    sessions.remember("s", "平台由谁牵头？", answered(outcome=Outcome.UNCLEAR))
    assert [choice.label for choice in sessions.last("s").choices] == ["x"]
    assert not sessions.last("s").links  # which of them was meant is not known
    sessions.remember("s", "天气？", answered(outcome=Outcome.OUT_OF_SCOPE))
    assert sessions.last("s").choices
    sessions.remember("s", "y", answered(entity(UNIT, "Department")))
    assert not sessions.last("s").choices


@pytest.mark.parametrize("outcome", [Outcome.UNCLEAR, Outcome.OUT_OF_SCOPE])
def test_what_was_not_answered_leaves_the_turn_before(outcome):
    sessions = Sessions(ttl=60)
    sessions.remember("s", "谁牵头？", answered(entity(UNIT, "Department")))
    sessions.remember("s", "天气？", answered(outcome=outcome))
    assert sessions.last("s").question == "谁牵头？"


# --- filling in ---------------------------------------------------------------------------------------

LED = Turn(question=f"{WORK}由谁牵头？", links=(linked(WORK, "Task"),), values=(entity(UNIT, "Department"),), asked=0)
LISTED = Turn(
    question=f"{UNIT}牵头哪些任务？",
    links=(linked(UNIT, "Department"),),
    values=(entity("有序推进海上风电建设", "Task"), entity(WORK, "Task")),
    asked=0,
)
COUNTED = Turn(
    question="省商务厅牵头几项任务？", links=(linked("省商务厅", "Department"),), values=(Value(label="1", value=1),), asked=0
)


@pytest.mark.parametrize(
    ("turn", "question", "alone"),
    [
        (LED, "该部门还牵头哪些任务？", f"“{UNIT}”还牵头哪些任务？"),
        (LED, "它还牵头哪些任务？", f"“{UNIT}”还牵头哪些任务？"),
        (LED, "这项任务的配合单位有哪些？", f"“{WORK}”的配合单位有哪些？"),
        (LED, "那建设零碳海岛呢？", "建设零碳海岛由谁牵头？"),
        (LED, "配合单位呢？", f"{WORK}的配合单位是谁？"),
        (LED, "谁牵头？", f"“{WORK}”谁牵头？"),
        (LED, "省商务厅参与吗？", f"“{WORK}”，省商务厅参与吗？"),
        (LISTED, "那省商务厅呢？", "省商务厅牵头哪些任务？"),
        (LISTED, "第二项由谁配合？", f"{WORK}由谁配合？"),
        (COUNTED, "分别是哪些？", "省商务厅牵头哪几项任务？"),
        (COUNTED, "都有哪些呢？", "省商务厅牵头哪几项任务？"),
    ],
)
def test_what_is_left_out_is_filled_in(fiction_world, turn, question, alone):
    assert stand_alone(question, turn, fiction_world) == alone


@pytest.mark.parametrize(
    ("turn", "question"),
    [
        (None, "它还牵头哪些任务？"),  # nothing was said before
        (LED, "建设智慧冷链由谁牵头？"),  # nothing is left out
        (LED, "2025年海上风电累计装机目标是多少？"),
        (LED, "那个园区在哪里？"),  # no park was spoken of
        (LISTED, "第九项由谁配合？"),  # there were two
    ],
)
def test_a_question_that_stands_alone_stays_as_it_is(fiction_world, turn, question):
    assert stand_alone(question, turn, fiction_world) == question
