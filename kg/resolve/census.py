"""What the whole corpus calls its agents and things: one preferred label for each, in every document."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol

from kg.iri import Iris
from kg.model import Reading
from kg.ontology import Ontology
from kg.resolve.agents import Agents, Organs
from kg.resolve.naming import Naming, Places, Thing, preferred


class Names(Organs, Places, Protocol):
    """What resolution asks of the gazetteer."""


@dataclass(slots=True)
class Census:
    """Count every reading, then ask. Labels depend on all documents, so they are decided before any is written."""

    names: Names
    ontology: Ontology
    agents: Agents = field(init=False)
    _things: dict[str, Counter[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.agents = Agents(self.names, self.ontology)

    def count(self, reading: Reading) -> None:
        self.agents.count(reading)
        naming = Naming(reading, self.ontology, self.names)
        for term in reading.terms:
            if term.cls in self.ontology.classes and not self.ontology.is_a(term.cls, "Agent") and naming.is_full(term):
                self._things.setdefault(_slot(naming.thing(term)), Counter())[term.label] += 1

    def label(self, thing: Thing) -> str:
        counted = self._things.get(_slot(thing))
        return preferred(counted) if counted else thing.name


def _slot(thing: Thing) -> str:
    return Iris(base="", document_id="").term(thing.cls, thing.name).value
