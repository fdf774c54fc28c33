"""Answers in the document's own words: the sentences that carry the question's content, quoted.

Used when the graph has no plan. A sentence must carry enough of what was asked, and the kind of thing that was asked for
(a number with its unit, a time); otherwise nothing is said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import islice

from kg.model import Span
from kg.text import fold, key
from qa import words
from qa.amounts import beside_its_tiers, holds_amount, is_attached, is_of_year, of_other_head, of_other_kind, of_other_tier
from qa.changed import change, tells
from qa.link import Linking, content_runs, content_spans, content_weights
from qa.model import Hit
from qa.scope import Scope
from qa.scope.names import own_years
from qa.understand import Intent, Interpretation
from qa.weigh import Content, Sentence, grams, share, without_names
from qa.world import World

BONUS = 0.1  # of a sentence whose passage retrieval likes best
DEPTH = 12  # sentences that are looked at for one answer
AMOUNTS = (Intent.QUANTITY, Intent.COUNT)  # asked for a number: the answer must give one
NEAR = 0.45  # below every threshold: a sentence that tells what is near, and not what was asked
_HOLDS_ON = 6  # sentences over which the year that opens an enumeration holds on
STRANGE = 0.34  # share of the known pairs of one stretch of the question below which the answer does not speak of it
_TELLING = 3  # pairs of a stretch that are enough to tell
LONGEST = 380  # characters of one answer, below the contract's 400
_OVERVIEW = re.compile("(?:主要|总体|发展|预期|奋斗|具体|建设)目标(?:是什么|有哪些|是啥|有啥|包括哪些|都有哪些)?[?？。]*$")
_GOAL = re.compile(
    r"到(?:19|20)\d\d年|力争|\d(?:%|[\u4e00-\u9fff]*(?:以上|左右|以内))|目标(?:是|为|[:：])|(?:达到?|超过|突破|增长)\d"
)
_MONEY = re.compile("(?:多少|几个?)(?:钱|补贴|补助|奖励|奖补|奖金|资金|经费|资助)")
_SUM = re.compile("元|\\d[%％‰]|分之|倍")
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
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
    if (asked := change(interpretation.folded)) is not None and not tells(asked, sentence.folded):
        return False
    if interpretation.intent is Intent.WHEN:
        return bool(_TIME.search(sentence.text)) or dated_by(sentence, world) is not None
    if interpretation.why:
        return bool(_REASON.search(sentence.text))
    if _OVERVIEW.search(interpretation.folded) and not _GOAL.search(sentence.folded):
        return False
    if words.KINDS_OF_UNITS.search(interpretation.folded):
        return True
    if interpretation.intent is Intent.WHICH and not interpretation.unknown_noun:
        return _holds_one_of(sentence, interpretation.wanted, world)
    return True


# “（某厅负责）”, “牵头单位：某厅”: says who acts, and nothing of what was asked
_ATTRIBUTION = re.compile(
    r"[(（〔\[][^()（）〔〕]*(?:负责|牵头|参与|配合|(?:责任|负责|主管|配合)(?:单位|部门))[^。]*[)）〕\]][。;；]?"
    r"|(?:责任|牵头|配合|参与|负责|主管|协办)(?:单位|部门)[:：].*",
    re.DOTALL,
)


def _is_attribution(sentence: Sentence, interpretation: Interpretation) -> bool:
    """A bare attribution, where units of a work are asked for: the work it belongs to stands elsewhere."""
    return interpretation.intent is Intent.WHICH and _ATTRIBUTION.fullmatch(sentence.text.strip()) is not None


_HEADED = re.compile(r"^(?:到|至|自)?(?:19|20)\d\d年(?:底|末|前|\d{1,2}月)*[,，]")


def dated_by(sentence: Sentence, world: World) -> Sentence | None:
    """The sentence in front, of the same paragraph, whose opening year holds on: “2021年，…；启动…一期建设；”."""
    if _TIME.search(sentence.text):
        return None
    for number in range(sentence.number - 1, max(-1, sentence.number - _HOLDS_ON - 1), -1):
        before = world.sentences[number]
        if (before.document, before.passage) != (sentence.document, sentence.passage) or not before.text.rstrip().endswith(
            ("；", ";")
        ):
            return None
        if _HEADED.search(before.folded):
            return before
        if _TIME.search(before.text):
            return None
    return None


def _may_head(sentence: Sentence, interpretation: Interpretation, world: World) -> bool:
    """A title answers nothing by itself, unless it gives the very amount: “3.固定资产投资增长15%左右。”"""
    if not world.surroundings.is_heading(sentence):
        return True
    return interpretation.intent in AMOUNTS and holds_amount(sentence.text, interpretation.measure)


def _gives_amount(
    sentence: Sentence, weights: Mapping[str, float], interpretation: Interpretation, scope: Scope, world: World
) -> bool:
    """A number of the measure that was asked for; it belongs to what was asked about, and to the year."""
    if not holds_amount(sentence.text, interpretation.measure):
        return False
    if _MONEY.search(interpretation.folded) and not _SUM.search(sentence.folded):
        return False
    if words.REACHED.search(interpretation.folded) and not words.IS_REACHED.search(sentence.folded):
        return False  # a goal
    asked = interpretation.folded
    if of_other_tier(asked, sentence, world) or of_other_kind(asked, sentence, world):
        return False
    if beside_its_tiers(asked, sentence) or of_other_head(asked, sentence.folded):
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
    paragraph = world.surroundings.paragraph(sentence)
    return any(str(year) in paragraph for year in years)


# classes whose members have names: an answer to “which …” must name one
_GOVERNMENT = re.compile("[省市县区旗州镇乡]政府|督查室|办公室|委员会")
NAMED = ("Agent", "Park", "Platform", "Region")


def _holds_one_of(sentence: Sentence, wanted: Sequence[str], world: World) -> bool:
    asked = [w for w in wanted if any(world.ontology.is_a(w, n) for n in NAMED)]
    if not asked or any(world.ontology.is_a(held, cls) for held in world.labels.types_in(sentence.key) for cls in asked):
        return True
    organs = any(world.ontology.is_a(w, "Agent") for w in asked)
    return organs and (bool(world.names.organs(sentence.folded)) or _GOVERNMENT.search(sentence.folded) is not None)


def _defines(sentence: Sentence, interpretation: Interpretation) -> bool:
    """“X是…”, “X（…）”, “所称X，是指…” with the X of the question at the head."""
    match = re.match(r"(?:本\w{1,4}所称)?[“\"]?(?P<head>[^，,。、是指]{2,20}?)[”\"]?[，,]?(?:是指|是|指|即|（|\()", sentence.text)
    return match is not None and key(match["head"]) in key(interpretation.folded)


def _names_stand(sentence: Sentence, names: Sequence[frozenset[str]], world: World) -> bool:
    """Everything that the question names stands in the sentence, its paragraph or its headings."""
    if not names:
        return True
    around = world.surroundings.around(sentence)
    return all(any(spelling in around for spelling in name) for name in names)


def _scored(
    document: str, weights: Mapping[str, float], interpretation: Interpretation, world: World, hits: Mapping[int, Hit]
) -> Iterator[tuple[float, Sentence]]:
    """The sentences of ``document`` that hold something of the content, or that stand in one of ``hits`` (by passage)."""
    content = Content(without_names(weights, world.named_by[document]))
    own = world.weights.bits(content, document) if content.weight else {}
    in_passage: dict[int, int] = defaultdict(int)
    for number, bits in own.items():
        in_passage[world.sentences[number].passage] |= bits
    headings: dict[int, tuple[int, int]] = {}
    liked = {number for passage in hits for number in world.surroundings.sentences(document, passage)}
    for number in own.keys() | liked:
        sentence = world.sentences[number]
        section = world.surroundings.section(sentence).id
        if section not in headings:
            headings[section] = content.of(world.surroundings.heading(sentence)), content.of(sentence.context)
        heading, context = headings[section]
        bits = own.get(number, 0)
        score = content.share(bits)
        score += 0.85 * content.share(heading & ~bits)
        score += 0.6 * content.share(context & ~heading & ~bits)
        score += 0.4 * content.share(in_passage[sentence.passage] & ~bits & ~context)
        if (hit := hits.get(sentence.passage)) is not None:
            score += BONUS * hit.score
        if interpretation.define and _defines(sentence, interpretation):
            score += 0.3
        yield score, sentence


def rank(
    weights: Mapping[str, float],
    interpretation: Interpretation,
    scope: Scope,
    world: World,
    hits: Sequence[Hit] = (),
    names: Sequence[frozenset[str]] = (),
) -> Iterator[tuple[float, Sentence]]:
    """Sentences by fitness, best first. ``hits`` lend a bonus to the passages that retrieval likes.

    Whether a sentence may answer at all is looked at when its turn comes: that costs more than its score.
    """
    scored: list[tuple[float, int]] = []
    for document in world.documents:
        if not scope.admits(document):
            continue
        prior = 0.85 + 0.15 * (scope.prior(document) if scope.documents else 1.0)
        own = {hit.passage: hit for hit in hits if hit.document == document}
        scored += [(-score * prior, s.number) for score, s in _scored(document, weights, interpretation, world, own)]
    heapify(scored)
    near: set[int] = set()  # sentences without the number that was asked for: they tell what is near, below every threshold
    while scored:
        score, number = heappop(scored)
        sentence = world.sentences[number]
        may = (
            _may_head(sentence, interpretation, world)
            and not _is_attribution(sentence, interpretation)
            and _fits(sentence, interpretation, world)
            and _names_stand(sentence, names, world)
        )
        if not may:
            continue
        unsure = interpretation.intent in AMOUNTS and -score > NEAR and number not in near
        if unsure and not _gives_amount(sentence, weights, interpretation, scope, world):
            near.add(number)
            heappush(scored, (-NEAR, number))
            continue
        yield -score, sentence


def find(
    weights: Mapping[str, float],
    interpretation: Interpretation,
    scope: Scope,
    world: World,
    hits: Sequence[Hit] = (),
    names: Sequence[frozenset[str]] = (),
) -> tuple[Found, ...]:
    """The best sentences with what belongs to them, best first; at most five."""
    ranked = list(islice(rank(weights, interpretation, scope, world, hits, names), DEPTH))
    cosines = {(h.document, h.passage): h.cosine for h in hits}
    found = []
    for top, best in ranked[:5]:
        chosen = _with_items(best, _with_neighbours(top, best, ranked, interpretation), world)
        if interpretation.intent is Intent.WHEN and (dated := dated_by(best, world)) is not None:
            chosen = [dated, *chosen]
        found.append(
            Found(
                document=best.document,
                spans=tuple(s.span for s in chosen),
                sentences=tuple(s.number for s in chosen),
                score=top,
                own=share(without_names(weights, world.named_by[best.document]), best.grams | world.surroundings.heading(best)),
                weight=sum(without_names(weights, world.named_by[best.document]).values()),
                cosine=cosines.get((best.document, best.passage)),
            )
        )
    return tuple(found)


def _with_items(best: Sentence, chosen: Sequence[Sentence], world: World) -> list[Sentence]:
    """“分三步走：”: what a colon opens belongs to it, as far as an answer reaches."""
    found = list(chosen)
    for number in range(best.number + 1, len(world.sentences)) if best.text.rstrip().endswith(("：", ":")) else ():
        following = world.sentences[number]
        if following.document != best.document or sum(len(s.text) for s in found) + len(following.text) > LONGEST:
            break
        found.append(following)
    return sorted(dict.fromkeys(found), key=lambda s: s.number)


def _differs_in_numbers(sentence: Sentence, best: Sentence) -> bool:
    """“已建成7个”, “已建成3个”: the first clauses of two sentences of one document say the same of two numbers."""
    if sentence.document != best.document or sentence.number == best.number:
        return False
    first, second = (re.split("[,，、;；。]", s.folded.strip("| "))[0] for s in (sentence, best))
    return first != second and _NUMBERS.sub("#", first) == _NUMBERS.sub("#", second) and _NUMBERS.search(first) is not None


def _as_good(score: float, top: float, sentence: Sentence, best: Sentence) -> bool:
    return sentence.document == best.document and sentence.number != best.number and score >= top - 0.03 and top >= 0.9


def _with_neighbours(
    top: float, best: Sentence, ranked: Sequence[tuple[float, Sentence]], interpretation: Interpretation
) -> list[Sentence]:
    """Sentences of the same paragraph that carry nearly as much are part of the answer to an open question."""
    chosen, length = [best], len(best.text)
    if interpretation.intent in AMOUNTS:  # the same said of another time: both are told
        alike = (s for score, s in ranked if score >= top - 0.05 and _differs_in_numbers(s, best))
        return sorted([best, *islice(alike, 2)], key=lambda s: s.number)
    if interpretation.intent not in {Intent.HOW, Intent.WHICH}:
        return chosen
    for score, sentence in ranked:
        near = sentence.document == best.document and abs(sentence.number - best.number) > 0
        if change(interpretation.folded) is None:  # of a change every sentence that tells of one is a part of the answer
            near = near and sentence.passage == best.passage and abs(sentence.number - best.number) <= 2
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


def strange(found: Found, interpretation: Interpretation, scope: Scope, world: World) -> bool:
    """Is a whole stretch of the question foreign to the answer? A word that every other sentence holds weighs little, and may
    still be what was asked about: 人形机器人 in “人形机器人要突破哪些技术”."""
    there = set(world.named_by[found.document])
    for number in found.sentences:
        there |= world.sentences[number].context | set(grams(world.surroundings.paragraph(world.sentences[number])))
    for run in content_runs(interpretation, world, scope.spans, apart=True):
        pairs = [pair for pair in grams(world.shortened.in_full(run)) if len(pair) > 1 and world.weights.known(pair)]
        if len(pairs) >= _TELLING and sum(pair in there for pair in pairs) < STRANGE * len(pairs):
            return True
    return False


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
            spellings |= {rest for short in at_home if len(rest := key(mention.text).removeprefix(key(short))) > 3}
            found.append(frozenset(spellings))
    return tuple(found)
