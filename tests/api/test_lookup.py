from __future__ import annotations

from urllib.parse import quote

import pytest

FARM = "org/海州省/省农业农村厅"
IRI = "http://kgqa.local/id/" + FARM


def test_tasks_of_all_documents(client):
    assert len(client.get("/api/tasks").json()["items"]) == 1
    assert len(client.get("/api/tasks", params={"department": "省海洋局"}).json()["items"]) == 1
    assert client.get("/api/tasks", params={"department": "省财政厅"}).json()["items"] == []
    assert client.get("/api/tasks", params={"q": "没有的词"}).json()["items"] == []


def test_search(client):
    items = client.get("/api/search", params={"q": "网箱", "limit": 1}).json()["items"]
    assert [item["n"] for item in items] == [1]
    assert client.get("/api/search", params={"q": "  "}).json()["code"] == "bad_question"


def test_entities(client):
    body = client.get("/api/entities", params={"limit": 1}).json()
    assert body["total"] == 2 and len(body["items"]) == 1
    assert list(body["items"][0]) == ["iri", "label", "aliases", "type", "mentions"]
    assert client.get("/api/entities", params={"type": "Product"}).json()["total"] == 1


@pytest.mark.parametrize("id", [FARM, quote(IRI, safe=""), IRI])
def test_one_entity_by_path_or_iri(client, id):
    assert client.get(f"/api/entities/{id}").json()["iri"] == IRI
    graph = client.get(f"/api/entities/{id}/graph", params={"depth": 2}).json()
    assert graph["edges"][0]["target"] == IRI


def test_suggest(client):
    items = client.get("/api/suggest", params={"q": "省农"}).json()["items"]
    assert items[0] == {"text": "省农业农村厅", "iri": IRI, "type": "Department"}
    assert items[1]["iri"] is None


# --- linked data -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "where"),
    [
        (None, "/page/{}"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "/page/{}"),
        ("text/turtle", "/data/{}.ttl"),
        ("application/ld+json", "/data/{}.jsonld"),
        ("application/ld+json;q=0.5, text/turtle;q=0.4", "/data/{}.jsonld"),
        ("text/*;q=0.1, application/ld+json", "/data/{}.jsonld"),
    ],
)
def test_an_iri_leads_on_by_what_the_client_likes(client, accept, where):
    headers = {"Accept": accept} if accept else {}
    response = client.get(f"/id/{FARM}", headers=headers, follow_redirects=False)
    assert response.status_code == 303 and response.headers["vary"] == "Accept"
    assert response.headers["location"] == where.format(quote(FARM))
    assert client.get(response.headers["location"]).status_code == 200


def test_no_format_to_offer(client):
    response = client.get(f"/id/{FARM}", headers={"Accept": "image/png"}, follow_redirects=False)
    assert response.status_code == 406 and response.json()["code"] == "not_acceptable"


def test_data(client):
    response = client.get(f"/data/{FARM}.jsonld")
    assert response.headers["content-type"] == "application/ld+json"
    assert f"<{IRI}>" in response.text
    assert client.get(f"/data/{FARM}.exe").status_code == 404


def test_the_page_escapes_what_documents_say(client):
    response = client.get("/page/product/evil")
    assert response.headers["content-type"].startswith("text/html")
    assert "<script" not in response.text and "&lt;script&gt;" in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert 'href="/page/haizhou-mucang/1"' in response.text


# --- SPARQL protocol -------------------------------------------------------------------------------

SELECT = "SELECT ?x WHERE { ?x ?p ?o }"


def test_the_three_ways_to_query(client):
    expected = client.get("/sparql", params={"query": SELECT}).json()
    assert expected["results"]["bindings"][0]["x"]["value"] == IRI
    assert client.post("/sparql", data={"query": SELECT}).json() == expected
    direct = {"Content-Type": "application/sparql-query; charset=utf-8"}
    assert client.post("/sparql", content=SELECT.encode(), headers=direct).json() == expected


@pytest.mark.parametrize(
    ("accept", "query", "got"),
    [
        ("*/*", SELECT, "application/sparql-results+json"),
        ("text/csv", SELECT, "text/csv; charset=utf-8"),
        ("text/turtle", SELECT, "application/sparql-results+json"),
        ("application/ld+json", "CONSTRUCT WHERE { ?s ?p ?o }", "application/ld+json"),
        ("application/sparql-results+json, application/n-triples;q=0.5", "CONSTRUCT WHERE {?s ?p ?o}", "application/n-triples"),
    ],
)
def test_formats(client, accept, query, got):
    response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert response.headers["content-type"] == got
    assert response.headers["x-content-type-options"] == "nosniff"


def test_what_sparql_refuses(client):
    assert client.get("/sparql").status_code == 422
    assert client.get("/sparql", params={"query": "DROP ALL"}).json()["code"] == "bad_query"
    assert client.get("/sparql", params={"query": SELECT, "default-graph-uri": "x"}).status_code == 400
    assert client.post("/sparql", data={"query": SELECT, "named-graph-uri": "x"}).status_code == 400
    assert client.post("/sparql?update=x", data={"query": SELECT}).status_code == 400
    assert client.post("/sparql", data={"update": "DROP ALL"}).status_code == 400
    assert client.post("/sparql", data={"other": "x"}).json()["code"] == "bad_query"
    assert client.post("/sparql", json={"query": SELECT}).status_code == 415
    assert client.post("/sparql", content=b"\xff", headers={"Content-Type": "application/sparql-query"}).status_code == 400
    assert client.get("/sparql", params={"query": SELECT}, headers={"Accept": "image/png"}).status_code == 406
