"""Values read off a quoted sentence: only where the question's own words surround them."""

from __future__ import annotations

import pytest

from kg.names.scan import OrganMention
from qa.listed import items, units
from qa.understand import understand


@pytest.fixture
def read(fiction_world):
    return lambda question: understand(question, fiction_world.ontology)


@pytest.mark.parametrize(
    ("question", "sentence", "listed"),
    [
        ("开通到哪几个岛的常态化航线", "开通大陆至鹭岛、白岛和灯塔岛的常态化航线，方便往来。", ("鹭岛", "白岛", "灯塔岛")),
        ("防止和纠正哪些用工歧视", "坚决防止和纠正性别、年龄、学历等用工歧视。", ("性别", "年龄", "学历")),
        ("支持哪些机构牵头成立联盟", "支持龙头企业、科研院所等牵头成立联盟。", ("龙头企业", "科研院所")),
        ("依托哪两个枢纽", "依托北港、南港、东港等枢纽，构建网络。", ()),  # three, not two
        ("哪些企业能拿补贴", "对购置网箱、渔船的企业给予补贴。", ()),  # what they buy
        ("联席会议的成员单位有哪些", "会议时间、地点、议题等由办公室拟出。", ()),  # other things of the same meeting
        ("在哪些领域开展试点", "打造可复制、可推广的先锋应用案例。", ()),
        ("建设哪些平台", "推进平台建设、加强人才培养、优化服务。", ()),  # actions, no things
    ],
)
def test_items(read, question, sentence, listed):
    assert items(read(question), sentence) == listed


@pytest.mark.parametrize(
    ("question", "sentence", "named", "found"),
    [
        ("师生转移谁来组织", "(2)市教育局:组织师生安全转移。", ("市教育局",), ("市教育局",)),
        ("联席会议办公室设在哪个单位", "联席会议办公室设在市消防局，承担日常工作。", ("市消防局",), ("市消防局",)),
        ("岸线由哪些部门负责审批", "岸线利用由市港务局和市水利局负责审批。", ("市港务局", "市水利局"), ("市港务局", "市水利局")),
        ("由哪个机构牵头统筹", "由科技体制改革领导小组牵头统筹协调重大任务。", (), ("科技体制改革领导小组",)),
        ("哪个部门审批", "申请人向市港务局递交材料。", ("市港务局",), ()),  # named, but not as who does it
    ],
)
def test_units(read, question, sentence, named, found):
    organs = [OrganMention(start=sentence.index(name), end=sentence.index(name) + len(name), surface=name) for name in named]
    assert units(read(question), sentence, organs) == found
