"""A document named by what its title speaks of: “某地人才集聚工程每年…”, a title's words without its kind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from kg.model import Span
from qa.scope.names import KEPT, KIND, DocumentName, names_of, pairs, weight_of, years_of

_AROUND_TOPIC = re.compile(
    r"^.*?关于(?:印发|公布|发布)?|^(?:进一步|加快|推进|推动|促进|支持|做好|深化|开展|组织|扎实|全面|大力|积极|着力)+"
)
_ENDS = rf"(?:{KIND}|清单|要点|举措|纲要|名单|工程)"
_KIND_END = re.compile(
    rf"(?:的)?(?:重点任务|重点工作|高质量|具体|实施|行动|工作|建设|发展|创新|试点|专项|指导|政策|若干)*{_ENDS}[)）》”]*$|(?:高质量|创新)+发展$"
)
_ENDS_SO = re.compile(rf"{_ENDS}$")
_YEARS = re.compile(r"[(（][^()（）]*(?:年|版|试行|节选)[^()（）]*[)）]|(?:19|20)\d\d年?")
_TAKEN_UP = re.compile(r"(?:里面|里头|当中|里|中|内|上)[,，:：]?|[,，:：]")
_GLUE = 2  # characters of the asker's own between two stretches of the title: 年, 版, 的
_SHORT_TOPIC = 5  # characters: 人工智能, 低空经济: as likely content as a name
_SHARE = 0.55  # of a topic's weight that must be said


def _topic(title: str, regions: Sequence[str]) -> str:
    """某市关于推进人才集聚工程的实施意见 → 人才集聚工程; what a title speaks of, without issuer, place and kind."""
    bare = _KIND_END.sub("", _YEARS.sub("", title.strip("《》“”")))
    place = re.compile(rf"^(?:{'|'.join(map(re.escape, sorted(regions, key=len, reverse=True))) or '(?!)'})")
    while (cut := place.sub("", _AROUND_TOPIC.sub("", bare))) != bare:
        bare = cut
    return _KIND_END.sub("", bare).strip("《》“”的")


@lru_cache(maxsize=KEPT)
def _own_pairs(document: DocumentName) -> frozenset[str]:
    """Of its names and issuers, marks and all."""
    return frozenset(name[i : i + 2] for name in (*names_of(document), *document.issuers) for i in range(len(name) - 1))


@lru_cache(maxsize=KEPT)
def _topics(document: DocumentName) -> tuple[tuple[str, frozenset[str]], ...]:
    """The topics of its titles, with their pairs."""
    found = (_topic(name, document.short_regions) for name in names_of(document))
    return tuple((topic, own) for topic in found if len(topic) > 1 and (own := frozenset(pairs(topic))))


def _stretches(folded: str, document: DocumentName) -> list[Span]:
    """Stretches of the question made of the document's own words, places and years."""
    own = _own_pairs(document)
    covered = [False] * len(folded)
    for i in range(len(folded) - 1):
        if folded[i : i + 2] in own:
            covered[i] = covered[i + 1] = True
    for marker in (*document.short_regions, *years_of(document)):
        at = folded.find(marker)
        while at >= 0:
            covered[at : at + len(marker)] = [True] * len(marker)
            at = folded.find(marker, at + len(marker))
    found: list[Span] = []
    at = 0
    while at < len(folded):
        if not covered[at]:
            at += 1
            continue
        end = gap = at + 1
        while gap < len(folded) and gap - end <= _GLUE and folded[gap] not in ",，。;；:：?？、里中":
            if covered[gap]:
                end = gap + 1
            gap += 1
        found.append(Span(at, end))
        at = end
    return found


def _signs(said: str, behind: bool, document: DocumentName) -> int:
    """How many things beside the topic show that a stretch names a document: place, own year, a kind, what follows."""
    place = any(region in said for region in document.short_regions) or any(issuer in said for issuer in document.issuers)
    return place + any(year in said for year in years_of(document)) + bool(_ENDS_SO.search(said)) + behind


def by_topic(folded: str, documents: Sequence[DocumentName], rarity: Mapping[str, float]) -> tuple[dict[str, float], list[Span]]:
    """“某地人才集聚工程每年…”: the title's topic with the document's place, year or kind, in other forms than a phrase has."""
    best: dict[str, tuple[float, Span]] = {}
    for document in documents:
        for span in _stretches(folded, document):
            text = folded[span.start : span.end]
            said, behind = pairs(text), _TAKEN_UP.match(folded, span.end)
            signs = _signs(text, behind is not None, document)
            for topic, own in _topics(document):
                share = weight_of(own & said, rarity) / weight_of(own, rarity)
                if share >= _SHARE and signs >= (1 if len(topic) > _SHORT_TOPIC and share >= 0.75 else 2):
                    score = min(1.0, share * 0.6 + signs * 0.15)
                    if score > best.get(document.id, (0.0, span))[0]:
                        best[document.id] = (score, Span(span.start, behind.end() if behind else span.end))
    top = max((score for score, _ in best.values()), default=0.0)
    kept = {id: (score, span) for id, (score, span) in best.items() if score >= 0.9 * top}
    return {id: score for id, (score, _) in kept.items()}, [span for _, span in kept.values()]
