"""A question → what it asks for: intent, wanted class, cued properties, years, units, and the words that carry content.

Domain words come from the ontology's question cues; general Chinese from ``qa.words``. Nothing is linked here.
All spans count in the question; ``folded`` has the question's length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from kg.model import Span
from kg.ontology import Ontology
from kg.text import fold, numeral
from qa import words


class Intent(StrEnum):
    WHICH = "which"  # entities
    COUNT = "count"  # how many of a class
    QUANTITY = "quantity"  # a number that a text gives
    BOOLEAN = "boolean"
    WHEN = "when"
    HOW = "how"  # text
    MOST = "most"  # superlative over a count


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A word of the question that an ontology term claims (a class or a property)."""

    name: str  # local name
    word: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpretation:
    text: str
    folded: str
    intent: Intent
    wanted: tuple[str, ...]  # class names that the asked-for noun may mean, best first; () when nothing was said
    wanted_span: Span | None  # the asked-for noun phrase: 光学器件
    interrogative: Span | None
    properties: tuple[Cue, ...]  # in order of appearance
    classes: tuple[Cue, ...]
    years: tuple[int, ...]
    measure: str | None  # unit asked for: 多少家 → 家, 百分之几 → %
    all_roles: bool  # “牵头的配合的都要”
    negated_role: Span | None  # “不是X牵头”
    besides: bool  # “除了X还有谁”
    not_listed: Span | None  # “责任单位里没有X”
    not_leading: bool  # “参与但不牵头”
    why: bool
    define: bool
    numbered: str | None  # “第十四项” → 14
    expected: int | None  # “哪三个”: how many values the asker expects
    unknown_noun: bool  # the asked-for noun names no class: 哪些主体

    def has_property(self, *names: str) -> bool:
        return any(cue.name in names for cue in self.properties)


# “牵头的有几项？”: what is counted was said before
BARE_COUNT = re.compile(
    r"(?:有|共|是|牵头|负责|参与|配合|管|承担)了?(?P<ask>(?<!哪)(?:几|多少)[个项条家件])(?:[(,，。?？呢呀啊吗]|$)"
)


def _spot(folded: str, word: str) -> list[Span]:
    found, at = [], folded.find(word)
    while at >= 0:
        found.append(Span(at, at + len(word)))
        at = folded.find(word, at + 1)
    return found


def _longest(cues: list[Cue]) -> tuple[Cue, ...]:
    """Longest match wins; cues of several terms on one and the same span all stay."""
    kept: list[Cue] = []
    for cue in sorted(cues, key=lambda c: (-len(c.span), c.span.start, c.name)):
        if all(not cue.span.overlaps(other.span) or cue.span == other.span for other in kept):
            kept.append(cue)
    return tuple(sorted(kept, key=lambda c: (c.span.start, c.name)))


# a one-character class cue counts only right behind one of these: 哪个【厅】, 第几【条】, 哪些【事】
_BEFORE_SHORT = frozenset("哪个么些几家项两件何多少")


def class_cues(folded: str, ontology: Ontology) -> tuple[Cue, ...]:
    found = [
        Cue(name=info.name, word=word, span=span)
        for info in ontology.classes.values()
        for word in info.cues
        for span in _spot(folded, fold(word))
        if len(span) > 1 or folded[span.start - 1 : span.start] in _BEFORE_SHORT
    ]
    return _longest(found)


def property_cues(folded: str, ontology: Ontology, interrogatives: tuple[Span, ...]) -> tuple[Cue, ...]:
    """Cues of properties. A one-character cue (管, 归, 由) counts only beside an interrogative: 归哪, 由谁, 管哪."""
    found = []
    for info in ontology.properties.values():
        for word in info.cues:
            for span in _spot(folded, fold(word)):
                if len(span) == 1 and not any(
                    i.contains(span)
                    or 0 <= i.start - span.end <= 1
                    or (0 <= span.start - i.end <= 10 and span.end >= len(folded.rstrip("?？。! 啊呢呀吧吗嘛的了")))
                    for i in interrogatives
                ):
                    continue
                found.append(Cue(name=info.name, word=word, span=span))
    return _longest(found)


def _matches(pattern: re.Pattern[str], folded: str) -> list[Span]:
    return [Span(m.start(), m.end()) for m in pattern.finditer(folded)]


