"""Tables as their marks tell them: headers, columns that name rows, cells in several pieces."""

from __future__ import annotations

from kg.model import Source
from kg.reading.marked import Marked
from kg.tables import Table, tables_of


def source(*tables: list[list[str]]) -> Source:
    out = Marked()
    out.write("前文。\n")
    for rows in tables:
        out.table(rows)
    marks = tuple(sorted(out.marks, key=lambda m: (m.span.start, -m.span.end)))
    return Source(name="a", media_type="", sha256="", text=out.text, marks=marks)


def one(*rows: list[str]) -> Table:
    return tables_of(source(list(rows)))[0]


def test_headers_and_cells():
    table = one(["序号", "工作任务", "责任单位"], ["1", "建设 港口", "交通局"], ["2", "", "水务局"])
    assert table.headers == ("序号", "工作任务", "责任单位")
    assert table.number_column == 0
    assert table.title_columns == (1,)
    assert table.lists_work
    assert [[cell.text for cell in row.cells] for row in table.body] == [["1", "建设港口", "交通局"], ["2", "水务局"]]
    assert table.body[0].cell(1).span == table.body[0].cells[1].span
    assert table.body[1].cell(1) is None


def test_a_header_of_two_rows():
    table = one(["序号", "指标", "目标值", ""], ["", "", "2025年", "2030年"], ["1", "吞吐量", "3亿吨", "5亿吨"])
    assert table.head_rows in (1, 2)
    assert table.headers[1] == "指标"
    assert [row.cells[0].text for row in table.body][-1] == "1"


def test_tables_without_a_header_or_of_something_else():
    assert not one(["甲", "乙"], ["丙", "丁"]).headers
    assert not one(["港口", "岸线长度"], ["东港", "3公里"]).lists_work


def test_a_table_goes_on_after_a_page_break():
    first, second, third = tables_of(
        source(
            [["序号", "任务", "单位"], ["1", "建港", "交通局"]],
            [["2", "修路", "公路局"]],
            [["甲", "乙"]],
        )
    )
    assert second.headers == first.headers
    assert second.head_rows == 0
    assert len(second.body) == 1
    assert third.headers == ()


def test_the_best_column_to_name_a_row():
    assert one(["序号", "重点任务", "主要内容", "牵头单位"], ["1", "a", "b", "c"]).title_columns == (1, 2)
    assert one(["专项工作任务事项", "负责单位及时限"], ["a", "b"]).title_columns == (0,)


def test_a_text_without_tables():
    assert tables_of(Source(name="a", media_type="", sha256="", text="无表。")) == ()
