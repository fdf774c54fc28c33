"""Duties that sentences state, “甲部门负责乙”, “乙由甲负责”, “甲对乙实施统一监督管理”, or items: “（2）甲部门：组织乙；指导丙”.

Only measures, rules and divisions of labour are read so: elsewhere a sentence like these tells of something else as often as not.
What no other sentence looks like is read anywhere: “乙”（甲部门）、“丁”（丙部门）; “甲部门是乙的责任主体”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.responsibility.units import split, strong
from kg.model import Document, Span
from kg.names import Names
from kg.phrases import pieces
from kg.text import View, fold, heal

_KINDS = re.compile(
    r"(?:办法|条例|规定|细则|规则|规程|预案|分工|职责|责任)(?:的?(?:通知|意见|方案|决定))?(?:[(（].*[)）])?$|任务分工|职责分工"
)
_CHAPTER = re.compile(r"职责|分工|责任")
_DONE = (
    r"(?:(?:共同|分别|具体|统一|统筹|牵头|依法|按职责分工|组织)*"
    r"(?:负责|牵头|落实|实施|研究|提出|承担|监督管理|监管|管理|办理|制定|推进|执行|组织))"
)
_BY = re.compile(
    r"(?:^|[,，])?(?:统一|具体|主要|均|应当)?由(?P<units>[^。；]{2,120}?)(?:等(?:有关|相关)?部门)?"
    rf"(?P<verb>{_DONE})(?P<rest>[^。；]{{0,40}})$"
)
_DOES = re.compile(
    r"^(?P<units>[^。；]{2,80}?)(?:具体|主要|统一|分别|依法|共同|按照各自职责)*(?P<verb>负责)(?P<duty>[^。；]{4,})$"
)
_ITEM = re.compile(r"(?P<units>[^。；，,:：]{2,60})[:：]\s*")
_DUTY = re.compile(r"(?:(?:具体|主要|牵头|统一|依法)*负责|(?:主要)?(?:职责|任务)(?:是|为)?[:：]?)?(?P<duty>[^。；;！]{4,})")
_OVER = re.compile(
    r"^(?P<units>[^。；]{2,80}?)(?P<duty>(?:依法)?对[^。；]{2,60}?(?:实施|进行)(?:统一|综合)*(?:监督管理|监管|监督|管理|指导)[^。；]{0,10})$"
)
_ABOUT = re.compile(
    r"^关于[“\"](?P<one>[^“”\"]{4,})[”\"]的(?:问题|工作|事项|任务)$|^关于(?P<many>.{4,})的(?:问题|工作|事项|任务)$"
)
_PAIR = re.compile(r"[“\"](?P<duty>[^“”\"]{4,60})[”\"][(（](?P<units>[^()（）]{2,60})[)）]")
_IS = re.compile(
    r"(?:^|[，,。；;])(?P<units>[^。；，,]{2,40})(?:是|为)(?P<duty>[^。；，,]{4,60}?)(?:工作)?的"
    r"(?:第一)?(?:责任主体|(?:牵头|责任|主管|承办)(?:部门|单位))(?=[。；，,]|$)"
)
_AUTHORITY = re.compile(r"[\u4e00-\u9fff]{2,20}(?:主管|管理|监管|执法|[\u4e00-\u9fff]{2})(?:部门|机关)")
_NOBODY = re.compile(
    r"^(?:有关|相关|各有关|各相关|该|其|上述|前款|本条|依法|经|未|对|不|任何|应当)|(?:第[一二三四五六七八九十]+[条款])"
)
_NOTE = re.compile(r"[(（](?:以下|下)?(?:统称|简称|称)[^()（）]*[)）]")
_DUTY_MAX = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One sentence that gives a duty to units. ``content`` is the list of units, healed."""

    where: Span  # from the units to the end of what they do
    content: View
    duty: Span | None  # what is to be done; None: what the section's own title says
    alone: bool  # one unit does it, or one with others at its side: nothing is left to custom


def duties(document: Document, names: Names, taken: list[Span]) -> Iterator[Duty]:
    """The duties of every sentence outside ``taken``, in the order of the text."""
    whole = _KINDS.search(fold(document.meta.title)) is not None
    for passage in document.passages:
        section = document.sections[passage.section]
        if any(span.overlaps(passage.span) or (span.overlaps(section.span) and section.parent is not None) for span in taken):
            continue
        view = heal(document.text, passage.span)
        begin = section.heading.start if section.heading.start == passage.span.start else None
        sentences = _Sentences(view, names, section.number if begin is not None else "")
        if whole or any(_CHAPTER.search(fold(one.title)) for one in document.path(passage.section)[:-1]):
            yield from sentences.read()
        else:
            yield from sentences.anywhere()


