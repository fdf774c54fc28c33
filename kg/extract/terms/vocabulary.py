"""The class words of the ontology, ready to match: endings of names and words that close an enumeration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.ontology import ClassInfo, Ontology
from kg.wording import DIRECTING, OPENING


@dataclass(frozen=True, slots=True)
class Words:
    """Ending → class and class word → class. A word that two classes claim belongs to the first by name."""

    suffixes: Mapping[str, str]
    groups: Mapping[str, str]
    leads: tuple[str, ...] = ()  # words of text cues that stand in front of a name and that the wording tables do not know

    def suffix(self, text: str, start: int, end: int) -> str | None:
        """The longest ending of a name that ``text[start:end]`` ends with."""
        return _longest(self.suffixes, text, start, end)

    def group(self, text: str, start: int, end: int) -> str | None:
        """The longest class word that ``text[start:end]`` ends with."""
        return _longest(self.groups, text, start, end)


def class_words(ontology: Ontology) -> Words:
    """The words of all classes."""
    classes: list[ClassInfo] = [ontology.classes[name] for name in sorted(ontology.classes, reverse=True)]
    return Words(
        {word: info.name for info in classes for word in info.suffixes},
        {word: info.name for info in classes for word in info.group_words},
        tuple(sorted(_leads(ontology))),
    )


def _leads(ontology: Ontology) -> set[str]:
    heads = {cue.partition("{}")[0] for info in ontology.properties.values() for cue in info.text_cues}
    return {head for head in heads if len(head) > 1 and head not in DIRECTING | OPENING}


def _longest(known: Mapping[str, str], text: str, start: int, end: int) -> str | None:
    longest = max(map(len, known), default=0)
    return next((text[at:end] for at in range(max(start, end - longest), end) if text[at:end] in known), None)
