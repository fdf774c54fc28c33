"""Duties that a sentence states: “甲部门负责乙”, “乙由甲负责，丙配合”, “甲是乙的责任主体”, “甲：负责乙；组织丙”.

Only measures, rules and divisions of labour are read so: elsewhere a sentence like these tells of something else as often as not.
Whoever is called the 责任主体 or 牵头单位 of something is so in any document.
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
    r"(?:办法|条例|规定|细则|规则|规程|预案|制度|分工|职责|责任)(?:的?(?:通知|意见|方案|决定))?(?:[(（].*[)）])?$|任务分工|职责分工"
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
    r"^由?(?P<units>[^。；]{2,80}?)(?:按照?各自(?:的)?职责[,，]?)?(?:具体|主要|统一|分别|依法|共同|按照各自职责)*"
    r"(?P<verb>负责|牵头(?:负责)?(?=组织|开展|实施|推进|推动|制定|编制|做好|落实|建立|研究|协调))(?P<duty>[^。；]{4,})$"
)
_OVER = re.compile(
    r"^(?P<units>[^。；]{2,80}?)(?P<duty>(?:依法)?对[^。；]{2,60}?(?:实施|进行)(?:统一|综合)*(?:监督管理|监管|监督|管理|指导)[^。；]{0,10})$"
)
_CALLED = r"(?:(?:第一)?责任主体|(?:行政)?主管部门|责任(?:单位|部门)|牵头(?:单位|部门)|主责(?:单位|部门)|实施主体|监管部门)"
_IS = re.compile(
    rf"^(?P<units>[^，。；]{{2,60}}?)(?:是|为)(?P<duty>[^，。；]{{4,60}}?)(?:工作)?的(?P<called>{_CALLED})(?=$|[，,])"
)
_OF_WHOM = re.compile(
    rf"^(?P<duty>[^，。；:：]{{4,60}}?)的?(?P<called>{_CALLED})(?:是|为)(?P<units>[^。；:：]{{2,80}})$|"
    r"^(?P<what>[^，。；]{4,60}?)归(?P<whose>[^，。；]{2,40}?)(?:统一|具体)?(?:管理|负责|主管|监管)$"
)
_AFTER = re.compile(
    r"^(?P<duty>[^，。；]{4,60})[,，](?P<units>[^。；]{2,80}?)(?:具体|统一|共同)?(?:牵头(?:负责|落实|实施)?|负责(?:落实|实施)?|承担|主管)$"
)
_HELPS = re.compile(
    r"^(?P<units>[^，。；]{2,80}?)(?:等(?:有关|相关)?(?:部门|单位))?(?:予以|积极|共同|密切|协同|做好)*(?:配合|参与|参加|协助|支持)(?:(?:做好|落实|实施|开展)[^，。；]{0,16})?$"
)
_LED = re.compile(r"\s*(?:主要|具体|牵头|统一|依法)*(?:负责|(?:职责|任务)(?:是|为)?[:：]?)?")
_LISTED = re.compile(r"^(?P<units>[^，。；:：]{2,60})[:：](?=.{4})")
_PAIR = re.compile(r"[“\"](?P<duty>[^“”\"]{4,50})[”\"][(（](?P<units>[^()（）]{2,40})[)）]")
_ANYWHERE = re.compile(rf"{_CALLED}|[”\"][(（]")  # what may be read in any document
_ABOUT = re.compile(
    r"^关于[“\"](?P<one>[^“”\"]{4,})[”\"]的(?:问题|工作|事项|任务)$|^关于(?P<many>.{4,})的(?:问题|工作|事项|任务)$"
)
_AUTHORITY = re.compile(r"[\u4e00-\u9fff]{2,20}(?:主管|管理|监管|执法|[\u4e00-\u9fff]{2})(?:部门|机关)")
_NOBODY = re.compile(
    r"^(?:有关|相关|各有关|各相关|该|其|上述|前款|本条|依法|经|未|对|不|任何|应当)|(?:第[一二三四五六七八九十]+[条款])"
)
_NOTE = re.compile(r"[(（](?:以下|下)?(?:统称|简称|称)[^()（）]*[)）]")
_DUTY_MAX = 90
_ENDED = tuple("。；;！!)）”")  # a last sentence without one was cut off with the text
_LEAST = 4  # characters of a duty


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
        free = whole or any(_CHAPTER.search(fold(one.title)) for one in document.path(passage.section)[:-1])
        if not free and not _ANYWHERE.search(fold(view.text)):
            continue
        begin = section.heading.start if section.heading.start == passage.span.start else None
        cut = passage.span.end >= len(document.text.rstrip()) and fold(view.text).rstrip()[-1:] not in _ENDED
        for duty in _Sentences(view, names, section.number if begin is not None else "").read(free=free):
            if not (cut and duty.where.end >= passage.span.end):
                yield duty


class _Sentences:
    def __init__(self, view: View, names: Names, number: str) -> None:
        self.view, self.text, self.names = view, fold(view.text), names
        opened = re.match(rf"\s*{re.escape(fold(number))}[、.．)）]?\s*", self.text) if number else None
        self.start = opened.end() if opened else 0

    def read(self, *, free: bool) -> Iterator[Duty]:
        """``free``: sentences of every form count, else only what no other sentence looks like: “乙”（甲）、“丁”（丙), at
        least two in a row; “甲是乙的责任主体”."""
        listed = _LISTED.match(self.text[self.start :]) if free else None
        if listed and self._units(self.start, self.start + listed.end("units")):
            yield from self._listed(self.start, self.start + listed.end("units"), self.start + listed.end())
            return
        for start, end in pieces(self.text, self.start, len(self.text), "。；;！"):
            pairs = [m for m in _PAIR.finditer(self.text, start, end) if self._units(*m.span("units"))]
            called = self._called(start, end)
            if len(pairs) > 1:
                yield from (self._duty(m.span("units"), m.span("duty"), m.span()) for m in pairs)
            elif called is not None:
                yield called
            elif free:
                stop = self._helped(start, end)
                found = self._by(start, stop, end) or self._after(start, stop, end)
                if found is not None:
                    yield found
                else:
                    yield from self._does(start, stop, end)

    def _listed(self, a: int, b: int, begin: int) -> Iterator[Duty]:
        """“市教育局：负责甲；组织乙。”: what stands behind the colon, sentence by sentence, is theirs."""
        for start, end in pieces(self.text, begin, len(self.text), "。；;！"):
            led = _LED.match(self.text[start:end])
            left = start + (led.end() if led else 0)
            if end - left >= _LEAST:
                stop = end if end - left <= _DUTY_MAX else self._clause_end(left, end)
                yield self._duty((a, b), (left, stop), (a, end))

    def _called(self, start: int, end: int) -> Duty | None:
        """“甲是乙的责任主体”, “乙的牵头单位为甲”, “乙归甲管理”."""
        if match := _IS.match(self.text[start:end]):
            units, duty = match.span("units"), match.span("duty")
        elif match := _OF_WHOM.match(self.text[start:end]):
            units, duty = (match.span(one if match[one] else other) for one, other in (("units", "whose"), ("duty", "what")))
        else:
            return None
        a, b = start + units[0], start + units[1]
        if not self._units(a, b) or _NOBODY.search(self.text[start + duty[0] : start + duty[1]]):
            return None
        return self._duty((a, b), (start + duty[0], start + duty[1]), (start, end))

    def _helped(self, start: int, end: int) -> int:
        """Where the clauses at the end begin that only name who helps: “甲负责乙，丙、丁配合”."""
        clauses = list(pieces(self.text, start, end, "，,"))
        stop = end
        while len(clauses) > 1:
            left, right = clauses.pop()
            match = _HELPS.match(self.text[left:right])
            if match is None or not self._units(left, left + match.end("units")):
                break
            stop = left - 1
        return stop

    def _by(self, start: int, stop: int, end: int) -> Duty | None:
        """“乙由甲会同丙负责”: what stands before 由 is the duty."""
        match = next(
            (m for m in _BY.finditer(self.text[start:stop]) if self._units(start + m.start("units"), start + m.end("units"))),
            None,
        )
        if match is None or not _LEAST <= match.start() <= _DUTY_MAX * 2:
            return None
        a, b = start + match.start("units"), start + match.end("units")
        left, right = start, start + match.start()
        about = _ABOUT.match(self.text[left:right])
        if about:
            name = "one" if about["one"] else "many"
            left, right = left + about.start(name), left + about.end(name)
        elif "，" in self.text[left:right] or "," in self.text[left:right]:
            return None  # which of its clauses is meant?
        return self._duty((a, b), (left, right), (start, end), stop)

    def _after(self, start: int, stop: int, end: int) -> Duty | None:
        """“乙，甲牵头，丙配合”."""
        match = _AFTER.match(self.text[start:stop])
        if match is None or not self._units(start + match.start("units"), start + match.end("units")):
            return None
        a, b = start + match.start("units"), start + match.end("units")
        return self._duty((a, b), (start, start + match.end("duty")), (start, end), stop)

    def _does(self, start: int, stop: int, end: int) -> Iterator[Duty]:
        """“甲负责乙，丙负责丁”: each part that units begin, up to the next."""
        found: list[tuple[int, re.Match[str]]] = []
        for left, right in pieces(self.text, start, stop, "，,"):
            for pattern, limit in ((_DOES, stop), (_OVER, right)):
                match = pattern.match(self.text[left:right]) or pattern.match(self.text[left:limit])
                if match and self._units(left, left + match.end("units"), left + match.start("units")):
                    found.append((left, match))
                    break
        for place, (left, match) in enumerate(found):
            last = place + 1 == len(found)
            whole = stop if last else found[place + 1][0] - 1
            begin = left + match.start("duty")
            until = whole if whole - begin <= _DUTY_MAX else self._clause_end(begin, whole)
            units = left + match.start("units"), left + match.end("units")
            verb = left + match.end("verb") if "verb" in match.groupdict() else None  # 分别负责 says that none leads
            yield self._duty(units, (begin, until), (left, end if last else whole), stop if last else None, verb)

    def _clause_end(self, start: int, stop: int) -> int:
        return next(iter(pieces(self.text, start, stop, "，,")), (start, stop))[1]

    def _duty(
        self,
        units: tuple[int, int],
        duty: tuple[int, int],
        where: tuple[int, int],
        helped: int | None = None,
        verb: int | None = None,
    ) -> Duty:
        """``helped``: where the clauses begin that name who helps; they run to the end of ``where``. ``verb``: the end of a
        verb right behind the units that belongs to what is said of them."""
        content = self._part(units[0], verb or units[1])
        if helped is not None and helped < where[1]:
            helpers = self._part(helped, where[1])
            content = View(content.text + helpers.text, content.starts + helpers.starts)
        return Duty(
            where=self.view.span(min(where[0], units[0]), where[1]),
            content=content,
            duty=self.view.span(*duty),
            alone=self._alone(*units),
        )

    def _part(self, start: int, end: int) -> View:
        return View(self.view.text[start:end], self.view.starts[start:end])

    def _units(self, start: int, end: int, begin: int | None = None) -> list[tuple[int, int]]:
        """The units that fill an interval (from ``begin``, where given); none unless each is one."""
        start = start if begin is None else begin
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
