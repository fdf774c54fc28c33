"""The class words of the ontology, ready to match: endings of names and words that close an enumeration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from kg.ontology import Ontology


@dataclass(frozen=True, slots=True)
class Words:
    suffixes: Mapping[str, str]  # ending → class
    groups: Mapping[str, str]  # class word → class
    longest_suffix: int
    longest_group: int


@lru_cache(maxsize=8)
def _words(suffixes: tuple[tuple[str, str], ...], groups: tuple[tuple[str, str], ...]) -> Words:
    return Words(
        dict(suffixes),
        dict(groups),
        max((len(word) for word, _ in suffixes), default=0),
        max((len(word) for word, _ in groups), default=0),
    )


def words(ontology: Ontology) -> Words:
    """A word that two classes claim belongs to the first by name; deterministic."""
    classes = [ontology.classes[name] for name in sorted(ontology.classes, reverse=True)]
    return _words(
        tuple((word, info.name) for info in classes for word in info.suffixes),
        tuple((word, info.name) for info in classes for word in info.group_words),
    )
