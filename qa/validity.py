"""Is a document in force? What it states of its own beginning and end, held against the year or date that was asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from kg.model import Status
from kg.text import fold
from qa.scope import Scope
from qa.scope.names import own_years
from qa.understand import Intent, Interpretation
from qa.weigh import Sentence
from qa.world import World

_DATE = r"(?P<{0}y>(?:19|20)\d\d)年(?:(?P<{0}m>1[0-2]|0?[1-9])月)?(?:(?P<{0}d>3[01]|[12]\d|0?[1-9])日)?"
_BEGINS = re.compile(rf"自?{_DATE.format('b')}(?:之日)?起(?:正式)?(?:施行|实施|执行|生效)")
_ENDS = re.compile(rf"有效期(?:限)?(?:至|到|截至|截止到?|为?自.{{4,40}}?[至到])(?:{_DATE.format('e')})")
_LASTS = re.compile(r"有效期(?:限)?(?:为|是)?(?P<n>[一二三四五六七八九十]|\d{1,2})年")
_OVER = re.compile(r"失效|到期|过期|作废|废止")
_STARTS = re.compile(rf"(?:自|从|是)?{_DATE.format('s')}(?:就|才|开始|正式)*起?(?:就|才|开始|正式)*(?:施行|实施|执行|生效)")
_AFTER = re.compile(r"(?:过了|过完)?(?:19|20)\d\d年?(?:底|末)?(?P<after>以后|之后|过后|后)|过了(?:19|20)\d\d年?")
# “时效：失效”, “有效性：现行有效” in a document's head; “（已废止）”, “本文件已废止”
_MARKED = re.compile(
    r"(?:时效性?|有效性|效力状态|效力|文件状态|状态)[:：】\]]+(?P<state>(?:已经?|全文)?(?:失效|废止)|无效|现行有效|有效|继续有效)"
    r"|(?<!》)[(](?P<bracket>已经?(?:失效|废止))[)]|(?:本|该)(?:文件|办法|通知|规定)(?P<said>已经?(?:失效|废止))"
)
# A page's note above the text: “提示：根据…清理结果的通知（…）规定，继续有效”
_REVIEWED = re.compile(
    r"(?:清理|修改|废止|公布|保留|认定|评估)[^。;；]{0,80}?(?:规定|决定|通知|公告|结果|目录|[》)号])[,，]"
    r"(?:(?:本|该)(?:文件|办法|通知|规定|意见|方案|件))?"
    r"(?P<state>继续有效|仍然有效|予以保留|继续执行|(?:予以|已经?|现已|宣布)?(?:废止|失效)|宣布失效)(?![的期])"
)
_FORMAL = re.compile(r"正式(?:的)?(?:施行|实施|执行|生效|出台|发布|印发|公布|文件)")
_DRAFTED = re.compile(r"(?:是|属于|还是)(?:不是|一份|个)?(?:征求意见稿|草案|草稿|讨论稿)")
_DRAFT_SAID = re.compile(r"征求意见稿|征求.{0,12}意见|草案|讨论稿|送审稿")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What a document states of its own validity."""

    begins: date | None
    ends: date | None
    sentence: Sentence


def _day(match: re.Match[str], name: str, *, last: bool) -> date | None:
    year, month, day = (match[f"{name}{part}"] for part in "ymd")
    try:
        return date(int(year), int(month or (12 if last else 1)), int(day or (28 if last and month else 31 if last else 1)))
    except ValueError:
        return None


def stated(document: str, world: World) -> Term | None:
    """The sentence in which the document says from when to when it is in force; the last one, where it says so twice."""
    found = None
    for sentence in world.sentences:
        if sentence.document != document:
            continue
        text = fold(sentence.text).replace(" ", "")
        begin, end, lasts = _BEGINS.search(text), _ENDS.search(text), _LASTS.search(text)
        if not (begin or end):
            continue
        begins = _day(begin, "b", last=False) if begin else None
        ends = _day(end, "e", last=True) if end else None
        if ends is None and begins and lasts:
            years = int(lasts["n"]) if lasts["n"].isdigit() else _DIGITS[lasts["n"]]
            ends = date(begins.year + years - (begins.month == begins.day == 1), 12 if begins.month == 1 else begins.month, 28)
        found = Term(begins=begins, ends=ends, sentence=sentence)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What can be said of a document's validity; ``truth`` is None where the question names no date."""

    sentence: Sentence
    truth: bool | None
    reason: str


