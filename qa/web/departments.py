"""The departments of a 任务分工表: by what name each is found, what it leads and joins, with whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.iri import agent_place
from kg.text import key
from qa.rows import TaskRow, UnitRow

PARTNERS = 12  # co-operating departments that a profile names


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    iri: str
    label: str
    name: str  # the label, with its place where several share the label
    place: str
    aliases: tuple[str, ...]
    led: int
    joined: int

    @property
    def tasks(self) -> int:
        return self.led + self.joined


@dataclass(frozen=True, slots=True, kw_only=True)
class Involvement:
    """A department in one document."""

    document: str
    title: str
    led: int
    joined: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    department: Department
    documents: tuple[Involvement, ...]  # most tasks first
    partners: tuple[tuple[Department, int], ...]  # with the number of common tasks, most first


def units(task: TaskRow) -> dict[str, UnitRow]:
    """Who has to do with it, each once."""
    return {unit.iri: unit for unit in (*task.lead, *task.participants)}


def role_of(task: TaskRow, departments: frozenset[str]) -> str:
    """What any of these has to do in it: lead goes before participant; empty for nothing."""
    if any(unit.iri in departments for unit in task.lead):
        return "lead"
    return "participant" if any(unit.iri in departments for unit in task.participants) else ""


class Departments:
    """All that the tasks name, most tasks first."""

    def __init__(self, tasks: Sequence[TaskRow]) -> None:
        seen: dict[str, UnitRow] = {}
        led: Counter[str] = Counter()
        joined: Counter[str] = Counter()
        self._mentions: defaultdict[str, set[str]] = defaultdict(set)
        for task in tasks:
            leading = {unit.iri for unit in task.lead}
            led.update(leading)
            joined.update({unit.iri for unit in task.participants} - leading)
            for unit in (*task.lead, *task.participants):
                seen[unit.iri] = unit
                self._mentions[unit.iri].add(key(unit.mention))
        shared = Counter(unit.label for unit in seen.values())
        made = (
            Department(
                iri=unit.iri,
                label=unit.label,
                name=_with_place(unit) if shared[unit.label] > 1 else unit.label,
                place=agent_place(unit.iri),
                aliases=unit.aliases,
                led=led[unit.iri],
                joined=joined[unit.iri],
            )
            for unit in seen.values()
        )
        self.all = tuple(sorted(made, key=lambda d: (-d.tasks, d.name, d.iri)))
        self.by_iri = {department.iri: department for department in self.all}
        names = Counter(department.name for department in self.all)
        self._alone = {department.name: department for department in self.all if names[department.name] == 1}

    def find(self, words: str) -> tuple[Department, ...]:
        """By IRI, name or alias to the letter; else those whose name contains the words."""
        if words in self.by_iri:
            return (self.by_iri[words],)
        if words in self._alone:
            return (self._alone[words],)
        wanted = key(words)
        if not wanted:
            return ()
        return (
            self._those(d for d in self.all if wanted == key(d.label))
            or self._those(d for d in self.all if wanted in {*map(key, d.aliases), *self._mentions[d.iri]})
            or self._those(d for d in self.all if any(wanted in key(name) for name in (d.label, *d.aliases)))
        )

    @staticmethod
    def _those(found: Iterable[Department]) -> tuple[Department, ...]:
        return tuple(found)

    def address(self, iri: str) -> str:
        """What stands for it in an address: its name where that is its alone."""
        department = self.by_iri[iri]
        return department.name if self._alone.get(department.name) is department else iri

    def profile(self, department: Department, tasks: Sequence[TaskRow]) -> Profile:
        """What ``tasks`` say about it."""
        one = frozenset({department.iri})
        roles: dict[str, Counter[str]] = {}
        titles: dict[str, str] = {}
        partners: Counter[str] = Counter()
        for task in tasks:
            role = role_of(task, one)
            if role:
                titles[task.document] = task.document_title
                roles.setdefault(task.document, Counter())[role] += 1
                partners.update(iri for iri in units(task) if iri != department.iri)
        documents = (
            Involvement(document=id, title=titles[id], led=count["lead"], joined=count["participant"])
            for id, count in roles.items()
        )
        return Profile(
            department=department,
            documents=tuple(sorted(documents, key=lambda i: (-i.led - i.joined, i.title, i.document))),
            partners=tuple(
                (self.by_iri[iri], n)
                for iri, n in sorted(partners.items(), key=lambda p: (-p[1], self.by_iri[p[0]].name, p[0]))[:PARTNERS]
            ),
        )


def _with_place(unit: UnitRow) -> str:
    place = agent_place(unit.iri)
    return f"{unit.label}（{place}）" if place else unit.label
