"""What benchmarks/latency.py makes of the times; nothing here is timed."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

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
    assert list(latency.rows(found)) == [("graph", 2, 5.0, 5.0, 5.0, 5.0), ("refused", 1, 9.0, 9.0, 9.0, 9.0)]


def test_what_is_not_answered_has_no_method():
    assert latency.method_of({"status": "answered", "method": "passage"}) == "passage"
    assert latency.method_of({"status": "not_found", "method": "graph"}) == "refused"


def test_turns_of_a_dialogue_share_a_session():
    turns = (Item(id="d.1", q="甲？", kind="number"), Item(id="d.2", q="乙呢？", kind="number"))
    items = [Item(id="q", q="丙？", kind="number"), Item(id="d", q="", kind="dialogue", turns=turns)]
    assert latency.turns(items) == [("丙？", None), ("甲？", "d"), ("乙呢？", "d")]
