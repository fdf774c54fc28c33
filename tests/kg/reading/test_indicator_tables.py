"""A table of indicators, read from each format, gives each goal cell once, with the year of its column."""

from __future__ import annotations

import pytest

from kg.config import KgSettings
from kg.extract.targets import targets
from kg.ontology import load

ROWS = (
    ("序号", "指标", "2030年（基期）", "2032年", "2035年"),
    ("1", "雪场覆盖率", "27.5%", "32%", "38%"),
    ("2", "冰雪零售额", "260亿元", "400亿元", "600亿元"),
    ("3", "造雪机保有量", "1.8万台套", "3万台套", "5万台套以上"),
)


@pytest.fixture(scope="module")
def ontology():
    return load(KgSettings().ontology)


def test_each_goal_cell_is_one_goal(tabled, opened, ontology):
    document = opened(*tabled("云岭省冰雪产业行动方案（2031—2035年）", "一、发展目标", "主要指标如下，逐年推进落实。", ROWS))
    found, refused = targets(document, ontology)
    assert [(one.indicator, one.value, one.unit, one.comparator, one.year) for one in found] == [
        ("雪场覆盖率", "32", "%", "=", "2032"),
        ("雪场覆盖率", "38", "%", "=", "2035"),
        ("冰雪零售额", "400", "亿元", "=", "2032"),
        ("冰雪零售额", "600", "亿元", "=", "2035"),
        ("造雪机保有量", "3", "万台套", "=", "2032"),
        ("造雪机保有量", "5", "万台套", "≥", "2035"),
    ]
    assert refused == ()
    for one in found:
        assert one.value in document.quote(one.number_span) and one.where.span.contains(one.number_span)
        assert one.indicator in document.quote(one.where.span)
