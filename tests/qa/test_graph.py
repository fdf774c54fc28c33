"""What the store answered is kept, within bounds, and is the same as if it were asked again."""

from __future__ import annotations

import pytest

from kg.store import GraphFormat, ResultFormat, Row
from qa import graph
from qa.graph import Remembering


class Counting:
    """``SELECT n`` has n rows; ``ASK x`` is false."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def select(self, query: str) -> tuple[Row, ...]:
        self.asked.append(query)
        return tuple(Row(("x",), (i,)) for i in range(int(query.split()[1])))

    def ask(self, query: str) -> bool:
        self.asked.append(query)
        return False

    def serialized(self, query: str, *, results: ResultFormat, triples: GraphFormat, max_bytes: int) -> tuple[str, bytes]:
        self.asked.append(query)
        return "text/csv", query.encode()


@pytest.fixture
def store() -> Counting:
    return Counting()


def test_a_query_is_asked_once(store):
    kept = Remembering(store)
    assert kept.select("SELECT 3") == kept.select("SELECT 3") == store.select("SELECT 3")
    assert kept.select("SELECT 0") == kept.select("SELECT 0") == ()
    assert kept.ask("ASK 1") is kept.ask("ASK 1") is False
    assert store.asked == ["SELECT 3", "SELECT 3", "SELECT 0", "ASK 1"]


def test_what_is_handed_out_is_not_kept(store):
    kept = Remembering(store)
    for _ in range(2):
        assert kept.serialized("q", results=ResultFormat.CSV, triples=GraphFormat.TURTLE, max_bytes=9) == ("text/csv", b"q")
    assert store.asked == ["q", "q"]


def test_the_query_that_was_not_used_for_longest_goes(store, monkeypatch):
    monkeypatch.setattr(graph, "_MOST_ROWS", 10)
    kept = Remembering(store)
    for query in ("SELECT 4", "SELECT 3", "SELECT 4", "SELECT 2"):  # 5 + 4 + 3 rows are two too many: 3 goes
        kept.select(query)
    store.asked.clear()
    for query in ("SELECT 4", "SELECT 2", "SELECT 3"):
        kept.select(query)
    assert store.asked == ["SELECT 3"]


def test_a_large_result_pushes_nothing_out(store, monkeypatch):
    monkeypatch.setattr(graph, "_LARGE", 5)
    kept = Remembering(store)
    for query in ("SELECT 1", "SELECT 6", "SELECT 6", "SELECT 1"):
        kept.select(query)
    assert store.asked == ["SELECT 1", "SELECT 6", "SELECT 6"]


def test_forgotten_is_asked_again(store):
    kept = Remembering(store)
    kept.select("SELECT 1")
    kept.forget()
    kept.select("SELECT 1")
    assert store.asked == ["SELECT 1", "SELECT 1"]
