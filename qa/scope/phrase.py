"""A document named by a phrase that ends in its kind: “某省关于…的意见里”, “（2015年国务院意见）”."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from kg.model import Span
from qa.scope.names import KEPT, KIND, DocumentName, names_of, pairs, weight_of

# a document's phrase ends in its kind, may carry years in brackets; a locative, a verb of saying or a comma follows
_PHRASE = re.compile(
    rf"(?P<body>(?:(?!这是|那是|是不是|是否|多少)[^,，。;；?？!！()（）哪谁么啥几]){{2,60}}?)"
    rf"(?P<kind>(?<!保障)(?<!征求)(?:{KIND})(?!号))(?P<years>[(][^()]{{2,16}}[)])?"
    r"(?P<tail>(?:的)?(?:规定|要求|安排|提出|发展目标|任务分工|分工方案|分工表|任务分工表)?(?:里面|里头|当中|里|中|上)?(?:[,，]|的?(?=文号|成文|发文|发布|印发|出台)|是?(?=什么时候|何时|哪天|哪年|哪一年|几号|谁发|谁印)|提出|规定|要求|(?:说|讲|写)(?![没不])|明确|定的|定|$)?)"
)
_LEAD_IN = re.compile(r"^(?:请问|按照|依照|根据|依据|按|照|在|据|对照|看)+")


def _best_start(
    folded: str, match: re.Match[str], documents: Sequence[DocumentName], rarity: Mapping[str, float]
) -> tuple[int, dict[str, float]]:
    """Where the document's own words begin: “省教育厅在【某省…措施】里” does not name the unit as a part of the title.

    The document is weighed by the whole phrase: what stands before 在 may tell its region.
    """
    lead = _LEAD_IN.match(match["body"])
    first = match.start() + (lead.end() if lead else 0)

    def scored(start: int) -> dict[str, float]:
        phrase = folded[start : match.end("kind")] + (match["years"] or "")
        return {d.id: _phrase_score(phrase, d, rarity) for d in documents}

    whole = scored(first)
    for at in sorted(
        (match.start() + m.end() for m in re.finditer("[在按照据]|参与|牵头|负责|配合|承担", match["body"])), reverse=True
    ):
        if at > first and max((part := scored(at)).values(), default=0.0) >= 0.35:
            return at, {id: max(score, whole[id]) for id, score in part.items()}
    return first, whole


def _bracketed(folded: str, documents: Sequence[DocumentName], rarity: Mapping[str, float]) -> dict[Span, dict[str, float]]:
    """“…由谁负责（2015年国务院意见）”: the document named in a bracket."""
    found = {}
    for match in re.finditer(rf"[(（](?!含|包括|包含|不含|除|连)(?P<name>[^()（）]{{2,40}}?(?:{KIND}))[)）]", folded):
        scores = {d.id: _phrase_score(match["name"], d, rarity) for d in documents}
        if max(scores.values(), default=0.0) >= 0.5:
            found[Span(match.start(), match.end())] = scores
    return found


def by_phrase(folded: str, documents: Sequence[DocumentName], rarity: Mapping[str, float]) -> tuple[dict[str, float], list[Span]]:
    best: dict[str, float] = {}
    spans: list[Span] = []
    for match in _PHRASE.finditer(folded):
        start, scores = _best_start(folded, match, documents, rarity)
        top = max(scores.values(), default=0.0)
        generic = match.end("kind") - start <= 4 and bool(match["tail"])
        pointed = re.search("[那这][个份部]$", match["body"])  # 人工智能【那个】文件
        alone = top >= 0.7 and sum(score > 0.5 * top for score in scores.values()) == 1  # no other document is near
        if top < 0.8 and not alone and not match["tail"] and not pointed:
            continue  # “加强政策支持”: a kind word in mid-sentence names no document
        if top >= 0.5 or generic:
            spans.append(Span(start, match.end()))
        if top >= 0.5:
            for id, score in scores.items():
                if score >= max(0.45, 0.8 * top):
                    best[id] = max(best.get(id, 0.0), min(1.0, score))
    for span, scores in _bracketed(folded, documents, rarity).items():
        spans.append(span)
        top = max(scores.values())
        best |= {id: min(1.0, score) for id, score in scores.items() if score >= max(0.45, 0.8 * top)}
    return best, spans


@lru_cache(maxsize=KEPT)
def _own_pairs(document: DocumentName) -> frozenset[str]:
    """Pairs of everything that the document is called by."""
    names = (*names_of(document), *document.issuers, document.jurisdiction)
    return frozenset().union(*map(pairs, names))


def _phrase_score(phrase: str, document: DocumentName, rarity: Mapping[str, float]) -> float:
    """Share of the phrase's weight that the document's title, region, issuer and year explain."""
    bare = phrase
    for region in sorted(document.short_regions, key=len, reverse=True):
        bare = bare.replace(region, " ")
    bare = re.sub(r"(?:19|20)\d\d(?:年|版)?度?", " ", bare)
    grams = {gram for piece in bare.split() for gram in pairs(piece)}
    if not grams:
        return 0.0
    score = weight_of(grams & _own_pairs(document), rarity) / weight_of(grams, rarity)
    if any(region in phrase for region in document.short_regions):
        score += 0.25
    years = set(re.findall(r"(?:19|20)\d\d", phrase))
    mine = set(re.findall(r"(?:19|20)\d\d", document.title + (document.number or "") + (document.date or "")[:4]))
    if years:
        score += 0.15 if years & mine else -0.15
    return score
