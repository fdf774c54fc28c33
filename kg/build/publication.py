"""Readings → a generation on disk, and its publication."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import archive, generation, shapes, store
from kg.build.collection import Held
from kg.build.drawing import Drawing, Drawn
from kg.config import KgSettings
from kg.errors import KgError
from kg.generation import DOCUMENTS, GRAPH, Entry, Generation, Manifest
from kg.iri import graph_iri
from kg.model import Document, DocumentReport, Rejected, WorkKind
from kg.ontology import load as load_ontology
from kg.ontology import read_graph
from kg.rdf import ntriples
from kg.resolve import Census, Names
from kg.vocabulary import ONTOLOGY_GRAPH

OnProgress = Callable[[str, int, int], None]  # what is done now, how many are done, how many there are
Extra = Callable[[Path, Sequence[Document]], None]  # adds files to a generation before it is published

_SUFFIX = ".nt"  # a document's triples lie beside its archive, so that an unchanged graph is not drawn again


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """How a set of documents becomes a published generation."""

    settings: KgSettings
    names: Names
    program: str
    on_progress: OnProgress
    extra: Extra | None
    extra_version: str
    force: bool

    def publish(self, held: Mapping[str, Held], previous: Generation | None) -> tuple[str, tuple[DocumentReport, ...]]:
        """Id of the generation that is published now, and a report on each document that was read in this run."""
        folder = generation.begin(self.settings.data)
        drawing = self._drawing(held)
        entries: list[Entry] = []
        reports: list[DocumentReport] = []
        for number, id in enumerate(sorted(held)):
            self.on_progress("建立图谱", number, len(held))
            entry, report = self._document(folder / DOCUMENTS, held[id], drawing, previous)
            entries.append(entry)
            reports.extend([report] if report else [])
        manifest = _manifest(self.program, tuple(entries), self.extra_version)
        generation.write_manifest(folder, manifest)
        if self._stands(manifest, previous):
            generation.discard(folder)
            generation.point(self.settings.data, manifest.id, keep=self.settings.keep_generations)
            return manifest.id, tuple(reports)
        self.on_progress("写入图谱", len(held), len(held))
        self._store(folder, drawing, entries)
        if self.extra is not None:
            self.on_progress("建立索引", len(held), len(held))
            self.extra(folder, tuple(held[id].reading.document for id in sorted(held)))
        self.on_progress("发布", len(held), len(held))
        generation.publish(self.settings.data, folder, manifest.id, keep=self.settings.keep_generations)
        return manifest.id, tuple(reports)

    def _drawing(self, held: Mapping[str, Held]) -> Drawing:
        ontology = load_ontology(self.settings.ontology)
        census = Census(self.names, ontology)
        for one in held.values():
            census.count(one.reading)
        return Drawing(
            census=census,
            ontology=ontology,
            vocabulary=read_graph(self.settings.ontology),
            shapes=shapes.load(self.settings.ontology),
            base=self.settings.base_iri,
        )

    def _document(
        self, folder: Path, held: Held, drawing: Drawing, previous: Generation | None
    ) -> tuple[Entry, DocumentReport | None]:
        """Write one document's archive, triples and report; the triples of the last generation while its facts stay the same."""
        reading = held.reading
        facts, rejected, digest = drawing.resolve(reading)
        drawn = _drawn_before(previous, held, digest) or drawing.draw(reading, facts)
        archived = archive.save(folder, reading)
        (folder / (reading.document.id + _SUFFIX)).write_bytes(drawn.ntriples)
        entry = _entry(held, drawn, archived, digest)
        report = _report(entry, drawn, (*reading.rejected, *rejected))
        archive.save_report(folder, report)
        return entry, report if held.fresh else None

    def _store(self, folder: Path, drawing: Drawing, entries: Iterable[Entry]) -> None:
        ontology = (ONTOLOGY_GRAPH, ntriples(drawing.vocabulary))
        graphs = (
            (graph_iri(self.settings.base_iri, entry.id).value, (folder / DOCUMENTS / (entry.id + _SUFFIX)).read_bytes())
            for entry in entries
        )
        store.write(folder / GRAPH, (ontology, *graphs))

    def _stands(self, manifest: Manifest, previous: Generation | None) -> bool:
        """Whether this very generation lies there whole already."""
        if self.force or previous is None or previous.id != manifest.id:
            return False
        try:
            return whole(previous, self.settings.base_iri)
        except KgError:
            return False


