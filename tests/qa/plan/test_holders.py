"""A noun that narrows a work's units to one kind."""

from __future__ import annotations

import pytest

from qa.model import Outcome, Question
from qa.plan.holders import holders


@pytest.mark.parametrize(
    ("question", "units"),
    [
        ("海澄攻关关键技术的配合单位里有哪些高校", {"海澄理工大学"}),
        ("云泽智慧种业的配合单位里有哪些高校", {"云泽农业大学"}),  # 农业科学院 ends like one and is none
        ("海澄招引培育企业有哪些区政府参与", {"东港区政府", "云浦区政府"}),
        ("海澄跨海海岛物流，区政府里谁参与", {"滨海区政府"}),
        ("海澄跨海海岛物流除了牵头部门还有谁参与", {"市农业农村局", "海澄海事局", "滨海区政府"}),
    ],
)
def test_only_units_of_that_kind(proved, question, units):
    assert {value.label for value in proved(question).values} == units


def test_none_of_that_kind_is_a_refusal(fiction):
    assert fiction.ask(Question(text="海澄建设低空智联网的配合单位里有哪些高校")).outcome is not Outcome.ANSWERED


@pytest.mark.parametrize("question", ["组建产业联盟谁牵头", "培育企业有哪些部门负责", "哪个部门牵头做大学城配送"])
def test_a_work_that_speaks_of_such_units_asks_for_none(question):
    assert holders(question) is None
