"""Mentions of organs → one agent a jurisdiction, named alike in every document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kg.iri import Iris
from kg.model import Iri, Provenance, Reading, Span
from kg.ontology import Ontology
from kg.resolve.book import Book, text
from kg.resolve.naming import preferred
from kg.text import key
from kg.vocabulary import PREF_LABEL

_VAGUE = frozenset(
    {"", "省", "自治区", "市", "州", "盟", "区", "县", "旗", "镇"}
)  # places that say nothing outside their document
_BY_FORM = ("Enterprise", "Institution")
_DEFAULT = "Department"


class Organs(Protocol):
    """The organs of the gazetteer."""

    def organ_key(self, name: str, jurisdiction: str) -> str:
        """``place/duty``: the key under which all names of one organ meet, in texts that speak for ``jurisdiction``."""

    def spellings(self, name: str, jurisdiction: str) -> tuple[str, ...]:
        """Further names by which the organ is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """One organisation as the whole corpus knows it."""

    place: str  # canonical name of the place it belongs to, or the id of the only document that knows it
    duty: str  # what tells it from the others of its place, whatever documents call it
    label: str
    cls: str


@dataclass(slots=True)
class Agents:
    """The agents of a corpus. The preferred label depends on all documents, so it is decided before any is written."""

    names: Organs
    ontology: Ontology
    _mentions: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    _classes: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    _decided: dict[tuple[str, str], Agent] = field(default_factory=dict)

    def count(self, reading: Reading) -> None:
        """Take note of every mention of an organisation in ``reading``."""
        full = full_names(reading)
        for mention, _ in mentions(reading, self.ontology):
            identity = self._identity(mention, reading, full)
            self._mentions.setdefault(identity, Counter())[mention] += 1
        for term in reading.terms:
            if term.cls != _DEFAULT and self.ontology.is_a(term.cls, "Agent"):
                self._classes.setdefault(self._identity(term.label, reading, full), Counter())[term.cls] += 1
        self._decided.clear()

    def of(self, mention: str, reading: Reading, full: Mapping[str, str]) -> Agent:
        """The agent that ``mention`` names in ``reading`` (which was counted before)."""
        identity = self._identity(mention, reading, full)
        if identity not in self._decided:
            self._decided[identity] = self._decide(identity, mention)
        return self._decided[identity]

    def _identity(self, mention: str, reading: Reading, full: Mapping[str, str]) -> tuple[str, str]:
        name = full.get(key(mention), mention)
        place, _, duty = self.names.organ_key(name, reading.document.meta.jurisdiction).partition("/")
        return reading.document.id if place in _VAGUE else place, duty or key(name)

    def _decide(self, identity: tuple[str, str], mention: str) -> Agent:
        counted = self._mentions.get(identity) or Counter([mention])
        label = preferred(counted)
        classes = self._classes.get(identity)
        cls = min(classes, key=lambda name: (-classes[name], name)) if classes else self._by_form(label)
        return Agent(place=identity[0], duty=identity[1], label=label, cls=cls)

    def _by_form(self, label: str) -> str:
        endings = [(len(s), c) for c in _BY_FORM for s in self._suffixes(c) if label.endswith(s)]
        return max(endings)[1] if endings else _DEFAULT

    def _suffixes(self, cls: str) -> tuple[str, ...]:
        info = self.ontology.classes.get(cls)
        return info.suffixes if info else ()


def full_names(reading: Reading) -> dict[str, str]:
    """Short name → full name, as the document's own definitions say (以下简称…)."""
    return {key(alias.alias): alias.label for alias in reading.aliases if key(alias.alias) != key(alias.label)}


def mentions(reading: Reading, ontology: Ontology) -> Iterable[tuple[str, Span]]:
    """Every mention of an organisation, in the order of the works and terms."""
    for work in reading.works:
        for attribution in work.attributions:
            yield from ((unit.mention, unit.span) for unit in attribution.units)
    yield from ((t.label, t.where.span) for t in reading.terms if ontology.is_a(t.cls, "Agent"))


def write_agents(book: Book, reading: Reading, agents: Agents) -> dict[str, Iri]:
    """Write the agents that the document mentions; mention → IRI."""
    full = full_names(reading)
    found: dict[str, Iri] = {}
    for mention, span in mentions(reading, book.ontology):
        agent = agents.of(mention, reading, full)
        iri = agent_iri(book.iris, agent)
        if iri.value not in book.classes:
            book.node(iri, agent.cls, agent.label)
            _spell(book, iri, agent, agents.names, reading.document.meta.jurisdiction)
        if mention not in found:
            found[mention] = iri
            where = Provenance(span=span, rule="resolve.agent")
            if mention == agent.label:
                book.read(iri, PREF_LABEL, text(mention), where)
            else:
                book.alias(iri, mention, where)
    return found


def _spell(book: Book, iri: Iri, agent: Agent, names: Organs, place: str) -> None:
    spelled: Sequence[str] = names.spellings(agent.label, place)
    for name in sorted(set(spelled) - {agent.label, ""}):
        book.alias(iri, name)


def agent_iri(iris: Iris, agent: Agent) -> Iri:
    return iris.agent(agent.place, agent.duty)
