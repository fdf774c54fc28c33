"""Who sees what. A service that hides a document from a reader answers every route as one that never had it."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from qa.api.app import create_app
from qa.config import QaSettings
from qa.keys import KeyRing, Role
from qa.library import LocalLibrary

ADMIN = "sesame"
LABEL = "内部"
SECRET = "lin-haidao-chushuang"
PUBLIC = "lin-2023-12-haiyang-nengyuan"
BASE = "http://kgqa.local/id/"
MARKS = ("除霜", "星槎", "haidao-chushuang", "霜华")  # stand in the hidden document only
TEXT = """林川省海岛叶片除霜专项行动方案
林政发〔2024〕77号

为保障海上风电安全，林川省能源局（以下简称“霜华局”）会同有关单位制定本方案。

一、工作目标
到2027年，建成叶片除霜站37座，除霜覆盖率达到91%，海上风电累计装机达到700万千瓦。

二、重点任务
（一）建设星槎除霜平台。整合气象数据，建设星槎除霜平台，推广海上风电自动除霜技术。（省能源局牵头，省气象局、林川海洋大学配合）
（二）壮大装备制造业。支持汐州市建设除霜装备产业园。（省工业和信息化厅牵头，汐州市人民政府配合）
"""
ASKED = (
    "星槎除霜平台由哪个部门牵头？",
    "到2027年要建成多少座叶片除霜站？",
    "省能源局牵头哪些任务？",
    "霜华局负责什么？",
    "有多少份文件？",
    "海上风电累计装机达到多少？",
    "海上风电是什么？",
    "壮大装备制造业由谁牵头？",
    "海岛叶片除霜专项行动方案的文号是什么？",
    "省能源局一共牵头几项任务？",
    "省能源局和省气象局共同负责什么？",
)
IRIS = (
    "org/林川省/省气象局",
    "org/林川省/省能源局",
    SECRET,
    f"graph/{SECRET}",
    f"{SECRET}/passage/0",
    "platform/星槎除霜平台",
    "霜华局",
    "省能源局",
    "除霜",
)
QUERIES = (
    "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g",
    "SELECT ?s ?l WHERE { ?s skos:prefLabel|skos:altLabel ?l } ORDER BY ?s ?l",
    f"DESCRIBE <{BASE}{SECRET}>",
    f"ASK {{ GRAPH <{BASE}graph/{SECRET}> {{ ?s ?p ?o }} }}",
    "CONSTRUCT { ?s a ?t } WHERE { ?s a ?t }",
)
FILE = {"file": ("海岛.md", b"x")}

Request = Mapping[str, object]


def rpc(method: str, **params: object) -> Request:
    return {
        "json": {"jsonrpc": "2.0", "id": 1, "method": method, "params": params},
        "headers": {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"},
    }


def tool(name: str, /, **arguments: object) -> Request:
    return rpc("tools/call", name=name, arguments=arguments)


def chat(question: str, **more: object) -> Request:
    return {"json": {"model": "kgqa", "messages": [{"role": "user", "content": question}], **more}}


def each(name: str, values: tuple[str, ...], **more: object) -> list[Request]:
    return [{"params": {name: value, **more}} for value in values]


def within(ids: tuple[str, ...], **more: object) -> list[Request]:
    return [{"path": one, **more} for one in ids]


IDS = (SECRET, PUBLIC, "no-such-document")
WORDS = ("除霜", "星", "霜", "省能源局", "海上风电", "装备")
# route → requests that would bring the hidden document out. {…} in a route is filled with "path".
ROUTES: Mapping[tuple[str, str], list[Request]] = {
    ("post", "/api/ask"): [
        *({"json": {"question": q, "session_id": "s"}} for q in ASKED),
        *({"json": {"question": q, "session_id": "s", "document": SECRET}} for q in ASKED[:3]),
        {"json": {"question": "它有哪些参与单位？", "session_id": "s"}},
        {"json": {"question": ""}},
    ],
    ("get", "/api/ask"): each("q", ASKED, session_id="t"),
    ("post", "/api/ask/stream"): [{"json": {"question": q, "session_id": "u"}} for q in ASKED],
    ("get", "/api/documents"): [{}],
    ("post", "/api/documents"): [{"files": FILE}, {"files": FILE, "data": {"labels": "甲"}}],
    ("get", "/api/documents/{id}"): within(IDS),
    ("put", "/api/documents/{id}"): within(IDS, files=FILE),
    ("delete", "/api/documents/{id}"): within(IDS),
    ("get", "/api/documents/{id}/tasks"): within(IDS),
    ("get", "/api/documents/{id}/targets"): within(IDS),
    ("get", "/api/documents/{id}/labels"): within(IDS),
    ("put", "/api/documents/{id}/labels"): within(IDS, json={"labels": []}),
    ("get", "/api/tasks"): [
        {},
        *each("q", WORDS),
        *each("department", ("省能源局", "霜华局", "省气象局")),
        *each("document", IDS),
        *each("format", ("csv",)),  # a workbook holds the time
        {"params": {"limit": 3, "page": 1}},
    ],
    ("get", "/api/targets"): [{}, *each("document", IDS), *each("format", ("csv",)), {"params": {"limit": 1}}],
    ("get", "/api/search"): [*each("q", WORDS), *each("q", ASKED, limit=100), *each("document", IDS, q="除霜")],
    ("get", "/api/entities"): [
        {"params": {"limit": 1000}},
        *each("q", WORDS),
        *each("type", ("Department", "Platform", "Document")),
    ],
    ("get", "/api/entities/{id}/graph"): [*within(IRIS), *within(IRIS, params={"depth": 3})],
    ("get", "/api/entities/{id}"): [*within(IRIS), *within(tuple(BASE + iri for iri in IRIS))],
    ("get", "/api/connections"): [
        {"params": {"from": start, "to": goal}}
        for start, goal in (
            ("省能源局", "省气象局"),
            ("省能源局", "星槎除霜平台"),
            ("省能源局", "省工业和信息化厅"),
            ("霜华局", "省能源局"),
        )
    ],
    ("get", "/api/suggest"): each("q", WORDS, limit=50),
    ("get", "/sparql"): each("query", QUERIES),
    ("post", "/sparql"): [{"data": {"query": query}} for query in QUERIES],
    ("get", "/id/{path}"): within(IRIS, headers={"Accept": "text/turtle"}),
    ("get", "/data/{path}"): within(tuple(iri + ".ttl" for iri in IRIS)),
    ("get", "/page/{path}"): within(IRIS),
    ("get", "/data/dataset"): [{"headers": {"Accept": accept}} for accept in ("text/turtle", "application/ld+json")],
    ("get", "/data/dataset.ttl"): [{}],
    ("get", "/data/dataset.jsonld"): [{}],
    ("get", "/.well-known/void"): [{}],
    ("get", "/ontology"): [{}],
    ("get", "/api/answers/{id}"): within(("0123456789abcdef",)),
    ("post", "/api/feedback"): [{"json": {"answer_id": "0123456789abcdef", "rating": "up"}}],
    ("get", "/healthz"): [{}],
    ("get", "/readyz"): [{}],
    ("post", "/v1/chat/completions"): [
        *map(chat, ASKED),
        *(chat(question, stream=True) for question in ASKED[:3]),
        chat(ASKED[0], model=f"kgqa:{SECRET}"),
    ],
    ("get", "/v1/models"): [{}],
    ("get", "/v1/models/{id}"): within(tuple(f"kgqa:{id}" for id in IDS)),
    ("get", "/channels/wecom"): [{}],
    ("post", "/channels/wecom"): [{}],
    ("post", "/channels/dingtalk"): [{}],
    ("post", "/channels/feishu"): [{}],
    # what the OpenAPI does not list
    ("get", "/"): [{}],
    ("get", "/docs"): [{}],
    ("get", "/openapi.json"): [{}],
    ("get", f"/nowhere/{SECRET}"): [{}],
    ("post", "/mcp"): [
        *(tool("ask", question=question) for question in ASKED),
        *(tool("search", text=word) for word in WORDS),
        *(tool("entity", name=name) for name in IRIS),
        *(tool("sparql", query=query) for query in QUERIES),
        tool("tasks"),
        tool("tasks", document=SECRET),
        rpc("tools/list"),
        rpc("resources/list"),
        rpc("resources/read", uri=f"kgqa://documents/{SECRET}"),
        rpc("resources/read", uri=f"kgqa://documents/{PUBLIC}"),
    ],
}
# of these the reader without the label may know that they exist, and no more; the same for everybody
SAME_FOR_ALL = {
    "/.well-known/void",
    "/data/dataset",
    "/ontology",
    "/api/answers/{id}",
    "/api/feedback",
    "/healthz",
    "/",
    "/docs",
    "/openapi.json",
    f"/nowhere/{SECRET}",
}
VOLATILE = re.compile(
    rb'"(?:elapsed_ms|created)":\s*[\d.]+|chatcmpl-\w+|\\"elapsed_ms\\":\s*[\d.]+|"session_id":\s*"[0-9a-f]{32}"'
)
PASSING = {"content-length", "x-request-id"}  # the first because of elapsed_ms


def seen(client: TestClient, method: str, route: str, request: Request, key: str | None) -> tuple[int, dict[str, str], bytes]:
    """The response without what differs between two equal services."""
    given = dict(request)
    path = re.sub(r"\{\w+\}", quote(str(given.pop("path", "")), safe="/:"), route)
    headers = {**given.pop("headers", {}), **({"Authorization": f"Bearer {key}"} if key else {})}  # type: ignore[dict-item]
    found = client.request(method, path, headers=headers, follow_redirects=False, **given)  # type: ignore[arg-type]
    kept = {name: value for name, value in found.headers.items() if name not in PASSING}
    return found.status_code, kept, VOLATILE.sub(b"", found.content)


class Service:
    def __init__(self, client: TestClient, data: Path) -> None:
        self.client, self.data = client, data
        ring = KeyRing(data)
        self.reader = ring.add("读者")[1]
        self.insider = ring.add("内部人员", labels=[LABEL])[1]

    def ready(self) -> None:
        for key in (None, self.insider):
            headers = {"Authorization": f"Bearer {key}"} if key else {}
            while self.client.get("/readyz", headers=headers).status_code == 503:
                time.sleep(0.05)


@pytest.fixture(scope="module")
def files(tmp_path_factory, golden_documents) -> tuple[Path, Path]:
    path = tmp_path_factory.mktemp("files") / f"{SECRET}.txt"
    path.write_text(TEXT, "utf-8")
    return golden_documents[0], path


@pytest.fixture(scope="module")
def without(files, tmp_path_factory) -> Path:
    """A data folder that never had the secret."""
    data = tmp_path_factory.mktemp("without")
    LocalLibrary(QaSettings(data=data)).build([files[0]])
    return data


@pytest.fixture(scope="module")
def hiding(files, without, tmp_path_factory) -> Path:
    """The same with the secret under its label."""
    data = tmp_path_factory.mktemp("hiding") / "data"
    shutil.copytree(without, data, ignore=shutil.ignore_patterns("audit.sqlite*"))
    library = LocalLibrary(QaSettings(data=data))
    report = library.build([files[1]], labels=[LABEL])
    assert report.documents[0].tasks == 2 and report.documents[0].id == SECRET
    return data


def serving(data: Path, **settings: object) -> TestClient:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KGQA_ADMIN_KEY", ADMIN)
        return TestClient(create_app(QaSettings(data=data, mcp_hosts="*", **settings)), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def pair(hiding, without) -> Iterator[tuple[Service, Service]]:
    """One service that hides the document, one that never had it."""
    with serving(hiding) as first, serving(without) as second:
        services = Service(first, hiding), Service(second, without)
        for service in services:
            service.ready()
        yield services


def test_every_route_is_walked(pair):
    listed = {(m, path) for path, found in pair[0].client.get("/openapi.json").json()["paths"].items() for m in found}
    assert listed <= {*ROUTES, ("get", "/metrics")}, "say in ROUTES how the new route could give a hidden document away"


@pytest.mark.parametrize("known", [False, True], ids=["nobody", "reader"])
@pytest.mark.parametrize(("method", "route"), ROUTES)
def test_who_lacks_the_label_learns_nothing(pair, method, route, known):
    """Status, headers and bytes are those of the service that never had the document, errors and counts included."""
    hides, never = pair
    for request in ROUTES[method, route]:
        first = seen(hides.client, method, route, request, hides.reader if known else None)
        second = seen(never.client, method, route, request, never.reader if known else None)
        assert first == second, request
        assert first[0] < 500, request
        told = json.dumps(dict(request), default=str, ensure_ascii=False)
        if not any(mark in told for mark in MARKS) and "霜" not in told:
            body = first[2].decode("utf-8", "replace")
            assert not [mark for mark in MARKS if mark in body or json.dumps(mark)[1:-1] in body], request


@pytest.mark.parametrize(
    ("method", "route"),
    [
        (m, r)
        for m, r in ROUTES
        if r not in SAME_FOR_ALL and "channels" not in r and not (r.startswith("/api/documents") and m != "get")
    ],
)
def test_who_holds_the_label_sees_it(pair, method, route):
    """So the test above can fail: on each of these routes there is something to hide."""
    if route.endswith("/labels"):
        pytest.skip("administrators only")
    hides, _ = pair
    differ = [
        request
        for request in ROUTES[method, route]
        if seen(hides.client, method, route, request, hides.insider) != seen(hides.client, method, route, request, None)
    ]
    assert differ


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def answer(client: TestClient, question: str, key: str | None = None, session: str = "x") -> dict:
    found = client.post("/api/ask", json={"question": question, "session_id": session}, headers=bearer(key) if key else {})
    assert found.status_code == 200, found.text
    return found.json()


def test_a_session_does_not_cross_views(pair):
    hides, never = pair
    assert answer(hides.client, ASKED[0], hides.insider, "shared")["status"] == "answered"
    for follow_up in ("它有哪些参与单位？", "依据是什么？"):
        leaked = answer(hides.client, follow_up, None, "shared")
        plain = answer(never.client, follow_up, None, "shared")
        for found in (leaked, plain):
            del found["elapsed_ms"]
        assert leaked == plain


@pytest.fixture
def own(hiding, tmp_path) -> Iterator[Service]:
    """A service over a copy, to be changed."""
    shutil.copytree(hiding, tmp_path / "data", ignore=shutil.ignore_patterns("audit.sqlite*"))  # written all the time
    (tmp_path / "data" / "keys.json").unlink(missing_ok=True)
    with serving(tmp_path / "data") as client:
        yield Service(client, tmp_path / "data")


def ids(client: TestClient, key: str | None = None) -> list[str]:
    return [card["id"] for card in client.get("/api/documents", headers=bearer(key) if key else {}).json()["items"]]


def test_a_label_hides_at_once_and_its_removal_shows(own):
    """Also what a dialogue has said of it, and also when another process sets it."""
    client, path = own.client, f"/api/documents/{PUBLIC}/labels"
    assert ids(client) == [PUBLIC] and sorted(ids(client, own.insider)) == [PUBLIC, SECRET]
    assert answer(client, "海上风电累计装机达到多少？", session="d")["status"] == "answered"
    assert client.put(path, json={"labels": ["甲", LABEL]}, headers=bearer(ADMIN)).status_code == 200
    assert client.get(path, headers=bearer(ADMIN)).json() == {"labels": ["内部", "甲"]}
    assert ids(client) == [] and ids(client, own.insider) == [SECRET] and len(ids(client, ADMIN)) == 2
    assert answer(client, "依据是什么？", session="d")["evidence"] == []
    assert client.get("/readyz").json()["documents"] == 0
    elsewhere = LocalLibrary(QaSettings(data=own.data))
    elsewhere.label(PUBLIC, [])
    assert ids(client) == [PUBLIC]
    elsewhere.label(PUBLIC, ["甲"])
    assert ids(client) == [] and ids(client, own.insider) == [SECRET]


def test_a_dialogue_goes_on_while_what_it_rests_on_is_seen(own):
    """Another document becomes visible, is hidden again: the reader's view changes, the dialogue does not care."""
    client, other = own.client, f"/api/documents/{SECRET}/labels"
    first, follow_up = "海上风电累计装机达到多少？", "依据是什么？"
    assert answer(client, first, session="d")["status"] == "answered"
    for labels, shown in (([], 2), ([LABEL], 1)):
        assert client.put(other, json={"labels": labels}, headers=bearer(ADMIN)).status_code == 200
        assert len(ids(client)) == shown
        found = answer(client, follow_up, session="d")
        assert {one["document"] for one in found["evidence"]} == {PUBLIC}, found["answer"]
    assert client.put(f"/api/documents/{PUBLIC}/labels", json={"labels": [LABEL]}, headers=bearer(ADMIN)).status_code == 200
    for expected in ("现在看不到了", "前面没有问过什么"):  # told once, then forgotten
        found = answer(client, follow_up, session="d")
        assert found["status"] == "not_found" and expected in found["answer"] and not found["evidence"]


