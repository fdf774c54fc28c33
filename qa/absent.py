"""A document that the question names and the corpus does not hold: by number, by title, by place, by year.

Its questions are refused, however well another document would answer them.
"""

from __future__ import annotations

import re

from kg.model import Span
from kg.names.places import RegionMention
from kg.text import fold, key
from qa import words
from qa.model import Answer, Outcome
from qa.naming import called
from qa.reader import Reading
from qa.scope.names import KINDS, DocumentName, of_year, years_named
from qa.scope.number import number_score
from qa.world import World

_ANY_KIND = "|".join(KINDS)
# 广东【的文件里】: nothing but the place says which document
_OF_PLACE = re.compile(
    rf"(?:省|市)?(?:的|那个|这个|那份|这份|出台的|印发的|发的)+(?:{_ANY_KIND})(?=里|中|上|的|，|,|规定|要求|提|怎么|有没有)"
)
_BODY = re.compile(r"(?:发|函|字|规|令|办)$")
MOST_NEAR = 3


def absent_document(reading: Reading, world: World) -> str | None:
    """The name of a document that is not in the corpus, as the question has it; None when it names none such."""
    folded = fold(reading.question)
    return _by_number(folded, world) or _by_title(folded, world) or _by_place(folded, reading, world) or _by_year(folded, world)


def _cited(name: str, world: World) -> bool:
    """A document of the corpus names it: then it is content, not the place to look."""
    wanted = key(name)
    return any(wanted in key(document.text) for document in world.documents.values())


def _by_number(folded: str, world: World) -> str | None:
    for match in words.DOCUMENT_NUMBER.finditer(folded):
        after = folded[match.end() : match.end() + 1]
        named = after == "文" or (match["year"] and match["body"]) or (_BODY.search(match["body"] or "") and after in "里中的,，")
        if not named or _is_held(match, world.document_names):
            continue
        if not _cited(match.group(), world):
            return re.sub("^.*[在按照据]", "", match.group()) + ("文" if after == "文" else "")
    return None


def _is_held(match: re.Match[str], documents: tuple[DocumentName, ...]) -> bool:
    return any(number_score(document, match) > 0 for document in documents)


def _by_title(folded: str, world: World) -> str | None:
    for match in re.finditer(r"《(?P<name>[^《》]{4,60})》", folded):
        name = key(match["name"])
        if not match["name"].endswith(KINDS) or any(
            _alike(name, key(own)) for d in world.document_names for own in (d.title, *d.aliases)
        ):
            continue
        if not _cited(match["name"], world):
            return match.group()
    return None


def _alike(name: str, own: str) -> bool:
    """One title is in the other, or nearly all of its pairs are."""
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}
    return name in own or own in name or sum(pair in own for pair in pairs) >= 0.75 * len(pairs)


def _by_place(folded: str, reading: Reading, world: World) -> str | None:
    for region in world.names.regions(folded):
        spellings = {region.surface, region.name, *region.shorts}
        if any(spellings & set(d.short_regions) for d in world.document_names):
            continue
        if tail := _OF_PLACE.match(folded, region.end):
            return folded[region.start : tail.end()]
        named = any(s.start <= region.start <= s.start + 2 and region.end < s.end for s in reading.scope.spans)
        if named and reading.scope.hard and not _in_a_name(spellings, reading, world):
            span = next(s for s in reading.scope.spans if s.start <= region.start < s.end)
            return re.sub("[里中上的，,]+$", "", span.of(folded))
    return None


def _in_a_name(spellings: set[str], reading: Reading, world: World) -> bool:
    names = [d for d in world.document_names if d.id in reading.scope.documents]
    return any(s in part for s in spellings for d in names for part in (d.title, *d.aliases, *d.issuers, d.jurisdiction))


def _by_year(folded: str, world: World) -> str | None:
    for match in years_named(re.sub(r"《[^《》]*》", lambda m: "，" * len(m.group()), folded)):
        if not of_year(match, world.document_names):
            return re.sub("[里中上]+$", "", match.group())
    return None


def strayed(answer: Answer, reading: Reading, world: World) -> str | None:
    """The place that the question names, where the answer, or each choice, stands in another place's document and does not
    speak of it."""
    documents = _documents(answer, world)
    if not documents:
        return None
    folded = fold(reading.question)
    asked = [r for r in world.names.regions(folded) if not _in_longer_name(r, reading)]
    if not asked or any(_speaks_for(answer, documents, r, world) for r in asked):
        return None
    return asked[0].surface


def _in_longer_name(region: RegionMention, reading: Reading) -> bool:
    """深圳 in a company's name names no place to look in."""
    own = Span(region.start, region.end)
    return any(m.span.contains(own) and len(m.span) > len(own) + 1 and not m.is_agent for m in reading.linking.mentions)


def _documents(answer: Answer, world: World) -> frozenset[str]:
    """Where the answer stands, or what it asks back about."""
    if answer.outcome is Outcome.UNCLEAR:
        nodes = (world.nodes.get(choice.iri) for choice in answer.choices if choice.iri)
        return frozenset(document for node in nodes if node is not None for document in node.documents)
    return frozenset(e.document for e in answer.evidence) if answer.outcome is Outcome.ANSWERED else frozenset()


def _speaks_for(answer: Answer, documents: frozenset[str], region: RegionMention, world: World) -> bool:
    spellings = {fold(region.surface), fold(region.name), *map(fold, region.shorts)}
    said = fold("".join(e.text + e.section for e in answer.evidence) + answer.text)
    if any(spelling in said for spelling in spellings):
        return True
    own = {d.id for d in world.document_names if spellings & set(d.short_regions)}
    for document in documents:
        name = next(d for d in world.document_names if d.id == document)
        called = (name.title, *name.aliases, *name.issuers, name.jurisdiction)
        if document in own or any(s in part for s in spellings for part in called):
            return True
        if not own and not _elsewhere(name, region, world):
            return True
    return False


def _elsewhere(document: DocumentName, region: RegionMention, world: World) -> bool:
    """The document speaks for a place that neither holds the other one nor lies in it."""
    places = world.names.regions(document.jurisdiction)
    above = {fold(region.parent or "")}
    return bool(places) and not any(fold(p.name) in above or (p.parent and fold(p.parent) == fold(region.name)) for p in places)


def owners(place: str, world: World) -> tuple[str, ...]:
    """Documents that speak for a place."""
    return tuple(d.id for d in world.document_names if place in d.short_regions)


def absent_text(name: str, world: World) -> str:
    """Says what is missing and which documents there are, the nearest first."""
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}

    def nearness(document: DocumentName) -> tuple[int, str]:
        own = document.title + (document.number or "") + document.jurisdiction
        return -sum(pair in own for pair in pairs), document.id

    near = sorted(world.document_names, key=nearness)[:MOST_NEAR]
    listed = "、".join(called(d.id, world) for d in near)
    more = f"等{len(world.documents)}份" if len(world.documents) > MOST_NEAR else ""
    shown = name if name.startswith("《") else f"“{name}”"
    return f"已收录的文件中没有{shown}，不能用别的文件代答。已收录的有{listed}{more}。"
