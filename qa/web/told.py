"""Facts in words: the sentence that the ontology has for a relation, and an entity's facts in order. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.ontology import POL, Ontology
from qa.model import Evidence
from qa.rows import FactRow

PAGE: Final = 40  # facts of one page
_SLOT = re.compile(r"(\{[so]\})")
SUBJECT, OBJECT = "{s}", "{o}"


def template(property: str, ontology: Ontology) -> tuple[str, ...]:
    """What the ontology says the relation as, cut at SUBJECT and OBJECT: ``("{s}", "由", "{o}", "牵头")``."""
    info = ontology.properties.get(property.removeprefix(POL))
    said = info.say_as if info else f"{SUBJECT}：{OBJECT}"
    return tuple(part for part in _SLOT.split(said) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One fact about an entity, with every place that states it."""

    label: str
    iri: str | None
    type: str | None
    bases: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The facts of one relation, one way. ``name``: for an address."""

    name: str
    heading: str
    incoming: bool
    facts: tuple[Told, ...]


def grouped(facts: Iterable[FactRow], ontology: Ontology) -> tuple[Group, ...]:
    """Outgoing before incoming, as the catalog orders them; what a narrower relation says of the same end is left out."""
    found = tuple(facts)
    said = {(fact.property, fact.inverse, _end(fact)) for fact in found}
    implied = {(parent, inverse, end) for name, inverse, end in said for parent in _parents(name, ontology)}
    shared = Counter(fact.evidence for fact in found)
    groups: dict[tuple[str, bool], dict[str, list[FactRow]]] = {}
    for fact in found:
        if (fact.property, fact.inverse, _end(fact)) not in implied:
            groups.setdefault((fact.property, fact.inverse), {}).setdefault(_end(fact), []).append(fact)
    return tuple(
        Group(
            name=f"{'-' if inverse else ''}{_local(property)}",
            heading=_heading(property, inverse, next(iter(ends.values()))[0].property_label, ontology),
            incoming=inverse,
            facts=tuple(_told(rows, shared) for rows in ends.values()),
        )
        for (property, inverse), ends in sorted(groups.items(), key=lambda item: item[0][1])
    )


def _end(fact: FactRow) -> str:
    return fact.iri or fact.label


def _local(property: str) -> str:
    return property.removeprefix(POL).rstrip("/").rpartition("/")[2]


def _parents(property: str, ontology: Ontology) -> tuple[str, ...]:
    info = ontology.properties.get(property.removeprefix(POL))
    return tuple(POL + parent for parent in info.parents) if info else ()


def _told(rows: Sequence[FactRow], shared: Mapping[Evidence | None, int]) -> Told:
    """The sentence that proves least beside it comes first: a convention that stands for the whole document comes last."""
    first = rows[0]
    evidence = dict.fromkeys(row.evidence for row in rows if row.evidence)
    return Told(
        label=first.label,
        iri=first.iri,
        type=first.type,
        bases=tuple(dict.fromkeys(row.basis for row in rows if row.basis)),
        evidence=tuple(sorted(evidence, key=lambda one: shared[one])),
    )


def _heading(property: str, inverse: bool, label: str, ontology: Ontology) -> str:
    """牵头单位 on a task; ……由它牵头 on a unit."""
    if not inverse:
        return label
    words = {SUBJECT: "……", OBJECT: "它"}
    return "".join(words.get(part, part) for part in template(property, ontology))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page of the facts. Pages count from 1."""

    groups: tuple[Group, ...]
    page: int
    pages: int
    total: int


def sheet(groups: Sequence[Group], page: int, *, size: int = PAGE) -> Sheet:
    """Page ``page``, the nearest there is; a group that is cut goes on under its heading."""
    total = sum(len(group.facts) for group in groups)
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    first, last, at = (page - 1) * size, page * size, 0
    shown = []
    for group in groups:
        part = group.facts[max(0, first - at) : max(0, last - at)]
        at += len(group.facts)
        if part:
            shown.append(Group(name=group.name, heading=group.heading, incoming=group.incoming, facts=part))
    return Sheet(groups=tuple(shown), page=page, pages=pages, total=total)


# --- a quotation in its sentence ---------------------------------------------------------------------

_ENDS = frozenset("。！？；!?")
_CLOSED = _ENDS | frozenset("）)”》")
_AROUND: Final = 90  # characters of the sentence that are shown before and after
_BREAK = re.compile(r"(?<=[^\x00-\x7f])[ \t]*\n\s*(?=[^\x00-\x7f])")  # a line end between Chinese characters is no blank


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    before: str
    quoted: str
    after: str


def excerpt(text: str, start: int, end: int) -> Excerpt:
    """The sentence around ``text[start:end]``, cut where it is long. Line ends within it are taken out: it is to be read."""
    first = start
    while first > 0 and start - first < _AROUND and not _stops(text, first - 1):
        first -= 1
    last = end
    while last < len(text) and last - end < _AROUND and not _stops(text, last):
        last += 1
    if last < len(text) and text[last] in _ENDS:
        last += 1
    if text[end - 1 : end] in _ENDS:
        last = end
    cut_before = first > 0 and not _stops(text, first - 1)
    cut_after = last < len(text) and last > end and not _stops(text, last) and text[last - 1] not in _ENDS
    return Excerpt(
        before=("…" if cut_before else "") + _flat(text, first, start).lstrip(),
        quoted=_flat(text, start, end),
        after=_flat(text, end, last).rstrip() + ("…" if cut_after else ""),
    )


def _stops(text: str, at: int) -> bool:
    """Whether a sentence ends here; a line end alone does where a bracket closes or a paragraph begins behind it."""
    return text[at] in _ENDS or text.startswith("\n\n", at) or (text[at] == "\n" and text[at - 1 : at] in _CLOSED)


def _flat(text: str, start: int, end: int) -> str:
    """``text[start:end]`` in one line; the characters beside it decide about line ends at its edges."""
    left, right = text[max(0, start - 1) : start], text[end : end + 1]
    flat = _BREAK.sub("", left + text[start:end] + right).replace("\n", " ")
    return flat[len(left) : len(flat) - len(right)]
