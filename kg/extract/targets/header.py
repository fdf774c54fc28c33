"""What the head of a table says: which column names the indicator, its unit, and the year that a column's values hold for.

Also told: columns that look back (基期, 现状, 2020年实际). A number in one of them is no goal, wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kg.extract.targets.value import is_unit, value_of
from kg.extract.targets.years import years
from kg.model import Document
from kg.tables import NUMBER_HEADS, Cell, Row, Table
from kg.text import fold

_HEAD_ROWS = 3
_HEAD_MAX = 30  # code points of a header cell
_INDICATOR = re.compile(r"指标|目标名称|主要目标|项目名称")
_NAME = re.compile(r"名称|项目|内容|事项")
_NO_NAME = re.compile(r"类别|类型|分类|属性|性质|单位|编号|代码|序号|说明|解释|来源|备注|值$|部门")
_UNIT = re.compile(r"^(?:指标|计量|数量)?单位$")
_PERIOD = re.compile(r"^(?:年份|年度|时间|年限|时期|阶段|目标年)$")
_YEAR = re.compile(r"20\d\d")
_GOAL = re.compile(r"目标(?!完成|实现|达成)|规划|预期|计划|到20|末|力争|指标值")
_ALL_GOALS = re.compile("(?:总体|规划|预期|主要|年度|本年度?|全年)?目标值?(?!任务)|指标值")
_BASE = re.compile(r"基期|基准|基年|基线|基数|现状|实际|实绩|完成|已|当前|现值|上年|去年|初始")
_GROWTH = re.compile(r"增速|增长|增幅|年均|累计|比20|较20|[±+]")
_BRACKET = re.compile(r"[（(\[](?:单位[:：])?(?P<unit>[^（()）\[\]]{1,10})[)）\]]$")
_CAPTION_UNIT = re.compile(r"单位[:：]\s*(?P<unit>[^\s，。；、()（）]{1,8})")
_CAPTION_MAX = 40


@dataclass(frozen=True, slots=True)
class Goal:
    """A column (or row) of goals: the year that its values hold for, and their unit where its head says it."""

    year: str | None
    unit: str


@dataclass(frozen=True, slots=True)
class Header:
    """How a table of indicators is read. ``goals`` by column; by row when the first column holds years (``down``)."""

    name: int | None  # the column that names the indicator, or the year when ``down``
    unit: int | None  # the column of units
    goals: Mapping[int, Goal]
    base: frozenset[int]  # columns of other figures: past ones, growth
    head_rows: int
    caption_unit: str
    down: bool = False


def header_of(document: Document, table: Table) -> Header | None:
    """How to read ``table``; None when no column tells of goals. Without a column of names its cells are prose only."""
    rows = _head_rows(table)
    texts = _texts(table, rows)
    written, caption = _written(document), _caption(document, table)
    unit = _CAPTION_UNIT.search(fold(caption))
    found = Header(None, None, {}, frozenset(), rows, unit["unit"] if unit else "")
    if any(_PERIOD.match(text) for text in texts.values()):
        return _down(texts, found)
    name = _unmerged(_name_column(texts), texts, table)
    heads = {column: text for column, text in texts.items() if column != name}
    if name is None:
        heads = {column: text for column, text in heads.items() if _period(text)}
    base = frozenset(column for column, text in heads.items() if _looks_back(text, written) or _GROWTH.search(text))
    goals = _goals({c: text for c, text in heads.items() if c not in base}, written, bool(base), _caption_year(caption))
    if not goals:
        return None
    base |= frozenset(column for column, text in heads.items() if _YEAR.search(fold(text)) and column not in goals)
    own = next((column for column, text in texts.items() if _UNIT.match(text)), None)
    return Header(name, own, goals, base, rows, found.caption_unit)


def goal_rows(table: Table, header: Header, document: Document) -> Mapping[int, Goal]:
    """For a table that goes down the years: the rows that are goals."""
    labels = {n: cell.text for n, row in enumerate(table.rows[header.head_rows :]) if (cell := _cell(row, header.name))}
    written = _written(document)
    base = {n for n, text in labels.items() if _looks_back(text, written)}
    return _goals({n: text for n, text in labels.items() if n not in base}, written, bool(base), None)


def _cell(row: Row, column: int | None) -> Cell | None:
    return None if column is None else row.cell(column)


def unit_of(text: str) -> tuple[str, str]:
    """A name without the unit in its final bracket, and the unit: 覆盖率（%） → 覆盖率, %."""
    found = _BRACKET.search(text)
    return (text[: found.start()], found["unit"]) if found and (is_unit(found["unit"]) or found["unit"] == "年") else (text, "")


# --- the head


def _head_rows(table: Table) -> int:
    """How many of the first rows are head: captions, one row of heads, and rows that only divide those."""
    found = 0
    for n, row in enumerate(table.rows[:_HEAD_ROWS]):
        above = table.rows[n - 1] if n and len(table.rows[n - 1].cells) > 1 else None
        if any(value_of(cell.text) and not _period(cell.text) for cell in row.cells):
            return found
        if above is not None and not all(_divides(cell, above) for cell in row.cells):
            return found
        found = n + 1
    return found


def _divides(cell: Cell, above: Row) -> bool:
    """A cell of a second head row: merged downwards, under a head that runs over it, or a year."""
    over = above.cell(cell.column)
    if over is None or over.text == cell.text:
        return True
    return _period(cell.text) is not None and _PERIOD.match(over.text) is None


def _texts(table: Table, head_rows: int) -> Mapping[int, str]:
    """The words over each column; a head over several columns counts for each of them, a caption for none."""
    rows = [row for row in table.rows[:head_rows] if len(row.cells) > 1]
    found: dict[int, list[str]] = {}
    for n, row in enumerate(rows):
        below = rows[n + 1] if n + 1 < len(rows) else None
        for column in range(max((cell.column for one in rows for cell in one.cells), default=-1) + 1):
            text = _over(row, below, column)
            if text and text not in found.setdefault(column, []):
                found[column].append(text)
    joined = {column: "".join(parts) for column, parts in found.items()}
    return {column: text for column, text in joined.items() if 0 < len(text) <= _HEAD_MAX}


def _over(row: Row, below: Row | None, column: int) -> str:
    cell = row.cell(column)
    if cell is not None or below is None or below.cell(column) is None:
        return cell.text if cell else ""
    left = max((one for one in row.cells if one.column < column), key=lambda one: one.column, default=None)
    under = below.cell(left.column) if left else None
    return left.text if left and under and under.text != left.text else ""  # the same below: merged downwards, not sideways


def _name_column(texts: Mapping[int, str]) -> int | None:
    """The column of indicators; of 一级指标 and 二级指标 the last."""
    for pattern in (_INDICATOR, _NAME):
        found = [
            column
            for column, text in texts.items()
            if pattern.search(text) and not _NO_NAME.search(unit_of(text)[0]) and not _YEAR.search(fold(text))
        ]
        if found:
            return max(found)
    others = [column for column, text in texts.items() if _INDICATOR.search(text) and not _YEAR.search(fold(text))]
    named = [column for column in others if not _UNIT.match(texts[column]) and not texts[column].endswith("值")]
    return min(named, default=None)


def _unmerged(name: int | None, texts: Mapping[int, str], table: Table) -> int | None:
    """Where the column of indicators names groups of rows, the next column that names each of them."""
    if name is None or not table.merged(name):
        return name
    return next((c for c in table.title_columns if c > name and c in texts and not table.merged(c)), name)


def _down(texts: Mapping[int, str], found: Header) -> Header | None:
    name = next(column for column, text in texts.items() if _PERIOD.match(text))
    measured = {c: text for c, text in texts.items() if c != name and text not in NUMBER_HEADS and not _NO_NAME.search(text)}
    goals = {column: Goal(None, unit_of(text)[1]) for column, text in measured.items() if not _YEAR.search(fold(text))}
    return Header(name, None, goals, frozenset(), found.head_rows, found.caption_unit, down=True) if goals else None


# --- years


def _goals(heads: Mapping[int, str], written: str, base: bool, caption: str | None) -> Mapping[int, Goal]:
    """The columns whose values are still to be reached.

    Without a word and without the document's year only the last year surely lies ahead, unless a base is told apart;
    so does the document's own year, where the next lies years later.
    """
    said = {column: year for column, text in heads.items() if (year := _period(text))}
    last = max(said.values(), default="")
    later = sorted(year for year in said.values() if year > written)
    alone = bool(later) and bool(written) and int(later[0]) - int(written) > 1
    ahead: dict[int, Goal] = {}
    for column, year in said.items():
        plain = year >= written if written else (base or year == last)
        doubtful = year == written and alone and not base
        if _GOAL.search(heads[column]) or (plain and not doubtful):
            ahead[column] = Goal(year, unit_of(heads[column])[1])
    if ahead:
        return ahead
    return {c: Goal(caption, unit_of(t)[1]) for c, t in heads.items() if _ALL_GOALS.match(t)}


def _period(text: str) -> str | None:
    """The year that a head names, and nothing else: 2027年目标, “十五五”末, 2027."""
    said = years(fold(text))
    if said:
        return said[-1].year
    bare = re.fullmatch(r"[^\d比较]{0,8}(20\d\d)\D{0,10}", fold(text))
    return bare[1] if bare else None


def _looks_back(text: str, written: str) -> bool:
    year = _period(text)
    past = bool(written) and year is not None and year < written
    return not _GOAL.search(text) and (_BASE.search(text) is not None or past)


def _written(document: Document) -> str:
    """The year of the document: its date, its number 〔2024〕, or the first in its title; "" when nothing tells."""
    number = _YEAR.search(document.meta.number or "")
    title = _YEAR.search(fold(document.meta.title))
    return (document.meta.date or "")[:4] or (number[0] if number else title[0] if title else "")


def _caption(document: Document, table: Table) -> str:
    """The short lines right above the table, and those in it that stand over all columns."""
    lines = [line.strip() for line in document.text[: table.rows[0].span.start].rstrip().split("\n")[-2:]]
    inside = [row.cells[0].text for row in table.rows[:_HEAD_ROWS] if len(row.cells) == 1]
    return " ".join([line for line in lines if len(line) <= _CAPTION_MAX] + inside)


def _caption_year(caption: str) -> str | None:
    said = years(fold(caption))
    return said[-1].year if said else None
