"""From readings to graphs that conform: resolve, draw, check."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import Graph

from kg.iri import Iris
from kg.model import Fact, Iri, Reading, Rejected, Violation
from kg.ontology import Ontology
from kg.rdf import graph_of, ntriples
from kg.resolve import Census, resolve
from kg.shapes import conforming


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A document's graph, ready to be stored."""

    ntriples: bytes
    facts: int  # with a place in the text
    rejected: tuple[Rejected, ...] = ()  # by the shapes: each for a severe violation, whose focus is its text
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Draws the documents of one corpus. ``vocabulary`` is the ontology's graph, ``shapes`` the constraints'."""

    census: Census
    ontology: Ontology
    vocabulary: Graph
    shapes: Graph
    base: str

    def resolve(self, reading: Reading) -> tuple[tuple[Fact, ...], tuple[Rejected, ...], str]:
        """The facts, what was refused, and a digest: while it stays the same, the graph stays the same."""
        found = resolve(reading, self.census, self.ontology, self.base)
        return found.facts, found.rejected, _digest(found.facts)

    def draw(self, reading: Reading, facts: tuple[Fact, ...]) -> Drawn:
        iris = Iris(base=self.base, document_id=reading.document.id)
        checked = conforming(facts, lambda some: graph_of(reading.document, some, self.base), iris, self.shapes, self.vocabulary)
        return Drawn(
            ntriples=ntriples(checked.graph),
            facts=sum(fact.where is not None for fact in checked.facts),
            rejected=checked.rejected,
            violations=checked.violations,
        )


def _digest(facts: Iterable[Fact]) -> str:
    state = hashlib.sha256()
    for fact in facts:
        kind = "iri" if isinstance(fact.object, Iri) else fact.object.datatype
        where = (fact.where.span.start, fact.where.span.end, fact.where.rule, fact.where.confidence) if fact.where else ()
        line = (fact.subject.value, fact.predicate, fact.object.value, kind, where, fact.basis)
        state.update(repr(line).encode("utf-8", "surrogatepass"))
    return state.hexdigest()
