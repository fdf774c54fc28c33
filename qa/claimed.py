"""Amounts in Chinese text: the number, its unit, how it is compared; and what a stated amount says to a claimed one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kg.model import Span
from kg.text import numeral

_BEFORE = {
    ">": "超过|突破|大于|高于|多于|不止|超|逾|冲破",
    ">=": "不低于|不少于|至少|不小于|最少|不得低于|不得少于",
    "<": "低于|少于|小于|不到|不足",
    "<=": "不超过|不高于|不多于|至多|最多|不得超过|不大于|控制在",
}
_AFTER = {">=": "以上|及以上|起", "<=": "以内|以下|之内|及以下|内"}
_STOP = r"吗|吧|么|呢|的|是|对|以|及|左右|之|内|[,，。?？、;；()（）]|$"  # what ends a unit of measure
_NUMBER = (
    r"(?:百分之(?P<of>[0-9.]+|[一二三四五六七八九十百]+)"
    r"|(?P<n>[0-9]+(?:\.[0-9]+)?|[一二两三四五六七八九十百千]{1,7})(?P<scale>万亿|亿|万|千(?![瓦米克])|百(?=[万亿]))?"
    rf"(?P<unit>%|(?!{_STOP})[\u4e00-\u9fff]{{1,4}}?(?={_STOP})|(?!{_STOP})[\u4e00-\u9fff]|[gmk]w|km|tb|[ep]flops)?)"
)
_CLAIM = re.compile(
    "(?P<before>"
    + "|".join(sorted("|".join(_BEFORE.values()).split("|"), key=len, reverse=True))
    + r")?(?:了|到|达|有|建|要|约|大约)?"
    + _NUMBER
    + "(?P<after>"
    + "|".join(sorted("|".join(_AFTER.values()).split("|"), key=len, reverse=True))
    + ")?"
)
_NO_AMOUNT = re.compile("[年月号日版章节届]|个月|个五年|季度")
SCALES = {"": 1, None: 1, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "万亿": 10**12}
UNIT = re.compile(r"(?P<scale>万亿|亿|万)?(?P<rest>.*)")
_PLAIN_UNITS = frozenset("个家项条座处种类")  # said of one another: 100家企业, 100个企业


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """An amount as it is written."""

    value: Decimal  # in single units: 1500亿 → 150000000000
    unit: str  # without the scale: 元
    op: str  # = > >= < <=
    span: Span


def _decimal(text: str) -> Decimal | None:
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text):
        return Decimal(text)
    value = numeral(text)
    return None if value is None else Decimal(value)


def claimed(folded: str) -> tuple[Claimed, ...]:
    """Every amount in the question with how it is compared."""
    found = []
    for match in _CLAIM.finditer(folded):
        value = _decimal(match["of"] or match["n"])
        unit = "%" if match["of"] else match["unit"] or ""
        if (
            value is None
            or not (unit or match["scale"])
            or _NO_AMOUNT.match(unit)
            or folded[match.start() - 1 : match.start()] in {"第", "哪"}
        ):
            continue
        if match["n"] and not match["n"][0].isdigit() and len(match["n"]) == 1 and not match["scale"]:
            continue  # 一个, 两家: hardly a number
        op = next((o for o, said in _BEFORE.items() if match["before"] in said.split("|")), None)
        op = op or next((o for o, said in _AFTER.items() if match["after"] in said.split("|")), "=")
        scaled = value * SCALES[match["scale"]]
        found.append(Claimed(value=scaled, unit=unit, op=op, span=Span(match.start(), match.end())))
    return tuple(found)


def same_unit(unit: str, said: str) -> bool:
    """``said`` may run on into the question (家吗) and ``unit`` may be longer than what was said (标准立方米)."""
    unit = unit.replace("％", "%")
    if not said:
        return unit != "%"  # 1000亿: the scale alone was said
    if not unit:
        return False
    return said.startswith(unit) or unit.startswith(said) or (said[0] in _PLAIN_UNITS and unit in _PLAIN_UNITS)


def decide(claim: Claimed, low: Decimal, high: Decimal, comparator: str) -> tuple[bool, str] | None:
    """Truth of the claim and the comparison of ``low`` with it that shows so; None when what is stated leaves it open.

    ``comparator``: of the stated amount, one of = ≈ > ≥ < ≤; ``high`` is ``low`` unless a range is stated.
    """
    n = claim.value
    if claim.op == "=":
        if low != high:
            return None if low <= n <= high else (False, "=")
        return (n == low, "=")
    if n != low and {claim.op: comparator} in ({">=": "≥"}, {"<=": "≤"}):
        if n > low if claim.op == ">=" else n < low:
            return (False, claim.op)  # “50座以上” of a goal of 35座以上: more than is stated
        return None  # “12小时内” of what must be done in 6: implied, but not what is stated
    if claim.op in {">", ">="}:
        if low > n or (low == n and (claim.op == ">=" or comparator in {">", "≥"})):
            return (True, ">=" if low == n else claim.op) if comparator not in {"<", "≤"} else None
        if low == n and comparator == "≈":
            return None
        return (False, claim.op) if high < n or (high == n and claim.op == ">") else None
    if high < n or (high == n and (claim.op == "<=" or comparator == "<")):
        return (True, "<=" if high == n else claim.op) if comparator not in {">", "≥"} else None
    return (False, claim.op) if low > n or (low == n and comparator != "≈") else None
