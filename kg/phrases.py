"""Where a phrase begins and ends in Chinese official prose: sentences, clauses, enumerations, the left edge of a noun phrase.

A tool on healed text; all offsets count in the text that was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

from kg.wording import AGENT_ENDS, DIRECTING, FUSED, MEANS, OFFICIAL, OPENING, PREDICATES, THING_ENDS

_SENTENCE_END = "。！？；!?;"
_CLAUSE_END = frozenset("，,。；;：:！!？?*#|\n")
_OPEN, _CLOSE = "（(《〈“‘【〔[「『", "）)》〉”’】〕]」』"
_PAIR = dict(zip(_CLOSE, _OPEN, strict=True))
_JOINT = re.compile("以及|及其|和|与|及|或")
_QUANTIFIER = re.compile(
    r"[\d０-９一二三四五六七八九十百千万亿余多]+(?:[-—~～至][\d０-９]+)?[个家项名处条台套件座所种类批大](?:以上|左右)?"
)
_COLUMNS = re.compile(r"\S[ \t\u3000]{2,}\S|\n[ \t\u3000]{12,}\S")


class _Cutter(Protocol):
    def lcut(self, sentence: str, cut_all: bool = False, HMM: bool = True) -> list[str]: ...


@lru_cache(maxsize=1)
def _cutter() -> _Cutter:
    """A word cutter of our own: names that others add to jieba's shared dictionary must not move our edges."""
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    cutter.initialize()
    verbs = PREDICATES | OPENING | DIRECTING | {"创新"}
    for word in [word for word in cutter.FREQ if len(word) > 3 and (word[:2] in DIRECTING or word[2:] in verbs)]:
        if cutter.FREQ.get(word[:2]) and cutter.FREQ.get(word[2:]):
            cutter.del_word(word)  # 产品|开发 and 推进|设备, not one word
    for word in sorted(DIRECTING | OPENING | FUSED):
        if len(word) > 1:
            cutter.add_word(word)  # 建强|国家, not 建|强国|家
    return cutter  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def _tags() -> Mapping[str, str]:
    """The part of speech that jieba's dictionary gives a word."""
    import jieba.posseg

    tags: Mapping[str, str] = jieba.posseg.POSTokenizer(_cutter()).word_tag_tab
    return tags


@lru_cache(maxsize=8192)
def word_ends(text: str) -> tuple[int, ...]:
    """Offsets at which a word of ``text`` ends, 0 first."""
    ends = [0]
    for word in _cutter().lcut(text, HMM=False):
        ends.append(ends[-1] + len(word))
    return tuple(ends)


def word_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The words of ``text[start:end]``."""
    return ((start + a, start + b) for a, b in pairwise(word_ends(text[start:end])))


# --- borders


def pieces(text: str, start: int, end: int, borders: str | frozenset[str]) -> Iterator[tuple[int, int]]:
    """Intervals of ``text[start:end]`` between ``borders``; borders inside brackets and quotes do not cut."""
    depth, begin = 0, start
    for at in range(start, end):
        char = text[at]
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char in borders and depth == 0:
            if begin < at:
                yield begin, at
            begin = at + 1
    if begin < end:
        yield begin, end


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Sentences; the end mark belongs to none."""
    return pieces(text, 0, len(text), _SENTENCE_END)


def clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What stands between commas, colons and full stops."""
    return pieces(text, start, end, _CLAUSE_END)


def split_joint(text: str, start: int, end: int, *, whole: str = "") -> Iterator[tuple[int, int]]:
    """Cut ``A和B`` (和 与 及 以及 或, but not those in ``whole``) at joints that are words, outside brackets."""
    borders = frozenset(word_spans(text, start, end))
    begin, depth = start, 0
    for at in range(start, end):
        depth += (text[at] in _OPEN) - (text[at] in _CLOSE)
        joint = _JOINT.match(text, at, end)
        if joint is None or joint.group() in whole or depth or joint.span() not in borders:
            continue
        if begin < at and joint.end() < end:
            yield begin, at
            begin = joint.end()
    yield begin, end


def balanced(text: str) -> bool:
    """Every bracket and quotation mark of ``text`` is closed in it."""
    stack: list[str] = []
    for char in text:
        if char in _OPEN:
            stack.append(char)
        elif char in _CLOSE and (not stack or stack.pop() != _PAIR[char]):
            return False
    return not stack


def over_columns(quote: str) -> bool:
    """Was a stored phrase healed over the columns of a printed table? Then it is no phrase."""
    return _COLUMNS.search(quote) is not None


# --- the left edge of a noun phrase


def left_edge(text: str, start: int, end: int) -> int:
    """Where the noun phrase that ends at ``end`` begins; never before ``start``, ``end`` when nothing is left."""
    ends = [start + at for at in word_ends(text[start:end])]
    words = [text[a:b] for a, b in pairwise(ends)]
    here = _opened(text, words, ends, 0)
    by = any(word in MEANS for word in words[:here])
    while (cut := _last_cut(words, here, by)) is not None:
        here = _opened(text, words, ends, cut)
    return ends[here]


def opens_clause(word: str) -> bool:
    """A verb: the noun phrase in front of it is over."""
    return word in DIRECTING or word in PREDICATES or (len(word) > 1 and _tags().get(word, "").startswith("v"))


def is_act(phrase: str) -> bool:
    """Does the phrase end with a word for an act (手势识别, 分拣包装) and not for a thing?"""
    ends = word_ends(phrase)
    last = phrase[ends[-2] :] if len(ends) > 1 else phrase
    verb = _tags().get(last, "").startswith("v") or last in PREDICATES or last.endswith("化")
    return verb and len(last) > 1 and last[-1] not in THING_ENDS


def _opened(text: str, words: list[str], ends: list[int], here: int) -> int:
    """Skip what opens a clause, and numbers with their measure word."""
    while here < len(words):
        quantifier = _QUANTIFIER.match(text, ends[here], ends[-1])
        if quantifier and quantifier.end() in ends:
            here = ends.index(quantifier.end())
        elif _opens(words[here]) or words[here] in "的等之、/—":
            here += 1
        else:
            break
    return here


def _opens(word: str) -> bool:
    """In the tables, or made of two of their words (the cutter keeps 积极探索 in one piece)."""
    both = OPENING | DIRECTING
    return word in both or (len(word) == 4 and word[:2] in both and (word[2:] in both or word[2:] in PREDICATES))


def _last_cut(words: list[str], here: int, by: bool) -> int | None:
    """Index of the word after the last verb or 的 that cuts ``words[here:]``; ``by``: the clause began 利用X…, 依托X…."""
    for at in range(len(words) - 2, here - 1, -1):
        if words[at + 1] in ("和", "与", "及") or words[at + 1] in OFFICIAL:
            continue  # 标准制定与验证平台, 产业推进工作专班: no predicate
        verb = words[at] in PREDICATES or (_opens(words[at]) and words[at][2:] in PREDICATES)
        said = verb and at > here and sum(map(len, words[at + 1 :])) > 2 and (by or _acted(words, here, at))
        if words[at] == "的" or words[at] in DIRECTING or said:
            return at + 1
    return None


def _acted(words: list[str], here: int, at: int) -> bool:
    """Is the verb ``words[at]`` said of someone: 高校共同研发X, 青岛建设X?"""
    before = at - 1
    while before > here and words[before] in OPENING:
        before -= 1
    return words[before].endswith(AGENT_ENDS) or _tags().get(words[before]) == "ns"