def asked(interpretation: Interpretation) -> bool:
    return interpretation.intent is Intent.BOOLEAN and bool(
        re.search(
            r"还有效|有效吗|有效么|有没有效|是否有效|有效期|失效|到期|过期|作废|还管用|还能用|还适用|还执行"
            r"|废止(?:了|掉)?(?:吗|没|么|[?？]|$)|(?:已经?|被)废止",
            interpretation.folded,
        )
        or _FORMAL.search(interpretation.folded)
        or _DRAFTED.search(interpretation.folded)
        or _STARTS.search(interpretation.folded)
    )


def standing(interpretation: Interpretation, scope: Scope, world: World) -> Standing | None:
    """None when no single document is meant, or it does not state what would settle the question."""
    meant = tuple(scope.documents) if scope.documents else tuple(world.documents)
    if len(meant) == 1 and (found := _drafted(interpretation, meant[0], world) or _marked(interpretation, meant[0], world)):
        return found
    term = stated(meant[0], world) if len(meant) == 1 else None
    if term is None:
        return None
    folded = interpretation.folded
    if (start := _STARTS.search(folded)) and not _OVER.search(folded) and "有效" not in folded:
        return _since(start, term)
    if term.ends is None:
        return None
    reason = f"文件写明有效期至{term.ends.year}年" + ("" if term.ends.month == 12 else f"{term.ends.month}月")
    if not interpretation.years:
        return Standing(sentence=term.sentence, truth=None, reason=reason)
    year = interpretation.years[-1] + (1 if _AFTER.search(folded) else 0)
    over = bool(_OVER.search(folded))
    if over and not re.search(r"了|已|就", folded):
        return Standing(sentence=term.sentence, truth=year == term.ends.year, reason=reason)
    if (year == term.ends.year and term.ends.month != 12) or (term.begins and year == term.begins.year and term.begins.month > 1):
        return None  # in force for a part of that year
    valid = year <= term.ends.year and (term.begins is None or year >= term.begins.year)
    return Standing(sentence=term.sentence, truth=valid is not over, reason=reason)


def _drafted(interpretation: Interpretation, document: str, world: World) -> Standing | None:
    """A draft is not in force, and not issued."""
    folded = interpretation.folded
    if world.documents[document].meta.status is not Status.DRAFT or not (_FORMAL.search(folded) or _DRAFTED.search(folded)):
        return None
    said = next((s for s in world.sentences if s.document == document and _DRAFT_SAID.search(s.folded)), None)
    if said is None:
        return None
    truth = _DRAFTED.search(folded) is not None
    return Standing(sentence=said, truth=truth, reason="文件还在征求意见，没有正式印发")


def _marked(interpretation: Interpretation, document: str, world: World) -> Standing | None:
    """What the document's own head says of its standing; it says nothing of other dates."""
    if interpretation.years and not set(interpretation.years) <= own_years(world.documents[document].meta):
        return None
    for sentence, state in _marks(document, world):
        valid = not re.search("失效|废止|无效", state)
        if _FORMAL.search(interpretation.folded):
            return None
        over = _OVER.search(interpretation.folded) is not None
        return Standing(sentence=sentence, truth=valid is not over, reason=f"文件标明“{state}”")
    return None


def _marks(document: str, world: World) -> list[tuple[Sentence, str]]:
    """Where the document is marked as in force or not: by its own label, failing that by the last review told above the text."""
    sections = world.documents[document].sections
    begins = sections[1].span.start if len(sections) > 1 else len(world.documents[document].text)
    own = [(s, s.folded.replace(" ", "")) for s in world.sentences if s.document == document]
    marked = [(s, m["state"] or m["bracket"] or m["said"]) for s, text in own if (m := _MARKED.search(text))]
    reviewed = [(s, m["state"]) for s, text in own if s.span.start < begins for m in _REVIEWED.finditer(text)]
    return marked[:1] or reviewed[-1:]


def _since(start: re.Match[str], term: Term) -> Standing | None:
    if term.begins is None:
        return None
    said = [int(start[f"s{part}"]) if start[f"s{part}"] else None for part in "ymd"]
    given = [term.begins.year, term.begins.month, term.begins.day]
    truth = all(a is None or a == b for a, b in zip(said, given, strict=True))
    return Standing(sentence=term.sentence, truth=truth, reason=f"文件写明自{given[0]}年{given[1]}月{given[2]}日起施行")
