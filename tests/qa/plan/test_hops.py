"""Two hops over works: the unit of one work, and what else it does."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("question", "works"),
    [
        ("云泽攻关智慧种业的牵头单位还配合哪些任务？", {"发展智慧养殖"}),
        ("云泽发展智慧养殖的牵头部门还牵头哪项任务？", set()),
    ],
)
def test_the_other_works_of_a_work_s_unit(fiction, question, works):
    from qa.model import Question

    answer = fiction.ask(Question(text=question))
    assert {value.label for value in answer.values} == works
    assert bool(answer.evidence) == bool(works)


def test_who_else_joins_the_works_of_a_unit(proved):
    values = proved("云泽省畜牧兽医局牵头的任务还有哪些部门参与？").values
    assert {"省农业农村厅", "省科技厅"} <= {value.label for value in values}


@pytest.mark.parametrize(
    "question",
    ["云泽攻关智慧种业有哪些单位参加（含牵头）？", "云泽攻关智慧种业都有哪些部门参与，连牵头的一起说"],
)
def test_the_lead_counts_among_those_who_join_when_the_asker_says_so(proved, question):
    assert "省科技厅" in {value.label for value in proved(question).values}
