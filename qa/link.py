"""Stretches of a question → nodes of the graph: by name, by organ form, and to works by content.

Everything is scored and nothing is decided: ties and margins are for the planner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from kg.model import Span
from kg.text import fold, key, numeral
from kg.wording import PREDICATES
from qa import words
from qa.model import Link
from qa.scope import Scope
from qa.scope.names import DocumentName
from qa.understand import Interpretation
from qa.weigh import grams, without_names
from qa.works import WorkLink
from qa.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One stretch of the question with every node it may name; ``links`` is empty for an organ that no document names."""

    span: Span
    text: str
    links: tuple[Link, ...]
    is_agent: bool
    located: bool = False  # “…里”, “…中” stands behind it

    @property
    def unknown(self) -> bool:
        return not self.links


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    mentions: tuple[Mention, ...]
    agents: tuple[Mention, ...]  # mentions that are organisations, outside the document's own name
    things: tuple[Mention, ...]  # every other mention
    regions_unknown: tuple[str, ...]  # places the question names and no document that is meant does


_KEEP = re.compile(r"[\s“”\"'‘’《》〈〉<>·、,，。.;；:：!！?？—–\-()（）\[\]〔〕【】*]")


def _squeeze(folded: str) -> tuple[str, list[int]]:
    """``folded`` as ``kg.text.key`` leaves it, with the way back."""
    kept = [(c, i) for i, c in enumerate(folded) if not _KEEP.match(c)]
    return "".join(c for c, _ in kept), [i for _, i in kept]


def find_names(interpretation: Interpretation, world: World, scope: Scope, *, minimum: int = 2) -> tuple[Mention, ...]:
    """Longest names first; one stretch may name several nodes (one unit in two provinces)."""
    text, back = _squeeze(interpretation.folded)
    generic = {key(cue.word) for cue in interpretation.classes}
    taken = [False] * len(text)
    found: list[Mention] = []
    for size in range(min(world.longest_key, len(text)), minimum - 1, -1):
        for start in range(len(text) - size + 1):
            piece = text[start : start + size]
            if piece not in world.by_key or True in taken[start : start + size]:
                continue
            if piece in generic and not ("Section" in interpretation.wanted and _is_heading(piece, world)):
                continue
            if _ANY_GOVERNMENT.fullmatch(piece):
                continue
            iris = [iri for iri in world.by_key[piece] if _in_scope(iri, world, scope) and not _is_bare(iri, world)]
            if not iris or not _free_standing(text, start, size):
                continue
            taken[start : start + size] = [True] * size
            span = Span(back[start], back[start + size - 1] + 1)
            mention = span.of(interpretation.text)
            links = tuple(
                Link(
                    mention=mention,
                    span=span,
                    iri=iri,
                    label=world.nodes[iri].label,
                    type=world.nodes[iri].type,
                    score=1.0,
                    method="label" if key(world.nodes[iri].label) == piece else "alias",
                )
                for iri in iris
            )
            found.append(
                Mention(
                    span=span,
                    text=mention,
                    links=links,
                    is_agent=any(iri in world.units or world.is_a(iri, "Department") for iri in iris),
                )
            )
    return tuple(sorted(found, key=lambda m: m.span.start))


_LEVEL = re.compile("[省市县区州]|国家|中央|中国|国务院")
_ANY_GOVERNMENT = re.compile("[省市县区州]?(?:人民)?政府")  # which one it is, the place in front of it must say


def _longer(span: Span, known: Mention) -> bool:
    """The longer name wins over a known one cut out of it: 教委 inside 省民族宗教委 is nobody's name."""
    return len(span) > len(known.span) and span.start < known.span.start and not _LEVEL.match(known.text)


def _in_scope(iri: str, world: World, scope: Scope) -> bool:
    """A unit belongs to its jurisdiction: asked of one province's document, another province's namesake is not meant."""
    node = world.nodes[iri]
    if scope.documents and world.is_a(iri, "Department") and not node.documents & set(scope.documents):
        return False
    return any(scope.admits(d) for d in node.documents)


