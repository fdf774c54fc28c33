"""What the doors need of the question engine and its read side. ``qa.service.PolicyQA`` is one such engine."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kg.store import Dataset, GraphFormat, ResultFormat
from qa.model import Answer, Evidence, OnStep, Question
from qa.rows import (
    Connection,
    DocumentCard,
    DocumentView,
    EntityRow,
    EntityView,
    GraphEdge,
    GraphNode,
    MentionRow,
    Resource,
    Statistics,
    Suggestion,
    TargetRow,
    TaskRow,
)

if TYPE_CHECKING:  # who only asks must not load what builds
    from kg.build import OnProgress
    from kg.check import CheckReport
    from kg.model import BuildReport, DocumentReport
    from kg.sparql_pool import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a library is doing now."""

    sessions: int  # dialogues that are remembered
    queries: int  # SPARQL queries from outside that run or wait


class Asker(Protocol):
    def ask(self, question: Question, *, on_step: OnStep | None = None) -> Answer: ...


class Catalog(Protocol):
    """The read side. What is not there raises kg.errors.NotFound."""

    def documents(self) -> tuple[DocumentCard, ...]: ...
    def document(self, id: str) -> DocumentView: ...
    def mentions(self, document: str) -> tuple[MentionRow, ...]:
        """What its text names, by place; the longer first where two begin together."""
        ...

    def tasks(self, document: str | None = None, department: str | None = None, q: str | None = None) -> tuple[TaskRow, ...]: ...
    def targets(self, document: str | None = None) -> tuple[TargetRow, ...]: ...
    def entities(
        self, q: str | None = None, type: str | None = None, limit: int = 100, offset: int = 0
    ) -> tuple[tuple[EntityRow, ...], int]: ...
    def entity(self, iri_or_path: str) -> EntityView: ...
    def neighbourhood(self, iri: str, depth: int = 1) -> tuple[tuple[GraphNode, ...], tuple[GraphEdge, ...]]: ...
    def connection(self, start: str, goal: str, without: Collection[str] = ()) -> Connection:
        """The shortest chain of proved statements between two entities, not through those ``without`` (IRIs or paths)."""
        ...

    def suggest(self, prefix: str, limit: int = 8) -> tuple[Suggestion, ...]: ...


class Resources(Protocol):
    """Linked data. What is not there raises kg.errors.NotFound; pages count from 1."""

    def graphs(self) -> tuple[str, ...]: ...
    def find(self, path: str) -> str: ...
    def page(self, found: str, number: int) -> Resource: ...
    def pages_of_data(self, found: str) -> int: ...
    def data(self, found: str, form: GraphFormat, number: int) -> bytes: ...
    def ontology(self, form: GraphFormat) -> bytes: ...
    def statistics(self) -> Statistics: ...


class Engine(Asker, Protocol):
    """One published generation, open for questions. Calls block and are safe from several threads."""

    @property
    def generation(self) -> str: ...
    @property
    def catalog(self) -> Catalog: ...
    @property
    def resources(self) -> Resources: ...
    def search(self, text: str, *, document: str | None = None, limit: int = 10) -> tuple[Evidence, ...]: ...
    def warm(self) -> None: ...


class Library(Protocol):
    """One data folder: documents go in, generations come out. Calls block; builders exclude each other (kg.errors.Busy)."""

    def published(self) -> str | None:
        """Name of the published generation; cheap."""
        ...

    def open(self, id: str | None = None) -> Engine:
        """The published generation, or the kept one ``id``. Raises kg.errors.NotBuilt when nothing is published."""
        ...

    def kept(self) -> tuple[str, ...]:
        """Names of the generations that can be opened."""
        ...

    def build(
        self,
        paths: Sequence[Path] = (),
        *,
        replace: str | None = None,
        labels: Sequence[str] | None = None,
        force: bool = False,
        on_progress: OnProgress | None = None,
    ) -> BuildReport:
        """Adds or replaces documents (files, folders; none: the bundled ones) and publishes.

        ``replace``: the one file takes the place of this document. ``force``: unchanged files are read again too.
        ``labels``: what all of them carry from now on; None: as before.
        """
        ...

    def remove(self, id: str, *, on_progress: OnProgress | None = None) -> BuildReport: ...
    def label(self, id: str, labels: Sequence[str], *, on_progress: OnProgress | None = None) -> BuildReport:
        """Publishes the document under exactly these labels. Raises kg.errors.NotFound, BadLabel."""
        ...

    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Those of every document."""
        ...

    def seen_by(self, labels: frozenset[str]) -> Library:
        """What a holder of ``labels`` may see, as a library of its own; this one where that is everything. Cheap, but the first
        time it may take as long as a build."""
        ...

    def report(self, id: str) -> DocumentReport | None:
        """What the build of document ``id`` left out of the graph, and why; None where that is not kept."""
        ...

    def check(self) -> CheckReport: ...
    def export(self, format: GraphFormat) -> bytes: ...
    def sparql(
        self,
        query: str,
        *,
        results: ResultFormat = ResultFormat.JSON,
        triples: GraphFormat = GraphFormat.TURTLE,
        dataset: Dataset | None = None,
        client: str = "",
    ) -> Reply:
        """A read-only query from outside over the union of all documents' graphs; limited in time and memory.

        ``dataset``: the graphs it sees, instead of all. ``client``: whoever asks; clients take turns.
        """
        ...

    def load(self) -> Load: ...
    def close(self) -> None:
        """Ends what runs in the background."""
        ...
