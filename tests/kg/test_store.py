"""The triple-store door: plain values out, the union by default, whole exports."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Dataset, Graph, Literal, URIRef

from kg.errors import BadQuery, Corrupt, TooLarge
from kg.rdf import ntriples
from kg.store import GraphFormat, Ref, ResultFormat, Row, Store, write

A = """<http://x/甲> <http://x/标签> "甲" .
<http://x/甲> <http://x/数> "3"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://x/甲> <http://x/量> "15.5"^^<http://www.w3.org/2001/XMLSchema#decimal> .
<http://x/甲> <http://x/整> "1500.0"^^<http://www.w3.org/2001/XMLSchema#decimal> .
<http://x/甲> <http://x/浮> "1.5E0"^^<http://www.w3.org/2001/XMLSchema#double> .
<http://x/甲> <http://x/真> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> .
<http://x/甲> <http://x/年> "2033"^^<http://www.w3.org/2001/XMLSchema#gYear> .
<http://x/甲> <http://x/日> "2031-04-02"^^<http://www.w3.org/2001/XMLSchema#date> .
<http://x/甲> <http://x/坏> "三百"^^<http://www.w3.org/2001/XMLSchema#decimal> .
<http://x/甲> <http://x/连> <http://x/乙> .
"""
B = '<http://x/乙> <http://x/标签> "乙“”\\"\\n" .\n<http://x/甲> <http://x/标签> "甲" .\n'
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store") / "graph"
    write(folder, [("http://x/g/1", A.encode()), ("http://x/g/2", B.encode())])
    return Store(folder)


def test_values_come_out_plain(store):
    (row,) = store.select(
        "PREFIX x: <http://x/> SELECT * { x:甲 x:标签 ?s ; x:数 ?n ; x:量 ?d ; x:整 ?w ; x:浮 ?f ; x:真 ?b ; x:年 ?y ; x:日 ?t ;"
        " x:坏 ?x ; x:连 ?o . OPTIONAL { ?o x:无 ?u } }"
    )
    found = {name: row[name] for name in row.names}
    assert found == {
        "s": "甲", "n": 3, "d": Decimal("15.5"), "w": 1500, "f": 1.5, "b": True, "y": 2033,
        "t": "2031-04-02", "x": "三百", "o": "http://x/乙", "u": None,
    }  # fmt: skip
    assert isinstance(row["o"], Ref)
    assert not isinstance(row["s"], Ref)
    assert isinstance(row["w"], int)


def test_rows_are_asked_by_type():
    row = Row(("i", "t", "n", "b", "u"), (Ref("http://x/甲"), "甲", 3, True, None))
    assert (row.iri("i"), row.text("t"), row.number("n"), row.text("u"), row.text("n")) == ("http://x/甲", "甲", 3, "", "3")
    with pytest.raises(TypeError):
        row.iri("t")
    for name in ("t", "b", "u"):
        with pytest.raises(TypeError):
            row.number(name)
    with pytest.raises(KeyError):
        row["z"]


def test_the_default_graph_is_the_union(store):
    assert store.ask("ASK { <http://x/甲> <http://x/连> ?o . ?o <http://x/标签> ?l }")
    assert store.graphs() == ("http://x/g/1", "http://x/g/2")


def test_the_usual_prefixes_are_known(store):
    assert store.select("SELECT ?s { ?s a pol:Task ; skos:prefLabel ?l }") == ()


def test_constructed_triples_are_plain_too(store):
    triples = store.construct("CONSTRUCT { ?s <http://x/p> ?n } WHERE { ?s <http://x/数> ?n }")
    assert triples == (("http://x/甲", "http://x/p", 3),)


@pytest.mark.parametrize("query", ["SELECT", "INSERT DATA { <a:a> <a:a> <a:a> }", "DROP ALL", ""])
def test_what_is_no_query_is_refused(store, query):
    with pytest.raises(BadQuery, match="语法错误"):
        store.select(query)


def test_forms_are_not_mixed_up(store):
    with pytest.raises(BadQuery, match="SELECT"):
        store.select("ASK { ?s ?p ?o }")
    with pytest.raises(BadQuery, match="ASK"):
        store.ask("SELECT * { ?s ?p ?o }")
    with pytest.raises(BadQuery, match="CONSTRUCT"):
        store.construct("ASK { ?s ?p ?o }")


def test_a_folder_without_a_graph_is_corrupt(tmp_path):
    with pytest.raises(Corrupt, match="打不开"):
        Store(tmp_path / "nothing")


def test_two_readers_open_one_graph(store):
    again = Store(store.folder)
    assert again.select(COUNT) == store.select(COUNT)


@pytest.mark.parametrize("form", list(GraphFormat))
def test_every_export_says_the_same(store, form):
    names = {"turtle": "turtle", "trig": "trig", "jsonld": "json-ld", "ntriples": "nt", "rdfxml": "xml"}
    text = store.export(form)
    assert text == store.export(form)
    if form in (GraphFormat.TRIG, GraphFormat.JSONLD):
        found = Dataset()
        found.parse(data=text, format=names[form])
        triples = {(s, p, o) for s, p, o, _ in found.quads()}
        assert {str(g.identifier) for g in found.graphs() if len(g)} == {"http://x/g/1", "http://x/g/2"}
    else:
        triples = set(Graph().parse(data=text, format=names[form]))
    assert {(str(s), str(p)) for s, p, _ in triples} == {
        (s, p) for s, p, _ in store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    }
    assert len(triples) == 11


def test_one_document_can_be_exported_alone(store):
    text = store.export(GraphFormat.NTRIPLES, ["http://x/g/2"]).decode()
    assert sorted(text.splitlines()) == sorted(B.splitlines())


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=5))
@settings(max_examples=8, deadline=None)
def test_any_text_goes_in_and_out_to_the_letter(texts):
    graph = Graph()
    for number, text in enumerate(texts):
        graph.add((URIRef(f"http://x/{number}"), URIRef("http://x/p"), Literal(text)))
    with TemporaryDirectory() as folder:
        write(Path(folder) / "graph", [("http://x/g", ntriples(graph))])
        rows = Store(Path(folder) / "graph").select("SELECT ?s ?o { ?s <http://x/p> ?o }")
        assert {row.iri("s"): row["o"] for row in rows} == {f"http://x/{n}": text for n, text in enumerate(texts)}


def test_one_graph_comes_back_line_by_line(store):
    assert sorted(store.ntriples("http://x/g/2").decode().splitlines()) == sorted(B.splitlines())
    assert store.ntriples("http://x/none") == b""


@pytest.mark.parametrize(
    ("query", "media_type"),
    [
        ("SELECT * { ?s ?p ?o }", "application/sparql-results+json"),
        ("ASK { ?s ?p ?o }", "application/sparql-results+json"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "text/turtle"),
        ("DESCRIBE <http://x/甲>", "text/turtle"),
    ],
)
def test_results_are_serialised_whole_or_not_at_all(store, query, media_type):
    kinds = {"results": ResultFormat.JSON, "triples": GraphFormat.TURTLE}
    found, body = store.serialized(query, **kinds, max_bytes=10**6)
    assert (found, bool(body)) == (media_type, True)
    with pytest.raises(TooLarge, match="LIMIT"):
        store.serialized(query, **kinds, max_bytes=5)


def test_a_query_that_names_its_graphs_sees_only_those(store):
    assert store.select("SELECT (COUNT(*) AS ?n) FROM <http://x/g/2> { ?s ?p ?o }")[0]["n"] == 2
    assert store.select("SELECT (COUNT(*) AS ?n) FROM <http://x/none> { ?s ?p ?o }")[0]["n"] == 0


def test_a_triple_of_two_graphs_counts_once_in_the_union(store):
    assert store.select("SELECT (COUNT(*) AS ?n) { <http://x/甲> <http://x/标签> ?l }")[0]["n"] == 1
    assert store.select("SELECT (COUNT(*) AS ?n) { GRAPH ?g { <http://x/甲> <http://x/标签> ?l } }")[0]["n"] == 2
