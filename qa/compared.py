"""Two figures of one paragraph held against each other: “A超过B吗”, “A和B哪个高”.

Each side must be told by its own words, in a clause of its own with one figure, and both figures must be of one unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from kg.text import fold, key
from qa.amounts import is_of_year
from qa.claimed import SCALES
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.weigh import Sentence, grams, share, without_names
from qa.world import World

_MORE = "多(?!少|大|高|长)|高|大|长|久"
_LESS = "(?<!多)少|低|小|短"
_END = r"(?:一些|一点|些)?(?:吗|么|吧|嘛|不|对吗|对吧|对不对|是吗|是吧|没有)?[?？。!！ ]*$"
_ASKING = r"(?:是不是|会不会|能不能|有没有|是否|会|能|要|应)?"
_EXCEEDS = re.compile(
    rf"(?P<left>[^,，。;；]{{2,40}}?)(?P<asking>{_ASKING})(?P<op>不?(?:超过|高于|多于|大于|低于|少于|小于|等于)|不如|不及|赶不上)了?"
    rf"(?P<right>[^,，。;；]{{2,40}}?){_END}"
)
_THAN = re.compile(
    rf"(?P<left>[^,，。;；]{{2,40}}?)(?P<asking>{_ASKING})(?<![占评对])比(?![例重较率值对方如武赛价])(?P<right>[^,，。;；]{{2,40}}?)(?:更|还|要|都)*(?P<op>{_MORE}|{_LESS}){_END}"
)
_EQUAL = re.compile(
    rf"(?P<left>[^,，。;；]{{2,40}}?)(?:和|与|跟|同)(?P<right>[^,，。;；]{{2,40}}?)(?:是不是|是否|都)?(?P<op>一样(?:{_MORE})?|相同|相等){_END}"
)
_WHICH = re.compile(
    r"(?P<left>[^,，。;；]{2,40}?)(?:和|与|跟|同|、|还是)(?P<right>[^,，。;；]{2,40}?)[,，]?"
    r"(?:里面?|中|相比|之间|比较?|两个)*[,，]?"
    rf"(?:哪一?[个项种方边类头者]|谁)(?:的[^,，。;；]{{0,8}}?)?(?:更|比较|要)*(?P<op>{_MORE}|{_LESS})"
    r"(?:一些|一点|些)?(?:呢|啊|呀)?[?？。!！ ]*$"
)
_FIGURE = re.compile(
    r"(?P<n>[0-9]+(?:\.[0-9]+)?)(?P<scale>万亿|亿|万)?(?P<unit>%|千瓦时?|千米|平方[米公里]+|小时|人次|(?!千|百|年|月|日|号|条|章|版)[\u4e00-\u9fff]|[a-z]+(?:/[a-z0-9]+)?)"
)
_GENERAL = re.compile(
    r"目标值?|上限|下限|额度|金额|标准|数量|数额|数值|规模|总额|最高|最低|支持|补助|补贴|奖励|给予|要求|到?(?:19|20)\d\d年?"
)
_LEAST = 2  # characters that a side and its clause share in one stretch
_TOLD = 0.6  # share of a side's own words that its paragraph, its headings or the document's names must hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a question compares. ``whether``: it claims how they compare, and asks if that is so."""

    left: str
    right: str
    op: str  # > < = >= <=
    whether: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """Two figures that settle a comparison. ``truth`` is None where the greater (smaller) side itself was asked for."""

    sentences: tuple[Sentence, ...]
    truth: bool | None
    said: str  # Chinese


def comparison(interpretation: Interpretation) -> Comparison | None:
    """None when the question holds a figure of its own, or compares nothing."""
    folded = interpretation.folded.strip("，, ")
    if _FIGURE.search(re.sub(r"(?:19|20)\d\d年?", "", folded)):
        return None
    if found := _WHICH.search(folded):
        return Comparison(left=found["left"], right=found["right"], op=_op(found["op"]), whether=False)
    if interpretation.intent is not Intent.BOOLEAN:
        return None  # “不低于多少”
    for pattern in (_THAN, _EXCEEDS, _EQUAL):
        if found := pattern.search(folded):
            return Comparison(left=found["left"], right=found["right"], op=_op(found["op"]), whether=True)
    return None


