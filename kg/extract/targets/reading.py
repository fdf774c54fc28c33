"""Passages → goals: which numbers are goals, which year they hold for, which clause proves them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.extract.targets.indicator import Fragment, Name, is_only_verbs, name, shared_names, shares, verb_in_front
from kg.extract.targets.tables import Line, table_lines
from kg.extract.targets.verdict import Clause, Verdict, candidate, judge
from kg.extract.targets.years import Said, last_before, years
from kg.model import Document, Passage, Provenance, Rejected, Section, Target
from kg.ontology import Ontology
from kg.phrases import over_columns, sentences
from kg.quantities import Measure, Quantity, half_width, quantities
from kg.text import View, fold, heal, key

_RULE = "targets.clause"
_QUOTE_MAX = 80  # a proof is a clause, not a paragraph
_ENDED = tuple("。；;！!）)”》|")
_BORDER = frozenset(",，;；:：。*|!?！？")
_OPEN, _CLOSE = "(（“‘《〔[", ")）”’》〕]"
_REVIEW = re.compile(r"(?:现状|发展基础|现实基础|工作基础|成效|回顾|发展形势|发展背景)$")
_AIMS = re.compile("总体要求|总体思路|总体安排")
_JOINT = re.compile(r"[、和及与以]*")
_JOINTS = re.compile(r"^(?:、|和|及|与|以及)+")


@dataclass(frozen=True, slots=True)
class _Place:
    """What the place of a passage says of the numbers in it."""

    section: Section
    aims: int | None  # the section of goals that it stands in
    review: bool  # under 发展现状
    carried: str | None  # goal year of the paragraphs before, inside the same section of goals
    written: str | None  # the year of the document


def targets(document: Document, ontology: Ontology) -> tuple[tuple[Target, ...], tuple[Rejected, ...]]:
    """The goals of a document in the order of the text, and the numbers that looked like one, with the reason against."""
    info = ontology.classes.get("Target")
    cues = info.section_cues if info else ()
    found: list[Target] = []
    refused: list[Rejected] = []
    carried: dict[int, str | None] = {}
    lines = table_lines(document)
    for passage in document.passages:
        place = _place(document, passage, cues, carried)
        reader = _Reader(heal(document.text, passage.span), place, document.text)
        rows = _rows(lines, passage)
        for prose in (prose for row in rows for prose in row.prose):
            aims = place.section.id if prose.aims else place.aims
            inside = replace(place, carried=prose.year or place.carried, aims=aims)
            _Reader(prose.view, inside, document.text).read(found, refused)
        if not rows:
            reader.read(found, refused)
        if place.aims is not None and not rows:
            said = [one.year for one in reader.said if one.goal]
            carried[place.aims] = said[-1] if said else place.carried
    found.extend(target for line in lines for target in line.targets)
    return _unique(found), tuple(refused)


def _rows(lines: Sequence[Line], passage: Passage) -> Sequence[Line]:
    """The table rows that a passage is made of: they are read cell by cell."""
    first = bisect_left(lines, passage.span.start, key=lambda line: line.span.end)
    last = bisect_left(lines, passage.span.end, key=lambda line: line.span.start)
    return lines[first:last]


def _place(document: Document, passage: Passage, cues: tuple[str, ...], carried: dict[int, str | None]) -> _Place:
    section = document.sections[passage.section]
    path = document.path(section.id)
    aims = next((s.id for s in path if any(cue in s.title for cue in cues) or _AIMS.search(s.title)), None)
    return _Place(
        section=section,
        aims=aims,
        review=any(_REVIEW.search(entry.title) for entry in path),
        carried=None if aims is None else carried.get(aims),
        written=(document.meta.date or "")[:4] or None,
    )


class _Reader:
    """The goals of one passage. Offsets count in the healed text until ``span`` leads them back."""

    def __init__(self, view: View, place: _Place, stored: str) -> None:
        self.view, self.place, self.stored = view, place, stored
        self.text = fold(view.text)
        self.said: tuple[Said, ...] = years(self.text)

    def read(self, found: list[Target], refused: list[Rejected]) -> None:
        for start, end in sentences(self.text):
            self._sentence(start, end, found, refused)

    def _sentence(self, start: int, end: int, found: list[Target], refused: list[Rejected]) -> None:
        every = [_moved(one, start) for one in quantities(self.view.text[start:end])]
        numbers = [one for at, one in enumerate(every) if candidate(self._clause(every, at, start, end))]
        previous: Name | None = None
        index = 0
        while index < len(numbers):
            group = self._group(numbers, index)
            clause = self._clause(numbers, index, start, end)
            verdict, reason = judge(clause)
            if verdict is Verdict.REFUSED:
                refused.append(
                    Rejected(
                        where=self._where(clause.start, clause.end), text=self._text(clause.start, clause.end), reason=reason
                    )
                )
            elif verdict is Verdict.GOAL:
                names = self._names(clause.fragment, len(group), previous)
                previous = names[-1]
                quantities_of = group if len(group) > 1 else group * len(names)
                torn = names[-1].counted and self._cut_off(self.view.span(clause.start, clause.end).end)
                for quantity, named in zip(quantities_of, names, strict=True):
                    self._settle(self._target(quantity, named, clause), found, refused, torn=torn)
            index += len(group)

    def _cut_off(self, end: int) -> bool:
        """Whether the text itself breaks off there: what is counted may go on."""
        return end >= len(self.stored.rstrip()) and self.stored.rstrip()[-1:] not in _ENDED

    def _settle(self, target: Target, found: list[Target], refused: list[Rejected], *, torn: bool) -> None:
        """A goal must say what it measures, in a phrase that stands together."""
        quote = target.where.span.of(self.stored)
        faults = (
            ("看不出指标名称", is_only_verbs(target.indicator)),
            ("文字跨越表格各栏，读不准", over_columns(quote)),
            ("原文在此中断", torn),
        )
        reason = next((why for why, found_so in faults if found_so), "")
        if reason:
            refused.append(Rejected(where=target.where, text=quote, reason=reason))
        else:
            found.append(target)

    def _group(self, numbers: list[Quantity], index: int) -> list[Quantity]:
        """The numbers from ``index`` on that only 、 or 和 parts: 30%、20%和10%."""
        last = index
        while last + 1 < len(numbers) and self._joint_only(numbers[last].end, numbers[last + 1]):
            last += 1
        return numbers[index : last + 1]

    def _joint_only(self, end: int, following: Quantity) -> bool:
        between = self.text[end : following.start]
        return len(between) <= 2 and between != "" and _JOINT.fullmatch(between) is not None

    def _names(self, fragment: Fragment, count: int, previous: Name | None) -> list[Name]:
        if count > 1 or shares(fragment):
            names = shared_names(fragment)
            if count in (1, len(names)):
                return [Name(one, one, False, False) for one in names]
        return [name(fragment, previous)] * count

    def _clause(self, numbers: list[Quantity], index: int, start: int, end: int) -> Clause:
        quantity = numbers[index]
        begin, inside = self._left(quantity.lead, start)
        finish = self._right(quantity.end, end)
        left = max(begin, self._frontier(numbers[index - 1], quantity) if index and numbers[index - 1].end > begin else start)
        following = numbers[index + 1] if index + 1 < len(numbers) and numbers[index + 1].start < finish else None
        right = self._frontier(quantity, following) if following else finish
        before, after = _JOINTS.sub("", self.view.text[left : quantity.lead]), self.view.text[quantity.end : right]
        previous, _ = self._left(max(begin - 1, start), start)
        due = last_before(self.said, 0 if self.place.aims is not None else start, quantity.start)
        return Clause(
            fragment=Fragment(
                quantity=quantity,
                earlier=half_width(self.view.text[previous : max(previous, begin - 1)]),
                before=half_width(before),
                lead=self.text[quantity.lead : quantity.start],
                after=half_width(after),
            ),
            start=begin,
            end=finish,
            text=self.text[begin:finish],
            sentence=self.text[start:end],
            ahead=self.text[max(start, due.end if due else start) : quantity.lead],
            following=self.text[finish:end].lstrip(",")[:40],
            year=due.year if due else self.place.carried,
            year_said=due is not None and due.start >= start,
            aims=self.place.aims is not None,
            review=self.place.review,
            written=self.place.written,
            quoted=inside in ("“", "‘", "《"),
            broken=self._broken(quantity),
            attribute=(following is not None and self._attribute(quantity, following))
            or self._qualifies(numbers, index, begin, finish),
        )

    def _attribute(self, one: Quantity, following: Quantity) -> bool:
        """“1公里” in “起降设施1公里半径覆盖面积比例突破50%”."""
        between = self.text[one.end : following.lead]
        reached = one.lead == one.start and following.lead < following.start
        return one.measure is Measure.PHYSICAL and reached and between != "" and not re.search("[、和及与]", between)

    def _qualifies(self, numbers: list[Quantity], index: int, begin: int, finish: int) -> bool:
        """“超过100亿元” in “形成20家年销售收入超过100亿元的企业”: it belongs to the thing that is counted."""
        if index == 0 or numbers[index - 1].start < begin or self.text[numbers[index].end : finish][:1] != "的":
            return False
        between = self.text[numbers[index - 1].end : numbers[index].lead]
        return (
            between != "" and not re.search("[、和及与]", between) and verb_in_front(self.text[begin : numbers[index - 1].lead])
        )

    def _frontier(self, one: Quantity, following: Quantity) -> int:
        """Where the words between two numbers part: behind “10个A” in “10个A和2个B”, at once in “A 5家、B 30家”."""
        between = self.text[one.end : following.lead]
        joints = [at.start() for at in re.finditer("[、和及与]", between)]
        return one.end if not joints or joints[0] == 0 else one.end + joints[-1]

    def _left(self, at: int, floor: int) -> tuple[int, str]:
        """Left border of the clause, and the bracket that it stands in (if any)."""
        depth = 0
        for position in range(at - 1, floor - 1, -1):
            char = self.text[position]
            if char in _CLOSE:
                depth += 1
            elif char in _OPEN:
                if depth == 0:
                    return position + 1, char
                depth -= 1
            elif char in _BORDER and depth == 0:
                return position + 1, ""
        return floor, ""

    def _right(self, at: int, ceiling: int) -> int:
        depth = 0
        for position in range(at, ceiling):
            char = self.text[position]
            if char in _OPEN:
                depth += 1
            elif char in _CLOSE:
                if depth == 0:
                    return position
                depth -= 1
            elif char in _BORDER and depth == 0:
                return position
        return ceiling

    def _broken(self, quantity: Quantity) -> bool:
        """A blank or a private-use sign between two digits: 1 2万亿元 may have been 1.2万亿元."""
        raw = self.stored[max(0, self.view.starts[quantity.start] - 4) : self.view.span(quantity.start, quantity.end).end]
        return re.search(r"[\d０-９][ \t\u3000\ue000-\uf8ff]+[\d０-９]", raw) is not None

    def _target(self, quantity: Quantity, named: Name, clause: Clause) -> Target:
        begin, finish = self._proof(clause, quantity, named)
        return Target(
            where=self._where(begin, finish),
            section=self.place.section.id,
            indicator=named.indicator,
            value=quantity.value,
            upper=quantity.upper,
            unit=quantity.unit,
            comparator=quantity.comparator,
            year=clause.year,
            number_span=self.view.span(quantity.start, quantity.end),
        )

    def _proof(self, clause: Clause, quantity: Quantity, named: Name) -> tuple[int, int]:
        """The clause; with the one before it where that says the year or what is measured; never over the limit."""
        begin, finish = clause.start, clause.end
        before, _ = self._left(max(begin - 1, 0), 0)
        lead_in = self.text[before:begin]
        said_here = not named.inherited or named.subject in half_width(self._text(begin, finish))
        if (not said_here or re.fullmatch(r".{0,6}20\d\d年.{0,3}[,，]", lead_in)) and begin and self.text[begin - 1] in ",，":
            begin = before
        if finish - begin > _QUOTE_MAX:
            begin, finish = clause.start, clause.end
        if finish - begin > _QUOTE_MAX:
            begin = max(begin, quantity.end - _QUOTE_MAX)
            finish = max(quantity.end, min(finish, begin + _QUOTE_MAX))
        while begin < finish and self.text[begin] in "、 ":
            begin += 1
        return begin, finish

    def _where(self, start: int, end: int) -> Provenance:
        return Provenance(span=self.view.span(start, end), rule=_RULE, confidence=0.9)

    def _text(self, start: int, end: int) -> str:
        return self.view.text[start:end]


def _moved(quantity: Quantity, by: int) -> Quantity:
    return replace(quantity, lead=quantity.lead + by, start=quantity.start + by, end=quantity.end + by)


def _unique(found: list[Target]) -> tuple[Target, ...]:
    """A goal that is said again (in a summary, in the table of an annex) counts once: the first stands."""
    kept: list[Target] = []
    for one in found:
        name = key(one.indicator)
        rivals = (o for o in kept if o.where.rule == _RULE or one.where.rule == _RULE)  # rows of a table are told apart by it
        same = (
            o for o in rivals if (o.value, o.upper, o.unit) == (one.value, one.upper, one.unit) and one.year in (o.year, None)
        )
        if not any(key(o.indicator) in name or name in key(o.indicator) for o in same):
            kept.append(one)
    return tuple(kept)
