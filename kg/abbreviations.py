"""Long form and Latin short form: 人工智能生成内容（AIGC）, MaaS（模型即服务）. A tool: text in, offsets out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.phrases import balanced, left_edge, split_joint
from kg.text import fold

_LONG_MAX = 24
_PARTNER_MAX = 2  # a shorter word in front of 和 may be a part of the name
_BORDER = frozenset('，。；：、,;:（）()“”‘’"《》〈〉＋+!！?？*|/／—')
_NUMBERING = re.compile(r"[#*\s]*(?:\d+[.．、]|[一二三四五六七八九十]+、)?")
_LATIN = re.compile(r"(?=.*[a-z])[a-z0-9][a-z0-9\-+.]{1,11}s?")
_BRACKET = re.compile(r"[(（](?P<inside>[^()（）]{2,24})[)）]")
_LATIN_BEFORE = re.compile(r"[a-z][a-z0-9\-+.]{1,11}$")
_HAN = re.compile(r"[\u4e00-\u9fff]{3,12}")


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """``text[start:middle]`` is the name in front of the bracket, ``text[start:end]`` both names."""

    start: int
    middle: int
    end: int
    long: str
    short: str


def abbreviations(text: str) -> Iterator[Abbreviation]:
    """Pairs of names of a healed text, from left to right."""
    folded = fold(text)
    for match in _BRACKET.finditer(folded):
        inside = text[match.start("inside") : match.end("inside")].strip()
        if _LATIN.fullmatch(fold(inside)):
            title = titled(text, match.start())
            start = title[0] if title else long_form(text, match.start())
            if start is not None:
                long = title[1] if title else text[start : match.start()]
                yield Abbreviation(start, start + len(long), match.end(), long, inside)
        elif (latin := _LATIN_BEFORE.search(folded, max(0, match.start() - 14), match.start())) and _HAN.fullmatch(inside):
            short = text[latin.start() : match.start()]
            if any(char.isupper() for char in short):
                yield Abbreviation(latin.start(), match.start(), match.end(), inside, short)


def long_form(text: str, end: int) -> int | None:
    """Where the name begins that ends at ``end``; None when its left border cannot be told."""
    start = end
    while start > 0 and text[start - 1] not in _BORDER:
        start -= 1
    start = _NUMBERING.match(text, start, end).end() if start == 0 else start  # type: ignore[union-attr]
    parts = list(split_joint(text, start, end))
    edge = left_edge(text, *parts[-1])
    if edge == parts[-1][0] and len(parts) > 1 and 0 < parts[-2][1] - left_edge(text, *parts[-2]) <= _PARTNER_MAX:
        return None  # 政府和社会资本合作: one name or two?
    if text[edge - 1 : edge] == "的":
        edge = _with_qualifier(text, parts[-1][0], edge)
    name = text[edge:end]
    if not 2 <= len(name) <= _LONG_MAX or not balanced(name) or not re.search("[\u4e00-\u9fff]", name):
        return None
    return edge


def titled(text: str, end: int) -> tuple[int, str] | None:
    """《X》 in front of ``end``: where the mark opens, and X."""
    stripped = text[:end].rstrip("》〉")
    opens = max(stripped.rfind("《"), stripped.rfind("〈")) + 1
    return None if len(stripped) == end or opens == 0 else (opens, stripped[opens:])


def _with_qualifier(text: str, start: int, edge: int) -> int:
    """面向科学研究的人工智能 is not 人工智能: keep the qualifier where the same name stands elsewhere without it."""
    name_end = next((at for at in range(edge, len(text)) if text[at] in _BORDER), len(text))
    name = text[edge:name_end]
    elsewhere = [at.start() for at in re.finditer(re.escape(name), text) if at.start() != edge]
    qualifier = re.compile("面向|基于|用于|适用于|针对").search(text, start, edge)
    return (
        qualifier.start() if qualifier and (elsewhere or text[qualifier.start() - 1 : qualifier.start()] in "与和及、") else edge
    )