def _intent(folded: str, classes: tuple[Cue, ...], which: list[Span]) -> tuple[Intent, Span | None]:
    for match in words.HOW_MANY.finditer(folded):
        before = folded[max(0, match.start() - 1) : match.start()]
        if before in {"哪", "那", "好", "第"}:
            continue
        if any(0 <= cue.span.start - match.end() <= 1 for cue in classes) and not words.MOST.search(folded):
            return Intent.COUNT, Span(match.start(), match.end())
    if (bare := BARE_COUNT.search(folded)) and not words.MOST.search(folded):
        return Intent.COUNT, Span(bare.start("ask"), bare.end("ask"))
    if words.WHY.search(folded):
        return Intent.HOW, None
    if words.MOST.search(folded) and (which or words.WHO.search(folded)):
        return Intent.MOST, which[0] if which else None
    if not which and words.YES_NO.search(folded):
        return Intent.BOOLEAN, None
    if found := words.WHEN.search(folded):
        return Intent.WHEN, Span(found.start(), found.end())
    if (
        (found := words.HOW_MUCH.search(folded))
        and folded[max(0, found.start() - 1) : found.start()] not in {"哪", "第"}
        and not any(spot.contains(Span(found.start(), found.start() + 1)) for spot in which)
    ):
        return Intent.QUANTITY, Span(found.start(), found.end())
    if not which and not words.WHO.search(folded) and any(c.name == "Target" for c in classes) and words.YEAR.search(folded):
        return Intent.QUANTITY, None  # “2027年产业规模目标”
    if which or words.WHO.search(folded):
        if words.HOW.search(folded) and not which and not words.WHO.search(folded):
            return Intent.HOW, None
        return Intent.WHICH, which[0] if which else None
    if found := words.HOW.search(folded):
        return Intent.HOW, Span(found.start(), found.end())
    if words.YES_NO.search(folded):
        return Intent.BOOLEAN, None
    return Intent.WHICH, None


def _names(cues: list[Cue]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cue.name for cue in cues))


def _wanted_after(folded: str, at: Span, classes: tuple[Cue, ...]) -> tuple[tuple[str, ...], Span | None]:
    """The noun behind the interrogative: 哪些【光学器件】要提高…"""
    near = [
        cue
        for cue in classes
        if 0 <= cue.span.start - at.end <= 8 and not re.search("[,，。;；()（）]", folded[at.end : cue.span.start])
    ]
    if not near:
        return (), None
    first = min(near, key=lambda c: (c.span.end, c.span.start))
    same = [cue for cue in near if cue.span == first.span]
    start = at.end + (1 if folded[at.end : at.end + 1] in words.MEASURE_WORDS and first.span.start > at.end else 0)
    return _names(same), Span(start, first.span.end)


def _wanted_before(folded: str, at: int, classes: tuple[Cue, ...]) -> tuple[tuple[str, ...], Span | None]:
    """The noun in front: 【责任单位】有哪些, 【牵头部门】是谁"""
    link = re.compile(r"[是为有包括含都叫的分别主要具体一共总写了列出提到说讲设定下面,，]*")
    near = [cue for cue in classes if cue.span.end <= at and link.fullmatch(folded[cue.span.end : at])]
    if not near:
        return (), None
    last = max(near, key=lambda c: (c.span.end, len(c.span)))
    return _names([c for c in near if c.span == last.span]), last.span


def _measure(folded: str) -> str | None:
    if re.search(
        r"百分之(?:几|多少)|比例|占比|比重|几成|增长率|增速|覆盖率|(?<!效)率(?:要|是|达|为|目标|会|得|应|将|会|做)", folded
    ):
        return "%"
    if re.search(r"(?:多少|几个?)钱", folded):
        return "元"
    if latin := re.search(r"(?:多少|几)个?(?P<m>[a-z]{1,8})", folded):
        return latin["m"]
    found = re.search(
        rf"(?:多少|几)(?!支[持付出撑援])(?P<m>万?亿?(?:小时|元|吨|千瓦|公里|平方米|人次|人|天|年|个月|月|倍|亩|[{words.MEASURE_WORDS}辆艘架头只株])|[万亿]+元?)",
        folded,
    )
    return found["m"] if found else None


def _wanted(
    folded: str, intent: Intent, at: Span | None, which: list[Span], classes: tuple[Cue, ...], ontology: Ontology
) -> tuple[tuple[str, ...], Span | None]:
    who = words.WHO.search(folded)
    if who is not None and intent is not Intent.COUNT:
        names, span = _wanted_before(folded, who.start(), classes)
        if names and any(ontology.is_a(name, "Agent") for name in names):
            return names, span
        if not any(spot.end <= who.start() or spot.start >= who.end() for spot in which):
            return ("Agent",), None
    for spot in [at] if at and intent is Intent.COUNT else which:
        names, span = _wanted_after(folded, spot, classes)
        if names and span is not None and len(span) == 1:  # 哪几条, 哪些事: a noun said before tells more
            earlier = [
                c
                for c in classes
                if c.span.end <= spot.start and len(c.span) > 1 and c.name in {"Measure", "Task", "Column", "Target"}
            ]
            if earlier:
                last = max(earlier, key=lambda c: c.span.end)
                return _names([c for c in earlier if c.span == last.span]), last.span
        if names:
            return names, span
        names, span = _wanted_before(folded, spot.start, classes)
        items = spot.of(folded).endswith(("条", "项"))  # 牵头部门是它的有哪几条: works are asked for, not units
        if items and (not names or any(ontology.is_a(name, "Agent") for name in names)):
            return ("Task",), None
        if names:
            return names, span
    tail = folded.rstrip("?？。!！ 吗呢的")
    nouns = tuple(c for c in classes if len(c.span) > 1)
    return _wanted_before(tail, len(tail), nouns) if intent is Intent.WHICH else ((), None)


