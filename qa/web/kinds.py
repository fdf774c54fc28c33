"""Classes of the ontology as people see them: a Chinese name and a mark. A class added to ``ontology/*.ttl`` gets its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kg.ontology import Ontology

COLOURS: Final = 18  # --class-1 … --class-18 of theme.css; with more families colours come again, with another shape
SHAPES: Final = ("circle", "roundRect", "diamond", "triangle")  # as ECharts calls them; .shape-1 … .shape-4 of theme.css


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A class. ``colour`` and ``shape`` count from 1; classes below one another share both, no two families do."""

    name: str  # local class name
    label: str
    family: str  # the topmost class above it
    colour: int
    shape: int = 1
    definition: str = ""  # what the ontology says it is

    @property
    def style(self) -> str:
        """The CSS classes that set ``--kind`` to its colour, and the shape of a dot."""
        return f"kind-{self.colour} shape-{self.shape}"

    @property
    def symbol(self) -> str:
        return SHAPES[self.shape - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    of: Mapping[str, Kind]  # by local class name, in the ontology's order

    @classmethod
    def from_ontology(cls, ontology: Ontology) -> Kinds:
        marks = {family: _mark(at) for at, family in enumerate(_families(ontology))}
        return cls(
            of={
                name: Kind(
                    name=name,
                    label=info.label,
                    family=family,
                    colour=marks[family][0],
                    shape=marks[family][1],
                    definition=info.definition,
                )
                for name, info in ontology.classes.items()
                for family in (_family(ontology, name),)
            }
        )

    def kind(self, name: str) -> Kind:
        """Of a class that the ontology may not know (data of another version): its own name, the first mark."""
        return self.of.get(name) or Kind(name=name, label=name, family=name, colour=1)


def _families(ontology: Ontology) -> tuple[str, ...]:
    """Those that people ask for first: they are seen most, and the first colours are told apart best."""
    asked = {_family(ontology, name) for name, info in ontology.classes.items() if info.cues}
    families = [name for name in ontology.classes if _family(ontology, name) == name]
    return tuple(sorted(families, key=lambda name: name not in asked))


def _mark(at: int) -> tuple[int, int]:
    """Colour and shape of the family ``at``; the first 36 have each its own pair."""
    return at % COLOURS + 1, at % len(SHAPES) + 1


def _family(ontology: Ontology, name: str) -> str:
    above = [parent for parent in ontology.classes[name].parents if parent in ontology.classes]
    return _family(ontology, above[0]) if above else name
