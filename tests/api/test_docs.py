from __future__ import annotations

import re


def test_the_docs_ask_nobody_else(client):
    response = client.get("/docs")
    urls = re.findall(r"""(?:src|href|url)\s*[=:]\s*["']([^"']+)""", response.text)
    assert len(urls) >= 4
    for url in urls:
        assert url.startswith("/") and not url.startswith("//")
        assert client.get(url).status_code == 200
    assert "http" not in response.text.replace("http-equiv", "")
    assert "default-src 'self'" in response.headers["content-security-policy"]


def test_the_style_sheet_asks_nobody_else(client):
    assert not re.findall(r"url\(\s*['\"]?(?:https?:)?//", client.get("/docs/assets/swagger-ui.css").text)


def test_home_leads_to_the_docs(client):
    assert client.get("/", follow_redirects=False).headers["location"] == "/docs"


def test_every_route_is_described_in_chinese(client):
    paths = client.get("/openapi.json").json()["paths"]
    for path in (
        "/api/ask",
        "/api/ask/stream",
        "/api/documents",
        "/api/tasks",
        "/api/search",
        "/api/entities",
        "/api/suggest",
        "/sparql",
        "/readyz",
    ):
        assert path in paths
    operations = [operation for path in paths.values() for operation in path.values()]
    for operation in operations:
        assert re.search("[\u4e00-\u9fff]", operation["summary"])
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids))


def test_answers_are_described_field_by_field(client):
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    assert schemas["AnswerOut"]["properties"]["values"]["description"]
    assert schemas["ProblemOut"]["properties"]["detail"]["description"]
