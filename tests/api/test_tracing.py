from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from fastapi.testclient import TestClient

from kg.errors import BadSetting
from qa.api.app import create_app
from qa.api.tracing import tracing
from qa.recorded import no_span


@pytest.fixture
def collector(monkeypatch):
    """What a collector on this machine was sent: (path, body)."""
    got: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    yield got
    server.shutdown()
    server.server_close()


def test_off_unless_asked_for(monkeypatch):
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    assert tracing("1")[0] is no_span


def test_requests_and_questions_are_told_without_their_texts(collector, settings, library, lead_question):
    pytest.importorskip("opentelemetry.sdk")
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http")
    with TestClient(create_app(settings, library)) as client:
        assert client.post("/api/ask", json={"question": lead_question}).status_code == 200
    ((path, body),) = collector
    assert path == "/v1/traces"
    assert b"request" in body and b"ask" in body and b"kgqa.door" in body and b"g1" in body and b"/api/ask" in body
    assert lead_question.encode() not in body


def test_without_the_extra_it_says_what_to_install(collector, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(BadSetting) as caught:
        tracing("1")
    assert "kgqa[otel]" in caught.value.hint
