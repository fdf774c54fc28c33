"""The grammar of one attribution clause: labels, unit lists, verbs, deadlines, conventions. Text in, offsets out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from kg.extract.responsibility.convention import Rule, rule_in
from kg.extract.responsibility.units import depths, split, strong, top_level
from kg.names import Names, Shape
from kg.text import fold


class Mark(StrEnum):
    """What a verb or label says of the units it stands with."""

    LEAD = "lead"
    PART = "participant"
    GUIDE = "guide"  # 指导: second to whoever does the work
    LIST = "list"  # 负责, 责任单位: says nothing of who leads
    DEADLINE = "deadline"
    SCOPE = "scope"
    PERSON = "person"


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
    groups: tuple[Group, ...]
    cued: bool
    labelled: bool
    deadline: tuple[int, int] | None
    scope: tuple[int, int] | None
    rule: Rule | None


_LABEL_WORD = r"(?:牵头|责任|负责|配合|参与|参加|参建|协办|协助|协同|协作|主办|承办|主管|主责|主体|落实|实施|组织|支持|指导|监督|考核|推进|完成|第一|共同|主要|具体|牵头责任|省级|市级|省直|市直)"
LABEL = re.compile(
    rf"(?:{_LABEL_WORD}{{1,3}}(?:单位|部门|主体|处室|科室|机构|地区)(?:[和及与、/]{_LABEL_WORD}{{1,3}}(?:单位|部门))?(?:名单)?"
    r"|(?:计划)?(?:完成|办结|工作|落实|整改)(?:时限|时间|期限|日期)(?:要求|节点)?|时间(?:要求|节点|安排|进度|期限)|进度(?:要求|安排)|时限(?:要求)?|适用范围"
    r"|(?:责任|牵头|分管|市级|省级|区级|县级|包保|挂钩|挂牌|联系)(?:省|市|区|县)?(?:领导|责任人|人)|责任人|联系人)[:：]"
)
_WORDS = (
    r"按照?(?:各自|有关|相关)?(?:职责|职能|任务|工作|权限|管理)+(?:权限|范围)?(?:和?(?:任务|工作))?(?:分工)?(?:要求|安排|规定)?|依(?:职责|职能|权限)+(?:分工)?|根据(?:各自)?职责(?:分工)?"
    r"|职责分工|分工|分别|共同|联合|具体|统筹|各自|协同|协作|密切|积极|参与|参加|配合|协助|协办|支持|牵头|负责|主办|主抓|主管|承办|承担|实施|组织实施|组织落实|落实|推进|推动"
    r"|抓好|做好|抓总|指导|督促|督导|监督|考核|协调|办理|执行|管理"
)
_VERB = re.compile(rf"(?:{_WORDS})+$")
_LONE_TAIL = re.compile(r"(?:单位|部门|局|厅|委|办|处|支队|中心|站)管理$")
_INNER_LEAD = re.compile(r"牵头(?!单位|部门|地区|责任|人)")
_TOGETHER = re.compile(r"会同|会商|商(?=[\u4e00-\u9fff]{2,}(?:部|厅|局|委|办))|联合(?=[\u4e00-\u9fff]{2,})|协同(?=[\u4e00-\u9fff]{3,})")
_LEADING = re.compile(r"^(?:(?:以上|上述|该|此)[\u4e00-\u9fff]{0,4}(?:均|都)?由|(?:[\u4e00-\u9fff]{0,6}(?:层面|方面|工作|部分|环节))?(?:均|主要|具体|分别)?由|以及|并由|并|其中)")
_REMARK = re.compile(r"下同$|^以[上下]|^其[他余](?:有关)?(?:单位|部门|各)?.*(?:配合|参与|负责)$|不再|另有|^注|^按(?:职责|照)|^逐项|^排名|^列入|^详见|^见附")
_DATE = r"(?:[0-9]{4}年?|[0-9]{1,2}月|[一二三四]季度|上半年|下半年|年底|年内|今年|明年|当年|每年|每季度|每月|“?十[一二三四五]五”?|规划期内)"
_DEADLINE = re.compile(rf"^(?:力争|原则上|计划|拟)?(?:于|到|至|在)?(?:{_DATE}|长期|持续|即日起|立即|近期|中期|远期|常态化|随时|及时).{{0,24}}$")


def mark_of_label(label: str) -> Mark:
    if re.search(r"时限|时间|期限|日期|进度", label):
        return Mark.DEADLINE
    if "范围" in label:
        return Mark.SCOPE
    if re.search(r"领导|人[:：]", label):
        return Mark.PERSON
    if re.search(r"[和及与、/]", label):
        return Mark.LIST
    if re.search(r"牵头|主办|主责|第一责任", label):
        return Mark.LEAD
    if re.search(r"配合|参与|参加|参建|协办|协助|协同|协作|支持|指导|监督", label):
        return Mark.PART
    return Mark.LIST


def _mark_of_verb(verb: str) -> tuple[Mark | None, bool]:
    alike = bool(re.search(r"共同|联合|分别|分工|各自|职责|职能|权限", verb))
    if re.search(r"牵头|主办|主抓|抓总", verb):
        return Mark.LEAD, bool(re.search(r"共同|联合|分别|分工|各自", verb))
    if re.search(r"配合|参与|参加|协助|协办|支持|协同|协作", verb):
        return Mark.PART, alike
    if re.search(r"^(?:.*[^负]|)(?:指导|督促|督导|监督|考核)+$", verb) and "负责" not in verb:
        return Mark.GUIDE, alike
    return Mark.LIST, alike


class _Reader:
    """Reads one clause left to right. ``text`` is folded, so its offsets are those of the healed clause."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.names = names
        self.groups: list[Group] = []
        self.deadline: tuple[int, int] | None = None
        self.scope: tuple[int, int] | None = None
        self.rule = rule_in(text)
        self.labelled = False
        self.segment = 0

    def read(self) -> Clause:
        depth = depths(self.text)
        labels = [m for m in LABEL.finditer(self.text) if depth[m.start()] == 0]
        start, mark = 0, None
        for label in (*labels, None):
            end = len(self.text) if label is None else label.start()
            self._piece(start, end, mark)
            if label is not None:
                mark = mark_of_label(label[0])
                self.labelled = self.labelled or mark not in (Mark.DEADLINE, Mark.SCOPE, Mark.PERSON)
                start = label.end()
        return Clause(
            groups=tuple(self.groups),
            cued=self.labelled or any(g.spoken for g in self.groups),
            labelled=self.labelled,
            deadline=self.deadline,
            scope=self.scope,
            rule=self.rule,
        )

    def _piece(self, start: int, end: int, mark: Mark | None) -> None:
        """The text that one label governs (or the whole clause when there is none)."""
        for left, right in self._cut(start, end, "；;。"):
            if rule_in(self._bare(left, right)) is not None and mark is None and right - left > 4:
                lone = not re.match(r"[^，,]*[、][^，,]*[，,]", self._bare(left, right))
                if lone or self.groups:
                    if not self._has_rule_in_tail(left, right):
                        continue
            self._segment(left, right, mark)
            self.segment += 1

    def _has_rule_in_tail(self, start: int, end: int) -> bool:
        """“A、B等负责，列第一位者为牵头单位”: the convention is only the last comma's part."""
        first = next(iter(self._cut(start, end, "，,")), (start, end))
        return rule_in(self._bare(*first)) is None

    def _bare(self, start: int, end: int) -> str:
        """The text outside brackets."""
        inside = depths(self.text)
        return "".join(self.text[i] for i in range(start, end) if inside[i] == 0)

    def _cut(self, start: int, end: int, marks: str) -> list[tuple[int, int]]:
        cuts = [start + i for i in top_level(self.text[start:end], marks)]
        edges = [start, *(c + 1 for c in cuts)]
        return [(a, b) for a, b in zip(edges, [*cuts, end], strict=True) if self.text[a:b].strip()]

    def _segment(self, start: int, end: int, mark: Mark | None) -> None:
        if mark in (Mark.DEADLINE, Mark.SCOPE):
            left, right = self._cut(start, end, "，,")[0] if mark is Mark.SCOPE else (start, end)
            found = _stripped(self.text, left, right)
            if mark is Mark.DEADLINE:
                self.deadline = self.deadline or found
            else:
                self.scope = self.scope or found
            return
        if mark is Mark.PERSON:
            return
        first = len(self.groups)
        for left, right in self._cut(start, end, "，,"):
            self._chunk(left, right, mark)
        self._settle(first)

    def _chunk(self, start: int, end: int, mark: Mark | None) -> None:
        start, end = _stripped(self.text, start, end)
        chunk = self.text[start:end]
        if not chunk or (rule_in(self._bare(start, end)) is not None) or _REMARK.search(chunk):
            return
        if _DEADLINE.match(chunk) and not (split(chunk, self.names) and strong(_last(chunk, self.names), self.names)):
            self.deadline = self.deadline or _without_verb(self.text, start, end)
            return
        leading = _LEADING.match(chunk)
        if leading is not None:
            start += leading.end()
        verb = _VERB.search(self.text[start:end])
        if verb is not None and _LONE_TAIL.search(self.text[start:end]):
            verb = None
        spoken, alike = (None, False) if verb is None else _mark_of_verb(verb[0])
        stop = end if verb is None else start + verb.start()
        self._list(start, stop, spoken or mark, alike, verb is not None)

    def _list(self, start: int, end: int, mark: Mark | None, alike: bool, spoken: bool) -> None:
        """“A会同B”, “A牵头B”, or a plain list."""
        body = self.text[start:end]
        if body.startswith(("会同", "联合", "协同")):
            self._add(start + 2, end, Mark.PART, alike, True)
            return
        for pattern, skip in ((_INNER_LEAD, Mark.LEAD), (_TOGETHER, Mark.LEAD)):
            found = pattern.search(body)
            if found is not None and found.start() > 1 and (names_before := split(body[: found.start()], self.names)):
                if strong(body[names_before[-1][0] : names_before[-1][1]], self.names) is None:
                    continue
                self._add(start, start + found.start(), skip, False, True)
                self._list(start + found.end(), end, Mark.PART, False, True)
                return
        self._add(start, end, mark, alike, spoken)

    def _add(self, start: int, end: int, mark: Mark | None, alike: bool, spoken: bool) -> None:
        if start < end and self.text[start : start + 1] == "由":
            start += 1
        units = tuple((start + a, start + b) for a, b in split(self.text[start:end], self.names))
        if units:
            self.groups.append(Group(units, mark, alike, spoken, self.segment))
        elif spoken and self.groups and mark is not None:
            # the verb stands alone behind the comma: “A、B，共同负责”
            last = self.groups[-1]
            if last.mark is None:
                self.groups[-1] = replace(last, mark=mark, alike=alike, spoken=True)

    def _settle(self, first: int) -> None:
        """A verb speaks for the commas before it: “A，B按职责分工负责”. 配合 does so only where somebody else leads."""
        pending: list[int] = []
        for index in range(first, len(self.groups)):
            group = self.groups[index]
            if group.mark is None:
                pending.append(index)
                continue
            leads_before = any(g.mark in (Mark.LEAD, Mark.LIST) for g in self.groups[:index])
            if group.mark is not Mark.PART or leads_before:
                for earlier in pending:
                    self.groups[earlier] = replace(self.groups[earlier], mark=group.mark, alike=group.alike, spoken=True)
            pending = []


def _last(chunk: str, names: Names) -> str:
    units = split(chunk, names)
    return chunk[units[-1][0] : units[-1][1]] if units else ""


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \u3000，。；;、\\":
        start += 1
    while end > start and text[end - 1] in " \u3000，。；;、\\":
        end -= 1
    return start, end


def _without_verb(text: str, start: int, end: int) -> tuple[int, int]:
    """2021年6月底前完成 → 2021年6月底前."""
    for word in ("完成", "推进完成", "办结"):
        if text.endswith(word, start, end) and end - start > len(word) + 2:
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
    weak = [m for m, found in zip(mentions, shapes, strict=True) if found is None]
    for mention in weak:
        if not names.could_be_name(mention) or len(mention) > 24:
            return f"“{mention[:20]}”不像单位名称"
    if clause.labelled:
        return None
    solid = len(mentions) - len(weak)
    places = sum(names.region(m) is not None for m in weak)
    if clause.cued:
        return None if solid and solid + places >= 2 * (len(weak) - places) else "列出的多不是单位"
    if len(weak) > places or not any(found in (Shape.ORGAN, Shape.GROUP) for found in shapes):
        return "列出的多不是单位"
    return None
