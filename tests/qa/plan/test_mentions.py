"""Named things of a class in the one clause that says what was asked."""

from __future__ import annotations

import pytest

from kg.build import build
from qa.config import QaSettings
from qa.model import Method, Outcome, Question
from qa.service import PolicyQA


@pytest.fixture(scope="module")
def cities(tmp_path_factory) -> PolicyQA:
    """Real cities in a fictional document: only the gazetteer's names are known to be places."""
    folder = tmp_path_factory.mktemp("cities")
    path = folder / "潮能布局方案.md"
    path.write_text(
        "# 山东省潮能产业布局方案\n\n鲁潮发〔2026〕7号\n\n## 一、重点任务\n\n"
        "（一）优化布局。支持烟台、威海做大潮能装备规模，支持日照、潍坊发展潮能运维服务，鼓励临沂培育潮能材料企业。"
        "（省发展改革委、省能源局负责）\n",
        "utf-8",
    )
    settings = QaSettings(data=folder / "data")
    assert build(settings, [path]).documents
    return PolicyQA.open(settings)


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("哪两个城市要做大潮能装备规模？", {"烟台", "威海"}),
        ("支持哪些城市发展潮能运维服务？", {"日照", "潍坊"}),
        ("鼓励哪个城市培育潮能材料企业？", {"临沂"}),
    ],
)
def test_only_the_places_of_that_clause(cities, question, places):
    answer = cities.ask(Question(text=question))
    assert (answer.outcome, answer.method) == (Outcome.ANSWERED, Method.GRAPH), answer.text
    assert {value.label.removesuffix("市") for value in answer.values} == places
    assert any(place in one.text for one in answer.evidence for place in places)


def test_a_number_that_does_not_fit_is_not_made_to_fit(cities):
    """“哪三个” and the clause names two: they are not what was meant."""
    answer = cities.ask(Question(text="哪三个城市要做大潮能装备规模？"))
    assert len(answer.values) != 2


def test_a_clause_that_says_something_else_names_nothing(cities):
    assert not cities.ask(Question(text="哪些城市要建设量子通信网？")).values


@pytest.mark.parametrize(
    ("question", "units"),
    [
        ("林川海洋能源技术创新中心由哪些单位组建", {"林川海洋大学", "东屿能源研究院"}),
        ("海澄市低空物流发展领导小组办公室设在哪个部门", {"市交通运输局"}),
        ("汐州市建的是哪个产业园", {"海上风电装备产业园"}),
    ],
)
def test_units_and_parks_that_the_clause_names(proved, question, units):
    assert {value.label for value in proved(question).values} == units


@pytest.fixture(scope="module")
def duties(tmp_path_factory) -> PolicyQA:
    folder = tmp_path_factory.mktemp("duties")
    path = folder / "yuan.txt"
    path.write_text(
        "锦湾市防汛应急预案\n\n2.成员单位职责：\n\n（1）市水务局：负责汛期巡查；组织沿河企业的仓库清淤，指导排涝。\n\n"
        "（2）市气象局：提供城区积涝风险预警信息，报市防汛办。\n\n"
        "“新建公厕二十座”（市城管局）、“改造滨河老旧泵站”（市住建局）等项目滞后。\n",
        "utf-8",
    )
    settings = QaSettings(data=folder / "data")
    assert build(settings, [path]).documents
    return PolicyQA.open(settings)


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("谁来组织沿河企业仓库清淤？", "市水务局"),
        ("城区积涝的风险预警谁提供？", "市气象局"),
        ("改造滨河老旧泵站滞后，是哪个局的项目？", "市住建局"),
    ],
)
def test_who_does_what_a_sentence_gives_to_one_unit(duties, question, unit):
    answer = duties.ask(Question(text=question))
    assert (answer.method, [value.label for value in answer.values]) == (Method.GRAPH, [unit]), answer.text


def test_who_is_given_something_is_not_who_gives_it(duties):
    answer = duties.ask(Question(text="城区积涝风险预警信息提供给谁？"))
    assert "市气象局" not in [value.label for value in answer.values]
