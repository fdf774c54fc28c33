"""People that a table names beside its works: known by the graph, never guessed from prose."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from qa.plan import persons
from qa.plan.model import Form, Lit
from qa.understand import Intent

BASE = "http://x/"
GIVEN = (("a/task/1", "李清平"), ("a/task/2", "周远山、李清平"), ("b/task/1", "周远山"))


def plans(question: str, *documents: str, intent: Intent = Intent.WHICH):
    rows = tuple(SimpleNamespace(text={"w": BASE + work, "p": person}.get) for work, person in GIVEN)
    world = SimpleNamespace(graph=SimpleNamespace(select=lambda _: rows), base=BASE)
    return [*persons.works_of(SimpleNamespace(intent=intent, folded=question), SimpleNamespace(documents=documents), world)]


@pytest.mark.parametrize("question", ["周远山负责哪些任务", "责任领导是周远山的任务", "周远山副县长分管什么", "由周远山牵头的"])
def test_the_works_of_a_person(question):
    (plan,) = plans(question)
    assert plan.values[0][1] == (Lit("周远山、李清平"), Lit("周远山"))


def test_only_in_the_documents_that_are_meant():
    (plan,) = plans("周远山负责哪些任务", "b")
    assert plan.values[0][1] == (Lit("周远山"),)


def test_how_many():
    (plan,) = plans("周远山负责的任务有几项", intent=Intent.COUNT)
    assert plan.form is Form.COUNT


@pytest.mark.parametrize("question", ["钱学林负责哪些任务", "周远山是谁", "周远山小学由谁负责"])
def test_other_names_are_nobody(question):
    assert not plans(question)
