"""What benchmarks/pages.py prints; nothing here is timed."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

from .test_latency import SOURCE as LATENCY


def test_the_section(monkeypatch):
    monkeypatch.syspath_prepend(str(LATENCY.parent))
    import pages

    figures = [
        pages.Figure(name="打开", values=(900.0, 1200.0, 1000.4), unit="毫秒", wanted="2000 毫秒"),
        pages.Figure(name="提问", values=(), unit="毫秒", wanted="300 毫秒"),
    ]
    said = pages.section(figures, on=date(2026, 11, 22), command="x")
    assert "| 打开 | 1000 毫秒 | 1200 毫秒 | 2000 毫秒 |\n| 提问 | — | — | 300 毫秒 |" in said
    sys.modules.pop("pages")


def test_memory_is_that_of_the_process(monkeypatch):
    monkeypatch.syspath_prepend(str(LATENCY.parent))
    import pages

    assert Path(f"/proc/{os.getpid()}").exists() and 10 < pages.memory(os.getpid()) < 100_000
    sys.modules.pop("pages")
