"""Tables of duties run together in one line: “序号工作内容责任单位1加强…。市财政局、市教育局2完善…。市交通局…”.

Read only where nothing is left to guess: the heads follow one another, the numbers count up, each row ends its prose with a
full stop and then lists nothing but units (and a time, where a column is for it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.headers import Column, kind_of, kinds_of
from kg.model import MarkKind, Span
from kg.reading.fitting import lists_units
from kg.reading.marked import Marked

_HEADS = 60  # code points that all heads together take at most
_HEAD = 8
_COST = {2: 1.4, 3: 1.3, 4: 1.0, 5: 1.2, 6: 1.6, 7: 2.2, 8: 2.6}  # of a head by its length: most have four characters
_PAGE = re.compile(r"\s*\n\s*(\d{1,3})、")  # a site that shares documents numbers their pages inside the text
_TIME = re.compile(
    r"(?:20\d\d年[^。；、]{0,12}|长期(?:坚持|推进)?|持续(?:推进)?|全年|常态化?(?:推进|工作)?|年[底内][^。；、]{0,4})$"
)
_TEXT_MIN = 4
_SECOND = re.compile(r"(?:[省市县区镇乡州盟旗](?!(?:直|级|两级|场))|各|团[省市县区]|国家|国网|中国)")  # opens a second name
_GOVERNMENT = re.compile(r"[省市县区州](?:人民)?政府")


@dataclass(frozen=True, slots=True)
class _View:
    """The line without the numbers of pages in it, and where each character stands."""

    text: str
    starts: tuple[int, ...]

    def spans(self, start: int, end: int) -> Iterator[Span]:
        """The stored stretches of an interval: one, or one a page."""
        begin = start
        for at in range(start + 1, end + 1):
            if at == end or self.starts[at] != self.starts[at - 1] + 1:
                yield Span(self.starts[begin], self.starts[at - 1] + 1)
                begin = at


def mark_run_on_tables(out: Marked) -> None:
    """Find every such table in the text written so far and mark its rows and cells."""
    for found in list(re.finditer("序号", out.text)):
        if not out.ruled()(*found.span()):
            _read(out, found.start())


def _read(out: Marked, start: int) -> None:
    view = _view(out.text, start)
    heads = _heads(view.text)
    if heads is None:
        return
    kinds = kinds_of(tuple(view.text[a:b] for a, b in heads))
    if kinds is None or not _units_together(kinds) or {Column.VALUE, Column.PERSON, Column.MEASURE, Column.GROUP} & set(kinds):
        return
    rows, at, number = [], heads[-1][1], 1
    while (row := _row(view.text, at, number, kinds)) is not None:
        rows.append(row)
        at, number = row[-1][2], number + 1
    if len(rows) < 2:
        return
    table = out.tables
    out.tables += 1
    for cells in ([(column, a, b) for column, (a, b) in enumerate(heads)], *rows):
        out.add(MarkKind.ROW, Span(view.starts[cells[0][1]], view.starts[cells[-1][2] - 1] + 1), table=table)
        for column, a, b in cells:
            for span in view.spans(a, b):
                out.add(MarkKind.CELL, span, level=column, table=table)


def _view(text: str, start: int) -> _View:
    """The line that ``start`` is in, over the page numbers that follow one another in it."""
    chars: list[int] = []
    position = start
    begin = text.rfind("\n", 0, start) + 1
    opened = re.match(r"\s*(\d{1,3})、", text[begin:start])
    page = int(opened[1]) if opened else -1
    while True:
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        chars.extend(range(position, end))
        broken = _PAGE.match(text, end)
        if broken is None or page < 0 or int(broken[1]) != page + 1:
            return _View("".join(text[i] for i in chars), tuple(chars))
        page, position = page + 1, broken.end()


def _heads(text: str) -> list[tuple[int, int]] | None:
    """The heads that begin ``text``, right before the number 1: of all ways to cut them the most usual."""
    best: dict[int, tuple[float, list[tuple[int, int]]]] = {2: (0.0, [(0, 2)])}
    found: list[tuple[float, list[tuple[int, int]]]] = []
    for at in range(2, min(len(text), _HEADS)):
        if at not in best:
            continue
        cost, cut = best[at]
        if re.match(r"1[^\d.．、%年月个项]", text[at:]) and kinds_of(tuple(text[a:b] for a, b in cut)):
            found.append((cost, cut))
        for end in range(at + 2, at + _HEAD + 1):
            if kind_of(text[at:end]) and (end not in best or cost + _COST[end - at] < best[end][0]):
                best[end] = (cost + _COST[end - at], [*cut, (at, end)])
    return min(found)[1] if found else None


_Cell = tuple[int, int, int]  # column, start, end


def _row(text: str, at: int, number: int, kinds: Sequence[Column]) -> list[_Cell] | None:
    """The row ``number`` that begins at ``at``: it ends where the next number, or the text, follows its units."""
    digits = str(number)
    if not text.startswith(digits, at):
        return None
    begin = at + len(digits)
    following = re.compile(rf"(?<![\d.,，、第]){number + 1}(?=[\u4e00-\u9fff“《])(?![年月日个项条款批类级家])")
    ends = [found.start() for found in following.finditer(text, begin)]
    for end in [*ends, len(text)]:
        cells = _cells(text, begin, end, kinds)
        if cells is not None:
            return [(kinds.index(Column.NUMBER), at, begin), *cells]
        if end - begin > 1500:
            break
    return None


def _cells(text: str, begin: int, end: int, kinds: Sequence[Column]) -> list[_Cell] | None:
    """The cells of one row: prose that a full stop ends, then its units, with the time before or behind them."""
    stop = max(text.rfind(sign, begin, end) for sign in "。！") + 1
    if stop - begin < _TEXT_MIN:
        return None
    found = _texts(text, begin, stop, [i for i, kind in enumerate(kinds) if kind is Column.TEXT])
    units = [i for i, kind in enumerate(kinds) if kind is Column.UNITS]
    timed: list[_Cell] = []
    if Column.TIME in kinds:
        when = kinds.index(Column.TIME)
        time = _TIME.search(text, stop, end)
        if time is None or when < units[0]:
            return None
        timed = [(when, time.start(), end)]
        end = time.start()
    if not lists_units(text[stop:end]):
        return None
    if len(units) == 1:
        return [*found, (units[0], stop, end), *timed]
    cut = _cut(text[stop:end])
    if cut is None:  # whose is whose? they stand in a column of their own
        return [*found, (len(kinds), stop, end), *timed]
    ends = (stop, stop + cut, end)
    return [*found, *((c, a, b) for c, a, b in zip(units, ends, ends[1:], strict=False) if a < b), *timed]


def _units_together(kinds: Sequence[Column]) -> bool:
    """One column of units, or two side by side."""
    units = [i for i, kind in enumerate(kinds) if kind is Column.UNITS]
    return len(units) == 1 or (len(units) == 2 and units[1] == units[0] + 1)


def _cut(text: str) -> int | None:
    """Where the units of the second column begin: in the one name of the list that is two whole names run together.

    A single name is all that stands there, in the first column. None: it cannot be told.
    """
    names = list(re.finditer(r"[^、，,\s]+", text))
    cuts = [(name.start(), cut) for name in names if (cut := _glued(name[0]))]
    if not cuts:
        return len(text) if len(names) == 1 else None
    if len(cuts) > 1 or len(cuts[0][1]) > 1:
        return None
    return cuts[0][0] + cuts[0][1][0]


def _glued(name: str) -> list[int]:
    """Where a second whole name begins in ``name``: 市财政局|市教育局, but not 市委|宣传部 nor 市委|市政府督查室."""
    bare = re.sub(r"[(（][^()（）]*[)）]", lambda found: "#" * len(found[0]), name)
    found = [
        at
        for at in range(2, len(name) - 1)
        if _SECOND.match(bare, at) and lists_units(name[:at]) and lists_units(name[at:]) and not _one(name, at)
    ]
    each = next((place for place, at in enumerate(found) if name[at] == "各"), len(found))
    return found[: each + 1]  # 各乡镇人民政府 is one name


def _one(name: str, at: int) -> bool:
    """市委市政府督查室 is one name."""
    return name[at - 1] == "委" and _GOVERNMENT.match(name, at) is not None


def _texts(text: str, begin: int, stop: int, columns: Sequence[int]) -> list[_Cell]:
    """As many sentences as columns: one each; else all of them in the first."""
    ends = [found.end() for found in re.finditer("[。！]", text[begin:stop])]
    if len(ends) != len(columns):
        return [(columns[0], begin, stop)]
    bounds = [begin, *(begin + end for end in ends)]
    return [(column, a, b) for column, a, b in zip(columns, bounds, bounds[1:], strict=False)]
