"""Answers as the contract wants them, and refusals that claim nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.compose import LIMIT
from qa.execute import run
from qa.model import Kind, Method, Outcome
from qa.passage import Found, content, find
from qa.respond import from_run, from_text, from_verdict, refusal, verdict_on
from qa.scope import scope
from qa.understand import understand


def found(world, words: str) -> Found:
    """The sentence that says ``words``, as it is found for them."""
    where = scope(words, world.document_names)
    interpretation = understand(words, world.ontology)
    best = find(content(interpretation, where, world), interpretation, where, world)[0]
    assert words in "".join(world.sentences[n].text for n in best.sentences)
    return best


def test_a_refusal_is_short_and_empty():
    answer = refusal("问", Outcome.NOT_FOUND, "没" * 900)
    assert (answer.outcome, answer.method, len(answer.text)) == (Outcome.NOT_FOUND, Method.NONE, LIMIT)
    assert (answer.values, answer.evidence, answer.sparql, answer.confidence) == ((), (), None, 0.0)


def test_an_answer_from_a_query_carries_the_query(fiction_world, lead_plan):
    outcome = run(lead_plan("建设零碳海岛"), fiction_world)
    answer = from_run("问", outcome, ())
    assert (answer.method, answer.kind, answer.sparql) == (Method.GRAPH, Kind.ENTITIES, outcome.sparql)
    assert [v.label for v in answer.values] == ["蓝屿市人民政府"]
    assert answer.text.endswith("[1][2]") and len(answer.evidence) == 2
    assert 0 < answer.confidence <= 1
    assert [link.label for link in answer.links] == ["建设零碳海岛"]


def test_a_text_answer_is_the_sentence(fiction_world):
    answer = from_text("问", found(fiction_world, "推广电子耳标"), fiction_world, ())
    assert (answer.kind, answer.method, answer.values) == (Kind.TEXT, Method.PASSAGE, ())
    assert "推广电子耳标" in answer.text and answer.text.endswith(f"[{len(answer.evidence)}]")
    assert answer.evidence[0].iri.startswith(fiction_world.base + "yunze-2024-shuzi-nongye/passage/")


@pytest.mark.parametrize(
    ("question", "words", "truth"),
    [("人口密集区飞行高度可以低于120米吗", "人口密集区", False), ("鼓励大学生返乡创业吗", "返乡创业", True)],
)
def test_a_verdict_with_its_reason_and_sentence(fiction_world, question, words, truth):
    settled = verdict_on(question, [found(fiction_world, words)], fiction_world)
    assert settled is not None
    answer = from_verdict(question, *settled, fiction_world, ())
    assert (answer.kind, [v.value for v in answer.values]) == (Kind.BOOLEAN, [truth])
    assert answer.text.startswith("是，" if truth else "否，") and words in answer.text
    assert words in answer.evidence[0].text


def test_a_sentence_about_something_else_settles_nothing(fiction_world):
    other = found(fiction_world, "返乡创业")
    vague = replace(other, own=0.1)
    assert verdict_on("核电要停建吗", [vague], fiction_world) is None
    assert verdict_on("核电要停建吗", [], fiction_world) is None
