"""The answering house's view of the published store: SELECT and ASK, and graphs to hand out."""

from __future__ import annotations

from typing import Protocol

from kg.store import GraphFormat, ResultFormat, Row


class Graph(Protocol):
    """The one seam to the triple store (``kg.store.Store`` in production)."""

    def select(self, query: str) -> tuple[Row, ...]: ...

    def ask(self, query: str) -> bool: ...

    def serialized(self, query: str, *, results: ResultFormat, triples: GraphFormat, max_bytes: int) -> tuple[str, bytes]: ...
