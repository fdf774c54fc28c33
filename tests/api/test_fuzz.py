"""Some hundred requests of benchmarks/fuzz.py, the same ones every time: no server error, on no route, and it answers on.

Half of them over the real engine, half over a library where an administrator's uploads cost nothing.
"""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path

import httpx
import pytest

SOURCE = Path(__file__).resolve().parents[2] / "benchmarks" / "fuzz.py"
KEY = "fuzz-key"  # of tests/api/conftest.py it would not be latin-1


def load():
    spec = importlib.util.spec_from_file_location("benchmarks_fuzz", SOURCE)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


fuzz = load()


def fuzzed(url: str, requests: int, seed: int, key: str = "") -> Counter[int]:
    statuses, faults = fuzz.fuzz(url, requests, seed, key)
    assert not faults, faults[:3]
    assert httpx.get(url + "/healthz").status_code == 200
    return statuses


def test_over_real_documents(real_address):
    statuses = fuzzed(real_address, 250, seed=11)
    assert {200, 404, 422} <= set(statuses)


def test_with_the_administrators_key(library, tmp_path, serve, monkeypatch):
    from qa.api.app import create_app
    from qa.config import QaSettings

    monkeypatch.setenv("KGQA_ADMIN_KEY", KEY)
    monkeypatch.setattr(fuzz, "UPLOADS", 0.1)
    app = create_app(QaSettings(data=tmp_path, max_file_mb=1), library)
    with serve(app) as url:
        statuses = fuzzed(url, 600, seed=12, key=KEY)
    assert library.built and {200, 201, 202, 401, 404, 405, 413, 421, 422} <= set(statuses)


def test_every_route_is_among_them(address):
    routes = fuzz.routes_of(address)
    listed = httpx.get(address + "/openapi.json").json()["paths"]
    assert {path for _, path in routes} > set(listed) and ("DELETE", "/api/documents/{id}") in routes


@pytest.mark.parametrize(
    ("status", "answer", "fault"),
    [
        (200, b"", False),
        (404, b"", False),
        (503, b"application/problem+json", False),
        (503, b"", True),
        (500, b"", True),
        (0, b"", True),
    ],
)
def test_what_is_a_fault(status, answer, fault):
    assert fuzz.is_fault(status, answer) is fault
