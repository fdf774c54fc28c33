"""A unit that a question says acts, against the sentence that says who does."""

from __future__ import annotations

import pytest

from qa.attributed import by_another_unit, speaks_elsewhere

SAID = "水务与农牧行政主管部门（以下简称水牧部门）负责河道采砂、渔场清淤扬尘的管理工作。"


@pytest.mark.parametrize(
    ("asked", "unit"),
    [
        ("河道采砂扬尘是建设部门管的吧?", "水务与农牧行政主管部门"),
        ("渔场清淤由市公安局负责吗", "水务与农牧行政主管部门"),
        ("隧道开挖由市公安局负责吗", ""),  # of something else the sentence says nothing
        ("河道采砂扬尘是水牧部门管的吧", None),
        ("河道采砂要不要许可", None),
        ("渔场清淤方案是水牧部门发布吗", ""),  # it is named, for another act
    ],
)
def test_units(asked, unit):
    assert by_another_unit(asked, SAID) == unit


def test_who_only_helps_does_not_lead():
    assert by_another_unit("河道采砂由市公安局牵头吗", "河道采砂由市水务局会同市公安局负责。") == ""


def test_a_unit_that_another_sentence_charges_is_not_denied():
    assert speaks_elsewhere("河道采砂由市公安局负责吗", ["市公安局查处河道采砂中的违法行为。"])
    assert not speaks_elsewhere("河道采砂由市公安局负责吗", ["市公安局负责空域。"])
