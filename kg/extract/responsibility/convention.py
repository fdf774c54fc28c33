"""Conventions that a document declares once and for all: “列第一位的为牵头单位，下同”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from kg.model import Document, SectionKind, Span
from kg.text import View, heal

_CLAUSE = 400  # characters of a clause that may declare its own convention


class Rule(StrEnum):
    FIRST = "first"  # the first listed unit leads
    COMMA = "comma"  # those before the comma lead
    SEMICOLON = "semicolon"


_LEADS = (
    r"(?:均|都|即)?(?:为|是|作为)(?:该项|本项|此项|各项)?(?:工作|任务|事项)?(?:的)?"
    r"(?:牵头|主办|主要责任|第一责任|主责|总牵头|牵头责任|牵头负责)(?:单位|部门)?"
)
_FIRST = re.compile(
    r"(?:列|排|位列|排列|列在|排在|居|排名|名列|位居)(?:在)?"
    r"(?:第一位?|首位|第1位?|最前|最前面|前面|第一名|首个|第一个|第一)(?:的|者|之)?(?:单位|部门)?"
    rf"{_LEADS}|(?:首位|第一个|第1个|首个|首列|第一位|第一)(?:的)?(?:责任|负责|列出的?)?(?:单位|部门){_LEADS}|首位{_LEADS}"
)
_MARK = re.compile(rf"(?P<mark>逗号|分号)(?:之)?前(?:面)?(?:的|者)?(?:单位|部门)?{_LEADS}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    rule: Rule
    where: Span
    section: int  # the document section it governs (one of several in a notice, else the root)


def rule_in(text: str) -> Rule | None:
    """The rule that ``text`` declares."""
    mark = _MARK.search(text)
    if mark is not None:
        return Rule.COMMA if mark["mark"] == "逗号" else Rule.SEMICOLON
    return Rule.FIRST if _FIRST.search(text) else None


def governed_by(document: Document, offset: int) -> int:
    """The innermost document section around ``offset``."""
    best = 0
    for section in document.sections:
        if section.kind is SectionKind.DOCUMENT and section.span.start <= offset < section.span.end:
            best = section.id if section.level >= document.sections[best].level else best
    return best


def _spans(view: View) -> list[tuple[Rule, Span]]:
    found = [(Rule.FIRST, view.span(m.start(), m.end())) for m in _FIRST.finditer(view.text)]
    for m in _MARK.finditer(view.text):
        found.append((Rule.COMMA if m["mark"] == "逗号" else Rule.SEMICOLON, view.span(m.start(), m.end())))
    return found


def conventions(document: Document) -> tuple[Convention, ...]:
    """Every convention that the document declares, wherever it first appears: it holds from the start."""
    view = heal(document.text, Span(0, len(document.text)))
    return tuple(
        Convention(rule=rule, where=where, section=governed_by(document, where.start))
        for rule, where in sorted(_spans(view), key=lambda pair: pair[1])
    )


def holding_at(document: Document, found: tuple[Convention, ...], offset: int) -> Convention | None:
    """The convention in force at ``offset``: that of its own document, else one of the enclosing notice."""
    own = governed_by(document, offset)
    inner = [c for c in found if c.section == own]
    in_force = inner or [c for c in found if c.section == 0]
    declared = [c for c in in_force if c.where.start <= offset + _CLAUSE]  # in this clause or before it
    chosen = declared[-1:] or in_force[:1]
    return chosen[0] if chosen else None
