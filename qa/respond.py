"""Answers as the contract wants them: from a proved query, from quoted text, from a verdict; refusing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg.text import fold, key
from qa import words
from qa.attributed import speaks_elsewhere
from qa.calibrate import probability
from qa.compared import Weighing
from qa.compose import LIMIT, cite
from qa.consultation import Round
from qa.evidence import quote
from qa.execute import Outcome as Run
from qa.model import Answer, Evidence, Kind, Link, Method, Outcome, Value
from qa.passage import Found
from qa.validity import Standing
from qa.verdict import Verdict, judge
from qa.weigh import Sentence, grams, share, without_names
from qa.world import World

# districts and counties by form; the gazetteer knows cities
DISTRICT = re.compile(r"(?<=[在于到为、，,是])[\u4e00-\u9fff]{2,3}[区县]")
ASKED_DISTRICT = re.compile(r"[\u4e00-\u9fff]{2}[区县](?=有没有|有吗|也有|有无|会不会|要不要|是不是)")  # 滨海区有吗
NO_DISTRICT = words.table("""
园区 地区 社区 景区 辖区 城区 市区 片区 山区 小区 灾区 牧区 特区 校区 厂区 库区 郊区 战区 林区 库区
老区 禁区 区县 范区 验区 发区 行区 贸区 税区 能区 护区 心区 作区 聚区 新区 产区 农区
""")
MEMBERS = re.compile("[哪几谁]")  # asks for certain members of a set, which a quotation need not list exactly
FOREIGN = 0.25  # share of a yes-or-no question that may be foreign to the sentence that says yes
BOOLEAN_TRIES = 3  # sentences that may settle a yes-or-no question


def refusal(asked: str, outcome: Outcome, text: str, *, links: tuple[Link, ...] = ()) -> Answer:
    return Answer(id="", question=asked, outcome=outcome, kind=Kind.TEXT, text=text[:LIMIT], links=links)


HOW_KNOWN = {
    "stated": "原文写明的",
    "convention": "文件自己约定的：列在前面的为牵头单位",
    "listed_first": "责任单位的排序：原文没有写“牵头”，排在首位的按牵头认定",
    "equal": "原文写明的共同负责",
    "inferred": "由原文推断的",
}


def about_the_last(asked: str, last: Answer, *, basis: bool) -> Answer:
    """“依据是什么”, “还有吗”: the last answer's own proof, or that it is complete. A refusal stays what it was."""
    if last.outcome is not Outcome.ANSWERED:
        return replace(last, question=asked, suggestions=(), steps=())
    if not basis:
        if last.method is not Method.GRAPH or not last.values:
            return refusal(asked, Outcome.NOT_FOUND, "没有找到与上一问有关的更多内容。", links=last.links)
        return replace(last, question=asked, text=f"没有别的了，文件列出的就是这些。{last.text}"[:LIMIT], steps=())
    how = "、".join(dict.fromkeys(HOW_KNOWN[v.basis] for v in last.values if v.basis in HOW_KNOWN))
    said = "；".join(
        f"《{e.title}》{'（' + e.section + '）' if e.section else ''}：“{' '.join(e.text.split())}”" for e in last.evidence
    )
    return Answer(
        id="",
        question=asked,
        outcome=Outcome.ANSWERED,
        kind=Kind.TEXT,
        text=cite(f"依据{'是' + how + '。原文' if how else '是原文'}：{said}", last.evidence),
        evidence=last.evidence,
        reading="说明上一个答案的依据",
        method=last.method,
        confidence=last.confidence,
        links=last.links,
        sparql=last.sparql,
    )


def speaks_of(answer: Answer, about: str, world: World) -> bool:
    """Does an answer carry most of the words that a follow-up put in? Else it answers something else."""
    asked = world.weights.weigh(grams(about))
    said = [*(e.text + e.section + e.title for e in answer.evidence), *(k.label for k in answer.links), answer.text]
    known = [name for k in answer.links if k.iri in world.nodes for name in world.nodes[k.iri].aliases]
    return share(asked, frozenset(g for text in (*said, *known) for g in grams(text))) >= 0.5


