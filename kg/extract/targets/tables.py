"""Tables: 指标 | 单位 | 2020年 | 2025年 gives one goal for each row and goal column; other cells are read as prose.

A row is never read across its cells: what stands side by side is no sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.extract.targets.header import Goal, Header, goal_rows, header_of, unit_of
from kg.extract.targets.value import value_of, with_unit
from kg.headers import Column, kind_of
from kg.model import Document, Provenance, Span, Target
from kg.phrases import word_ends
from kg.quantities import half_width
from kg.tables import Cell, Row, Table, lines_of_cell, tables_of
from kg.text import View

_RULE = "targets.table"
_LEAST_ALIKE = 4  # characters that two names must end with in common to share what stands before
_NUMBERED = re.compile(r"^(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.．、]\s*|[①-⑳]\s*|其中[:：]|[-—–·•*※]+\s*)+")
_AIMING = re.compile(r"目标|指标|任务|实事|项目|内容")
_NOTE = re.compile(r"[*※①-⑳]+$|\[\d\]$")


@dataclass(frozen=True, slots=True)
class Prose:
    """A cell to be read like a clause, with the year of its column."""

    view: View
    year: str | None
    aims: bool = False  # its column holds what is to be reached: 目标任务, 量化指标


@dataclass(frozen=True, slots=True)
class Line:
    """One table row: its goals, and what else it says."""

    span: Span
    targets: tuple[Target, ...]
    prose: tuple[Prose, ...]


def table_lines(document: Document) -> tuple[Line, ...]:
    """All rows of all tables of a document, in the order of the text."""
    found: list[Line] = []
    before: tuple[Table, Header] | None = None
    for table in tables_of(document.source):
        header = header_of(document, table)
        if header is None and before is not None and _goes_on(before[0], table):
            header = replace(before[1], head_rows=0)
        before = (table, header) if header else None
        found.extend(_lines(document, table, header))
    return tuple(sorted(found, key=lambda line: line.span))


def _goes_on(before: Table, table: Table) -> bool:
    """The second part of a table that a page end cut: as many columns, and no head of its own."""
    return _width(before) == _width(table) and any(value_of(cell.text) for cell in table.rows[0].cells)


def _width(table: Table) -> int:
    return max((cell.column for row in table.rows for cell in row.cells), default=-1) + 1


def _lines(document: Document, table: Table, header: Header | None) -> Iterator[Line]:
    if header is None:
        yield from (Line(row.span, (), tuple(_plain(row, table))) for row in table.rows)
        return
    rows = goal_rows(table, header, document) if header.down else {}
    for row in table.rows[: header.head_rows]:
        yield Line(row.span, (), ())
    for n, row in enumerate(table.rows[header.head_rows :]):
        goals = (
            _across(row, header, document.text) if not header.down else _down(row, table, header, rows[n]) if n in rows else ()
        )
        yield Line(row.span, tuple(_target(document, row, one) for one in goals), tuple(_prose(row, header, document.text)))


def _plain(row: Row, table: Table) -> Iterator[Prose]:
    """The cells of a table without figures; those that tell how far a work has come say nothing of goals."""
    for cell in row.cells:
        head = table.headers[cell.column] if cell.column < len(table.headers) else ""
        if kind_of(head) is not Column.NOTE:
            yield Prose(cell.view, None, table.lists_work and _AIMING.search(head) is not None)


@dataclass(frozen=True, slots=True)
class _Goal:
    """A figure with all that its row and column say of it."""

    indicator: str
    cell: Cell
    unit: str
    year: str | None


def _across(row: Row, header: Header, text: str) -> Iterator[_Goal]:
    """One row: an indicator with its figures by year."""
    name = row.cell(header.name) if header.name is not None else None
    own = row.cell(header.unit) if header.unit is not None else None
    if name is None:
        return
    if any(_lists_figures(cell, text) for column in header.goals if (cell := row.cell(column))):
        yield from _several(name, own, row, header, text)
        return
    indicator, bracket = unit_of(name.text)
    for column, goal in sorted(header.goals.items()):
        cell = row.cell(column)
        value = value_of(cell.text) if cell else None
        unit = with_unit(value.unit, (own.text if own else "") or goal.unit or bracket or header.caption_unit) if value else ""
        if cell is not None and unit:
            yield _Goal(indicator, cell, unit, goal.year)


def _lists_figures(cell: Cell, text: str) -> bool:
    """Several figures, one below the other: 88 over 95 is not 8895."""
    lines = lines_of_cell(cell, text)
    return len(lines) > 1 and all(value_of(line.text) for line in lines)


def _several(name: Cell, own: Cell | None, row: Row, header: Header, text: str) -> Iterator[_Goal]:
    """A row of several names, one below the other (其中：小学, 初中), and as many figures in each column of goals."""
    names = [line.text for line in lines_of_cell(name, text)]
    cells = {column: lines_of_cell(cell, text) for column in header.goals if (cell := row.cell(column))}
    count = len(next(iter(cells.values())))
    if any(len(lines) != count for lines in cells.values()) or count not in (len(names), len(names) - 1):
        return  # which figure is whose?
    whole, bracket = unit_of(_clean(names[0]))
    for column, lines in sorted(cells.items()):
        for line, said in zip(lines, names[-count:], strict=True):
            part, unit = unit_of(_clean(said))
            value = value_of(line.text)
            given = (own.text if own else "") or header.goals[column].unit or unit or bracket or header.caption_unit
            indicator = whole if said is names[0] else _of_whole(whole, part)
            if value and (measured := with_unit(value.unit, given)):
                yield _Goal(indicator, line, measured, header.goals[column].year)


def _of_whole(whole: str, part: str) -> str:
    """小学教师专科及以上学历比例, 本科及以上学历比例 → 小学教师本科及以上学历比例; else the part in brackets behind the whole."""
    at = len(whole) - len(part)
    alike = 0
    while alike < len(part) and whole[-1 - alike :][:1] == part[-1 - alike :][:1]:
        alike += 1
    if at >= 2 and alike >= _LEAST_ALIKE and at in word_ends(whole):
        return whole[:at] + part
    return f"{whole}（其中：{part}）"


def _down(row: Row, table: Table, header: Header, goal: Goal) -> Iterator[_Goal]:
    """One row: a year with the figures of several indicators."""
    for column, head in sorted(header.goals.items()):
        cell = row.cell(column)
        value = value_of(cell.text) if cell else None
        unit = with_unit(value.unit, head.unit or header.caption_unit) if value else ""
        named = next((top for one in table.rows[: header.head_rows][::-1] if (top := one.cell(column))), None)
        if cell is not None and named is not None and unit:
            yield _Goal(unit_of(named.text)[0], cell, unit, goal.year)


def _target(document: Document, row: Row, one: _Goal) -> Target:
    value = value_of(one.cell.text)
    assert value is not None
    return Target(
        where=Provenance(span=row.span, rule=_RULE, confidence=0.85),
        section=document.section_at(row.span.start).id,
        indicator=_clean(one.indicator),
        value=value.value,
        upper=value.upper,
        unit=half_width(one.unit),
        comparator=value.comparator,
        year=one.year,
        number_span=one.cell.span,
    )


def _clean(indicator: str) -> str:
    """Without its number in the list and the sign of a footnote."""
    return half_width(_NOTE.sub("", _NUMBERED.sub("", indicator.strip())).strip() or indicator)


def _prose(row: Row, header: Header, text: str) -> Iterator[Prose]:
    """The cells that are no figures (all, where no column names them); those of past years say nothing of goals."""
    for cell in row.cells:
        figure = header.name is not None and all(value_of(line.text) for line in lines_of_cell(cell, text))
        if cell.column not in header.base and cell.column not in (header.name, header.unit) and not figure:
            goal = header.goals.get(cell.column)
            yield Prose(cell.view, goal.year if goal else None)