def _is_bare(iri: str, world: World) -> bool:
    """A class word of three characters at most (产业, 技术) is named by every other question, and meant by none."""
    return world.nodes[iri].type == "Concept" and len(world.nodes[iri].label) < 4


def _is_heading(piece: str, world: World) -> bool:
    return any(world.nodes[iri].type == "Section" for iri in world.by_key[piece])


def _free_standing(text: str, start: int, size: int) -> bool:
    """A short Latin name must not be cut out of a longer word: AI in RAIN."""
    piece = text[start : start + size]
    if not piece.isascii():
        return True
    before, after = text[start - 1 : start], text[start + size : start + size + 1]
    return not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())


def link(interpretation: Interpretation, world: World, scope: Scope) -> Linking:
    named = list(find_names(interpretation, world, scope))
    for organ in world.names.organs(interpretation.folded):
        span = Span(organ.start, organ.end)
        if any(m.span.overlaps(span) and (m.is_agent or m.span.contains(span)) and not _longer(span, m) for m in named):
            continue
        if any(organ.surface in name.issuers for name in world.document_names):
            continue  # who issued a document is named to point at it
        named = [m for m in named if not span.overlaps(m.span)]
        text = span.of(interpretation.text)
        named.append(Mention(span=span, text=text, links=_written_short(text, span, world, scope), is_agent=True))
    named.sort(key=lambda m: m.span.start)
    named = _join_same(_join_regions(named, interpretation), interpretation)
    named = [
        replace(m, located=interpretation.folded[m.span.end : m.span.end + 3].lstrip('”"').startswith(("里", "中", "下")))
        for m in named
    ]
    free = [m for m in named if not any(s.contains(m.span) for s in scope.spans)]
    unknown_regions = tuple(
        region.surface
        for region in world.names.regions(interpretation.folded)
        if not _is_known_place((region.surface, region.name, *region.shorts), world, scope)
        and not any(m.span.contains(Span(region.start, region.end)) for m in named)
        and not any(s.contains(Span(region.start, region.end)) for s in scope.spans)
    )
    return Linking(
        mentions=tuple(named),
        agents=tuple(m for m in free if m.is_agent),
        things=tuple(m for m in free if not m.is_agent),
        regions_unknown=unknown_regions,
    )


def _written_short(text: str, span: Span, world: World, scope: Scope) -> tuple[Link, ...]:
    """国家卫计委 of what the documents call 国家卫生计生委: every word left with its first character; nobody where two fit."""
    pattern = re.compile("[^和与及]?[和与及]?".join(map(re.escape, key(text))))
    found = [
        iri
        for iri in world.units
        if len(key(text)) > 3 and pattern.fullmatch(key(world.nodes[iri].label)) and _in_scope(iri, world, scope)
    ]
    if len({world.nodes[iri].label for iri in found}) != 1:
        return ()
    return tuple(
        Link(
            mention=text, span=span, iri=iri, label=world.nodes[iri].label, type=world.nodes[iri].type, score=0.9, method="short"
        )
        for iri in sorted(found)
    )


def _is_known_place(spellings: tuple[str, ...], world: World, scope: Scope) -> bool:
    """Does a document that is meant speak for the place, or name it?"""
    if any(short in spellings for name in world.document_names if scope.admits(name.id) for short in name.short_regions):
        return True
    iris = (iri for spelling in spellings for iri in world.by_key.get(key(spelling), ()))
    if any(scope.admits(d) for iri in iris for d in world.nodes[iri].documents):
        return True
    return any(spellings[0] in s.text for s in world.sentences if scope.admits(s.document))


def _join_regions(named: list[Mention], interpretation: Interpretation) -> list[Mention]:
    """“深圳市” + “工信局” side by side are one mention of the unit when the unit belongs to that place."""
    joined: list[Mention] = []
    for mention in named:
        last = joined[-1] if joined else None
        if (
            last
            and mention.is_agent
            and mention.links
            and not last.is_agent
            and last.span.end == mention.span.start
            and any(found.type == "Region" for found in last.links)
        ):
            joined.pop()
            span = Span(last.span.start, mention.span.end)
            mention = Mention(span=span, text=span.of(interpretation.text), links=mention.links, is_agent=True)
        joined.append(mention)
    return joined