def test_nobody_goes_on_with_another_readers_dialogue(own):
    assert answer(own.client, "海上风电累计装机达到多少？", own.insider, "d")["session_id"] == "d"
    for key in (None, own.reader, ADMIN):
        assert not answer(own.client, "依据是什么？", key, "d")["evidence"]
    assert answer(own.client, "依据是什么？", own.insider, "d")["evidence"]


def test_labels_stay_with_a_document_unless_given_anew(own, files):
    client, where = own.client, f"/api/documents/{SECRET}"
    changed = {"file": ("新名.txt", TEXT.replace("37座", "38座").encode())}
    assert client.put(where, files=changed, headers=bearer(ADMIN)).status_code == 200
    assert ids(client) == [PUBLIC]
    assert "38" in answer(client, ASKED[1], own.insider)["answer"]
    assert client.put(where, files=changed, data={"labels": ""}, headers=bearer(ADMIN)).status_code == 200
    assert sorted(ids(client)) == [PUBLIC, SECRET]
    assert client.put(where, files=changed, data={"labels": "甲,乙"}, headers=bearer(ADMIN)).status_code == 200
    assert ids(client, own.insider) == [PUBLIC]
    assert client.put(where + "/labels", json={"labels": ["a\nb"]}, headers=bearer(ADMIN)).json()["code"] == "bad_label"
    assert client.put("/api/documents/none/labels", json={"labels": []}, headers=bearer(ADMIN)).status_code == 404


