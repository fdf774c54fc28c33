"""Organ names found in running text and in questions, by longest match over place + duty + ending."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.names.gazetteer import Gazetteer
from kg.names.places import Places
from kg.names.shapes import Shape, shape
from kg.text import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganMention:
    """An organ named in a text; ``start`` and ``end`` count code points of that text."""

    start: int
    end: int
    surface: str


# What may not follow an ending: 教育部|门, 安全部|署, 局|面, 办|理, 委|员, 人行|道, 教育部|工程研究中心
_NOT_AFTER = {
    "部": re.compile(r"门|署|分|队|件|位|级|长|落|下|属|委|工程|重点"),
    "局": re.compile(r"面|限|势|长|部|域"),
    "厅": re.compile(r"长|级|堂|局级"),
    "委": re.compile(r"员(?!会)|托|派|任|书|内|培|会"),
    "办": re.compile(r"理|公(?!室|厅)|事(?!处)|学|好|案|会|成|法|到|得|完|结|证|税|电|企|实"),
    "署": re.compile(r"名"),
    "行": re.compile(r"道|横|天桥|为|业|动|政"),
    "会": re.compile(r"议|员|同|展|计|场|长"),
    "院": re.compile(r"长|士|校"),
    "联": re.compile(r"网|合|动|系|席"),
}
_NATIONAL = "|".join(("中华人民共和国", "中共中央", "国务院", "国家", "中央", "中国", "全国"))
_LEVEL = re.compile(r"(?:自治区|自治州|兵团|省|市|区|县|州|盟)(?:级)?")
_NATIONAL_AT = re.compile(_NATIONAL)
_UNIT = r"(?:省|自治区|直辖市|设区的?市|市|州|盟|县|区|旗|乡|镇|街道|乡镇|地)"
_BRACKET = rf"(?:[（(〔]{_UNIT}(?:、{_UNIT})*[）)〕])"
_GOVERNMENTS = re.compile(
    rf"(?:地方)?各?(?:有关|相关|试点)?(?:级|{_UNIT}{_BRACKET}?(?:[、和及]各?{_UNIT}{_BRACKET}?)*)(?:人民政府|政府|党委(?:和政府)?|管委会)"
    r"|(?:有关|相关|各)?(?:省直|市直|省级|市级|区级|县级|中央|国务院|省|市)(?:各|有关|相关)+(?:职能|直属)?(?:部门|单位)|(?:各|有关|相关)(?:省直|市直|省级|市级|区级|县级)(?:部门|单位)"
    r"|地方各级(?:人民)?政府|各(?:级)?地方(?:人民)?政府|有关地方(?:人民)?政府"
)
# The open middle of a name the gazetteer does not know: no function words, no verbs of a question.
_MIDDLE = re.compile(
    r"[^\W\d_的了是在把被将对从与及由向为让请问哪谁什么几多和或给该各，。、；：！？]{1,12}?(?:委员会办公室|领导小组办公室|委员会|管委会|办公室|厅|局|委|办|署|总队|支队|集团|法院|检察院)"
)
_MIDDLE_NO = re.compile(
    r"以下|均|需|含|应当|抵达|负责|牵头|配合|参与|承担|主管|属于|有关|相关|所有|哪|里|这|那|个|项|工作(?!领导|委)|任务|政策|会同|联合|共同|一起|以外|之外|重点|实验|部门|单位"
)
# 南山区政府, 高新区管委会: no list knows every district, so a boundary must stand before it.
_DISTRICT = re.compile(
    r"[^\W\d_的了是在把被将对从与及由向为让请问哪谁什么几多和或给该各，。、；：！？]{1,10}?(?:新区|合作区|示范区|试验区|开发区|高新区|保税区|[区县旗镇市州])"
    r"(?:人民政府|政府|党工委|管理委员会|管委会)"
)
_BRANCH = re.compile(r"(?:省|市)?(?:中心支行|分行|支行|分局|监管局|监督管理局|专员办|特派办|分公司)")
# Kinds of organ rather than names, as long as no place stands before them.
_NEEDS_PLACE = frozenset(
    ("海关", "法院", "检察院", "人民法院", "人民检察院", "办公室", "办公厅", "党校", "档案馆", "总工会", "红十字会")
)
_BOUNDARY = frozenset('由和与、，,。；;：:的是归让给向被对把从在跟同请问及或（(“"「[【 \u3000')


class Scanner:
    def __init__(self, gazetteer: Gazetteer, places: Places) -> None:
        self._forms = gazetteer.forms
        self._places = places
        self._longest = max((len(f) for f in self._forms), default=0)
        self._heads = frozenset(form[:2] for form in self._forms)

    def scan(self, text: str) -> tuple[OrganMention, ...]:
        """All organs named in ``text``, left to right, the longest at each place, not overlapping."""
        folded = fold(text)
        found: list[OrganMention] = []
        index = 0
        while index < len(folded):
            end = self._organ_at(folded, index)
            if end is None:
                index += 1
                continue
            found.append(OrganMention(start=index, end=end, surface=text[index:end]))
            index = end
        return tuple(found)

    def _organ_at(self, text: str, start: int) -> int | None:
        char = text[start]
        if not "\u4e00" <= char <= "\u9fff":
            return None
        groups = _GOVERNMENTS.match(text, start) if char in "地各有相试省市区县国中" else None
        ends = [self._form_end(text, start, start)]
        for after, party in self._prefixes(text, start):
            ends.append(self._form_end(text, after, start, party=party))
            if not _NATIONAL_AT.fullmatch(text, start, after):
                ends.append(self._government(text, after))
            ends.append(self._open_end(text, start, after))
            if party and self._ends_there(text, after):
                ends.append(after)  # 省委
        if groups is not None:
            ends.append(groups.end())
        if start == 0 or text[start - 1] in _BOUNDARY:
            district = _DISTRICT.match(text, start)
            if district is not None and not _MIDDLE_NO.search(district[0]):
                ends.append(district.end())
        found = max((end for end in ends if end is not None), default=None)
        return None if found is None else self._branch_end(text, found)

    def _branch_end(self, text: str, end: int) -> int:
        """人民银行 → 人民银行浙江省分行: the office of a central organ in a place goes on behind its name."""
        hit = self._places.at(text, end)
        branch = _BRANCH.match(text, end + len(hit[0])) if hit is not None else None
        return end if branch is None else branch.end()

    def _prefixes(self, text: str, start: int) -> Iterator[tuple[int, bool]]:
        """Where a place written at ``start`` ends, with and without the party's 委 behind it."""
        begin = start + 2 if text.startswith("中共", start) and not text.startswith("中共中央", start) else start
        stops: list[int] = []
        hit = self._places.at(text, begin)
        if hit is not None:
            stops.append(begin + len(hit[0]))
            lower = self._places.at(text, stops[-1])
            if lower is not None:
                stops.append(stops[-1] + len(lower[0]))
        for pattern in (_NATIONAL_AT, _LEVEL):
            level = pattern.match(text, begin)
            if level is not None:
                stops.append(level.end())
        if text.startswith("各", begin):
            level = _LEVEL.match(text, begin + 1)
            if level is not None:
                stops.append(level.end())
        for stop in stops:
            yield stop, False
            if text.startswith("委", stop):
                yield stop + 1, True

    def _form_end(self, text: str, begin: int, start: int, *, party: bool = False) -> int | None:
        if text[begin : begin + 2] not in self._heads:
            return None
        for end in range(min(len(text), begin + self._longest), begin + 1, -1):
            forms = self._forms.get(text[begin:end])
            if not forms or (party and not any(f.party for f in forms)):
                continue
            if begin == start and text[begin:end] in _NEEDS_PLACE:
                continue
            if self._ends_there(text, end) and (begin > start or self._starts_there(text, start, end)):
                return end
        return None

    @staticmethod
    def _ends_there(text: str, end: int) -> bool:
        rule = _NOT_AFTER.get(text[end - 1])
        return rule is None or rule.match(text, end) is None

    @staticmethod
    def _starts_there(text: str, start: int, end: int) -> bool:
        """A name without place of two characters (央行) needs a boundary before it."""
        return end - start > 2 or start == 0 or text[start - 1] in _BOUNDARY

    @staticmethod
    def _government(text: str, after: int) -> int | None:
        for word in ("人民政府办公厅", "人民政府", "政府办公厅", "政府办公室", "政府"):
            if text.startswith(word, after):
                return after + len(word)
        return None

    def _open_end(self, text: str, start: int, after: int) -> int | None:
        middle = _MIDDLE.match(text, after)
        if middle is None or _MIDDLE_NO.search(middle[0]) or not self._ends_there(text, middle.end()):
            return None
        name = text[start : middle.end()]
        return middle.end() if shape(name) in (Shape.ORGAN, Shape.BODY) and len(middle[0]) >= 3 else None
