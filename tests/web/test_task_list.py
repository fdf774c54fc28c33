"""The 任务分工表: filters, counts, order, departments."""

from __future__ import annotations

import csv
import io
from urllib.parse import parse_qsl

import pytest
from openpyxl import load_workbook

from qa.tables import task_table, to_csv, to_xlsx
from qa.web.departments import Departments
from qa.web.task_list import TaskFilter, TaskList, due

from .tables import BASE, task, unit

A, B, C = unit("省甲厅", aliases=("海州省甲厅", "甲厅")), unit("省乙厅"), unit("省丙局", mention="丙局")
LIN_A = unit("省甲厅", "林川省", aliases=("林川省甲厅",))
TASKS = (
    task("建设牧场", (A,), (B, C), deadline="2027年12月底"),
    task("推广网箱", (B,), (A,), basis="listed_first", deadline="2025年6月底"),
    task("布局海缆", (LIN_A,), (), document="lin", basis="equal", deadline="长期坚持"),
    task("加强宣传", document="lin", text="加强宣传，弘扬<b>海洋</b>文化。"),
)
LISTED = TaskList(TASKS)


def titles(**asked: str) -> list[str]:
    return [row.title for row in LISTED.chosen(TaskFilter.of(asked)).rows]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["建设牧场", "推广网箱", "布局海缆", "加强宣传"]),
        ({"document": "lin"}, ["布局海缆", "加强宣传"]),
        ({"document": "none-such"}, []),
        ({"department": "省乙厅"}, ["推广网箱", "建设牧场"]),  # what it leads comes first
        ({"department": "省乙厅", "role": "participant"}, ["建设牧场"]),
        ({"department": "丙局"}, ["建设牧场"]),  # as the text writes it
        ({"department": "省甲厅"}, ["建设牧场", "推广网箱", "布局海缆"]),  # both
        ({"department": "省甲厅（林川省）"}, ["布局海缆"]),
        ({"department": "海州省甲厅", "role": "lead"}, ["建设牧场"]),
        ({"department": A.iri, "role": "nonsense"}, ["建设牧场", "推广网箱"]),
        ({"department": "没有这个厅"}, []),
        ({"role": "lead"}, ["建设牧场", "推广网箱", "布局海缆"]),
        ({"basis": "none"}, ["加强宣传"]),
        ({"basis": "equal", "document": "haizhou"}, []),
        ({"q": "海洋 宣传"}, ["加强宣传"]),
        ({"q": "宣传 牧场"}, []),
        ({"sort": "deadline"}, ["推广网箱", "建设牧场", "布局海缆", "加强宣传"]),
        ({"sort": "-deadline"}, ["建设牧场", "推广网箱", "布局海缆", "加强宣传"]),  # without one: last in both directions
        ({"sort": "-participants"}, ["建设牧场", "推广网箱", "布局海缆", "加强宣传"]),
        ({"sort": "basis"}, ["建设牧场", "推广网箱", "布局海缆", "加强宣传"]),
        ({"sort": "colour"}, ["建设牧场", "推广网箱", "布局海缆", "加强宣传"]),
    ],
)
def test_filters_and_order(asked, found):
    assert titles(**asked) == found


def test_options_count_what_they_would_show_beside_the_other_filters():
    chosen = LISTED.chosen(TaskFilter(document="lin", basis="none"))
    assert [(o.value, o.count) for o in chosen.documents] == [("lin", 1)]
    assert [(o.value, o.count) for o in chosen.bases] == [("equal", 1), ("none", 1)]
    gone = LISTED.chosen(TaskFilter(document="gone"))
    assert ("gone", 0) in [(o.value, o.count) for o in gone.documents]  # chosen: it must be seen to be
    roles = LISTED.chosen(TaskFilter(department="省乙厅")).roles
    assert [(o.label, o.count) for o in roles] == [("牵头", 1), ("参与", 1)]


def test_a_department_s_tasks_are_split_by_role():
    assert LISTED.chosen(TaskFilter(department="省乙厅")).led == 1
    assert LISTED.chosen(TaskFilter(department="省乙厅", role="lead")).led is None
    assert LISTED.chosen(TaskFilter(department="省甲厅")).led is None  # two departments


def test_addresses_keep_the_filter_and_forgive():
    wish = TaskFilter.of({"department": "省 甲&厅", "sort": "-title", "page": "3", "colour": "red"})
    assert TaskFilter.of(dict(parse_qsl(wish.query))) == wish
    assert wish.but(q="x").page == 1 and TaskFilter().address("/tasks") == "/tasks"
    assert {TaskFilter.of({"page": page}).page for page in ("", "0", "-1", "x", "1.5", "²", "9" * 99)} == {1}
    assert TaskFilter.of({"basis": "magic"}) == TaskFilter()


def test_departments_are_named_apart_and_found():
    departments = Departments(TASKS)
    assert [d.name for d in departments.all if d.label == "省甲厅"] == ["省甲厅（海州省）", "省甲厅（林川省）"]
    assert departments.address(B.iri) == "省乙厅" and departments.address(LIN_A.iri) == "省甲厅（林川省）"
    for department in departments.all:
        assert departments.find(departments.address(department.iri)) == (department,)
    assert {d.iri for d in departments.find("甲")} == {A.iri, LIN_A.iri}
    assert departments.find("林川省甲厅")[0].iri == LIN_A.iri
    assert departments.find("”“") == () == departments.find(f"{BASE}org/无/无")


def test_a_department_s_profile():
    departments = Departments(TASKS)
    found = departments.profile(departments.find("省乙厅")[0], TASKS)
    assert [(i.document, i.led, i.joined) for i in found.documents] == [("haizhou", 1, 1)]
    assert [(d.name, n) for d, n in found.partners] == [("省甲厅（海州省）", 2), ("省丙局", 1)]


@pytest.mark.parametrize(
    ("deadline", "found"),
    [
        ("2027年12月底前", (2027, 12)),
        ("2025年底", (2025, 12)),
        ("长期坚持", None),
        (None, None),
        ("2026年3月至2027年", (2026, 3)),
    ],
)
def test_when_a_deadline_is(deadline, found):
    assert due(deadline) == found


def test_what_is_taken_away_are_the_rows_that_are_shown_and_no_formula():
    rows = (
        TaskList((task("=1+1", (A,), number="", deadline="@now"), *TASKS)).chosen(TaskFilter(department=A.iri, role="lead")).rows
    )
    table = task_table(rows)
    head, *lines = csv.reader(io.StringIO(to_csv(table).decode("utf-8-sig")))
    assert [line[head.index("任务")] for line in lines] == ["'=1+1", "1.建设牧场"]
    assert lines[0][head.index("完成时限")] == "'@now"
    sheet = load_workbook(io.BytesIO(to_xlsx(table))).active
    assert [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []
    assert "=1+1" in [cell.value for cell in sheet[2]]
