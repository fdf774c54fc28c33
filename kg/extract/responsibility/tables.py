"""Rows of a table whose header names units: 序号 · 工作任务 · 牵头单位 · 配合单位 · 完成时限."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.responsibility.words import Mark, mark_of_label
from kg.headers import assesses, measures
from kg.model import Document, MarkKind, Section, SectionKind, Span
from kg.model import Mark as FormatMark
from kg.names import Names
from kg.text import View, heal

_HEADED = re.compile(r"(?:单位|部门|时限|时间|期限|进度|范围|领导|责任人)")
_UNITS = re.compile(
    r"(?:牵头|责任|负责|配合|参与|参加|协办|协助|主办|承办|主管|落实|实施|主责|支持|协同)(?:.{0,6})(?:单位|部门|主体)?"
)


_HOLDING = (Mark.LEAD, Mark.PART, Mark.GUIDE, Mark.LIST)  # marks of columns that hold units at work


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    label: str  # of its column
    mark: Mark
    content: View  # healed; its fragments joined when the layout broke them


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    section: Section
    cells: tuple[Cell, ...]  # those of labelled columns, left to right


def _joined(text: str, spans: list[Span]) -> View:
    views = [heal(text, span) for span in sorted(spans)]
    return View("".join(v.text for v in views), tuple(s for v in views for s in v.starts))


def _listed(text: str, spans: list[Span], names: Names) -> View:
    """A cell of units, healed. One unit a line is a list as well: the line's end then reads as “、”."""
    view = _joined(text, spans)
    chars, starts, last = list[str](), list[int](), 0
    for index, (char, start) in enumerate(zip(view.text, view.starts, strict=True)):
        if index and start - view.starts[index - 1] > 1 and "\n" in text[view.starts[index - 1] : start]:
            before = re.split(r"[、，,；;：:]", view.text[last:index])[-1]
            after = re.split(r"[、，,；;（(]", view.text[index:].split("\n")[0])[0]
            if _whole(before, names) and any(_whole(after[:n], names) for n in range(len(after), 2, -1)):
                chars.append("、")
                starts.append(view.starts[index - 1] + 1)
                last = index
        chars.append(char)
        starts.append(start)
    return View("".join(chars), tuple(starts))


def _whole(name: str, names: Names) -> bool:
    return names.shape(name) is not None


def _columns(cells: list[FormatMark]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    for cell in cells:
        found.setdefault(cell.level, []).append(cell.span)
    return found


def _tables(document: Document) -> dict[int, list[FormatMark]]:
    found: dict[int, list[FormatMark]] = {}
    for mark in document.source.marks:
        if mark.kind is MarkKind.ROW:
            found.setdefault(mark.table, []).append(mark)
    return found


def _labels(document: Document, rows: list[FormatMark], cells: list[FormatMark]) -> dict[int, tuple[str, Mark]]:
    """Columns that name units or dates, by their header; the header is one of the first three rows."""
    for row in rows[:3]:
        inside = [c for c in cells if row.span.contains(c.span)]
        found: dict[int, tuple[str, Mark]] = {}
        heads = {column: _joined(document.text, spans).text.strip(" *") for column, spans in _columns(inside).items()}
        for column, label in heads.items():
            if measures(label, tuple(heads.values())):
                continue  # 单位 beside 目标值 is a unit of measure
            if 2 <= len(label) <= 14 and (_HEADED.search(label) or _UNITS.fullmatch(label)):
                found[column] = (label, Mark.ASSESSOR if assesses(label) else mark_of_label(label + "："))
        if any(mark in _HOLDING for _, mark in found.values()):
            return found
    return {}


def rows(document: Document, names: Names) -> Iterator[Row]:
    """Every ROW section of a table whose header names units."""
    sections = {s.span.start: s for s in document.sections if s.kind is SectionKind.ROW}
    if not sections:
        return
    cells = [m for m in document.source.marks if m.kind is MarkKind.CELL]
    for number, marks in _tables(document).items():
        own = [c for c in cells if c.table == number]
        labels = _labels(document, marks, own)
        if not labels:
            continue
        usual, width = _usual(labels, own), max(c.level for c in own if marks[0].span.contains(c.span))
        for mark in marks:
            section = next((s for s in sections.values() if s.span.overlaps(mark.span)), None)
            if section is None:
                continue
            columns = _columns([c for c in own if mark.span.contains(c.span)])
            found = tuple(
                Cell(label=label, mark=kind, content=content)
                for column, (label, kind) in sorted(labels.items())
                if column in columns and (content := _listed(document.text, columns[column], names)).text.strip()
            )
            if any(cell.mark in _HOLDING for cell in found) or usual or max(columns, default=0) > width:
                yield Row(section=section, cells=found)


def _usual(labels: dict[int, tuple[str, Mark]], cells: list[FormatMark]) -> bool:
    """Whether the rows of the table name units as a rule, so that one without any is wanting."""
    held = Counter(cell.level for cell in cells if len(cell.span) > 1)
    units = max(held[column] for column, (_, mark) in labels.items() if mark in _HOLDING)
    return 2 * units > max(held.values())
