"""The 任务分工表 and the table of goals, in the formats that people pass on: csv, xlsx, json (and rows for a terminal)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa.model import Evidence
from qa.rows import TargetRow, TaskRow, UnitRow
from qa.wire.base import Items
from qa.wire.listing import TargetOut, TaskOut, target_out, task_out
from qa.wire.said import basis_in_short

TYPE = {"Task": "任务", "Measure": "保障措施", "Action": "专栏行动"}


class Format(StrEnum):
    TABLE = "table"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    title: str
    width: int  # in characters of a spreadsheet column


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Cells are text; every row has one cell for each column."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row does not fit its columns")


TASK_COLUMNS = (
    Column(title="序号", width=6),
    Column(title="文件", width=28),
    Column(title="类别", width=10),
    Column(title="任务", width=30),
    Column(title="所在章节", width=34),
    Column(title="牵头单位", width=24),
    Column(title="参与单位", width=36),
    Column(title="牵头依据", width=18),
    Column(title="完成时限", width=16),
    Column(title="原文", width=50),
    Column(title="起", width=8),
    Column(title="止", width=8),
    Column(title="页码", width=6),
    Column(title="文件编号", width=28),
)
TARGET_COLUMNS = (
    Column(title="序号", width=6),
    Column(title="文件", width=28),
    Column(title="指标", width=34),
    Column(title="目标值", width=20),
    Column(title="年份", width=8),
    Column(title="所在章节", width=34),
    Column(title="原文", width=50),
    Column(title="起", width=8),
    Column(title="止", width=8),
    Column(title="页码", width=6),
    Column(title="文件编号", width=28),
)


def _units(units: Sequence[UnitRow]) -> str:
    return "、".join(unit.label for unit in units)


def _titled(number: str, title: str) -> str:
    return f"{number}.{title}" if number.isdigit() else f"{number}{title}"


_COMPARATOR = {"≥": "{}以上", ">": "超过{}", "≤": "不超过{}", "<": "低于{}", "≈": "{}左右"}


def quantity(target: TargetRow) -> str:
    """The goal in plain words: 1500亿元左右, 1—2个, 15%以上."""
    number = target.value if target.upper is None else f"{target.value}—{target.upper}"
    return _COMPARATOR.get(target.comparator, "{}").format(number + target.unit)


def _quoted(evidence: Sequence[Evidence]) -> tuple[str, str, str]:
    """What is quoted, and where it begins and ends in the stored text; several quotations beside one another."""
    columns = ((e.text for e in evidence), (str(e.start) for e in evidence), (str(e.end) for e in evidence))
    texts, starts, ends = ("；".join(column) for column in columns)
    return texts, starts, ends


def task_table(tasks: Sequence[TaskRow]) -> Table:
    rows = (
        (
            str(n),
            task.document_title,
            TYPE.get(task.type, task.type),
            _titled(task.number, task.title),
            " / ".join(task.path),
            _units(task.lead),
            _units(task.participants),
            basis_in_short(task.basis),
            task.deadline or "",
            *_quoted(task.quotations),
            "" if task.page is None else str(task.page),
            task.document,
        )
        for n, task in enumerate(tasks, start=1)
    )
    return Table(title="任务分工表", columns=TASK_COLUMNS, rows=tuple(rows))


def target_table(targets: Sequence[TargetRow]) -> Table:
    rows = (
        (
            str(n),
            target.document_title,
            target.indicator,
            quantity(target),
            target.year or "",
            " / ".join(target.path),
            *_quoted(target.evidence),
            "" if target.page is None else str(target.page),
            target.document,
        )
        for n, target in enumerate(targets, start=1)
    )
    return Table(title="目标一览", columns=TARGET_COLUMNS, rows=tuple(rows))


def tasks_json(tasks: Sequence[TaskRow]) -> str:
    return _pretty(Items[TaskOut](items=tuple(task_out(task) for task in tasks)))


def targets_json(targets: Sequence[TargetRow]) -> str:
    return _pretty(Items[TargetOut](items=tuple(target_out(target) for target in targets)))


def _pretty(items: Items[TaskOut] | Items[TargetOut]) -> str:
    return json.dumps(items.model_dump(mode="json"), ensure_ascii=False, indent=2)


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what a workbook cannot hold


def _inert(cell: str) -> str:
    """A spreadsheet must not take a document's text for a formula."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


def to_csv(table: Table) -> bytes:
    """UTF-8 with a byte-order mark, which spreadsheet programs need to read Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(column.title for column in table.columns)
    writer.writerows(tuple(_inert(cell) for cell in row) for row in table.rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def to_xlsx(table: Table) -> bytes:
    """A workbook ready to print: landscape, one page wide, the head repeated, filters on."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = table.title
    line = Side(style="thin", color="BFBFBF")
    border = Border(left=line, right=line, top=line, bottom=line)
    for c, column in enumerate(table.columns, start=1):
        head = sheet.cell(row=1, column=c, value=column.title)
        head.font, head.fill, head.border = Font(bold=True), PatternFill("solid", fgColor="E8EEF7"), border
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(c)].width = column.width
    for r, row in enumerate(table.rows, start=2):
        for c, text in enumerate(row, start=1):
            cell = sheet.cell(row=r, column=c, value=_NOT_XML.sub("", text))
            cell.data_type = "s"  # never a formula
            cell.border, cell.alignment = border, Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
