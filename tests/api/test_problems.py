"""Whatever goes wrong: one shape, Chinese, with what to do; nothing of the input in it."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from kg import errors
from qa.api.app import MAX_BODY, create_app
from qa.api.problems import from_error

SECRET = "<img src=x>机密"


def check_problem(response, status: int, code: str) -> dict:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert set(body) == {"type", "title", "status", "detail", "code"}
    assert (body["status"], body["code"], body["type"]) == (status, code, f"urn:kgqa:problem:{code}")
    assert any("\u4e00" <= char <= "\u9fff" for char in body["detail"])
    assert SECRET not in response.text and "Traceback" not in response.text
    return body


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "question：缺少"),
        ({"question": 7}, "question：应为文字"),
        ({"question": "谁？", SECRET: 1}, "有字段：不认识"),
        ({"question": "谁？", "session_id": "s" * 129}, "session_id：太长"),
        ([], "请求体：应为 JSON 对象"),
    ],
)
def test_a_body_that_does_not_fit(client, body, said):
    assert said in check_problem(client.post("/api/ask", json=body), 422, "bad_request")["detail"]


def test_broken_json(client):
    response = client.post("/api/ask", content=b'{"question": "', headers={"Content-Type": "application/json"})
    assert "不是合法的 JSON" in check_problem(response, 422, "bad_request")["detail"]


def test_no_such_route_and_wrong_method(client):
    check_problem(client.get(f"/api/{SECRET}"), 404, "no_such_route")
    response = client.delete("/api/ask")
    check_problem(response, 405, "method_not_allowed")
    assert "POST" in response.headers["allow"] or "GET" in response.headers["allow"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/documents/{}",
        "/api/documents/{}/tasks",
        "/api/documents/{}/targets",
        "/api/entities/{}",
        "/api/entities/{}/graph",
        "/id/{}",
        "/page/{}",
    ],
)
def test_not_found(client, path):
    check_problem(client.get(path.format(SECRET)), 404, "not_found")


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "offset=-1", "limit=abc"])
def test_parameters_out_of_range(client, query):
    check_problem(client.get(f"/api/entities?{query}"), 422, "bad_request")


def test_a_large_body_is_stopped_whether_or_not_it_says_so(client, lead_question):
    body = b'{"question": "' + b"a" * MAX_BODY + b'"}'
    headers = {"Content-Type": "application/json"}
    check_problem(client.post("/api/ask", content=body, headers=headers), 413, "too_large")
    parts = (body[i : i + 1000] for i in range(0, len(body), 1000))
    check_problem(client.post("/api/ask", content=parts, headers=headers), 413, "too_large")
    assert client.post("/api/ask", json={"question": lead_question}).status_code == 200


def test_nothing_published(settings, library):
    library.number = 0
    with TestClient(create_app(settings, library), raise_server_exceptions=False) as client:
        assert client.get("/healthz").status_code == 200
        for response in (client.get("/readyz"), client.get("/api/ask", params={"q": "谁牵头？"}), client.get("/api/documents")):
            assert "kgqa build" in check_problem(response, 503, "not_built")["detail"]
            assert response.headers["retry-after"]
        library.number = 1  # somebody builds
        assert client.get("/readyz").status_code == 200


def test_a_bug_is_logged_and_not_shown(client, library, monkeypatch, capsys):
    client.get("/readyz")

    def bug(question, *, on_step=None):
        raise RuntimeError(SECRET)

    monkeypatch.setattr(library.engines[0], "ask", bug)
    check_problem(client.post("/api/ask", json={"question": "谁牵头？"}), 500, "internal")


def all_errors(kind=errors.KgError):
    for sub in kind.__subclasses__():
        if sub.__module__.startswith(("kg.", "qa.")):
            yield sub
            yield from all_errors(sub)


@pytest.mark.parametrize("kind", tuple(all_errors()), ids=lambda kind: kind.__name__)
def test_every_error_of_the_house_is_a_problem(kind):
    found = from_error(kind("出了事。", hint="这样办"))
    assert found.detail == "出了事。这样办" and found.code == kind.code and 400 <= found.status < 600
