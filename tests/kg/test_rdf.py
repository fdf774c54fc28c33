"""Facts become triples: statements with their place, the same bytes for the same facts, the text to the letter."""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, URIRef
from rdflib import Literal as RdfLiteral

from kg.iri import Iris, Taken, slug
from kg.model import Basis, Document, Fact, Iri, Literal, Metadata, Passage, Provenance, Source, Span
from kg.ontology import pol
from kg.rdf import decimal, graph_of, ntriples
from kg.resolve import resolve
from kg.vocabulary import OBJECT, PREDICATE, RDF_TYPE, SUBJECT

BASE = "http://kgqa.local/id/"
TEXT = "甲乙丙丁\n戊己“庚”辛\\壬癸"


def document(text=TEXT):
    source = Source(name="甲.md", media_type="text/markdown", sha256="0" * 64, text=text)
    passages = (
        Passage(id=0, section=0, span=Span(0, min(4, len(text)))),
        Passage(id=1, section=0, span=Span(5, max(5, len(text)))),
    )
    return Document(id="甲", source=source, meta=Metadata(title="甲"), sections=(), passages=passages)


def fact(start=5, end=9, value=None, confidence=0.95, basis=None, rule="t.r"):
    return Fact(
        subject=Iri(value=BASE + "甲/task/戊"),
        predicate=pol("lead"),
        object=value or Iri(value=BASE + "org/省/己"),
        where=Provenance(span=Span(start, end), rule=rule, confidence=confidence),
        basis=basis,
    )


def one(graph, node, name):
    return graph.value(node, URIRef(name if name.startswith("http") else pol(name)))


def statement(graph):
    (node,) = graph.subjects(URIRef(RDF_TYPE), URIRef(pol("Statement")))
    return node


def test_a_fact_is_a_triple_and_a_statement_about_it():
    graph = graph_of(document(), [fact(basis=Basis.CONVENTION)], BASE)
    assert str(graph.identifier) == BASE + "graph/甲"
    assert (URIRef(BASE + "甲/task/戊"), URIRef(pol("lead")), URIRef(BASE + "org/省/己")) in graph
    node = statement(graph)
    assert str(node).startswith(BASE + "甲/fact/")
    assert len(str(node).rsplit("/", 1)[1]) == 12
    expected = {
        SUBJECT: BASE + "甲/task/戊",
        PREDICATE: pol("lead"),
        OBJECT: BASE + "org/省/己",
        "start": "5",
        "end": "9",
        "exact": "戊己“庚",
        "rule": "t.r",
        "confidence": "0.95",
        "basis": "convention",
        "passage": "1",
        "inDocument": BASE + "甲",
    }
    assert {name: str(one(graph, node, name)) for name in expected} == expected


def test_what_the_structure_is_needs_no_statement():
    graph = graph_of(document(), [replace(fact(), where=None)], BASE)
    assert len(graph) == 1


def test_a_place_between_passages_names_none():
    graph = graph_of(document(), [fact(4, 5)], BASE)
    assert one(graph, statement(graph), "passage") is None


def test_of_two_readings_at_one_place_the_surer_stays():
    graph = graph_of(document(), [fact(rule="weak", confidence=0.5), fact(rule="sure", confidence=0.9, end=8)], BASE)
    assert str(one(graph, statement(graph), "rule")) == "sure"
    assert str(one(graph, statement(graph), "end")) == "8"


def test_the_same_fact_at_two_places_is_two_statements():
    graph = graph_of(document(), [fact(5, 6), fact(6, 7)], BASE)
    assert len(set(graph.subjects(URIRef(RDF_TYPE), None))) == 2


def test_literals_keep_their_type_and_their_writing():
    graph = graph_of(document(), [fact(value=Literal(value="007.50", datatype="decimal"))], BASE)
    assert '"007.50"^^<http://www.w3.org/2001/XMLSchema#decimal>' in ntriples(graph).decode()
    assert RdfLiteral("甲") in graph_of(document(), [fact(value=Literal(value="甲"))], BASE).objects()


def test_bytes_do_not_depend_on_the_order_of_facts(hand_made, census_of, policy):
    reading = hand_made()
    facts = resolve(reading, census_of(reading), policy, BASE).facts
    forwards = ntriples(graph_of(reading.document, facts, BASE))
    assert forwards == ntriples(graph_of(reading.document, reversed(facts), BASE))
    assert forwards == b"".join(sorted(forwards.splitlines(keepends=True)))


def test_every_quotation_of_a_resolved_document_stands_in_its_text(hand_made, census_of, policy):
    reading = hand_made()
    graph = graph_of(reading.document, resolve(reading, census_of(reading), policy, BASE).facts, BASE)
    quoted = list(graph.subject_objects(URIRef(pol("exact"))))
    assert len(quoted) > 50
    for node, exact in quoted:
        start, end = (int(one(graph, node, name)) for name in ("start", "end"))
        assert reading.document.text[start:end] == str(exact)


texts = st.text(min_size=1, max_size=40).filter(lambda t: not any("\ud800" <= c <= "\udfff" for c in t))


@given(texts)
def test_ntriples_carry_any_text(text):
    graph = graph_of(document(text), [fact(0, len(text), value=Literal(value=text))], BASE)
    back = Graph().parse(data=ntriples(graph), format="nt")
    assert set(back) == set(graph)
    assert str(one(back, statement(back), "exact")) == text


@pytest.mark.parametrize(("value", "said"), [(1.0, "1"), (0.95, "0.95"), (0.0, "0"), (1 / 3, "0.3333"), (10.0, "10")])
def test_numbers_have_one_spelling(value, said):
    assert decimal(value) == said


# --- IRIs -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "segment"),
    [
        ("“智慧 网箱”攻关", "智慧网箱攻关"),
        ("5/6G", "5-6G"),
        ("ＡＩ＋海洋", "AI+海洋"),
        ("（一）总体要求", "一-总体要求"),
        ("人工智能（AI）", "人工智能-AI"),
        ("C++", "C++"),
    ],
)
def test_slugs_are_readable(name, segment):
    assert slug(name) == segment


@given(texts)
def test_slugs_are_legal_stable_and_never_empty(text):
    found = slug(text)
    assert found == slug(text)
    assert found
    assert len(found) <= 80
    assert pyoxigraph.NamedNode(BASE + found).value == BASE + found
    assert not set(found) & set("/?#%")


def test_long_names_are_cut_and_told_apart():
    one_, two = slug("深" * 100 + "甲"), slug("深" * 100 + "乙")
    assert one_ != two
    assert len(one_) == 80


def test_names_given_twice_are_numbered():
    taken = Taken()
    assert [taken.give(name) for name in ("甲", "“甲”", "甲-2", "甲")] == ["甲", "甲-2", "甲-2-2", "甲-3"]


def test_terms_that_differ_in_case_width_or_script_share_an_iri():
    iris = Iris(base=BASE, document_id="甲")
    assert iris.term("Technology", "ＡＩ芯片") == iris.term("Technology", "ai芯片") == Iri(value=BASE + "technology/ai芯片")