def from_run(asked: str, run: Run, links: tuple[Link, ...]) -> Answer:
    worded = run.plan.kind is Kind.TEXT  # found by the graph, but what answers is a quotation: there are no values to query
    return Answer(
        id="",
        question=asked,
        outcome=Outcome.ANSWERED,
        kind=run.plan.kind,
        text=cite(run.text, run.evidence),
        values=run.values,
        evidence=run.evidence,
        reading=run.plan.reading,
        sparql=None if worded else run.sparql,
        method=Method.PASSAGE if worded else Method.GRAPH,
        confidence=round(probability(Method.GRAPH, run.plan.kind, run.plan.score * run.confidence), 3),
        links=run.plan.links or links,
    )


def _quoted(found: Found, world: World) -> tuple[Evidence, ...]:
    document = world.documents[found.document]
    return tuple(
        quote(document, span, f"{world.base}{found.document}/passage/{world.sentences[n].passage}")
        for span, n in zip(found.spans, found.sentences, strict=True)
    )


def from_text(asked: str, found: Found, world: World, links: tuple[Link, ...]) -> Answer:
    evidence = _quoted(found, world)
    asked_for = Kind.ENTITIES if MEMBERS.search(fold(asked)) else Kind.TEXT
    return Answer(
        id="",
        question=asked,
        outcome=Outcome.ANSWERED,
        kind=Kind.TEXT,
        text=cite("".join(world.sentences[n].text for n in found.sentences), evidence),
        evidence=evidence,
        reading="在原文中查找",
        method=Method.PASSAGE,
        confidence=round(probability(Method.PASSAGE, asked_for, found.score), 3),
        links=links,
    )


def with_values(answer: Answer, labels: Sequence[str]) -> Answer:
    """The same quotation; what it lists are the values."""
    values = tuple(Value(label=label) for label in labels)
    return replace(answer, kind=Kind.ENTITIES, values=values, reading="在原文中查找，列出这一句所列的各项")


def _bare(place: str) -> str:
    """青岛市 and 青岛 are one place."""
    return place[:-1] if len(place) > 2 and place[-1] in "省市县区州" else place


def verdict_on(
    question: str, found: Sequence[Found], world: World, names: Sequence[frozenset[str]] = (), runs: Sequence[str] = ()
) -> tuple[Found, Verdict] | None:
    """The first of the best sentences that settles a yes-or-no question.

    ``runs``: the stretches of the question that carry content; a yes must touch every one of them.
    """

    def places(text: str) -> tuple[str, ...]:
        home = {short for d in world.document_names if d.id in {f.document for f in found} for short in d.short_regions}
        named = [region.name for region in world.names.regions(text) if region.surface not in home]
        districts = [m for m in DISTRICT.findall(text) if not m.endswith(NO_DISTRICT) and m not in home]
        known = [label for label in regions if label in text and not any(label in own for own in home)]
        districts += [m for m in ASKED_DISTRICT.findall(text) if not m.endswith(NO_DISTRICT) and m not in home]
        return tuple(dict.fromkeys(_bare(name) for name in (*named, *districts, *known)))

    regions = {_bare(label) for label in world.names_of("Region")}

    for one in found[:BOOLEAN_TRIES]:
        text = "".join(world.sentences[n].text for n in one.sentences)
        named = all(any(spelling in key(text) for spelling in name) for name in names)
        verdict = judge(fold(question), text, own=one.own, places=places, named=named)
        if verdict is not None and verdict.closed:
            others = (s.text for s in world.sentences if s.document == one.document and s.number not in one.sentences)
            if speaks_elsewhere(fold(question), others):
                continue
        if verdict is not None and (not verdict.truth or _touches(runs, one, text, world)):
            return one, verdict
    return None


def _place(*sentences: Sentence) -> Found:
    """Sentences of one document that were not found by how much they carry."""
    return Found(
        document=sentences[0].document,
        spans=tuple(s.span for s in sentences),
        sentences=tuple(s.number for s in sentences),
        score=1.0,
        own=1.0,
        weight=1.0,
        cosine=None,
    )


