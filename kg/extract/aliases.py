"""Two names that a text makes equal: 人工智能生成内容（AIGC）, X（以下简称Y）, X，又称Y, …创新中心（青岛）."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Alias, Document, Provenance
from kg.phrases import balanced, left_edge, split_joint
from kg.quantities import half_width
from kg.text import View, fold, heal, key

_NAME_MAX = 40
_BORDER = re.compile(r"[，。；：、,;:（）()“”\"《》＋+!！?？*|]")
_CALLED = r"(?:以下统称|以下简称|以下称|下称|统称|简称为?|又称为?|也称为?|亦称|又名|即|英文简称|英文名|缩写为?)"
_QUOTED = r"[“\"《]?(?P<alias>[^（）()，。；“”\"《》]{1,24})[”\"》]?"
_BRACKET = re.compile(rf"[（(](?:{_CALLED}[:：]?)?{_QUOTED}[)）]")
_SAID = re.compile(rf"[（(]{_CALLED}")
_COMMA = re.compile(rf"[，,](?:以下简称|简称为?|又称为?|也称为?|亦称|又名){_QUOTED}(?=[，。；,;）)]|$)")
_LATIN = re.compile(r"(?=[^a-z]*[a-z])[a-z0-9][a-z0-9\-+./ ]{1,14}")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,8}")
_LATIN_BEFORE = re.compile(r"[A-Za-z][A-Za-z0-9\-+.]{1,14}$")
# In brackets, but no other name.
_NO_ALIAS = re.compile(
    r"^(?:试行|暂行|草案|含|包括|不含|下同|以下同|注|见|如|例如|附件|表|图|第|第?[一二三四五六七八九十\d]+[期批届号章节条款项类级年月]?|[\d.\-—~％%]+|一期|二期|筹|略|待定|暂定|市|县|区|省|点|站|场|镇|乡)"
    r"|征求意见稿|责任|负责|牵头|配合|除外|排名|下同$|以上$|以下$|年$|元$|号$"
)
_GENERIC = frozenset("办法 意见 方案 通知 规定 措施 条例 细则 规划 计划 目录 指南 标准 本办法 本意见 本方案 公司 单位 企业 甲方 乙方 平台 系统 项目 中心 机构 部门 各地 各单位".split())
_SITED_END = re.compile(r"(?:中心|实验室|平台|研究院|基地|产业园|园区|产业园区|软件园|科技园|创新园|开发区|试验区|示范区|先导区|分公司|分院|研究所)$")
_SITE = re.compile(r"[（(](?P<place>[\u4e00-\u9fff]{2,6})[)）](?=[，。；：、,;:*“”和与及等的]|$|建设|作用|[（(])")


def aliases(document: Document) -> tuple[Alias, ...]:
    """Every pair of names that the text equates, once a pair, in the order of the text."""
    found: dict[tuple[str, str], Alias] = {}
    for passage in document.passages:
        view = heal(document.text, passage.span)
        for start, end, label, alias, rule, confidence in _passage(view.text, document):
            pair = (key(label), key(alias))
            if pair[0] and pair[1] and label != alias and pair not in found:
                where = Provenance(span=view.span(start, end), rule=rule, confidence=confidence)
                found[pair] = Alias(where=where, label=half_width(label), alias=half_width(alias))
    return tuple(found.values())
