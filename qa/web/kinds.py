"""Classes of the ontology as people see them: a Chinese name and a colour. A class added to ``ontology/*.ttl`` gets its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.ontology import Ontology

COLOURS = 12  # --class-1 … --class-12 of theme.css; with more families colours come again


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A class. ``colour`` counts from 1; classes below one another share it."""

    name: str  # local class name
    label: str
    family: str  # the topmost class above it
    colour: int

    @property
    def style(self) -> str:
        """The CSS class that sets ``--kind`` to its colour."""
        return f"kind-{self.colour}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    of: Mapping[str, Kind]  # by local class name, in the ontology's order

    @classmethod
    def from_ontology(cls, ontology: Ontology) -> Kinds:
        families = [name for name in ontology.classes if _family(ontology, name) == name]
        colours = {name: index % COLOURS + 1 for index, name in enumerate(families)}
        return cls(
            of={
                name: Kind(name=name, label=info.label, family=family, colour=colours[family])
                for name, info in ontology.classes.items()
                for family in (_family(ontology, name),)
            }
        )

    def kind(self, name: str) -> Kind:
        """Of a class that the ontology may not know (data of another version): its own name, the first colour."""
        return self.of.get(name) or Kind(name=name, label=name, family=name, colour=1)


def _family(ontology: Ontology, name: str) -> str:
    above = [parent for parent in ontology.classes[name].parents if parent in ontology.classes]
    return _family(ontology, above[0]) if above else name
