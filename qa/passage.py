"""Answers in the document's own words: the sentences that carry the question's content, quoted.

Used when the graph has no plan. A sentence must carry enough of what was asked, and the kind of thing that was asked for
(a number with its unit, a time); otherwise nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.model import Document, Span
from kg.text import fold, heal, key
from qa.amounts import holds_amount, is_attached, is_of_year
from qa.link import Linking, content_spans, content_weights
from qa.model import Hit
from qa.scope import Scope, own_years
from qa.understand import Intent, Interpretation
from qa.weigh import Sentence, grams, share, without_names
from qa.world import World

AMOUNTS = (Intent.QUANTITY, Intent.COUNT)  # asked for a number: the answer must give one
NEAR = 0.45  # below every threshold: a sentence that tells what is near, and not what was asked
LONGEST = 380  # characters of one answer, below the contract's 400
_REASON = re.compile(r"因为|由于|为了|为(?:加快|进一步|贯彻|深入|推动|促进|落实|更好|规范)|以便|旨在|目的|有利于|具有.{0,8}意义")
_TIME = re.compile(r"[0-9０-９]{2,4}\s*年|[0-9０-９]{1,2}\s*月|底前|年底|之日|当年|每年|期间|长期|持续")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Sentences of one document that answer together, in reading order."""

    document: str
    spans: tuple[Span, ...]
    sentences: tuple[int, ...]
    score: float  # share of the question's content that stands in the best sentence and its headings
    own: float  # share in the sentence itself
    weight: float  # of the question's content beyond the document's own name; little of it tells nothing apart
    cosine: float | None


def _fits(sentence: Sentence, interpretation: Interpretation, world: World) -> bool:
    """Does the sentence hold the kind of thing that was asked for, of the year that was asked for?"""
    if (
        interpretation.years
        and interpretation.intent is not Intent.BOOLEAN
        and not _speaks_of(sentence, interpretation.years, world)
    ):
        return False
    if interpretation.intent is Intent.WHEN:
        return bool(_TIME.search(sentence.text))
    if interpretation.why:
        return bool(_REASON.search(sentence.text))
    if interpretation.intent is Intent.WHICH and not interpretation.unknown_noun:
        return _holds_one_of(sentence, interpretation.wanted, world)
    return True


def _gives_amount(
    sentence: Sentence, weights: Mapping[str, float], interpretation: Interpretation, scope: Scope, world: World
) -> bool:
    """A number of the measure that was asked for; it belongs to what was asked about, and to the year."""
    if not holds_amount(sentence.text, interpretation.measure):
        return False
    spans = content_spans(interpretation, [*scope.spans, *_years_said(interpretation)])
    runs = [key(span.of(interpretation.folded)) for span in spans]
    left = without_names(weights, world.named_by[sentence.document])
    years = set(interpretation.years)
    return is_attached(sentence, left, runs, interpretation.measure, world) and (not years or is_of_year(sentence, years, world))


def _years_said(interpretation: Interpretation) -> list[Span]:
    found = (re.search(f"{year}年?", interpretation.folded) for year in interpretation.years)
    return [Span(match.start(), match.end()) for match in found if match]


def _speaks_of(sentence: Sentence, years: Sequence[int], world: World) -> bool:
    """One of the years stands in the sentence or its paragraph, or all are the document's own."""
    document = world.documents[sentence.document]
    if set(years) <= own_years(document.meta):
        return True
    around = fold(heal(document.text, document.passages[sentence.passage].span).text)
    return any(str(year) in around for year in years)


# classes whose members have names: an answer to “which …” must name one
NAMED = ("Agent", "Park", "Platform", "Region")


def _holds_one_of(sentence: Sentence, wanted: Sequence[str], world: World) -> bool:
    asked = [w for w in wanted if any(world.ontology.is_a(w, n) for n in NAMED)]
    if not asked:
        return True
    text = key(sentence.text)
    return any(key(name) in text for cls in asked for name in world.names_of(cls))


def _heading_grams(sentence: Sentence, world: World) -> frozenset[str]:
    """Of the sentence's own heading: a paragraph speaks of what its title names."""
    document = world.documents[sentence.document]
    return frozenset(grams(document.sections[document.passages[sentence.passage].section].title))


def _is_heading(sentence: Sentence, world: World) -> bool:
    """A title in front of its paragraph answers nothing by itself."""
    document = world.documents[sentence.document]
    section = document.sections[document.passages[sentence.passage].section]
    return key(sentence.text) in {key(section.title), key(section.caption), key(section.number + section.title)}


def _defines(sentence: Sentence, interpretation: Interpretation) -> bool:
    """“X是…”, “X（…）”, “所称X，是指…” with the X of the question at the head."""
    match = re.match(r"(?:本\w{1,4}所称)?[“\"]?(?P<head>[^，,。、是指]{2,20}?)[”\"]?[，,]?(?:是指|是|指|即|（|\()", sentence.text)
    return match is not None and key(match["head"]) in key(interpretation.folded)


def _names_stand(sentence: Sentence, names: Sequence[frozenset[str]], document: Document) -> bool:
    """Everything that the question names stands in the sentence, its paragraph or its headings."""
    if not names:
        return True
    passage = document.passages[sentence.passage]
    headings = "".join(s.title for s in document.path(passage.section))
    around = key(heal(document.text, passage.span).text + headings)
    return all(any(spelling in around for spelling in name) for name in names)


