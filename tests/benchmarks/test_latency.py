"""What benchmarks/latency.py makes of the times; nothing here is timed."""

from __future__ import annotations

import importlib.util
import sys
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from qa.questions import Item

SOURCE = Path(__file__).resolve().parents[2] / "benchmarks" / "latency.py"


def load():
    spec = importlib.util.spec_from_file_location("benchmarks_latency", SOURCE)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


latency = load()


def test_percentiles():
    times = [float(n) for n in range(100, 0, -1)]
    assert (latency.percentile(times, 0.5), latency.percentile(times, 0.99), latency.percentile([7.0], 0.99)) == (51, 100, 7)


def test_methods_apart():
    found = [
        latency.Timed(method=method, ms=ms, question="") for method, ms in (("graph", 3.0), ("refused", 9.0), ("graph", 5.0))
    ]
    all_of_them = ("all", 3, 5.0, 9.0, 9.0, 9.0)
    expected = [("graph", 2, 5.0, 5.0, 5.0, 5.0), ("refused", 1, 9.0, 9.0, 9.0, 9.0), all_of_them]
    assert list(latency.rows(found)) == expected
    found.append(latency.Timed(method="error", ms=1000.0, question=""))
    assert list(latency.rows(found)) == expected  # counted apart


def test_what_is_not_answered_has_no_method():
    assert latency.method_of({"status": "answered", "method": "passage"}) == "passage"
    assert latency.method_of({"status": "not_found", "method": "graph"}) == "refused"


def test_turns_of_a_dialogue_share_a_session():
    turns = (Item(id="d.1", q="甲？", kind="number"), Item(id="d.2", q="乙呢？", kind="number"))
    items = [Item(id="q", q="丙？", kind="number"), Item(id="d", q="", kind="dialogue", turns=turns)]
    assert latency.turns(items) == [("丙？", None), ("甲？", "d"), ("乙呢？", "d")]


def load_of(*ms: float, hostile=None, error=False):
    found = [latency.Timed(method="graph", ms=one, question="私下的问题") for one in ms]
    if error:
        found.append(latency.Timed(method="error", ms=1.0, question="x"))
    return latency.Load(clients=32, seconds=2.0, found=tuple(found), hostile=hostile)


def test_a_load_counts_errors_apart():
    one = load_of(10.0, 20.0, error=True)
    assert (one.rate, one.errors, one.p99("graph"), one.p99("passage"), one.p99("all")) == (1.0, 1, 20.0, 0.0, 20.0)
    assert latency.ratios(one, load_of(10.0, 30.0)) == {"graph": 1.5, "all": 1.5}


def test_the_section_of_the_page():
    loads = [load_of(5.0), load_of(10.0, 20.0), load_of(10.0, 30.0, hostile=(503, 503))]
    text = latency.section(loads, on=date(2030, 1, 2), command="the command", questions=7, documents=14, has_vectors=True)
    assert text.startswith("## 负载\n") and "2030-01-02" in text and "the command" in text and "14 份文件（有向量）" in text
    assert "得 503" in text and "图谱 1.50 倍" in text and "私下的问题" not in text
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert {line.count("|") for line in table} == {10} and len(table) == 8
    assert "倍" not in latency.section(loads[:2], on=date(2030, 1, 2), command="", questions=7, documents=1, has_vectors=False)


@pytest.mark.parametrize("status", [200, 500, None])
def test_what_fails_is_an_error_and_the_client_goes_on(status):
    """None: the connection breaks."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            if status is None:
                self.close_connection = True
                return
            body = b'{"status": "answered", "method": "graph"}'
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    client = latency.Client(f"http://127.0.0.1:{server.server_port}")
    assert [client.ask("问", None).method for _ in range(2)] == ["graph" if status == 200 else "error"] * 2
    server.shutdown()
    server.server_close()
