"""Where clauses stand in a section's own text: brackets, and lines headed by a label."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from kg.extract.responsibility.units import CLOSE, OPEN
from kg.extract.responsibility.words import LABEL
from kg.model import Span
from kg.text import View, fold

_LONGEST = 900  # characters of a bracket that may still be a clause
_SENTENCE_END = "。；！？!?;"
_NUMBER = re.compile(r"\s*[(（]?[0-9一二三四五六七八九十]{1,3}[)）]?[.、．﹒]?\s*")
_WORD_END = re.compile(r"[部厅局委办署院会]$")
_CUE = re.compile(r"负责|牵头|责任|配合|参与|会同|落实|承担|指导|主办|协办")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stretch that may be a clause."""

    where: Span  # the whole clause, brackets or labels included
    content: View  # healed, without the outer brackets
    bracket: bool
    own_place: bool  # stands where attributions stand: after a sentence, or at the end of a paragraph


def _matching(text: str, start: int) -> int | None:
    """Offset of the bracket that closes the one at ``start``; None when it never closes."""
    depth = 0
    for index in range(start, min(len(text), start + _LONGEST)):
        if text[index] in OPEN:
            depth += 1
        elif text[index] in CLOSE:
            depth -= 1
            if depth == 0:
                return index
    return None


def _part(view: View, start: int, end: int) -> View:
    return View(view.text[start:end], view.starts[start:end])


class Finder:
    """Reads one healed view of ``source``; ``breaks`` are the stored offsets at which paragraphs begin."""

    def __init__(self, source: str, view: View, breaks: list[int]) -> None:
        self._source = source
        self.view = view
        self.text = fold(view.text)
        self._breaks = breaks

    def _new_paragraph(self, index: int) -> bool:
        """Does a paragraph begin between the healed characters ``index - 1`` and ``index``?"""
        if index <= 0 or index >= len(self.text):
            return True
        low, high = self.view.starts[index - 1], self.view.starts[index]
        at = bisect_left(self._breaks, low + 1)
        return at < len(self._breaks) and self._breaks[at] <= high

    def _new_line(self, index: int) -> bool:
        return "\n" in self._source[self.view.starts[index - 1] : self.view.starts[index]]

    def brackets(self) -> list[Candidate]:
        found: list[Candidate] = []
        index = 0
        while index < len(self.text):
            if self.text[index] not in OPEN:
                index += 1
                continue
            end = _matching(self.text, index)
            if end is None:
                end = self._paragraph_end(index)
                if LABEL.match(self.text, index + 1) or looks_like_clause(self.text[index + 1 : end]):
                    found.append(self._unclosed(index, end))
                    index = end
                index += 1
                continue
            found.append(self._bracket(index, end))
            index = end + 1
        return found

    def _paragraph_end(self, start: int) -> int:
        return next((i for i in range(start + 1, len(self.text)) if self._new_paragraph(i)), len(self.text))

    def _unclosed(self, start: int, end: int) -> Candidate:
        """A bracket that its paragraph's end closes."""
        while end > start + 1 and self.text[end - 1] in " 。；;，,*":
            end -= 1
        content = _part(self.view, start + 1, end)
        return Candidate(where=self.view.span(start, end), content=content, bracket=True, own_place=True)

    def _bracket(self, start: int, end: int) -> Candidate:
        escaped = start > 0 and self.text[start - 1] == "\\"
        first = start - 1 if escaped else start
        stop = end - 1 if escaped and self.text[end - 1] == "\\" else end
        before = self.text[:first].rstrip('*_ ”"')[-1:]
        last = end + 1
        while last < len(self.text) and self.text[last] in "。.;；":
            last += 1
        at_end = self._new_paragraph(last)
        after_sentence = not before or before in _SENTENCE_END or before in CLOSE or self._new_paragraph(first)
        listed = "、" in self.text[start:end] or "，" in self.text[start:end]
        own_place = after_sentence or (at_end and (listed or _WORD_END.search(before) is None))
        return Candidate(
            where=self.view.span(first, end + 1),
            content=_part(self.view, start + 1, stop),
            bracket=True,
            own_place=own_place,
        )

    def labels(self, taken: list[Span]) -> list[Candidate]:
        """Groups of “牵头部门：… 参与部门：… 完成时限：…” outside brackets, one candidate a group."""
        found: list[Candidate] = []
        begin, stop, seen = -1, -1, set[str]()
        for label in LABEL.finditer(self.text):
            at = self.view.starts[label.start()]
            if any(span.start <= at < span.end for span in taken) or not self._may_begin(label.start()):
                continue
            end = self._value_end(label.end())
            joins = begin >= 0 and not self.text[stop : label.start()].strip(" 。；;，,*") and label[0][:-1] not in seen
            if begin >= 0 and not joins:
                found.append(self._lines(begin, stop))
            if not joins:
                begin, seen = label.start(), set()
            seen.add(label[0][:-1])
            stop = end
        if begin >= 0:
            found.append(self._lines(begin, stop))
        return found

    def _may_begin(self, index: int) -> bool:
        before = self.text[:index].rstrip("*_ ")[-1:]
        return not before or before in "。；;！!）)】]|" or self._new_line(index) or bool(_NUMBER.fullmatch(self.text, 0, index))

    def _value_end(self, start: int) -> int:
        """The value runs to its sentence's or paragraph's end, over a paragraph's end after a comma, or to the next label."""
        following = LABEL.search(self.text, start)
        limit = following.start() if following else len(self.text)
        index = start
        while index < limit:
            if self.text[index] in "。；;":
                return index
            if index > start and self._new_paragraph(index) and self.text[index - 1] not in "、，,":
                return index
            index += 1
        return limit

    def _lines(self, start: int, end: int) -> Candidate:
        while end > start and self.text[end - 1] in " 。；;，,*":
            end -= 1
        return Candidate(where=self.view.span(start, end), content=_part(self.view, start, end), bracket=False, own_place=True)


def looks_like_clause(content: str) -> bool:
    """Does a bracket speak of responsibility at all?"""
    return _CUE.search(content) is not None


def without_intruders(view: View, text: str) -> list[View]:
    """A clause that print set at the right margin may hold the line before it: “（A、B、⏎流程运转效率。⏎网信办等负责）”.

    Views of the clause with one inner line, ending in a full stop, left out.
    """
    breaks = [0]
    for index in range(1, len(view.text)):
        if "\n" in text[view.starts[index - 1] : view.starts[index]]:
            breaks.append(index)
    breaks.append(len(view.text))
    found: list[View] = []
    for position in range(1, len(breaks) - 2):
        low, high = breaks[position], breaks[position + 1]
        if view.text[high - 1] == "。":
            found.append(View(view.text[:low] + view.text[high:], view.starts[:low] + view.starts[high:]))
    return found
