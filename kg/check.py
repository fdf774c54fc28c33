"""Is what is published whole? Opens everything, runs SHACL, holds every quotation against its place in the text."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import Graph

from kg import archive, generation, shapes
from kg.build import program_digest
from kg.config import KgSettings
from kg.errors import KgError
from kg.generation import Entry, Generation
from kg.iri import graph_iri
from kg.model import Document, Span
from kg.ontology import POL, read_graph
from kg.store import Row, Store

REBUILD = "kgqa build --force"
_QUOTED = (
    f"SELECT ?node ?start ?end ?exact WHERE {{ ?node <{POL}start> ?start ; <{POL}end> ?end ."
    f" OPTIONAL {{ ?node <{POL}exact> ?exact }} }}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong with what is published, and the command that mends it."""

    what: str
    mend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    generation: str
    documents: int
    facts: int
    quotations: int  # held against the text
    faults: tuple[Fault, ...]
    seconds: float


def check(settings: KgSettings) -> CheckReport:
    """Check the published generation. Raises NotBuilt, or Corrupt when its manifest cannot be read."""
    began = time.perf_counter()
    found = generation.current(settings.data)
    inspection = _Inspection(settings, found)
    faults = tuple(inspection.faults())
    return CheckReport(
        generation=found.id,
        documents=len(found.manifest.documents),
        facts=sum(entry.facts for entry in found.manifest.documents),
        quotations=inspection.quotations,
        faults=faults,
        seconds=time.perf_counter() - began,
    )


class _Inspection:
    def __init__(self, settings: KgSettings, found: Generation) -> None:
        self.settings = settings
        self.found = found
        self.quotations = 0

    def faults(self) -> Iterator[Fault]:
        if self.found.manifest.program != program_digest(self.settings.ontology):
            yield Fault(what="程序或本体在发布之后有改动，图谱还是旧的", mend="kgqa build")
        try:
            store = Store(self.found.graph)
            ontology, constraints = read_graph(self.settings.ontology), shapes.load(self.settings.ontology)
        except KgError as error:
            yield Fault(what=str(error), mend=REBUILD)
            return
        wanted = {graph_iri(self.settings.base_iri, entry.id).value for entry in self.found.manifest.documents}
        stray = [name for name in store.graphs() if name.startswith(graph_iri(self.settings.base_iri, "").value)]
        for name in sorted(set(stray) - wanted):
            yield Fault(what=f"图谱中有清单以外的图 {name}", mend=REBUILD)
        for entry in self.found.manifest.documents:
            yield from self._document(store, entry, ontology, constraints)

    def _document(self, store: Store, entry: Entry, ontology: Graph, constraints: Graph) -> Iterator[Fault]:
        try:
            stored = archive.path_of(self.found.documents, entry.id).read_bytes()
            document = archive.load(self.found.documents, entry.id).document
            triples = store.ntriples(graph_iri(self.settings.base_iri, entry.id).value)
        except (KgError, OSError) as error:
            yield Fault(what=f"{entry.id}：{error}", mend=REBUILD)
            return
        if hashlib.sha256(stored).hexdigest() != entry.archive:
            yield Fault(what=f"{entry.id}：存档与发布时不同", mend=REBUILD)
        if triples.count(b"\n") != entry.triples:
            yield Fault(what=f"{entry.id}：图中的三元组与发布时不同", mend=REBUILD)
        graph = Graph().parse(data=triples, format="nt")
        for violation in shapes.validate(graph, constraints, ontology):
            if violation.severe:
                yield Fault(what=f"{entry.id}：{violation.focus} {violation.message}", mend=REBUILD)
        yield from self._spans(document)
        yield from self._quotations(store, document)

    def _spans(self, document: Document) -> Iterator[Fault]:
        """Sections and passages must lie in the text."""
        places = [*(s.span for s in document.sections), *(p.span for p in document.passages)]
        if any(span.end > len(document.text) for span in places):
            yield Fault(what=f"{document.id}：章节或段落超出原文", mend=REBUILD)

    def _quotations(self, store: Store, document: Document) -> Iterator[Fault]:
        graph = graph_iri(self.settings.base_iri, document.id).value
        for row in store.stream(f"SELECT * WHERE {{ GRAPH <{graph}> {{ {_QUOTED} }} }}"):
            self.quotations += 1
            if not _holds(document, row):
                yield Fault(what=f"{document.id}：{row['node']} 的引文与原文不符", mend=REBUILD)


def _holds(document: Document, row: Row) -> bool:
    """Whether a node's place lies in the text and its quotation, if it has one, stands there."""
    start, end = row["start"], row["end"]
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(document.text):
        return False
    return row["exact"] is None or document.quote(Span(start, end)) == row["exact"]
