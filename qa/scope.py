"""Which documents a question speaks of: by 文号, by 《title》, by a phrase such as “某省关于…的意见里”, by issuer's region.

A scope is *hard* when the question names the document, *soft* when a region or topic only leans to some.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kg.model import Metadata, Span
from kg.text import fold, key
from qa import words

_ITEMS = r"\d{1,3}条"  # “那53条里”
KINDS = words.table("""
指导意见 实施意见 若干意见 意见 实施方案 行动方案 工作方案 建设方案 分工方案 试点方案 专项方案 方案 行动计划
计划 若干措施 政策措施 措施 通知 发展规划 规划 管理办法 办法 决定 条例 实施细则 细则 分工表 任务分工 公告
批复 指南 若干政策 政策 文件 国发文 文
""")
_KIND = "|".join((*KINDS, _ITEMS))
# a document's phrase ends in its kind, may carry years in brackets; a locative, a verb of saying or a comma follows
_PHRASE = re.compile(
    rf"(?P<body>[^,，。;；?？!！()（）哪谁么啥]{{2,60}}?)(?P<kind>(?<!保障)(?:{_KIND}))(?P<years>[(][^()]{{2,16}}[)])?"
    r"(?P<tail>(?:的)?(?:规定|要求|安排|提出|发展目标|任务分工|分工方案|分工表|任务分工表)?(?:里面|里头|当中|里|中|上)?(?:[,，]|的?(?=文号|成文|发文|发布|印发|出台)|是?(?=什么时候|何时|哪天|哪年|哪一年|几号|谁发|谁印)|提出|规定|要求|(?:说|讲|写)(?![没不])|明确|定的|定|$)?)"
)
# 加强政策支持, 出台配套措施: what works do, no document's name
_NO_NAME = re.compile(
    rf"(?:加强|完善|强化|落实|出台|制定|研究|健全|加大|优化|细化|相关|有关|配套|优惠|扶持|支持|专项|具体|的|和)*(?:{_KIND})"
)
_THIS = re.compile(rf"(?:这份|这个|该|本|此|那份|这篇)(?:{_KIND})(?:里面|里|中)?")  # names the document without saying which
_LEAD_IN = re.compile(r"^(?:请问|按照|依照|根据|依据|按|照|在|据|对照|看)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentName:
    """What is known of a document's names; all folded."""

    id: str
    iri: str
    title: str
    aliases: tuple[str, ...]
    number: str | None
    date: str | None
    issuers: tuple[str, ...]
    jurisdiction: str
    short_regions: tuple[str, ...]  # 安徽, 皖; 深圳
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    documents: Mapping[str, float]  # id → 0..1, how well the question fits it
    hard: bool  # True: only documents with a score
    spans: tuple[Span, ...]  # stretches of the question that only name the document

    def prior(self, document: str) -> float:
        return self.documents.get(document, 0.0)

    def admits(self, document: str) -> bool:
        return not self.hard or document in self.documents


def own_years(meta: Metadata) -> frozenset[int]:
    """Years that name a document rather than speak of its content: of its 文号 and its date (a title's years are its span)."""
    return frozenset(int(y) for y in re.findall(r"(?:19|20)\d\d", f"{meta.number or ''} {(meta.date or '')[:4]}"))


def _grams(text: str) -> set[str]:
    text = key(re.sub("[那这][个份部]", "", text))
    return {text[i : i + 2] for i in range(len(text) - 1)}


def number_score(document: DocumentName, match: re.Match[str]) -> float:
    """How well a 文号 of the question is the document's own; 0 when it is another's."""
    if not document.number:
        return 0.0
    own = words.DOCUMENT_NUMBER.search(fold(document.number))
    if own is None or int(own["no"]) != int(match["no"]):
        return 0.0
    if match["year"] and own["year"] and match["year"] != own["year"]:
        return 0.0
    body, mine = match["body"] or "", own["body"] or ""
    short = any(mine.startswith(body[i:]) for i in range(max(1, len(body) - 1)))  # 【按】国办 of 国办发
    close = mine in body or short or mine.endswith(body) or set(mine) <= set(body)
    if body and mine and not close:
        return 0.0
    return 1.0 if match["year"] or body else 0.8


