"""The read side over the fictional documents: what is listed is what stands in them."""

from __future__ import annotations

from collections import Counter

import pytest

from kg.errors import NotFound
from kg.model import Span
from kg.text import heal

LIN, YUN, HAI = "lin-2023-12-haiyang-nengyuan", "yunze-2024-shuzi-nongye", "haicheng-2025-dikong-wuliu"


@pytest.fixture
def catalog(fiction):
    return fiction.catalog


@pytest.fixture
def task(catalog):
    def found(title: str):
        (row,) = [row for row in catalog.tasks() if row.title == title]
        return row

    return found


def test_documents(catalog):
    cards = {card.id: card for card in catalog.documents()}
    assert set(cards) == {LIN, YUN, HAI}
    lin = cards[LIN]
    assert (lin.title, lin.number, lin.date) == (
        "林川省人民政府关于促进海洋能源高质量发展的意见",
        "林政发〔2023〕12号",
        "2023-06-18",
    )
    assert (lin.issuers, lin.status, lin.source) == (("林川省人民政府",), "正式", "lin-2023-12-haiyang-nengyuan.txt")
    assert cards[YUN].tasks == 16  # 13 tasks and 3 measures


def test_a_document_wholly(catalog):
    view = catalog.document(LIN)
    assert view.text.startswith("林川省人民政府关于促进海洋能源高质量发展的意见")
    assert view.jurisdiction == "林川省"
    root, *rest = view.outline
    assert (root.parent, root.kind) == (None, "document") and rest
    titles = {entry.title: entry for entry in rest}
    chapter, clause = titles["促进融合利用"], titles["推动海上风电制氢"]
    assert clause.parent == chapter.id and chapter.start <= clause.start < clause.end <= chapter.end
    assert "推动海上风电制氢" in view.text[clause.start : clause.end]


def test_the_parts_of_a_document_that_a_reader_sees(catalog):
    view = catalog.document(LIN)
    clause = next(entry for entry in view.outline if entry.title == "推动海上风电制氢")
    assert "推动海上风电制氢" in clause.heading.of(view.text) and "\n" not in clause.heading.of(view.text).strip()
    assert len(view.paragraphs) == view.card.passages and all(span.of(view.text).strip() for span in view.paragraphs)


@pytest.mark.parametrize("document", [LIN, YUN, HAI])
def test_what_the_text_names_stands_where_it_is_said_to(catalog, document):
    text, found = catalog.document(document).text, catalog.mentions(document)
    assert list(found) == sorted(found, key=lambda row: (row.start, -row.end, row.iri)) and len(set(found)) == len(found)
    works = {task.iri for task in catalog.tasks(document=document)}
    assert works <= {row.iri for row in found}
    units = {unit.iri for task in catalog.tasks(document=document) for unit in (*task.lead, *task.participants)}
    assert units <= {row.iri for row in found}
    written = {heal(text, Span(row.start, row.end)).text for row in found if row.iri in units}
    said = {unit.mention for task in catalog.tasks(document=document) for unit in (*task.lead, *task.participants)}
    assert said <= written
    targets = {target.iri: target.evidence[0] for target in catalog.targets(document)}
    assert {row.iri: (row.start, row.end) for row in found if row.iri in targets} == {
        iri: (quoted.start, quoted.end) for iri, quoted in targets.items()
    }
    assert not {"Document", "Section", "Concept"} & {row.type for row in found}


@pytest.mark.parametrize("call", ["document", "mentions", "tasks", "targets"])
def test_no_such_document(catalog, call):
    with pytest.raises(NotFound):
        getattr(catalog, call)("nothing")


# --- the 任务分工表 --------------------------------------------------------------------------------------


def test_a_row_by_convention(task):
    row = task("推动海上风电制氢")
    assert (row.document, row.type, row.number, row.path) == (LIN, "Task", "（十）", ("四、促进融合利用",))
    assert [u.label for u in row.lead] == ["省能源局"]
    assert [u.label for u in row.participants] == ["省工业和信息化厅", "省应急管理厅"]
    assert (row.basis, row.deadline) == ("convention", None)
    assert "绿色甲醇" in row.text


def test_a_row_with_labels_and_deadline(task):
    row = task("推广智能农机")
    assert [u.label for u in row.lead] == ["省农业农村厅", "省工业和信息化厅"]
    assert [u.label for u in row.participants] == ["省财政厅", "省市场监管局"]
    assert (row.basis, row.deadline) == ("stated", "2027年6月底")
    assert row.path == ("二、重点任务", "（二）推进智慧生产")


def test_a_unit_split_by_a_page_is_written_whole(task):
    (lead,) = task("发展城市即时配送").lead
    assert (lead.label, lead.mention) == ("市商务局", "市商务局")


def test_every_row_is_verbatim_and_proved(catalog):
    rows = catalog.tasks()
    assert len(rows) == 15 + 16 + 20
    for row in rows:
        text = catalog.document(row.document).text
        assert row.text == text[row.start : row.end]
        assert row.lead or row.participants
        assert row.evidence and all(one.text == text[one.start : one.end] for one in row.evidence)
        assert len(row.quotations) <= len(row.evidence)


def test_rows_come_in_the_order_of_the_documents(catalog):
    for id in (LIN, YUN, HAI):
        starts = [row.start for row in catalog.tasks(document=id)]
        assert starts == sorted(starts) and len(starts) >= 15


