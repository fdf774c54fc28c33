"""Properties of the ontology read by their text cues (依托{}, 发挥{}作用), and where named things stand.

A property that gains a ``textCue`` in Turtle is read with no change here: the objects are the terms where {} stands.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.model import Document, Passage, Provenance, Relation, SectionKind, Term
from kg.ontology import Ontology, PropertyInfo
from kg.phrases import left_edge, pieces, split_joint
from kg.text import View, heal, key
from kg.wording import AGENTS

_LOCATED = "locatedIn"
_PLACE, _SITED = "Region", ("Park", "Zone", "Platform")
_REACH = 80  # code points between the two words of a cue
_END = re.compile("[，。；：！？,;:!?]")
_BUILT = re.compile(r"在(?P<place>[\u4e00-\u9fff]{2,8})(?:等地)?(?:规划)?(?:建设|打造|设立|布局建设|布局|组建|建立|新建)")
_WIDE = re.compile(r"(?:省|自治区|国家|全国|中国)$")
_JOINED = re.compile(r"[—\-、与和]")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A term in the offsets of a passage's healed text."""

    start: int
    end: int
    term: Term


@dataclass(frozen=True, slots=True)
class _Text:
    """One passage, healed, with its terms in order."""

    view: View
    passage: Passage
    terms: tuple[_Placed, ...]
    subject: str | None

    def relation(
        self, start: int, end: int, property: str, value: str, rule: str, confidence: float, subject: str | None
    ) -> Relation:
        where = Provenance(span=self.view.span(start, end), rule=rule, confidence=confidence)
        return Relation(where=where, section=self.passage.section, property=property, subject=subject, object=value)


def relations(document: Document, ontology: Ontology, terms: Sequence[Term]) -> tuple[Relation, ...]:
    """All relations, each once a place, in the order of the text."""
    found: list[Relation] = []
    for passage in document.passages:
        text = _text(document, passage, terms)
        for info in ontology.properties.values():
            for cue in info.text_cues:
                found.extend(_by_cue(text, info, cue, ontology))
        if _LOCATED in ontology.properties:
            found.extend(_by_bracket(text))
            found.extend(_by_name(text))
            found.extend(_built_in(text))
    unique = {(one.section, one.property, one.subject, one.object): one for one in reversed(found)}
    return tuple(sorted(unique.values(), key=lambda one: (one.where.span, one.property, one.object)))


def _text(document: Document, passage: Passage, terms: Sequence[Term]) -> _Text:
    view = heal(document.text, passage.span)
    placed = []
    for term in terms:
        if passage.span.contains(term.where.span):
            start = bisect_left(view.starts, term.where.span.start)
            placed.append(_Placed(start, bisect_left(view.starts, term.where.span.end), term))
    placed.sort(key=lambda one: (one.start, -one.end))
    return _Text(view, passage, tuple(placed), _subject(document, passage, terms))


def _subject(document: Document, passage: Passage, terms: Sequence[Term]) -> str | None:
    """The thing that an item of a 专栏 is about, when its title names one; else the work that the section is."""
    section = document.sections[passage.section]
    if section.kind is not SectionKind.ITEM or not key(section.title):
        return None
    title = key(re.sub(r"[（(][^（）()]*[)）]$", "", section.title))
    return next((term.label for term in terms if key(term.label) == title and section.heading.contains(term.where.span)), None)


# --- text cues


def _by_cue(text: _Text, info: PropertyInfo, cue: str, ontology: Ontology) -> Iterator[Relation]:
    head, hole, tail = cue.partition("{}")
    if not hole or not (head or tail):
        return
    healed = text.view.text
    for begin, start, limit, end in _holes(healed, head, tail):
        for one in _objects(text, start, limit, from_left=bool(head)):
            if _fits(one.term, info, ontology) and one.term.label != text.subject:
                rule = f"relations.cue.{info.name}"
                yield text.relation(begin, max(end, one.end), info.name, one.term.label, rule, 0.85, text.subject)


def _holes(text: str, head: str, tail: str) -> Iterator[tuple[int, int, int, int]]:
    """Where a cue stands: its begin, the hole's begin and end, its end."""
    for match in re.finditer(re.escape(head or tail), text):
        stop = _END.search(text, match.end())
        border = stop.start() if stop else len(text)
        if not head:  # “{}支撑”
            opened = max((at.end() for at in _END.finditer(text, 0, match.start())), default=0)
            yield opened, opened, match.start(), match.end()
        elif not tail:
            yield match.start(), match.end(), border, match.end()
        else:
            at = text.find(tail, match.end(), min(border, match.end() + _REACH))
            if at >= 0:
                yield match.start(), match.end(), at, at + len(tail)


def _objects(text: _Text, start: int, limit: int, *, from_left: bool) -> Iterator[_Placed]:
    """The terms that fill the hole: one after the other from its left edge, over 、 和 等, past generic actors."""
    parts = [part for piece in pieces(text.view.text, start, limit, "、") for part in split_joint(text.view.text, *piece)]
    for a, b in parts if from_left else reversed(parts):
        edge = left_edge(text.view.text, a, b) if a == start else a
        one = next((t for t in text.terms if t.start in (a, edge) and t.end <= limit), None)
        if one is not None:
            yield one
            if not re.match(r"[等（(“”]|$", text.view.text[one.end : b] or ""):
                return
        elif not text.view.text[a:b].endswith(tuple(AGENTS)):
            return


def _fits(term: Term, info: PropertyInfo, ontology: Ontology) -> bool:
    """By the property's range; a place carries nothing but places."""
    if info.range is None:
        return not ontology.is_a(term.cls, _PLACE)
    return ontology.is_a(term.cls, info.range)


# --- where things stand


def _by_bracket(text: _Text) -> Iterator[Relation]:
    """…重点实验室（潍坊）."""
    healed = text.view.text
    for one in text.terms:
        place = next((t for t in text.terms if t.term.cls == _PLACE and t.start == one.end + 1), None)
        if place and one.term.cls in _SITED and healed[one.end] in "（(" and healed[place.end : place.end + 1] in ("）", ")"):
            yield text.relation(one.start, place.end + 1, _LOCATED, place.term.label, "relations.bracket", 0.95, one.term.label)


def _by_name(text: _Text) -> Iterator[Relation]:
    """青岛虚拟现实产业园, 济南—青岛…先导区; 国家… and 山东省… do not tell a site."""
    for one in text.terms:
        if one.term.cls not in _SITED:
            continue
        at = one.start
        for place in (t for t in text.terms if t.term.cls == _PLACE and t.start >= one.start and t.end < one.end):
            if place.start != at or _WIDE.search(place.term.label):
                break
            yield text.relation(one.start, one.end, _LOCATED, place.term.label, "relations.name", 0.7, one.term.label)
            at = place.end + 1 if _JOINED.match(text.view.text, place.end) else -1


def _built_in(text: _Text) -> Iterator[Relation]:
    """在青岛建设X: X stands in 青岛."""
    for match in _BUILT.finditer(text.view.text):
        place = next((t for t in text.terms if t.term.cls == _PLACE and t.start == match.start("place")), None)
        stop = _END.search(text.view.text, match.end())
        limit = stop.start() if stop else len(text.view.text)
        if place is None or place.end != match.end("place"):
            continue
        for one in text.terms:
            if match.end() <= one.start and one.end <= limit and one.term.cls in _SITED:
                yield text.relation(match.start(), one.end, _LOCATED, place.term.label, "relations.built_in", 0.8, one.term.label)
                break
