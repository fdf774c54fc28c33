"""Tables of plain text with a row a line and single blanks between the cells: “序号 主要任务 牵头单位”, “1 清理河道 市水务局”.

Two blanks in a row part an empty cell. Blanks also stand where a narrow cell was broken (加强水资源保 护), so the parts of a
line are laid out over the columns in the way that offends least. A line is a row when it begins with the next number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.headers import PLAIN_UNITS, Column, kind_of, kinds_of
from kg.model import MarkKind, Span
from kg.reading.fitting import broken_name, lists_units, misfit
from kg.reading.marked import Marked
from kg.text import PAGE_NUMBER, fold

_LINE = re.compile(r"[^\n]+")
_LIMIT = 3.0  # a row that offends more is no row
_NEVER = 1000.0
_LEAST_ROWS = 2
_HEADS = 120  # code points of the line of heads
_TORN = 0.1  # cost of a blank inside a cell that looks like the end of a printed line
_BROKEN = 1.2  # cost of any other blank inside a cell
_MISSING = {Column.TEXT: 1.2, Column.UNITS: 1.4, Column.TIME: 1.0, Column.VALUE: 1.2, Column.PERSON: 1.0}  # of an empty cell
_CUT_MAX = 12  # code points of a lone name that the end of the text cut off
_SHORT = (Column.NUMBER, Column.VALUE, Column.MEASURE)


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    text: str  # "" between two blanks

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + len(self.text))


def mark_spaced_tables(out: Marked) -> None:
    """Find every such table in the text written so far, outside marked rows, and mark its rows and cells."""
    ruled, text = out.ruled(), out.text
    lines = [(m.start(), m[0]) for m in _LINE.finditer(text) if m[0].strip() and not PAGE_NUMBER.fullmatch(m[0])]
    index = 0
    while index < len(lines):
        start, line = lines[index]
        heads = _heads(start, line) if len(line) <= _HEADS and " " in line and not ruled(start, start + len(line)) else None
        rows = _rows(lines, index + 1, heads) if heads else []
        if heads and rows:
            _mark(out, [[(c, [part]) for c, part in enumerate(heads)], *rows])
        index += 1 + len(rows)


def _parts(start: int, line: str) -> list[_Part]:
    found, position = [], start + len(line) - len(line.lstrip())
    for raw in line.strip().split(" "):
        found.append(_Part(position, raw.strip()))
        position += len(raw) + 1
    return found


def _heads(start: int, line: str) -> list[_Part] | None:
    """The heads of a line: each part one, or single characters that spell one (工 作 任 务); the fewest that make a table."""
    parts = [part for part in _parts(start, line) if part.text]
    best: dict[int, list[_Part]] = {0: []}
    for at in range(len(parts)):
        if at not in best:
            continue
        for end in range(at + 1, len(parts) + 1):
            spelled = all(len(part.text) == 1 for part in parts[at:end])
            if end > at + 1 and not spelled:
                break
            text = "".join(part.text for part in parts[at:end])
            head = _Part(parts[at].start, line[parts[at].start - start : parts[end - 1].span.end - start])
            if (kind_of(text) or text in PLAIN_UNITS) and (end not in best or len(best[at]) + 1 < len(best[end])):
                best[end] = [*best[at], head]
    heads = best.get(len(parts))
    kinds = kinds_of(tuple(re.sub(r"\s", "", head.text) for head in heads)) if heads else None
    return heads if kinds and kinds[0] is Column.NUMBER else None


_Row = list[tuple[int, list[_Part]]]  # column and the parts of its cell


def _rows(lines: Sequence[tuple[int, str]], index: int, heads: Sequence[_Part]) -> list[_Row]:
    kinds = kinds_of(tuple(re.sub(r"\s", "", head.text) for head in heads))
    rows: list[_Row] = []
    number = 0
    for offset, (start, line) in enumerate(lines[index:]):
        opened = re.match(r"\s*(\d{1,3})[.、]?\s", fold(line))
        if kinds is None or opened is None or (number and int(opened[1]) != number + 1):
            break
        parts = _parts(start, line)
        last = index + offset + 1 == len(lines) and kinds[-1] is Column.UNITS
        cells = _laid(_uncut(parts) if last else parts, kinds)
        if cells is None:
            break
        number = int(opened[1])
        rows.append(cells)
    return rows if len(rows) >= _LEAST_ROWS else []


def _uncut(parts: list[_Part]) -> list[_Part]:
    """Without the name in whose midst the text was cut off: 市财政局、市水."""
    last = parts[-1]
    cut = max(last.text.rfind(sign) for sign in "、，,")
    if cut < 0 and len(last.text) < _CUT_MAX and not lists_units(last.text):
        return parts[:-1]
    torn = cut > 0 and lists_units(last.text[:cut]) and not lists_units(last.text[cut + 1 :])
    return [*parts[:-1], _Part(last.start, last.text[:cut])] if torn else parts


def _laid(parts: Sequence[_Part], kinds: Sequence[Column]) -> _Row | None:
    """The parts of one line over the columns, in order; None when no way is good enough. Units of which it is not sure
    whose they are stand in a column of their own."""
    count = len(parts)
    nothing: tuple[int, ...] = ()
    best = [(0.0, nothing)] + [(_NEVER, nothing)] * count
    for kind in kinds:
        here = [(_NEVER, nothing)] * (count + 1)
        for end in range(count + 1):
            options = [(best[end][0] + _MISSING.get(kind, 0.3), (*best[end][1], end))]  # nothing left for it
            for begin in range(end):
                if best[begin][0] < _NEVER:
                    options.append((best[begin][0] + _cost(kind, parts[begin:end]), (*best[begin][1], end)))
            here[end] = min(options)
        best = here
    cost, ends = best[count]
    if cost > _LIMIT:
        return None
    bounds = [0, *ends]
    cells = [(c, [p for p in parts[a:b] if p.text]) for c, (a, b) in enumerate(pairwise(bounds))]
    units = [c for c, kind in enumerate(kinds) if kind is Column.UNITS]
    given = [c for c in units if bounds[c] < bounds[c + 1]]
    missing = len(given) < len(units) and not (len(units) == 2 and len(given) == 1)  # one alone stands in the first column
    torn = len(units) > 1 and any(len(held) > 1 for c, held in cells if c in units)
    unsure = missing or torn
    first = {given[0]: units[0]} if len(given) == 1 else {}
    return [(len(kinds) if unsure and c in units else first.get(c, c), held) for c, held in cells if held]


def _cost(kind: Column, parts: Sequence[_Part]) -> float:
    """What it costs that ``parts`` are one cell of a ``kind`` column."""
    texts = [part.text for part in parts]
    if not all(texts):
        return _MISSING.get(kind, 0.3) / 4 if texts == [""] else _NEVER  # a cell left empty
    if kind in _SHORT and len(texts) > 1:
        return _NEVER
    if kind is Column.UNITS and not all(_one_list(a, b) for a, b in pairwise(texts)):
        return _NEVER
    torn = sum(_TORN if _line_end(texts, i) else _BROKEN for i in range(1, len(texts)))
    if kind is Column.NUMBER:
        return 0.0 if re.fullmatch(r"\d{1,3}[.、]?", fold(texts[0])) else _NEVER
    return torn + misfit(kind, "".join(texts)) + (2.0 if kind in (Column.TEXT, Column.GROUP) and _units_in(texts) else 0.0)


def _one_list(before: str, after: str) -> bool:
    """Two parts of one list of units: whole lists, or a name that a line's end broke."""
    return (lists_units(before) and lists_units(after)) or broken_name(before, after)


def _units_in(texts: Sequence[str]) -> bool:
    return len(texts) > 1 and any(lists_units(text) for text in texts)


def _line_end(texts: Sequence[str], at: int) -> bool:
    """Whether a printed line of a cell ends before ``texts[at]``: all its lines are as long, but the last is shorter."""
    width = max(len(text) for text in texts[:at])
    return len(texts[at]) <= width + 1 and all(abs(len(text) - width) <= 1 for text in texts[:at])


def _mark(out: Marked, rows: Sequence[_Row]) -> None:
    number = out.tables
    out.tables += 1
    for row in rows:
        out.add(MarkKind.ROW, Span(row[0][1][0].start, row[-1][1][-1].span.end), table=number)
        for column, parts in row:
            for part in parts:
                out.add(MarkKind.CELL, part.span, level=column, table=number)