def whole(found: Generation, base: str) -> bool:
    """Whether every document of a generation is as it was written, and its graph can be read to the end.

    Raises Corrupt when the graph cannot be opened.
    """
    for entry in found.manifest.documents:
        path = archive.path_of(found.documents, entry.id)
        if not path.is_file() or _sha256(path.read_bytes()) != entry.archive:
            return False
    opened = store.Store(found.graph)
    return all(
        opened.ntriples(graph_iri(base, entry.id).value).count(b"\n") == entry.triples for entry in found.manifest.documents
    )


def _drawn_before(previous: Generation | None, held: Held, facts_digest: str) -> Drawn | None:
    """What the last generation drew of these very facts; None when it drew others, or what it wrote is no longer whole."""
    before = held.before
    if previous is None or before is None or before.facts_digest != facts_digest:
        return None
    path, report = previous.documents / (before.id + _SUFFIX), archive.load_report(previous.documents, before.id)
    data = path.read_bytes() if path.is_file() else b""
    if report is None or _sha256(data) != before.graph:
        return None
    severe = {violation.focus for violation in report.violations if violation.severe}
    return Drawn(
        ntriples=data,
        facts=before.facts,
        rejected=tuple(rejected for rejected in report.rejected if rejected.text in severe),
        violations=report.violations,
    )


def _entry(held: Held, drawn: Drawn, archived: bytes, facts_digest: str) -> Entry:
    reading, meta = held.reading, held.reading.document.meta
    kinds = [work.kind for work in reading.works]
    return Entry(
        id=reading.document.id,
        title=meta.title,
        source=reading.document.source.name,
        origin=held.origin,
        sha256=reading.document.source.sha256,
        archive=_sha256(archived),
        graph=_sha256(drawn.ntriples),
        facts_digest=facts_digest,
        triples=drawn.ntriples.count(b"\n"),
        issuers=meta.issuers,
        number=meta.number,
        date=meta.date,
        status=meta.status.value,
        jurisdiction=meta.jurisdiction,
        tasks=kinds.count(WorkKind.TASK),
        measures=kinds.count(WorkKind.MEASURE),
        targets=len(reading.targets),
        terms=len(reading.terms),
        facts=drawn.facts,
        passages=len(reading.document.passages),
        labels=held.labels,
    )


def _report(entry: Entry, drawn: Drawn, rejected: tuple[Rejected, ...]) -> DocumentReport:
    """``rejected``: what the rooms did not take, before the shapes looked."""
    return DocumentReport(
        id=entry.id,
        title=entry.title,
        source=entry.source,
        tasks=entry.tasks,
        measures=entry.measures,
        targets=entry.targets,
        terms=entry.terms,
        facts=entry.facts,
        rejected=(*rejected, *drawn.rejected),
        violations=drawn.violations,
    )


def _manifest(program: str, entries: tuple[Entry, ...], extra: str) -> Manifest:
    corpus = _sha256("\n".join(f"{entry.id} {entry.sha256}" for entry in entries).encode())
    content = [program, corpus, extra, *(f"{entry.archive} {entry.graph}" for entry in entries)]
    content += [f"{entry.id} labels {','.join(entry.labels)}" for entry in entries if entry.labels]
    id = _sha256("\n".join(content).encode())[:16]
    return Manifest(id=id, program=program, corpus=corpus, extra=extra, documents=entries)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def program_digest(ontology: Path) -> str:
    """Digest of the code and the ontology that read documents: while it stays the same, so do readings."""
    package = Path(__file__).resolve().parent.parent
    state = hashlib.sha256()
    for path in (*sorted(package.rglob("*.py")), *sorted(ontology.glob("*.ttl"))):
        state.update(path.name.encode() + b"\0" + path.read_bytes())
    return state.hexdigest()[:16]
