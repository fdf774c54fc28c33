"""Flattened tables whose rows bear no numbers: 重点任务 · 工作内容 · 责任单位 and below them a cell a line.

What tells the rows apart are their units and times. Stricter than numbered tables: each row must say what is to be done and by
whom, and where two columns hold units each cell must be one line, else whose is whose would be guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kg.headers import HEAD_MAX, Column, kind_of, kinds_of
from kg.reading.fitting import Fit, Piece, broken_name, fit, lists_units, misfit

_HEADS_MAX = 8  # columns of a table
_PIECES = 8  # of one row, beyond one a column
_LIMIT = 2.0  # a row that offends more is no row
_LEAST_ROWS = 2
_ENDS = (Column.UNITS, Column.TIME, Column.PERSON)  # what the last column holds: a note would run into the next row
Cells = list[tuple[int, Piece]]


def heads_at(pieces: Sequence[Piece], index: int) -> tuple[Column, ...] | None:
    """The columns of the table whose heads begin at ``index`` and have no 序号 among them: the longest run of heads."""
    stop = index
    while stop < min(index + _HEADS_MAX, len(pieces)) and len(pieces[stop].text) <= HEAD_MAX and kind_of(pieces[stop].text):
        stop += 1
    for end in range(stop, index + 2, -1):
        kinds = kinds_of(tuple(piece.text for piece in pieces[index:end]))
        if kinds and Column.UNITS in kinds and Column.NUMBER not in kinds and kinds[-1] in _ENDS and kinds[0] not in _ENDS:
            return kinds
    return None


class Rows:
    """The rows below the heads that begin at ``start``; ``stops`` are pieces that end the table, ``groups`` captions."""

    def __init__(
        self, pieces: Sequence[Piece], start: int, kinds: tuple[Column, ...], *, stops: frozenset[int], groups: frozenset[int]
    ) -> None:
        self.start, self.kinds, self.stops = start, kinds, stops
        self.groups = groups if sum(kind in (Column.TEXT, Column.GROUP) for kind in kinds) == 1 else frozenset()
        self.heads = [piece.text for piece in pieces[start : start + len(kinds)]]
        self.pieces = pieces
        below = [p.text for p in pieces[start : start + 120] if not lists_units(p.text)]
        self.longest = max(map(len, below), default=0)

    def read(self) -> tuple[list[Cells], int]:
        """Its rows, and the piece behind the last; the way to part the pieces that offends least, as far as it goes."""
        first = self.start + len(self.kinds)
        best: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {first: (0.0, ())}
        last = first
        for at in range(first, len(self.pieces)):
            if at not in best:
                if at > last + _PIECES + len(self.kinds):
                    break
                continue
            last = at
            if at in self.stops:
                continue
            cost, rows = best[at]
            for end, more, row in self._steps(at, first=not rows):
                if end not in best or cost + more < best[end][0] - 1e-9:
                    best[end] = (cost + more, (*rows, row) if row else rows)
        whole = (at for at, (_, rows) in best.items() if rows and rows[-1][1] == at and not self._goes_on(*rows[-1]))
        end = max(whole, default=first)
        rows = best[end][1]
        return [self._cells(a, b, first=i == 0) for i, (a, b) in enumerate(rows)] if len(rows) >= _LEAST_ROWS else [], end

    def _goes_on(self, start: int, end: int) -> bool:
        """Whether what stands behind a row would still belong to it: units or a time alone, and room for them."""
        if end >= len(self.pieces) or end in self.stops:
            return False
        last = self._fit(start, end, first=False).columns[-1]
        text = self.pieces[end].text
        timed = self.kinds[-1] is Column.TIME and last + 1 < len(self.kinds) and misfit(Column.TIME, text) == 0
        return timed or (self.kinds[last] is Column.UNITS and lists_units(text))

    def _steps(self, at: int, *, first: bool) -> list[tuple[int, float, tuple[int, int] | None]]:
        """Where one can get from ``at``: behind a caption, behind the heads printed again, behind one row."""
        found: list[tuple[int, float, tuple[int, int] | None]] = []
        if at in self.groups:
            found.append((at + 1, 0.0, None))
        if [p.text for p in self.pieces[at : at + len(self.heads)]] == self.heads:
            return [*found, (at + len(self.heads), 0.0, None)]
        for end in range(at + 2, min(at + len(self.kinds) + _PIECES, len(self.pieces)) + 1):
            if any(i in self.stops for i in range(at, end)):
                break
            row = self._fit(at, end, first=first)
            if row.cost <= _LIMIT and self._whole(self.pieces[at:end], row):
                found.append((end, row.cost, (at, end)))
        return found

    def _fit(self, at: int, end: int, *, first: bool) -> Fit:
        return fit(self.pieces[at:end], self.kinds, self.longest, first=first)

    def _cells(self, at: int, end: int, *, first: bool) -> Cells:
        """The cells of a row; units of which it is not sure whose they are stand in a column of their own."""
        row, pieces = self._fit(at, end, first=first), self.pieces[at:end]
        nowhere = None if self._sure(pieces, row) else len(self.kinds)
        columns = [c if nowhere is None or self.kinds[c] is not Column.UNITS else nowhere for c in row.columns]
        return list(zip(columns, pieces, strict=True))

    def _whole(self, pieces: Sequence[Piece], row: Fit) -> bool:
        """A text and units, no units inside the text, nothing but units and times in the columns for them."""
        held = [(column, piece.text) for column, piece in zip(row.columns, pieces, strict=True)]
        kinds = {self.kinds[column] for column, _ in held}
        if Column.TEXT not in kinds or Column.UNITS not in kinds or self.kinds[row.columns[-1]] not in _ENDS:
            return False
        return all(self._fits(held, place) for place in range(len(held)))

    def _fits(self, held: Sequence[tuple[int, str]], place: int) -> bool:
        column, text = held[place]
        kind = self.kinds[column]
        if kind is Column.TEXT:
            return not lists_units(text)
        if kind in (Column.TIME, Column.PERSON):
            return misfit(kind, text) == 0
        if kind is not Column.UNITS or lists_units(text):
            return True
        following = held[place + 1] if place + 1 < len(held) else (-1, "")
        return following[0] == column and broken_name(text, following[1])  # a line's end broke a name

    def _sure(self, pieces: Sequence[Piece], row: Fit) -> bool:
        """No doubt whose units they are: of two columns of units the first is held, and each cell is one line."""
        if self.kinds.count(Column.UNITS) == 1:
            return True
        broken = any(
            a == b and self.kinds[a] is Column.UNITS and left.text[-1] not in "、，,（("
            for (a, left), (b, _) in pairwise(zip(row.columns, pieces, strict=True))
        )
        return self.kinds.index(Column.UNITS) in row.columns and not broken
