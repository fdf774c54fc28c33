"""Plain text: pages, running heads, attributions that a PDF's text layer shows out of place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.reading.plain import drop_running_heads, mend_layout, read_plain


def test_pages_by_printed_numbers():
    out = read_plain("第一页内容\n—１—\n第二页内容\n  - 2 -\n余下内容\n")
    assert [(page.number, out.text[page.span.start : page.span.end].strip()) for page in out.pages] == [
        (1, "第一页内容\n—１—"),
        (2, "第二页内容\n  - 2 -"),
        (3, "余下内容"),
    ]


def test_one_number_makes_no_pages():
    assert not read_plain("内容\n—１—\n内容").pages


def test_numbers_that_do_not_ascend_make_no_pages():
    assert not read_plain("内容\n—３—\n内容\n—１—\n").pages


def test_form_feeds_make_pages_and_repeated_heads_go():
    pages = [f"公报 {n}\n第{n}页的正文内容。\n{n}\n" for n in range(1, 5)]
    out = read_plain("\f".join(pages))
    assert out.text.split() == [f"第{n}页的正文内容。" for n in range(1, 5)]
    assert [page.number for page in out.pages] == [1, 2, 3, 4]


def test_a_head_repeated_below_printed_numbers_goes_but_not_a_table_s_header():
    pages = [f"明川省人民政府公报\n第{n}段没有说完的\n内容。\n—{n}—\n" for n in range(1, 6)]
    assert read_plain("".join(pages)).text.count("公报") == 1  # nothing stands above the first
    tables = [f"序号  任务  单位\n{n}  建港  交通局\n—{n}—\n" for n in range(1, 6)]
    assert read_plain("".join(tables)).text.count("序号") == 5


def test_lines_that_repeat_inside_pages_stay():
    pages = ["头\n甲\n责任单位：省厅\n乙\n丙\n尾"] * 4
    assert all("责任单位：省厅" in page for page in drop_running_heads(pages))
    assert not any("尾" in page for page in drop_running_heads(pages))


def test_an_attribution_printed_above_its_line_moves_below_it():
    text = "促进标准规范与便民服务机构的\n     （科技部、知识产权局等负\n对接与合作。\n责）\n"
    assert mend_layout(text) == "促进标准规范与便民服务机构的\n对接与合作。\n     （科技部、知识产权局等负\n责）\n"


def test_a_late_bracket_returns_to_its_line():
    text = "提升伦理治理能力。                 ）\n    （责任单位：省网信办、省数据局。\n下一段"
    assert mend_layout(text) == "提升伦理治理能力。\n    （责任单位：省网信办、省数据局。）\n下一段"


@pytest.mark.parametrize(
    "text",
    [
        "完成上一句话。\n      （科技部、教育部负责）\n对接合作。\n",  # the line before is finished: nothing to swap
        "促进标准规范与便民服务机构的\n（科技部、知识产权局等负责）对接\n对接与合作。\n",  # not set apart
        "附件目录包括\n       1. （甲、乙）\n清单。\n",
        "",
        "\n\n",
    ],
)
def test_what_stands_right_is_left_alone(text):
    assert mend_layout(text) == text


@given(st.text(alphabet="甲乙、。（）\n 　负责", max_size=120))
def test_mending_keeps_every_character(text):
    assert sorted(mend_layout(text).replace(" ", "")) == sorted(text.replace(" ", ""))
