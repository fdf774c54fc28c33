"""Tables: 指标 | 单位 | 2020年 | 2025年 gives one goal for each row and goal column; other cells are read as prose.

A row is never read across its cells: what stands side by side is no sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.extract.targets.header import Goal, Header, goal_rows, header_of, unit_of
from kg.extract.targets.value import value_of, with_unit
from kg.model import Document, Provenance, Span, Target
from kg.quantities import half_width
from kg.tables import Cell, Row, Table, tables_of
from kg.text import View

_RULE = "targets.table"
_NUMBERED = re.compile(r"^(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.．、]\s*|[①-⑳]\s*|其中[:：]|[-—–·•*※]+\s*)+")
_NOTE = re.compile(r"[*※①-⑳]+$|\[\d\]$")


@dataclass(frozen=True, slots=True)
class Prose:
    """A cell to be read like a clause, with the year of its column."""

    view: View
    year: str | None


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
        yield from (Line(row.span, (), tuple(Prose(cell.view, None) for cell in row.cells)) for row in table.rows)
        return
    rows = goal_rows(table, header, document) if header.down else {}
    for row in table.rows[: header.head_rows]:
        yield Line(row.span, (), ())
    for n, row in enumerate(table.rows[header.head_rows :]):
        goals = _across(row, header) if not header.down else _down(row, table, header, rows[n]) if n in rows else ()
        yield Line(row.span, tuple(_target(document, row, one) for one in goals), tuple(_prose(row, header)))


@dataclass(frozen=True, slots=True)
class _Goal:
    """A figure with all that its row and column say of it."""

    indicator: str
    cell: Cell
    unit: str
    year: str | None


def _across(row: Row, header: Header) -> Iterator[_Goal]:
    """One row: an indicator with its figures by year."""
    name = row.cell(header.name) if header.name is not None else None
    own = row.cell(header.unit) if header.unit is not None else None
    if name is None:
        return
    indicator, bracket = unit_of(name.text)
    for column, goal in sorted(header.goals.items()):
        cell = row.cell(column)
        value = value_of(cell.text) if cell else None
        unit = with_unit(value.unit, (own.text if own else "") or goal.unit or bracket or header.caption_unit) if value else ""
        if cell is not None and unit:
            yield _Goal(indicator, cell, unit, goal.year)


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


def _prose(row: Row, header: Header) -> Iterator[Prose]:
    """The cells that are no figures (all, where no column names them); those of past years say nothing of goals."""
    for cell in row.cells:
        figure = header.name is not None and value_of(cell.text) is not None
        if cell.column not in header.base and cell.column not in (header.name, header.unit) and not figure:
            goal = header.goals.get(cell.column)
            yield Prose(cell.view, goal.year if goal else None)
