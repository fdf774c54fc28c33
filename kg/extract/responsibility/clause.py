"""The grammar of one attribution clause: labels, unit lists, verbs, deadlines, conventions. Text in, offsets out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.extract.responsibility.convention import Rule, rule_in
from kg.extract.responsibility.units import depths, split, strong, top_level
from kg.extract.responsibility.words import (
    DEADLINE,
    INNER_LEAD,
    LABEL,
    LEADING,
    NO_VERB,
    REMARK,
    TOGETHER,
    VERB,
    Mark,
    mark_of_label,
    mark_of_verb,
)
from kg.names import Names, Shape
from kg.text import fold

_COMMAS, _STOPS = "，,", "；;。"
_EDGES = " \u3000，,。；;、\\"
_LONGEST_UNKNOWN = 24  # characters of a unit whose form tells nothing


@dataclass(frozen=True, slots=True)
class Group:
    """Units between two commas. ``mark`` is None as long as no verb or label has spoken."""

    units: tuple[tuple[int, int], ...]
    mark: Mark | None
    alike: bool  # 共同, 按职责分工: no one before the others
    spoken: bool  # by a verb (not only by a label)
    segment: int  # running number of the part between semicolons


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A clause taken apart; all offsets count in its text."""

    groups: tuple[Group, ...]
    cued: bool  # a label or verb says that this is about responsibility
    labelled: bool
    deadline: tuple[int, int] | None
    scope: tuple[int, int] | None
    rule: Rule | None  # a convention declared in it