@pytest.mark.parametrize(
    ("department", "count"),
    [("省海洋局", 3), ("市发改委", 1), ("市公安局", 4), ("云泽农业大学", 1), ("省民政厅", 0), ("海缆产业园", 0)],
)
def test_filtered_by_unit(catalog, department, count):
    assert len(catalog.tasks(department=department)) == count


def test_a_unit_of_two_provinces_shows_the_rows_of_both(catalog):
    rows = catalog.tasks(department="省农业农村厅")
    assert {row.document for row in rows} == {LIN, YUN}
    assert {row.document for row in catalog.tasks(department="林川省农业农村厅")} == {LIN}


def test_filtered_by_words_and_by_both(catalog):
    assert [row.title for row in catalog.tasks(q="深水网箱")] == ["发展“海洋能源+海洋牧场”"]
    assert [row.title for row in catalog.tasks(q="零碳海岛")] == ["建设零碳海岛"]
    assert catalog.tasks(q="零碳海岛", department="省海洋局") == ()
    assert catalog.tasks(q="没有这样的话") == ()


# --- targets -------------------------------------------------------------------------------------------


def test_targets(catalog):
    rows = {(row.indicator, row.year): row for row in catalog.targets(LIN)}
    wind = rows[("海上风电累计装机", "2030")]
    assert (wind.value, wind.unit, wind.comparator, wind.upper) == ("1500", "万千瓦", "≥", None)
    assert wind.path == ("一、总体要求", "（三）发展目标") or wind.path[0].endswith("总体要求")
    spread = next(row for row in catalog.targets(HAI) if row.indicator == "产业规模")
    assert (spread.value, spread.upper) == ("120", "150")
    for row in catalog.targets():
        (one,) = row.evidence
        assert one.text == catalog.document(row.document).text[one.start : one.end]


# --- entities ------------------------------------------------------------------------------------------


def test_entities_by_class_and_name(catalog):
    parks, total = catalog.entities(type="Park")
    assert total == len(parks) and {"海缆产业园", "青禾智慧种业谷"} <= {row.label for row in parks}
    agents, many = catalog.entities(type="Agent", limit=500)
    assert {"Department", "Enterprise", "Institution"} <= {row.type for row in agents} and many == len(agents)
    assert catalog.entities(type="Column") == ((), 0)


def test_the_best_match_comes_first(catalog):
    rows, total = catalog.entities(q="省能源局")
    assert rows[0].label == "省能源局" and total >= 1
    assert {row.label for row in catalog.entities(q="产业园")[0]} >= {"海缆产业园", "东港低空物流产业园"}
    assert catalog.entities(q="没有这样的名字") == ((), 0)


def test_pages_of_a_listing(catalog):
    everything, total = catalog.entities(limit=1000)
    assert total == len(everything) > 100
    pages = [row for at in range(0, total, 40) for row in catalog.entities(limit=40, offset=at)[0]]
    assert pages == list(everything)
    assert [row.mentions for row in everything] == sorted((row.mentions for row in everything), reverse=True)


@pytest.mark.parametrize("name", ["省海洋局", "林川省海洋局"])
def test_an_entity_by_label_alias_or_iri(catalog, name):
    view = catalog.entity(name)
    assert view.entity.label == "省海洋局" and view.types[0] == "Department" and "Agent" in view.types
    assert catalog.entity(view.entity.iri) == view
    assert [card.id for card in view.documents] == [LIN]


def test_all_that_is_said_of_an_entity(catalog):
    view = catalog.entity("林川省海洋局")
    said = Counter((fact.role, fact.inverse) for fact in view.facts)
    assert said[("participant", True)] == 3 and ("lead", True) not in said
    text = catalog.document(LIN).text
    for fact in view.facts:
        assert fact.evidence is None or fact.evidence.text == text[fact.evidence.start : fact.evidence.end]
        assert fact.property_label
    assert "发展“海洋能源+海洋牧场”" in {row.label for row in view.neighbours}


@pytest.mark.parametrize("name", ["没有这样的名字", "", "http://kgqa.local/id/nobody"])
def test_no_such_entity(catalog, name):
    with pytest.raises(NotFound):
        catalog.entity(name)
    with pytest.raises(NotFound):
        catalog.neighbourhood(name)


def test_the_neighbourhood_grows_with_depth_and_is_closed(catalog):
    sizes = []
    for depth in (1, 2, 3):
        nodes, edges = catalog.neighbourhood("林川省海洋局", depth)
        known = {node.iri for node in nodes}
        assert nodes[0].label == "省海洋局" and nodes[0].depth == 0
        assert max(node.depth for node in nodes) <= depth
        assert all(edge.source in known and edge.target in known and edge.label for edge in edges)
        sizes.append(len(nodes))
    assert sizes[0] < sizes[1] <= sizes[2] <= 300
    assert catalog.neighbourhood("林川省海洋局", 99) == catalog.neighbourhood("林川省海洋局", 3)


def test_suggestions_complete_and_ask(fiction, catalog):
    from qa.model import Outcome, Question

    found = catalog.suggest("推动海上", limit=4)
    assert "推动海上风电制氢" in [one.text for one in found if one.iri]
    questions = [one.text for one in found if one.iri is None]
    assert questions
    assert all(fiction.ask(Question(text=text)).outcome is Outcome.ANSWERED for text in questions)
    assert len(catalog.suggest("省", limit=3)) == 3
    assert catalog.suggest("没有这样的名字") == ()