def test_views_that_nobody_can_be_served_from_go(own):
    folder = own.data / "views"
    assert ids(own.client) == [PUBLIC] and len(list(folder.iterdir())) == 1
    library = LocalLibrary(QaSettings(data=own.data, keep_generations=1))
    library.label(SECRET, [])
    assert list(folder.iterdir()) == []


# --- keys ---------------------------------------------------------------------------------------------

READING = [
    ("get", "/api/documents"),
    ("get", "/healthz"),
    ("get", "/docs"),
    ("get", "/nowhere"),
    ("post", "/mcp"),
    ("get", "/v1/models"),
]


@pytest.mark.parametrize("header", ["Authorization", "X-API-Key"])
@pytest.mark.parametrize(("method", "path"), READING)
def test_a_wrong_key_is_refused_even_where_none_is_needed(pair, method, path, header):
    for wrong in ("wrong", pair[0].reader[:-1] + "!", pair[1].reader, "a.b.c"):
        found = pair[0].client.request(method, path, headers={header: f"Bearer {wrong}" if header == "Authorization" else wrong})
        assert found.status_code == 401 and found.headers["www-authenticate"] == "Bearer", (path, wrong)
        body = found.json()
        assert (body["error"] if path.startswith("/v1") else body)["code"] == "unauthorized"


