"""What browsers are told, on every response, errors of every kind included."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from qa.api.app import create_app
from qa.api.headers import DEFAULTS

ORIGIN = {"Origin": "https://portal.example"}


@pytest.mark.parametrize(
    "path", ["/healthz", "/api/none", "/documents/haizhou-mucang", "/docs", "/metrics", "/mcp", "/v1/models"]
)
def test_every_response_has_them(client, path):
    headers = client.get(path).headers
    assert all(name in headers for name in DEFAULTS)
    assert headers["x-content-type-options"] == "nosniff"


def test_a_bug_s_response_has_them_and_the_request_s_id(client, library, monkeypatch):
    client.get("/readyz")
    monkeypatch.setattr(library.engines[0], "ask", lambda question, *, on_step=None: 1 / 0)
    response = client.get("/api/ask", params={"q": "谁牵头？"}, headers={"X-Request-ID": "abc-1"})
    assert response.status_code == 500 and response.headers["x-request-id"] == "abc-1"
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


def test_no_other_site_may_call_unless_set(client):
    assert "access-control-allow-origin" not in client.get("/api/documents", headers=ORIGIN).headers
    preflight = client.options("/api/ask", headers={**ORIGIN, "Access-Control-Request-Method": "POST"})
    assert "access-control-allow-origin" not in preflight.headers


@pytest.mark.parametrize("path", ["/sparql?query=SELECT", "/id/none", "/data/none.ttl"])
def test_data_is_open(client, path):
    response = client.get(path, headers=ORIGIN, follow_redirects=False)
    assert response.headers["access-control-allow-origin"] == "*"
    preflight = client.options(path, headers={**ORIGIN, "Access-Control-Request-Method": "GET"})
    assert preflight.status_code == 204 and preflight.headers["access-control-allow-origin"] == "*"


def test_no_more_than_data_is_open(client):
    assert "access-control-allow-origin" not in client.get("/identity", headers=ORIGIN).headers


def test_named_sites_may_call(settings, library):
    found = settings.model_copy(update={"cors_origins": "https://portal.example, https://other.example"})
    with TestClient(create_app(found, library)) as client:
        assert client.get("/api/documents", headers=ORIGIN).headers["access-control-allow-origin"] == ORIGIN["Origin"]
        assert (
            "access-control-allow-origin" not in client.get("/api/documents", headers={"Origin": "https://evil.example"}).headers
        )
        preflight = client.options("/api/ask", headers={**ORIGIN, "Access-Control-Request-Method": "POST"})
        assert preflight.status_code == 200 and "credentials" not in str(preflight.headers)
