"""Tables that plain text has flattened: a cell a line, bars or tabs between cells. The text stays; marks say what a cell is.

A table begins where at least three heads of columns follow one another; its rows are held by the numbers of 序号. Prose is
never read as a table: each row must fit its columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.headers import HEAD_MAX, PLAIN_UNITS, Column, kind_of, kinds_of
from kg.model import MarkKind, Span
from kg.reading.figures import figure_heads, figure_rows
from kg.reading.fitting import LIMIT, Fit, Piece, fit, lists_units
from kg.reading.marked import Marked
from kg.reading.unnumbered import Rows, heads_at
from kg.text import PAGE_NUMBER, fold

_HEADS_MAX = 10  # columns of a table
_ROW_MAX = 36  # pieces of one row
_LEAST_ROWS = 2
_NEAR = 120  # pieces below the heads that tell how long a line is
_FEW = 0.4  # share of the rows in which a merged column begins a cell
_PART = re.compile(r"[^|\t]+")
_WIDE = re.compile(r"[\u4e00-\u9fff][ \u3000]+[\u4e00-\u9fff]$|[^ \u3000]+(?:[ \u3000][^ \u3000]+)*")  # 王  明 is one name
_DATE = re.compile(r"20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")
_STOP = re.compile(
    r"(?:附\s*件|附\s*表|注|说明|备注)\s*\d{0,2}\s*[:：]|抄送|第[一二三四五六七八九十\d]+[条章]|\d{4}年\d{1,2}月\d{1,2}日$"
)
_GROUP = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])[^。；]{2,40}$")
_NOTE_MAX = 24  # a longer piece behind the last row is no note
_Cells = list[tuple[int, Piece]]


@dataclass(frozen=True, slots=True)
class _Table:
    heads: tuple[Piece, ...]
    kinds: tuple[Column, ...]
    rows: tuple[_Cells, ...]
    after: int  # the piece behind it


def mark_flat_tables(out: Marked) -> None:
    """Find every such table in the text written so far, outside marked rows, and mark its rows and cells."""
    pieces = list(_pieces(out))
    index = 0
    while index < len(pieces):
        found = _head(pieces, index)
        table = _read(pieces, index, *found, number=_first(pieces, index + found[0])) if found else _unnumbered(pieces, index)
        if table is None:
            index += 1
            continue
        while table is not None:
            _mark(out, table)
            index = table.after
            table = _repeated(pieces, table)


def _pieces(out: Marked) -> Iterator[Piece]:
    ruled = out.ruled()
    position = 0
    for number, raw in enumerate(out.text.split("\n")):
        if raw.strip(" \t\u3000\r|") and not PAGE_NUMBER.fullmatch(raw) and not ruled(position, position + len(raw)):
            for part in _PART.finditer(raw):
                barred = raw[part.start() - 1 : part.start()] == "|" or raw[part.end() : part.end() + 1] == "|"
                for word in _WIDE.finditer(part[0].replace("\r", " ")):
                    start = position + part.start() + word.start()
                    yield Piece(start, start + len(word[0]), word[0], barred, number)
        position += len(raw) + 1


def _head(pieces: Sequence[Piece], index: int) -> tuple[int, tuple[Column, ...]] | None:
    """The columns of the table whose heads begin at ``index``: the longest run of heads that makes one."""
    if len(pieces[index].text) > HEAD_MAX or not (kind_of(pieces[index].text) or pieces[index].text in PLAIN_UNITS):
        return None
    stop = index
    while stop < min(index + _HEADS_MAX, len(pieces)) and len(pieces[stop].text) <= HEAD_MAX:
        stop += 1
    for end in range(stop, index + 2, -1):
        kinds = kinds_of(tuple(piece.text for piece in pieces[index:end]))
        if kinds is not None and Column.NUMBER in kinds:
            return end - index, kinds
    return None


def _first(pieces: Sequence[Piece], below: int) -> int:
    """The number of the first row: 1, or another where only a part of the table stands there."""
    found = re.fullmatch(r"(\d{1,3})[.、．]?", fold(pieces[below].text)) if below < len(pieces) else None
    return int(found[1]) if found else 1


def _unnumbered(pieces: Sequence[Piece], index: int) -> _Table | None:
    kinds = heads_at(pieces, index)
    if kinds is not None:
        near = range(index, len(pieces))
        stops = frozenset(i for i in near if _STOP.match(pieces[i].text) or _signs(pieces, i))
        groups = frozenset(i for i in near if _GROUP.match(pieces[i].text))
        rows, after = Rows(pieces, index, kinds, stops=stops, groups=groups).read()
    elif (kinds := figure_heads(pieces, index)) is not None:
        rows, after = figure_rows(pieces, index, kinds)
    else:
        return None
    return _Table(tuple(pieces[index : index + len(kinds)]), kinds, tuple(rows), after) if rows else None


def _signs(pieces: Sequence[Piece], index: int) -> bool:
    """Whether an organ and a date sign the document there."""
    dated = index + 1 < len(pieces) and _DATE.fullmatch(fold(pieces[index + 1].text)) is not None
    return dated and lists_units(pieces[index].text)


def _repeated(pieces: Sequence[Piece], table: _Table) -> _Table | None:
    """The part of ``table`` below its head printed again on the next page."""
    heads, at = [head.text for head in table.heads], table.after
    if [p.text for p in pieces[at : at + len(heads)]] != heads or Column.NUMBER not in table.kinds:
        return None
    column = table.kinds.index(Column.NUMBER)
    last = next(piece.text for where, piece in table.rows[-1] if where == column)
    return _read(pieces, at, len(heads), table.kinds, number=int(fold(last).strip(".、")) + 1, least=1)


def _read(
    pieces: Sequence[Piece], index: int, width: int, kinds: tuple[Column, ...], *, number: int, least: int = _LEAST_ROWS
) -> _Table | None:
    heads = tuple(pieces[index : index + width])
    rows, after = _Rows(pieces, index + width, heads, kinds, number).read()
    return _Table(heads, kinds, tuple(rows), after) if len(rows) >= least else None


class _Rows:
    """The rows below one head: between two numbers of 序号 lies what the first row holds and the second begins with."""

    def __init__(
        self, pieces: Sequence[Piece], start: int, heads: Sequence[Piece], kinds: tuple[Column, ...], number: int
    ) -> None:
        self.pieces, self.start, self.kinds, self.number = pieces, start, kinds, number
        self.heads = [head.text for head in heads]
        column = kinds.index(Column.NUMBER)
        self.column = column
        self.merged: frozenset[int] = frozenset()
        self.lead, self.tail = tuple(kinds[:column]), tuple(kinds[column + 1 :])
        self.longest = max((len(p.text) for p in pieces[start : start + _NEAR] if not lists_units(p.text)), default=0)

    def read(self) -> tuple[list[_Cells], int]:
        numbers = self._numbers()
        if not numbers:
            return [], self.start
        rows, after = self._divided(numbers)
        if merged := self._merged(rows):
            self.merged = merged
            rows, after = self._divided(numbers)
        return rows, after

    def _merged(self, rows: list[_Cells]) -> frozenset[int]:
        """Columns of text, with another behind them, that hold something in few rows only."""
        texts = [i for i, kind in enumerate(self.tail) if kind is Column.TEXT]
        held = {c: sum(any(where == self.column + 1 + c for where, _ in row) for row in rows) for c in texts}
        return frozenset(c for c in texts[:-1] if held[c] <= _FEW * len(rows)) if len(rows) > _LEAST_ROWS else frozenset()

    def _divided(self, numbers: list[int]) -> tuple[list[_Cells], int]:
        rows: list[_Cells] = []
        lead: _Cells = list(zip(range(self.column), self.pieces[self.start : numbers[0]], strict=False))
        if numbers[0] - self.start > self.column:
            return [], self.start
        for place, at in enumerate(numbers):
            bound = numbers[place + 1] if place + 1 < len(numbers) else None
            found = self._between(at, bound, first=not rows)
            if found is None:
                break
            cells, following = found
            rows.append([*lead, (self.column, self.pieces[at]), *cells])
            after = rows[-1][-1][1]
            lead = following
        if not rows:
            return [], self.start
        return rows, self.pieces.index(after) + 1

    def _between(self, at: int, bound: int | None, *, first: bool) -> tuple[_Cells, _Cells] | None:
        """The cells of the row numbered at ``at``, and those that lead the row behind it."""
        if bound is None:
            inside = self._last(at, first=first)
            found = fit(inside, self.tail, self.longest, first=first, merged=self.merged)
        else:
            inside = self.pieces[at + 1 : bound]
            found = fit(inside, self.tail + self.lead, self.longest, first=first, merged=self.merged)
        if found.cost > LIMIT or not self._whole(found):
            return None
        own = [(self.column + 1 + c, p) for c, p in zip(found.columns, inside, strict=True) if c < len(self.tail)]
        lead = [(c - len(self.tail), p) for c, p in zip(found.columns, inside, strict=True) if c >= len(self.tail)]
        return own, lead

    def _whole(self, found: Fit) -> bool:
        """A row says what is to be done, and who, when or how much."""
        held = {self.tail[c] for c in found.columns if c < len(self.tail)}
        return Column.TEXT in held and len(held) >= 2

    def _last(self, at: int, *, first: bool) -> Sequence[Piece]:
        """The pieces of the last row: as many as fit best, none that begins something else."""
        stop = at + 1
        while stop < min(len(self.pieces), at + 1 + _ROW_MAX) and not self._ends(stop):
            stop += 1
        stop = min(stop, at + 1 + 3 * len(self.tail))
        best: tuple[float, int] | None = None
        for end in range(at + 2, stop + 1):
            found = fit(self.pieces[at + 1 : end], self.tail, self.longest, first=first, merged=self.merged)
            noted = bool(found.columns) and self.tail[found.columns[-1]] is Column.NOTE
            cost = found.cost + (2.0 if noted and len(self.pieces[end - 1].text) > _NOTE_MAX else 0.0)
            if best is None or cost < best[0] - 1e-9:
                best = (cost, end)
        return self.pieces[at + 1 : best[1]] if best else ()

    def _ends(self, index: int) -> bool:
        text = self.pieces[index].text
        return bool(_STOP.match(text) or _GROUP.match(text)) or self._heads_at(index) or _signs(self.pieces, index)

    def _heads_at(self, index: int) -> bool:
        return [p.text for p in self.pieces[index : index + len(self.heads)]] == self.heads

    def _numbers(self) -> list[int]:
        """Where the numbers of the rows stand: the chain of next numbers whose rows fit best, the longest first."""
        reached: dict[int, tuple[float, tuple[int, ...]]] = {}
        for at in range(self.start, min(self.start + self.column + 1, len(self.pieces))):
            if self._is(at, self.number):
                reached[at] = (0.0, (at,))
        number, best = self.number, list[int]()
        while reached:
            best = list(min(reached.values())[1])
            number += 1
            following: dict[int, tuple[float, tuple[int, ...]]] = {}
            for at, (cost, path) in sorted(reached.items()):
                for other in self._candidates(at, number):
                    inside = self.pieces[at + 1 : other]
                    total = cost + fit(inside, self.tail + self.lead, self.longest, first=len(path) == 1).cost
                    if total - cost <= LIMIT and (other not in following or total < following[other][0]):
                        following[other] = (total, (*path, other))
            reached = following
        return best

    def _candidates(self, at: int, number: int) -> Iterator[int]:
        for other in range(at + 2, min(at + _ROW_MAX, len(self.pieces))):
            if self._ends(other):
                return
            if self._is(other, number):
                yield other

    def _is(self, index: int, number: int) -> bool:
        return re.fullmatch(rf"{number}[.、．]?", fold(self.pieces[index].text)) is not None


def _mark(out: Marked, table: _Table) -> None:
    number = out.tables
    out.tables += 1
    for row in ([*enumerate(table.heads)], *table.rows):
        out.add(MarkKind.ROW, Span(row[0][1].start, row[-1][1].end), table=number)
        for column, piece in row:
            out.add(MarkKind.CELL, Span(piece.start, piece.end), level=column, table=number)
