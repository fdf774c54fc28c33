"""The 任务分工表 over all documents: filtered, counted, sorted. No page, no I/O."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from kg.text import key
from qa.rows import TaskRow
from qa.web.departments import Department, Departments, role_of, units
from qa.web.filters import Filter, Option, options, sieved, sorted_by, with_words
from qa.wire.said import BASIS

NO_UNIT: Final = "none"  # the basis of a task for which nobody is named
ROLES: Final = (("lead", "牵头"), ("participant", "参与"))
_DATE = re.compile(r"(\d{4})年(?:(\d{1,2})月)?")
_BASES: Final = (*((basis, ground.short) for basis, ground in BASIS.items()), (NO_UNIT, "未写单位"))
_ORDER = {basis: n for n, (basis, _) in enumerate(_BASES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter(Filter):
    VALUES: ClassVar[Mapping[str, frozenset[str]]] = {"role": frozenset(dict(ROLES)), "basis": frozenset(_ORDER)}

    department: str = ""  # IRI, name or part of a name
    role: str = ""  # lead, participant: of the department; of anybody where none is chosen
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What passed a filter. ``led``: as many of the first rows are led by the one department, where the rest are joined by it."""

    rows: tuple[TaskRow, ...]
    departments: tuple[Department, ...] = ()  # whom the filter may mean; empty though asked for: nobody
    led: int | None = None
    documents: tuple[Option, ...] = ()
    roles: tuple[Option, ...] = ()
    bases: tuple[Option, ...] = ()

    @property
    def department(self) -> Department | None:
        return self.departments[0] if len(self.departments) == 1 else None


class TaskList:
    """All tasks of one catalog. Safe from several threads."""

    def __init__(self, rows: Sequence[TaskRow]) -> None:
        self.rows = tuple(rows)
        self.departments = Departments(self.rows)
        self.titles = {row.document: row.document_title for row in self.rows}
        self._keys = [key("\n".join((row.title, row.text, *row.path))) for row in self.rows]

    def chosen(self, wish: TaskFilter) -> Chosen:
        found = self.departments.find(wish.department) if wish.department else ()
        passed = self._passed(wish, frozenset(d.iri for d in found))
        rows = sorted_by(passed[""], wish.sort, _COLUMNS)
        led = None
        if len(found) == 1 and not wish.role:
            one = frozenset({found[0].iri})
            rows = tuple(sorted(rows, key=lambda row: role_of(row, one) != "lead"))
            led = sum(role_of(row, one) == "lead" for row in rows)
        documents = sorted(self.titles.items(), key=lambda d: (d[1], d[0]))
        return Chosen(
            rows=rows,
            departments=found,
            led=led,
            documents=options(Counter(row.document for row in passed["document"]), documents, wish.document),
            roles=options(self._by_role(passed["role"], found), ROLES, wish.role),
            bases=options(Counter(row.basis or NO_UNIT for row in passed["basis"]), _BASES, wish.basis),
        )

    def _passed(self, wish: TaskFilter, departments: frozenset[str]) -> Mapping[str, Sequence[TaskRow]]:
        rows = with_words(self.rows, self._keys, wish.words)
        if wish.department:
            rows = (row for row in rows if departments & units(row).keys())
        return sieved(
            rows,
            {
                "document": lambda row: wish.document in ("", row.document),
                "role": lambda row: not wish.role or _has_role(row, wish.role, departments),
                "basis": lambda row: wish.basis in ("", row.basis or NO_UNIT),
            },
        )

    @staticmethod
    def _by_role(rows: Sequence[TaskRow], departments: tuple[Department, ...]) -> Counter[str]:
        these = frozenset(d.iri for d in departments)
        return Counter(role for row in rows for role, _ in ROLES if _has_role(row, role, these))


def _has_role(row: TaskRow, role: str, departments: frozenset[str]) -> bool:
    if departments:
        return role_of(row, departments) == role
    return bool(row.lead) if role == "lead" else role == "participant" and bool(row.participants)


def due(deadline: str | None) -> tuple[int, int] | None:
    """Year and month that a deadline names first; the last month where it names none. None without a year."""
    found = _DATE.search(deadline or "")
    return (int(found[1]), int(found[2] or 12)) if found else None


_COLUMNS: Final[Mapping[str, Any]] = {
    "title": lambda row: row.title,
    "lead": lambda row: tuple(unit.label for unit in row.lead),
    "participants": lambda row: len(row.participants) or None,
    "basis": lambda row: _ORDER.get(row.basis or NO_UNIT, len(_ORDER)),
    "deadline": lambda row: due(row.deadline),
    "document": lambda row: row.document_title,
}
SORTED_BY: Final = tuple(_COLUMNS)
