"""Tables in plain text that kept its page layout (``pdftotext -layout``): columns stand side by side, cells are
centred on their row's number. The text stays as it is; ROW and CELL marks say what belongs together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from kg.model import MarkKind, Span
from kg.reading.marked import Marked
from kg.text import PAGE_NUMBER, fold

_HEAD = re.compile(r"序号|任务|工作|事项|指标|责任|负责|牵头|单位|部门|措施|举措|时限|时间|内容|备注|配合|参与")
_UNIT_HEAD = re.compile(r"单位|部门|责任|负责|牵头|配合")
_FRAGMENT = re.compile(r"\S+(?: \S+)*")
_GOES_ON = "、，,的和与及或（(“《"
_TORN = re.compile(r".{0,3}[，、。；]|等|[和与及]")  # no cell begins like this
_UNIT_END = ("等", "府", "部", "局", "委", "会", "办", "行", "院", "厅", "位", "门")
_FOOTER = re.compile(r"(?:索\s*引\s*号|抄送|发文机关|附件|注[:：]|备注[:：]|[一二三四五六七八九十]+、)")
_GROUP = re.compile(r"(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）])")
_TALLEST = 14  # lines of one row


@dataclass(frozen=True, slots=True)
class _Fragment:
    start: int  # offset in the text
    end: int
    left: int  # column in the line
    text: str


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    fragments: list[_Fragment]
    gap: int  # blank lines before it
    number: int = 0  # row number that stands on it


@dataclass(frozen=True, slots=True)
class _Head:
    line: int
    edges: tuple[float, ...]  # left borders of the columns behind the first
    numbered: bool  # first column holds row numbers
    units: tuple[int, ...]  # columns that name units


def mark_layout_tables(out: Marked) -> None:
    """Find every such table in the text written so far and mark its rows and cells."""
    ruled = out.ruled()
    lines = [line for line in _lines(out.text) if not ruled(line.start, line.end)]
    index = 0
    while index < len(lines):
        head = _head(lines, index)
        rows, after = _rows(lines, head) if head else ([], index + 1)
        if head and len(rows) >= 2:
            _mark(out, [[lines[index]], *rows], head)
        index = max(after if len(rows) >= 2 else index + 1, index + 1)


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    position = gap = 0
    for raw in text.split("\n"):
        if not raw.strip():
            gap += 1
        elif not PAGE_NUMBER.fullmatch(raw):
            fragments = [_Fragment(position + m.start(), position + m.end(), m.start(), m[0]) for m in _FRAGMENT.finditer(raw)]
            found.append(_Line(fragments[0].start, fragments[-1].end, fragments, gap))
            gap = 0
        position += len(raw) + 1
    return found


def _head(lines: list[_Line], index: int) -> _Head | None:
    """A header line: at least two short words side by side, one of them naming units or numbers."""
    cells = lines[index].fragments
    if not 2 <= len(cells) <= 8 or any(len(c.text) > 12 for c in cells) or sum(bool(_HEAD.search(c.text)) for c in cells) < 2:
        return None
    numbered = cells[0].text.replace(" ", "") in ("序号", "编号", "项次")
    units = tuple(i for i, c in enumerate(cells) if _UNIT_HEAD.search(c.text))
    if not units or not numbered:
        return None
    centres = [c.left + len(c.text) / 2 for c in cells]
    edges = tuple((a + b) / 2 for a, b in pairwise(centres[1:]))
    return _Head(index, _refined(lines[index + 1 : index + 60], centres, edges), numbered, units)


def _refined(lines: list[_Line], centres: list[float], edges: tuple[float, ...]) -> tuple[float, ...]:
    """Move each border into the widest stretch between two column centres where no fragment begins."""
    lefts = sorted({f.left for line in lines for f in line.fragments if not f.text.isdigit()})
    found = []
    for edge, (low, high) in zip(edges, pairwise(centres[1:]), strict=True):
        inside = [low, *(left for left in lefts if low < left < high), high]
        gaps = [(b - a, a, b) for a, b in pairwise(inside)]
        width, a, b = max(gaps)
        found.append((a + b) / 2 if width >= 4 and not a <= edge <= b else edge)
    return tuple(found)


def _column(fragment: _Fragment, head: _Head) -> int:
    """Column of a fragment by its left end; 0 is the number's."""
    return 1 + sum(fragment.left >= edge for edge in head.edges)


