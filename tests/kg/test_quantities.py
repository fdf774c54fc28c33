from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.quantities import Measure, half_width, quantities


@pytest.mark.parametrize(
    ("text", "value", "upper", "unit", "comparator"),
    [
        ("规模达到1500亿元左右", "1500", None, "亿元", "≈"),
        ("营业收入超１万亿元", "1", None, "万亿元", ">"),
        ("建成1—2个中试平台", "1", "2", "个", "="),
        ("占比10%—15%", "10", "15", "%", "="),
        ("累计申请专利3000项以上", "3000", None, "项", "≥"),
        ("覆盖率不低于90%", "90", None, "%", "≥"),
        ("办理时间压缩至5个工作日以内", "5", None, "个工作日", "≤"),
        ("投资1,300.5亿元", "1300.5", None, "亿元", "="),
        ("算力规模达到60 EFlops", "60", None, "EFlops", "="),
        ("支撑超万架飞行器", "1", None, "万架", ">"),
        ("产值突破千亿元", "1000", None, "亿元", ">"),
        ("最多不超过六批", "6", None, "批", "≤"),
        ("起降能力300万架次/年", "300", None, "万架次/年", "="),
        ("销售额1000万元（含）以上", "1000", None, "万元", "≥"),
        ("引进50多家企业", "50", None, "家", ">"),
        ("分辨率小于1公里×1公里", "1", None, "公里×公里", "<"),
    ],
)
def test_one_number_with_its_unit(text: str, value: str, upper: str | None, unit: str, comparator: str) -> None:
    (found,) = quantities(text)
    assert (found.value, found.upper, found.unit, found.comparator) == (value, upper, unit, comparator)
    assert found.lead <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    "text", ["到2026年底前", "第3条规定", "7×24小时值守", "5月31日", "5G网络", "1.4GHz专网", "“1+5+4”布局", "2021—2025年"]
)
def test_dates_formulas_and_names_are_no_quantities(text: str) -> None:
    assert quantities(text) == ()


def test_what_compares_stands_in_front_of_the_number() -> None:
    (found,) = quantities("机械化率分别达到45%")
    assert "机械化率分别达到45%"[found.lead : found.start] == "分别达到"
    assert found.measure is Measure.SHARE
    assert not found.chinese


def test_half_width_keeps_chinese_punctuation() -> None:
    assert half_width("ＭａａＳ（１５％），好") == "MaaS（15%），好"


@given(st.text(alphabet="建成达到超过12３４.,万亿个家%％元（）、，。年—-至 小时EFlops六批×第", max_size=40))
def test_quantities_never_overlap_and_stay_in_the_text(text: str) -> None:
    last = 0
    for found in quantities(text):
        assert last <= found.start < found.end <= len(text)
        assert 0 <= found.lead <= found.start
        assert float(found.value) >= 0
        last = found.end


@given(st.integers(1, 9999), st.sampled_from(["个", "家", "亿元", "万台", "%", "小时", "平方公里"]))
def test_any_integer_is_read_in_either_width(number: int, unit: str) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    for spelling in (str(number), wide):
        (found,) = quantities(f"达到{spelling}{unit}以上")
        assert (found.value, found.unit, found.comparator) == (str(number), unit, "≥")