class _Sentences:
    def __init__(self, view: View, names: Names, number: str) -> None:
        self.view, self.text, self.names = view, fold(view.text), names
        opened = re.match(rf"\s*{re.escape(fold(number))}[、.．)）]?\s*", self.text) if number else None
        self.start = opened.end() if opened else 0

    def read(self) -> Iterator[Duty]:
        item = _ITEM.match(self.text, self.start)
        if item and self._units(*item.span("units")):
            yield from self._item(item)
            return
        paired = tuple(self.anywhere())
        yield from paired
        for start, end in pieces(self.text, self.start, len(self.text), "。；;！") if not paired else ():
            found = self._by(start, end)
            if found is not None:
                yield found
            else:
                yield from self._does(start, end)

    def anywhere(self) -> Iterator[Duty]:
        """“乙”（甲）、“丁”（丙）, two at least, or the bracket may explain the quoted words; “甲是乙的责任主体”."""
        pairs, plain = ([m for m in p.finditer(self.text) if self._units(*m.span("units"))] for p in (_PAIR, _IS))
        for match in [*(pairs if len(pairs) > 1 else ()), *plain]:
            a, b = match.span("units")
            where = self.view.span(min(a, match.start("duty") - 1), match.end())
            yield Duty(where=where, content=self._part(a, b), duty=self.view.span(*match.span("duty")), alone=self._alone(a, b))

    def _item(self, item: re.Match[str]) -> Iterator[Duty]:
        """“甲：组织乙；指导丙”: each clause is a duty of the units before the colon."""
        a, b = item.span("units")
        for start, end in pieces(self.text, item.end(), len(self.text), "。；;！"):
            found = _DUTY.match(self.text, start, end)
            if found is None:
                continue
            begin = found.start("duty")
            first = re.search("[，,]", self.text[begin:end]) if end - begin > _DUTY_MAX else None
            stop = begin + first.start() if first else end
            where = self.view.span(a, end)
            yield Duty(where=where, content=self._part(a, b), duty=self.view.span(begin, stop), alone=self._alone(a, b))

    def _by(self, start: int, end: int) -> Duty | None:
        """“乙由甲会同丙负责”: what stands before 由 is the duty."""
        match = next(
            (m for m in _BY.finditer(self.text[start:end]) if self._units(start + m.start("units"), start + m.end("units"))), None
        )
        if match is None or not 4 <= match.start() <= _DUTY_MAX * 2:
            return None
        a, b = start + match.start("units"), start + match.end("units")
        left, right = start, start + match.start()
        about = _ABOUT.match(self.text[left:right])
        if about:
            name = "one" if about["one"] else "many"
            left, right = left + about.start(name), left + about.end(name)
        elif "，" in self.text[left:right] or "," in self.text[left:right]:
            return None  # which of its clauses is meant?
        return Duty(
            where=self.view.span(start, end), content=self._part(a, b), duty=self.view.span(left, right), alone=self._alone(a, b)
        )

    def _does(self, start: int, end: int) -> Iterator[Duty]:
        """“甲负责乙，丙负责丁”: each part that units begin, up to the next."""
        found: list[tuple[int, re.Match[str]]] = []
        for left, right in pieces(self.text, start, end, "，,"):
            for pattern in (_DOES, _OVER):
                match = pattern.match(self.text[left:right])
                if match and self._units(left, left + match.end("units")):
                    found.append((left, match))
                    break
        for place, (left, match) in enumerate(found):
            stop = found[place + 1][0] - 1 if place + 1 < len(found) else end
            begin = left + match.start("duty")
            whole = stop if stop - begin <= _DUTY_MAX else left + match.end("duty")
            a, b = left, left + match.end("units")
            yield Duty(
                where=self.view.span(left, stop),
                content=self._part(a, b),
                duty=self.view.span(begin, whole),
                alone=self._alone(a, b),
            )

    def _part(self, start: int, end: int) -> View:
        return View(self.view.text[start:end], self.view.starts[start:end])

    def _units(self, start: int, end: int) -> list[tuple[int, int]]:
        """The units that fill an interval; none unless each is one."""
        text = self.text[start:end]
        if _NOBODY.search(text) or not text.strip():
            return []
        found = []
        for part in re.finditer(r"[^，,]+", re.sub(r"会同|联合|配合", "，，", _NOTE.sub(lambda m: "，" * len(m[0]), text))):
            named = split(part[0], self.names)
            if not named or not all(self._is_unit(part[0][a:b]) for a, b in named):
                return []
            found += [(start + part.start() + a, start + part.start() + b) for a, b in named]
        return found

    def _is_unit(self, name: str) -> bool:
        return strong(name, self.names) is not None or _AUTHORITY.fullmatch(name) is not None

    def _alone(self, start: int, end: int) -> bool:
        return len(self._units(start, end)) == 1 or re.search(r"会同|联合", self.text[start:end]) is not None
