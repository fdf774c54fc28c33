"""Tables that plain text flattened: every form gives the same rows, the text is not touched, prose is never a table."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import MarkKind, Source
from kg.reading import read_bytes
from kg.reading.loose import mark_tables
from kg.reading.marked import Marked
from kg.reading.merged import filled
from kg.tables import tables_of

DOCUMENTS = Path(__file__).parents[2] / "golden" / "documents"
HEADS = ("序号", "工作任务", "责任单位", "完成时限")


def marked(text: str) -> Marked:
    out = Marked()
    out.write(text)
    mark_tables(out)
    return out


def cells(text: str) -> list[list[str]]:
    out = marked(text)
    marks = tuple(sorted(out.marks, key=lambda m: (m.span.start, -m.span.end)))
    source = Source(name="a.txt", media_type="text/plain", sha256="", text=text, marks=marks)
    return [[cell.text for cell in row.cells] for table in tables_of(source) for row in table.body]


# --- every form of the same table -----------------------------------------------------------------------

FORMS = {
    "lines": lambda rows: "\n".join(cell for row in rows for cell in row),
    "blank lines": lambda rows: "\n\n".join(cell for row in rows for cell in row),
    "lone bars": lambda rows: "\n".join("|\n" + "\n|\n".join(row) + "\n|" for row in rows),
    "closing bars": lambda rows: "\n".join(f"{cell} |" for row in rows for cell in row),
    "bars": lambda rows: "\n".join("| " + " | ".join(row) + " |" for row in rows),
    "open bars": lambda rows: "\n".join(" | ".join(row) for row in rows),
    "tabs": lambda rows: "\n".join("\t".join(row) for row in rows),
    "single blanks": lambda rows: "\n".join(" ".join(row) for row in rows),
    "wide spaces": lambda rows: "\n".join("    ".join(row) for row in rows),
}
TITLES = ("推行企业开办一窗通办", "建设惠企政策平台，完善推送机制", "改造老旧小区20个", "开展账款清理行动。", "压减审批时间")
UNITS = ("市财政局", "市公安局、市教育局", "市住房城乡建设局，各县（区）政府", "市委宣传部、团市委、市妇联", "东渠镇政府")
TIMES = ("2024年6月底前", "全年", "持续推进", "2025年", "2024年第三季度")
ROWS = st.lists(st.tuples(st.sampled_from(TITLES), st.sampled_from(UNITS), st.sampled_from(TIMES)), min_size=2, max_size=12)


@pytest.mark.parametrize("form", FORMS)
@given(rows=ROWS)
@settings(max_examples=25, deadline=None)
def test_every_form_gives_its_rows(form, rows):
    wanted = [[str(n), *row] for n, row in enumerate(rows, start=1)]
    assert cells("某市任务清单\n" + FORMS[form]([HEADS, *wanted]) + "\n") == wanted


@given(rows=ROWS)
@settings(max_examples=25, deadline=None)
def test_a_table_run_together_in_one_line(rows):
    body = "".join(f"{n}{title.rstrip('。')}。{units}" for n, (title, units, _) in enumerate(rows, start=1))
    wanted = [[str(n), title.rstrip("。") + "。", units] for n, (title, units, _) in enumerate(rows, start=1)]
    assert cells("分工表序号工作内容责任单位" + body) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "序号工作内容责任单位1整治街巷市城管局2规范停车市公安局",  # no full stop tells where the units begin
        "序号工作内容责任单位1整治街巷。市城管局",  # one row is no table
        "详见表中序号工作内容责任单位各栏。",
    ],
)
def test_what_is_left_to_guess_stays_text(text):
    assert not marked(text).marks


def test_a_page_number_inside_a_name_is_healed():
    text = "1、分工表序号工作内容责任单位1整治街巷。市城管局、市公\n2、安局2规范停车。市公安局"
    assert cells(text) == [["1", "整治街巷。", "市城管局、市公安局"], ["2", "规范停车。", "市公安局"]]


# --- cells that wrap, are empty, stand for several rows ----------------------------------------------------


def test_cells_run_over_lines_and_may_be_empty():
    lines = (
        *("序号", "重点任务", "牵头单位", "配合单位", "备注"),
        *("1", "建立平台，将公章刻制、", "银行开户纳入窗口", "市财政局", "市公安局、", "市民政局"),
        *("2", "清理账款", "市审计局"),
        *("3", "修复信用", "市数据局", "市商务局", "省级"),
        *("4", "压减时间", "市住房城乡建设局", "市商务局"),
    )
    assert cells("\n".join(lines)) == [
        ["1", "建立平台，将公章刻制、银行开户纳入窗口", "市财政局", "市公安局、市民政局"],
        ["2", "清理账款", "市审计局"],
        ["3", "修复信用", "市数据局", "市商务局", "省级"],
        ["4", "压减时间", "市住房城乡建设局", "市商务局"],
    ]


def test_the_heads_printed_again_on_the_next_page_are_no_row():
    one = ["1", "建立平台", "市财政局", "全年"]
    two = ["2", "清理账款", "市审计局", "2025年"]
    three = ["3", "修复信用", "市数据局", "2025年"]
    assert cells("\n".join([*HEADS, *one, *two, *HEADS, *three])) == [one, two, three]


def test_what_stands_behind_the_last_row_is_no_cell():
    rows = [["1", "建立平台", "市财政局", "全年"], ["2", "清理账款", "市审计局", "2025年"]]
    text = "\n".join([*HEADS, *(cell for row in rows for cell in row), "本清单由市政府办公室负责解释。", "附件：说明"])
    assert cells(text) == rows


def test_a_number_in_a_cell_is_no_row_number():
    heads, one = "序号 指标 单位 年度目标 责任部门", "1 油菜面积 万亩 2 县农业农村局"
    text = f"{heads} {one} 2 生猪存栏 万头 3 县农业农村局 3 水产品产量 万吨 4 县渔业局"
    assert [row[0] for row in cells("\n".join(text.split()))] == ["1", "2", "3"]


# --- laws --------------------------------------------------------------------------------------------------

PROSE = st.lists(
    st.sampled_from(
        (
            "各责任单位要按照完成时限抓好工作任务落实。",
            "工作任务",
            "责任单位",
            "（责任单位：市财政局、市公安局；完成时限：2025年6月）",
            "一、总体要求",
            "1",
            "2",
            "1.建设平台。到2025年，建成3个平台。（市财政局）",
            "市财政局",
            "2025年6月30日",
            "表格设序号、工作任务、责任单位、完成时限四栏。",
            "牵头单位：市财政局    配合单位：市公安局",
            "甲 | 乙",
            "",
        )
    ),
    max_size=25,
)


@given(lines=PROSE)
@settings(max_examples=120, deadline=None)
def test_prose_is_never_a_table(lines):
    text = "\n".join(lines)
    assert not marked(text).marks


@given(rows=ROWS, before=PROSE, after=PROSE)
@settings(max_examples=40, deadline=None)
def test_the_text_stays_and_marks_nest(rows, before, after):
    table = [cell for row in [HEADS, *([str(n), *r] for n, r in enumerate(rows, start=1))] for cell in row]
    text = "\n".join([*before, *table, *after])
    out = marked(text)
    assert out.text == text
    spans = sorted(m.span for m in out.marks if m.kind is MarkKind.ROW)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(any(s.contains(m.span) for s in spans) for m in out.marks if m.kind is MarkKind.CELL)


@pytest.mark.parametrize(
    "path", [p for p in sorted(DOCUMENTS.rglob("*.txt")) if p.parent.name != "tables"], ids=lambda path: path.name
)
def test_documents_without_flattened_tables_keep_their_marks(path):
    out = Marked()
    out.write(path.read_text(encoding="utf-8"))
    from kg.reading.layout import mark_layout_tables

    mark_layout_tables(out)
    source = read_bytes(path.name, path.read_bytes(), max_bytes=2**20)
    assert sum(m.kind is MarkKind.ROW for m in source.marks) == sum(m.kind is MarkKind.ROW for m in out.marks)


# --- two columns of units, no numbers, empty cells --------------------------------------------------------


@pytest.mark.parametrize(
    ("units", "wanted"),
    [
        ("市城管局市公安局、市财政局", ["市城管局", "市公安局、市财政局"]),
        ("市城管局", ["市城管局"]),
        ("市委宣传部团市委", ["市委宣传部", "团市委"]),  # not 市委 and 宣传部
        ("市委市政府督查室市水务局", ["市委市政府督查室", "市水务局"]),
        ("市城管局、市公安局", ["市城管局、市公安局"]),  # whose is whose? in no column of units
        ("市城管局市公安局、市水务局市财政局", ["市城管局市公安局、市水务局市财政局"]),
    ],
)
def test_two_columns_of_units_run_together_are_parted_where_two_names_meet(units, wanted):
    text = f"序号工作内容牵头单位配合单位1整治街巷。{units}2规范停车。市公安局"
    assert cells(text)[0] == ["1", "整治街巷。", *wanted]
    levels = {m.level for m in marked(text).marks if m.kind is MarkKind.CELL and text[m.span.start : m.span.end] == wanted[0]}
    assert (4 in levels) == ("、" in wanted[0])


@pytest.mark.parametrize(
    "text",
    [
        "工作任务\n责任单位\n完成时限\n整治街巷\n市城管局\n2025年\n",  # one row is no table
        "工作任务\n责任单位\n完成时限\n市城管局表示抓紧整治。\n市公安局表示支持。\n",
        "工作任务\n责任单位\n备注\n整治街巷\n市城管局\n含开发区\n规范停车\n市公安局\n",  # a note or the next task?
    ],
)
def test_lines_without_numbers_that_fit_no_table(text):
    assert not marked(text).marks


def test_single_blanks_part_cells_and_empty_cells_and_broken_lines():
    text = (
        "序 号 类别 工 作 任 务 牵头单位 配合单位\n"
        "1 水 源 保 护 清理河道 市水务局 市财政局\n"
        "2  修复湖岸 线 市林业局\n"
        "3  疏浚港口 市交通运输局 市水务局 市财政局\n"
        "4  绿化堤岸 市林业局 各相关部门\n"
    )
    assert cells(text) == [
        ["1", "水源保护", "清理河道", "市水务局", "市财政局"],
        ["2", "修复湖岸线", "市林业局"],
        ["3", "疏浚港口", "市交通运输局市水务局市财政局"],  # whose is whose? in no column of units
        ["4", "绿化堤岸", "市林业局", "各相关部门"],
    ]


def test_figures_below_one_another():
    head = ["指标", "2025年", "2030年", "属性"]
    rows = "一、水源 1.用水总量（亿立方米） 12.5 ≤13 约束性 2.堤防达标率（%） 其中：支流 88 80 95 90 预期性"
    text = "\n".join([*head, *rows.split()]) + "\n"
    assert cells(text) == [
        head,
        ["1.用水总量（亿立方米）", "12.5", "≤13", "约束性"],
        ["2.堤防达标率（%）其中：支流", "8880", "9590", "预期性"],
    ]
    assert not cells(text.replace("80\n", ""))  # one figure too few: whose is the next?


HEAD = ["序号", "重点任务", "具体举措", "牵头单位", "配合单位", "完成时限"]


@pytest.mark.parametrize(
    ("below", "wanted"),
    [
        (["", "", "压减时间", "", "", ""], ["1", "开办企业", "压减时间", "市监局", "税务局", "6月"]),
        (["", "", "压减时间", "公安局", "", ""], ["1", "开办企业", "压减时间", "公安局", "", ""]),
        (["", "", "压减时间", "", "公安局", ""], ["1", "开办企业", "压减时间", "市监局", "公安局", "6月"]),
        (["2", "", "压减时间", "", "", ""], ["2", "开办企业", "压减时间", "", "", ""]),  # an item of its own
        (["", "合计", "", "", "", ""], ["", "合计", "", "", "", ""]),
        (["二、纳税", "", "", "", "", ""], ["二、纳税", "", "", "", "", ""]),
    ],
)
def test_empty_cells_go_on_with_the_item_above(below, wanted):
    first = ["1", "开办企业", "一窗通办", "市监局", "税务局", "6月"]
    assert filled([HEAD, first, below]) == [HEAD, first, wanted]
    assert filled([HEAD[:3], first[:3], below[:3]]) == [HEAD[:3], first[:3], below[:3]]  # no heads of units
