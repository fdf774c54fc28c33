"""A numbered clause split between several units: its title asks for all of them, the words of one part for that part's."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("question", "leads"),
    [
        ("海澄布局起降设施由谁牵头", {"市交通运输局", "市规划和自然资源局", "市邮政管理局", "市消防救援支队"}),
        ("海澄低空智联网由谁牵头", {"市工业和信息化局", "市气象局"}),
        ("海澄关键技术攻关谁牵头", {"市科技局", "市市场监管局"}),
        ("海澄微气象观测站哪个局牵头", {"市气象局"}),
        ("海澄末端起降点建设哪个局牵头", {"市邮政管理局"}),
    ],
)
def test_title_or_part(proved, question, leads):
    assert {value.label for value in proved(question).values} == leads
