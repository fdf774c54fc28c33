"""A table cell that is one figure: 400亿元, ≥45.5, 500—600个, 80%以上. No prose: 建成100个雪场 is none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.quantities import half_width, quantities
from kg.text import fold
from kg.wording import by_length

_SIGNS = {
    "≥": ">= ≥ 不低于 不少于 不小于 不下于 至少 大于等于",
    "≤": "<= ≤ 不超过 不高于 不大于 不多于 小于等于",
    ">": "> 大于 超过 高于 突破 超",
    "<": "< 小于 低于 少于",
    "≈": "≈ 大约 约为 约 接近",
    "=": (
        "= 力争达到 达到 达 提高到 提升到 提高至 提升至 增加到 增加至 增长到 增至 扩大到 "
        "降低到 降低至 降至 降到 下降到 减少到 控制在 保持在 稳定在"
    ),
}
_SIGN_OF = {word: sign for sign, words in _SIGNS.items() for word in words.split()}
_SIGN = "|".join(map(re.escape, by_length(" ".join(_SIGN_OF))))
_AFTER = {"以上": "≥", "及以上": "≥", "左右": "≈", "上下": "≈", "以内": "≤", "之内": "≤", "以下": "≤"}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = r"[^\d\s左右以上下内及±()（）、,，。;；:：\-—–~～]{0,8}"
_VALUE = re.compile(
    rf"(?P<sign>{_SIGN})?(?P<value>{_NUMBER})(?P<first>{_UNIT})(?:[-—–~至到]{{1,2}}(?P<upper>{_NUMBER})(?P<second>{_UNIT}))?"
    rf"(?P<after>{'|'.join(_AFTER)})?"
)
_MAGNITUDES = ("万亿", "千亿", "百亿", "千万", "百万", "万", "亿", "千", "百")
_STRANGE = 4  # code points of a unit that no table knows
_YEAR = re.compile(r"(?:19|20)\d\d年")  # 12.3年 is a length of time
_NO_UNIT = re.compile(r"月|日|完成|建|达|目标|[的了]")


@dataclass(frozen=True, slots=True)
class Value:
    value: str  # plain decimal
    upper: str | None
    unit: str  # "" when the cell says none
    comparator: str


def value_of(text: str) -> Value | None:
    """The figure that a cell is; None for prose, dates and empty cells."""
    plain = "".join(text.split())
    folded = fold(plain)
    match = _VALUE.fullmatch(folded)
    if match is None or _YEAR.match(folded):
        return None
    at = "second" if match["second"] else "first"
    unit = half_width(plain[match.start(at) : match.end(at)])
    if unit and not _known(unit):
        return None
    sign = _SIGN_OF.get(match["sign"] or "", "=")
    return Value(
        match["value"].replace(",", ""),
        match["upper"].replace(",", "") if match["upper"] else None,
        unit,
        _AFTER.get(match["after"] or "", "=") if sign == "=" else sign,
    )


def is_unit(text: str) -> bool:
    """A unit that the table of units knows: 亿元, 万台套, %."""
    found = quantities("2" + text)
    return len(found) == 1 and (found[0].start, found[0].end) == (0, len(text) + 1)


def with_unit(own: str, given: str) -> str:
    """The unit of a figure: its own; a bare magnitude (3万) takes the unit of its column or row with it.

    "" when there is none: a magnitude is no unit, and 3万 under 亿元 would be a guess.
    """
    if own in _MAGNITUDES:
        return own + given if given and not given.startswith(_MAGNITUDES) else ""
    return own or given


def _known(unit: str) -> bool:
    return is_unit(unit) or unit in _MAGNITUDES or (len(unit) <= _STRANGE and not _NO_UNIT.search(unit))