def _op(said: str) -> str:
    if said.startswith("一样") or said in {"相同", "相等", "等于"}:
        return "="
    less = said in {"不如", "不及", "赶不上"} or re.search(_LESS, said) is not None
    if said.startswith("不") and said not in {"不如", "不及"}:
        return ">=" if less else "<="
    return "<" if less else ">"


def compare(asked: Comparison, interpretation: Interpretation, scope: Scope, world: World) -> Weighing | None:
    """The one place of the documents that settles it; None when there is none, or more than one."""
    found = [one for paragraph in _paragraphs(scope, world) if (one := _in(asked, interpretation, paragraph, world)) is not None]
    return found[0] if len({one.said for one in found}) == 1 else None


def _paragraphs(scope: Scope, world: World) -> Iterator[tuple[Sentence, ...]]:
    together: list[Sentence] = []
    for sentence in world.sentences:
        if not scope.admits(sentence.document) or not _FIGURE.search(sentence.folded):
            continue
        if together and (together[-1].document, together[-1].passage) != (sentence.document, sentence.passage):
            yield tuple(together)
            together = []
        together.append(sentence)
    if together:
        yield tuple(together)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clause:
    sentence: Sentence
    text: str
    value: Decimal
    unit: str
    figure: str


def _in(asked: Comparison, interpretation: Interpretation, paragraph: tuple[Sentence, ...], world: World) -> Weighing | None:
    years = set(interpretation.years)
    clauses = [c for s in paragraph if not years or is_of_year(s, years, world) for c in _clauses(s)]
    own_left, own_right = _own(asked.left), _own(asked.right)
    left, right = _of(own_left, own_right, clauses), _of(own_right, own_left, clauses)
    if left is None or right is None or left is right or left.unit != right.unit:
        return None
    sentences = tuple(dict.fromkeys((left.sentence, right.sentence)))
    if not all(_told(side, paragraph, world) for side in (own_left, own_right)):
        return None
    said = f"{own_left}是{left.figure}，{own_right}是{right.figure}"
    if asked.whether:
        return Weighing(sentences=sentences, truth=_holds(left.value, asked.op, right.value), said=said)
    if left.value == right.value:
        return Weighing(sentences=sentences, truth=None, said=f"两者相同：{said}")
    first = (left.value > right.value) == (asked.op == ">")
    more = "高" if asked.op == ">" else "低"
    return Weighing(sentences=sentences, truth=None, said=f"{own_left if first else own_right}{more}：{said}")


def _holds(left: Decimal, op: str, right: Decimal) -> bool:
    return {">": left > right, "<": left < right, "=": left == right, ">=": left >= right, "<=": left <= right}[op]


def _clauses(sentence: Sentence) -> Iterator[_Clause]:
    """Clauses with one figure each."""
    for text in re.split("[,，;；。:：]", fold(sentence.text)):
        figures = list(_FIGURE.finditer(re.sub(r"(?:19|20)\d\d年", "", text)))
        if len(figures) == 1:
            one = figures[0]
            value = Decimal(one["n"]) * SCALES[one["scale"]]
            yield _Clause(sentence=sentence, text=key(text), value=value, unit=one["unit"], figure=one.group())


def _own(side: str) -> str:
    """What names one side: without what is said of figures in general."""
    named, _, general = side.rpartition("的")
    return _GENERAL.sub("", named if named and not _GENERAL.sub("", general) else side).strip("的得要会")


def _shared(side: str, text: str) -> str:
    match = SequenceMatcher(None, side, text, autojunk=False).find_longest_match(0, len(side), 0, len(text))
    return side[match.a : match.a + match.size]


def _of(side: str, other: str, clauses: list[_Clause]) -> _Clause | None:
    """The clause that shares most with the side, in words that the other side does not have; None when two share as much."""
    ranked = sorted(((len(word), c) for c in clauses if (word := _shared(side, c.text)) not in other), key=lambda p: -p[0])
    if not ranked or ranked[0][0] < _LEAST or (len(ranked) > 1 and ranked[1][0] == ranked[0][0]):
        return None
    return ranked[0][1]


def _told(side: str, paragraph: tuple[Sentence, ...], world: World) -> bool:
    near = frozenset().union(*(s.grams | s.context for s in paragraph)) | world.named_by[paragraph[0].document]
    weights = world.weights.weigh_run(grams(side))
    return share(without_names(weights, world.named_by[paragraph[0].document]), near) >= _TOLD
