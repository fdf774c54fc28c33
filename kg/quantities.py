"""Numbers with their units, as Chinese official prose writes them: ３０００项以上, 1—2个, 超6万亿元, 六批.

A tool: text in, quantities out, offsets count in the text that was given. It knows nothing of goals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from kg.text import fold, numeral


class Measure(StrEnum):
    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    TIME = "time"
    PHYSICAL = "physical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """``text[start:end]`` is the number with its unit and a following 以上/左右."""

    lead: int  # where the words in front that compare or reach (超过, 力争达到) begin; ``start`` when there are none
    start: int
    end: int
    value: str  # plain decimal
    upper: str | None  # the other end of a range
    unit: str  # with its magnitude: 万亿元
    comparator: str  # = ≈ ≥ > ≤ <
    measure: Measure
    chinese: bool  # written in Chinese numerals


_UNITS = {
    Measure.MONEY: "元人民币 人民币 美元 欧元 港元 元",
    Measure.SHARE: "个百分点 百分点 % ‰",
    Measure.TIME: "个工作日 工作日 个自然日 个月 小时 分钟 毫秒 秒 天",
    Measure.COUNT: (
        "架次 人次 班次 批次 车次 标准机架 机架 标准箱 标箱 台套 个 家 项 名 处 条 台 套 件 辆 架 艘 座 "
        "所 种 类 批 户 次 倍 例 门 间 株 头 只 床 张 支 部 场 期 轮 片 栋 列 班 对 组 颗 枚 口 块 册 篇 份 宗 笔 道 人"
    ),
    Measure.PHYSICAL: (
        "吨标准煤 标准立方米 平方公里 平方千米 平方米 立方米 公里 千米 海里 毫米 厘米 纳米 微克/立方米 米 "
        "公顷 亩 公斤 千克 吨 升 兆瓦时 千瓦时 兆瓦 吉瓦 千瓦 瓦 岁 分贝 "
        "eflops pflops tflops gwh mwh kwh gw mw kw pb eb tb gb gbps mbps tbps gb/s"
    ),
}
_MEASURE_OF = {unit: measure for measure, units in _UNITS.items() for unit in units.split()}
_BY_LENGTH = sorted(_MEASURE_OF, key=lambda unit: (-len(unit), unit))
_UNIT = "|".join(map(re.escape, _BY_LENGTH))
_PER = r"(?:/(?:年|月|日|天|人|户|亩|件|项|次|公里|秒|万元|平方米))?"
_MAGNITUDE = "万亿|千亿|百亿|十亿|千万|百万|十万|万|亿|千|百"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[二两三四五六七八九十百千]+"
_AFTER = "(?:[（(]含[)）])?(?P<after>及以上|以上|左右|上下|以内|之内|以下|及以下|内)?"
_QUANTITY = re.compile(
    rf"(?P<low>{_NUMBER})(?:(?:{_MAGNITUDE})?(?:{_UNIT})?[-—–~至到]{{1,2}}(?P<high>{_NUMBER}))?"
    rf"(?P<more>多|余)? ?(?P<unit>(?:{_MAGNITUDE})?(?:{_UNIT}){_PER})(?P<by>×1(?:{_UNIT}))?{_AFTER}"
)
# “超万架”, “突破千亿元”: the magnitude itself is the number
_BARE = re.compile(rf"(?<=[超过破近达约逾到至])(?P<low>{_MAGNITUDE})(?P<more>)(?P<unit>(?:{_UNIT}){_PER}){_AFTER}")
_BARE_VALUE = {"万亿": (1, "万亿"), "千亿": (1000, "亿"), "百亿": (100, "亿"), "十亿": (10, "亿"), "亿": (1, "亿")} | {
    "千万": (1000, "万"),
    "百万": (100, "万"),
    "十万": (10, "万"),
    "万": (1, "万"),
    "千": (1000, ""),
    "百": (100, ""),
}
# In front of a number these make it a part of a name, a date or a formula: 第3条, 7×24小时, 1+5个, A1个
_FORMULA = re.compile(r"[第\d.×+/\-a-z]")

_COMPARE = {
    ">": "超过 超出 超 突破 大于 高于 多于 逾",
    "≥": "不低于 不少于 不小于 不下 至少",
    "≤": "不超过 不高于 不大于 不多于 最多 控制在",
    "<": "低于 小于 少于",
    "≈": "大约 约为 约 接近 将近 近",
    "=": (
        "达到 达 提高到 提升到 提高至 提升至 增加到 增加至 增长到 增长至 增至 扩大到 扩大至 上升到 上升至 "
        "下降到 下降至 降低到 降低至 降到 降至 减少到 减少至 压缩到 压缩至 压减到 压减至 缩短到 缩短至 "
        "缩减到 缩减至 减至 减到 稳定在 保持在 维持在 预计 力争 总体 累计 基本 总计 共计 合计 将 为 至 到 分别 均 平均"
    ),
}
_SIGN_OF = {word: sign for sign, words in _COMPARE.items() for word in words.split()}
_LEADS = tuple(sorted(_SIGN_OF, key=lambda word: (-len(word), word)))
_AFTER_SIGN = {"及以上": "≥", "以上": "≥", "左右": "≈", "上下": "≈"} | dict.fromkeys(
    ("以内", "之内", "以下", "及以下", "内"), "≤"
)


def quantities(text: str) -> tuple[Quantity, ...]:
    """All quantities of ``text`` (digits and signs of any width) from left to right; none overlap."""
    folded = fold(text)
    found: list[Quantity] = []
    position = 0
    while True:
        hits = [hit for hit in (pattern.search(folded, position) for pattern in (_QUANTITY, _BARE)) if hit]
        if not hits:
            return tuple(found)
        match = min(hits, key=lambda hit: (hit.start(), -hit.end()))
        position = match.end()
        if not _FORMULA.match(folded[max(0, match.start() - 1) : match.start()]):
            found.append(_quantity(folded, text, match))


def _quantity(folded: str, text: str, match: re.Match[str]) -> Quantity:
    unit = half_width(text[match.start("unit") : match.end("unit")])
    value, upper = match["low"], match.groupdict().get("high")
    if match.re is _BARE:
        number, magnitude = _BARE_VALUE[value]
        value, unit = str(number), magnitude + unit
    lead, sign = _lead(folded, match.start())
    if sign == "=":
        sign = _AFTER_SIGN.get(match["after"] or "", ">" if match["more"] else "=")
    by = match.groupdict().get("by") or ""
    return Quantity(
        lead=lead,
        start=match.start(),
        end=match.end(),
        value=_decimal(value),
        upper=None if upper is None else _decimal(upper),
        unit=unit + by.replace("×1", "×"),
        comparator=sign,
        measure=_measure(fold(unit)),
        chinese=match.re is _QUANTITY and not match["low"][0].isdigit(),
    )


def _decimal(text: str) -> str:
    number = None if text[0].isdigit() else numeral(text)
    return text.replace(",", "") if number is None else str(number)


def _measure(unit: str) -> Measure:
    base = unit if unit in _MEASURE_OF else unit.split("/", maxsplit=1)[0]
    return next(_MEASURE_OF[known] for known in _BY_LENGTH if base.endswith(known))


def _lead(folded: str, start: int) -> tuple[int, str]:
    """Where the comparing words in front of ``start`` begin, and what they say (nearest the number wins)."""
    sign = "="
    while word := next((word for word in _LEADS if folded.endswith(word, 0, start)), None):
        sign = _SIGN_OF[word] if sign == "=" else sign
        start -= len(word)
    return start, sign


_HALF = {
    wide: wide - 0xFEE0
    for wide in (*map(ord, "％＋－／．"), *range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}


def half_width(text: str) -> str:
    """Full-width letters, digits and signs of arithmetic to half width; case and length are kept, Chinese punctuation too."""
    return text.translate(_HALF)
