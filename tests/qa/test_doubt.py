"""Asking back: each choice asks one thing, and none is offered that is not answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.model import Span
from qa.doubt import Doubt, choices_of
from qa.explain import Steps
from qa.model import Answer, Kind, Method, Outcome
from qa.respond import refusal
from qa.scope import Scope

OCEAN, FARM = "lin-2023-12-haiyang-nengyuan", "yunze-2024-shuzi-nongye"
ANSWER = refusal("替身", Outcome.NOT_FOUND, "任何答复")  # whatever the question is answered


@pytest.mark.parametrize(("property", "asked"), [("lead", "牵头单位"), ("responsible", "责任单位")])
def test_a_question_for_each_plan(fiction_world, lead_plan, property, asked):
    plans = [lead_plan(title, property) for title in ("建设创新平台", "搭建飞行服务平台")]
    choices = choices_of(plans, fiction_world)
    titles = ["“建设创新平台”", "“搭建飞行服务平台”"]
    assert [c.label[-len(t) :] for c, t in zip(choices, titles, strict=True)] == titles
    assert all(asked in c.question and c.label[-8:] in c.question and c.iri for c in choices)
    assert all(c.label.startswith("《") for c in choices)  # two documents: each is named


def test_at_most_five_choices(fiction_world, lead_plan):
    titles = [w.title for w in fiction_world.works if w.attributed and w.type == "Task"][:8]
    assert len(choices_of([lead_plan(t) for t in titles], fiction_world)) == 5


@pytest.fixture
def plans(lead_plan):
    return [lead_plan(title) for title in ("建设创新平台", "搭建飞行服务平台")]


def test_only_what_is_answered_is_offered(fiction_world, fiction_reads, plans):
    def ask(question: str) -> Answer | None:
        return ANSWER if "创新" in question else None

    answer = Doubt(fiction_world, ask).which_reading("建设平台呢", plans, fiction_reads("建设平台呢"), Steps(None))
    assert (answer.outcome, answer.method, answer.kind) == (Outcome.UNCLEAR, Method.NONE, Kind.ENTITIES)
    (choice,) = answer.choices
    assert "创新" in choice.label and f"1. {choice.label}" in answer.text and "2." not in answer.text


def test_no_choice_is_answered_then_refused(fiction_world, fiction_reads, plans):
    answer = Doubt(fiction_world, lambda question: None).which_reading(
        "建设平台呢", plans, fiction_reads("建设平台呢"), Steps(None)
    )
    assert (answer.outcome, answer.choices) == (Outcome.NOT_FOUND, ())


def test_a_question_that_would_be_offered_asks_nothing_back(fiction_world, fiction_reads, plans):
    def never(question: str) -> Answer | None:
        raise AssertionError(question)

    doubt, reading = Doubt(fiction_world, never), fiction_reads("建设平台呢")
    checking = Steps(None, checking=True)
    assert doubt.which_reading("建设平台呢", plans, reading, checking).outcome is Outcome.NOT_FOUND
    assert doubt.which_document("建设平台呢", named(reading), checking) is None


# --- a name that fits two documents ---------------------------------------------------------------------


def named(reading):
    """The same, as though its first two characters were a name that both documents bear."""
    scope = Scope(documents={OCEAN: 0.9, FARM: 0.9}, hard=True, spans=(Span(0, 2),))
    return replace(reading, scope=scope, content={}, linking=replace(reading.linking, agents=(), things=()))


def test_which_of_two_documents(fiction_world, fiction_reads):
    asked = "文件由谁牵头"
    answer = Doubt(fiction_world, lambda question: ANSWER).which_document(asked, named(fiction_reads(asked)), Steps(None))
    assert answer is not None and answer.outcome is Outcome.UNCLEAR
    assert {c.iri for c in answer.choices} == {fiction_world.base + d for d in (OCEAN, FARM)}
    assert all(c.question.startswith("《") and c.question.endswith("》里，由谁牵头") for c in answer.choices)
    assert [c.label.rpartition("（")[2] for c in answer.choices] == ["云泽省）", "林川省）"]  # the newest first


def test_the_only_document_that_answers_is_the_one_that_is_meant(fiction_world, fiction_reads):
    reading = named(fiction_reads("文件由谁牵头"))
    ocean = Doubt(fiction_world, lambda question: ANSWER if "海洋" in question else None)
    assert ocean.which_document("文件由谁牵头", reading, Steps(None)) is ANSWER
    none = Doubt(fiction_world, lambda question: None)
    assert none.which_document("文件由谁牵头", reading, Steps(None)) is None
