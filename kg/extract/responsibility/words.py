"""The words of attribution: labels (牵头单位：), verbs (按职责分工负责), dates, and remarks that name nobody."""

from __future__ import annotations

import re
from enum import StrEnum


class Mark(StrEnum):
    """What a verb or label says of the units it stands with."""

    LEAD = "lead"
    PART = "participant"
    GUIDE = "guide"  # 指导: second to whoever does the work
    LIST = "list"  # 负责, 责任单位: says nothing of who leads
    DEADLINE = "deadline"
    SCOPE = "scope"
    PERSON = "person"
    ASSESSOR = "assessor"  # 评分部门: judges the work


def _any(words: str) -> str:
    return "(?:" + "|".join(sorted(words.split(), key=len, reverse=True)) + ")"


_DUTY = _any(
    """牵头 责任 负责 配合 参与 参加 参建 协办 协助 协同 协作 主办 承办 主管 主责 主体 落实 实施 组织 支持 指导
    监督 考核 推进 完成 第一 共同 主要 具体 省级 市级 省直 市直"""
)
_HOLDER = _any("单位 部门 主体 处室 科室 机构 地区")
_LEADERS = rf"{_any('责任 牵头 分管 市级 省级 区级 县级 包保 挂钩 挂牌 联系')}[省市区县]?(?:领导|责任人|人)|责任人|联系人"
_TIMES = (
    rf"(?:计划)?{_any('完成 办结 工作 落实 整改')}(?:时限|时间|期限|日期)(?:要求|节点)?"
    r"|时间(?:要求|节点|安排|进度|期限)|进度(?:要求|安排)|时限(?:要求)?"
)
_HOLDERS = rf"{_DUTY}{{1,3}}{_HOLDER}(?:[(（/、](?:单位|部门)[)）]?)?(?:[和及与、/]{_DUTY}{{1,3}}(?:单位|部门))?(?:名单)?"
LABEL = re.compile(rf"(?:{_HOLDERS}|{_any('牵头 配合 责任 负责 参与 协办 主办 落实')}|{_TIMES}|适用范围|{_LEADERS})[:：]")

_BY_DUTY = (
    r"按照?(?:各自|有关|相关)?(?:职责|职能|任务|工作|权限|管理)+(?:权限|范围)?(?:和?(?:任务|工作))?(?:分工)?(?:要求|安排|规定)?"
    r"|依(?:职责|职能|权限)+(?:分工)?|根据(?:各自)?职责(?:分工)?"
)
_DOING = _any(
    """职责分工 分工 分别 共同 联合 具体 统筹 各自 协同 协作 密切 积极 参与 参加 配合 协助 协办 支持 牵头 负责
    主办 主抓 主管 承办 承担 实施 组织实施 组织落实 落实 推进 推动 抓好 做好 抓总 指导 督促 督导 监督 考核
    协调 办理 执行 管理"""
)
VERB = re.compile(rf"(?:{_BY_DUTY}|{_DOING})+$")
NO_VERB = re.compile(r"(?:单位|部门|局|厅|委|办|处|支队|中心|站)管理$")
INNER_LEAD = re.compile(r"牵头(?!单位|部门|地区|责任|人)")
TOGETHER = re.compile(
    r"会同|会商|商(?=[\u4e00-\u9fff]{2,}(?:部|厅|局|委|办))|联合(?=[\u4e00-\u9fff]{2,})|协同(?=[\u4e00-\u9fff]{3,})"
)
LEADING = re.compile(
    r"^(?:(?:以上|上述|该|此)[\u4e00-\u9fff]{0,4}(?:均|都)?由|(?:[\u4e00-\u9fff]{0,6}(?:层面|方面|工作|部分|环节))?(?:均|主要|具体|分别)?由"
    r"|(?:具体|各项|以上)?(?:任务|工作|事项)?(?:均|都)?涉及|以及|并由|并|其中)"
)
REMARK = re.compile(
    r"下同$|^以[上下]|^其[他余](?:有关)?(?:单位|部门|各)?.*(?:配合|参与|负责)$|不再|另有"
    r"|^(?:注|按职责|按照|逐项|排名|列入|详见|见附)|^(?:待定|无|暂无|略|另定)$"
)
_DATE = (
    r"(?:[0-9]{4}年?|[0-9]{1,2}月|[一二三四]季度|“?十[一二三四五]五”?"
    rf"|{_any('上半年 下半年 年底 年内 今年 明年 当年 每年 每季度 每月 规划期内')})"
)
DEADLINE = re.compile(
    r"^(?:力争|原则上|计划|拟)?(?:于|到|至|在)?"
    rf"(?:{_DATE}|{_any('长期 持续 即日起 立即 近期 中期 远期 常态化 随时 及时')}).{{0,24}}$"
)
_ALIKE = re.compile(r"共同|联合|分别|分工|各自")
_BY_DUTIES = re.compile(r"职责|职能|权限")


def mark_of_label(label: str) -> Mark:
    """What “牵头单位：” says of the names behind it."""
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


def mark_of_verb(verb: str) -> tuple[Mark, bool]:
    """What a verb says of the names before it, and whether it sets none before the others (共同, 按职责分工)."""
    alike = _ALIKE.search(verb) is not None
    if re.search(r"牵头|主办|主抓|抓总", verb):
        return Mark.LEAD, alike
    alike = alike or _BY_DUTIES.search(verb) is not None
    if re.search(r"配合|参与|参加|协助|协办|支持|协同|协作", verb):
        return Mark.PART, alike
    if re.search(r"(?:指导|督促|督导|监督|考核)$", verb) and "负责" not in verb:
        return Mark.GUIDE, alike
    return Mark.LIST, alike
