"""Enumerations with a class word: “A、B和C等关键光学器件” → three members of the class that 器件 names.

A number may close the list in the place of 等, or behind it: “A、B、C三个园区”, “A、B等三大平台”. Without 等 the list is
whole, and is taken only when it has as many items as the number says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.terms.found import Found
from kg.extract.terms.nouns import COUNTED, agent, specific, wellformed
from kg.extract.terms.vocabulary import Words
from kg.phrases import clauses, is_act, left_edge, opens_clause, pieces, split_joint, word_spans
from kg.text import numeral
from kg.wording import DIRECTING, PREDICATES, words

_GROUP_MAX = 16  # code points from 等 to the end of the class word
_MEMBER_MAX = 20
# What may follow the class word: the noun phrase is over, or goes on about the thing (器件产能, 设备市场).
_AFTER_GROUP = re.compile(
    r"$|技术(?:研发|攻关|创新|突破)|[，。；：、,;:（(）)”\"*]|的|和|与|及|在|为|上|中|向|对|从|将|由|以|领域|方面|攻关|创新|产业化|供给|产能|市场|性能|"
    r"水平|能力|相关|适配|之间|间|广泛|得到|深度|取得|获得|达到|基本|全面|不断|有所|进行|融合|集成|升级|纳入|进入|予以|协同|配套|产业|企业|项目|需求|"
    r"手段|方法|提供|性价比|质量|标准|体系|生态|试点|试验|更新|租赁|消费|出口|进口"
)
_NOT_IN_GROUP = re.compile(r"[，。；：、,;:（(“\"*]|的|在|与|和|及(?!其)|为")
_AS_FOCUS = re.compile(r"以(?P<list>[^，。；：]{3,80}?)(?:等)?为(?:重点|主|核心|代表|主体|特色|主导|基础|引领)的")
_BRACKETED = re.compile(r"[（(]([^（()）]{6,})[)）]")
_JOINS = re.compile("[、和及与]")

_BREAKS = DIRECTING | PREDICATES | {"促进", "引导", "优化", "保障"}  # verbs: the class phrase cannot go on
_LIGHT = words("应用 服务 系统 工具")  # behind another class word they are no head: 领域应用
_WHO = words("组织 主体 机构 单位 协会 联盟 商会 团队 院校")
_FIELDS = words("领域 行业 业态")
_EQUIPMENT = words("设备 装备 机具 仪器 硬件 部件 零部件")  # 钻井平台等装备 is equipment, whatever its ending says
_THINGS = _EQUIPMENT | words("器件 元器件 元件 终端 产品 软件 应用软件 工具 系统 园区 产业园")  # an act is none of them
_LEAST = {"技术": 3, "算法": 3, "新技术": 3, "服务": 4, "应用": 4}  # shorter members are fields, not things of that class
_SET_UP = frozenset(("Park", "Zone", "Platform", "HardwareComponent", "Enterprise", "Institution"))
_DESIGNATING = words("划定 划分 划设 圈定 选定 确定 确立 命名 设定 启动 培优 攻坚 主攻 掌握 储备 遴选 征集 推介")
_NO_ITEM = "、和与及的第以或"  # in front of a number: it counts what follows, and closes no list
_QUOTED = re.compile("“[^“”]{2,20}”")
_QUOTED_LIST = re.compile("(?:“[^“”]{2,20}”[、和及与]?){2,}$")  # quotation marks alone may part the names: “A”“B”两个平台
_COMPANY = ("集团", "有限公司", "股份公司")
_NOT_LENT = (*sorted(_THINGS), *["工艺", "人才", "资金", "材料", "标准", "数据", "资源"])


@dataclass(frozen=True, slots=True)
class _Group:
    """The class phrase ``text[start:end]``, its class and its class word."""

    start: int
    end: int
    cls: str
    word: str


def enumerations(text: str, words: Words) -> Iterator[Found]:
    """All members of all enumerations of a healed passage."""
    for start, end in clauses(text, 0, len(text)):
        yield from _clause(text, start, end, words)
        for match in _BRACKETED.finditer(text, start, end):
            yield from _clause(text, match.start(1), match.end(1), words)


def _clause(text: str, start: int, end: int, words: Words) -> Iterator[Found]:
    for match in _AS_FOCUS.finditer(text, start, end):
        group = group_after(text, match.end(), end, words)
        if group is not None and _JOINS.search(match["list"]):
            yield from _members(text, match.start("list"), match.end("list"), group, words)
    begin = start
    for close in closes(text, start, end):
        if not _JOINS.search(text, begin, close.start) and not (close.count and _QUOTED_LIST.search(text[begin : close.start])):
            continue
        group = group_after(text, close.end, end, words, counted=close.count is not None)
        if group is not None:
            yield from _members(text, begin, close.start, group, words, close)
        if group is not None or not close.whole:
            begin = group.end if group else close.end
    yield from _coordinated(text, begin, end, words)


# --- what closes a list


@dataclass(frozen=True, slots=True)
class _Close:
    """``text[start:end]`` is 等, a number with its measure word, or both."""

    start: int
    end: int
    count: int | None
    whole: bool  # no 等: every item is named


def closes(text: str, start: int, end: int) -> Iterator[_Close]:
    """Everything in a clause that may close a list, from left to right."""
    found: dict[int, _Close] = {}
    for a, b in word_spans(text, start, end):
        if text[a:b] == "等":
            behind = COUNTED.match(text, b, end)
            found[a] = _Close(a, behind.end() if behind else b, numeral(behind["count"]) if behind else None, False)
    for match in COUNTED.finditer(text, start, end):
        said = any(one.end == match.end() for one in found.values())
        if not said and match.start() > start and text[match.start() - 1] not in _NO_ITEM:
            found[match.start()] = _Close(match.start(), match.end(), numeral(match["count"]), True)
    return (found[at] for at in sorted(found))


# --- the class phrase


def group_after(text: str, start: int, end: int, words: Words, *, counted: bool = False) -> _Group | None:
    """The class phrase behind 等: it ends with a class word that nothing of its own noun phrase follows.

    Behind a number (``counted``) the ending of a name is as good a class word: 三大平台, 两个开发区.
    """
    stop = _NOT_IN_GROUP.search(text, start, end)
    limit = min(stop.start() if stop else end, start + _GROUP_MAX)
    spans = list(word_spans(text, start, end))
    first: _Group | None = None
    for at, (_, end_of_word) in enumerate(spans):
        if end_of_word > limit:
            break
        word = words.group(text, start, end_of_word)
        cls = words.groups[word] if word else None
        if word is None and counted:
            word = words.suffix(text, start, end_of_word)
            cls = words.suffixes[word] if word else None
        if word is None or cls is None:
            continue
        if any(text[a:b] in _BREAKS for a, b in spans[: at + 1] if b <= end_of_word - len(word)):
            break
        here = _Group(start, end_of_word, cls, word)
        if end_of_word in (end, stop.start() if stop else end) and (first is None or word not in _LIGHT):
            return here  # the head of the noun phrase
        if word in _FIELDS:
            return first or here
        following = text[slice(*spans[at + 1])] if at + 1 < len(spans) else ""
        if following in _WHO:
            continue  # 服务组织: who serves, not what
        if first is None and (opens_clause(following) or _AFTER_GROUP.match(text, end_of_word, end)):
            first = here
    return first


# --- the members


def _members(text: str, start: int, end: int, group: _Group, words: Words, close: _Close | None = None) -> Iterator[Found]:
    spans = list(items(text, start, end))
    if close is not None and close.count is not None:
        spans = _counted(text, start, end, group, close)
    if not spans or (group.word in _FIELDS and not _applied(text, start, group)):
        return
    first = spans[0][0] - (text[spans[0][0] - 1 : spans[0][0]] == "“" and "”" not in text[slice(*spans[0])])
    for a, b in spans:
        label = text[a:b]
        cls = _class_of(label, group, words)
        named = label.endswith(group.word)  # 东岭园区 among parks is one, though 园区 act elsewhere
        if (
            cls is not None
            and wellformed(label, most=_MEMBER_MAX)
            and specific(label, group.word)
            and (named or not agent(label))
        ):
            yield Found(
                start=a,
                end=b,
                label=label,
                cls=cls,
                rule="terms.enumeration",
                confidence=0.9,
                group=text[group.start : group.end],
                first=first,
                last=group.end,
            )


def _class_of(label: str, group: _Group, words: Words) -> str | None:
    """The class by the item's own ending (虚拟现实终端等产品), else that of the class word; None for what is neither."""
    own = words.suffix(label, 1, len(label))
    if own is not None and group.word not in _EQUIPMENT:
        cls = words.suffixes[own]
        return cls if cls != "Enterprise" or label.endswith(_COMPANY) else None
    if group.word in _THINGS and is_act(label):
        return None
    return group.cls if len(label) >= _LEAST.get(group.word, 2) or label.isascii() else None


