"""What the widget's files are and how they are sent. The browser's part is in tests/web."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from qa.api.app import create_app
from qa.config import QaSettings

NAMES = sorted(file.name for file in (files("qa.api") / "static" / "widget").iterdir())
PATHS = ["/widget.js", "/widget", *(f"/widget/{name}" for name in NAMES if name not in ("loader.js", "page.html"))]


def directives(response) -> dict[str, str]:
    pairs = (part.strip().partition(" ") for part in response.headers["content-security-policy"].split(";"))
    return {name: value for name, _, value in pairs}


@pytest.mark.parametrize("path", PATHS)
def test_files(client, path):
    response = client.get(path)
    kinds = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml", "widget": "text/html"}
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(kinds[path.rpartition(".")[2].strip("/")])
    assert response.headers["x-content-type-options"] == "nosniff"
    again = client.get(path, headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", [f"/widget/{name}" for name in ("none.js", "..%2fapp.py", "page.html", "loader.js", "a/b")])
def test_nothing_else(client, path):
    assert client.get(path).json()["code"] == "no_such_route"


def test_the_page_is_strict_and_frames_only_itself(client):
    found = directives(client.get("/widget"))
    assert found["default-src"] == "'none'" and found["script-src"] == found["style-src"] == found["connect-src"] == "'self'"
    assert found["frame-ancestors"] == "'self'" and found["trusted-types"] == "'none'"
    assert found["require-trusted-types-for"] == "'script'"


def test_who_may_embed_is_a_setting(library, tmp_path):
    settings = QaSettings(data=tmp_path, widget_origins="http://oa.intranet , https://*.example.gov.cn:8443")
    with TestClient(create_app(settings, library)) as client:
        found = directives(client.get("/widget"))
    assert found["frame-ancestors"] == "'self' http://oa.intranet https://*.example.gov.cn:8443"


@pytest.mark.parametrize("origins", ["", "*", "http://a", "https://a.b:80,http://*.c.d", "http://127.0.0.1:9000"])
def test_origins(origins):
    assert QaSettings(widget_origins=origins).widget_origins == origins


@pytest.mark.parametrize(
    "origins", ["oa.intranet", "http://a; script-src *", "http://a/path", "http://a http://b", "http://a,", "*,http://a"]
)
def test_no_origins(origins):
    with pytest.raises(ValidationError):
        QaSettings(widget_origins=origins)


@pytest.mark.parametrize("path", PATHS)
def test_nothing_writes_markup_or_asks_a_stranger(client, path):
    text = client.get(path).text
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|console\.", text)
    assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:|<script(?![^>]*\ssrc=)", text)
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)|(?:src|href)=\"//|@import|url\(", text)
