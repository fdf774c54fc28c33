"""One-character slips mended against the corpus's own words: same sound, one character apart (效律 → 效率).

Only a pair that no document contains is touched, and only when the mended text makes both its neighbours known. Everyday words
are no slips, and a slip is mended to an everyday word or to one of the documents' own names.
The result has the question's length, so all offsets stay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from qa import lexicon


@lru_cache(maxsize=16384)
def sounds(char: str) -> frozenset[str]:
    """The common toneless pinyin reading of one character; empty for anything else."""
    from pypinyin import Style, pinyin

    if not "\u4e00" <= char <= "\u9fff":
        return frozenset()
    return frozenset(pinyin(char, style=Style.NORMAL)[0])


class Speller:
    """Known character pairs, by their first and by their second character."""

    def __init__(self, pairs: Iterable[str], strong: Iterable[str] = ()) -> None:
        """``pairs`` of the corpus; ``strong`` words (cues, names) are trusted with one good neighbour only."""
        self._strong = frozenset(word[i : i + 2] for word in strong for i in range(len(word) - 1))
        self._pairs = frozenset(p for p in pairs if len(p) == 2) | self._strong
        self._known = frozenset(c for pair in self._pairs for c in pair)
        self._by_first: dict[str, list[str]] = defaultdict(list)
        self._by_second: dict[str, list[str]] = defaultdict(list)
        for pair in sorted(self._pairs):
            self._by_first[pair[0]].append(pair[1])
            self._by_second[pair[1]].append(pair[0])

    def warm(self) -> None:
        """Look up the sounds of the characters that the corpus knows, and the everyday words."""
        lexicon.pairs()
        for char in sorted(self._known):
            sounds(char)

    def mend(self, text: str, protected: Iterable[str] = ()) -> str:
        """``text`` with slips mended. ``protected`` words (cues, names) are left as they are."""
        shielded = [False] * len(text)
        for word in protected:
            at = text.find(word)
            while at >= 0 and word:
                shielded[at : at + len(word)] = [True] * len(word)
                at = text.find(word, at + 1)
        chars = list(text)
        for i in range(len(chars)):
            if shielded[i] or not "\u4e00" <= chars[i] <= "\u9fff":
                continue
            before = chars[i - 1] if i else ""
            after = chars[i + 1] if i + 1 < len(chars) else ""
            if before + chars[i] in self._pairs or chars[i] + after in self._pairs:
                continue
            if (better := self._better(before, chars[i], after)) and self._is_word(before, chars[i], after, better):
                chars[i] = better
        return "".join(chars)

    def _is_word(self, before: str, char: str, after: str, better: str) -> bool:
        """The slip is no word with either neighbour, and what it is mended to is one with one of them."""
        known = lexicon.pairs()
        if before + char in known or char + after in known:
            return False
        mended = {before + better, better + after}
        return bool(mended & known) or bool(mended & self._strong)

    def _better(self, before: str, char: str, after: str) -> str | None:
        left = set(self._by_first.get(before, ()))
        right = set(self._by_second.get(after, ()))
        if alike := sorted(c for c in left & right if c != char and sounds(c) & sounds(char)):
            return alike[0]
        firm = {c for c in left if before + c in self._strong} | {c for c in right if c + after in self._strong}
        if len(alike := sorted(c for c in firm if c != char and sounds(c) & sounds(char))) == 1:
            return alike[0]
        if char not in self._known:  # a character that no document has: one good neighbour is enough
            alike = sorted(c for c in left | right if sounds(c) & sounds(char))
            if len(alike) == 1:
                return alike[0]
        if not before or not after or not "\u4e00" <= after <= "\u9fff" or not "\u4e00" <= before <= "\u9fff":
            alike = sorted(c for c in (left or right) if c != char and sounds(c) & sounds(char))
            if len(alike) == 1:
                return alike[0]
        return None
