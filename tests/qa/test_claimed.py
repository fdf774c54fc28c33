"""Amounts in running Chinese, and what a stated one says to a claimed one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.claimed import Claimed, claimed, decide, same_unit


@pytest.mark.parametrize(
    ("text", "value", "unit", "op"),
    [
        ("产值要达到800亿元吗", 80_000_000_000, "元", "="),
        ("要超过八百亿元吗", 80_000_000_000, "元", ">"),
        ("覆盖率能到百分之九十吗", 90, "%", "="),
        ("准点率不低于95%吗", 95, "%", ">="),
        ("培育100家以上吗", 100, "家", ">="),
        ("48小时内放行吗", 48, "小时", "<="),
        ("开通一百八十条吗", 180, "条", "="),
        ("规模是1000亿吗", 100_000_000_000, "", "="),
    ],
)
def test_an_amount_with_its_unit_and_comparison(text, value, unit, op):
    (found,) = claimed(text)
    assert (found.value, found.unit, found.op) == (value, unit, op)


@pytest.mark.parametrize("text", ["2025年发的吗", "5月1日施行吗", "第三条怎么说", "哪一个部门", "云泽政办发8号"])
def test_dates_and_numbers_of_clauses_are_no_amounts(text):
    assert claimed(text) == ()


def test_units_that_are_said_of_one_another():
    assert same_unit("家", "个") and same_unit("元", "") and same_unit("家", "家企业")
    assert not same_unit("%", "") and not same_unit("元", "%")


def claim(op: str, value: int) -> Claimed:
    (found,) = claimed({"=": "", ">": "超过", ">=": "不低于", "<": "低于", "<=": "不超过"}[op] + f"{value}家")
    return found


@pytest.mark.parametrize(
    ("op", "n", "stated", "comparator", "truth"),
    [
        ("=", 1000, 1500, "≈", False),
        ("=", 1500, 1500, "≈", True),
        (">", 1000, 1500, "≈", True),
        (">", 1500, 1500, "≈", None),
        (">", 100, 100, "≥", True),
        (">", 100, 80, "≥", False),
        (">", 100, 80, "≤", False),
        ("<", 90, 95, "≥", False),
        ("<", 100, 95, "≥", None),
        ("<=", 12, 6, "≤", None),
    ],
)
def test_what_is_stated_decides_or_leaves_open(op, n, stated, comparator, truth):
    found = decide(claim(op, n), Decimal(stated), Decimal(stated), comparator)
    assert (found and found[0]) is truth


def test_inside_a_range_nothing_is_decided():
    assert decide(claim("=", 130), Decimal(120), Decimal(150), "=") is None
    assert decide(claim("=", 200), Decimal(120), Decimal(150), "=") == (False, "=")


@given(
    op=st.sampled_from(["=", ">", ">=", "<", "<="]),
    n=st.integers(11, 999),
    low=st.integers(11, 999),
    comparator=st.sampled_from(["=", "≈", "≥", ">", "≤", "<"]),
)
def test_the_comparison_given_is_the_truth_given(op, n, low, comparator):
    """The query that is built from it returns the very answer."""
    found = decide(claim(op, n), Decimal(low), Decimal(low), comparator)
    if found is not None:
        truth, shown = found
        assert truth is {"=": low == n, ">": low > n, ">=": low >= n, "<": low < n, "<=": low <= n}[shown]