def _join_same(named: list[Mention], interpretation: Interpretation) -> list[Mention]:
    """“专栏5” + its title side by side name one and the same node."""
    joined: list[Mention] = []
    for mention in named:
        last = joined[-1] if joined else None
        shared = {k.iri for k in last.links} & {k.iri for k in mention.links} if last else set()
        between = interpretation.folded[last.span.end : mention.span.start] if last else ""
        if last and shared and not between.strip('“”"：: 的'):
            joined.pop()
            span = Span(last.span.start, mention.span.end)
            links = tuple(k for k in mention.links if k.iri in shared)
            mention = Mention(span=span, text=span.of(interpretation.text), links=links, is_agent=mention.is_agent)
        joined.append(mention)
    return joined


def content_link(interpretation: Interpretation, *, iri: str, label: str, type: str, score: float) -> Link:
    """A link made by content: its mention is the longest stretch that question and label share (all, when none)."""
    asked, name = interpretation.folded, fold(label)
    match = SequenceMatcher(None, asked, name, autojunk=False).find_longest_match(0, len(asked), 0, len(name))
    span = Span(match.a, match.a + match.size) if match.size > 1 else Span(0, len(asked))
    return Link(
        mention=span.of(interpretation.text), span=span, iri=iri, label=label, type=type, score=min(1.0, score), method="content"
    )


_EDGE = "的了在是有由里中上和与及对把将给从为以"


def content_spans(interpretation: Interpretation, drop: Sequence[Span]) -> tuple[Span, ...]:
    """What remains of the question without ``drop``, interrogatives, courtesy and filler."""
    return _content_of(interpretation.folded, tuple(drop))


@lru_cache(maxsize=256)  # of the questions that are answered just now: their plans ask time and again
def _content_of(folded: str, drop: tuple[Span, ...]) -> tuple[Span, ...]:
    gone = [False] * len(folded)
    asking, filler = _no_content(folded)
    for span in (*drop, *asking):
        gone[span.start : span.end] = [True] * len(span)
    for span in filler:
        if True not in gone[span.start : span.end]:
            gone[span.start : span.end] = [True] * len(span)
    spans, start = [], None
    for i in range(len(folded) + 1):
        stop = (
            i == len(folded) or gone[i] or (_KEEP.match(folded[i]) is not None and folded[i] not in '+-.“”"') or folded[i] == "的"
        )
        if stop:
            if start is not None:
                spans.append(Span(start, i))
            start = None
        elif start is None:
            start = i
    return tuple(s for s in (_strip(folded, span) for span in spans) if len(s) > 0)


_ASKING = (
    words.WHICH,
    words.WHO,
    words.HOW,
    words.AMOUNT,
    words.DEFINE,
    words.NUMBERED,
    words.ROLE_OUT,
    words.ROLE_ALL,
    words.NOTE,
)


