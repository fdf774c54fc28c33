"""Sections and attributions → works: tasks, measures (保障措施) and the actions of a column (专栏).

A section is one work, unless its body attributes several stretches to several units: then each stretch is a work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Attribution, Document, Section, SectionKind, Span, Work, WorkKind
from kg.ontology import Ontology
from kg.text import View, fold, heal
from kg.wording import LEADS_UP

_NOT_TASKS = re.compile(
    r"总体要求|总体思路|指导思想|基本原则|主要原则|工作原则|总体考虑|目标|现状|形势|背景|意义|基础条件|面临|名词解释|术语|附则|范围$|有关说明|工作依据|成员名单"
)
_TASK_CHAPTER = re.compile(r"任务|措施|举措|行动|工程|工作|安排|保障|组织|实施|支持|政策|重点|路径|项目")
_WHEN = re.compile(
    r"^(?:(?:力争|计划|确保)?(?:于|在|到|至|自)?(?:“?十[一二三四五]五”?(?:期间|末)?|[0-9]{4}(?:[—\-－至][0-9]{4})?年?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?|今年|明年|每年|近期|年内)"
    r"(?:上半年|下半年|年?底|年?末|年初|期间|起|内)?(?:之?前|以前|前后)?)$"
)
_NUMBER = re.compile(r"^\s*[（(]?[0-9０-９一二三四五六七八九十]{1,3}[）)]?[、.．﹒]?\s*")
_CLAUSE_END = "，。；：！？,;"
_PAUSES = ("，", ",", "、")
_ALONE = 6  # fewer characters beside an attribution are no text of their own
_LEAD_IN = re.compile(r"^(?:具体|主要|工作|重点)?(?:措施|举措|任务|要求|内容|安排|目标任务)(?:如下)?$")


class _Weaver:
    def __init__(self, document: Document, attributions: tuple[Attribution, ...], ontology: Ontology) -> None:
        self.document = document
        self.text = document.text
        self.measure_cues = ontology.classes["Measure"].section_cues if "Measure" in ontology.classes else ()
        self.goal_cues = ontology.classes["Target"].section_cues if "Target" in ontology.classes else ()
        self.children: dict[int, list[Section]] = {}
        for section in document.sections:
            if section.parent is not None:
                self.children.setdefault(section.parent, []).append(section)
        self.own = self._owners(tuple(a for a in attributions if a.duty is None))
        self.duties: dict[int, list[Attribution]] = {}
        for item in attributions:
            if item.duty is not None:
                self.duties.setdefault(document.section_at(item.where.span.start).id, []).append(item)
        self.attributed = bool(self.own)

    def _owners(self, attributions: tuple[Attribution, ...]) -> dict[int, list[Attribution]]:
        """Attributions by the section they speak of: the one they stand in, or the one above when they stand alone."""
        found: dict[int, list[Attribution]] = {}
        for item in sorted(attributions, key=lambda a: a.where.span):
            section = self.document.section_at(item.where.span.start)
            if self._stands_alone(section, item) and section.parent is not None:
                section = self.document.sections[section.parent]
            found.setdefault(section.id, []).append(item)
        return found

    def _stands_alone(self, section: Section, item: Attribution) -> bool:
        """A numbered line that is nothing but its attribution: 3.责任单位：…"""
        if section.kind is not SectionKind.CLAUSE or section.level < 2:
            return False
        own = _own_span(section)
        before = heal(self.text, Span(own.start, max(own.start, item.where.span.start))).text
        after = heal(self.text, Span(min(own.end, item.where.span.end), own.end)).text
        return not _NUMBER.sub("", before).strip(" 。*") and not after.strip(" 。；;*")

    def weave(self) -> Iterator[Work]:
        for section in self.document.sections:
            stated = self.duties.get(section.id, [])
            yield from (self._stated(section, item) for item in stated)
            items = self.own.get(section.id, [])
            if stated and not items:
                continue
            kind = self._kind(section, attributed=bool(items))
            if kind is None:
                continue
            if section.kind is SectionKind.DOCUMENT:
                yield from self._paragraphs(section, kind, items)
                continue
            if len(items) > 1 and section.kind is not SectionKind.ROW:
                yield from self._stretches(section, kind, items)
            else:
                yield self._whole(section, kind, tuple(items))

    def _stated(self, section: Section, item: Attribution) -> Work:
        """A sentence that gives a duty is a work of its own; its duty is the title."""
        assert item.duty is not None
        view = heal(self.text, item.duty)
        return Work(
            kind=WorkKind.TASK,
            section=section.id,
            title=view.text.strip('“”"，,'),
            title_span=item.duty,
            number=section.number,
            span=item.where.span,
            attributions=(item,),
        )

    # --- which sections are works -------------------------------------------------------------------

    def _kind(self, section: Section, *, attributed: bool) -> WorkKind | None:
        if section.kind is SectionKind.ITEM:
            return WorkKind.ACTION
        if section.kind is SectionKind.DOCUMENT and not attributed:
            return None
        if attributed or self._is_task_leaf(section):
            return WorkKind.MEASURE if self._under(section, self.measure_cues) else WorkKind.TASK
        return None

    def _is_task_leaf(self, section: Section) -> bool:
        """A numbered leaf that sets something to be done, though nobody is named."""
        if section.kind is not SectionKind.CLAUSE or self._has_clauses(section):
            return False
        chapters = self.document.path(section.id)
        if any(_NOT_TASKS.search(s.title) or any(c in s.title for c in self.goal_cues) for s in chapters):
            return False
        if any(s.kind in (SectionKind.COLUMN, SectionKind.ATTACHMENT) for s in chapters) or self._inside_work(section):
            return False
        return self.attributed or any(_TASK_CHAPTER.search(s.title) for s in chapters[:-1])

    def _has_clauses(self, section: Section) -> bool:
        return any(
            c.kind in (SectionKind.CLAUSE, SectionKind.HEADING, SectionKind.ROW) for c in self.children.get(section.id, ())
        )

    def _inside_work(self, section: Section) -> bool:
        """Points （1）… of a clause that is itself attributed belong to it, unless their neighbours are attributed too."""
        if section.parent is None or section.parent not in self.own:
            return False
        return not any(s.id in self.own for s in self.children[section.parent])

    def _under(self, section: Section, cues: tuple[str, ...]) -> bool:
        chapters = [s for s in self.document.path(section.id) if s.kind is not SectionKind.DOCUMENT]
        above = chapters[:-1] or chapters  # a chapter without parts is its own chapter
        return any(any(cue in s.title for cue in cues) for s in above)

    def _paragraphs(self, section: Section, kind: WorkKind, items: list[Attribution]) -> Iterator[Work]:
        """Attributions that stand under no number speak of their paragraph, or of the one before when they fill their own."""
        grouped: dict[Span, list[Attribution]] = {}
        for item in items:
            grouped.setdefault(self._paragraph(item.where.span), []).append(item)
        for span, found in grouped.items():
            for stretch, own in _parted(self.text, span, found):
                yield self._stretch(section, kind, stretch, own, first=False)

    def _paragraph(self, where: Span) -> Span:
        passages = self.document.passages
        here = next((i for i, p in enumerate(passages) if p.span.overlaps(where)), None)
        if here is None:
            return where
        start = passages[here].span.start
        alone = not heal(self.text, Span(min(start, where.start), where.start)).text.strip()
        if alone and here > 0 and passages[here - 1].section == passages[here].section:
            start = passages[here - 1].span.start
        return Span(start, max(where.end, passages[here].span.end))

    # --- their spans and titles ---------------------------------------------------------------------

    def _whole(self, section: Section, kind: WorkKind, items: tuple[Attribution, ...]) -> Work:
        span = self._trimmed(_own_span(section))
        for item in items:  # an attribution may stand in a child (see _stands_alone)
            if not span.contains(item.where.span):
                span = Span(min(span.start, item.where.span.start), max(span.end, item.where.span.end))
        title, where = self._section_title(section, items)
        return Work(
            kind=kind,
            section=section.id,
            title=title,
            title_span=where,
            number=section.number,
            span=span,
            attributions=items,
        )

    def _section_title(self, section: Section, items: tuple[Attribution, ...]) -> tuple[str, Span]:
        if section.title and section.kind is not SectionKind.ROW:
            where = self._locate(section.title, section.heading) or section.heading
            if len(where):
                return section.title, where
        body = _own_span(section)
        end = min([a.where.span.start for a in items if a.where.span.start > body.start] + [body.end])
        if section.kind is SectionKind.ROW:
            return section.title or self._first_clause(Span(body.start, end))[0], section.heading if len(
                section.heading
            ) else body
        return self._first_clause(Span(body.start, end))

    def _locate(self, title: str, around: Span) -> Span | None:
        view = heal(self.text, around)
        at = view.text.find(title)
        return None if at < 0 else view.span(at, at + len(title))

    def _stretches(self, section: Section, kind: WorkKind, items: list[Attribution]) -> Iterator[Work]:
        groups = _parted(self.text, _own_span(section), items)
        if len(groups) == 1:
            yield self._whole(section, kind, groups[0][1])
            return
        for index, (span, found) in enumerate(groups):
            yield self._stretch(section, kind, span, found, first=index == 0)

    def _stretch(self, section: Section, kind: WorkKind, span: Span, items: tuple[Attribution, ...], *, first: bool) -> Work:
        begin = span.start
        if first and section.heading.end <= items[0].where.span.start:
            begin = max(begin, section.heading.end)
        if first and self.text[begin : begin + 1] in _PAUSES:  # the heading is the first clause of its sentence
            title, where = self._section_title(section, items)
        else:
            title, where = self._first_clause(Span(begin, items[0].where.span.start))
        if not title:
            title, where = self._section_title(section, items)
        return Work(
            kind=kind,
            section=section.id,
            title=title,
            title_span=where,
            number=section.number,
            span=self._trimmed(span),
            attributions=items,
        )

    def _first_clause(self, span: Span) -> tuple[str, Span]:
        """The first clause that says something: a date alone (2026年底前，) is passed over."""
        view = heal(self.text, span)
        for start, end in _clauses(view):
            clause = fold(view.text[start:end])
            if LEADS_UP.fullmatch(clause) and view.text[end : end + 1] in _PAUSES and end + 1 < len(view.text):
                continue
            if not _WHEN.match(clause) and not (_LEAD_IN.match(clause) and view.text[end : end + 1] in "：:"):
                return view.text[start:end], view.span(start, end)
        return "", Span(span.start, span.start)

    def _trimmed(self, span: Span) -> Span:
        start, end = span.start, span.end
        while start < end and self.text[start] in " \t\r\n\u3000。；;，":
            start += 1
        while end > start and self.text[end - 1] in " \t\r\n\u3000":
            end -= 1
        return Span(start, end)


def _parted(text: str, own: Span, items: list[Attribution]) -> list[tuple[Span, tuple[Attribution, ...]]]:
    """From the end of one attribution to the end of the next. Two clauses side by side speak of one stretch."""
    groups: list[tuple[Span, tuple[Attribution, ...]]] = []
    start = own.start
    for item in items:
        end = item.where.span.end
        words = heal(text, Span(min(start, item.where.span.start), item.where.span.start)).text.strip(_CLAUSE_END + " 、")
        if groups and len(words) < _ALONE:
            last, found = groups[-1]
            groups[-1] = (Span(last.start, max(last.end, end)), (*found, item))
        else:
            groups.append((Span(start, max(start, end)), (item,)))
        start = max(start, end)
    return groups


def _clauses(view: View) -> Iterator[tuple[int, int]]:
    """Clauses of a healed text, their marks left out; a comma inside brackets or quotation marks does not part them."""
    start, depth = 0, 0
    for index, char in enumerate(view.text):
        depth += (char in "（(《“〔[") - (char in "）)》”〕]")
        if char in _CLAUSE_END and depth <= 0:
            if view.text[start:index].strip(" *_\\”"):
                yield _bare(view.text, start, index)
            start = index + 1
    if view.text[start:].strip(" *_\\”"):
        yield _bare(view.text, start, len(view.text))


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " *_\\）)”":
        start += 1
    while end > start and text[end - 1] in " *_\\":
        end -= 1
    return start, end


def _own_span(section: Section) -> Span:
    """Heading and own body; a table row whole."""
    if section.kind is SectionKind.ROW:
        return section.span
    if not len(section.heading):
        return section.body
    return Span(section.heading.start, max(section.heading.end, section.body.end))


def works(document: Document, attributions: tuple[Attribution, ...], ontology: Ontology) -> tuple[Work, ...]:
    """The works of ``document`` in the order of the text, each with the attributions that speak of it."""
    return tuple(_Weaver(document, attributions, ontology).weave())
