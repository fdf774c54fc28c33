"""Everything that has an IRI, as linked data: what is said of it and what names it, page by page, with quotations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from kg.errors import NotFound
from kg.iri import graph_iri
from kg.model import Document, Span
from kg.ontology import POL, pol
from kg.store import GraphFormat, Ref, ResultFormat, Row
from kg.vocabulary import OBJECT, ONTOLOGY_GRAPH, PREDICATE, PREFIXES, RDF_TYPE, SUBJECT
from qa.evidence import quote
from qa.model import Evidence
from qa.rows import Resource, Said, Statistics
from qa.sparql import iri, literal
from qa.world import World

ROWS: Final = 100  # of one page to read
TRIPLES: Final = 1000  # of one page of data
_MOST_BYTES: Final = 64 * 1024 * 1024
_PASSAGE = re.compile(r"(?P<document>[^/]+)/passage/(?P<n>0|[1-9][0-9]{0,8})")
_REIFIED = " ".join(f"<{name}>" for name in (SUBJECT, PREDICATE, OBJECT)).replace(" ", ", ")


class Resources:
    """Reads one opened generation. What is not there raises kg.errors.NotFound."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._statistics: Statistics | None = None
        self._documents = {graph_iri(world.base, id).value: id for id in world.documents}

    def graphs(self) -> tuple[str, ...]:
        """IRIs of the named graphs: one a document, and the ontology's."""
        return (*sorted(self._documents), ONTOLOGY_GRAPH)

    def find(self, path: str) -> str:
        """The IRI whose part after the common beginning is ``path``. Raises NotFound when nothing is known of it."""
        wanted = self._world.base + path
        if wanted in self._world.nodes or wanted in self._documents or self._passage(wanted) is not None:
            return wanted
        try:
            named = iri(wanted)
        except ValueError:
            named = ""
        if not named or not self._world.graph.ask(f"ASK {{ {{ {named} ?p ?o }} UNION {{ ?s ?p {named} }} }}"):
            raise NotFound("没有这个资源", hint="用 GET /api/entities?q= 查找名称，或在 /sparql 查询")
        return wanted

    # --- to read -------------------------------------------------------------------------------------

    def page(self, found: str, number: int) -> Resource:
        """Page ``number`` (from 1) of what is said about a found IRI. Raises NotFound beyond the last page."""
        graph = self._documents.get(found)
        passage = self._passage(found)
        body = self._about(found)
        everything = self._world.graph.select(f"SELECT ?way ?s ?p ?o WHERE {{ {body} }}")
        total, pages = len(everything), max(1, -(-len(everything) // ROWS))
        if not 1 <= number <= pages:
            raise NotFound("没有这一页", hint=f"共 {pages} 页")
        rows = sorted(everything, key=_outgoing_first)[(number - 1) * ROWS : number * ROWS]
        types = self._world.graph.select(f"SELECT DISTINCT ?t WHERE {{ {iri(found)} a ?t }} ORDER BY ?t")
        return Resource(
            iri=found,
            label=self._label(found),
            types=tuple(self._label(row.iri("t")) for row in types),
            said=self._said(found, rows),
            total=total,
            page=number,
            pages=pages,
            document=graph or (passage[0].id if passage else None),
            quotation=quote(passage[0], passage[1], found) if passage else self._own_place(found),
        )

    def _about(self, found: str) -> str:
        """The triples to read: a statement's parts are told where they belong, not as links to what they speak of."""
        if found in self._documents:
            return f"GRAPH {iri(found)} {{ ?s a ?o BIND(<{RDF_TYPE}> AS ?p) FILTER(?o != pol:Statement) }} BIND(1 AS ?way)"
        if (passage := self._passage(found)) is not None:
            return f"{self._of_passage(found, passage[0])} BIND(2 AS ?way)"
        return (
            f"{{ BIND({iri(found)} AS ?s) ?s ?p ?o BIND(1 AS ?way) }} UNION"
            f" {{ BIND({iri(found)} AS ?o) ?s ?p ?o BIND(2 AS ?way) FILTER(?p NOT IN ({_REIFIED}, pol:inDocument)) }}"
        )

    def _of_passage(self, found: str, document: Document) -> str:
        """The statements that stand in a passage."""
        number = int(found.rsplit("/", 1)[-1])
        within = f"?f pol:inDocument {iri(self._world.base + document.id)} ; pol:passage {number}"
        return f"{within} ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ."

    def _said(self, found: str, rows: Sequence[Row]) -> tuple[Said, ...]:
        quoted = self._quotations(found, rows)
        said = []
        for row in rows:
            subject, predicate, other = row.text("s"), row.text("p"), row["o"]
            info = self._world.ontology.properties.get(predicate.removeprefix(POL))
            statement, evidence = quoted.get((subject, predicate, row.text("o")), (None, None))
            said.append(
                Said(
                    subject=subject,
                    subject_label=self._label(subject),
                    property=predicate,
                    property_label=info.label if info else _short(predicate),
                    object=str(other) if isinstance(other, Ref) else None,
                    object_label=self._label(str(other)) if isinstance(other, Ref) else row.text("o"),
                    incoming=subject != found,
                    statement=statement,
                    evidence=evidence,
                )
            )
        return tuple(said)

    def _quotations(self, found: str, rows: Sequence[Row]) -> dict[tuple[str, str, str], tuple[str, Evidence | None]]:
        """Triple → the first statement that proves it, and its quotation."""
        subjects = sorted({row.iri("s") for row in rows})
        if not subjects or found in self._documents:
            return {}
        values = " ".join(iri(subject) for subject in subjects)
        bound = "" if found in subjects else f"VALUES ?o {{ {iri(found)} }}"
        statements = self._world.graph.select(
            f"SELECT ?f ?s ?p ?o ?start ?end ?doc WHERE {{ VALUES ?s {{ {values} }} {'' if self._passage(found) else bound}"
            " ?f rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; pol:start ?start ; pol:end ?end ; pol:inDocument ?doc }"
            " ORDER BY ?doc ?start ?f"
        )
        quoted: dict[tuple[str, str, str], tuple[str, Evidence | None]] = {}
        for row in statements:
            place = self._place(row.text("doc"), row.text("start"), row.text("end"), row.text("f"))
            quoted.setdefault((row.text("s"), row.text("p"), row.text("o")), (row.iri("f"), place))
        return quoted

    def _own_place(self, found: str) -> Evidence | None:
        """Where in a text the thing itself stands: statements, tasks, sections, targets."""
        places = self._world.graph.select(
            f"SELECT ?start ?end ?doc WHERE {{ {iri(found)} pol:start ?start ; pol:end ?end ; pol:inDocument ?doc }}"
        )
        return self._place(places[0].text("doc"), places[0].text("start"), places[0].text("end"), found) if places else None

    def _place(self, document: str, start: str, end: str, source: str) -> Evidence | None:
        known = self._world.documents.get(document.removeprefix(self._world.base))
        if known is None or int(start) >= int(end):
            return None
        return quote(known, Span(int(start), int(end)), source)

    def _passage(self, found: str) -> tuple[Document, Span] | None:
        """A passage's document and place. Passages are named by their number and stand in no graph."""
        path = _PASSAGE.fullmatch(found.removeprefix(self._world.base))
        document = self._world.documents.get(path["document"]) if path else None
        if path is None or document is None or int(path["n"]) >= len(document.passages):
            return None
        return document, document.passages[int(path["n"])].span

    def _label(self, named: str) -> str:
        if named in self._world.nodes:
            return self._world.nodes[named].label
        local = named.removeprefix(POL)
        if local in self._world.ontology.classes:
            return self._world.ontology.classes[local].label
        id = self._documents.get(named, named.removeprefix(self._world.base))
        if id in self._world.documents:
            return self._world.documents[id].meta.title
        return _short(named) if not named.startswith(self._world.base) else id

    # --- as data -------------------------------------------------------------------------------------

    def pages_of_data(self, found: str) -> int:
        return max(1, -(-self._count(self._all(found)) // TRIPLES))

    def data(self, found: str, form: GraphFormat, number: int) -> bytes:
        """Page ``number`` of the triples in which a found IRI stands. Raises NotFound beyond the last page."""
        if not 1 <= number <= (pages := self.pages_of_data(found)):
            raise NotFound("没有这一页", hint=f"共 {pages} 页")
        if form is GraphFormat.TRIG:
            raise ValueError("triples have no graph names")
        own = self._passage_triples(found)
        maybe = "OPTIONAL " if own else ""  # a passage that carries no statement is told all the same
        # a page is cut in the order of the store's index: that never changes in what is published
        paged = f"SELECT ?s ?p ?o WHERE {{ {self._all(found)} }} LIMIT {TRIPLES} OFFSET {(number - 1) * TRIPLES}"
        query = f"CONSTRUCT {{ ?s ?p ?o . {own} }} WHERE {{ {maybe}{{ {paged} }} }}"
        _, body = self._world.graph.serialized(query, results=ResultFormat.JSON, triples=form, max_bytes=_MOST_BYTES)
        return body

    def _all(self, found: str) -> str:
        if found in self._documents:
            return f"GRAPH {iri(found)} {{ ?s ?p ?o }}"
        if (passage := self._passage(found)) is not None:
            within = f"pol:inDocument {iri(self._world.base + passage[0].id)} ; pol:passage {int(found.rsplit('/', 1)[-1])}"
            return f"?s {within} ; ?p ?o"
        return f"{{ BIND({iri(found)} AS ?s) ?s ?p ?o }} UNION {{ BIND({iri(found)} AS ?o) ?s ?p ?o }}"

    def _passage_triples(self, found: str) -> str:
        if (passage := self._passage(found)) is None:
            return ""
        document, span = passage
        whose = iri(self._world.base + document.id)
        place = f"pol:start {span.start} ; pol:end {span.end} ; pol:exact {literal(document.quote(span))}"
        return f"{iri(found)} pol:inDocument {whose} ; {place} ."

    def _count(self, body: str) -> int:
        return int(self._world.graph.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ {body} }}")[0].number("n"))

    def ontology(self, form: GraphFormat) -> bytes:
        """The classes and properties, as published."""
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{ONTOLOGY_GRAPH}> {{ ?s ?p ?o }} }}"
        return self._world.graph.serialized(query, results=ResultFormat.JSON, triples=form, max_bytes=_MOST_BYTES)[1]

    def statistics(self) -> Statistics:
        """Counts over the default graph; made once."""
        if self._statistics is None:
            select = self._world.graph.select
            counts = select("SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) WHERE { ?s ?p ?o }")[0]
            objects = select("SELECT (COUNT(DISTINCT ?o) AS ?n) WHERE { ?s ?p ?o FILTER(isIRI(?o)) }")[0]
            classes = select("SELECT ?x (COUNT(*) AS ?n) WHERE { ?s a ?x } GROUP BY ?x ORDER BY ?x")
            properties = select("SELECT ?x (COUNT(*) AS ?n) WHERE { ?s ?x ?o } GROUP BY ?x ORDER BY ?x")
            sizes = select("SELECT ?x (COUNT(*) AS ?n) WHERE { GRAPH ?x { ?s ?p ?o } } GROUP BY ?x ORDER BY ?x")
            example = select(f"SELECT (MIN(?s) AS ?x) WHERE {{ ?s <{pol('lead')}> ?o }}")[0]
            self._statistics = Statistics(
                triples=int(counts.number("n")),
                subjects=int(counts.number("m")),
                objects=int(objects.number("n")),
                classes=tuple((row.iri("x"), int(row.number("n"))) for row in classes),
                properties=tuple((row.iri("x"), int(row.number("n"))) for row in properties),
                graphs=tuple((row.iri("x"), int(row.number("n"))) for row in sizes),
                example=example.text("x") or None,
            )
        return self._statistics


def _outgoing_first(row: Row) -> tuple[str, str, str, bool, str]:
    """Sorted here: Oxigraph looks up the texts of both sides each time that it compares (seconds for one large graph)."""
    return row.text("way"), row.text("p"), row.text("s"), not isinstance(row["o"], Ref), row.text("o")


def _short(named: str) -> str:
    """An IRI by its usual prefix, else as it is."""
    for prefix, start in PREFIXES.items():
        if named.startswith(start):
            return f"{prefix}:{named.removeprefix(start)}"
    return named