def test_either_header_and_no_key_at_all(pair):
    client = pair[0].client
    assert len(client.get("/api/documents", headers={"X-API-Key": pair[0].insider}).json()["items"]) == 2
    assert len(client.get("/api/documents", headers={"Authorization": "Basic eDp5", "X-API-Key": "none"}).json()["items"]) == 1


@pytest.mark.parametrize(
    ("method", "path"), [("post", ""), ("put", "/x"), ("delete", "/x"), ("get", "/x/labels"), ("put", "/x/labels")]
)
def test_readers_do_not_administrate(pair, method, path):
    client, where = pair[0].client, "/api/documents" + path
    for key in (pair[0].reader, pair[0].insider):
        found = client.request(method, where, headers=bearer(key))
        assert found.status_code == 403 and found.json()["code"] == "forbidden"
    assert client.request(method, where).status_code == 401


def test_keys_come_and_go_while_it_serves(own):
    ring = KeyRing(own.data)
    key = ring.add("新来的", role=Role.ADMIN)[1]
    assert own.client.get(f"/api/documents/{SECRET}/labels", headers=bearer(key)).json() == {"labels": [LABEL]}
    ring.revoke("新来的")
    assert own.client.get("/api/documents", headers=bearer(key)).status_code == 401
    (own.data / "keys.json").write_text("[{}]")
    assert own.client.get("/api/documents", headers=bearer(own.insider)).json()["code"] == "corrupt"  # lets nobody in


