"""/sparql by the rules of the SPARQL 1.1 Protocol, over the real graph: with plain requests and with the clients people use."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlencode

import httpx
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from qa.api.app import create_app
from qa.config import QaSettings, SparqlSettings

BASE = "http://kgqa.local/id/"
ONE, TWO = BASE + "graph/lin-2023-12-haiyang-nengyuan", BASE + "graph/yunze-2024-shuzi-nongye"
SELECT = "SELECT ?d { ?d a pol:Document } ORDER BY ?d"
ASK = "ASK { ?d a pol:Document }"
CONSTRUCT = "CONSTRUCT { ?d a pol:Document } WHERE { ?d a pol:Document }"
DESCRIBE = "DESCRIBE <http://kgqa.local/ontology#Task>"
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
RESULTS = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values")
TRIPLES = {"text/turtle": "turtle", "application/ld+json": "json-ld", "application/n-triples": "nt", "application/rdf+xml": "xml"}


@pytest.fixture(scope="module")
def http(real_address):
    with httpx.Client(base_url=real_address, timeout=30) as client:
        yield client


def kind(response: httpx.Response) -> str:
    return response.headers["content-type"].split(";")[0]


def documents(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [row["d"]["value"].removeprefix(BASE) for row in response.json()["results"]["bindings"]]


# --- the protocol's own cases: request → status ----------------------------------------------------

BOTH = ["lin-2023-12-haiyang-nengyuan", "yunze-2024-shuzi-nongye"]


def get(**fields: object) -> tuple[str, str, dict, bytes]:
    return "GET", "/sparql?" + urlencode(fields, doseq=True), {}, b""


def form(content_type: str | None = FORM, where: str = "/sparql", **fields: object) -> tuple[str, str, dict, bytes]:
    headers = {"Content-Type": content_type} if content_type else {}
    return "POST", where, headers, urlencode(fields, doseq=True).encode()


def direct(sent: str | bytes, content_type: str = DIRECT, **fields: object) -> tuple[str, str, dict, bytes]:
    body = sent.encode() if isinstance(sent, str) else sent
    return "POST", "/sparql" + ("?" + urlencode(fields, doseq=True) if fields else ""), {"Content-Type": content_type}, body


PROTOCOL = {
    "query_get": (get(query=SELECT), 200),
    "query_post_form": (form(query=SELECT), 200),
    "query_post_direct": (direct(SELECT), 200),
    "query_post_direct_utf8": (direct(SELECT, DIRECT + '; charset="UTF-8"'), 200),
    "query_post_form_utf8": (form(FORM + "; charset=utf-8", query=SELECT), 200),
    "query_dataset_default_graph": (get(query=SELECT, **{"default-graph-uri": ONE}), 200),
    "query_dataset_default_graphs_get": (get(query=SELECT, **{"default-graph-uri": [ONE, TWO]}), 200),
    "query_dataset_default_graphs_post": (form(query=SELECT, **{"default-graph-uri": [ONE, TWO]}), 200),
    "query_dataset_named_graphs_get": (get(query=SELECT, **{"named-graph-uri": [ONE, TWO]}), 200),
    "query_dataset_named_graphs_post": (direct(SELECT, **{"named-graph-uri": [ONE, TWO]}), 200),
    "query_dataset_full": (get(query=SELECT, **{"default-graph-uri": ONE, "named-graph-uri": TWO}), 200),
    "query_multiple_dataset": (get(query=f"SELECT * FROM <{ONE}> {{ ?s ?p ?o }} LIMIT 1", **{"default-graph-uri": TWO}), 200),
    "a parameter that clients add by themselves": (get(query=SELECT, format="json", output="json"), 200),
    "description": (("GET", "/sparql", {}, b""), 200),
    "head": (("HEAD", get(query=SELECT)[1], {}, b""), 200),
    "options": (("OPTIONS", "/sparql", {}, b""), 204),
    "bad_query_method": (("PUT", get(query=SELECT)[1], {}, b""), 405),
    "bad_query_delete": (("DELETE", "/sparql", {}, b""), 405),
    "bad_multiple_queries_get": (get(query=[SELECT, ASK]), 400),
    "bad_multiple_queries_form": (form(query=[SELECT, ASK]), 400),
    "bad_multiple_queries_both": (direct(SELECT, query=ASK), 400),
    "bad_query_wrong_media_type": (direct(SELECT, "text/plain"), 415),
    "bad_query_json": (direct(json.dumps({"query": SELECT}), "application/json"), 415),
    "bad_query_missing_type": (form(None, query=SELECT), 415),
    "bad_query_form_without_query": (form(other="x"), 400),
    "bad_query_non_utf8": (direct(SELECT.encode("utf-16"), DIRECT), 400),
    "bad_query_charset": (direct(SELECT.encode("utf-16"), DIRECT + "; charset=utf-16"), 415),
    "bad_query_form_non_utf8": (("POST", "/sparql", {"Content-Type": FORM}, b"query=%FF%FE"), 400),
    "bad_query_get_non_utf8": (("GET", "/sparql?query=%FF", {}, b""), 400),
    "bad_query_too_many_parameters": (get(query=SELECT, x=list(range(300))), 400),
    "bad_query_syntax": (get(query="ASK {"), 400),
    "empty query": (get(query=""), 400),
    "empty body": (direct(""), 400),
    "graphs without a query": (get(**{"default-graph-uri": ONE}), 400),
    "a graph that is not ours": (get(query=SELECT, **{"default-graph-uri": "http://127.0.0.1:9/"}), 400),
    "a named graph that is not ours": (form(query=SELECT, **{"named-graph-uri": BASE + "graph/none"}), 400),
    "FROM what is not ours": (get(query="SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }"), 400),
    "SERVICE": (direct("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), 400),
    "update": (form(update="DROP ALL"), 400),
    "update as a query": (direct("INSERT DATA { <a:b> <a:c> <a:d> }"), 400),
    "update's content type": (direct("DROP ALL", "application/sparql-update"), 415),
    "update's datasets": (get(query=SELECT, **{"using-graph-uri": ONE}), 400),
    "LOAD": (direct("LOAD <http://127.0.0.1:9/>"), 400),
}


@pytest.mark.parametrize("case", PROTOCOL)
def test_protocol(http, case):
    (method, where, headers, body), status = PROTOCOL[case]
    response = http.request(method, where, headers=headers, content=body)
    assert response.status_code == status, response.text
    if status >= 400:
        assert kind(response) == "application/problem+json"
        assert response.json()["code"] and response.json()["detail"]


def test_head_and_options(http):
    assert http.head("/sparql", params={"query": SELECT}).content == b""
    assert "POST" in http.options("/sparql").headers["allow"]


# --- formats ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("accept", RESULTS)
@pytest.mark.parametrize("query", [SELECT, ASK])
def test_results_come_in_every_format(http, accept, query):
    response = http.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert response.status_code == 200 and kind(response) == accept
    assert response.headers["vary"] == "Accept" and response.headers["x-content-type-options"] == "nosniff"
    assert BOTH[0] in response.text if query == SELECT else "true" in response.text.lower()


@pytest.mark.parametrize("accept", TRIPLES)
@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
def test_graphs_come_in_every_format(http, accept, query):
    response = http.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert response.status_code == 200 and kind(response) == accept
    assert len(rdflib.Graph().parse(data=response.content, format=TRIPLES[accept])) >= 2


@pytest.mark.parametrize(
    ("accept", "query", "got"),
    [
        (None, SELECT, RESULTS[0]),
        ("*/*", SELECT, RESULTS[0]),
        ("application/json", SELECT, RESULTS[0]),
        ("text/turtle", SELECT, RESULTS[0]),  # no solutions in Turtle: the usual format
        ("text/csv;q=0.3, application/sparql-results+xml;q=0.7", SELECT, RESULTS[1]),
        ("text/*, application/sparql-results+json;q=0.1", SELECT, "text/csv"),
        ("application/sparql-results+json, application/n-triples;q=0.5", CONSTRUCT, "application/n-triples"),
        ("application/sparql-results+json", CONSTRUCT, "text/turtle"),
    ],
)
def test_negotiation(http, accept, query, got):
    headers = {"Accept": accept} if accept else {"Accept": ""}
    assert kind(http.get("/sparql", params={"query": query}, headers=headers)) == got


@pytest.mark.parametrize("where", ["/sparql", "/sparql?query=" + quote(SELECT)])
def test_a_format_that_nobody_makes(http, where):
    assert http.get(where, headers={"Accept": "image/png"}).status_code == 406


# --- what a query sees -----------------------------------------------------------------------------


def test_the_dataset_of_the_protocol(http):
    def seen(query: str = SELECT, **graphs: object) -> list[str]:
        return documents(http.get("/sparql", params={"query": query} | {f"{k}-graph-uri": v for k, v in graphs.items()}))

    inside = "SELECT DISTINCT ?d { GRAPH ?g { ?d a pol:Document } } ORDER BY ?d"
    assert seen() == seen(default=[ONE, TWO]) == BOTH
    assert seen(default=ONE) == BOTH[:1] and seen(default=TWO) == BOTH[1:]
    assert seen(named=[ONE, TWO]) == [] and seen(inside, named=TWO) == BOTH[1:]
    assert seen(inside, default=ONE) == [] and seen(inside) == BOTH
    assert seen(inside, default=ONE, named=TWO) == BOTH[1:]
    assert seen(f"SELECT ?d FROM <{ONE}> {{ ?d a pol:Document }}") == BOTH[:1]
    assert seen(f"SELECT ?d FROM <{ONE}> {{ ?d a pol:Document }}", default=TWO) == BOTH[1:]  # the protocol goes first
    assert seen(f"SELECT ?d FROM NAMED <{ONE}> {{ GRAPH ?g {{ ?d a pol:Document }} }}") == BOTH[:1]


def test_a_merge_holds_each_triple_once(http):
    """A department that both documents name has one type in their merge, not two."""

    def count(query: str, **fields: object) -> int:
        found = http.get("/sparql", params={"query": query} | fields, headers={"Accept": "text/csv"})
        return int(found.text.split()[1])

    shared = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{ONE}> {{ ?s ?p ?o }} GRAPH <{TWO}> {{ ?s ?p ?o }} }}"
    alone = [count("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", **{"default-graph-uri": graph}) for graph in (ONE, TWO)]
    every = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    merged = count(every, **{"default-graph-uri": [ONE, TWO]})
    assert merged == sum(alone) - count(shared)
    assert count(f"SELECT (COUNT(*) AS ?n) FROM <{ONE}> FROM <{TWO}> {{ ?s ?p ?o }}") == merged


# --- hostile queries -------------------------------------------------------------------------------

CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
PATH = "(<x:p>|!<x:p>|^<x:p>|!(^<x:p>))"
ONES = "1 " * 300
HOSTILE = {
    "cross join": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    "sorted cross join": f"SELECT * {{ {CROSS} }} ORDER BY ?l ?a ?f LIMIT 1",
    "deep paths": f"SELECT (COUNT(*) AS ?n) {{ ?a {PATH}*/{PATH}*/{PATH}* ?b . ?b {PATH}+ ?c . ?c {PATH}+ ?d }}",
    "huge VALUES": f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'VALUES ?v{n} {{ {ONES} }}' for n in range(8))} }}",
    "REPLACE bomb": "SELECT ?x9 { BIND('aaaaaaaaaaaaaaaa' AS ?x0) "
    + " ".join(f"BIND(REPLACE(?x{n}, 'a', 'aaaaaaaaaaaaaaaa') AS ?x{n + 1})" for n in range(9))
    + " }",
    "GROUP_CONCAT": f"SELECT (GROUP_CONCAT(STR(?c); separator='{'x' * 1000}') AS ?n) {{ {CROSS} }}",
    "distinct": f"SELECT DISTINCT ?a ?d ?g ?j {{ {CROSS} }}",
    "construct": f"CONSTRUCT {{ ?a ?e ?i }} {{ {CROSS} }}",
    "nested": "SELECT * {" + "{" * 40_000 + "}" * 40_000 + "}",
}


@pytest.fixture(scope="module")
def strict(real_data, serve):
    """A service whose queries may take little."""
    limits = SparqlSettings(seconds=0.7, memory_mb=128, result_mb=1, waiting=4)
    with (
        serve(create_app(QaSettings(data=real_data, sparql=limits))) as address,
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        yield client


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_query_is_stopped_and_harms_nobody(strict, name):
    response = strict.post("/sparql", data={"query": HOSTILE[name]})
    assert response.status_code in (400, 413, 503), response.text[:200]
    assert response.json()["code"] in ("busy", "too_large", "bad_query") and response.json()["detail"]
    if response.status_code == 503:
        assert "retry-after" in response.headers
    assert documents(strict.get("/sparql", params={"query": SELECT})) == BOTH


def test_questions_and_pages_do_not_wait_for_hostile_queries(strict):
    with ThreadPoolExecutor(8) as pool:
        hostile = [pool.submit(strict.post, "/sparql", data={"query": HOSTILE["cross join"]}) for _ in range(8)]
        began = time.perf_counter()
        assert strict.get("/api/ask", params={"q": "有几份文件？"}).status_code == 200
        assert strict.get("/data/" + BOTH[0] + ".ttl").status_code == 200
        assert time.perf_counter() - began < 2
        assert {one.result().status_code for one in hostile} == {503}
    assert documents(strict.get("/sparql", params={"query": SELECT})) == BOTH


# --- the description -------------------------------------------------------------------------------


@pytest.mark.parametrize("accept", TRIPLES)
def test_the_service_describes_itself(http, real_address, accept):
    response = http.get("/sparql", headers={"Accept": accept})
    assert kind(response) == accept
    graph = rdflib.Graph().parse(data=response.content, format=TRIPLES[accept])
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
    assert graph.value(service, sd.endpoint) == rdflib.URIRef(real_address + "/sparql")
    assert graph.value(service, sd.supportedLanguage) == sd.SPARQL11Query
    assert len(list(graph.objects(service, sd.resultFormat))) == 8
    assert {str(name) for name in graph.objects(None, sd.name)} == {ONE, TWO, "http://kgqa.local/ontology"}


def test_a_browser_gets_the_description_too(http):
    response = http.get("/sparql", headers={"Accept": "text/html,application/xhtml+xml"})
    assert kind(response) == "text/turtle"
    assert response.content == http.get("/sparql", headers={"Accept": "text/turtle"}).content


# --- the clients that people use -------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("request_method", ["urlencoded", POSTDIRECTLY])
@pytest.mark.parametrize("form", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_selects(real_address, method, request_method, form):
    if (method == "GET") != (request_method == "urlencoded") and method == "GET":
        pytest.skip("a GET carries no body")
    client = SPARQLWrapper(real_address + "/sparql", returnFormat=form)
    client.setMethod(method)
    client.setRequestMethod(request_method)
    client.setQuery("PREFIX pol: <http://kgqa.local/ontology#> " + SELECT)
    found = client.queryAndConvert()
    text = found.toxml() if form == XML else found.decode() if isinstance(found, bytes) else json.dumps(found)
    assert all(id in text for id in BOTH)


@pytest.mark.parametrize("form", [TURTLE, RDFXML])
def test_sparqlwrapper_constructs(real_address, form):
    client = SPARQLWrapper(real_address + "/sparql", returnFormat=form)
    client.addDefaultGraph(ONE)
    client.setQuery("PREFIX pol: <http://kgqa.local/ontology#> " + CONSTRUCT)
    found = client.queryAndConvert()
    graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found)
    assert [str(s) for s in graph.subjects()] == [BASE + BOTH[0]]


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("returned", ["xml", "json", "csv", "tsv"])
def test_sparqlstore(real_address, method, returned):
    store = SPARQLStore(real_address + "/sparql", method=method, returnFormat=returned)
    graph = rdflib.Graph(store)
    pol = rdflib.Namespace("http://kgqa.local/ontology#")
    found = {str(row[0]) for row in graph.query("SELECT ?d { ?d a pol:Document }", initNs={"pol": pol})}
    assert found == {BASE + id for id in BOTH}
    if returned in ("xml", "json"):  # the others have no truth values
        assert bool(graph.query("ASK { ?d a pol:Document }", initNs={"pol": pol}))


def test_sparqlstore_as_a_graph(real_address):
    """Patterns, lengths and named graphs through rdflib, as if the graph were here."""
    store = SPARQLStore(real_address + "/sparql", returnFormat="json")
    pol = rdflib.Namespace("http://kgqa.local/ontology#")
    document = rdflib.URIRef(BASE + BOTH[0])
    everything = rdflib.Graph(store)
    assert (document, rdflib.RDF.type, pol.Document) in everything
    assert everything.value(document, rdflib.SKOS.prefLabel)
    one = rdflib.Graph(
        SPARQLStore(real_address + "/sparql", returnFormat="json", context_aware=True), identifier=rdflib.URIRef(ONE)
    )
    assert 0 < len(one) < len(everything)
    assert {str(s) for s in one.subjects(rdflib.RDF.type, pol.Document)} == {BASE + BOTH[0]}
