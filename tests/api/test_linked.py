"""Every IRI of the graph can be followed, to a page with proofs and to data; the whole is described for machines."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote, unquote

import httpx
import pytest
import rdflib

BASE = "http://kgqa.local/id/"
DOCUMENT = "lin-2023-12-haiyang-nengyuan"
PARSERS = {".ttl": "turtle", ".jsonld": "json-ld", ".nt": "nt", ".rdf": "xml"}
TYPES = {".ttl": "text/turtle", ".jsonld": "application/ld+json", ".nt": "application/n-triples", ".rdf": "application/rdf+xml"}
VOID, DCAT = rdflib.Namespace("http://rdfs.org/ns/void#"), rdflib.Namespace("http://www.w3.org/ns/dcat#")
POL = rdflib.Namespace("http://kgqa.local/ontology#")


@pytest.fixture(scope="module")
def http(real_address):
    with httpx.Client(base_url=real_address, timeout=30) as client:
        yield client


def first(http: httpx.Client, query: str) -> str:
    """The path of the first IRI that a query finds."""
    (row, *_) = http.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    return row["x"]["value"].removeprefix(BASE)


@pytest.fixture(
    params=[
        "SELECT ?x { ?x a pol:Department } ORDER BY ?x LIMIT 1",
        "SELECT ?x { ?x a pol:Task } ORDER BY ?x LIMIT 1",
        "SELECT ?x { ?x a pol:Target } ORDER BY ?x LIMIT 1",
        "SELECT ?x { ?x a pol:Statement } ORDER BY ?x LIMIT 1",
        "SELECT ?x { ?x a pol:Responsibility } ORDER BY ?x LIMIT 1",
        "SELECT ?x { ?x a pol:Section } ORDER BY ?x LIMIT 1",
        DOCUMENT,
        f"graph/{DOCUMENT}",
        f"{DOCUMENT}/passage/0",
        f"{DOCUMENT}/passage/3",
    ]
)
def path(http, request) -> str:
    return first(http, request.param) if request.param.startswith("SELECT") else request.param


@pytest.mark.parametrize(
    ("accept", "where"),
    [
        ("", "/page/{}"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "/page/{}"),
        ("text/turtle", "/data/{}.ttl"),
        ("application/ld+json", "/data/{}.jsonld"),
        ("application/n-triples", "/data/{}.nt"),
        ("application/rdf+xml", "/data/{}.rdf"),
        ("application/ld+json;q=0.5, text/turtle;q=0.4", "/data/{}.jsonld"),
        ("text/*;q=0.1, application/ld+json", "/data/{}.jsonld"),
    ],
)
def test_an_iri_leads_on_by_what_the_client_likes(http, path, accept, where):
    response = http.get(f"/id/{quote(path)}", headers={"Accept": accept})
    assert response.status_code == 303 and response.headers["vary"] == "Accept"
    assert response.headers["location"] == where.format(quote(path))
    assert 'rel="alternate"; type="text/turtle"' in response.headers["link"]
    assert http.get(response.headers["location"]).status_code == 200
    assert http.head(f"/id/{quote(path)}", headers={"Accept": accept}).status_code == 303


@pytest.mark.parametrize("ending", PARSERS)
def test_the_data_speak_of_the_resource(http, path, ending):
    response = http.get(f"/data/{quote(path)}{ending}")
    assert response.headers["content-type"].split(";")[0] == TYPES[ending]
    graph = rdflib.Graph().parse(data=response.content, format=PARSERS[ending])
    iri = rdflib.URIRef(BASE + path)
    assert len(graph) > 1
    if not path.startswith("graph/"):
        assert (iri, None, None) in graph
    assert response.content == http.get(f"/data/{quote(path)}{ending}").content


def test_incoming_and_outgoing_triples(http):
    department = first(http, "SELECT ?x { ?x a pol:Department . ?t pol:lead ?x } ORDER BY ?x LIMIT 1")
    graph = rdflib.Graph().parse(data=http.get(f"/data/{quote(department)}.ttl").content, format="turtle")
    iri = rdflib.URIRef(BASE + department)
    assert (iri, rdflib.RDF.type, POL.Department) in graph and (None, POL.lead, iri) in graph


def test_the_pages_of_large_data_are_whole_and_disjoint(http):
    """The graph of a document is larger than one page."""
    found, address, count = rdflib.Graph(), f"/data/graph/{DOCUMENT}.nt", 0
    while address:
        response = http.get(address)
        lines = response.content.count(b"\n")
        found.parse(data=response.content, format="nt")
        count += lines
        following = re.search(r'<([^>]+)>; rel="next"', response.headers["link"])
        address = following[1] if following else ""
    query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{BASE}graph/{DOCUMENT}> {{ ?s ?p ?o }} }}"
    total = int(http.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"}).text.split()[1])
    assert len(found) == count == total > 1000
    assert http.get(f"/data/graph/{DOCUMENT}.nt", params={"page": 999}).status_code == 404
    assert http.get(f"/data/graph/{DOCUMENT}.nt", params={"page": 0}).status_code == 422


def test_the_page_shows_types_facts_quotations_and_links(http, path, cited):
    response = http.get(f"/page/{quote(path)}")
    assert response.status_code == 200 and response.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in response.headers["content-security-policy"] and "unsafe" not in response.text
    assert f"<code>{BASE}{path}</code>" in unescape(response.text)
    for ending, media_type in TYPES.items():
        assert f'<link rel="alternate" type="{media_type}" href="/data/{quote(path)}{ending}">' in response.text
    links = [unescape(link) for link in re.findall(r'href="([^"]+)"', response.text)]
    assert all(link.startswith("/") and not link.startswith("//") for link in links)
    for link in [link for link in links if link.startswith("/page/")][:5]:
        assert http.get(link.partition("#")[0]).status_code == 200, unquote(link)
    assert all(cited(http.get, link) for link in [link for link in links if "start=" in link][:3])


def test_a_fact_is_quoted_where_it_stands(http, cited):
    task = first(http, "SELECT ?x { ?x a pol:Task ; pol:lead ?u } ORDER BY ?x LIMIT 1")
    text = http.get(f"/page/{quote(task)}").text
    quoted = re.search(r'<th>牵头单位</th>.*?<blockquote>(.*?) <a href="(/documents/[^"]+)"', text)
    assert quoted
    assert unescape(quoted[1]) == cited(http.get, unescape(quoted[2]))
    department = first(http, f"SELECT ?x {{ <{BASE}{task}> pol:lead ?x }}")
    assert "提到它的" in (incoming := http.get(f"/page/{quote(department)}").text) and f"/page/{quote(task)}" in incoming


def test_a_long_page_is_turned(http):
    department = f"graph/{DOCUMENT}"
    text = http.get(f"/page/{department}").text
    assert "下一页" in text and "上一页" not in text
    second = http.get(f"/page/{department}", params={"page": 2})
    assert "上一页" in second.text and 'rel="prev"' in second.headers["link"]


@pytest.mark.parametrize(
    "path",
    [
        "nothing",
        f"{DOCUMENT}/passage/99999",
        f"{DOCUMENT}/passage/x",
        "graph/none",
        "a b",
        "<x>",
        "%00",
        "..%2f..%2fetc",
        'x"y{}',
        "",
        "\\u003e",
    ],
)
def test_what_is_not_there(http, path):
    for address in (f"/id/{quote(path)}", f"/data/{quote(path)}.ttl", f"/page/{quote(path)}"):
        response = http.get(address)
        assert response.status_code == 404 and response.json()["code"] in ("not_found", "no_such_route")


def test_what_is_not_offered(http):
    assert http.get(f"/data/{DOCUMENT}.exe").status_code == 404
    response = http.get(f"/id/{DOCUMENT}", headers={"Accept": "image/png"})
    assert response.status_code == 406 and response.json()["code"] == "not_acceptable"


# --- the whole -------------------------------------------------------------------------------------


def test_the_well_known_address_leads_to_the_description(http):
    response = http.get("/.well-known/void", headers={"Accept": "application/ld+json"})
    assert response.status_code == 303 and response.headers["location"] == "/data/dataset.jsonld"
    assert http.get("/.well-known/void").headers["location"] == "/data/dataset.ttl"
    assert http.get("/data/dataset", headers={"Accept": "text/html"}).headers["location"] == "/data/dataset.ttl"


@pytest.mark.parametrize("ending", PARSERS)
def test_the_data_set_is_described(http, real_address, ending):
    response = http.get(f"/data/dataset{ending}")
    graph = rdflib.Graph().parse(data=response.content, format=PARSERS[ending])
    whole = rdflib.URIRef(f"{real_address}/data/dataset")
    assert graph.value(whole, VOID.sparqlEndpoint) == rdflib.URIRef(f"{real_address}/sparql")
    total = http.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}, headers={"Accept": "text/csv"})
    assert int(graph.value(whole, VOID.triples)) == int(total.text.split()[1])
    parts = {graph.value(part, VOID["class"]): part for part in graph.objects(whole, VOID.classPartition)}
    tasks = http.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?x a pol:Task }"}, headers={"Accept": "text/csv"})
    assert int(graph.value(parts[POL.Task], VOID.entities)) == int(tasks.text.split()[1])
    example = str(graph.value(whole, VOID.exampleResource)).removeprefix(BASE)
    assert http.get(f"/id/{quote(example)}").status_code == 303
    cards = http.get("/api/documents").json()["items"]
    for card in cards:
        one = rdflib.URIRef(f"{BASE}graph/{card['id']}")
        assert (one, rdflib.RDF.type, DCAT.Dataset) in graph and (whole, VOID.subset, one) in graph
        assert str(graph.value(one, rdflib.DCTERMS.title)) == card["title"]
        assert str(graph.value(one, rdflib.DCTERMS.identifier)) == card["number"]
        for distribution in graph.objects(one, DCAT.distribution):
            assert http.get(str(graph.value(distribution, DCAT.accessURL))).status_code == 200
    assert response.content == http.get(f"/data/dataset{ending}").content


def test_the_ontology_dereferences(http):
    response = http.get("/ontology", headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=response.content, format="turtle")
    assert (POL.Task, rdflib.RDF.type, rdflib.OWL.Class) in graph
    assert http.get("/ontology", headers={"Accept": "image/png"}).status_code == 406
