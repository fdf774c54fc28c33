"""Enumerations under a noun that is no class word: “肉菜、水果、茶叶等重点品种” → three items of 重点品种.

The noun may also stand in front, with 包括: “海洋能源包括海上风能、潮流能和波浪能”. The ontology has no class for
such things; they are known by the noun alone, and only a list whose items are all clean is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.extract.terms.enumerations import closes, group_after, items
from kg.extract.terms.found import Found
from kg.extract.terms.nouns import wellformed
from kg.extract.terms.vocabulary import Words
from kg.phrases import clauses, left_edge, opens_clause, pieces, split_joint, word_spans
from kg.wording import DIRECTING, PREDICATES

LISTED = "Listed"  # the class of things that only a list knows
_NOUN_MAX = 10
_ITEM_MAX = 20
_NOUN_ENDS = re.compile(r"[，。；：、,;:（）()“”\"*\s]|的|在|与|和|及|为|上|中|向|对|从|将|由|以")
_NO_NOUN = re.compile(
    r"(?:部门|单位|机构|主体|组织|负责|牵头|配合|参与|企业|高校|院校|人员|方面|地|情况|工作|文件|规定|要求|问题|意见|通知|办法)$"
    r"|^[0-9０-９一二三四五六七八九十]|相关|有关"
)
_JOINS = re.compile("[、和及与]")
_INCLUDES = re.compile("(?:主要|一般|具体|通常|分别)?(?:包括|包含|涵盖|分为)(?:了|有|但不限于)?")
_NO_SUBJECT = re.compile("(?:任务|措施|内容|事项|要求|方面|条件|范围|目标|环节|步骤|材料|信息|其中|具体|主要|项目|清单)$")
_SENTENCE_ENDS = "。；！？\n"
_DEFINED = re.compile("(?P<noun>[^，,（(：:、]{2,10}?)(?:是(?!否)|指|（|\\()")


def listings(text: str, words: Words) -> Iterator[Found]:
    """All items of all such enumerations of a healed passage."""
    for start, end in clauses(text, 0, len(text)):
        begin = start
        for close in closes(text, start, end):
            if close.whole or close.count is not None or not _JOINS.search(text, begin, close.start):
                continue
            if group_after(text, close.end, end, words) is None:
                yield from _listing(text, begin, close.start, close.end, end)
            begin = close.end
        yield from _included(text, start, end)


def _included(text: str, start: int, end: int) -> Iterator[Found]:
    """“…包括A、B和C”: the items of what stands in front, up to the end of the clause."""
    match = _INCLUDES.search(text, start, end)
    if match is None:
        return
    last = end - 1 if text[match.end() : end].endswith("等") else end
    spans = list(pieces(text, match.end(), last, "、"))
    spans = [*spans[:-1], *split_joint(text, *spans[-1])] if spans else []
    noun = _subject(text, start, match.start())
    if noun is not None:
        yield from _items(text, spans, noun)


def _subject(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The noun phrase in front of 包括, or, where 包括 opens its clause, what the sentence defines."""
    begin = left_edge(text, start, end) if end > start else end
    if end - begin < 2:
        begin = max((text.rfind(mark, 0, start) for mark in _SENTENCE_ENDS), default=-1) + 1
        while begin < start and text[begin].isspace():
            begin += 1
        told = _DEFINED.match(text, begin, start)
        end = told.end("noun") if told else begin
    noun = text[begin:end]
    fits = 2 <= len(noun) <= _NOUN_MAX and wellformed(noun) and not _NO_NOUN.search(noun) and not _NO_SUBJECT.search(noun)
    return (begin, end) if fits else None


def _listing(text: str, begin: int, list_end: int, noun_start: int, end: int) -> Iterator[Found]:
    noun_end = _noun_after(text, noun_start, end)
    spans = list(items(text, begin, list_end))
    if noun_end is not None:
        yield from _items(text, spans, (noun_start, noun_end))


def _items(text: str, spans: Sequence[tuple[int, int]], noun: tuple[int, int]) -> Iterator[Found]:
    """``spans`` as items of ``noun``, before or behind them; none where one of them is not clean."""
    if len(spans) < 2 or not all(wellformed(text[a:b], most=_ITEM_MAX) for a, b in spans):
        return
    for a, b in spans:
        yield Found(
            start=a,
            end=b,
            label=text[a:b],
            cls=LISTED,
            rule="terms.listing",
            confidence=0.8,
            group=text[slice(*noun)],
            first=min(noun[0], spans[0][0]),
            last=max(noun[1], spans[-1][1]),
        )


def _noun_after(text: str, start: int, end: int) -> int | None:
    """Where the noun phrase behind 等 ends: before the next verb, mark or function word."""
    stop = _NOUN_ENDS.search(text, start, end)
    limit = stop.start() if stop else end
    noun_end = start
    for a, b in word_spans(text, start, end):
        if b > limit or (a > start and (text[a:b] in DIRECTING | PREDICATES or opens_clause(text[a:b]))):
            break
        if a == start and text[a:b] in DIRECTING | PREDICATES:
            return None
        noun_end = b
    noun = text[start:noun_end]
    return noun_end if 2 <= len(noun) <= _NOUN_MAX and not _NO_NOUN.search(noun) else None
