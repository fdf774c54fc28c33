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


def test_a_connection_proves_each_step(client):
    task = client.get("/api/tasks").json()["items"][0]
    body = client.get("/api/connections", params={"from": IRI, "to": task["iri"], "without": ["各地区"]}).json()
    assert [(node["iri"], node["depth"]) for node in body["nodes"]] == [(IRI, 0), (task["iri"], 1)]
    (step,) = body["steps"]
    assert (step["edge"]["label"], step["forward"]) == ("牵头单位", False)
    assert [quoted["text"] for quoted in step["evidence"]] == ["（省农业农村厅、省海洋局）"]
    assert client.get("/api/connections", params={"from": IRI, "to": "没有"}).json()["code"] == "not_found"
    assert client.get("/api/connections", params={"from": IRI}).status_code == 422
    assert client.get("/api/connections", params={"from": IRI, "to": IRI, "without": ["甲"] * 21}).status_code == 422


def test_suggest(client):
    items = client.get("/api/suggest", params={"q": "省农"}).json()["items"]
    assert items[0] == {"text": "省农业农村厅", "iri": IRI, "type": "Department"}
    assert items[1]["iri"] is None