@lru_cache(maxsize=64)
def _no_content(folded: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Where the words that ask stand, and where filler of several characters does, in the order in which it is taken out."""
    asking = tuple(Span(m.start(), m.end()) for pattern in _ASKING for m in pattern.finditer(folded))
    filler = []
    for word in words.FILLER:
        at = folded.find(word) if len(word) > 1 else -1
        while at >= 0:
            filler.append(Span(at, at + len(word)))
            at = folded.find(word, at + 1)
    return asking, tuple(filler)


_SINGLES = frozenset(w for w in words.FILLER if len(w) == 1)
_ENDS_IN_PLACE = re.compile("[基场产营湿用土农林草园]地$")  # here 地 is a word's end


def _strip(folded: str, span: Span) -> Span:
    start, end = span.start, span.end
    if end - start == 1 and folded[start] in _SINGLES:
        return Span(start, start)
    while start < end and (folded[start] in _EDGE or (folded[start] in _SINGLES and end - start > 2)):
        start += 1
    while end > start and (folded[end - 1] in _EDGE or (folded[end - 1] in _SINGLES and end - start > 2)):
        if _ENDS_IN_PLACE.search(folded[start:end]):
            break
        end -= 1
    return Span(start, end)


def content_weights(
    interpretation: Interpretation, world: World, drop: Sequence[Span], *, turned: bool = False
) -> dict[str, float]:
    """The question's content without ``drop``: character pairs with their weights.

    ``turned``: 末端起降点【建设】 is sought as 【建设】末端起降点 too, as works put it.
    """
    found: dict[str, float] = {}
    for run in content_runs(interpretation, world, drop, apart=turned):
        weights = world.weights.weigh_run(grams(world.shortened.in_full(_in_figures(run))))
        for gram, weight in (_turned(run, weights, world) if turned else weights).items():
            found[gram] = max(found.get(gram, 0.0), weight)
    return found


_PERCENT = re.compile("百分之(?P<n>[零一二三四五六七八九十百]{1,5})")


def _in_figures(run: str) -> str:
    """百分之五十 as documents write it: 50%; gdp: 地区生产总值."""
    for brief, long in words.ABBREVIATED.items():
        run = re.sub(f"(?<![a-z]){brief}(?![a-z])", long, run)
    return _PERCENT.sub(lambda m: m.group() if (value := numeral(m["n"])) is None else f"{value}%", run)


def content_runs(interpretation: Interpretation, world: World, drop: Sequence[Span], *, apart: bool) -> Iterator[str]:
    """The stretches of content; ``apart``: a document's place is cut off from the word behind it (某市|智联网)."""
    pattern = _places(world.document_names) if apart else None
    for span in content_spans(interpretation, drop):
        run = span.of(interpretation.folded)
        pieces = [piece for piece in pattern.split(run) if piece] if pattern else [run]
        yield from (piece.lstrip("要将可") or piece for piece in pieces)


@lru_cache(maxsize=8)
def _places(documents: tuple[DocumentName, ...]) -> re.Pattern[str] | None:
    """Any place that a document speaks for; None when none speaks for one."""
    places = sorted({short for d in documents for short in d.short_regions}, key=lambda p: (-len(p), p))
    return re.compile("(" + "|".join(map(re.escape, places)) + ")") if places else None


_TURNING = PREDICATES | {"攻关", "提升", "改造", "壮大", "实施", "治理", "监管", "管理", "保护", "培养", "监测"}
_TURNED = 0.7  # of the joint's weight goes to the order that works use


def _turned(run: str, weights: Mapping[str, float], world: World) -> dict[str, float]:
    """The pair where a closing verb joins its object, shared with the pair where an opening verb would."""
    verb, thing = run[-2:], run[:-2]
    joint, opening = run[-3:-1], verb[-1:] + thing[:1]
    if len(thing) < 2 or verb not in _TURNING or not world.weights.known(opening) or opening in weights:
        return dict(weights)
    weight = weights.get(joint, 0.0)
    return {**weights, joint: (1 - _TURNED) * weight, opening: _TURNED * max(weight, world.weights.of(opening))}


def link_works(weights: Mapping[str, float], world: World, scope: Scope, *, attributed: bool = False) -> tuple[WorkLink, ...]:
    """Works by how much of the content they carry, best first. ``attributed``: only those with responsible units."""
    found: list[WorkLink] = []
    homes = {d.id: d.short_regions for d in world.document_names}
    for document in world.documents if weights else ():
        if scope.admits(document):
            home = {gram for place in homes[document] for gram in grams(place)}  # tells none of its works from another
            own = without_names({g: 0.0 if g in home else w for g, w in weights.items()}, world.named_by[document])
            prior = scope.prior(document) if scope.documents else 1.0
            near = 0.85 + 0.15 * prior if prior else 0.75  # the question names another document's place
            found += world.shelves[document].carrying(own, near, attributed=attributed)
    return tuple(sorted(found, key=lambda w: (-(w.score + 0.25 * w.title_share), len(w.work.span), w.work.iri)))
