"""Markdown: marks instead of mark-up, and nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import MarkKind
from kg.reading.markdown import read_markdown


def marked(out, kind):
    return [out.text[m.span.start : m.span.end] for m in out.marks if m.kind is kind]


def test_headings_bold_and_escapes():
    out = read_markdown("## （二）补强\n1. **研制部件。**支持\\[省工业厅\\]\n**2.做强。** 培育3\\*5家")
    assert out.text == "（二）补强\n1. 研制部件。支持[省工业厅]\n2.做强。 培育3*5家\n"
    assert marked(out, MarkKind.HEADING) == ["（二）补强"]
    assert marked(out, MarkKind.BOLD) == ["研制部件。", "2.做强。"]


def test_front_matter_pictures_links_comments_and_quotes_fall_away():
    out = read_markdown(
        '---\ntitle: "网页"\ntags:\n  - x\n---\n\n<!-- 注 -->\n> 见[管理办法](https://example.invalid/a_(b).html)\n\n'
        "![](https://example.invalid/x.png)\n- 第一项\n* 第二项\n---\n`代码` <https://example.invalid>"
    )
    assert [line for line in out.text.split("\n") if line.strip()] == [
        "见管理办法",
        "第一项",
        "第二项",
        "代码 https://example.invalid",
    ]


@pytest.mark.parametrize(
    ("front", "body", "first"),
    [
        ('title: "明川市港口方案-明川市人民政府门户网站"', "各区：\n现提出方案。", "明川市港口方案"),
        ("title: 明川市港口方案（2024—2026年）_政府网", "各区：", "明川市港口方案（2024—2026年）"),
        ("title: 明川市港口方案", "明川市\n港口方案\n各区：", "明川市"),
        ("title: 明川市港口方案", "# 明川市的港口\n各区：", "明川市的港口"),
        ("title: 政务公开首页", "各区：", "各区："),
        ("author: 无", "各区：", "各区："),
    ],
)
def test_the_front_matter_s_title_stands_in_for_a_missing_one(front, body, first):
    assert read_markdown(f"---\n{front}\n---\n{body}").text.split("\n")[0] == first


def test_a_rule_inside_the_text_is_no_front_matter():
    assert "正文" in read_markdown("标题\n\n---\n\n正文\n\n---\n").text
    assert "正文" in read_markdown("---\n正文：第一条\n---\n第二条\n").text


def test_setext_headings():
    out = read_markdown("总则\n===\n\n细则\n---\n\n正文")
    assert marked(out, MarkKind.HEADING) == ["总则", "细则"]
    assert "===" not in out.text


def test_emphasis_but_no_stars_of_sums():
    assert read_markdown("这是*重点*内容，3*4=12").text == "这是重点内容，3*4=12\n"


def test_tables_become_rows_and_cells():
    out = read_markdown("| 序号 | 任务 | 单位 |\n|:--|---|--:|\n| 1 | **建港** | 甲局、\\|乙局 |\n\n正文")
    assert marked(out, MarkKind.ROW) == ["序号\t任务\t单位", "1\t建港\t甲局、|乙局"]
    assert marked(out, MarkKind.CELL)[3:] == ["1", "建港", "甲局、|乙局"]
    assert [m.level for m in out.marks if m.kind is MarkKind.CELL] == [0, 1, 2, 0, 1, 2]


def test_html_in_markdown():
    assert read_markdown("第一行<br>第二行<u>划线</u>&nbsp;完").text == "第一行\n第二行划线\u00a0完\n"


def test_unclosed_bold_ends_with_its_line():
    out = read_markdown("**没有结束\n下一行")
    assert marked(out, MarkKind.BOLD) == ["没有结束"]
    assert out.text == "没有结束\n下一行\n"


@given(st.text(alphabet="一二三（）1.。，*#|`[]()!\\-> \n<b>_", max_size=80))
def test_marks_always_lie_inside_the_text(text):
    out = read_markdown(text)
    assert all(0 <= m.span.start < m.span.end <= len(out.text) for m in out.marks)


@given(st.text(alphabet="一二三（）。，：；“”《》甲乙丙丁12", max_size=80))
def test_plain_chinese_passes_unchanged(text):
    assert read_markdown(text).text == text + "\n"
