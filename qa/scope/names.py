"""What documents are called: titles, numbers, places, years, and how much a word of a title tells one from the others."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.model import Metadata
from kg.text import key
from qa import words

KEPT = 512  # documents whose names are kept in parts
_ITEMS = r"\d{1,3}条"  # “那53条里”
KINDS = words.table("""
指导意见 实施意见 若干意见 意见 实施方案 行动方案 工作方案 建设方案 分工方案 试点方案 专项方案 方案 行动计划
计划 若干措施 政策措施 措施 通知 发展规划 规划 管理办法 办法 决定 条例 实施细则 细则 分工表 任务分工 公告
批复 指南 若干政策 政策 文件 国发文 文 任务清单 责任清单 重点任务清单 清单 工作要点 要点 责任分工表 任务表
""")
KIND = "|".join((*KINDS, _ITEMS))
_OF_YEAR = re.compile(
    rf"(?P<year>(?:19|20)\d\d)年(?:的|那个|那份|这份|发的|印发的|出台的|发布的)+(?:{KIND})(?:里面|里|中|上|当中)?"
)


_YEARLY = re.compile(
    r"(?<![\d—–~至到-])(?P<year>20\d\d)年度?(?![—–~至到-])[^\d]*(?:要点|清单|工作安排|重点工作|分工表|任务表)[》”]?$"
)


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


def own_years(meta: Metadata) -> frozenset[int]:
    """Years that name a document rather than speak of its content: of its 文号 and its date (a title's years are its span, but
    for the one year of 2025年…工作要点)."""
    of_year = _YEARLY.search(meta.title)
    text = f"{meta.number or ''} {(meta.date or '')[:4]} {of_year['year'] if of_year else ''}"
    return frozenset(int(y) for y in re.findall(r"(?:19|20)\d\d", text))


@lru_cache(maxsize=KEPT)
def years_of(document: DocumentName) -> frozenset[str]:
    """Years that call the document; the last one of a title's range (2024—2027年) is as likely one that is asked about."""
    title = re.sub(r"((?:19|20)\d\d)年?[-—–－~至到]+(?:19|20)\d\d", r"\1", document.title)
    return frozenset(re.findall(r"(?:19|20)\d\d", title + (document.number or "") + (document.date or "")[:4]))


@lru_cache(maxsize=KEPT)
def names_of(document: DocumentName) -> tuple[str, ...]:
    """Titles, each also with the abbreviations that people write for its words."""
    titles = (document.title, *document.aliases)
    short = (t.replace(long, brief) for t in titles for brief, long in words.ABBREVIATED.items() if long in t)
    return (*titles, *short)


def pairs(text: str) -> set[str]:
    text = key(re.sub("[那这][个份部]", "", text))
    return {text[i : i + 2] for i in range(len(text) - 1)}


def weight_of(grams: Iterable[str], rarity: Mapping[str, float]) -> float:
    """Summed exactly: sets have no order, and a sum must not depend on it."""
    return math.fsum(rarity.get(gram, 0.5) for gram in grams)


@lru_cache(maxsize=KEPT)
def rarity_of(documents: tuple[DocumentName, ...]) -> Mapping[str, float]:
    """Weight of a title bigram: high when few documents carry it."""
    count: dict[str, int] = {}
    for document in documents:
        grams: set[str] = set()
        for name in (document.title, *document.aliases, *document.issuers):
            grams |= pairs(name)
        for gram in grams:
            count[gram] = count.get(gram, 0) + 1
    return {gram: math.log(1 + (len(documents) + 1) / n) for gram, n in count.items()}


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
