"""Stretches of a question → nodes: by name and alias, by organ form, and to works by content."""

from __future__ import annotations

import pytest

from qa.link import content_weights, link, link_works
from qa.scope import scope
from qa.understand import understand


@pytest.fixture
def read(fiction_world):
    def made(text: str):
        where = scope(text, fiction_world.document_names)
        interpretation = understand(text, fiction_world.ontology)
        return interpretation, link(interpretation, fiction_world, where), where

    return made


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("省能源局牵头哪些任务？", {"省能源局": "省能源局"}),
        ("林川省能源局牵头哪些任务？", {"林川省能源局": "省能源局"}),
        ("市发改委牵头哪些任务？", {"市发改委": "市发展改革委"}),  # the short spelling of a duty
        ("市住建局参与哪些任务？", {"市住建局": "市住房建设局"}),
        ("省卫健部门在海缆产业园做什么？", {"海缆产业园": "海缆产业园"}),
        ("农业大学参与什么？", {"农业大学": "云泽农业大学"}),
        ("“云泽农数”平台是什么？", {"云泽农数”平台": "“云泽农数”平台"}),
        ("省 能 源 局牵头什么", {"省 能 源 局": "省能源局"}),  # blanks within a name
    ],
)
def test_named_things(read, question, names):
    found = read(question)[1].mentions
    assert {m.text: m.links[0].label for m in found if m.links} == names


def test_spans_are_the_askers_words(read):
    for mention in read("请问林川省能源局、海缆产业园分别做什么？")[1].mentions:
        assert mention.span.of("请问林川省能源局、海缆产业园分别做什么？") == mention.text
        assert all(one.span == mention.span and one.score == 1.0 for one in mention.links)


def test_the_longest_name_wins(read):
    (mention,) = read("东港低空物流产业园在哪里？")[1].mentions
    assert mention.text == "东港低空物流产业园"


def test_one_name_in_two_provinces_is_two_units(read):
    (agent,) = read("省农业农村厅牵头哪些任务？")[1].agents
    assert len({one.iri for one in agent.links}) == 2


@pytest.mark.parametrize(
    ("question", "place"), [("云泽省农业农村厅牵头什么？", "云泽省"), ("林川省农业农村厅牵头什么？", "林川省")]
)
def test_the_province_tells_which(read, question, place):
    (agent,) = read(question)[1].agents
    assert [place in one.iri for one in agent.links] == [True]


def test_an_organ_that_no_document_names_is_known_to_be_one(read):
    (agent,) = read("省民政厅牵头哪些任务？")[1].agents
    assert (agent.text, agent.unknown, agent.is_agent) == ("省民政厅", True, True)


def test_a_place_that_no_document_names(read):
    assert read("青岛有哪些园区？")[1].regions_unknown == ("青岛",)
    assert read("云泽有哪些园区？")[1].regions_unknown == ()


def test_units_and_things_are_told_apart(read):
    linking = read("省科技厅在作物表型组学平台做什么？")[1]
    assert [m.text for m in linking.agents] == ["省科技厅"]
    assert [m.text for m in linking.things] == ["作物表型组学平台"]


def test_the_documents_own_name_is_nothing_asked_for(read):
    """林川省 in the title is no unit and no park."""
    linking = read("《林川省人民政府关于促进海洋能源高质量发展的意见》由谁牵头？")[1]
    assert linking.agents == ()


WORKS = (
    ("深水网箱", "发展“海洋能源+海洋牧场”"),
    ("电子耳标和智能饲喂", "发展智慧养殖"),
    ("人口密集区飞行高度", "加强空域管理"),
    ("绿氢绿氨", "推动海上风电制氢"),
    ("海缆检测", "建设创新平台"),
    ("退役风机叶片回收", "严守生态和安全底线"),
    ("台风指数保险", "加大财税金融支持"),
)


@pytest.mark.parametrize(("words", "title"), WORKS)
def test_a_work_is_found_by_what_stands_in_it(read, fiction_world, words, title):
    interpretation, _, where = read(f"{words}由谁牵头？")
    drop = [cue.span for cue in interpretation.properties]
    works = link_works(content_weights(interpretation, fiction_world, drop), fiction_world, where, attributed=True)
    assert works[0].work.title == title
    assert works[0].score > 0.7
    assert [w.score for w in works if w.title_share == 0] == sorted((w.score for w in works if w.title_share == 0), reverse=True)


def test_a_title_carries_more_than_a_body(read, fiction_world):
    interpretation, _, where = read("建设零碳海岛由谁牵头？")
    best = link_works(content_weights(interpretation, fiction_world, ()), fiction_world, where)[0]
    assert best.work.title == "建设零碳海岛" and best.title_share > 0.9


def test_only_works_of_the_asked_document(fiction_world):
    text = "建设平台由谁牵头？"
    interpretation = understand(text, fiction_world.ontology)
    where = scope(text, fiction_world.document_names, only="yunze-2024-shuzi-nongye")
    works = link_works(content_weights(interpretation, fiction_world, ()), fiction_world, where)
    assert works and {w.work.document for w in works} == {"yunze-2024-shuzi-nongye"}


def test_courtesy_and_interrogatives_carry_nothing(read, fiction_world):
    interpretation, _, where = read("请问一下，麻烦告诉我是哪个呢？")
    assert link_works(content_weights(interpretation, fiction_world, ()), fiction_world, where) == ()


def test_attributed_works_have_units(fiction_world, read):
    interpretation, _, where = read("发展目标由谁牵头？")
    found = link_works(content_weights(interpretation, fiction_world, ()), fiction_world, where, attributed=True)
    assert all(w.work.attributed for w in found)
