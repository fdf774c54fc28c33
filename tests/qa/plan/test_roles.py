"""Who does what: the role that a question means, and the plans that come of it, on the fictional documents."""

from __future__ import annotations

import pytest

from qa.model import Kind, Method, Outcome, Question
from qa.plan.roles import default_role


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("建设智慧冷链由谁牵头？", "lead"),
        ("建设智慧冷链排第一位的是谁？", "lead"),
        ("建设智慧冷链的配合单位有哪些？", "participant"),
        ("建设智慧冷链归谁管？", "responsible"),
        ("建设智慧冷链有哪些责任单位？", "responsible"),
        ("建设智慧冷链由谁牵头、谁配合？", "responsible"),
        ("省商务厅参与但不牵头的任务有哪些？", "participant"),
        ("省商务厅负责哪些任务（只是配合的不算）？", "responsible"),
        ("省商务厅负责哪些任务（牵头的除外）？", "participant"),
        ("省商务厅配合的任务有哪些，牵头的也算", "responsible"),
    ],
)
def test_the_role_that_the_cues_come_to(read, question, role):
    assert default_role(read(question)[0]) == role


@pytest.mark.parametrize(
    "question", ["云泽2027年智慧农场建多少个？", "为什么由省能源局牵头推动海上风电制氢？", "“云泽好味”是什么？"]
)
def test_what_is_no_question_about_roles(read, question):
    assert read(question)[2] is None


@pytest.mark.parametrize(
    ("question", "agents", "works"),
    [("建设智慧冷链由哪个部门牵头？", True, False), ("省商务厅牵头哪些任务？", False, True)],
)
def test_what_is_wanted(read, question, agents, works):
    asked = read(question)[2]
    assert (asked.wants_agents, asked.wants_works) == (agents, works)


def test_each_named_unit_with_its_own_role(read):
    asked = read("省农业农村厅牵头、省水利厅配合的任务有哪些？")[2]
    assert [(agent.text, role) for agent, role in asked.by_agent] == [("省农业农村厅", "lead"), ("省水利厅", "participant")]


LEAD, PART = "lead", "participant"

FORWARD = (
    # a convention in the text: the first of the list
    ("林川省推动海上风电制氢由谁牵头？", {"省能源局": LEAD}),
    ("建设零碳海岛的配合单位有哪些？", {"省能源局": PART, "省生态环境厅": PART, "省住房城乡建设厅": PART}),
    ("科学规划海域空间由谁牵头，谁配合？", {"省自然资源厅": LEAD, "省能源局": PART, "省海洋局": PART, "省交通运输厅": PART}),
    # said outright, two of them
    ("健全工作机制由哪两个部门牵头？", {"省能源局": LEAD, "省自然资源厅": LEAD}),
    ("推广智能农机由谁牵头？", {"省农业农村厅": LEAD, "省工业和信息化厅": LEAD}),
    # 牵头单位：/配合单位：
    ("电子耳标由哪个部门牵头推广？", {"省畜牧兽医局": LEAD}),
    ("创新普惠金融的配合单位有哪些？", {"人民银行云泽省分行": PART, "云泽金融监管局": PART, "省农业农村厅": PART}),
    # before and behind the comma
    ("搭建飞行服务平台由谁牵头？", {"市交通运输局": LEAD, "市公安局": LEAD}),
    ("搭建飞行服务平台的配合单位有哪些？", {"市数据局": PART, "市气象局": PART}),
    # a sentence of a clause with units of its own, and a page break within the name
    ("制定起降场地消防安全规程由谁牵头？", {"市消防救援支队": LEAD}),
    ("末端起降点500个由谁牵头建设？", {"市邮政管理局": LEAD}),
    # by a word that stands in the text only
    ("深水网箱归哪个部门管？", {"省农业农村厅": LEAD, "省海洋局": PART, "省能源局": PART}),
    ("“揭榜挂帅”由哪个部门牵头？", {"省科技厅": LEAD}),
    # exclusion
    ("除了省能源局，还有谁参与推动海上风电制氢？", {"省工业和信息化厅": PART, "省应急管理厅": PART}),
    # traditional characters
    ("推動海上風電製氫由誰牽頭？", {"省能源局": LEAD}),
)


@pytest.mark.parametrize(("question", "units"), FORWARD, ids=[q for q, _ in FORWARD])
def test_work_to_units(proved, question, units):
    answer = proved(question)
    assert {value.label: value.role for value in answer.values} == units
    assert answer.kind is Kind.ENTITIES


@pytest.mark.parametrize(
    ("question", "basis", "said"),
    [
        ("推广智能农机由谁牵头？", "stated", "由省农业农村厅和省工业和信息化厅牵头"),
        ("建设创新平台由谁牵头？", "convention", "文件约定"),
    ],
)
def test_the_basis_of_a_lead_is_told(proved, question, basis, said):
    answer = proved(question)
    assert {value.basis for value in answer.values} == {basis}
    assert said in answer.text


