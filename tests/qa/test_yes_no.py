"""Yes-or-no questions of every family over the fictional documents: proved, or refused."""

from __future__ import annotations

import pytest

from qa.model import Kind, Method, Outcome, Question

DUTIES = [
    ("海澄市交通运输局是不是“发展城市即时配送”的牵头单位？", False),
    ("云泽的智慧冷链是省发改委牵头的吧？", True),
    ("林川省国资委和省发展改革委是不是都负责壮大装备制造业？", True),
    ("林川省教育厅和省财政厅是不是都负责建设创新平台？", False),
    ("林川的制氢任务，省应急管理厅不参与吧？", False),
    ("林川的推动海上风电制氢，省财政厅不参与，对吧？", True),
    ("云泽的普惠金融除了省委金融办就没有别的单位负责了吧", False),
    ("省科技厅在云泽智慧种业里是配合而不是牵头吧？", False),
    ("省科技厅在云泽智慧养殖里是配合单位而不是牵头单位吧？", True),
    ("海澄医疗急救运输是市医保局牵头、市卫健委配合吗？", False),
    ("海澄跨海海岛物流，市农业农村局和市公安局都参与吗？", False),
    ("云泽方案中省农业农村厅牵头的任务比省科技厅多吗？", True),
    ("林川省科技厅牵头的任务比省能源局多吗？", False),
]
GOALS = [
    ("林川2025年海上风电累计装机的目标是800万千瓦吗？", False),
    ("林川海洋能源装备产业产值2025年要超过八百亿元吗？", True),
    ("云泽2025年农业生产信息化率目标是38%吗？", False),
    ("海澄市到2026年底低空物流航线要开通一百八十条吗？", True),
    ("海澄的末端起降点覆盖率目标是不是超过80%？", True),
    ("林川2030年的海上风电目标比2025年高吗？", True),
    ("云泽农产品追溯覆盖率2025年的目标比2027年高吗？", False),
]
FACTS = [
    ("林川海洋能源的意见是2023年发的吗？", True),
    ("林川海洋能源的意见是2022年发的吗？", False),
    ("林川的海洋能源意见是国务院发的吗？", False),
    ("林川海洋能源意见是省政府发的吗？", True),
    ("林川海洋能源意见是征求意见稿吗？", False),
]
TEXT = [
    ("波浪能试验场建在蓝屿北吗？", False),
    ("潮流能并网示范场是建在蓝屿北吧？", True),
    ("海澄低空物流方案2026年还有效吗？", True),
    ("海澄市低空物流发展实施方案到2028年还有效吗？", False),
    ("海澄低空物流方案是2025年1月1日起施行的吗？", False),
    ("云泽每个智慧农场补100万元吗？", False),
]
OPEN = [
    "云泽2030年农业生产信息化率目标是38%吗？",
    "海澄市到2028年低空物流航线是400条吗？",
    "海澄的无人机货运枢纽滨海区有吗？",
    "澜港是不是要建海上风电装备产业园？",
    "海澄低空物流要不要收费？",
    "林川海洋能源意见现在还有效吗？",
    "云泽的农机更新有没有报废补贴？",
]


@pytest.mark.parametrize(("question", "truth"), [*DUTIES, *GOALS, *FACTS, *TEXT])
def test_settled(fiction, fiction_world, question, truth):
    answer = fiction.ask(Question(text=question))
    assert (answer.outcome, answer.kind) == (Outcome.ANSWERED, Kind.BOOLEAN), answer.text
    assert answer.values[0].value is truth, answer.text
    assert answer.evidence
    if answer.method is Method.GRAPH:
        assert answer.sparql and fiction_world.graph.ask(answer.sparql) is truth


@pytest.mark.parametrize("question", OPEN)
def test_left_open(fiction, question):
    assert fiction.ask(Question(text=question)).outcome is not Outcome.ANSWERED


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("云泽壮大农村电商，牵头的是省商务厅还是省邮政管理局？", "省商务厅"),
        ("云泽空天地监测网到底归省气象局牵头还是省自然资源厅牵头？", "省自然资源厅"),
        ("云泽方案里省农业农村厅和省商务厅哪个牵头的任务多？", "省农业农村厅"),
    ],
)
def test_a_choice_is_made(fiction, question, label):
    assert [v.label for v in fiction.ask(Question(text=question)).values] == [label]


def test_the_difference_of_two_goals_is_queried(fiction, fiction_world):
    answer = fiction.ask(Question(text="林川海上风电2030年目标比2025年多多少万千瓦？"))
    assert (answer.values[0].label, answer.values[0].value) == ("900万千瓦", 900)
    assert str(fiction_world.graph.select(answer.sparql)[0]["x"]) == "900"
    assert len(answer.evidence) == 2


def test_without_a_date_only_the_stated_term_is_told(fiction):
    answer = fiction.ask(Question(text="海澄低空物流的方案过期了没有？"))
    assert answer.kind is Kind.TEXT and not answer.values and "2027年12月31日" in answer.text


def test_a_no_says_what_the_document_lists(fiction):
    answer = fiction.ask(Question(text="林川的制氢任务，省应急管理厅不参与吧？"))
    assert answer.text.startswith("否，“推动海上风电制氢”由省能源局牵头") and "省应急管理厅参与" in answer.text