def test_closed_reading(hiding, tmp_path):
    """Without a key there is nothing but the probes, and these tell nothing."""
    with serving(hiding, open_reading=False) as client:
        for (method, route), requests in ROUTES.items():
            if "channels" in route or route in {"/healthz", "/readyz"}:
                continue
            assert seen(client, method, route, requests[0], None)[0] == 401, route
        while (ready := client.get("/readyz")).status_code == 503:
            time.sleep(0.05)
        assert ready.json() == {"status": "ok", "generation": None, "documents": None}
        assert client.get("/healthz").status_code == 200
        key = KeyRing(hiding).add("只读")[1]
        assert ids(client, key) == [PUBLIC]


def test_chat_tools_see_the_labels_of_their_setting(hiding):
    for labels, shown in (("", 1), (LABEL, 2), ("别的", 1)):
        app = serving(hiding, channel_labels=labels).app
        engine = app.state.servings.of(app.state.settings.channel_labels_held).engine()  # type: ignore[attr-defined]
        assert len(engine.catalog.documents()) == shown


def test_metrics_count_only_what_anybody_may_see(pair):
    found = [
        [line for line in one.client.get("/metrics").text.splitlines() if line.startswith(("kgqa_documents", "kgqa_generation"))]
        for one in pair
    ]
    assert found[0] == found[1] and found[0]


def test_an_answer_is_replayed_for_readers_who_see_the_same(pair):
    hides, _ = pair
    insider, reader = ({"Authorization": f"Bearer {key}"} for key in (hides.insider, hides.reader))
    id = hides.client.post("/api/ask", json={"question": ASKED[0]}, headers=insider).json()["id"]
    assert hides.client.get(f"/api/answers/{id}", headers=insider).json()["id"] == id
    for headers in ({}, reader):
        assert hides.client.get(f"/api/answers/{id}", headers=headers).status_code == 404
        rating = {"answer_id": id, "rating": "down"}
        assert hides.client.post("/api/feedback", json=rating, headers=headers).status_code == 404