def _rows(lines: list[_Line], head: _Head) -> tuple[list[list[_Line]], int]:
    """The table's rows as groups of lines, and the line after the table.

    Lines that group rows (一、…) part the table; its header, printed again on a new page, is no row.
    """
    rows: list[list[_Line]] = []
    stretch: list[_Line] = []
    numbers = 0
    since = 0  # lines since the last number
    index = head.line + 1
    left = head.edges[0] if head.edges else 40.0
    for index in range(head.line + 1, len(lines) + 1):
        if index == len(lines):
            break
        line = lines[index]
        since += 1
        if _repeats(line, lines[head.line]):
            continue
        ahead = _number_ahead(lines, index, numbers + 1)
        if (
            _GROUP.match(line.fragments[0].text)
            and line.fragments[0].left < left
            and numbers
            and (ahead or _number_ahead(lines, index, 1))
        ):
            rows.extend(_divided(stretch, head))
            stretch, numbers = [], 0 if not ahead else numbers
            continue
        if _FOOTER.match(line.fragments[0].text) and line.fragments[0].left < left:
            break
        if numbers and line.gap >= 3 and not ahead and not _number_of(line, numbers + 1, left):
            break
        if number := _number_of(line, numbers + 1, left):
            line.number = numbers = number
            since = 0
        elif since > _TALLEST:
            break
        stretch.append(line)
    return [*rows, *_divided(stretch, head)], index


def _number_of(line: _Line, expected: int, left: float) -> int:
    """The row number that stands on ``line``, if it is the expected one; else 0."""
    found = re.match(r"(\d{1,3})(?:\s+|$)", fold(line.fragments[0].text))
    return expected if found and int(found[1]) == expected and line.fragments[0].left < left / 2 + 4 else 0


def _repeats(line: _Line, head: _Line) -> bool:
    return [f.text for f in line.fragments] == [f.text for f in head.fragments]


def _divided(lines: list[_Line], head: _Head) -> list[list[_Line]]:
    return _divide(lines, head) if any(line.number for line in lines) else []


def _number_ahead(lines: list[_Line], index: int, number: int) -> bool:
    return any(re.match(rf"{number}(?:\s|$)", fold(line.fragments[0].text)) for line in lines[index : index + 12])


def _divide(lines: list[_Line], head: _Head) -> list[list[_Line]]:
    """Deal the lines between two row numbers to the row above or below. A row's number stands at its middle, rows part
    at blank lines, no row ends with a comma: the division that offends these rules least is taken (dynamic programming
    over the first line of each row)."""
    numbered = [index for index, line in enumerate(lines) if line.number]
    end = len(lines)
    cells = _widths(lines, head)
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [0])}
    for position, middle in enumerate(numbered):
        stops = range(middle + 1, numbered[position + 1] + 1) if position + 1 < len(numbered) else (end,)
        reached: dict[int, tuple[float, list[int]]] = {}
        for start, (cost, path) in best.items():
            for stop in stops if start <= middle else ():
                here = cost + _cost(lines, head, cells, (start, middle, stop, end))
                if stop not in reached or here < reached[stop][0]:
                    reached[stop] = (here, [*path, stop])
        best = reached
    _, path = min(best.values(), key=lambda entry: entry[0])
    return [lines[a:b] for a, b in pairwise(path)]


def _widths(lines: list[_Line], head: _Head) -> list[int]:
    """Characters of a full line, by column: nine in ten fragments are no longer."""
    lengths: list[list[int]] = [[] for _ in range(len(head.edges) + 2)]
    for line in lines:
        for fragment in line.fragments:
            lengths[_column(fragment, head)].append(len(fragment.text))
    return [sorted(found)[int(len(found) * 0.9)] if found else 0 for found in lengths]


def _cost(lines: list[_Line], head: _Head, widths: list[int], where: tuple[int, int, int, int]) -> float:
    """How badly the lines ``start..stop`` read as one row whose number stands on line ``middle``."""
    start, middle, stop, end = where
    above, below = middle - start, stop - middle - 1
    cost = max(0, abs(above - below) - 1) * 1.0 + abs(above - below) * 0.2
    if stop == end:
        return cost
    cost += 0.0 if lines[stop].gap else 1.5
    for column in range(1, len(head.edges) + 2):
        texts = [
            f.text for line in lines[start:stop] for f in line.fragments if not f.text.isdigit() and _column(f, head) == column
        ]
        if not texts:
            cost += 4
            continue
        cost += 2 if _TORN.match(texts[0]) else 0
        if texts[-1][-1] in _GOES_ON:
            cost += 3
        elif column in head.units:
            cost += 0 if texts[-1].endswith(_UNIT_END) else 1
        elif len(texts[-1]) >= widths[column] - 2 and not texts[-1].endswith("。"):
            cost += 2
    return cost


def _mark(out: Marked, rows: list[list[_Line]], head: _Head) -> None:
    table = out.tables
    out.tables += 1
    heading = True
    for row in rows:
        out.add(MarkKind.ROW, Span(row[0].start, row[-1].end), table=table)
        for line in row:
            for position, fragment in enumerate(line.fragments):
                if heading:
                    column = position
                    start = fragment.start
                else:
                    column, start = _column(fragment, head), fragment.start
                    if line.number and position == 0:
                        digits = len(str(line.number))
                        out.add(MarkKind.CELL, Span(start, start + digits), level=0, table=table)
                        start += digits + (len(fragment.text[digits:]) - len(fragment.text[digits:].lstrip()))
                        if start >= fragment.end:
                            continue
                out.add(MarkKind.CELL, Span(start, fragment.end), level=column, table=table)
        heading = False
