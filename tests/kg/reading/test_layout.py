"""Tables in text that kept its page layout: rows by their numbers, cells by their columns, the text untouched."""

from __future__ import annotations

from itertools import pairwise

from kg.model import MarkKind, Source
from kg.reading.layout import mark_layout_tables
from kg.reading.marked import Marked
from kg.tables import tables_of


def read(text: str) -> Marked:
    out = Marked()
    out.write(text)
    mark_layout_tables(out)
    return out


def cells(text: str) -> list[list[str]]:
    out = read(text)
    marks = tuple(sorted(out.marks, key=lambda m: (m.span.start, -m.span.end)))
    source = Source(name="a.txt", media_type="text/plain", sha256="", text=text, marks=marks)
    return [[cell.text for cell in row.cells] for table in tables_of(source) for row in table.rows]


TABLE = """ 序号        工作任务             责任单位
                        市交通局、市工业和
       推进堆场自动化改造，支持企业采
  1                     信息化局、市科技局
       用无人集卡
                        等

                        市大数据局、市口岸
  2    建立港口数据平台
                        办
  3    完善航道               市交通局
       优化铁路进港通道，提升多式联运
  4                     市发展改革委等
       比重
"""
WANTED = [
    ["序号", "工作任务", "责任单位"],
    ["1", "推进堆场自动化改造，支持企业采用无人集卡", "市交通局、市工业和信息化局、市科技局等"],
    ["2", "建立港口数据平台", "市大数据局、市口岸办"],
    ["3", "完善航道", "市交通局"],
    ["4", "优化铁路进港通道，提升多式联运比重", "市发展改革委等"],
]


def test_interleaved_columns_are_told_apart():
    assert cells(TABLE) == WANTED


def test_the_text_is_not_touched_and_rows_do_not_overlap():
    out = read("前文。\n" + TABLE + "\n\n\n索 引 号：0001\n")
    assert out.text == "前文。\n" + TABLE + "\n\n\n索 引 号：0001\n"
    rows = [m.span for m in out.marks if m.kind is MarkKind.ROW]
    assert all(a.end <= b.start for a, b in pairwise(rows))
    assert "索 引 号" not in out.text[rows[0].start : rows[-1].end]


def test_page_numbers_inside_the_table_are_no_cells():
    broken = TABLE.replace("  2    建立", "   —３—\n  2    建立")
    assert cells(broken) == WANTED


def test_four_columns():
    text = """序号      任务名称          牵头单位        完成时限
 1    建设码头          市交通局      2025年底
 2    修复湿地、整治       市水务局、市林业      2026年
      岸线            局         6月底
 3    建设灯塔          海事局       2027年底
"""
    assert cells(text)[2] == ["2", "修复湿地、整治岸线", "市水务局、市林业局", "2026年6月底"]


def test_lines_that_group_rows_part_the_table():
    grouped = TABLE.replace("  3    完善航道", "一、疏通水陆通道\n\n  1    完善航道").replace("  4   ", "  2   ")
    found = cells(grouped)
    assert [row[0] for row in found[1:]] == ["1", "2", "1", "2"]
    assert not any("疏通水陆通道" in cell for row in found for cell in row)


def test_a_header_printed_again_on_the_next_page_is_no_row():
    head = TABLE.partition("\n")[0]
    assert cells(TABLE.replace("  3    完善", f"   —３—\n\n{head}\n  3    完善")) == WANTED


def test_prose_is_no_table():
    assert not read("一、工作任务和责任单位\n1  建设码头\n2  修复湿地\n").marks
    assert not read("工作任务    责任单位\n只有一行    市交通局\n").marks


def test_a_number_out_of_sequence_ends_nothing():
    text = TABLE.replace("推进堆场自动化改造", "推进 5 个堆场改造")
    assert [row[0] for row in cells(text)[1:]] == ["1", "2", "3", "4"]
