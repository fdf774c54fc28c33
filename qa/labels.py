"""Which kinds of named things a stretch of text names. Asked of thousands of sentences for one question, so it must be quick."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg.text import key

_NONE: frozenset[str] = frozenset()


class Labels:
    """Names by their first two characters and their lengths, so that a text is read once, whatever the number of names."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        """``named``: label and class of each node."""
        types: dict[str, set[str]] = defaultdict(set)
        for label, cls in named:
            if folded := key(label):
                types[folded].add(cls)
        self._types = {folded: frozenset(found) for folded, found in types.items()}
        lengths: dict[str, set[int]] = defaultdict(set)
        for folded in types:
            lengths[folded[:2]].add(len(folded))
        self._lengths = {head: tuple(sorted(found)) for head, found in lengths.items()}

    def types_in(self, text: str) -> frozenset[str]:
        """Classes of all labels that stand in ``text``, which is folded and without punctuation (``kg.text.key``)."""
        found: set[str] = set()
        for at in range(len(text)):
            found |= self._types.get(text[at], _NONE)
            for length in self._lengths.get(text[at : at + 2], ()):
                found |= self._types.get(text[at : at + length], _NONE)
        return frozenset(found)
