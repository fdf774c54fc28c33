"""Which piece of a flattened table row belongs to which column: the order holds, each column takes a few pieces or none.

The assignment that offends least is taken: an organ list under 责任单位, a date under 完成时限, a figure under 目标值.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kg.headers import PLAIN_UNITS, Column
from kg.names.shapes import Shape, shape
from kg.quantities import quantities
from kg.text import fold
from kg.wording import DIRECTING, words

LIMIT = 3.0  # a row that offends more is no row
_NEVER = 1000.0
_PIECE_MAX = 22  # code points of one name in a list of units
_NAME_MAX = 14  # code points of a name that a line's end breaks
_FULL = 0.75  # a line that goes on is at least that share of the longest
_LEVELS = "省市县区镇乡各"
_LIST = re.compile(r"[、，,；;/\s]|(?<=[局委办部厅])[和及]")
_BRACKET = re.compile(r"[(〔<〈\[][^()〔〕<>〈〉\[\]]*[)〕>〉\]]")
_OTHERS = re.compile(
    r"等(?:相关|有关)?(?:部门|单位|市直部门)?$|(?:按(?:照)?职责分工)?(?:分别|共同)?(?:负责|牵头|配合|落实)$|^(?:由|各相关)"
)
_OFFICE = re.compile(
    r"(?:街道|[镇乡村科股室站所队处局办委部厅院会]|公司|中心|社区|集团|学校|医院|园区|开发区|[东南西北新]区|管委|管委会|政府)$"
)
_MORE = words("新增 改造 创建 培育 优化 规范 建设 召开 举办 组织 编制 发放 清理 排查 遴选 引进")
_ACTS = re.compile("每|各项|" + "|".join(word for word in sorted(DIRECTING | _MORE) if len(word) > 1))
_TIME = re.compile(
    r"\d{4}年?|\d{1,2}月|[一二三四1-4]季度|上半年|下半年|年[底末初内中]|全年|每[年月季周]|长期|持续|常态|立即|即时|随时|近期|适时|按时|"
    r"\d+个?(?:工作日|月|天|日|年)|年度|阶段"
)
_TIME_MAX = 28
_PERSON = re.compile(r"(?:[\u4e00-\u9fff·]{2,4}(?:[、,，/ ]|$)){1,6}")
_PERSON_MAX = 3
_BLANK = re.compile(r"[-—–/\\无]+")
_MEASURE_MAX = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands by itself in a flattened row: a line, or a part of one between bars, tabs or wide spaces."""

    start: int
    end: int
    text: str
    barred: bool = False  # a bar before or behind it: a whole cell
    line: int = 0


@dataclass(frozen=True, slots=True)
class Fit:
    cost: float
    columns: tuple[int, ...]  # of each piece


@lru_cache(maxsize=8192)
def lists_units(text: str) -> bool:
    """Whether ``text`` is nothing but a list of units."""
    plain = fold(text).strip(" 、,;.。")
    while (bare := _BRACKET.sub("", plain)) != plain:
        plain = bare
    if not plain or "。" in plain or not re.search(r"[\u4e00-\u9fff]{2}", plain):
        return False
    names = [name for raw in _LIST.split(plain) if (name := _OTHERS.sub("", raw.strip()))]
    return bool(names) and all(len(n) <= _PIECE_MAX for n in names) and sum(map(_is_unit, names)) >= 0.6 * len(names)


def _is_unit(name: str) -> bool:
    found = shape(name)
    if found in (Shape.ORGAN, Shape.GROUP) or name in PLAIN_UNITS:  # 各相关部门
        return True
    called = (found is not None and len(name) <= 12) or (len(name) <= 10 and _OFFICE.search(name) is not None)
    return called and _ACTS.match(name) is None


def broken_name(before: str, after: str) -> bool:
    """Whether a line's end broke one name of a list of units: 市工业和信息 / 化局、市财政局."""
    left, right = _LIST.split(before)[-1], _LIST.split(after)[0]
    whole = len(left + right) <= _NAME_MAX and not (right[:1] in _LEVELS and lists_units(right))
    return whole and _ACTS.match(left) is None and lists_units(left + right)


