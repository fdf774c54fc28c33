"""Lines and their roles: text, signature, number, print and portal rubbish; how the page was set."""

from __future__ import annotations

import pytest

from kg.lines import Role, finished, lines_of, setting_of
from kg.model import Mark, MarkKind, Source, Span


def roles(text: str) -> list[Role]:
    return [line.role for line in lines_of(Source(name="a", media_type="", sha256="", text=text))]


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("推动港口发展。", Role.TEXT),
        ("—１２—", Role.FURNITURE),
        ("- 3 -", Role.FURNITURE),
        ("第 4 页 共 9 页", Role.FURNITURE),
        ("国发〔2018〕42号", Role.NUMBER),
        ("明政发〔２０２４〕 ３ 号          签发人：张三", Role.NUMBER),
        ("2024年3月5日", Role.SIGNATURE),
        ("二〇二四年三月五日", Role.SIGNATURE),
        ("明川省人民政府 2024年3月5日", Role.SIGNATURE),
        ("（此件公开发布）", Role.RUBBISH),
        ("(此件主动公开)", Role.RUBBISH),
        ("抄送：省委各部门，省军区。", Role.RUBBISH),
        ("明川省人民政府办公厅      2024年3月5日印发", Role.RUBBISH),
        ("明川省人民政府文件", Role.RUBBISH),
        ("明川经信    2024-09-05 10:30", Role.RUBBISH),
        ("【法宝引证码】 CLI.12.6476457", Role.RUBBISH),
        ("原文链接：https://example.invalid/a", Role.RUBBISH),
        ("索 引 号： 0001/2024-0001 主题分类： 工业", Role.RUBBISH),
        ("ＺＪＳＰ００－２０２５－００１０", Role.RUBBISH),
        ("==========", Role.RUBBISH),
        ("【打印】 【关闭】", Role.RUBBISH),
        ("来源于企业的建议要认真办理。", Role.TEXT),
        ("2024年3月5日起施行。", Role.TEXT),
    ],
)
def test_roles_of_single_lines(line, role):
    assert roles(line) == [role]


def test_the_organs_above_a_date_sign():
    text = "请认真执行。\n\n明川省制造业高质量发展\n领导小组办公室（代章）\n2024年3月5日"
    assert roles(text) == [Role.TEXT, Role.SIGNATURE, Role.SIGNATURE, Role.SIGNATURE]
    assert roles("由省工业厅负责\n2024年3月5日")[0] is Role.TEXT


def test_what_is_copied_to_whom_runs_over_line_ends():
    assert roles("抄送：省委各部门，\n省法院，省检察院。\n正文。") == [Role.RUBBISH, Role.RUBBISH, Role.TEXT]


def test_a_scrap_between_portal_lines():
    assert roles("索引号：1 主题分类：工业（含电\n信）\n发文机关：国务院")[1] is Role.RUBBISH


def test_contents():
    text = "目　录\n一、总体要求 ........ 1\n二、任务\n三、保障\n一、总体要求\n推动发展。\n二、任务\n建港。\n三、保障\n领导。"
    assert roles(text)[:4] == [Role.RUBBISH] * 4
    assert set(roles(text)[4:]) == {Role.TEXT}


def test_offsets_indents_and_marks():
    text = "　　1. 建设港口。\n\n  正文\n"
    marks = (
        Mark(kind=MarkKind.BOLD, span=Span(5, 9)),
        Mark(kind=MarkKind.HEADING, span=Span(15, 17), level=3),
    )
    first, second = lines_of(Source(name="a", media_type="", sha256="", text=text, marks=marks))
    assert text[first.start : first.end] == first.text == "1. 建设港口。"
    assert (first.indent, first.right, first.bold_end) == (4, 4 + 3 + 10, 9)
    assert (second.indent, second.heading, second.bold_end) == (2, 3, 0)


def test_bold_in_the_midst_of_a_line_does_not_begin_it():
    text = "建设港口很重要"
    marks = (Mark(kind=MarkKind.BOLD, span=Span(4, 7)),)
    assert lines_of(Source(name="a", media_type="", sha256="", text=text, marks=marks))[0].bold_end == 0


def test_hard_line_ends_are_seen():
    prose = "".join(
        f"    第{i}段，推动港口发展和建设，提升服务能\n力和水平，形成合力，支持企业采用新装备和新技\n术。\n"
        for i in "一二三四五六"
    )
    wrapped = setting_of(lines_of(Source(name="a", media_type="", sha256="", text=prose)))
    assert (wrapped.wrapped, wrapped.margin) == (True, 0)
    free = setting_of(lines_of(Source(name="a", media_type="", sha256="", text="推动港口发展。\n" * 20)))
    assert not free.wrapped


@pytest.mark.parametrize(("text", "end"), [("完成。", True), ("（省厅）", True), ("下列：", True), ("做强", False), ("”", False)])
def test_finished(text, end):
    assert finished(text) is end
