"""What is held in memory of a generation: nodes with their names, works, targets, enumerations, sentences."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kg.text import key

LIN, YUN, HAI = "lin-2023-12-haiyang-nengyuan", "yunze-2024-shuzi-nongye", "haicheng-2025-dikong-wuliu"


@pytest.fixture
def work(fiction_world):
    return lambda title: next(one for one in fiction_world.works if one.title == title)


def test_every_node_is_found_by_each_of_its_names(fiction_world):
    assert len(fiction_world.nodes) > 100
    for node in fiction_world.nodes.values():
        for name in (node.label, *node.aliases):
            named = node.iri in fiction_world.by_key.get(key(name), ())
            assert named is (node.type != "Listed"), name


def test_a_node_has_its_most_specific_class_and_its_documents(fiction_world):
    (park,) = [n for n in fiction_world.nodes.values() if n.label == "海缆产业园"]
    assert (park.type, park.documents) == ("Park", frozenset({LIN}))
    assert fiction_world.is_a(park.iri, "Park") and not fiction_world.is_a(park.iri, "Agent")
    assert not fiction_world.is_a("http://kgqa.local/id/nobody", "Park")


def test_one_unit_of_one_province_is_one_node(fiction_world):
    """省农业农村厅 stands in two documents of two provinces, many times over."""
    units = {n.iri: n.documents for n in fiction_world.nodes.values() if n.label == "省农业农村厅"}
    assert sorted(map(sorted, units.values())) == [[LIN], [YUN]]
    assert set(units) <= fiction_world.units


def test_names_of_a_class_are_those_of_its_subclasses_too(fiction_world):
    assert {"省能源局", "海澄铁塔公司", "林川海洋大学"} <= set(fiction_world.names_of("Agent"))
    assert "海缆产业园" not in fiction_world.names_of("Agent")


def test_works_stand_in_the_order_of_the_text(fiction_world):
    places = [(w.document, w.span.start) for w in fiction_world.works]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("title", "cls", "attributed", "inside"),
    [
        ("推动海上风电制氢", "Task", True, "绿色甲醇"),
        ("健全工作机制", "Measure", True, "每半年调度一次"),
        ("制定起降场地消防安全规程", "Task", True, "消防安全规程"),
    ],
)
def test_a_work_with_its_sentences(fiction_world, work, title, cls, attributed, inside):
    found = work(title)
    assert (found.type, found.attributed) == (cls, attributed)
    own = [fiction_world.sentences[n] for n in found.sentences]
    assert inside in "".join(s.text for s in own)
    assert all(s.document == found.document and found.span.start <= s.span.start for s in own)


def test_a_sentence_of_a_clause_with_units_of_its_own_is_a_work_of_its_own(work):
    first, second = work("依托快递网点、楼宇屋顶、社区驿站建设末端起降点500个"), work("制定起降场地消防安全规程")
    assert first.number == second.number and first.span.end <= second.span.start


def test_targets_with_year_unit_and_comparison(fiction_world):
    (one,) = [t for t in fiction_world.targets if t.indicator == "深远海关键装备国产化率"]
    assert (one.value, one.unit, one.comparator, one.year, one.document) == ("90", "%", "=", 2030, LIN)
    wind = {t.year: t.value for t in fiction_world.targets if t.indicator == "海上风电累计装机"}
    assert wind == {2025: "600", 2030: "1500"}
    (spread,) = [t for t in fiction_world.targets if t.indicator == "产业规模"]
    assert (spread.value, spread.upper) == ("120", "150")


def test_an_enumeration_with_its_sentence(fiction_world):
    (group,) = [g for g in fiction_world.groups if g.label == "关键技术"]
    assert (group.items, group.whole, group.document) == (4, True, LIN)
    assert "柔性直流输电" in fiction_world.sentences[group.sentence].text


def test_document_names(fiction_world):
    names = {d.id: d for d in fiction_world.document_names}
    assert names[LIN].number == "林政发〔2023〕12号" and names[LIN].jurisdiction == "林川省"
    assert "林川" in names[LIN].short_regions and "海澄" in names[HAI].short_regions
    assert set(fiction_world.named_by) == {LIN, YUN, HAI}
    assert {"林川", "海洋"} <= fiction_world.named_by[LIN]


# --- sentences -----------------------------------------------------------------------------------------


def test_sentences_lie_in_their_passages_in_order_without_overlap(fiction_world):
    assert [s.number for s in fiction_world.sentences] == list(range(len(fiction_world.sentences)))
    for one in fiction_world.sentences:
        passage = fiction_world.documents[one.document].passages[one.passage]
        assert passage.span.contains(one.span)
    for one, other in pairwise(fiction_world.sentences):
        assert one.document != other.document or one.span.end <= other.span.start


def test_no_letter_of_a_passage_is_lost(fiction_world):
    for document in fiction_world.documents.values():
        for passage in document.passages:
            own = [s for s in fiction_world.sentences if (s.document, s.passage) == (document.id, passage.id)]
            kept = sum(len("".join(document.quote(s.span).split())) for s in own)
            assert kept == len("".join(document.quote(passage.span).split()))


@pytest.mark.parametrize(
    "sentence",
    [
        "人口密集区飞行高度不得低于120米。",
        "（省自然资源厅、省能源局、省海洋局、省交通运输厅等负责。列第一位者为牵头单位，下同）",  # one piece in its bracket
        "（市邮政管理局，市住房建设局、各区政府）",  # the bracket that closes one work stands apart from the next
        "制定起降场地消防安全规程。",
    ],
)
def test_sentences_are_cut_at_stops_and_brackets(fiction_world, sentence):
    assert any(s.text.endswith(sentence) for s in fiction_world.sentences)


def test_a_sentence_over_a_page_break_is_healed_and_quoted_as_stored(fiction_world):
    (one,) = [s for s in fiction_world.sentences if "市邮政管理局、市市场监管局" in s.text]
    stored = fiction_world.documents[one.document].quote(one.span)
    assert "— 1 —" in stored and "— 1 —" not in one.text
    assert "市商务局" in one.text
