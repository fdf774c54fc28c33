"""The 任务分工表 as rows: each task with its units, the ground on which one leads, and the sentences that prove it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from kg.model import Span
from kg.ontology import pol
from kg.text import key
from qa.evidence import quote
from qa.model import Evidence
from qa.rows import TaskRow, UnitRow
from qa.sparql import iri
from qa.works import WorkText
from qa.world import World

LISTED: Final = frozenset({"Task", "Measure"})


class TaskRows:
    """Of one opened generation."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._rows: tuple[tuple[TaskRow, str], ...] = ()  # with what a search in them looks at

    def find(self, document: str | None = None, department: str | None = None, q: str | None = None) -> tuple[TaskRow, ...]:
        found = [entry for entry in self.all() if document in (None, entry[0].document)]
        if department:
            wanted = self._agents_named(department)
            found = [entry for entry in found if any(u.iri in wanted for u in (*entry[0].lead, *entry[0].participants))]
        if q:
            needle = key(q)
            found = [entry for entry in found if needle in entry[1]]
        return tuple(row for row, _ in found)

    def all(self) -> tuple[tuple[TaskRow, str], ...]:
        """All of the generation, made once; each with its title and text as they are searched."""
        if not self._rows:
            units, deadlines, spans = self._units(), self._literals(pol("deadline")), self._spans()
            works = (work for work in self._world.works if work.type in LISTED)
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
