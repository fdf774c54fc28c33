"""Enumerations with a class word: “A、B和C等关键光学器件” → three members of the class that 器件 names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.terms.found import Found
from kg.extract.terms.nouns import agent, specific, wellformed
from kg.extract.terms.vocabulary import Words
from kg.phrases import DIRECTING, PREDICATES, clauses, is_act, left_edge, pieces, split_joint, word_ends

_GROUP_MAX = 16  # code points from 等 to the end of the class word
_AFTER_GROUP = re.compile(r"$|技术(?:研发|攻关|创新|突破)|[，。；：、,;:（(）)”\"*]|的|和|与|及|在|为|上|中|领域|方面|研发|研究|攻关|创新|应用|推广|建设|发展|产业化|生产|制造|供给|产能|市场|性能|水平|能力|开发|相关|适配|制造商|之间|间")
_NOT_IN_GROUP = re.compile(r"[，。；：、,;:（(“\"*]|的|在|与|和|及(?!其)|为")
_AS_FOCUS = re.compile(r"以(?P<list>[^，。；：]{3,80}?)(?:为|等为)(?:重点|主|核心|代表|突破口|主体|特色|主导|基础)的(?P<group>[^，。；：、]{2,16})")


_PHRASE_BREAKS = DIRECTING | PREDICATES | {"促进", "引导", "优化", "保障"}  # verbs: the class phrase cannot go on
_LIGHT = frozenset(("应用", "服务", "系统", "工具"))  # behind another class word they are no head: 领域应用
_FIELDS = frozenset(("领域", "行业", "业态"))
_THINGS = frozenset("器件 元器件 零部件 部件 元件 设备 装备 终端 硬件 设施 仪器 产品 软件 应用软件 工具 系统 园区 产业园".split())
_LEAST = {"技术": 3, "算法": 3, "新技术": 3, "服务": 4, "应用": 4}  # shorter members are fields, not things of that class

@dataclass(frozen=True, slots=True)
class _Group:
    start: int
    end: int
    cls: str
    word: str


def enumerations(text: str, words: Words) -> Iterator[Found]:
    """All members of all enumerations of a healed passage."""
    for start, end in clauses(text, 0, len(text)):
        yield from _clause(text, start, end, words)
        for inner in _bracketed(text, start, end):
            yield from _clause(text, *inner, words)


def _bracketed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[（(]([^（()）]{6,})[)）]", text[start:end]):
        yield start + match.start(1), start + match.end(1)


def _clause(text: str, start: int, end: int, words: Words) -> Iterator[Found]:
    begin = start
    for at in _and_so_on(text, start, end):
        group = group_after(text, at + 1, end, words)
        if group is not None:
            yield from _members(text, begin, at, group, words)
            begin = group.end
        else:
            begin = at + 1
    yield from _tail(text, begin, end, words)


def _and_so_on(text: str, start: int, end: int) -> Iterator[int]:
    """Offsets of 等 as a word of its own that closes a list."""
    ends = word_ends(text[start:end])
    for a, b in zip(ends[:-1], ends[1:], strict=True):
        if text[start + a : start + b] == "等" and re.search("[、和及与]", text[start : start + a]):
            yield start + a


def group_after(text: str, start: int, end: int, words: Words) -> _Group | None:
    """The class phrase behind 等: it ends with a class word that nothing of its own noun phrase follows."""
    stop = _NOT_IN_GROUP.search(text, start, min(end, start + _GROUP_MAX + 8))
    limit = stop.start() if stop else min(end, start + _GROUP_MAX + 8)
    ends = {start + at for at in word_ends(text[start:end])}
    first: _Group | None = None
    for at in range(start + 1, min(limit, start + _GROUP_MAX) + 1):
        word = next((text[at - n : at] for n in range(words.longest_group, 0, -1) if at - n >= start and text[at - n : at] in words.groups), None)
        if word is None or at not in ends:
            continue
        here = _Group(start, at, words.groups[word], word)
        if any(text[a:b] in _PHRASE_BREAKS for a, b in _word_spans(text, start, at - len(word))):
            break
        if (at == limit or at == end) and (first is None or word not in _LIGHT):
            return here  # the head of the noun phrase
        if word in _FIELDS:
            return first or here
        if first is None and _AFTER_GROUP.match(text, at, end):
            first = here
    return first


def _word_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    ends = word_ends(text[start:end])
    return ((start + a, start + b) for a, b in zip(ends[:-1], ends[1:], strict=True))


def _members(text: str, start: int, end: int, group: _Group, words: Words) -> Iterator[Found]:
    spans = list(_items(text, start, end))
    if not spans or (group.word in _FIELDS and not _applied(text, start, group)):
        return
    phrase = text[group.start : group.end]
    for a, b in spans:
        label = text[a:b]
        cls = _class_of(label, group, words)
        if cls is not None and wellformed(label, most=20) and specific(label, group.word) and not agent(label):
            yield Found(
                start=a,
                end=b,
                label=label,
                cls=cls,
                rule="terms.enumeration",
                confidence=0.9,
                group=phrase,
                first=spans[0][0],
                last=group.end,
            )


def _class_of(label: str, group: _Group, words: Words) -> str | None:
    """The class by the item's own ending, else that of the class word; None when the item is an act, not a thing of that class."""
    own = next((words.suffixes[label[-n:]] for n in range(min(words.longest_suffix, len(label) - 1), 0, -1) if label[-n:] in words.suffixes), None)
    if own is not None:
        return own
    if group.word in _THINGS and is_act(label):
        return None
    return None if len(label) < _LEAST.get(group.word, 2) and not label.isascii() else group.cls


