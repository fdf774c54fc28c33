"""Goals: filters, order, charts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.web import charts, target_markup
from qa.web.target_list import TargetFilter, TargetList

from .tables import target

TARGETS = (
    target("产值", "800", "亿元", "2025", comparator=">"),
    target("产值", "1.2", "万亿元", "2030", comparator="≥"),
    target("覆盖率", "60", "%", "2025"),
    target("配套率", "8.5", "%", "2025", comparator="≈"),
    target("利用率", "90", "%", "2025", comparator="≤"),
    target("企业", "3", "家", None, upper="5"),
    target("电站", "4", "座", "2025", document="lin"),
)
LISTED = TargetList(TARGETS)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"document": "lin"}, ["电站"]),
        ({"year": "2030"}, ["产值"]),
        ({"year": "none"}, ["企业"]),
        ({"unit": "%", "sort": "-value"}, ["利用率", "覆盖率", "配套率"]),
        ({"q": "总体要求 产值"}, ["产值", "产值"]),
        ({"unit": "%", "year": "2030"}, []),
        ({"year": "none", "sort": "year"}, ["企业"]),
    ],
)
def test_filters_and_order(asked, found):
    assert [row.indicator for row in LISTED.chosen(TargetFilter.of(asked)).rows] == found


def test_options_count_what_they_would_show():
    chosen = LISTED.chosen(TargetFilter(year="2025"))
    assert [(o.value, o.count) for o in chosen.units] == [("%", 3), ("亿元", 1), ("座", 1)]
    assert [(o.label, o.count) for o in chosen.years] == [("2025年", 5), ("2030年", 1), ("未写年份", 1)]


def test_charts_hold_one_unit_each_and_say_what_the_document_says():
    over_years, alike = charts.charts(TARGETS)
    assert (over_years.title, over_years.unit, over_years.years) == ("产值", "亿元", True)
    assert [(bar.name, bar.length, bar.label) for bar in over_years.bars] == [
        ("2025年", Decimal(800), "超过800亿元"),
        ("2030年", Decimal(12000), "1.2万亿元以上"),
    ]
    assert (alike.title, [bar.label for bar in alike.bars]) == ("2025年目标（单位：%）", ["60%", "8.5%左右", "不超过90%"])
    assert alike.words == "2025年目标（单位：%）：覆盖率 60%，配套率 8.5%左右，利用率 不超过90%"


def test_no_chart_where_nothing_can_be_compared():
    assert charts.charts(TARGETS[2:4]) == ()  # two are too few
    assert charts.charts((target("产值", "8", "亿元"), target("产值", "9", "亿元"))) == ()  # one year twice
    assert charts.charts((target("产值", "8", "亿元", "2025"), target("产值", "9", "%", "2027"))) == ()
    assert charts.charts((target("产值", "8", "亿元", "2025"), target("产值", "9", "亿元", "2027", document="lin"))) == ()


@pytest.mark.parametrize(
    ("unit", "base"),
    [
        ("万亿元", ("元", 10**12)),
        ("亿元", ("元", 10**8)),
        ("万台套", ("台套", 10**4)),
        ("%", ("%", 1)),
        ("万", ("万", 1)),
        ("百分点", ("百分点", 1)),
    ],
)
def test_magnitudes_are_told_from_units(unit, base):
    assert charts.base_unit(unit) == base


@given(
    st.decimals("0.0001", "99999", places=4), st.sampled_from(["", "万", "亿", "万亿"]), st.sampled_from(["", "万", "亿", "万亿"])
)
def test_lengths_are_exact(value, one, other):
    rows = (target("产值", str(value), f"{one}元", "2025"), target("产值", "1", f"{other}元", "2027"))
    (chart,) = charts.charts(rows)
    sizes = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
    assert chart.bars[0].length * sizes[chart.unit.removesuffix("元")] == value * sizes[one]


def test_options_turn_with_the_theme_and_label_each_bar():
    for chart in charts.charts(TARGETS):
        drawn = charts.options(chart)
        (series,) = drawn["series"]
        assert [point["label"]["formatter"] for point in series["data"]] == [bar.label for bar in chart.bars]
        assert series["itemStyle"]["color"] == "var(--accent)" and drawn["animation"] is False
        assert charts.height(chart) > 40 * len(chart.bars)
    evil = charts.charts((target("x" * 99, "1", "{b}个", "2025"), target("x" * 99, "2", "{b}个", "2026")))
    assert charts.options(evil[0])["series"][0]["data"][0]["label"]["formatter"] == "1｛b｝个"


def test_rows_say_quantity_and_quotation_and_escape():
    markup = target_markup.rows((target("<b>产值", "3", "家", None, upper="5", comparator="≈"),))
    assert "&lt;b&gt;产值" in markup and "<b>" not in markup
    assert "3—5家左右" in markup and "<q>&lt;b&gt;产值达到3家</q>" in markup
    assert 'href="/documents/haizhou?start=10&amp;end=19#mark"' in markup
