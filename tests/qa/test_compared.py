"""Two figures held against each other: only where each side has a clause and a figure of its own."""

from __future__ import annotations

import pytest

from qa.compared import comparison
from qa.model import Kind, Outcome, Question


@pytest.mark.parametrize(
    ("question", "op", "whether"),
    [
        ("海上风电装机超过潮流能装机吗？", ">", True),
        ("海上风电装机比潮流能装机少吗？", "<", True),
        ("发布方和承接方的支持上限哪个高？", ">", False),
        ("海上风电装机和潮流能装机一样吗？", "=", True),
    ],
)
def test_comparisons_are_read(fiction_reads, question, op, whether):
    found = comparison(fiction_reads(question).interpretation)
    assert found is not None and (found.op, found.whether) == (op, whether)


@pytest.mark.parametrize(
    "question", ["海上风电装机超过600万千瓦吗？", "航班准点率不能低于多少？", "失业保险返还比例是多少？", "由哪个部门负责？"]
)
def test_what_compares_nothing(fiction_reads, question):
    assert comparison(fiction_reads(question).interpretation) is None


@pytest.mark.parametrize(
    ("question", "truth"),
    [
        ("林川2025年海上风电累计装机超过潮流能示范装机吗？", True),
        ("林川2025年潮流能示范装机超过海上风电累计装机吗？", False),
    ],
)
def test_the_figures_decide(fiction, question, truth):
    answer = fiction.ask(Question(text=question))
    assert (answer.outcome, answer.kind) == (Outcome.ANSWERED, Kind.BOOLEAN)
    assert answer.values[0].value is truth and "600万千瓦" in answer.text


@pytest.mark.parametrize("question", ["海澄低空物流产业规模比年货运量大吗？", "林川潮流能示范装机超过海洋牧场吗？"])
def test_figures_of_other_units_or_none_are_not_compared(fiction, question):
    assert fiction.ask(Question(text=question)).outcome is not Outcome.ANSWERED


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("林川海上风电装机2025年和2030年哪个多？", "2030年高：到2025年，海上风电累计装机的目标是600万千瓦"),
        ("海澄2027年的低空物流产业规模和2025年的哪个大？", None),  # of 2025 nothing is stated
    ],
)
def test_goals_that_stand_apart(fiction, question, said):
    answer = fiction.ask(Question(text=question))
    assert (said in answer.text) if said else answer.outcome is Outcome.NOT_FOUND
    assert (len(answer.evidence), answer.values) == (2 if said else 0, ())
