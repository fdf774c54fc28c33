"""Facts → RDF: one graph a document, a statement node with its place in the text for every fact that was read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from decimal import Decimal

from rdflib import Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.term import Node

from kg.iri import Iris, graph_iri
from kg.model import Document, Fact, Iri, Literal, Provenance
from kg.ontology import POL, pol
from kg.vocabulary import OBJECT, PREDICATE, PREFIXES, RDF_TYPE, SUBJECT, XSD

_TYPE = URIRef(RDF_TYPE)
_SUBJECT, _PREDICATE, _OBJECT = URIRef(SUBJECT), URIRef(PREDICATE), URIRef(OBJECT)
_PLACES = 4  # decimals of a confidence


def node(value: Iri | Literal) -> URIRef | RdfLiteral:
    """A noun as an rdflib term. The lexical form is kept as it is: shapes judge it, nothing is silently repaired."""
    if isinstance(value, Iri):
        return URIRef(value.value)
    if value.datatype == "string":
        return RdfLiteral(value.value)
    return RdfLiteral(value.value, datatype=URIRef(XSD + value.datatype), normalize=False)


def graph_of(document: Document, facts: Iterable[Fact], base: str) -> Graph:
    """The graph of one document, named ``<base>graph/<id>``. Of two readings of one fact at one place the surer stays."""
    iris = Iris(base=base, document_id=document.id)
    graph = Graph(identifier=URIRef(graph_iri(base, document.id).value), bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    passages = _Passages(document)
    stated: dict[Iri, Fact] = {}
    for fact in facts:
        graph.add((URIRef(fact.subject.value), URIRef(fact.predicate), node(fact.object)))
        if fact.where is not None:
            named = iris.statement(fact)
            known = stated.get(named)
            if known is None or known.where is None or fact.where.confidence > known.where.confidence:
                stated[named] = fact
    for named, fact in stated.items():
        for predicate, value in _statement(iris, document, passages, fact):
            graph.add((URIRef(named.value), predicate, value))
    return graph


class _Passages:
    """Offset → id of the passage that holds it."""

    def __init__(self, document: Document) -> None:
        ordered = sorted(document.passages, key=lambda passage: passage.span)
        self._starts = [passage.span.start for passage in ordered]
        self._ordered = ordered

    def at(self, offset: int) -> int | None:
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or offset >= self._ordered[index].span.end:
            return None
        return self._ordered[index].id


_P = {name: URIRef(POL + name) for name in ("start", "end", "exact", "rule", "confidence", "basis", "passage", "inDocument")}
_STATEMENT = URIRef(pol("Statement"))
_INTEGER, _DECIMAL = URIRef(XSD + "integer"), URIRef(XSD + "decimal")


def _statement(iris: Iris, document: Document, passages: _Passages, fact: Fact) -> Iterable[tuple[URIRef, Node]]:
    where = fact.where
    assert where is not None
    yield _TYPE, _STATEMENT
    yield _SUBJECT, URIRef(fact.subject.value)
    yield _PREDICATE, URIRef(fact.predicate)
    yield _OBJECT, node(fact.object)
    yield from _evidence(document, where)
    if fact.basis is not None:
        yield _P["basis"], RdfLiteral(fact.basis.value)
    passage = passages.at(where.span.start)
    if passage is not None:
        yield _P["passage"], RdfLiteral(str(passage), datatype=_INTEGER)
    yield _P["inDocument"], URIRef(iris.document.value)


def _evidence(document: Document, where: Provenance) -> Iterable[tuple[URIRef, Node]]:
    yield _P["start"], RdfLiteral(str(where.span.start), datatype=_INTEGER)
    yield _P["end"], RdfLiteral(str(where.span.end), datatype=_INTEGER)
    yield _P["exact"], RdfLiteral(document.quote(where.span))
    yield _P["rule"], RdfLiteral(where.rule)
    yield _P["confidence"], RdfLiteral(decimal(where.confidence), datatype=_DECIMAL)


def decimal(value: float) -> str:
    """The one spelling of a number in the graph: 0.95, 1, never 1.0 or 9.5E-1."""
    rounded = round(Decimal(repr(value)), _PLACES).normalize()
    return f"{rounded:f}"


def ntriples(graph: Graph) -> bytes:
    """The graph line by line, sorted: the same facts give the same bytes."""
    lines = sorted(f"{s.n3()} {p.n3()} {_escaped(o)} .\n" for s, p, o in graph)
    return "".join(lines).encode("utf-8")


def _escaped(value: Node) -> str:
    if not isinstance(value, RdfLiteral):
        return value.n3()
    quoted = "".join(_ESCAPES.get(char, char) for char in str(value))
    return f'"{quoted}"' if value.datatype is None else f'"{quoted}"^^<{value.datatype}>'


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x08": "\\b", "\x0c": "\\f"}
