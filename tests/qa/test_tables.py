from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import openpyxl
import pytest

from qa.tables import Column, Table, quantity, target_table, targets_json, task_table, tasks_json, to_csv, to_xlsx


@pytest.fixture
def catalog(library):
    return library.open().catalog


def test_tasks(catalog):
    table = task_table(catalog.tasks())
    titles = [column.title for column in table.columns]
    row = dict(zip(titles, table.rows[0], strict=True))
    assert row["任务"] == "1.建设海上牧场"
    assert row["牵头单位"] == "省农业农村厅"
    assert row["参与单位"] == "省海洋局"
    assert row["牵头依据"] == "排序首位"
    assert row["所在章节"] == "二、重点任务"
    assert row["原文"] == "（省农业农村厅、省海洋局）"
    assert (row["完成时限"], row["页码"]) == ("", "")


@pytest.mark.parametrize(
    ("comparator", "upper", "said"),
    [
        ("=", None, "300亿元"),
        ("≈", None, "300亿元左右"),
        ("≥", None, "300亿元以上"),
        (">", None, "超过300亿元"),
        ("≤", None, "不超过300亿元"),
        ("<", None, "低于300亿元"),
        ("=", "500", "300—500亿元"),
    ],
)
def test_quantity(catalog, comparator, upper, said):
    assert quantity(replace(catalog.targets()[0], comparator=comparator, upper=upper)) == said


def test_csv_opens_in_a_spreadsheet(catalog):
    content = to_csv(task_table(catalog.tasks()))
    assert content.startswith(b"\xef\xbb\xbf")
    head, row = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert head[0] == "序号" and len(row) == len(head)


FORMULA = '=HYPERLINK("http://example.com")'


def test_a_text_is_never_a_formula(catalog):
    table = task_table([replace(catalog.tasks()[0], title="x", deadline=FORMULA)])
    row = list(csv.reader(io.StringIO(to_csv(table).decode("utf-8-sig"))))[1]
    assert "'" + FORMULA in row and FORMULA not in row
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(table))).active
    cell = next(c for c in sheet[2] if c.value == FORMULA)
    assert cell.data_type == "s"


def test_xlsx_can_be_sent_on(catalog):
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(target_table(catalog.targets())))).active
    assert sheet.title == "目标一览"
    assert [cell.value for cell in sheet[1]][:4] == ["序号", "文件", "指标", "目标值"]
    assert sheet["D2"].value == "300亿元左右"
    assert sheet.freeze_panes == "A2" and sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape" and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert all(cell.alignment.wrap_text for cell in sheet[2])


@pytest.mark.parametrize("hidden", ["\x0b", "\x00", "\uffff", "\ufffe", "\ud800"])
def test_xlsx_drops_what_excel_cannot_hold(catalog, hidden):
    table = task_table([replace(catalog.tasks()[0], deadline=f"6月{hidden}底")])
    assert to_csv(table)
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(table))).active
    assert "6月底" in [cell.value for cell in sheet[2]]


def test_no_rows_is_a_table_still(catalog):
    assert len(to_csv(task_table([])).decode("utf-8-sig").splitlines()) == 1
    assert openpyxl.load_workbook(io.BytesIO(to_xlsx(task_table([])))).active.max_row == 1


def test_json_is_the_wire_shape(catalog):
    assert json.loads(tasks_json(catalog.tasks()))["items"][0]["basis"] == "listed_first"
    assert json.loads(targets_json(catalog.targets()))["items"][0]["unit"] == "亿元"
    assert "省农业农村厅" in tasks_json(catalog.tasks())


def test_a_ragged_table_must_not_exist():
    with pytest.raises(ValueError, match="fit"):
        Table(title="t", columns=(Column(title="a", width=1),), rows=(("1", "2"),))
