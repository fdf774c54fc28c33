"""Tables as their marks tell them: rows, cells by column, headers. Shared by the structure and by who reads cells.

A cell may consist of several CELL marks of one column (a table saved as plain text interleaves its columns); its view
joins them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import MarkKind, Source, Span
from kg.text import View, heal

# What a column is for, by the words of its header; the order is the order of preference.
NUMBER_HEADS = ("序号", "编号", "项次", "条目", "序")
TITLE_HEADS = (
    *(
        "任务名称",
        "工作任务",
        "任务",
        "任务事项",
        "重点任务",
        "主要任务",
        "任务内容",
        "任务分工",
        "工作事项",
        "事项名称",
        "事项",
        "重点工作",
    ),
    *(
        "工作内容",
        "工作举措",
        "工作措施",
        "指标名称",
        "主要指标",
        "指标",
        "具体举措",
        "主要举措",
        "举措",
        "具体措施",
        "措施",
        "政策措施",
    ),
    *("项目名称", "项目", "工作", "行动", "主要内容", "内容", "名称"),
)
_TITLE_WORD = re.compile(r"任务|事项|工作|指标|举措|措施|项目|内容|行动|名称|工程")
_WORK_WORD = re.compile(r"任务|工作|事项|指标|责任|负责|牵头|举措|措施|分工|完成时限|完成时间|实施单位|承办")
_HEAD_MAX = 16  # a header cell is no longer than this
_FEW = 0.5  # share of the rows that hold a cell of a column whose cells are merged


@dataclass(frozen=True, slots=True)
class Cell:
    column: int
    view: View  # healed text with the stored offset of each character

    @property
    def text(self) -> str:
        return self.view.text

    @property
    def span(self) -> Span:
        return self.view.span(0, len(self.view.text))


@dataclass(frozen=True, slots=True)
class Row:
    span: Span
    cells: tuple[Cell, ...]  # empty cells left out

    def cell(self, column: int) -> Cell | None:
        return next((cell for cell in self.cells if cell.column == column), None)


@dataclass(frozen=True, slots=True)
class Table:
    number: int
    headers: tuple[str, ...]  # by column; () when the table has no header row
    head_rows: int
    rows: tuple[Row, ...]  # header rows included

    @property
    def body(self) -> tuple[Row, ...]:
        return self.rows[self.head_rows :]

    @property
    def lists_work(self) -> bool:
        """Whether its rows read as tasks or targets."""
        return sum(bool(_WORK_WORD.search(head)) for head in self.headers) >= 1 and self.title_columns != ()

    @property
    def number_column(self) -> int | None:
        return next((i for i, head in enumerate(self.headers) if head in NUMBER_HEADS), None)

    @property
    def title_columns(self) -> tuple[int, ...]:
        """Columns that can name a row, best first."""
        known = [self.headers.index(head) for head in TITLE_HEADS if head in self.headers]
        unit = re.compile(r"单位|部门|责任|时限|时间|进度|目标值|年份|备注|联系")
        near = [i for i, head in enumerate(self.headers) if i not in known and _TITLE_WORD.search(head) and not unit.search(head)]
        return tuple(sorted(known + near, key=self.merged))

    def merged(self, column: int) -> bool:
        """Whether the cells of ``column`` stand for several rows each: most rows leave it empty."""
        body = [row for row in self.body if len(row.cells) > 1]
        return len(body) > 2 and sum(row.cell(column) is not None for row in body) <= _FEW * len(body)


def lines_of_cell(cell: Cell, text: str) -> list[Cell]:
    """A cell line by line, as the stored ``text`` parts them."""
    view, found, begin = cell.view, list[Cell](), 0
    for at in range(1, len(view.text) + 1):
        if at == len(view.text) or "\n" in text[view.starts[at - 1] : view.starts[at]]:
            found.append(Cell(cell.column, View(view.text[begin:at], view.starts[begin:at])))
            begin = at
    return found


def tables_of(source: Source) -> tuple[Table, ...]:
    """Every table of ``source`` in the order of the text."""
    rows: dict[int, list[Row]] = {}
    cells = [mark for mark in source.marks if mark.kind is MarkKind.CELL]
    at = 0
    for mark in source.marks:
        if mark.kind is not MarkKind.ROW:
            continue
        while at < len(cells) and cells[at].span.start < mark.span.start:
            at += 1
        own: dict[int, list[Span]] = {}
        k = at
        while k < len(cells) and cells[k].span.end <= mark.span.end:
            own.setdefault(cells[k].level, []).append(cells[k].span)
            k += 1
        rows.setdefault(mark.table, []).append(Row(mark.span, _cells(source.text, own)))
    found: list[Table] = []
    for number, members in rows.items():
        found.append(_table(number, members, found[-1] if found else None))
    return tuple(found)


def _cells(text: str, own: dict[int, list[Span]]) -> tuple[Cell, ...]:
    cells = []
    for column, spans in sorted(own.items()):
        views = [heal(text, span) for span in spans]
        view = View("".join(v.text for v in views), tuple(offset for v in views for offset in v.starts))
        if view.text.strip():
            cells.append(Cell(column, view))
    return tuple(cells)


def _table(number: int, rows: Sequence[Row], before: Table | None) -> Table:
    head_rows = _head_rows(rows)
    if head_rows:
        return Table(number, _headers(rows[:head_rows]), head_rows, tuple(rows))
    if before and before.headers and _width(rows) == _width(before.rows):
        return Table(number, before.headers, 0, tuple(rows))  # goes on after a page break
    return Table(number, (), 0, tuple(rows))


def _width(rows: Sequence[Row]) -> int:
    return max((cell.column for row in rows for cell in row.cells), default=-1) + 1


def _head_rows(rows: Sequence[Row]) -> int:
    """How many of the first rows are header: the last of the first three whose short cells name columns."""
    found = 0
    for index, row in enumerate(rows[:3]):
        named = sum(bool(_WORK_WORD.search(c.text) or _TITLE_WORD.search(c.text) or c.text in NUMBER_HEADS) for c in row.cells)
        short = all(len(cell.text) <= _HEAD_MAX for cell in row.cells)
        if short and (named >= 2 or (index and found == index and not any(re.match(r"\d", c.text) for c in row.cells) and named)):
            found = index + 1
    return found


def _headers(rows: Sequence[Row]) -> tuple[str, ...]:
    width = _width(rows)
    heads: list[str] = []
    for column in range(width):
        parts = [cell.text for row in rows if len(row.cells) > 1 and (cell := row.cell(column))]  # a caption names no column
        heads.append("".join(dict.fromkeys(parts)).replace(" ", ""))
    return tuple(heads)