@lru_cache(maxsize=8192)
def misfit(kind: Column, text: str) -> float:
    """How badly ``text`` reads as a cell of a ``kind`` column."""
    plain = re.sub(r"\s+", "", fold(text))
    if _BLANK.fullmatch(plain):
        return 1.5 if kind in (Column.TEXT, Column.NUMBER) else 0.1
    units, figure = lists_units(text), re.search(r"\d", plain) is not None
    dated = len(plain) <= _TIME_MAX and _TIME.search(plain) is not None and "。" not in plain[:-1]
    if kind is Column.UNITS:
        return 0.0 if units else 4.0
    if kind is Column.TIME:
        return 0.0 if dated else 3.0
    if kind is Column.MEASURE:
        known = len(plain) <= _MEASURE_MAX and (quantities("2" + plain) or len(plain) <= 2)
        return 0.0 if known and not figure and not units else 0.8 if len(plain) <= 5 and not figure and not units else 3.0
    if kind is Column.VALUE:
        return (3.0 if units else 0.0) + (0.0 if figure and len(plain) <= 20 else 0.6 if len(plain) <= 24 else 2.0)
    if kind is Column.PERSON:
        return 0.0 if _PERSON.fullmatch(plain) and not units else 2.5
    if kind is Column.GROUP:
        return 2.0 if units or len(plain) > 24 or "。" in plain else 0.3
    if kind is Column.NOTE:
        return 0.4
    if len(plain) <= _MEASURE_MAX and any(q.start == 0 and q.end == len(plain) + 1 for q in quantities("2" + plain)):
        return 2.0
    if len(plain) <= _PERSON_MAX and _PERSON.fullmatch(plain):
        return 0.7  # rather a name of somebody
    return 1.5 if units else 1.0 if plain.isdigit() else 0.8 if dated and len(plain) < 12 else 0.0


def _empty(kind: Column, index: int, kinds: Sequence[Column], *, first: bool) -> float:
    """What a column without a cell costs. The left of two text columns may be merged over several rows."""
    if kind in (Column.NOTE, Column.GROUP):
        return 0.1
    if kind is Column.TEXT:
        later = Column.TEXT in kinds[index + 1 :]
        return (1.5 if first else 0.6) if later else 1.6 if Column.TEXT in kinds[:index] else 5.0
    return {Column.MEASURE: 0.4, Column.UNITS: 1.4, Column.TIME: 1.0, Column.PERSON: 1.0, Column.VALUE: 1.2}.get(kind, 0.5)


def _taken(kind: Column, pieces: Sequence[Piece], longest: int) -> float:
    """What it costs that ``pieces`` are one cell of a ``kind`` column."""
    joined = "".join(p.text for p in pieces)
    torn = 2.0 if joined[-1] in "、，" and kind is not Column.NOTE else 0.0
    if len(pieces) == 1:
        return misfit(kind, joined) + torn
    if kind in (Column.NUMBER, Column.MEASURE, Column.VALUE, Column.GROUP):
        return _NEVER
    if kind is Column.UNITS:
        return _units_taken(pieces, joined) + torn
    cost = misfit(kind, joined) + torn
    for before, after in pairwise(pieces):
        bars = 1.5 if before.barred and after.barred and before.line != after.line else 0.0
        sentence = before.text[-1] in "。；;，,、："
        full = len(before.text) >= _FULL * longest
        cost += bars + (0.2 if sentence or full else 1.0) + (0.4 if lists_units(after.text) else 0.0)
    return cost


def _units_taken(pieces: Sequence[Piece], joined: str) -> float:
    """Several pieces as one list of units: each whole, or a name that a line's end broke."""
    cost = misfit(Column.UNITS, "、".join(p.text for p in pieces) if all(lists_units(p.text) for p in pieces) else joined)
    for before, after in pairwise(pieces):
        if lists_units(before.text) or before.text[-1] in "、，,（(":
            apart = before.text[0] in _LEVELS and before.text[0] != after.text[0]
            cost += 0.0 if before.text[-1] in "、，,（(" else 0.6 if apart else 0.3
        elif not broken_name(before.text, after.text):
            return _NEVER
    return cost


def fit(
    pieces: Sequence[Piece], kinds: Sequence[Column], longest: int, *, first: bool, merged: frozenset[int] = frozenset()
) -> Fit:
    """The columns of ``pieces``; ``longest``: code points of the longest piece in the table, ``first``: the first row,
    ``merged``: columns whose cells stand for several rows, so that a new one is rare."""
    count = len(pieces)
    merged = frozenset() if first else merged
    nothing: tuple[int, ...] = ()
    best = [(0.0, nothing)] + [(_NEVER, nothing)] * count
    for index, kind in enumerate(kinds):
        here: list[tuple[float, tuple[int, ...]]] = []
        for end in range(count + 1):
            cost = best[end][0] + (0.0 if index in merged else _empty(kind, index, kinds, first=first))
            found = (cost, best[end][1])
            for start in range(end - 1, -1, -1):
                if best[start][0] >= found[0]:
                    continue
                total = best[start][0] + _taken(kind, pieces[start:end], longest) + 0.5 * (index in merged)
                if total < found[0]:
                    found = (total, best[start][1] + (index,) * (end - start))
            here.append(found)
        best = here
    return Fit(*best[count])
