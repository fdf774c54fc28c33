"""Properties read by text cues, and where things stand. The prose is invented; its places are real for the gazetteer's sake."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.config import KgSettings
from kg.extract.relations import relations
from kg.extract.terms import terms
from kg.model import Document, SectionKind
from kg.names import Names
from kg.names import load as load_names
from kg.ontology import Ontology, from_graph, read_graph

Draft = Callable[..., Document]
Triple = tuple[str | None, str, str]


@pytest.fixture(scope="module")
def names() -> Names:
    return load_names(KgSettings().ontology)


def triples(document: Document, ontology: Ontology, names: Names) -> set[Triple]:
    read = relations(document, ontology, terms(document, ontology, names))
    return {(one.subject, one.property, one.object) for one in read}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("依托雪域工程研究院，推进研发。", {(None, "reliesOn", "雪域工程研究院")}),
        (
            "依托龙头企业、雪域工程研究院、冰川重点实验室等开展研发。",
            {(None, "reliesOn", "雪域工程研究院"), (None, "reliesOn", "冰川重点实验室")},
        ),
        (
            "发挥雪域工程研究院、冰川研究院作用，加强研究。",
            {(None, "reliesOn", "雪域工程研究院"), (None, "reliesOn", "冰川研究院")},
        ),
        ("依托基础雄厚的产业优势，建设冰川重点实验室。", set()),
        ("依托杭州的区位优势，做大产业。", set()),
        ("建设冰川重点实验室（杭州）。", {("冰川重点实验室", "locatedIn", "杭州")}),
        ("建设杭州雪域软件园。", {("杭州雪域软件园", "locatedIn", "杭州")}),
        ("建设浙江省冰川重点实验室。", set()),
        (
            "建设杭州—宁波冰雪先导区。",
            {("杭州—宁波冰雪先导区", "locatedIn", "杭州"), ("杭州—宁波冰雪先导区", "locatedIn", "宁波")},
        ),
        ("在杭州建设雪具大数据中心，服务企业。", {("雪具大数据中心", "locatedIn", "杭州")}),
        ("在杭州开展试点，建设雪具大数据中心。", set()),
    ],
)
def test_relations(draft: Draft, ontology: Ontology, names: Names, text: str, expected: set[Triple]) -> None:
    assert triples(draft(("任务", text)), ontology, names) == expected


def test_the_thing_that_an_item_is_about_is_the_subject(draft: Draft, ontology: Ontology, names: Names) -> None:
    document = draft(("冰川技术创新平台（杭州）", "依托冰川研究院，突破技术。"), kind=SectionKind.ITEM)
    assert triples(document, ontology, names) == {("冰川技术创新平台", "reliesOn", "冰川研究院")}


def test_every_relation_quotes_cue_and_object(draft: Draft, ontology: Ontology, names: Names) -> None:
    document = draft(("任务", "发挥雪域工程研\n究院作用。"))
    (one,) = relations(document, ontology, terms(document, ontology, names))
    assert document.quote(one.where.span) == "发挥雪域工程研\n究院作用"
    assert one.where.rule == "relations.cue.reliesOn"


def test_the_range_of_the_property_is_kept(draft: Draft, ontology: Ontology, names: Names) -> None:
    assert triples(draft(("任务", "冰川研究院位于杭州。")), ontology, names) == {(None, "locatedIn", "杭州")}
    assert triples(draft(("任务", "基地位于冰川研究院。")), ontology, names) == set()


def test_a_property_added_in_turtle_is_read_with_no_change_here(draft: Draft, names: Names, tmp_path: Path) -> None:
    (tmp_path / "policy.ttl").write_text((KgSettings().ontology / "policy.ttl").read_text("utf-8"), "utf-8")
    (tmp_path / "more.ttl").write_text(
        "@prefix pol: <http://kgqa.local/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'pol:twinnedWith a owl:ObjectProperty ; rdfs:label "结对" ; rdfs:range pol:Park ;\n'
        '  pol:textCue "与{}结对", "结对{}", "{}结对帮扶" .',
        "utf-8",
    )
    ontology = from_graph(read_graph(tmp_path))
    read = triples(
        draft(("任务", "与雪域软件园结对。"), ("任务二", "结对冰川科技园。"), ("任务三", "由极光产业园结对帮扶。")),
        ontology,
        names,
    )
    assert {(None, "twinnedWith", label) for label in ("雪域软件园", "冰川科技园", "极光产业园")} <= read


def test_an_ontology_without_places_gives_no_places(draft: Draft, ontology: Ontology, names: Names) -> None:
    bare = Ontology(ontology.classes, {name: info for name, info in ontology.properties.items() if name != "locatedIn"})
    assert triples(draft(("任务", "建设杭州雪域软件园（宁波）。")), bare, names) == set()