def _applied(text: str, start: int, group: _Group) -> bool:
    """领域 and 行业 are fields of application only where the clause applies something."""
    return re.search("应用|场景|面向|赋能|服务于|渗透", text[start : group.end + 16]) is not None and not re.search(
        "聚焦|围绕|技术", text[max(0, start) : start + 4]
    )


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Items of ``A、B和C``, the first without what leads to it; a verb later on starts the list anew."""
    whole = list(pieces(text, start, end, "、"))
    parts = [span for part in whole for span in _split(text, *part, last=part is whole[-1])]
    restart = max((n for n, (a, b) in enumerate(parts) if n and _opens_anew(text, a, b)), default=0)
    for n, (a, b) in enumerate(parts[restart:]):
        if n == 0 or "的" in text[a:b]:
            a = left_edge(text, a, b)
        if a < b:
            yield a, b


def _opens_anew(text: str, start: int, end: int) -> bool:
    return end - start > 4 and any(text[a:b] in DIRECTING for a, b in _word_spans(text, start, end))


def _split(text: str, start: int, end: int, *, last: bool) -> Iterator[tuple[int, int]]:
    """Cut at 和 where both sides can stand alone; before the last item only where they look alike."""
    parts = list(split_joint(text, start, end))
    least = 2 if last else 3
    if len(parts) > 1 and not (not last and "的" in text[start : parts[-1][0]]) and all(b - a >= least and specific(text[a:b], "") for a, b in parts):
        yield from parts
    elif len(parts) == 1 or not re.search("和|以及", text[start:end]):  # 无人机控制和汽车 is no one thing
        yield start, end


def _tail(text: str, start: int, end: int, words: Words) -> Iterator[Found]:
    """An enumeration without 等 whose last item carries the class word: 商用密码、区块链和隐私计算技术."""
    for match in re.finditer("技术|算法", text[start:end]):
        at = start + match.end()
        if text[start + match.start() : at] not in words.groups or not _AFTER_GROUP.match(text, at, end):
            continue
        spans = list(_items(text, start, at))
        if len(spans) < 3 or not all(_modifier(text[a:b]) for a, b in spans[:-1]):
            continue
        group = _Group(start + match.start(), at, words.groups[match.group()], match.group())
        for a, b in spans:
            label = text[a:b]
            if wellformed(label, most=20) and specific(label, match.group()) and len(label) > 2:
                yield Found(
                    start=a, end=b, label=label, cls=group.cls, rule="terms.coordination", confidence=0.7, group=match.group(), first=spans[0][0], last=at
                )
        return


def _modifier(label: str) -> bool:
    """Can ``label`` lend itself to a class word that only the last item carries?"""
    return 3 <= len(label) <= 10 and not agent(label) and not label.endswith(tuple(_THINGS) + ("工艺", "人才", "资金", "材料", "标准", "数据", "资源"))
