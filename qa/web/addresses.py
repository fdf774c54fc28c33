"""Addresses of the graph's pages. Those of documents and entities are in ``qa.wire.links``. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

GRAPH = "/graph"


def graph_of(iri: str, hidden: str | None = None) -> str:
    """The neighbourhood of an entity; ``hidden``: what its filters take away, None as it is at first."""
    return f"{GRAPH}?{urlencode({'iri': iri} | ({} if hidden is None else {'hide': hidden}))}"


def connection_of(start: str, goal: str, without: Sequence[str] = ()) -> str:
    """Of the connection between two entities; one of them may be open still (empty)."""
    ends = [(name, iri) for name, iri in (("from", start), ("to", goal)) if iri]
    return f"{GRAPH}?{urlencode([*ends, *(('without', iri) for iri in without)])}"


def ask_about(question: str) -> str:
    """The page that asks it at once."""
    return f"/?{urlencode({'q': question}, quote_via=quote)}"


def data_of(iri: str, base_iri: str) -> str | None:
    """All triples of an entity, as Turtle; None for what is none of ours."""
    path = iri.removeprefix(base_iri)
    return f"/data/{quote(path)}.ttl" if path and path != iri else None
