"""Changes of the documents: one at a time, told as events, the old generation serving meanwhile."""

from __future__ import annotations

import json
import threading
import time

import pytest
from fastapi.testclient import TestClient

from kg.errors import Corrupt
from qa.api.app import create_app

FILE = {"file": ("平海方案.md", "平海市方案".encode())}
EVENTS = {"Accept": "text/event-stream"}


def events(text: str) -> list[tuple[str, dict]]:
    blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in text.strip().split("\n\n")]
    return [(block["event"], json.loads(block["data"])) for block in blocks]


def test_progress_and_then_the_report(client, library, admin):
    response = client.post("/api/documents", files=FILE, headers={**admin, **EVENTS})
    assert response.status_code == 200 and response.headers["content-type"].startswith("text/event-stream")
    *steps, (last, report) = events(response.text)
    assert steps == [("progress", {"stage": "读取", "done": 1, "total": 1})]
    assert last == "report" and report["generation"] == "g2" == client.get("/readyz").json()["generation"]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_replacing_and_removing_too(client, library, admin, method):
    files = FILE if method == "PUT" else None
    response = client.request(method, "/api/documents/haizhou-mucang", files=files, headers={**admin, **EVENTS})
    assert events(response.text)[-1][0] == "report"
    response = client.request(method, "/api/documents/none", files=files, headers={**admin, **EVENTS})
    name, problem = events(response.text)[-1]
    assert name == "error" and problem["code"] == "not_found" and problem["status"] == 404


def test_a_file_that_cannot_be_read(client, admin):
    response = client.post("/api/documents", files={"file": ("a.md", b"\x00")}, headers={**admin, **EVENTS})
    assert events(response.text)[-1][1]["code"] == "unreadable_file"


def test_a_bug_ends_the_stream_with_an_event(client, library, admin, monkeypatch):
    monkeypatch.setattr(library, "build", lambda *_a, **_k: 1 / 0)
    assert events(client.post("/api/documents", files=FILE, headers={**admin, **EVENTS}).text)[-1][1]["code"] == "internal"
    assert 'kgqa_builds_total{outcome="failed"} 1.0' in client.get("/metrics").text
    monkeypatch.undo()
    assert client.post("/api/documents", files=FILE, headers=admin).status_code == 201


def test_without_the_key_there_are_no_events(client, library):
    assert client.post("/api/documents", files=FILE, headers=EVENTS).status_code == 401 and not library.built


def test_one_at_a_time_the_next_in_line_the_rest_refused(settings, library, admin, monkeypatch):
    gate, at_work = threading.Event(), []
    build = library.build

    def slow(paths=(), *, replace=None, labels=None, force=False, on_progress=None):
        at_work.append(1)
        assert len(at_work) == 1
        assert gate.wait(10)
        at_work.pop()
        return build(paths, replace=replace, labels=labels, on_progress=on_progress)

    monkeypatch.setattr(library, "build", slow)
    replies = []
    with TestClient(create_app(settings.model_copy(update={"build_queue": 1}), library)) as client:

        def send(headers) -> threading.Thread:
            thread = threading.Thread(target=lambda: replies.append(client.post("/api/documents", files=FILE, headers=headers)))
            thread.start()
            return thread

        def wait_for(line: str) -> None:
            deadline = time.monotonic() + 5
            while line not in client.get("/metrics").text:
                assert time.monotonic() < deadline
                time.sleep(0.01)

        threads = [send(admin)]
        wait_for("kgqa_builds_running 1.0")
        threads.append(send({**admin, **EVENTS}))
        wait_for("kgqa_builds_waiting 1.0")
        for headers in (admin, {**admin, **EVENTS}):
            full = client.post("/api/documents", files=FILE, headers=headers)
            assert full.status_code == 503 and full.json()["code"] == "busy" and full.headers["retry-after"]
        assert client.get("/readyz").json()["generation"] == "g1"  # serves on
        gate.set()
        for thread in threads:
            thread.join(10)
        first, second = sorted(replies, key=lambda reply: -reply.status_code)
        assert first.status_code == 201
        assert events(second.text)[0] == ("queued", {"before": 1}) and events(second.text)[-1][0] == "report"
        wait_for("kgqa_builds_running 0.0")


def test_a_failed_build_leaves_the_line(client, library, admin, monkeypatch):
    def broken(*_a, **_k):
        raise Corrupt("本体损坏", hint="运行 kgqa check")

    monkeypatch.setattr(library, "build", broken)
    for _ in range(8):
        assert client.post("/api/documents", files=FILE, headers=admin).json()["code"] == "corrupt"
