"""Where every format writes its text: one growing string and the marks over it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from kg.model import Mark, MarkKind, Page, Span


@dataclass(slots=True)
class Marked:
    """Collects text and marks; offsets are code points of the text written so far."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    marks: list[Mark] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    tables: int = 0

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def mark(self, kind: MarkKind, start: int, *, level: int = 0, table: int = -1) -> None:
        """Mark everything from ``start`` to the end of the text; an empty stretch leaves no mark."""
        if self.length > start:
            self.marks.append(Mark(kind=kind, span=Span(start, self.length), level=level, table=table))

    def add(self, kind: MarkKind, span: Span, *, level: int = 0, table: int = -1) -> None:
        self.marks.append(Mark(kind=kind, span=span, level=level, table=table))

    @contextmanager
    def marked(self, kind: MarkKind, *, level: int = 0, table: int = -1) -> Iterator[None]:
        start = self.length
        yield
        self.mark(kind, start, level=level, table=table)

    def page(self, number: int, start: int, confidence: float = 1.0) -> None:
        self.pages.append(Page(number=number, span=Span(start, self.length), confidence=confidence))

    def table(self, rows: list[list[str]]) -> None:
        """Write a table, one line a row, cells parted by tabs. A table of one column is plain text."""
        if max((len(row) for row in rows), default=0) < 2:
            for row in rows:
                self.write("\n".join(row) + "\n")
            return
        number = self.tables
        self.tables += 1
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            with self.marked(MarkKind.ROW, table=number):
                for column, cell in enumerate(row):
                    if column:
                        self.write("\t")
                    with self.marked(MarkKind.CELL, level=column, table=number):
                        self.write(cell)
            self.write("\n")

    def ruled(self) -> Callable[[int, int], bool]:
        """Tells whether a stretch of the text written so far touches a row of a table."""
        rows = sorted(mark.span for mark in self.marks if mark.kind is MarkKind.ROW)
        starts, ends = [row.start for row in rows], sorted(row.end for row in rows)
        return lambda start, end: bisect_left(starts, end) > bisect_right(ends, start)

    @property
    def text(self) -> str:
        return "".join(self.parts)
