"""Tables of plain text with a row a line and bars, tabs or wide spaces between its cells.

Bars and tabs show empty cells too, so columns are sure; between wide spaces every row must hold every cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.headers import Column, kinds_of
from kg.model import MarkKind, Span
from kg.reading.fitting import LIMIT, misfit
from kg.reading.marked import Marked
from kg.text import PAGE_NUMBER

_DELIMITERS = ("|", "\t", "  ")
_WIDE = re.compile(r"[^ \u3000]+(?:[ \u3000][^ \u3000]+)*")
_EDGES = " \u3000\r"
_RULE = re.compile(r"[\s|:+\-—=]+")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str

    def cells(self, delimiter: str) -> list[Span]:
        """Its cells, empty ones as empty spans; the bars at its ends part nothing."""
        if delimiter == "  ":
            return [Span(self.start + m.start(), self.start + m.end()) for m in _WIDE.finditer(self.text)]
        found, position = [], self.start
        for raw in self.text.split(delimiter):
            bare = raw.strip(_EDGES)
            start = position + (raw.index(bare) if bare else 0)
            found.append(Span(start, start + len(bare)))
            position += len(raw) + 1
        if delimiter == "|":
            found = found[1:] if found and not len(found[0]) else found
            found = found[:-1] if found and not len(found[-1]) else found
        return found


def mark_lined_tables(out: Marked) -> None:
    """Find every such table in the text written so far, outside marked rows, and mark its rows and cells."""
    ruled = out.ruled()
    text, lines, position = out.text, [], 0
    for raw in text.split("\n"):
        if raw.strip(_EDGES) and not PAGE_NUMBER.fullmatch(raw) and not ruled(position, position + len(raw)):
            lines.append(_Line(position, raw))
        position += len(raw) + 1
    index = 0
    while index < len(lines):
        rows = next((r for d in _DELIMITERS if d in lines[index].text and (r := _rows(text, lines, index, d))), [])
        if rows:
            _mark(out, [row for row in rows if row])
        index += max(len(rows), 1)


def _rows(text: str, lines: Sequence[_Line], index: int, delimiter: str) -> list[list[Span]]:
    """The rows of the table whose head is ``lines[index]``, a rule between them as []; none unless two rows fit."""
    head = lines[index].cells(delimiter)
    heads = tuple(span.of(text) for span in head)
    kinds = kinds_of(heads) if all(heads) else None
    if kinds is None or not {Column.UNITS, Column.VALUE} & set(kinds):
        return []
    rows, fitting, last = [head], 0, Span(lines[index].start, lines[index].start + len(lines[index].text))
    for line in lines[index + 1 :]:
        if delimiter not in line.text:
            if delimiter == "  " and line.start - last.end <= 1:
                return []
            break
        last = Span(line.start, line.start + len(line.text))
        cells = line.cells(delimiter)
        if delimiter == "  " and len(cells) != len(kinds):
            return []  # a page's layout: cells go on below
        if _RULE.fullmatch(line.text):
            rows.append([])
            continue
        if [span.of(text) for span in cells] != list(heads):
            if len(cells) > len(kinds) or not _fits(text, cells, kinds):
                break
            fitting += 1
        rows.append(cells)
    return rows if fitting >= 2 else []


def _fits(text: str, cells: Sequence[Span], kinds: Sequence[Column]) -> bool:
    held = [(kind, span.of(text)) for kind, span in zip(kinds, cells, strict=False) if len(span)]
    return bool(held) and sum(misfit(kind, cell) for kind, cell in held if kind is not Column.NUMBER) <= LIMIT


def _mark(out: Marked, rows: Sequence[Sequence[Span]]) -> None:
    number = out.tables
    out.tables += 1
    for cells in rows:
        held = [(column, span) for column, span in enumerate(cells) if len(span)]
        out.add(MarkKind.ROW, Span(held[0][1].start, held[-1][1].end), table=number)
        for column, span in held:
            out.add(MarkKind.CELL, span, level=column, table=number)