def _numbered(folded: str) -> str | None:
    match = words.NUMBERED.search(folded)
    value = numeral(match["n"]) if match else None
    return None if value is None else str(value)


def _expected(folded: str) -> int | None:
    match = words.WHICH_N.search(folded)
    return numeral(match["n"]) if match else None


def _noun_follows(folded: str, at: Span, properties: tuple[Cue, ...]) -> bool:
    """哪些【主体】牵头: two or more characters between the interrogative and the next cue or stop are a noun."""
    stop = re.search(r"[,，。?？;；()（）是有在的]", folded[at.end :])
    end = at.end + stop.start() if stop else len(folded)
    end = min([end, *(c.span.start for c in properties if c.span.start >= at.end)])
    return end - at.end >= 2 and not words.HOW.match(folded[at.start :])


def _counted_units(folded: str, properties: tuple[Cue, ...]) -> Span | None:
    """“有几家配合单位”: what is counted is named by its role."""
    for match in words.HOW_MANY.finditer(folded):
        for cue in properties:
            if cue.span.start == match.end() and cue.word.endswith(("单位", "部门")) and folded[match.start() - 1] not in "哪那":
                return cue.span
    return None


def _negated(found: re.Match[str]) -> Span:
    """The unit that is denied a role, with the role."""
    return Span(found.start("who"), found.end("role")) if found["who"] else Span(found.start("noun"), found.end("named"))


def understand(text: str, ontology: Ontology, *, folded: str | None = None) -> Interpretation:
    """``folded`` may carry a spelling-corrected form of the same length."""
    folded = fold(text) if folded is None else folded
    which = [s for s in _matches(words.WHICH, folded) if len(s) > 0]
    if words.WHO.search(folded) or any(folded[s.start] != "那" for s in which):
        which = [s for s in which if folded[s.start] != "那"]  # 那些人才的项目由谁…: it only points
    classes = class_cues(folded, ontology)
    intent, at = _intent(folded, classes, which)
    spots = (*which, *_matches(words.WHO, folded), *_matches(words.A_NOT_A, folded))
    properties = property_cues(folded, ontology, spots)
    wanted, wanted_span = _wanted(folded, intent, at, which, classes, ontology)
    if intent is Intent.BOOLEAN:
        wanted, wanted_span = (), None
    if intent is Intent.WHICH and not wanted and words.HOW.search(folded) and not words.MEANS_WHICH.search(folded):
        intent = Intent.HOW
    if (
        intent is Intent.WHICH
        and words.MEASURES_OF.search(folded)
        and not any(c.name in {"lead", "responsible", "participant", "appliesTo"} for c in properties)
    ):
        intent = Intent.HOW if set(wanted) <= {"Task", "Action", "Work"} else intent
    if intent is Intent.QUANTITY and (counted := _counted_units(folded, properties)):
        intent, wanted, wanted_span = Intent.COUNT, ("Agent",), counted
    negated = words.NOT_LED.search(folded)
    listed = words.NOT_LISTED.search(folded)
    return Interpretation(
        text=text,
        folded=folded,
        intent=intent,
        wanted=wanted,
        wanted_span=wanted_span,
        interrogative=at or (which[0] if which else None),
        properties=properties,
        classes=classes,
        years=tuple(int(m["year"]) for m in words.YEAR.finditer(folded)),
        measure=_measure(folded),
        all_roles=bool(words.ROLE_ALL.search(folded)),
        negated_role=_negated(negated) if negated else None,
        besides=bool(words.BESIDES.search(folded)),
        not_listed=Span(listed.start("who"), listed.end("who")) if listed else None,
        not_leading=bool(words.NOT_LEADING.search(folded)) and negated is None,
        why=bool(words.WHY.search(folded)),
        define=bool(words.DEFINE.search(folded)),
        numbered=_numbered(folded),
        expected=_expected(folded),
        unknown_noun=not wanted and any(_noun_follows(folded, spot, properties) for spot in which),
    )
