"""Logs and metrics: what happened, under whose id; nothing of what was asked."""

from __future__ import annotations

import io
import json
import logging
import re
import sys

import pytest
import structlog
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from qa.api.app import create_app
from qa.logs import log_to_stderr

SECRET = "机密问题"


@pytest.fixture
def lines(monkeypatch):
    """The log so far, line by line."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    log_to_stderr("info")

    def since() -> list[dict]:
        text = written.getvalue()
        written.seek(0)
        written.truncate()
        return [json.loads(line) for line in text.splitlines()]

    yield since
    structlog.reset_defaults()
    logging.captureWarnings(False)
    logging.getLogger("uvicorn.access").disabled = False
    root.handlers[:] = handlers
    root.setLevel(level)


def test_one_line_for_each_request(lines, settings, library):
    with TestClient(create_app(settings, library)) as client:
        lines()
        key = {"X-API-Key": "sk-topsecret", "X-Request-ID": "r-1"}
        client.get("/api/ask", params={"q": SECRET}, headers=key)
        client.get("/api/documents/" + SECRET)
        client.get("/" + SECRET)
        client.get("/healthz")
    found = [line for line in lines() if line["event"] == "request"]
    assert [(r["method"], r["route"], r["status"]) for r in found] == [
        ("GET", "（无此地址）", 401),  # the gate asks before any route is chosen
        ("GET", "/api/documents/{id}", 404),
        ("GET", "（无此地址）", 404),
    ]
    assert found[0]["request_id"] == "r-1" and found[0]["ms"] > 0 and found[0]["level"] == "info"
    assert SECRET not in json.dumps(found, ensure_ascii=False) and "topsecret" not in str(found)


def test_other_libraries_speak_json_too(lines):
    logging.getLogger("uvicorn.error").warning("关闭 %s", "连接")
    try:
        raise ValueError("坏了")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("出错")
    logging.getLogger("uvicorn.access").info("GET /?q=secret")
    first, second = lines()
    assert first["event"] == "关闭 连接" and first["logger"] == "uvicorn.error" and first["timestamp"]
    assert "ValueError: 坏了" in second["exception"]


def test_a_bug_is_logged_under_the_request_s_id(lines, settings, library, monkeypatch):
    with TestClient(create_app(settings, library), raise_server_exceptions=False) as client:
        client.get("/readyz")
        monkeypatch.setattr(library.engines[0], "ask", lambda question, *, on_step=None: 1 / 0)
        client.get("/api/ask", params={"q": "谁？"}, headers={"X-Request-ID": "r-2"})
    (bug,) = [line for line in lines() if line["event"] == "unforeseen"]
    assert bug["request_id"] == "r-2" and "ZeroDivisionError" in bug["exception"]


@pytest.mark.parametrize("offered", ["", "a b", "x" * 65, "a\tb", "é"])
def test_ids_that_are_not_sane_are_replaced(client, offered):
    headers = {"X-Request-ID": offered.encode("latin-1")}
    assert re.fullmatch("[0-9a-f]{32}", client.get("/healthz", headers=headers).headers["x-request-id"])


def test_metrics(client, lead_question):
    for question in (lead_question, lead_question, SECRET):
        client.post("/api/ask", json={"question": question})
    client.post("/v1/chat/completions", json={"model": "kgqa", "messages": [{"role": "user", "content": lead_question}]})
    client.get("/" + SECRET)
    client.request("MADEUP", "/healthz")
    text = client.get("/metrics").text
    samples = {
        (s.name, tuple(sorted(s.labels.items()))): s.value for f in text_string_to_metric_families(text) for s in f.samples
    }
    answered = (("door", "http"), ("method", "graph"), ("outcome", "answered"))
    assert samples["kgqa_questions_total", answered] == 2
    assert samples["kgqa_questions_total", (("door", "openai"), *answered[1:])] == 1
    assert samples["kgqa_http_requests_total", (("method", "POST"), ("route", "/api/ask"), ("status", "200"))] == 3
    assert samples["kgqa_generation_info", (("generation", "g1"),)] == 1
    assert (samples["kgqa_documents", ()], samples["kgqa_sessions", ()], samples["kgqa_sparql_running", ()]) == (1, 2, 1)
    assert samples["kgqa_audit_lost_total", ()] == 0
    assert SECRET not in text and "MADEUP" not in text and "haizhou" not in text


def test_several_applications_count_apart(settings, library):
    first, second = create_app(settings, library), create_app(settings, library)
    TestClient(first).get("/healthz")
    assert 'route="/healthz"' not in TestClient(second).get("/metrics").text


def test_metrics_before_anything_is_published(settings, library):
    library.number = 0
    assert "kgqa_documents 0.0" in TestClient(create_app(settings, library)).get("/metrics").text