def rank(
    weights: Mapping[str, float],
    interpretation: Interpretation,
    scope: Scope,
    world: World,
    hits: Sequence[Hit] = (),
    names: Sequence[frozenset[str]] = (),
) -> list[tuple[float, Sentence]]:
    """Sentences by fitness. ``hits`` lend a bonus to the passages that embedding retrieval likes."""
    covers = {d: world.weights.cover(without_names(weights, world.named_by[d])) for d in world.documents if scope.admits(d)}
    cover = {n: c[n] for d, c in covers.items() for n in c if world.sentences[n].document == d}
    passages = {(h.document, h.passage): h for h in hits}
    by_passage: dict[tuple[str, int], set[str]] = {}
    for number in cover:
        sentence = world.sentences[number]
        by_passage.setdefault((sentence.document, sentence.passage), set()).update(sentence.grams)
    candidates = set(cover) | {s.number for s in world.sentences if (s.document, s.passage) in passages}
    ranked = []
    for number in candidates:
        sentence = world.sentences[number]
        if not scope.admits(sentence.document) or _is_heading(sentence, world) or not _fits(sentence, interpretation, world):
            continue
        left = without_names(weights, world.named_by[sentence.document])
        around = by_passage.get((sentence.document, sentence.passage), set())
        score = cover.get(number, 0.0)
        heading = _heading_grams(sentence, world)
        score += 0.85 * share(left, heading - sentence.grams)
        score += 0.6 * share(left, sentence.context - heading - sentence.grams)
        score += 0.4 * share(left, around - sentence.grams - sentence.context)
        if (hit := passages.get((sentence.document, sentence.passage))) is not None:
            score += 0.1 * hit.score
        if interpretation.define and _defines(sentence, interpretation):
            score += 0.3
        prior = scope.prior(sentence.document) if scope.documents else 1.0
        ranked.append((score * (0.85 + 0.15 * prior), sentence))
    if interpretation.intent in AMOUNTS:
        ranked = [
            (score if _gives_amount(s, weights, interpretation, scope, world) else min(score, NEAR), s) for score, s in ranked
        ]
    ranked = [(score, s) for score, s in ranked if _names_stand(s, names, world.documents[s.document])]
    return sorted(ranked, key=lambda pair: (-pair[0], pair[1].number))


def find(
    weights: Mapping[str, float],
    interpretation: Interpretation,
    scope: Scope,
    world: World,
    hits: Sequence[Hit] = (),
    names: Sequence[frozenset[str]] = (),
) -> tuple[Found, ...]:
    """The best sentences with what belongs to them, best first; at most five."""
    ranked = rank(weights, interpretation, scope, world, hits, names)[:12]
    cosines = {(h.document, h.passage): h.cosine for h in hits}
    found = []
    for top, best in ranked[:5]:
        chosen = _with_neighbours(top, best, ranked, interpretation)
        found.append(
            Found(
                document=best.document,
                spans=tuple(s.span for s in chosen),
                sentences=tuple(s.number for s in chosen),
                score=top,
                own=share(without_names(weights, world.named_by[best.document]), best.grams | _heading_grams(best, world)),
                weight=sum(without_names(weights, world.named_by[best.document]).values()),
                cosine=cosines.get((best.document, best.passage)),
            )
        )
    return tuple(found)


def _as_good(score: float, top: float, sentence: Sentence, best: Sentence) -> bool:
    return sentence.document == best.document and sentence.number != best.number and score >= top - 0.03 and top >= 0.9


def _with_neighbours(
    top: float, best: Sentence, ranked: Sequence[tuple[float, Sentence]], interpretation: Interpretation
) -> list[Sentence]:
    """Sentences of the same paragraph that carry nearly as much are part of the answer to an open question."""
    chosen, length = [best], len(best.text)
    if interpretation.intent not in {Intent.HOW, Intent.WHICH}:
        return chosen
    for score, sentence in ranked:
        near = (
            sentence.document == best.document
            and sentence.passage == best.passage
            and 0 < abs(sentence.number - best.number) <= 2
        )
        if near and score >= 0.75 * top and length + len(sentence.text) <= LONGEST:
            chosen.append(sentence)
            length += len(sentence.text)
        elif (
            _as_good(score, top, sentence, best)
            and length + len(sentence.text) <= LONGEST
            and interpretation.intent is Intent.HOW
        ):
            chosen.append(sentence)  # the document says it in two places
            length += len(sentence.text)
    return sorted(chosen, key=lambda s: s.number)


def content(interpretation: Interpretation, scope: Scope, world: World) -> dict[str, float]:
    """The question's content for text answers: all but the document's name and filler; cues stay, they are words too."""
    return content_weights(interpretation, world, scope.spans)


def required_names(linking: Linking, scope: Scope, world: World) -> tuple[frozenset[str], ...]:
    """Units, places, parks and platforms that the question names: an answer must be about them. Each with its spellings."""
    at_home = {short for d in world.document_names if scope.admits(d.id) for short in d.short_regions}
    found = []
    for mention in linking.mentions:
        if any(s.contains(mention.span) for s in scope.spans) or fold(mention.text) in at_home:
            continue
        links = [k for k in mention.links if any(world.ontology.is_a(k.type, cls) for cls in NAMED)]
        if links or mention.unknown:
            spellings = {key(mention.text)} | {key(n) for k in links for n in (k.label, *world.nodes[k.iri].aliases)}
            found.append(frozenset(spellings))
    return tuple(found)