def _number_start(match: re.Match[str], documents: Sequence[DocumentName], hits: Mapping[str, float]) -> int:
    """Where the issuer's sign begins: in “省科技厅在国发9号文” it is 国发."""
    body = match["body"] or ""
    signs = [
        own["body"] for d in documents if d.id in hits and d.number and (own := words.DOCUMENT_NUMBER.search(fold(d.number)))
    ]
    offset = max((body.rfind(sign) for sign in signs if sign), default=-1)
    return match.start("body") + offset if body and offset > 0 else match.start()


def _phrase_score(phrase: str, document: DocumentName, rarity: Mapping[str, float]) -> float:
    """Share of the phrase's weight that the document's title, region, issuer and year explain."""
    bare = phrase
    for region in sorted(document.short_regions, key=len, reverse=True):
        bare = bare.replace(region, " ")
    bare = re.sub(r"(?:19|20)\d\d(?:年|版)?度?", " ", bare)
    grams = {gram for piece in bare.split() for gram in _grams(piece)}
    if not grams:
        return 0.0
    own: set[str] = set()
    for name in (*_names_of(document), *document.issuers, document.jurisdiction):
        own |= _grams(name)
    weight = sum(rarity.get(gram, 0.5) for gram in grams)
    score = sum(rarity.get(gram, 0.5) for gram in grams if gram in own) / weight
    if any(region in phrase for region in document.short_regions):
        score += 0.25
    years = set(re.findall(r"(?:19|20)\d\d", phrase))
    mine = set(re.findall(r"(?:19|20)\d\d", document.title + (document.number or "") + (document.date or "")[:4]))
    if years:
        score += 0.15 if years & mine else -0.15
    return score


# --- by topic: the words of a title without its kind ---------------------------------------------------------

_AROUND_TOPIC = re.compile(
    r"^.*?关于(?:印发|公布|发布)?|^(?:进一步|加快|推进|推动|促进|支持|做好|深化|开展|组织|扎实|全面|大力|积极|着力)+"
)
_ENDS = rf"(?:{_KIND}|清单|要点|举措|纲要|名单|工程)"
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


def _own_years(document: DocumentName) -> set[str]:
    """Years that call the document; the last one of a title's range (2024—2027年) is as likely one that is asked about."""
    title = re.sub(r"((?:19|20)\d\d)年?[-—–－~至到]+(?:19|20)\d\d", r"\1", document.title)
    return set(re.findall(r"(?:19|20)\d\d", title + (document.number or "") + (document.date or "")[:4]))


def _names_of(document: DocumentName) -> tuple[str, ...]:
    """Titles, each also with the abbreviations that people write for its words."""
    titles = (document.title, *document.aliases)
    short = (t.replace(long, brief) for t in titles for brief, long in words.ABBREVIATED.items() if long in t)
    return (*titles, *short)


def _stretches(folded: str, document: DocumentName) -> list[Span]:
    """Stretches of the question made of the document's own words, places and years."""
    own = {name[i : i + 2] for name in (*_names_of(document), *document.issuers) for i in range(len(name) - 1)}
    covered = [False] * len(folded)
    for i in range(len(folded) - 1):
        if folded[i : i + 2] in own:
            covered[i] = covered[i + 1] = True
    for marker in (*document.short_regions, *_own_years(document)):
        for hit in re.finditer(re.escape(marker), folded):
            covered[hit.start() : hit.end()] = [True] * len(marker)
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
    return place + any(year in said for year in _own_years(document)) + bool(_ENDS_SO.search(said)) + behind


def _by_topic(folded: str, documents: Sequence[DocumentName], rarity: Mapping[str, float]) -> tuple[dict[str, float], list[Span]]:
    """“某地人才集聚工程每年…”: the title's topic with the document's place, year or kind, in other forms than a phrase has."""
    best: dict[str, tuple[float, Span]] = {}
    for document in documents:
        topics = [t for name in _names_of(document) if len(t := _topic(name, document.short_regions)) > 1]
        for span in _stretches(folded, document):
            text = folded[span.start : span.end]
            said, behind = _grams(text), _TAKEN_UP.match(folded, span.end)
            signs = _signs(text, behind is not None, document)
            for topic in topics:
                total = sum(rarity.get(g, 0.5) for g in _grams(topic))
                share = sum(rarity.get(g, 0.5) for g in _grams(topic) & said) / total
                if share >= _SHARE and signs >= (1 if len(topic) > _SHORT_TOPIC and share >= 0.75 else 2):
                    score = min(1.0, share * 0.6 + signs * 0.15)
                    if score > best.get(document.id, (0.0, span))[0]:
                        best[document.id] = (score, Span(span.start, behind.end() if behind else span.end))
    top = max((score for score, _ in best.values()), default=0.0)
    kept = {id: (score, span) for id, (score, span) in best.items() if score >= 0.9 * top}
    return {id: score for id, (score, _) in kept.items()}, [span for _, span in kept.values()]


