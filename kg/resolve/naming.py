"""Which mentions of terms are one thing: spellings of one name, names that the text makes equal, names of one place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Protocol

from kg.model import Reading, Term
from kg.ontology import Ontology
from kg.text import key

_PLACE = "Region"


class Place(Protocol):
    """A place of the gazetteer."""

    @property
    def name(self) -> str: ...
    @property
    def shorts(self) -> tuple[str, ...]: ...


class Places(Protocol):
    def region(self, name: str) -> Place | None:
        """The place that ``name`` is a name of, None when it is unknown."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What a mention names: the same in every document that gives it the same class and name."""

    cls: str
    name: str  # full name as one document writes it; the IRI comes from it
    further: tuple[str, ...] = ()  # names that the gazetteer adds


class Naming:
    """The terms of one document, sorted by what they name. Organisations are left to ``agents``."""

    def __init__(self, reading: Reading, ontology: Ontology, places: Places) -> None:
        self._places = places
        terms = [term for term in reading.terms if not ontology.is_a(term.cls, "Agent") and term.cls in ontology.classes]
        known = {key(term.label) for term in terms}
        self._full = {
            key(alias.alias): key(alias.label)
            for alias in reversed(reading.aliases)
            if key(alias.alias) in known and key(alias.label) in known and key(alias.alias) != key(alias.label)
        }
        self._spellings: dict[str, Counter[str]] = {}
        self._votes: dict[str, dict[str, tuple[float, int]]] = {}
        for term in terms:
            self._count(term)

    def _count(self, term: Term) -> None:
        root = self._root(term.label)
        self._spellings.setdefault(root, Counter())[term.label] += 1
        votes = self._votes.setdefault(root, {})
        best, count = votes.get(term.cls, (0.0, 0))
        votes[term.cls] = (max(best, term.where.confidence), count + 1)

    def thing(self, term: Term) -> Thing:
        """What ``term`` (one of the document's) names: the surest class, the most frequent spelling of the full name."""
        root = self._root(term.label)
        votes = self._votes[root]
        cls = min(votes, key=lambda name: (-votes[name][0], -votes[name][1], name))
        place = self._places.region(term.label) if cls == _PLACE else None
        if place is not None:
            return Thing(cls, place.name, (place.name, *place.shorts))
        return Thing(cls, preferred(Counter({name: n for name, n in self._spellings[root].items() if key(name) == root})))

    def is_full(self, term: Term) -> bool:
        """Whether the mention writes the full name, not one defined to be short for it."""
        return key(term.label) == self._root(term.label)

    def _root(self, label: str) -> str:
        """The key of the full name of ``label``. A circle of definitions has one member stand for all."""
        here, seen = key(label), list[str]()
        while here in self._full and here not in seen:
            seen.append(here)
            here = self._full[here]
        return min(seen[seen.index(here) :]) if here in seen else here


def preferred(counted: Counter[str]) -> str:
    """The most frequent name, of equals the longest, of equals the first."""
    return min(counted, key=lambda name: (-counted[name], -len(name), name))
