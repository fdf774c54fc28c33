"""A question → all that can be made of it before anything is queried."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.model import Span
from kg.text import fold, key
from qa import words
from qa.broad import levelled
from qa.link import Linking, content_runs, content_weights, link, link_works
from qa.model import Link
from qa.plan import roles
from qa.plan.holders import holders
from qa.scope import Scope, scope
from qa.spelling import Speller
from qa.together import is_titled, misnamed, stands_together
from qa.understand import Intent, Interpretation, understand
from qa.works import WorkLink
from qa.world import World

Tell = Callable[[str, str], None]
LIKELY = 0.25  # score of a work from which its words are looked at more closely
TITLED = 0.05  # more for a work whose title holds what is asked as it is
APART = 0.4  # of the score of a work in which they stand apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that was made out of a question before anything was queried."""

    question: str
    scope: Scope
    interpretation: Interpretation
    linking: Linking
    works: tuple[WorkLink, ...]
    content: Mapping[str, float]
    misnamed: tuple[str, str] | None = None  # a thing under a name that no document gives it, and the name that one gives
    apart: bool = False  # the work that carries most of the question holds its words in different places only


class Reader:
    """Reads questions against one opened generation."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._protected = _protected_words(world)
        self._speller = Speller((g for s in world.sentences for g in s.grams), strong=_strong_words(world))

    def warm(self) -> None:
        """Load what the first question with a slip would wait for."""
        self._speller.warm()

    def read(self, text: str, document: str | None, tell: Tell) -> Reading:
        """``document``: the asker's own restriction; ``tell`` hears each step by name and detail."""
        world = self._world
        plain = fold(text)
        organs = [organ.surface for organ in world.names.organs(plain) if key(organ.surface) in world.by_key]
        numbers = (m.group() for pattern in (words.NUMBERED, words.DOCUMENT_NUMBER) for m in pattern.finditer(plain))
        names = (*organs, *numbers, *(region.surface for region in world.names.regions(plain)))
        folded = self._speller.mend(plain, (*self._protected, *names))
        if folded != fold(text):
            tell("spelling", f"按文件用字改正：{folded}")
        where = scope(folded, world.document_names, only=document)
        bare = _blank(folded, where.spans)
        for span in courtesies(bare):
            bare = _blank(bare, (span,), "？" if span.end == len(bare) else "，")
        bare = _blank(bare, background(bare))
        interpretation = understand(text, world.ontology, folded=bare)
        linking = _with_content(link(interpretation, world, where), interpretation)
        tell("understand", f"问的是{_said(interpretation, world)}")
        tell(
            "link",
            "；".join(f"“{m.text}”{'是' + m.links[0].label if m.links else '在文件中没有'}" for m in linking.mentions)
            or "没有直接点名单位、地区或事物，按内容查找",
        )
        drop = [
            *where.spans,
            *(m.span for m in linking.agents),
            *(c.span for c in interpretation.properties if c.name in roles.ROLES),
        ]
        if interpretation.wanted_span and set(interpretation.wanted) & {"Agent", "Department", *roles.WORK_CLASSES}:
            drop.append(interpretation.wanted_span)
        if kind := holders(interpretation.folded, linking.agents):
            drop.append(kind.span)
        if interpretation.intent is Intent.BOOLEAN:  # “制氢这项任务由…吗”: the noun tells no work from another
            drop += [c.span for c in interpretation.classes if c.name in roles.WORK_CLASSES and len(c.span) > 1]
            drop += [Span(m.start(), m.end()) for m in re.finditer(f"除了|单位|部门|{words.SOLE.pattern}", interpretation.folded)]
        weights = content_weights(interpretation, world, drop, turned=True)
        works = link_works(weights, world, where, attributed=True)
        runs = tuple(content_runs(interpretation, world, drop, apart=True))
        holding = levelled(_that_hold(works, runs, world), runs, where, world)
        return Reading(
            question=text,
            scope=where,
            interpretation=interpretation,
            linking=linking,
            works=holding,
            apart=bool(works) and all(k.score < works[0].score for k in holding if k.work is works[0].work),
            content=weights,
            misnamed=misnamed(
                tuple(content_runs(interpretation, world, drop, apart=False)),
                [d for d in world.documents if where.admits(d)],
                world,
            ),
        )


_BESIDE = re.compile("[和与跟同及、以外还有除了之,，]*")  # X【和】谁, 除X【外还有】谁: the unit acts beside the one asked for
_WITH = re.compile("(?:除了?|跟|和|与|同|由|协助|配合)$")


def _with_content(linking: Linking, interpretation: Interpretation) -> Linking:
    """“引进法院、检察院人才的项目由谁牵头”: units that a question for others names as part of the matter do not act in it."""
    folded = interpretation.folded
    if not set(interpretation.wanted) & {"Agent", "Department"}:
        return linking
    asked = [m.start() for m in words.WHO.finditer(folded)] or [m.start() for m in words.WHICH.finditer(folded)]
    acting = []
    for agent in linking.agents:
        who = min((at for at in asked if at >= agent.span.end), default=None)
        between = folded[agent.span.end : who] if who is not None else ""
        role = any(c.name in roles.ROLES and len(c.span) > 1 for c in interpretation.properties if c.span.of(folded) in between)
        idle = who is not None and not role and not _WITH.search(folded[: agent.span.start])
        if idle and (len(_BESIDE.sub("", between)) >= 2 or (agent.unknown and not between)):
            continue
        acting.append(agent)
    return replace(linking, agents=tuple(acting))


