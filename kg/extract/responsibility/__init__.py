"""Who is responsible: every attribution of a document with its units, roles, basis, deadline and place.

The forms: （A、B）, （责任单位：A、B）, （A牵头，B配合）, （A会同B）, lines of their own (牵头部门：…), table columns;
and conventions that say who leads (“列第一位的为牵头单位，下同”).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kg.extract.responsibility import clause as grammar
from kg.extract.responsibility.clause import Clause, Group
from kg.extract.responsibility.convention import Convention, conventions, holding_at
from kg.extract.responsibility.find import Candidate, Finder, looks_like_clause, without_intruders
from kg.extract.responsibility.judge import attribution
from kg.extract.responsibility.sentences import Duty, duties
from kg.extract.responsibility.tables import Row, rows
from kg.extract.responsibility.words import LABEL, Mark
from kg.model import Attribution, Basis, Document, Provenance, Rejected, Section, SectionKind, Span
from kg.names import Names
from kg.text import View, fold, heal

__all__ = ["Responsibility", "attributions"]

# The closing paragraph names who puts the whole document into effect: “本措施自…起实施，由省发展改革委牵头组织实施。”
_CLOSING = re.compile(r"^本(?:措施|办法|意见|方案|规定|细则|政策|计划|规划|通知)")
_CARRIED_OUT = re.compile(
    r"由(?P<clause>[^。；]{2,60}?(?:牵头(?:负责)?(?:组织)?(?:实施|落实|推进)|负责(?:牵头)?组织(?:实施|落实)))(?=[。；，]|$)"
)
_UNREAD_ROW = "表中这一行的责任单位没有写出，或不能确定是哪一栏的"
_NEAR = 3  # characters between an attribution and a bracket that only adds its deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibility:
    """What a document says of who is responsible. Attributions in the order of the text; ``where.span`` is the clause."""

    attributions: tuple[Attribution, ...]
    rejected: tuple[Rejected, ...]


class _Reader:
    def __init__(self, document: Document, names: Names) -> None:
        self.document = document
        self.names = names
        self.conventions = conventions(document)
        self.found: list[Attribution] = []
        self.rejected: list[Rejected] = []
        starts = {p.span.start for p in document.passages} | {s.span.start for s in document.sections}
        self.breaks = sorted(starts) if document.passages else [i for i, c in enumerate(document.text) if c == "\n"]

    def read(self) -> Responsibility:
        tabled: list[Span] = []
        for row in rows(self.document, self.names):
            tabled.append(row.section.span)
            self._row(row)
        for section in self.document.sections:
            span = own_text(section)
            if not len(span) or any(t.contains(span) for t in tabled):
                continue
            if LABEL.fullmatch(fold(section.title) + ":") and len(section.body):
                self._titled(section)
            else:
                self._stretch(span, numbered=section.kind is not SectionKind.DOCUMENT)
        for passage in self.document.passages:
            self._closing(passage.span)
        for duty in duties(self.document, self.names, [*tabled, *(a.where.span for a in self.found)]):
            self._duty(duty)
        self.found.sort(key=lambda a: a.where.span)
        return Responsibility(attributions=tuple(self.found), rejected=tuple(self.rejected))

    def _stretch(self, span: Span, *, numbered: bool) -> None:
        finder = Finder(self.document.text, heal(self.document.text, span), self.breaks)
        taken: list[Span] = []
        for candidate in finder.brackets():
            if not numbered and "、" not in candidate.content.text and not looks_like_clause(candidate.content.text):
                continue  # （某某办公厅） under a title is a signature
            if self._bracket(candidate):
                taken.append(candidate.where)
        for candidate in finder.labels(taken):
            self._clause(candidate)

    def _titled(self, section: Section) -> None:
        """A section whose title is the label: 3.责任单位。省科技厅、省教育厅。"""
        body = heal(self.document.text, section.body)
        if not body.text:
            return
        label = section.title + "："
        content = View(label + body.text, (body.starts[0],) * len(label) + body.starts)
        self._clause(Candidate(where=own_text(section), content=content, bracket=False, own_place=True))

    def _closing(self, span: Span) -> None:
        view = heal(self.document.text, span)
        if not _CLOSING.match(view.text):
            return
        for found in _CARRIED_OUT.finditer(view.text):
            start, end = found.span("clause")
            content = View(view.text[start:end], view.starts[start:end])
            self._clause(Candidate(where=view.span(*found.span()), content=content, bracket=False, own_place=True))

    def _duty(self, duty: Duty) -> None:
        """A sentence says who does what: stated, where one unit alone or with others at its side is named."""
        clause = replace(grammar.read(duty.content.text, self.names), cued=True)
        if not clause.groups:
            return
        found = attribution(clause, duty.content, duty.where, None)
        basis = Basis.STATED if duty.alone else found.basis
        where = replace(found.where, rule=f"responsibility.sentence.{basis}")
        self.found.append(replace(found, basis=basis, duty=duty.duty, where=where))

    def _bracket(self, candidate: Candidate) -> bool:
        text = candidate.content.text
        if not candidate.own_place and not looks_like_clause(text):
            return False
        return self._clause(candidate)

    def _convention(self, offset: int) -> Convention | None:
        return holding_at(self.document, self.conventions, offset)

    def _clause(self, candidate: Candidate) -> bool:
        """Take the clause, reject it with its reason, or leave an ordinary bracket alone."""
        why: str | None = None
        clause: Clause | None = None
        for view in (candidate.content, *without_intruders(candidate.content, self.document.text)):
            clause = grammar.read(view.text, self.names)
            fault = grammar.fault(clause, view.text, self.names)
            if fault is None and (clause.cued or candidate.own_place):
                found = attribution(clause, view, candidate.where, self._convention(candidate.where.start))
                self.found.append(found)
                return True
            why = why or fault
        if clause is not None and self._only_deadline(candidate, clause):
            return True
        several = clause is not None and sum(len(g.units) for g in clause.groups) > 1
        if clause is not None and (clause.labelled or (clause.cued and candidate.own_place and several)):
            self._reject(candidate, why or "读不出责任单位")
        return False

    def _only_deadline(self, candidate: Candidate, clause: Clause) -> bool:
        """（完成时限：2025年底） right behind an attribution belongs to it."""
        if clause.deadline is None or clause.groups or not self.found:
            return False
        last = self.found[-1]
        gap = self.document.text[last.where.span.end : candidate.where.start]
        if candidate.where.start < last.where.span.end or len(gap.strip()) > _NEAR or last.deadline:
            return False
        deadline = candidate.content.text[slice(*clause.deadline)]
        whole = Span(last.where.span.start, candidate.where.end)
        self.found[-1] = replace(last, deadline=deadline, where=replace(last.where, span=whole))
        return True

    def _reject(self, candidate: Candidate, reason: str) -> None:
        self.rejected.append(
            Rejected(
                where=Provenance(span=candidate.where, rule="responsibility.clause"),
                text=candidate.content.text,
                reason=f"像责任分工，但{reason}",
            )
        )

    def _row(self, row: Row) -> None:
        """The labelled cells of a row read as one clause: their texts joined, each under its column's label."""
        view, groups, clause = View("", ()), list[Group](), None
        said: dict[Mark, str] = {}
        starts = list[int]()
        assessor: str | None = None
        assessed: Provenance | None = None
        for cell in row.cells:
            text = cell.content.text.strip()
            if not text.strip(" —-–/无"):
                continue
            if cell.mark is Mark.ASSESSOR:
                whole = cell.content.span(0, len(cell.content.text))
                assessor, assessed = text, Provenance(span=whole, rule="responsibility.assessor")
                continue
            starts += (cell.content.starts[0], cell.content.starts[-1])
            if cell.mark in (Mark.DEADLINE, Mark.PERSON):
                said.setdefault(cell.mark, text)
                continue
            if cell.mark is Mark.SCOPE:
                continue
            clause = grammar.read(cell.content.text, self.names)
            shift = len(view.text)
            groups += [_moved(g, shift, cell.mark, len(groups)) for g in clause.groups]
            view = View(view.text + cell.content.text, view.starts + cell.content.starts)
        if clause is None:
            span = row.section.span
            content = heal(self.document.text, span)
            why = Provenance(span=span, rule="responsibility.table")
            self.rejected.append(Rejected(where=why, text=content.text, reason=_UNREAD_ROW))
            return
        listed = replace(clause, groups=tuple(groups), cued=True, labelled=True)
        where = Span(min(starts), max(starts) + 1)
        reason = grammar.fault(listed, view.text, self.names)
        if reason is not None:
            self._reject(Candidate(where=where, content=view, bracket=False, own_place=True), reason)
            return
        found = attribution(listed, view, where, self._convention(where.start))
        deadline = found.deadline or said.get(Mark.DEADLINE)
        person = said.get(Mark.PERSON)
        self.found.append(replace(found, deadline=deadline, person=person, assessor=assessor, assessed=assessed))


def _moved(group: Group, shift: int, mark: Mark, segment: int) -> Group:
    units = tuple((a + shift, b + shift) for a, b in group.units)
    return replace(group, units=units, mark=group.mark or mark, segment=group.segment + segment)


def own_text(section: Section) -> Span:
    """The stretch of a section that no child covers: its heading and the body right behind it."""
    if section.kind is SectionKind.ROW:
        return section.span
    if section.heading.end <= section.body.start and len(section.heading):
        return Span(section.heading.start, max(section.heading.end, section.body.end))
    return section.body


def attributions(document: Document, names: Names) -> Responsibility:
    """All attributions of ``document``, and what looked like one but could not be read."""
    return _Reader(document, names).read()