def from_sentences(asked: str, sentences: Sequence[Sentence], world: World, links: tuple[Link, ...]) -> Answer:
    """Sentences of one document that answer together."""
    answer = from_text(asked, _place(*sentences), world, links)
    said = "；".join(s.text.rstrip("。；;") for s in sentences)
    return replace(answer, text=cite(f"{said}。" if len(sentences) > 1 else sentences[0].text, answer.evidence))


def from_standing(asked: str, found: Standing, world: World, links: tuple[Link, ...]) -> Answer:
    """Whether a document is in force; without a date in the question only what it states of its term."""
    place = _place(found.sentence)
    if found.truth is None:
        return from_text(asked, place, world, links)
    return from_verdict(asked, place, Verdict(truth=found.truth, reason=found.reason, certainty=0.95), world, links)


def from_round(asked: str, found: Round, world: World, links: tuple[Link, ...]) -> Answer:
    """The how-manieth consultation it is, or whether it is the one that the question says."""
    evidence = (quote(world.documents[found.document], found.span, world.base + found.document),)
    said = " ".join(evidence[0].text.split())
    word = "" if found.truth is None else "是" if found.truth else "否"
    kind = Kind.TEXT if found.truth is None else Kind.BOOLEAN
    return Answer(
        id="",
        question=asked,
        outcome=Outcome.ANSWERED,
        kind=kind,
        text=cite(f"{word}，{found.reason}：{said}" if word else f"{found.reason}：{said}", evidence),
        values=() if found.truth is None else (Value(label=word, value=found.truth),),
        evidence=evidence,
        reading="查文件是第几次征求意见",
        method=Method.PASSAGE,
        confidence=round(probability(Method.PASSAGE, kind, 0.95), 3),
        links=links,
    )


def from_sources(asked: str, found: Sequence[Found], named: Sequence[str], world: World, links: tuple[Link, ...]) -> Answer:
    """Which documents say it; ``named``: what to call each of them."""
    evidence = tuple(e for one in found for e in _quoted(one, world))
    said = "；".join(
        f"{name}写到：{''.join(world.sentences[n].text for n in one.sentences).rstrip('。；;')}"
        for name, one in zip(named, found, strict=True)
    )
    return replace(from_text(asked, found[0], world, links), text=cite(f"{said}。", evidence), evidence=evidence)


def from_weighing(asked: str, found: Weighing, world: World, links: tuple[Link, ...]) -> Answer:
    """How two figures compare."""
    place = _place(*found.sentences)
    if found.truth is not None:
        return from_verdict(asked, place, Verdict(truth=found.truth, reason=found.said, certainty=0.9), world, links)
    answer = from_text(asked, place, world, links)
    return replace(answer, text=cite(f"{found.said}。原文：{''.join(s.text for s in found.sentences)}", answer.evidence))


def _touches(runs: Sequence[str], found: Found, text: str, world: World) -> bool:
    """What shares no pair of characters with the sentence, its headings or the document's names must weigh little."""
    names = world.named_by[found.document]
    there = {g for n in found.sentences for g in world.sentences[n].context} | names | set(grams(text))
    weights = {run: sum(without_names(world.weights.weigh_run(grams(run)), names).values()) for run in runs if len(run) > 1}
    foreign = sum(weight for run, weight in weights.items() if not there & set(grams(run)))
    return foreign <= FOREIGN * sum(weights.values())


def from_verdict(asked: str, found: Found, verdict: Verdict, world: World, links: tuple[Link, ...]) -> Answer:
    evidence = _quoted(found, world)
    said = "".join(world.sentences[n].text for n in found.sentences)
    word = "是" if verdict.truth else "否"
    return Answer(
        id="",
        question=asked,
        outcome=Outcome.ANSWERED,
        kind=Kind.BOOLEAN,
        text=cite(f"{word}，{verdict.reason}：{said}", evidence),
        values=(Value(label=word, value=verdict.truth),),
        evidence=evidence,
        reading="在原文中核对",
        method=Method.PASSAGE,
        confidence=round(probability(Method.PASSAGE, Kind.BOOLEAN, found.score * verdict.certainty), 3),
        links=links,
    )
