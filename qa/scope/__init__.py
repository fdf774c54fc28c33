"""Which documents a question speaks of: by 文号, by 《title》, by a phrase such as “某省关于…的意见里”, by issuer's region.

A scope is *hard* when the question names the document, *soft* when a region or topic only leans to some.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kg.model import Span
from kg.text import key
from qa import words
from qa.scope.names import KIND, DocumentName, newest_first, of_year, rarity_of, years_named
from qa.scope.number import number_score, number_start
from qa.scope.phrase import by_phrase
from qa.scope.topic import by_topic

_THIS = re.compile(rf"(?:这份|这个|该|本|此|那份|这篇)(?:{KIND})(?:里面|里|中)?")  # names the document without saying which
_OF_AN_ORGAN = re.compile(
    "国家(?=[\u4e00-\u9fff]{1,7}?[委局部署院会](?![\u4e00-\u9fff]{0,2}(?:文件|通知|意见|方案)))"
)  # 国家某委: a unit's name
_DRAFT = re.compile(r"(?:征求意见|讨论|送审)稿|草案")
_ASKED_SO = re.compile(r"(?:是|是不是|是否|属于|还是)(?:一份|份|个)?$")  # “是征求意见稿吗”: that is the question
_FINAL = re.compile(r"正式(?:的)?(?:文件|文本|稿|版本?|(?:印发|发布|出台)的(?![吗吧么]))|定稿|正式(?=[)）])")
_NEWEST = re.compile(r"最新(?:的)?(?:那个|那份|一个|一份|一版)?(?:文件|版本?|方案|意见|措施|规划|通知)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    documents: Mapping[str, float]  # id → 0..1, how well the question fits it
    hard: bool  # True: only documents with a score
    spans: tuple[Span, ...]  # stretches of the question that only name the document

    def prior(self, document: str) -> float:
        return self.documents.get(document, 0.0)

    def admits(self, document: str) -> bool:
        return not self.hard or document in self.documents


# What a question asks of a document itself: never a part of its name, though its title may say the same words.
_ASKED_OF_IT = re.compile(r"文号|发文字号|(?:谁|哪[\u4e00-\u9fff]{1,4}?)(?:正?在)?(?:公开)?(?:征求|征集)意见(?!稿)")


def scope(folded: str, documents: Sequence[DocumentName], *, only: str | None = None) -> Scope:
    """``only``: the asker's own restriction to one document id."""
    found = _scope(folded, documents, only=only)
    asked = [Span(*m.span()) for m in _ASKED_OF_IT.finditer(folded)]
    return replace(found, spans=tuple(piece for span in found.spans for piece in _outside(span, asked))) if asked else found


def _outside(span: Span, others: Sequence[Span]) -> list[Span]:
    pieces, start = [], span.start
    for other in others:
        if span.overlaps(other):
            pieces += [Span(start, other.start)] if other.start > start else []
            start = max(start, other.end)
    return [*pieces, Span(start, span.end)] if start < span.end else pieces


def _scope(folded: str, documents: Sequence[DocumentName], *, only: str | None) -> Scope:
    named = _named(folded, documents, only)
    if only is not None:
        return named
    bare = re.sub(r"《[^《》]*》", lambda m: "，" * len(m.group()), folded)
    among = [d for d in documents if d.id in named.documents] if named.documents else list(documents)
    spans = list(named.spans)
    narrowed = among
    for pattern, draft in ((_DRAFT, True), (_FINAL, False)):
        if (match := pattern.search(bare)) and not _ASKED_SO.search(bare[: match.start()]):
            narrowed = [d for d in narrowed if d.draft is draft] or narrowed
            spans.append(Span(match.start(), match.end() + (folded[match.end() : match.end() + 1] in {"里", "中", "上"})))
    for match in years_named(bare):
        narrowed = [d for d in narrowed if d.id in of_year(match, documents)] or narrowed
        spans.append(Span(match.start(), match.end()))
    if (match := _NEWEST.search(bare)) and narrowed:
        narrowed = [max(narrowed, key=newest_first)]
        spans.append(Span(match.start(), match.end()))
    if len(narrowed) == len(among):
        return replace(named, spans=tuple(spans))
    return Scope(documents={d.id: max(named.prior(d.id), 0.9) for d in narrowed}, hard=True, spans=tuple(spans))


def _named(folded: str, documents: Sequence[DocumentName], only: str | None) -> Scope:
    """By number, title, phrase or region, whatever its status."""
    if only is not None:
        rest = scope(folded, [d for d in documents if d.id == only])
        return Scope(documents={only: 1.0}, hard=True, spans=rest.spans)
    spans: list[Span] = []
    found: dict[str, float] = {}
    for match in words.DOCUMENT_NUMBER.finditer(folded):
        hits = {d.id: s for d in documents if (s := number_score(d, match)) > 0}
        if hits:
            found |= hits
            after = match.end() + (folded[match.end() : match.end() + 1] == "文")  # 国办2022年13号文
            spans.append(Span(number_start(match, documents, hits), after))
    for match in re.finditer(r"《([^《》]+)》", folded):
        name = key(match[1])
        hits = {d.id: 1.0 for d in documents if any(name and name in key(n) for n in (d.title, *d.aliases))}
        if hits:
            both = {id: score for id, score in hits.items() if id in found}  # 《title》（文号）: one of its editions
            found = both or found | hits
            spans.append(Span(match.start(), match.end()))
    spans += [Span(m.start(), m.end()) for m in _THIS.finditer(folded)]
    rarity = rarity_of(tuple(documents))
    phrases, phrase_spans = by_phrase(folded, documents, rarity)
    if found:
        return Scope(documents=found, hard=True, spans=(*spans, *phrase_spans))
    topics, topic_spans = by_topic(folded, documents, rarity)
    if max(topics.values(), default=0.0) > max(phrases.values(), default=0.0):
        phrases, phrase_spans = topics, [*phrase_spans, *topic_spans]
    if phrases:
        top = max(phrases.values())
        return Scope(documents=phrases, hard=top >= 0.55, spans=(*spans, *phrase_spans))
    places = _OF_AN_ORGAN.sub("，，", folded)
    soft = {d.id: 0.5 for d in documents if any(region in places for region in d.short_regions)}
    return Scope(documents=soft, hard=False, spans=(*spans, *phrase_spans))