def _applied(text: str, start: int, group: _Group) -> bool:
    """领域 and 行业 are fields of application only where the clause applies something."""
    applies = re.search("应用|场景|面向|赋能|服务于|渗透", text[start : group.end + 16])
    return applies is not None and not re.search("聚焦|围绕|技术", text[start : start + 4])


def items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Items of ``A、B和C``, the first without what leads to it; a verb later on starts the list anew."""
    whole = list(pieces(text, start, end, "、"))
    parts = [span for part in whole for span in _halves(text, *part, last=part is whole[-1])]
    restart = max((n for n, (a, b) in enumerate(parts) if n and _opens_anew(text, a, b)), default=0)
    for n, (a, b) in enumerate(parts[restart:]):
        begin = left_edge(text, a, b) if n == 0 or "的" in text[a:b] else a
        if begin < b:
            yield begin, b


def _counted(text: str, start: int, end: int, group: _Group, close: _Close) -> list[tuple[int, int]]:
    """The items of a list whose number is told; none when a whole list has another number of them."""
    quoted = _QUOTED_LIST.search(text[start:end])
    if quoted is not None:
        inner = [(m.start() + 1, m.end() - 1) for m in _QUOTED.finditer(text, start + quoted.start(), end)]
        return inner if not close.whole or len(inner) == close.count else []
    cut = list(items(text, start, end))
    uncut = [(left_edge(text, a, b) if n == 0 else a, b) for n, (a, b) in enumerate(pieces(text, start, end, "、"))]
    for spans in (cut, uncut):
        if not close.whole or len(spans) == close.count:
            return [_behind_verb(text, *spans[0], start, group), *spans[1:]]
    return []


def _behind_verb(text: str, start: int, end: int, floor: int, group: _Group) -> tuple[int, int]:
    """The first item of a counted list without the verb that opens its clause: 划定|东湾片区.

    Things and places are set up by more verbs than the wording tables hold; what is done, as in 技术, may begin with one.
    """
    first = next(iter(word_spans(text, start, end)))
    verb = start == floor and first[1] - first[0] > 1 and opens_clause(text[slice(*first)])
    rest = text[first[1] : end]
    if verb and (group.cls in _SET_UP or text[slice(*first)] in _DESIGNATING) and len(rest) > 1 and specific(rest, group.word):
        return first[1], end
    return start, end


def _opens_anew(text: str, start: int, end: int) -> bool:
    return end - start > 4 and any(text[a:b] in DIRECTING for a, b in word_spans(text, start, end))


def _halves(text: str, start: int, end: int, *, last: bool) -> Iterator[tuple[int, int]]:
    """Cut an item at 和 where both sides can stand alone; one that cannot be cut is dropped (无人机控制和汽车)."""
    parts = list(split_joint(text, start, end))
    least = 2 if last else 3
    shared = not last and "的" in text[start : parts[-1][0]]  # 人机协同的感知与执行: the qualifier belongs to both
    if len(parts) > 1 and not shared and all(b - a >= least and specific(text[a:b], "") for a, b in parts):
        yield from parts
    elif len(parts) == 1 or not re.search("和|以及", text[start:end]):
        yield start, end


# --- without 等


def _coordinated(text: str, start: int, end: int, words: Words) -> Iterator[Found]:
    """A list whose last item alone carries the class word: 商用密码、区块链和隐私计算技术."""
    for match in re.finditer("技术|算法", text[start:end]):
        word, at = match.group(), start + match.end()
        if word not in words.groups or not _AFTER_GROUP.match(text, at, end):
            continue
        spans = list(items(text, start, at))
        if len(spans) < 3 or not all(_lends_itself(text[a:b]) for a, b in spans[:-1]):
            continue
        for a, b in spans:
            label = text[a:b]
            if len(label) > 2 and wellformed(label, most=_MEMBER_MAX) and specific(label, word):
                yield Found(
                    start=a,
                    end=b,
                    label=label,
                    cls=words.groups[word],
                    rule="terms.coordination",
                    confidence=0.7,
                    group=word,
                    first=spans[0][0],
                    last=at,
                )
        return


def _lends_itself(label: str) -> bool:
    """Can ``label`` belong to a class word that only the last item carries?"""
    return 3 <= len(label) <= 10 and not agent(label) and not label.endswith(_NOT_LENT)
