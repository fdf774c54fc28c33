"""Answers in the document's own words: the sentences that carry the question's content, quoted.

Used when the graph has no plan. A sentence must carry enough of what was asked, and the kind of thing that was asked for
(a number with its unit, a time); otherwise nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.model import Span
from qa.link import content_spans
from qa.model import Hit
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.weigh import Sentence, grams, share
from qa.world import World

LONGEST = 380  # characters of one answer, below the contract's 400
_NUMBER = re.compile(
    r"[0-9０-９]+(?:[.．][0-9０-９]+)?\s*(?:%|％|[万亿]*[\u4e00-\u9fff]|[A-Za-z])|[一二三四五六七八九十百两]+(?:个|家|项|批|名|分之|倍|年|成)"
)
_TIME = re.compile(r"[0-9０-９]{2,4}\s*年|[0-9０-９]{1,2}\s*月|底前|年底|之日|当年|每年|期间|长期|持续")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Sentences of one document that answer together, in reading order."""

    document: str
    spans: tuple[Span, ...]
    sentences: tuple[int, ...]
    score: float  # share of the question's content that stands in the best sentence and its headings
    own: float  # share in the sentence itself
    cosine: float | None


def _fits(sentence: Sentence, interpretation: Interpretation) -> bool:
    """Does the sentence hold the kind of thing that was asked for?"""
    if interpretation.intent is Intent.QUANTITY:
        measure = interpretation.measure
        if measure == "%":
            return bool(re.search(r"[%％]|分之|成(?:以上|左右)?", sentence.text))
        if measure and measure[-1:] in "元":
            return "元" in sentence.text
        return bool(_NUMBER.search(sentence.text))
    if interpretation.intent is Intent.WHEN:
        return bool(_TIME.search(sentence.text))
    return True


def rank(
    weights: Mapping[str, float], interpretation: Interpretation, scope: Scope, world: World, hits: Sequence[Hit] = ()
) -> list[tuple[float, Sentence]]:
    """Sentences by fitness. ``hits`` lend a bonus to the passages that embedding retrieval likes."""
    cover = world.weights.cover(weights)
    passages = {(h.document, h.passage): h for h in hits}
    by_passage: dict[tuple[str, int], set[str]] = {}
    for number in cover:
        sentence = world.sentences[number]
        by_passage.setdefault((sentence.document, sentence.passage), set()).update(sentence.grams)
    candidates = set(cover) | {s.number for s in world.sentences if (s.document, s.passage) in passages}
    ranked = []
    for number in candidates:
        sentence = world.sentences[number]
        if not scope.admits(sentence.document) or not _fits(sentence, interpretation):
            continue
        around = by_passage.get((sentence.document, sentence.passage), set())
        score = cover.get(number, 0.0)
        score += 0.6 * share(weights, sentence.context - sentence.grams)
        score += 0.4 * share(weights, around - sentence.grams - sentence.context)
        if (hit := passages.get((sentence.document, sentence.passage))) is not None:
            score += 0.1 * hit.score
        prior = scope.prior(sentence.document) if scope.documents else 1.0
        ranked.append((score * (0.85 + 0.15 * prior), sentence))
    return sorted(ranked, key=lambda pair: (-pair[0], pair[1].number))


def find(
    weights: Mapping[str, float], interpretation: Interpretation, scope: Scope, world: World, hits: Sequence[Hit] = ()
) -> Found | None:
    ranked = rank(weights, interpretation, scope, world, hits)
    if not ranked:
        return None
    top, best = ranked[0]
    chosen = [best]
    length = len(best.text)
    for score, sentence in ranked[1:6]:
        near = sentence.document == best.document and sentence.passage == best.passage and abs(sentence.number - best.number) <= 2
        if (
            near
            and score >= 0.75 * top
            and length + len(sentence.text) <= LONGEST
            and interpretation.intent in {Intent.HOW, Intent.WHICH}
        ):
            chosen.append(sentence)
            length += len(sentence.text)
    chosen.sort(key=lambda s: s.number)
    hit = next((h for h in hits if (h.document, h.passage) == (best.document, best.passage)), None)
    return Found(
        document=best.document,
        spans=tuple(s.span for s in chosen),
        sentences=tuple(s.number for s in chosen),
        score=top,
        own=share(weights, best.grams),
        cosine=hit.cosine if hit else None,
    )


def content(interpretation: Interpretation, scope: Scope, world: World) -> dict[str, float]:
    """The question's content for text answers: all but the document's name and filler; cues stay, they are words too."""
    spans = content_spans(interpretation, scope.spans)
    return world.weights.weigh(g for span in spans for g in grams(span.of(interpretation.folded)))
