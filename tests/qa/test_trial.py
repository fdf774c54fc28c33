"""Plans run in order of score: which one answers, and when none may."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.ontology import pol
from qa.doubt import Doubt
from qa.explain import Steps
from qa.model import Answer, Outcome
from qa.plan.model import Form, Pattern, Ref, Var
from qa.respond import refusal
from qa.trial import MARGIN, Trial

ASKED = "推动海上风电制氢由谁牵头？"
HYDROGEN, ISLAND, OTHER = "推动海上风电制氢", "建设零碳海岛", "建设创新平台"


@pytest.fixture
def judged(fiction_world, fiction_reads):
    """The answer of these plans to a question, and the steps that are told."""

    def made(*plans, asked: str = ASKED, expected: int | None = None) -> tuple[Answer | None, list[str]]:
        steps, reading = Steps(None), fiction_reads(asked)
        reading = replace(reading, interpretation=replace(reading.interpretation, expected=expected))
        doubt = Doubt(fiction_world, lambda question: refusal(question, Outcome.NOT_FOUND, "任何答复"))
        return Trial(fiction_world, doubt).answer(asked, reading, plans, steps), [step.name for step in steps.found]

    return made


def labels(answer: Answer | None) -> list[str]:
    assert answer is not None
    return [v.label for v in answer.values]


def test_no_plan_no_answer(judged):
    assert judged() == (None, [])


def test_the_best_plan_answers_and_says_why(judged, lead_plan):
    answer, told = judged(lead_plan(HYDROGEN), lead_plan(ISLAND, score=0.5))
    assert (labels(answer), told) == (["省能源局"], ["decide", "query"])


def test_a_work_that_lists_nobody_so_is_not_answered_with_another_works_units(judged, lead_plan):
    empty = lead_plan(HYDROGEN, "columnOf")
    assert judged(empty, lead_plan(ISLAND, score=0.5)) == (None, [])
    assert labels(judged(replace(empty, say="list"), lead_plan(ISLAND, score=0.5))[0]) == ["蓝屿市人民政府"]


@pytest.mark.parametrize(("behind", "outcome"), [(MARGIN / 2, Outcome.UNCLEAR), (MARGIN * 2, Outcome.ANSWERED)])
def test_two_works_that_fit_alike_are_asked_back(judged, lead_plan, behind, outcome):
    answer, told = judged(lead_plan(HYDROGEN), lead_plan(OTHER, score=0.9 - behind))
    assert answer is not None and answer.outcome is outcome
    assert told[0] == "decide" and len(answer.choices) == (2 if outcome is Outcome.UNCLEAR else 0)


@pytest.mark.parametrize(("expected", "who"), [(None, "省能源局"), (1, "省能源局")])
def test_as_many_as_were_asked_for(judged, lead_plan, expected, who):
    assert labels(judged(lead_plan(HYDROGEN), expected=expected)[0]) == [who]


def test_another_number_than_was_asked_for_is_not_what_was_meant(judged, lead_plan):
    assert judged(lead_plan(HYDROGEN), expected=3) == (None, [])


def test_nothing_counted_is_no_answer_without_a_proof(judged, lead_plan):
    plan = lead_plan(HYDROGEN)
    work = plan.patterns[0].subject
    assert isinstance(work, Ref)
    nought = replace(plan, form=Form.COUNT, say="count", patterns=(Pattern(work, pol("columnOf"), Var("x")),))
    assert judged(nought)[0] is None
