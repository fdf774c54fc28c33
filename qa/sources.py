"""“哪份文件讲了…”, “武汉和…的文件，哪个写明了…”: the documents that say it, each with the sentence that does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kg.text import fold, key
from qa.link import content_spans, content_weights
from qa.naming import called
from qa.passage import Found
from qa.reader import Reading
from qa.weigh import Sentence, share
from qa.world import World

_KIND = "文件|政策文件|通知|意见|办法|政策|方案|规划|规定|条例|公告|清单|文"
_WHICH = "哪(?:一)?(?:份|个|些|几份|几个|部|篇)?"
_SAYS = "讲|写|提|规定|涉及|明确|要求|说|谈|包括|包含|安排|有(?!效)|对|给出|列"
_SAID_BY = re.compile(
    rf"{_WHICH}(?:{_KIND})(?:里面|里|中|上)?(?:有|专门|具体|明确)?(?:{_SAYS})(?:过|了|到|明|的|及|清楚)*"
    rf"|(?:是在|在|是|出自|来自|见于?|写在)(?:{_WHICH})(?:{_KIND})(?:里面|里|中|上)?(?:{_SAYS})?(?:过|了|到|明|的|清楚)*"
)
_OF_THESE = re.compile(
    rf"(?:{_WHICH}|谁)(?:里面|里)?(?:专门|具体|明确)?(?:写明|讲|提到|规定|明确|说|列出|写)(?:过|了|到|明|的|清楚)*"
)
_JUST_NAMES = re.compile(rf"(?<=，)[和与、及的]?(?:[\u4e00-\u9fff]{{0,6}}的)?(?:{_KIND})(?=[,，里中])")
_NUMBER = re.compile("数量|数目|数字|金额|额度|比例|具体数|多少|几[个座家台辆]")
_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:万|亿)?(?!年|月|日|号|\.|[0-9])(?:%|[\u4e00-\u9fff])")
CARRIES = 0.75  # share of what is asked that a sentence, its headings and the document's own names must hold
CARRIES_FIGURE = 0.5  # the same where a figure must stand beside it
UNHEARD = 0.15  # share of it that no document says at all
NEAR = 0.1  # documents that carry less than the best by more than this are left out
OWN = 0.3  # share that the sentence itself must hold, when it is not all in the title
MOST = 5
_BACK = 4  # clauses in front of a figure that may say what it is of
_SHORT = 3  # characters that a figure's clause shares with what is asked


def is_asked(reading: Reading, world: World) -> bool:
    folded = reading.interpretation.folded
    return _SAID_BY.search(folded) is not None or (
        _OF_THESE.search(fold(reading.question)) is not None and len(_placed(reading, world)) > 1
    )


def _placed(reading: Reading, world: World) -> tuple[str, ...]:
    """Documents whose places the question names, where it names those of several."""
    folded = fold(reading.question)
    return tuple(d.id for d in world.document_names if any(place in folded for place in d.short_regions))


def _places(world: World) -> list[str]:
    return sorted({place for d in world.document_names for place in d.short_regions}, key=lambda p: (-len(p), p))


def saying(reading: Reading, world: World) -> tuple[Found, ...]:
    """The best sentence of each document that says it, best documents first; () when none does."""
    interpretation = reading.interpretation
    placed = _placed(reading, world)
    admitted = placed if len(placed) > 1 else tuple(d for d in world.documents if reading.scope.admits(d))
    folded = _NUMBER.sub(lambda m: "，" * len(m.group()), interpretation.folded)
    pattern = _SAID_BY if _SAID_BY.search(folded) else _OF_THESE
    folded = pattern.sub(lambda m: "，" * len(m.group()), folded)
    for place in _places(world):
        folded = folded.replace(place, "，" * len(place))
    folded = _JUST_NAMES.sub(lambda m: "，" * len(m.group()), folded)
    bare = replace(interpretation, folded=folded)
    runs = [span.of(folded) for span in content_spans(bare, reading.scope.spans)]
    weights = content_weights(bare, world, reading.scope.spans, turned=True)
    total = sum(weights.values())
    unheard = sum(w for g, w in weights.items() if not world.weights.known(g))
    if not total or unheard > UNHEARD * total:
        return ()
    counted = _NUMBER.search(interpretation.folded) is not None
    found = [one for d in admitted if (one := _best(d, weights, runs if counted else (), world)) is not None]
    top = max((one.score for one in found), default=0.0)
    return tuple(sorted((f for f in found if f.score >= top - NEAR), key=lambda f: (-f.score, f.document)))


def named(document: str, world: World) -> str:
    """Its title, with its number or place where the title does not tell them."""
    meta = world.documents[document].meta
    title = called(document, world)
    marks = [mark for mark in (meta.jurisdiction, meta.number) if mark and mark not in title]
    return f"{title}（{'，'.join(marks)}）" if marks else title


def _best(document: str, weights: Mapping[str, float], counted: Sequence[str], world: World) -> Found | None:
    """The sentence of a document that holds most of it; ``counted``: stretches one of which must stand beside a figure."""
    names = world.named_by[document]
    titled = share(weights, names)
    best: tuple[float, float, Sentence] | None = None
    for sentence in world.sentences:
        if sentence.document != document:
            continue
        own = share(weights, sentence.grams)
        score = share(weights, sentence.grams | sentence.context | names)
        if score < (CARRIES_FIGURE if counted else CARRIES) or own < (0.0 if titled >= CARRIES else OWN):
            continue
        if counted and not _counts(sentence, counted):
            continue
        if best is None or (score, own) > best[:2]:
            best = (score, own, sentence)
    if best is None:
        return None
    score, own, sentence = best
    return Found(
        document=document,
        spans=(sentence.span,),
        sentences=(sentence.number,),
        score=score,
        own=own,
        weight=sum(weights.values()),
        cosine=None,
    )


def _counts(sentence: Sentence, runs: Sequence[str]) -> bool:
    """A figure stands in or right behind a clause that shares a stretch with what is asked."""
    clauses = [key(c) for c in re.split("[,，;；。]", sentence.folded)]
    stretches = {key(run)[i : i + _SHORT] for run in runs for i in range(max(1, len(key(run)) - _SHORT + 1))}
    for i, clause in enumerate(clauses):
        near = "".join(clauses[max(0, i - _BACK) : i + 1])
        if _FIGURE.search(clause) and any(stretch in near for stretch in stretches):
            return True
    return False