class _Reader:
    """Reads one clause left to right. ``text`` is folded, so its offsets are those of the healed clause."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.names = names
        self.groups: list[Group] = []
        self.deadline: tuple[int, int] | None = None
        self.scope: tuple[int, int] | None = None
        self.labelled = False
        self.segment = 0
        self._depth = depths(text)

    def read(self) -> Clause:
        start: int = 0
        mark: Mark | None = None
        for label in LABEL.finditer(self.text):
            if self._depth[label.start()]:
                continue
            self._piece(start, label.start(), mark)
            mark = mark_of_label(label[0])
            self.labelled = self.labelled or mark not in (Mark.DEADLINE, Mark.SCOPE, Mark.PERSON)
            start = label.end()
        self._piece(start, len(self.text), mark)
        return Clause(
            groups=tuple(self.groups),
            cued=self.labelled or any(g.spoken for g in self.groups),
            labelled=self.labelled,
            deadline=self.deadline,
            scope=self.scope,
            rule=rule_in(self.text),
        )

    def _piece(self, start: int, end: int, mark: Mark | None) -> None:
        """What one label governs, or the whole clause. A sentence that opens with a convention names nobody."""
        for left, right in self._cut(start, end, _STOPS):
            opening = next(iter(self._cut(left, right, _COMMAS)), (left, left))
            if self._declares(*opening):
                continue
            if mark is Mark.DEADLINE:
                self.deadline = self.deadline or self._stripped(left, right)
            elif mark is Mark.SCOPE:
                self.scope = self.scope or self._stripped(*opening)
            elif mark is not Mark.PERSON:
                self._segment(left, right, mark)
            self.segment += 1

    def _segment(self, start: int, end: int, mark: Mark | None) -> None:
        first = len(self.groups)
        for left, right in self._cut(start, end, _COMMAS):
            self._chunk(left, right, mark)
        self._settle(first)

    def _chunk(self, start: int, end: int, mark: Mark | None) -> None:
        """The text between two commas: units with a verb behind them, a deadline, a convention or a remark."""
        start, end = self._stripped(start, end)
        chunk = self.text[start:end]
        if not chunk or self._declares(start, end) or REMARK.search(chunk):
            return
        if DEADLINE.match(chunk) and not self._ends_with_unit(chunk):
            self.deadline = self.deadline or self._without_verb(start, end)
            return
        leading = LEADING.match(chunk)
        start += leading.end() if leading else 0
        verb = None if NO_VERB.search(chunk) else VERB.search(self.text[start:end])
        spoken, alike = (None, False) if verb is None else mark_of_verb(verb[0])
        stop = end if verb is None else start + verb.start()
        self._list(start, stop, spoken or mark, alike=alike, spoken=verb is not None)

    def _list(self, start: int, end: int, mark: Mark | None, *, alike: bool, spoken: bool) -> None:
        """“A会同B”, “A牵头B”, or a plain list."""
        body = self.text[start:end]
        if body.startswith(("会同", "联合", "协同")):
            self._add(start + 2, end, Mark.PART, alike=alike, spoken=True)
            return
        for pattern in (INNER_LEAD, TOGETHER):
            found = pattern.search(body)
            if found is None or found.start() < 2 or not self._ends_with_unit(body[: found.start()]):
                continue
            self._add(start, start + found.start(), Mark.LEAD, alike=False, spoken=True)
            self._list(start + found.end(), end, Mark.PART, alike=False, spoken=True)
            return
        self._add(start, end, mark, alike=alike, spoken=spoken)

    def _add(self, start: int, end: int, mark: Mark | None, *, alike: bool, spoken: bool) -> None:
        if self.text.startswith("由", start, end):
            start += 1
        units = tuple((start + a, start + b) for a, b in split(self.text[start:end], self.names))
        if units:
            self.groups.append(Group(units, mark, alike, spoken, self.segment))
        elif spoken and self.groups and self.groups[-1].mark is None:
            # the verb stands alone behind its comma: “A、B，共同负责”
            self.groups[-1] = replace(self.groups[-1], mark=mark, alike=alike, spoken=True)

    def _settle(self, first: int) -> None:
        """A verb speaks for the commas before it: “A，B按职责分工负责”. 配合 does so only where somebody else leads."""
        pending: list[int] = []
        for index in range(first, len(self.groups)):
            group = self.groups[index]
            if group.mark is None:
                pending.append(index)
                continue
            led = any(g.mark in (Mark.LEAD, Mark.LIST) for g in self.groups[:index])
            if group.mark is not Mark.PART or led:
                for earlier in pending:
                    self.groups[earlier] = replace(self.groups[earlier], mark=group.mark, alike=group.alike, spoken=True)
            pending = []

    # --- small readers ------------------------------------------------------------------------------

    def _cut(self, start: int, end: int, marks: str) -> list[tuple[int, int]]:
        """The parts of a stretch between ``marks`` outside brackets, empty ones left out."""
        cuts = [start + i for i in top_level(self.text[start:end], marks)]
        edges = [start, *(c + 1 for c in cuts)]
        return [(a, b) for a, b in zip(edges, [*cuts, end], strict=True) if self.text[a:b].strip()]

    def _declares(self, start: int, end: int) -> bool:
        """Does the text outside brackets declare a convention?"""
        return rule_in("".join(self.text[i] for i in range(start, end) if self._depth[i] == 0)) is not None

    def _ends_with_unit(self, text: str) -> bool:
        units = split(text, self.names)
        return bool(units) and strong(text[slice(*units[-1])], self.names) is not None

    def _stripped(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self.text[start] in _EDGES:
            start += 1
        while end > start and self.text[end - 1] in _EDGES:
            end -= 1
        return start, end

    def _without_verb(self, start: int, end: int) -> tuple[int, int]:
        """2021年6月底前完成 → 2021年6月底前."""
        for word in ("完成", "办结"):
            if self.text.endswith(word, start, end) and end - start > len(word) + 2:
                return start, end - len(word)
        return start, end


def read(text: str, names: Names) -> Clause:
    """The clause ``text`` (without its outer brackets) taken apart."""
    return _Reader(fold(text), names).read()


def fault(clause: Clause, text: str, names: Names) -> str | None:
    """Why the clause is no attribution (Chinese), or None when it is one."""
    mentions = [text[a:b] for g in clause.groups for a, b in g.units]
    if not mentions:
        return "没有单位名称"
    shapes = [strong(m, names) for m in mentions]
    unknown = [m for m, found in zip(mentions, shapes, strict=True) if found is None]
    for mention in unknown:
        if not names.could_be_name(mention) or len(mention) > _LONGEST_UNKNOWN:
            return f"“{mention[:20]}”不像单位名称"
    places = sum(names.region(m) is not None for m in unknown)
    known = len(mentions) - len(unknown) + places
    unknowns = len(unknown) - places
    if clause.labelled:
        return None if known else "列出的不是单位"
    if clause.cued:
        return None if known > places and known >= 2 * unknowns else "列出的多不是单位"
    if unknowns or not any(found in (Shape.ORGAN, Shape.GROUP) for found in shapes):
        return "列出的多不是单位"
    return None
