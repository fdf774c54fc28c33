"""The numbering of official documents: 附件1 · 第一章 · 第一节 · 第一条 · 一、 · （一） · 1. · （1） · ① · 专栏1."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from kg.text import fold, numeral


class Form(IntEnum):
    """Numbering forms by their usual rank; forms of one rank nest in the order of their coming."""

    ATTACHMENT = 0
    PART = 1
    CHAPTER = 2
    SECTION = 3
    ARTICLE = 4
    HAN = 5  # 一、
    HAN_PAREN = 6  # （一）
    ARABIC = 7  # 1. 1、
    DECIMAL = 8  # 1.1
    ARABIC_PAREN = 9  # （1） 1）
    CIRCLE = 10  # ①
    NAMED = 11  # 任务一：, 行动1、 — ranks with （一）
    COLUMN = 20  # 专栏1, outside the ranks

    @property
    def rank(self) -> int:
        return {Form.ARTICLE: 5, Form.NAMED: 6}.get(self, int(self))


@dataclass(frozen=True, slots=True)
class Label:
    """A number at the head of a paragraph."""

    form: Form
    ordinal: int  # last component for 1.2.3; 0 when unnumbered (附件, 专栏)
    number: str  # 二, （一）, 1, 1.2, 专栏1
    length: int  # characters it takes in the text, its punctuation and spaces included
    depth: int = 1  # components of a decimal number


_D = r"[0-9０-９]"
_H = r"[一二三四五六七八九十百零〇]"
_S = r"[ \t\u3000\u00a0]*"
_OPEN, _CLOSE = r"[（(〔\[［]", r"[)）〕\]］]"

_UNITS = {Form.CHAPTER: "章", Form.SECTION: "节", Form.ARTICLE: "条"}
_PATTERNS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    (Form.ATTACHMENT, re.compile(rf"附{_S}[件表录]{_S}({_D}{{1,2}}|{_H}{{1,3}}){_S}[:：.．、]?{_S}")),
    (Form.ATTACHMENT, re.compile(rf"附{_S}[件表录]()(?:{_S}[:：]|(?=\s|$|[（(《])){_S}")),
    (
        Form.COLUMN,
        re.compile(rf"[【\[]?专{_S}栏{_S}({_D}{{1,2}}|{_H}{{1,3}})?{_S}(?:[】\]:：.．、]{_S}|(?=\s|$|[\u4e00-\u9fff“]))"),
    ),
    (Form.NAMED, re.compile(rf"(?:任务|行动|工程|专项|举措|措施|政策)({_H}{{1,3}}|{_D}{{1,2}}){_S}[:：、.．]{_S}")),
    (Form.PART, re.compile(rf"第{_S}({_H}{{1,3}}|{_D}{{1,2}}){_S}(?:编|篇|部{_S}分)(?=[\s\u3000:：、]|$){_S}[:：、]?{_S}")),
    (Form.CHAPTER, re.compile(rf"第{_S}({_H}{{1,3}}|{_D}{{1,2}}){_S}章(?![程节法]){_S}[:：、]?{_S}")),
    (Form.SECTION, re.compile(rf"第{_S}({_H}{{1,3}}|{_D}{{1,2}}){_S}节(?![能约点]){_S}[:：、]?{_S}")),
    (Form.ARTICLE, re.compile(rf"第{_S}({_H}{{1,5}}|{_D}{{1,3}}){_S}条(?![例件款])(?:[ \t\u3000]|(?=\S)){_S}[:：、]?{_S}")),
    (Form.HAN, re.compile(rf"({_H}{{1,3}}){_S}[、．﹒]{_S}(?!{_H}{{1,2}}[、是等])")),
    (Form.HAN, re.compile(rf"({_H}{{1,3}})\.{_S}")),
    (Form.HAN_PAREN, re.compile(rf"{_OPEN}{_S}({_H}{{1,3}}){_S}{_CLOSE}{_S}[、.．]?{_S}(?![条款项目])")),
    (
        Form.DECIMAL,
        re.compile(
            rf"({_D}{{1,2}}(?:[.．]{_D}{{1,2}}){{1,3}})(?!{_D})(?:{_S}[、．.]{_S}|{_S})(?=[\u4e00-\u9fff“《A-Za-z])(?![亿万元个家项千百年月倍米吨人])"
        ),
    ),
    (Form.ARABIC, re.compile(rf"({_D}{{1,3}}){_S}[.．﹒、]{_S}(?:(?!{_D})|(?=(?:19|20)\d\d{_S}年))(?!{_S}$)")),
    (Form.ARABIC_PAREN, re.compile(rf"{_OPEN}{_S}({_D}{{1,2}}){_S}{_CLOSE}{_S}(?![条款项目])")),
    (Form.ARABIC_PAREN, re.compile(rf"({_D}{{1,2}}){_S}[)）]{_S}")),
    (Form.CIRCLE, re.compile(rf"([①-⑳]){_S}")),
)


def label_at(text: str, start: int, end: int) -> Label | None:
    """The number that stands at ``start``; it says nothing yet of whether it fits its neighbours."""
    for form, pattern in _PATTERNS:
        found = pattern.match(text, start, end)
        if found:
            return _label(form, found)
    return None


def _label(form: Form, found: re.Match[str]) -> Label | None:
    digits = fold(found[1] or "").replace(" ", "")
    length = found.end() - found.start()
    if form is Form.CIRCLE:
        return Label(form, ord(found[1]) - ord("①") + 1, found[1], length)
    if form is Form.DECIMAL:
        parts = digits.split(".")
        return Label(form, int(parts[-1]), digits, length, len(parts))
    ordinal = numeral(digits) if digits else 0
    if ordinal is None or (ordinal == 0 and digits):
        return None
    word = re.sub(r"\s", "", found[0])[:2] if form in (Form.ATTACHMENT, Form.NAMED) else ""
    return Label(form, ordinal, word + _number(form, digits), length)


def _number(form: Form, digits: str) -> str:
    match form:
        case Form.COLUMN:
            return f"专栏{digits}"
        case Form.PART:
            return f"第{digits}部分"
        case Form.CHAPTER | Form.SECTION | Form.ARTICLE:
            return f"第{digits}{_UNITS[form]}"
        case Form.HAN_PAREN:
            return f"（{digits}）"
        case Form.ARABIC_PAREN:
            return f"（{digits}）"
        case _:
            return digits
