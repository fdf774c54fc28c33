"""Two names that a text makes equal: 人工智能生成内容（AIGC）, X（以下简称Y）, X，又称Y, …创新中心（青岛）."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.abbreviations import abbreviations, long_form, titled
from kg.model import Alias, Document, Provenance
from kg.phrases import over_columns
from kg.quantities import half_width
from kg.text import heal, key
from kg.wording import words

_CALLED = r"(?:以下统称|以下简称|以下称|下称|统称为?|简称为?|又称为?|也称为?|亦称|又名|英文简称|英文名)"
_OTHER = r"[:：]?[“\"《‘]?(?P<other>[^（()）《》，。；“”\"]{2,24})[”\"》’]?"
_BRACKET = re.compile(rf"[（(]{_CALLED}{_OTHER}[)）]")
_COMMA = re.compile(rf"[，,]{_CALLED}{_OTHER}(?=[，。；,;）)]|$)")
# Words that name a document or a body only where they stand.
_BARE = words(
    "中心 乙方 企业 公司 办法 单位 平台 意见 措施 方案 本办法 本意见 "
    "本措施 本方案 机构 条例 甲方 系统 细则 规划 规定 计划 通知 部门 项目"
)
# …中心（青岛）: the bracket says where it stands; …平台（深穹平台）: the bracket names it again.
_HEAD = r"(?:中心|实验室|平台|研究院|研究所|基地|产业园|园区|软件园|科技园|创新园|开发区|试验区|示范区|先导区|分院|系统)"
_BRACKETED = re.compile(rf"(?P<head>{_HEAD})[（(](?P<inside>[\u4e00-\u9fff]{{2,8}})[)）]")
_NAME_ENDS = re.compile(r"$|[^\u4e00-\u9fff]|[和与及等的建作]")
_NO_SITE = re.compile(r"^(?:试行|暂行|含|包括|不含|下同|筹|暂定|一期|二期|三期|以下|见|如|即|注|附)|除外$|^.?[省市县区]$")


@dataclass(frozen=True, slots=True)
class _Pair:
    start: int
    end: int
    label: str
    alias: str
    rule: str
    confidence: float


def aliases(document: Document) -> tuple[Alias, ...]:
    """Every pair of names that the text equates, once a pair, in the order of the text."""
    found: dict[tuple[str, str], Alias] = {}
    for passage in document.passages:
        view = heal(document.text, passage.span)
        for pair in _pairs(view.text):
            label, alias = half_width(pair.label), half_width(pair.alias)
            where = Provenance(span=view.span(pair.start, pair.end), rule=pair.rule, confidence=pair.confidence)
            if key(label) and key(alias) and label != alias and not over_columns(document.quote(where.span)):
                found.setdefault((key(label), alias), Alias(where=where, label=label, alias=alias))
    kept = [one for one in found.values() if not _longer(one, found.values())]
    return tuple(sorted(kept, key=lambda one: (one.where.span, one.alias)))


def _longer(one: Alias, others: Iterable[Alias]) -> bool:
    """Another place gives the same alias to the end of this name: its left border was cut better there."""
    return any(other.alias == one.alias and other.label != one.label and one.label.endswith(other.label) for other in others)


def _pairs(text: str) -> Iterator[_Pair]:
    for one in abbreviations(text):
        yield _Pair(one.start, one.end, one.long, one.short, "aliases.abbreviation", 0.9)
    for pattern in (_BRACKET, _COMMA):
        for match in pattern.finditer(text):
            yield from _called(text, match)
    for match in _BRACKETED.finditer(text):
        yield from _bracketed(text, match)


def _called(text: str, match: re.Match[str]) -> Iterator[_Pair]:
    """X（以下简称Y）, X，又称Y."""
    end, other = match.start(), match["other"].strip()
    title = titled(text, end)
    start = title[0] if title else long_form(text, end)
    if start is not None and other not in _BARE:
        label = title[1] if title else text[start:end]
        yield _Pair(start, match.end(), label, other, "aliases.called", 0.95)


def _bracketed(text: str, match: re.Match[str]) -> Iterator[_Pair]:
    """A name with its place in brackets is found under both spellings; a second name in the brackets is an alias."""
    end, inside = match.end("head"), match["inside"]
    start = long_form(text, end)
    if start is None or _NO_SITE.search(inside) or end - start <= len(match["head"]) + 1:
        return
    label = text[start:end]
    if inside.endswith(match["head"]):
        yield _Pair(start, match.end(), label, inside, "aliases.renamed", 0.9)
    elif _NAME_ENDS.match(text, match.end()):
        yield _Pair(start, match.end(), label, text[start : match.end()], "aliases.sited", 0.85)
