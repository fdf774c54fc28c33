"""Counting a whole class: nothing is counted twice."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("海澄方案共有几项重点任务？", 12),  # five of them are assigned in parts
        ("云泽方案一共有多少项重点任务？", 13),
        ("云泽方案有几条保障措施？", 3),
        ("云泽方案一共有多少项指标？", 7),  # four of them for two years
        ("攻关智慧种业有几家配合单位？", 3),
    ],
)
def test_each_once(proved, question, number):
    assert [value.value for value in proved(question).values] == [number]
