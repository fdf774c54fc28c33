"""The door of the chat tools; what is said through it is tested in tests/channels."""

from __future__ import annotations

import pytest

ROUTES = [("get", "/channels/wecom"), ("post", "/channels/wecom"), ("post", "/channels/dingtalk"), ("post", "/channels/feishu")]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_what_is_not_set_up_is_not_there(client, method, path):
    response = getattr(client, method)(path)
    assert response.status_code == 404 and response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["code"] == "not_found" and "docs/channels.md" in body["detail"]


@pytest.mark.parametrize("path", ["/channels/dingtalk", "/channels/feishu"])
def test_only_posted(client, path):
    assert client.get(path).status_code == 405


def test_the_routes_are_described(client):
    paths = client.get("/openapi.json").json()["paths"]
    for method, path in ROUTES:
        operation = paths[path][method]
        assert operation["summary"] and operation["description"] and operation["tags"] == ["聊天工具"]
        assert {"200", "4XX", "5XX"} <= set(operation["responses"])
