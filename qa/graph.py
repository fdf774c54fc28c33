"""The answering house's view of the published store: SELECT and ASK, and graphs to hand out."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Protocol

from kg.store import GraphFormat, ResultFormat, Row

_MOST_ROWS = 30_000  # kept altogether, some 15 MB
_LARGE = 1_000  # rows of a result that is not kept


class Graph(Protocol):
    """The one seam to the triple store (``kg.store.Store`` in production)."""

    def select(self, query: str) -> tuple[Row, ...]: ...

    def ask(self, query: str) -> bool: ...

    def serialized(self, query: str, *, results: ResultFormat, triples: GraphFormat, max_bytes: int) -> tuple[str, bytes]: ...


class Remembering:
    """A published graph never changes: what it answered to the last queries is kept. Safe from several threads.

    One question proves the same facts for its answer and for the suggestions beside it, and so does the next about them.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[Row, ...] | bool] = OrderedDict()  # the one used last is last
        self._rows = 0

    def select(self, query: str) -> tuple[Row, ...]:
        found = self._recall(query)
        if not isinstance(found, tuple):
            found = self._graph.select(query)
            self._keep(query, found)
        return found

    def ask(self, query: str) -> bool:
        found = self._recall(query)
        if not isinstance(found, bool):
            found = self._graph.ask(query)
            self._keep(query, found)
        return found

    def serialized(self, query: str, *, results: ResultFormat, triples: GraphFormat, max_bytes: int) -> tuple[str, bytes]:
        return self._graph.serialized(query, results=results, triples=triples, max_bytes=max_bytes)

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()
            self._rows = 0

    def _recall(self, query: str) -> tuple[Row, ...] | bool | None:
        with self._lock:
            if query in self._kept:
                self._kept.move_to_end(query)
            return self._kept.get(query)

    def _keep(self, query: str, found: tuple[Row, ...] | bool) -> None:
        if _size(found) > _LARGE:
            return
        with self._lock:
            if query not in self._kept:
                self._kept[query] = found
                self._rows += _size(found)
            while self._rows > _MOST_ROWS:
                self._rows -= _size(self._kept.popitem(last=False)[1])


def _size(found: tuple[Row, ...] | bool) -> int:
    """In rows; an empty result takes room, too."""
    return 1 + len(found) if isinstance(found, tuple) else 1
