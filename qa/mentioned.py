"""Where a document's text names tasks, targets and other entities: what a reader sees marked in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.iri import graph_iri
from kg.model import Document, Span
from kg.text import View, heal
from qa.rows import MentionRow
from qa.sparql import iri
from qa.world import World

_UNMARKED: Final = frozenset({"Document", "Section", "Concept"})  # the text's own parts, not what it names


def mentions(world: World, document: Document) -> tuple[MentionRow, ...]:
    """By place; the longer first where two begin together."""
    found = {*_named(world, document), *_units(world, document), *_targets(world, document)}
    rows = (
        MentionRow(iri=node.iri, label=node.label, type=node.type, start=span.start, end=span.end)
        for subject, span in found
        if len(span) and (node := world.nodes.get(subject)) and node.type not in _UNMARKED
    )
    return tuple(sorted(rows, key=lambda row: (row.start, -row.end, row.iri)))


def _named(world: World, document: Document) -> Iterator[tuple[str, Span]]:
    """Where a name stands in the text."""
    rows = world.graph.select(
        f"SELECT ?s ?start ?end WHERE {{ GRAPH {_graph(world, document)} {{ ?f rdf:subject ?s ; rdf:predicate ?p ;"
        " pol:start ?start ; pol:end ?end . FILTER(?p IN (skos:prefLabel, skos:altLabel)) } }"
    )
    for row in rows:
        yield row.text("s"), Span(int(row.text("start")), int(row.text("end")))


def _units(world: World, document: Document) -> Iterator[tuple[str, Span]]:
    """Responsible units: the graph knows the whole attribution, and how the unit is written in it."""
    rows = world.graph.select(
        f"SELECT ?u ?as ?start ?end WHERE {{ GRAPH {_graph(world, document)} {{"
        " ?r pol:unit ?u ; pol:mentionedAs ?as ; pol:start ?start ; pol:end ?end } }"
    )
    healed: dict[Span, View] = {}
    for row in rows:
        span, written = Span(int(row.text("start")), int(row.text("end"))), row.text("as")
        if span not in healed:
            healed[span] = heal(document.text, span)
        at = healed[span].text.find(written)
        if at >= 0:
            yield row.text("u"), healed[span].span(at, at + len(written))


def _targets(world: World, document: Document) -> Iterator[tuple[str, Span]]:
    rows = world.graph.select(
        f"SELECT ?t ?start ?end WHERE {{ GRAPH {_graph(world, document)} {{"
        " ?t a pol:Target ; pol:start ?start ; pol:end ?end } }"
    )
    for row in rows:
        yield row.text("t"), Span(int(row.text("start")), int(row.text("end")))


def _graph(world: World, document: Document) -> str:
    return iri(graph_iri(world.base, document.id).value)
