"""Which kinds of named things a stretch of text names. Asked of thousands of sentences for one question, so it must be quick."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg.text import key


class Labels:
    """Names by their first two characters, so that a text is read once, whatever the number of names."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        """``named``: label and class of each node."""
        types: dict[str, set[str]] = defaultdict(set)
        for label, cls in named:
            if folded := key(label):
                types[folded].add(cls)
        self._by_head: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
        for folded in sorted(types):
            self._by_head[folded[:2]].append((folded, frozenset(types[folded])))

    def types_in(self, text: str) -> frozenset[str]:
        """Classes of all labels that stand in ``text``, which is folded and without punctuation (``kg.text.key``)."""
        found: set[str] = set()
        for at in range(len(text)):
            for head in (text[at : at + 2], text[at]):
                for name, types in self._by_head.get(head, ()):
                    if text.startswith(name, at):
                        found |= types
        return frozenset(found)