def test_a_convention_is_quoted_with_the_attribution_that_it_decides(proved):
    quoted = "".join(one.text for one in proved("林川省推动海上风电制氢由谁牵头？").evidence)
    assert "列第一位者为牵头单位" in quoted and "（省能源局、省工业和信息化厅、省应急管理厅等负责）" in quoted


REVERSE = (
    ("省能源局牵头哪些任务？", ["有序推进海上风电建设", "推动海上风电制氢", "健全工作机制"]),
    ("省海洋局参与了哪些任务？", ["科学规划海域空间", "开展潮流能、波浪能规模化示范", "发展“海洋能源+海洋牧场”"]),
    ("省水利厅配合哪些任务？", ["构建空天地监测网", "发展智慧种植"]),
    ("省委网信办负责哪些工作？", ["严格数据安全"]),
    ("市公安局牵头哪些任务？", ["搭建飞行服务平台", "加强空域管理"]),
    # negated: takes part, does not lead
    ("市公安局参与但不牵头的任务有哪些？", ["发展工业园区物流", "完善应急保障"]),
    # the same name in two provinces, told apart by the question
    ("林川省农业农村厅牵头哪些任务？", ["发展“海洋能源+海洋牧场”"]),
    ("云泽省农业农村厅牵头哪些任务？", ["建设农业农村大数据平台", "发展智慧种植", "推广智能农机", "加强组织领导"]),
    # two units at once, with one role or with their own
    ("市公安局和市交通运输局共同牵头的任务有哪些？", ["搭建飞行服务平台", "加强空域管理"]),
    ("云泽省农业农村厅和省财政厅都参与的任务有哪些？", ["发展智慧种植", "推广智能农机", "强化资金保障"]),
    ("云泽省农业农村厅牵头、省水利厅配合的任务有哪些？", ["发展智慧种植"]),
    # a unit that is no organ
    ("国网林川电力公司牵头哪些任务？", ["保障电网接入和消纳"]),
)


@pytest.mark.parametrize(("question", "works"), REVERSE, ids=[q for q, _ in REVERSE])
def test_units_to_works(proved, question, works):
    assert [value.label for value in proved(question).values] == works  # in the order of the text


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("省商务厅牵头几项任务？", 1),
        ("市交通运输局牵头的任务有几项？", 5),
        ("发展智慧养殖有几个责任单位？", 3),
        ("推广智能农机的牵头单位有几个？", 2),
        ("林川的建设创新平台由几个部门负责？", 3),
    ],
)
def test_counted(proved, question, number):
    answer = proved(question)
    assert (answer.kind, [value.value for value in answer.values]) == (Kind.NUMBER, [number])


def test_sole_lead_and_the_most(proved):
    assert [v.label for v in proved("哪个部门牵头的任务最多？").values] == ["市交通运输局"]
    most = proved("哪项任务的责任单位最多？")
    assert [v.label for v in most.values] == ["在东港、北岭、云浦建设3个大型无人机货运枢纽"]
    assert "市规划和自然资源局" in most.evidence[0].text


def test_two_hops_over_a_work(proved):
    assert [v.label for v in proved("市气象局牵头的任务还有哪些单位参与？").values] == ["市科技局"]


BOOLEAN = (
    ("省能源局是推动海上风电制氢的牵头单位吗？", True),
    ("省海洋局牵头推动海上风电制氢吗？", False),
    ("省应急管理厅牵头推动海上风电制氢吗？", False),  # takes part only
    ("省气象局是否参与建设农业农村大数据平台？", True),
    ("省财政厅是不是参与建设农业农村大数据平台？", False),
    ("市气象局参与搭建飞行服务平台吗？", True),
    ("推动海上风电制氢是不是只由省能源局牵头？", True),
)


@pytest.mark.parametrize(("question", "truth"), BOOLEAN)
def test_yes_and_no_from_the_closed_list(proved, question, truth):
    answer = proved(question)
    assert (answer.kind, [value.value for value in answer.values]) == (Kind.BOOLEAN, [truth])
    assert answer.text.startswith("是" if truth else "否")
    assert any("、" in one.text or "单位" in one.text for one in answer.evidence)  # the list itself


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("省水利厅牵头哪些任务？", "构建空天地监测网"),  # leads nothing, but takes part in this
        ("团省委牵头哪些任务？", "培养数字农业人才"),
        ("省民政厅牵头哪些任务？", "省民政厅"),  # no document names it
        ("北京市牵头哪些任务？", "北京"),
    ],
)
def test_a_refusal_names_what_is_missing_or_near(fiction, question, said):
    answer = fiction.ask(Question(text=question))
    assert (answer.outcome, answer.method) == (Outcome.NOT_FOUND, Method.NONE)
    assert said in answer.text
