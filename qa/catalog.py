"""The read side: documents, the 任务分工表, targets, entities and their neighbourhood, completions."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Final

from kg.errors import NotFound
from kg.model import Document, Span
from qa.connections import Connections
from qa.entities import Entities
from qa.evidence import quote
from qa.mentioned import mentions
from qa.rows import (
    Connection,
    DocumentCard,
    DocumentView,
    EntityRow,
    EntityView,
    GraphEdge,
    GraphNode,
    MentionRow,
    OutlineEntry,
    Suggestion,
    TargetRow,
    TaskRow,
)
from qa.task_rows import LISTED, TaskRows
from qa.world import World

_READ: Final = 16  # documents that are being read: what they name is kept


class Catalog:
    """Reads one opened generation. What is not there raises kg.errors.NotFound."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._entities = Entities(world)
        self._tasks = TaskRows(world)
        self._named_in = lru_cache(maxsize=_READ)(lambda id: mentions(world, world.documents[id]))
        self._connections = Connections(world)

    def warm(self) -> None:
        """Make the tables that are asked for whole, and what the first connection would wait for."""
        self._tasks.all()
        self._entities.named()
        self._connections.warm()

    # --- documents -----------------------------------------------------------------------------------

    def documents(self) -> tuple[DocumentCard, ...]:
        return tuple(self._card(d) for d in self._world.documents.values())

    def _card(self, document: Document) -> DocumentCard:
        meta = document.meta
        tasks = sum(1 for w in self._world.works if w.document == document.id and w.type in LISTED)
        return DocumentCard(
            id=document.id,
            title=meta.title,
            source=document.source.name,
            issuers=meta.issuers,
            number=meta.number,
            date=meta.date,
            status=meta.status.value,
            tasks=tasks,
            passages=len(document.passages),
        )

    def _document(self, id: str) -> Document:
        if id not in self._world.documents:
            raise NotFound(f"没有编号为“{id}”的文件", hint="用 kgqa documents 或 GET /api/documents 查看已收录的文件")
        return self._world.documents[id]

    def document(self, id: str) -> DocumentView:
        document = self._document(id)
        outline = tuple(
            OutlineEntry(
                id=s.id,
                parent=s.parent,
                kind=s.kind.value,
                level=s.level,
                number=s.number,
                title=s.title,
                start=s.span.start,
                end=s.span.end,
                caption=s.caption,
                heading=s.heading if len(s.heading) else None,
            )
            for s in document.sections
        )
        return DocumentView(
            card=self._card(document),
            outline=outline,
            text=document.text,
            iri=self._world.base + id,
            jurisdiction=document.meta.jurisdiction,
            aliases=document.meta.aliases,
            media_type=document.source.media_type,
            sha256=document.source.sha256,
            paragraphs=tuple(p.span for p in document.passages),
        )

    def mentions(self, document: str) -> tuple[MentionRow, ...]:
        """What the text of a document names, by place; the longer first where two begin together."""
        return self._named_in(self._document(document).id)

    # --- tasks and targets ---------------------------------------------------------------------------

    def tasks(self, document: str | None = None, department: str | None = None, q: str | None = None) -> tuple[TaskRow, ...]:
        if document is not None:
            self._document(document)
        return self._tasks.find(document, department, q)

    def targets(self, document: str | None = None) -> tuple[TargetRow, ...]:
        if document is not None:
            self._document(document)
        rows = self._world.graph.select("SELECT ?t ?start ?end WHERE { ?t a pol:Target ; pol:start ?start ; pol:end ?end }")
        places = {row.text("t"): Span(int(row.text("start")), int(row.text("end"))) for row in rows}
        found = []
        for target in self._world.targets:
            if document not in (None, target.document) or target.iri not in places:
                continue
            source = self._world.documents[target.document]
            evidence = quote(source, places[target.iri], target.iri)
            found.append(
                TargetRow(
                    iri=target.iri,
                    document=target.document,
                    document_title=source.meta.title,
                    indicator=target.indicator,
                    value=target.value,
                    unit=target.unit,
                    comparator=target.comparator,
                    upper=target.upper,
                    year=None if target.year is None else str(target.year),
                    path=tuple(p for p in evidence.section.split(" / ") if p),
                    evidence=(evidence,),
                )
            )
        return tuple(sorted(found, key=lambda t: (t.document, t.evidence[0].start, t.iri)))

    # --- entities ------------------------------------------------------------------------------------

    def entities(
        self, q: str | None = None, type: str | None = None, limit: int = 100, offset: int = 0
    ) -> tuple[tuple[EntityRow, ...], int]:
        """Entities of a class (sub-classes answer to their parents) whose name contains ``q``; most mentioned first."""
        return self._entities.listed(q, type, limit, offset)

    def entity(self, iri_or_path: str) -> EntityView:
        node, nodes = self._entities.find(iri_or_path), self._world.nodes
        facts = self._entities.facts(node)
        others = dict.fromkeys(fact.iri for fact in facts if fact.iri in nodes and fact.iri != node.iri)
        return EntityView(
            entity=self._entities.row(node),
            types=self._entities.types(node),
            facts=facts,
            neighbours=tuple(self._entities.row(nodes[other]) for other in others if other),
            documents=tuple(self._card(self._world.documents[d]) for d in sorted(node.documents) if d in self._world.documents),
        )

    def neighbourhood(self, iri_or_path: str, depth: int = 1) -> tuple[tuple[GraphNode, ...], tuple[GraphEdge, ...]]:
        return self._entities.neighbourhood(iri_or_path, depth)

    def connection(self, start: str, goal: str, without: Collection[str] = ()) -> Connection:
        """The shortest chain of proved statements between two entities, not through those ``without``."""
        one, other, *barred = (self._entities.find(name).iri for name in (start, goal, *without))
        return self._connections.between(one, other, barred)

    def suggest(self, prefix: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Entities whose name begins with or contains ``prefix``, and one question for each of the first."""
        rows, _ = self.entities(q=prefix, limit=limit * 3)
        found = [Suggestion(text=r.label, iri=r.iri, type=r.type) for r in rows][:limit]
        questions = [Suggestion(text=text) for r in rows[:3] if (text := _question_for(r.label, r.type, self._world))]
        return tuple([*questions, *found][:limit])


def _question_for(label: str, cls: str, world: World) -> str | None:
    """A question about an entity of this class that the engine can answer."""
    if world.ontology.is_a(cls, "Task") or world.ontology.is_a(cls, "Measure"):
        return f"“{label}”由哪个部门牵头？"
    if world.ontology.is_a(cls, "Department"):
        return f"{label}负责哪些任务？"
    if cls == "Column":
        return f"“{label}”包括哪几项？"
    return None
