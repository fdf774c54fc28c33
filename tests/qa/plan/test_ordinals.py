"""A clause by its number: what it is, who is responsible for it. One parted among several units is one clause."""

from __future__ import annotations

import pytest

from qa.model import Outcome, Question


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("海澄方案第1项任务是什么？", "布局起降设施"),  # three works, one clause
        ("海澄方案第9项任务是什么？", "攻关关键技术"),
        ("海澄低空物流方案里第十项任务是哪一项", "健全标准体系"),
        ("林川海洋能源意见第六条是什么？", "开展潮流能、波浪能规模化示范"),
        ("云泽数字农业方案第三项保障措施是什么？", "严格数据安全"),
    ],
)
def test_what_stands_under_a_number(proved, question, title):
    assert [value.label for value in proved(question).values] == [title]


@pytest.mark.parametrize(
    ("question", "units"),
    [
        ("云泽方案第9项任务谁牵头", {"省发展改革委"}),
        ("林川意见第十条由谁牵头？", {"省能源局"}),
        ("海澄方案第2项任务由谁牵头？", {"市工业和信息化局", "市气象局"}),
        ("海澄方案第1项任务由哪些单位牵头？", {"市交通运输局", "市规划和自然资源局", "市邮政管理局", "市消防救援支队"}),
    ],
)
def test_whose_the_clause_is(proved, question, units):
    assert {value.label for value in proved(question).values} == units


def test_how_many_units_a_clause_has(proved):
    assert proved("云泽方案第9项任务有几家配合单位？").values[0].value == 2


@pytest.mark.parametrize(
    "question",
    ["海澄方案第14项任务是什么？", "云泽方案第二十项任务谁牵头？", "云泽数字农业方案第七项保障措施由谁牵头？"],
)
def test_a_number_that_is_not_there(fiction, question):
    answer = fiction.ask(Question(text=question))
    assert answer.outcome is Outcome.NOT_FOUND, answer.text


def test_a_number_that_several_documents_have_is_asked_back(fiction):
    answer = fiction.ask(Question(text="第三项任务是什么？"))
    assert (answer.outcome, len(answer.choices)) == (Outcome.UNCLEAR, 2), answer.text
    assert all("》里，第三项任务" in choice.question for choice in answer.choices)