def _that_hold(works: tuple[WorkLink, ...], runs: Sequence[str], world: World) -> tuple[WorkLink, ...]:
    """Works in which the words of the question stand apart are none that was meant: they fall below every threshold."""
    checked = []
    for found in works:
        score = found.score
        if score >= LIKELY and not stands_together(runs, found.work, world):
            score *= APART
        elif score >= LIKELY and is_titled(runs, found.work, world):
            score = min(1.0, score + TITLED)
        checked.append(found if score == found.score else replace(found, score=score))
    return tuple(sorted(checked, key=lambda found: found.score < LIKELY))


def links_of(reading: Reading) -> tuple[Link, ...]:
    return tuple(link for mention in reading.linking.mentions for link in mention.links[:1])


_SENTENCE = re.compile(r"[^。！!？?；;\n]+[。！!？?；;\n]*")
_OF_MYSELF = re.compile(
    r"^[,，]*(?:你好|您好|请问)?[,，]*(?:我(?!国|省|市|县|区|想[知问了]|要[知问])|本人|作为|最近)[^,，]*[,，]"
)
_ASKS = re.compile("牵头|负责(?![人任])|参与|配合|责任|主管|归口")


# 老师您好,打扰了,请问下哈, … 谢谢啦: said to somebody, not of anything
_OPENING = re.compile(
    r"^(?:[\s,，。.!！~]*(?:老师|同志|领导|客服|各位|亲)?(?:你好|您好|大家好|早上好|下午好|打扰(?:一?下)?|麻烦(?:问)?(?:一?下)?|不好意思|"
    r"请问(?:一?下)?|请教(?:一?下)?|问(?:一)?下|想问(?:一?下)?)(?:了|啦|哈|呀|啊|您|你)*(?=[\s,，。.!！~]|请问|哪|谁))+[\s,，。.!！~]*"
)
_CLOSING = re.compile(
    r"[\s,，。.~]*(?:多?谢谢?|感谢|辛苦|麻烦|拜托|跪求|在线等|急)(?:了|啦|啊|哈|呀|您|你|老师|各位|大家|回复|解答|！|!)*[\s。.!！~]*$"
)


def courtesies(folded: str) -> tuple[Span, ...]:
    """What opens and closes a question politely. A question mark or 吗 in front of the thanks stays the question's end."""
    found = [m for m in (_OPENING.match(folded), _CLOSING.search(folded)) if m and m.group().strip()]
    return tuple(Span(m.start(), m.end()) for m in found if m.end() - m.start() < len(folded) - 4)


def background(folded: str) -> tuple[Span, ...]:
    """Sentences, and a first clause, in which the asker only speaks of himself: “我是农机企业的。…哪些部门牵头？”

    Kept are all that ask or speak of roles, and everything when what remains would point back (这项) or say too little.
    """
    parts = [Span(m.start(), m.end()) for m in _SENTENCE.finditer(folded) if m.group().strip(" ，,。！!？?；;\n")]
    asking = [p for p in parts if _is_asking(p.of(folded))]
    if not asking:
        return ()
    idle = [p for p in parts if p not in asking and p.start < asking[0].start]
    first = asking[0]
    if own := _OF_MYSELF.match(first.of(folded)):
        clause = Span(first.start, first.start + own.end())
        if not _is_asking(clause.of(folded)):
            idle.append(clause)
    left = "".join(char for i, char in enumerate(folded) if not any(s.start <= i < s.end for s in idle))
    if not idle or len(left.strip(" ，,。！!？?；;\n")) < 10 or words.PRONOUN.search(left):
        return ()
    return tuple(idle)


def _is_asking(sentence: str) -> bool:
    asks = (words.WHICH, words.WHO, words.HOW, words.HOW_MUCH, words.WHEN, words.YES_NO, _ASKS)
    return any(pattern.search(sentence) for pattern in asks)


def _blank(folded: str, spans: Sequence[Span], mark: str = "，") -> str:
    chars = list(folded)
    for span in spans:
        chars[span.start : span.end] = mark * len(span)
    return "".join(chars)


def _cues(world: World) -> frozenset[str]:
    ontology = world.ontology
    found = {fold(c) for i in ontology.classes.values() for c in i.cues} | {
        fold(c) for i in ontology.properties.values() for c in i.cues
    }
    return frozenset(found)


def _protected_words(world: World) -> tuple[str, ...]:
    """What is never a slip: cues, courtesy, function words."""
    return tuple(
        sorted(
            {cue for cue in _cues(world) if len(cue) > 1}
            | set(words.OFFICIAL)
            | {word for word in words.FILLER if len(word) > 1 or word in words.FUNCTION}
        )
    )


def _strong_words(world: World) -> tuple[str, ...]:
    """What a slip may be mended to with one good neighbour only: cues and short names."""
    return (*sorted(_cues(world)), *(fold(node.label) for node in world.nodes.values() if len(node.label) <= 12))


def _said(interpretation: Interpretation, world: World) -> str:
    names = {
        "which": "是什么",
        "count": "有几个",
        "quantity": "数量",
        "boolean": "是不是",
        "when": "时间",
        "how": "内容",
        "most": "最多或最少",
    }
    wanted = "、".join(world.ontology.classes[w].label for w in interpretation.wanted if w in world.ontology.classes)
    return (wanted or "内容") + names[interpretation.intent]
