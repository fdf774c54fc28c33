"""Names that people shorten: 残保金 of what the documents call 残疾人就业保障金."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from qa.weigh import Sentence, Weights

_KEPT = 256  # pieces of questions whose long form is kept
_PIECE = range(3, 6)  # characters of a short name
_GAP = 4  # characters of the long name between two that the short one keeps
_MOST = 12  # characters of a long name
_INSIDE = r"[^\W\da-z_的和与及或在对为按将把由于以等是有不]"  # what may stand inside one term
_HAN = re.compile("[\u4e00-\u9fff]+")


class Shortened:
    """Long forms of what no document says as it is. Looked up when asked, the last ones kept."""

    def __init__(self, sentences: Sequence[Sentence], weights: Weights) -> None:
        self._sentences = sentences
        self._weights = weights
        self._long = lru_cache(maxsize=_KEPT)(self._find)

    def in_full(self, run: str) -> str:
        """``run`` with the one short name in it written out; as it is when there is none, or more than one reading."""
        pairs = [run[i : i + 2] for i in range(len(run) - 1)]
        found = {}
        for size in _PIECE:
            for start in range(len(run) - size + 1):
                piece = run[start : start + size]
                if not _HAN.fullmatch(piece) or any(self._weights.known(p) for p in pairs[start : start + size - 1]):
                    continue
                if (long := self._long(piece)) is not None:
                    found[piece] = long
        whole = [p for p in found if not any(p != q and p in q for q in found)]
        return run.replace(whole[0], found[whole[0]]) if len(whole) == 1 else run

    def _find(self, piece: str) -> str | None:
        """The one term that begins, goes on and ends with the characters of ``piece``; of two that differ only in what
        they leave out, the longer."""
        pattern = re.compile(rf"{_INSIDE}{{0,{_GAP}}}?".join(map(re.escape, piece)))
        found = {
            m.group()
            for s in self._sentences
            if piece[0] in s.folded and piece[-1] in s.folded
            for m in pattern.finditer(s.folded)
            if len(piece) + 1 < len(m.group()) <= _MOST
        }
        if not found:
            return None
        longest = max(found, key=lambda term: (len(term), term))
        return longest if all(_within(term, longest) for term in found) else None


def _within(short: str, long: str) -> bool:
    """Do the characters of ``short`` stand in ``long`` in order?"""
    rest = iter(long)
    return all(char in rest for char in short)