def _rarity(documents: Sequence[DocumentName]) -> dict[str, float]:
    """Weight of a title bigram: high when few documents carry it."""
    import math

    count: dict[str, int] = {}
    for document in documents:
        grams: set[str] = set()
        for name in (document.title, *document.aliases, *document.issuers):
            grams |= _grams(name)
        for gram in grams:
            count[gram] = count.get(gram, 0) + 1
    return {gram: math.log(1 + (len(documents) + 1) / n) for gram, n in count.items()}


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
    for match in re.finditer(rf"[(（](?P<name>[^()（）]{{2,40}}?(?:{_KIND}))[)）]", folded):
        scores = {d.id: _phrase_score(match["name"], d, rarity) for d in documents}
        if max(scores.values(), default=0.0) >= 0.5:
            found[Span(match.start(), match.end())] = scores
    return found


def _by_phrase(
    folded: str, documents: Sequence[DocumentName], rarity: Mapping[str, float]
) -> tuple[dict[str, float], list[Span]]:
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


_DRAFT = re.compile(r"(?:征求意见|讨论|送审)稿|草案")
_ASKED_SO = re.compile(r"(?:是|是不是|是否|属于|还是)(?:一份|份|个)?$")  # “是征求意见稿吗”: that is the question
_FINAL = re.compile(r"正式(?:的)?(?:文件|文本|稿|版本?|印发的?|发布的?|出台的?)|定稿|正式(?=[)）])")
_NEWEST = re.compile(r"最新(?:的)?(?:那个|那份|一个|一份|一版)?(?:文件|版本?|方案|意见|措施|规划|通知)")
_OF_YEAR = re.compile(
    rf"(?P<year>(?:19|20)\d\d)年(?:的|那个|那份|这份|发的|印发的|出台的|发布的)+(?:{_KIND})(?:里面|里|中|上|当中)?"
)


def newest_first(document: DocumentName) -> tuple[bool, str, str]:
    """Sorts backwards: the newest of those in force comes before older ones, any of them before a draft."""
    years = re.findall(r"(?:19|20)\d\d", (document.number or "") + document.title)
    return not document.draft, document.date or (years[0] if years else ""), document.id


def of_year(match: re.Match[str], documents: Sequence[DocumentName]) -> set[str]:
    """Documents whose number, date or title gives the year."""
    return {d.id for d in documents if match["year"] in f"{d.number or ''} {(d.date or '')[:4]} {d.title}"}


def years_named(folded: str) -> list[re.Match[str]]:
    """“2023年的文件里”: each place that names a document by its year."""
    return list(_OF_YEAR.finditer(folded))


def scope(folded: str, documents: Sequence[DocumentName], *, only: str | None = None) -> Scope:
    """``only``: the asker's own restriction to one document id."""
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
            spans.append(
                Span(_number_start(match, documents, hits), match.end() + (folded[match.end() : match.end() + 1] == "文"))
            )
    for match in re.finditer(r"《([^《》]+)》", folded):
        name = key(match[1])
        hits = {d.id: 1.0 for d in documents if any(name and name in key(n) for n in (d.title, *d.aliases))}
        if hits:
            both = {id: score for id, score in hits.items() if id in found}  # 《title》（文号）: one of its editions
            found = both or found | hits
            spans.append(Span(match.start(), match.end()))
    spans += [Span(m.start(), m.end()) for m in _THIS.finditer(folded)]
    rarity = _rarity(documents)
    phrases, phrase_spans = _by_phrase(folded, documents, rarity)
    if found:
        return Scope(documents=found, hard=True, spans=(*spans, *phrase_spans))
    topics, topic_spans = _by_topic(folded, documents, rarity)
    if max(topics.values(), default=0.0) > max(phrases.values(), default=0.0):
        phrases, phrase_spans = topics, [*phrase_spans, *topic_spans]
    if phrases:
        top = max(phrases.values())
        return Scope(documents=phrases, hard=top >= 0.55, spans=(*spans, *phrase_spans))
    soft = {d.id: 0.5 for d in documents if any(region in folded for region in d.short_regions)}
    return Scope(documents=soft, hard=False, spans=(*spans, *phrase_spans))
