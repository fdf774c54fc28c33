from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from qa.api.app import create_app


@pytest.fixture
def limited(settings, library):
    update = {"questions_per_minute": 2, "sparql_per_minute": 1, "uploads_per_hour": 1}
    app = create_app(settings.model_copy(update=update), library)

    def client(address: str) -> TestClient:
        return TestClient(app, client=(address, 1), raise_server_exceptions=False)

    return client


def ask(client, **headers):
    return client.get("/api/ask", params={"q": "谁牵头？"}, headers=headers)


def test_too_many_questions(limited):
    one, other = limited("10.0.0.1"), limited("10.0.0.2")
    assert [ask(one).status_code for _ in range(3)] == [200, 200, 429]
    refused = ask(one)
    assert refused.json()["code"] == "too_many_requests" and 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["content-type"] == "application/problem+json"
    assert ask(other).status_code == 200
    assert 'kgqa_rate_limited_total{what="questions"} 2.0' in one.get("/metrics").text
    assert one.get("/api/documents").status_code == 200  # reading is not counted


def test_made_up_keys_and_addresses_give_no_more(limited):
    client = limited("10.0.0.1")
    found = [ask(client, Authorization=f"Bearer sk-{n}", **{"X-Forwarded-For": f"10.9.9.{n}"}).status_code for n in range(3)]
    assert found == [401, 401, 401]  # the gate knows them not
    found = [ask(client, **{"X-Forwarded-For": f"10.9.9.{n}"}).status_code for n in range(3)]
    assert found == [200, 200, 429]


def test_the_administrator_has_an_allowance_of_his_own(limited, admin):
    client = limited("10.0.0.1")
    assert [ask(client).status_code for _ in range(3)][-1] == 429
    assert client.get("/api/ask", params={"q": "谁牵头？"}, headers=admin).status_code == 200


def test_openai_s_clients_are_told_in_their_shape(limited):
    client = limited("10.0.0.1")
    body = {"model": "kgqa", "messages": [{"role": "user", "content": "谁牵头？"}]}
    *_, last = [client.post("/v1/chat/completions", json=body) for _ in range(3)]
    assert last.status_code == 429 and last.json()["error"]["type"] == "rate_limit_error" and last.headers["retry-after"]
    assert client.get("/v1/models").status_code == 200


def test_queries_and_uploads(limited, admin):
    client = limited("10.0.0.1")
    assert [client.get("/sparql", params={"query": "SELECT"}).status_code for _ in range(2)] == [200, 429]
    file = {"file": ("a.md", b"x")}
    assert [client.post("/api/documents", files=file, headers=admin).status_code for _ in range(2)] == [201, 429]


def test_strangers_cannot_use_up_the_administrator_s_uploads(limited, admin):
    client = limited("10.0.0.1")
    file = {"file": ("a.md", b"x")}
    assert [client.post("/api/documents", files=file).status_code for _ in range(3)] == [401, 401, 401]
    assert client.post("/api/documents", files=file, headers=admin).status_code == 201
