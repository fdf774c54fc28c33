"""The read side: documents, the 任务分工表, targets, entities and their neighbourhood, completions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

from kg.errors import NotFound
from kg.model import Document, Span
from kg.ontology import POL, pol
from kg.text import key
from kg.vocabulary import ALT_LABEL, PREF_LABEL, RDF_TYPE
from qa.connections import Connections
from qa.evidence import quote
from qa.mentioned import mentions
from qa.model import Evidence
from qa.rows import (
    Connection,
    DocumentCard,
    DocumentView,
    EntityRow,
    EntityView,
    FactRow,
    GraphEdge,
    GraphNode,
    MentionRow,
    OutlineEntry,
    Suggestion,
    TargetRow,
    TaskRow,
    UnitRow,
)
from qa.sparql import iri
from qa.works import WorkText
from qa.world import Node, World

_HIDDEN: Final = frozenset({RDF_TYPE, PREF_LABEL, ALT_LABEL, pol("start"), pol("end"), pol("exact"), pol("order")})
_READ: Final = 16  # documents that are being read: what they name is kept
_LISTED: Final = frozenset({"Task", "Measure"})


class Catalog:
    """Reads one opened generation. What is not there raises kg.errors.NotFound."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._mentions = self._count_mentions()
        self._named_in = lru_cache(maxsize=_READ)(lambda id: mentions(world, world.documents[id]))
        self._connections = Connections(world)
        self._rows: tuple[tuple[TaskRow, str], ...] = ()  # with what a search in them looks at
        self._named: tuple[tuple[Node, tuple[str, ...]], ...] = ()  # with the keys of its names

    def warm(self) -> None:
        """Make the tables that are asked for whole, and what the first connection would wait for."""
        self._tasks()
        self._nodes()
        self._connections.warm()

    def _count_mentions(self) -> dict[str, int]:
        rows = self._world.graph.select("SELECT ?o (COUNT(?f) AS ?n) WHERE { ?f rdf:object ?o FILTER(isIRI(?o)) } GROUP BY ?o")
        return {row.text("o"): int(row.text("n")) for row in rows}

    # --- documents -----------------------------------------------------------------------------------

    def documents(self) -> tuple[DocumentCard, ...]:
        return tuple(self._card(d) for d in self._world.documents.values())

    def _card(self, document: Document) -> DocumentCard:
        meta = document.meta
        tasks = sum(1 for w in self._world.works if w.document == document.id and w.type in _LISTED)
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
        found = [entry for entry in self._tasks() if document in (None, entry[0].document)]
        if department:
            wanted = self._agents_named(department)
            found = [entry for entry in found if any(u.iri in wanted for u in (*entry[0].lead, *entry[0].participants))]
        if q:
            needle = key(q)
            found = [entry for entry in found if needle in entry[1]]
        return tuple(row for row, _ in found)

    def _tasks(self) -> tuple[tuple[TaskRow, str], ...]:
        """All of the generation, made once; each with its title and text as they are searched."""
        if not self._rows:
            units, deadlines, spans = self._units(), self._literals(pol("deadline")), self._spans()
            works = (work for work in self._world.works if work.type in _LISTED)
            rows = [self._task(w, units.get(w.iri, []), deadlines.get(w.iri), spans[w.iri]) for w in works]
            self._rows = tuple((row, f"{key(row.title)}\n{key(row.text)}") for row in rows)
        return self._rows

    def _agents_named(self, name: str) -> frozenset[str]:
        return frozenset(i for i in self._world.by_key.get(key(name), ()) if self._world.is_a(i, "Agent"))

    def _units(self) -> dict[str, list[tuple[str, str, str, str, Evidence]]]:
        rows = self._world.graph.select(
            "SELECT ?r ?w ?u ?role ?basis ?as ?start ?end ?doc WHERE { ?r pol:work ?w ; pol:unit ?u ; pol:role ?role ;"
            " pol:basis ?basis ; pol:mentionedAs ?as ; pol:start ?start ; pol:end ?end . ?w pol:inDocument ?doc }"
        )
        found: dict[str, list[tuple[int, str, str, str, str, Evidence]]] = defaultdict(list)
        for row in rows:
            id = row.text("doc").removeprefix(self._world.base)
            evidence = quote(self._world.documents[id], Span(int(row.text("start")), int(row.text("end"))), row.text("r"))
            tail = row.text("r").rsplit("/", 1)[-1]
            order = int(tail) if tail.isdigit() else 0
            found[row.text("w")].append((order, row.text("u"), row.text("role"), row.text("basis"), row.text("as"), evidence))
        return {
            work: [entry[1:] for entry in sorted(entries, key=lambda e: (e[0], e[1], e[2]))] for work, entries in found.items()
        }

    def _literals(self, predicate: str) -> dict[str, str]:
        return {
            row.text("s"): row.text("o")
            for row in self._world.graph.select(f"SELECT ?s ?o WHERE {{ ?s {iri(predicate)} ?o }} ORDER BY ?s ?o")
        }

    def _task(
        self, work: WorkText, units: Sequence[tuple[str, str, str, str, Evidence]], deadline: str | None, span: Span
    ) -> TaskRow:
        """``span``: its own verbatim place, without the columns that hang on it."""
        document = self._world.documents[work.document]
        section = document.section_at(work.span.start)
        path = tuple(s.caption for s in document.path(section.id)[:-1])
        return TaskRow(
            iri=work.iri,
            document=work.document,
            document_title=document.meta.title,
            type=work.type,
            title=work.title,
            number=work.number,
            path=path,
            text=document.quote(span),
            start=span.start,
            end=span.end,
            lead=tuple(self._unit(u, mention) for u, role, _, mention, _ in units if role == "lead"),
            participants=tuple(self._unit(u, mention) for u, role, _, mention, _ in units if role == "participant"),
            basis=units[0][2] if units else None,
            deadline=deadline,
            evidence=tuple(dict.fromkeys(e for *_, e in units)),
        )

    def _spans(self) -> dict[str, Span]:
        rows = self._world.graph.select("SELECT ?w ?s ?e WHERE { ?w pol:order ?o ; pol:start ?s ; pol:end ?e }")
        return {row.text("w"): Span(int(row.text("s")), int(row.text("e"))) for row in rows}

    def _unit(self, node: str, mention: str) -> UnitRow:
        found = self._world.nodes[node]
        return UnitRow(label=found.label, mention=mention, iri=node, aliases=found.aliases)

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

    def _row(self, node: Node) -> EntityRow:
        return EntityRow(
            iri=node.iri, label=node.label, type=node.type, aliases=node.aliases, mentions=self._mentions.get(node.iri, 0)
        )

    def entities(
        self, q: str | None = None, type: str | None = None, limit: int = 100, offset: int = 0
    ) -> tuple[tuple[EntityRow, ...], int]:
        """Entities of a class (sub-classes answer to their parents) whose name contains ``q``; most mentioned first."""
        needle = key(q or "")
        nodes = [
            node
            for node, keys in self._nodes()
            if (not q or any(needle in one for one in keys)) and (type is None or self._world.ontology.is_a(node.type, type))
        ]
        if q:
            nodes.sort(
                key=lambda n: (
                    key(n.label) != needle,
                    not key(n.label).startswith(needle),
                    -self._mentions.get(n.iri, 0),
                    n.label,
                    n.iri,
                )
            )
        else:
            nodes.sort(key=lambda n: (-self._mentions.get(n.iri, 0), n.label, n.iri))
        return tuple(self._row(n) for n in nodes[offset : offset + limit]), len(nodes)

    def _nodes(self) -> tuple[tuple[Node, tuple[str, ...]], ...]:
        """All of the generation with the keys of their names, made once."""
        if not self._named:
            nodes = self._world.nodes.values()
            self._named = tuple((node, tuple(map(key, (node.label, *node.aliases)))) for node in nodes)
        return self._named

    def _find(self, iri_or_path: str) -> Node:
        for candidate in (iri_or_path, self._world.base + iri_or_path):
            if candidate in self._world.nodes:
                return self._world.nodes[candidate]
        named = self._world.by_key.get(key(iri_or_path), ())
        if named:
            return self._world.nodes[max(named, key=lambda i: (self._mentions.get(i, 0), i))]
        raise NotFound(f"没有名为“{iri_or_path[:60]}”的实体", hint="用 GET /api/entities?q= 或 kgqa search 查找相近的名称")

    def entity(self, iri_or_path: str) -> EntityView:
        node = self._find(iri_or_path)
        facts = (*self._facts(node.iri, inverse=False), *self._facts(node.iri, inverse=True))
        others = dict.fromkeys(f.iri for f in facts if f.iri in self._world.nodes and f.iri != node.iri)
        types = sorted(
            self._world.ontology.ancestors(node.type) & set(self._world.ontology.classes), key=lambda t: (t != node.type, t)
        )
        return EntityView(
            entity=self._row(node),
            types=tuple(types),
            facts=facts,
            neighbours=tuple(self._row(self._world.nodes[o]) for o in others if o),
            documents=tuple(self._card(self._world.documents[d]) for d in sorted(node.documents) if d in self._world.documents),
        )

    def _facts(self, node: str, *, inverse: bool) -> tuple[FactRow, ...]:
        this, other = ("rdf:object", "rdf:subject") if inverse else ("rdf:subject", "rdf:object")
        rows = self._world.graph.select(
            f"SELECT ?f ?p ?o ?start ?end ?doc ?basis WHERE {{ ?f {this} {iri(node)} ; rdf:predicate ?p ; {other} ?o ;"
            " pol:start ?start ;"
            f" pol:end ?end ; pol:inDocument ?doc . OPTIONAL {{ ?f pol:basis ?basis }} }} ORDER BY ?p ?doc ?start ?o"
        )
        found = []
        for row in rows:
            value = row.text("o")
            known = self._world.nodes.get(value)
            predicate = row.text("p")
            if (inverse and known is None) or predicate in _HIDDEN:
                continue
            span = Span(int(row.text("start")), int(row.text("end")))
            document = self._world.documents[row.text("doc").removeprefix(self._world.base)]
            local = predicate.removeprefix(POL)
            info = self._world.ontology.properties.get(local)
            found.append(
                FactRow(
                    property=predicate,
                    property_label=info.label if info else local,
                    inverse=inverse,
                    label=known.label if known else value,
                    iri=known.iri if known else None,
                    type=known.type if known else None,
                    role=local if local in {"lead", "participant"} else None,
                    basis=None if row["basis"] is None else row.text("basis"),
                    evidence=quote(document, span, row.text("f")) if len(span) else None,
                )
            )
        return tuple(found)

    def neighbourhood(self, iri_or_path: str, depth: int = 1) -> tuple[tuple[GraphNode, ...], tuple[GraphEdge, ...]]:
        """Nodes within ``depth`` steps (at most 3) and the edges among them; at most 300 nodes."""
        start = self._find(iri_or_path).iri
        seen = {start: 0}
        edges: dict[tuple[str, str, str], GraphEdge] = {}
        frontier = [start]
        for step in range(1, min(depth, 3) + 1):
            reached: list[str] = []
            for edge in self._edges(frontier):
                edges[(edge.source, edge.property, edge.target)] = edge
                for end in (edge.source, edge.target):
                    if end not in seen and len(seen) < 300:
                        seen[end] = step
                        reached.append(end)
            frontier = reached
            if not frontier:
                break
        nodes = tuple(
            GraphNode(iri=i, label=self._world.nodes[i].label, type=self._world.nodes[i].type, depth=d) for i, d in seen.items()
        )
        return nodes, tuple(e for e in edges.values() if e.source in seen and e.target in seen)

    def _edges(self, nodes: Sequence[str]) -> list[GraphEdge]:
        values = " ".join(iri(n) for n in nodes)
        rows = self._world.graph.select(
            f"SELECT DISTINCT ?s ?p ?o WHERE {{ {{ VALUES ?s {{ {values} }} ?s ?p ?o }}"
            f" UNION {{ VALUES ?o {{ {values} }} ?s ?p ?o }}"
            f" FILTER(isIRI(?o)) }}"
        )
        found = []
        for predicate, source, target in sorted((row.text("p"), row.text("s"), row.text("o")) for row in rows):
            if (
                source in self._world.nodes
                and target in self._world.nodes
                and predicate.startswith(POL)
                and predicate != pol("responsible")
            ):
                info = self._world.ontology.properties.get(predicate.removeprefix(POL))
                found.append(GraphEdge(source=source, target=target, property=predicate, label=info.label if info else predicate))
        return found

    def connection(self, start: str, goal: str, without: Collection[str] = ()) -> Connection:
        """The shortest chain of proved statements between two entities, not through those ``without``."""
        one, other, *barred = (self._find(name).iri for name in (start, goal, *without))
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
