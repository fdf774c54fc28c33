"""The words that head the columns of task, duty and indicator tables, and what a column of each kind holds.

General knowledge of official documents: a header is known by its words, never by the document it stands in.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from kg.text import fold

HEAD_MAX = 16  # code points of a header cell


class Column(StrEnum):
    NUMBER = "number"  # 序号
    GROUP = "group"  # 类别, 领域: a name for several rows
    TEXT = "text"  # 工作任务, 目标任务, 考核指标
    UNITS = "units"  # 牵头单位, 责任部门
    PERSON = "person"  # 责任领导
    TIME = "time"  # 完成时限
    MEASURE = "measure"  # 计量单位
    VALUE = "value"  # 年度目标, 2025年
    NOTE = "note"  # 备注


def _any(words: str) -> str:
    return "(?:" + "|".join(sorted(words.split(), key=len, reverse=True)) + ")"


_DUTY = _any(
    """牵头 责任 负责 配合 参与 参加 协办 协助 协同 协作 主办 承办 主管 主责 落实 实施 主要 第一 具体 共同 支持 指导
    评分 打分 考核 评价 监督 督查 督办 验收 审核 分工 完成 推进 市级 省级 县级 区级 市直 省直 县直"""
)
_HOLDER = _any("单位 部门 科室 处室 股室 主体 机构 地区")
_TEXT = _any(
    """重点 主要 工作 目标 任务 具体 考核 年度 政策 改革 实施 细化 分解 项目 事项 指标 举措 措施 内容 名称 要求 行动
    工程 问题 分工 成果 标准 建设 整改 责任 安排 评价 推进 落实 核心 年
    全年 本年 当年 实事 民生 督办 交办 二级 三级 量化 行动 支持 职责 督查"""
)
_TEXT_END = _any("任务 事项 实事 工作 指标 举措 措施 内容 名称 要求 行动 工程 项目 问题 目标 成果 安排 分工 任务分解 职责 标准")
_PERIOD = (
    r"(?:20\d\d年)?"
    r"(?:[\d一二三四]{1,2}(?:[-—–~至][\d一二三四]{1,2})?(?:月份?|季度)|[上下]半年|全年|年度|本月|目前|截至[\d年月日]{2,8})"
)
_STAGE = _any("工作 任务 目标 项目 推进 进展 完成 落实 实施 整改 办理 存在 问题 建设 执行 进度")
_YEAR = r"(?:20\d\d年?|本?年度?|总体|预期|规划|计划|指标|考核|量化|全年|当年|“?十[一二三四五]五”?)"
_KINDS = (
    (Column.NUMBER, re.compile(r"序号?|编号|项次|序次|no\.?")),
    (
        Column.PERSON,
        re.compile(rf"(?:{_DUTY}|分管|挂帅|包保|挂钩|联系|包联|市|县|区|局)*(?:领导|责任人|负责人|联系人|责任人员)(?:员|姓名)?"),
    ),
    (
        Column.UNITS,
        re.compile(
            rf"{_DUTY}{{1,3}}{_HOLDER}(?:[(（/、和及与]?{_DUTY}*{_HOLDER}?[)）]?)?|{_DUTY}{{1,2}}[(（/、和及与]{_DUTY}[)）]?{_HOLDER}|责任分工"
        ),
    ),
    (
        Column.TIME,
        re.compile(
            r"(?:计划)?(?:完成|办结|整改|落实|推进|实施|工作|办理|起止|序时)?(?:的)?"
            r"(?:时限|时间|期限|进度|日期|节点|时间节点|时间进度|进度安排|时间安排|时间要求|时限要求|进度要求)"
        ),
    ),
    (Column.MEASURE, re.compile(r"(?:计量|指标|数量)单位")),
    (
        Column.VALUE,
        re.compile(
            rf"{_YEAR}{{1,2}}(?:末|底)?(?:目标(?:值|数)?|任务数|计划数|值|数)|20\d\d年|(?:目标|指标|任务)[值数]|权重|分值"
        ),
    ),
    (Column.NOTE, re.compile(r"备注|(?:情况)?说明|附注|联系(?:电话|方式)|电话|(?:政策|设立)?依据")),
    (
        Column.NOTE,
        re.compile(
            rf"(?:{_PERIOD})?(?:{_STAGE})*(?:情况|成效|效果|进展|结果)|是否[\u4e00-\u9fff]{{2,6}}|完成率|下一步[\u4e00-\u9fff]{{2,4}}"
        ),
    ),
    (
        Column.GROUP,
        re.compile(r"(?:指标|任务|工作|项目|考核)?(?:类别|类型|分类|领域|板块|方面|属性|性质|维度|大类)|一级指标|考核项目"),
    ),
    (Column.TEXT, re.compile(rf"{_TEXT}{{0,3}}{_TEXT_END}(?:[(（][^()（）]{{1,8}}[)）])?")),
)
PLAIN_UNITS = ("单位", "部门")  # of measure beside values, else of whoever is responsible
_ASSISTS = re.compile(r"配合|参与|参加|协办|协助|协同|协作|支持|指导")
_ASSESSOR = re.compile(r"评分|打分|考核|评价|验收|审核|监督|督查|督办|考评")


@lru_cache(maxsize=4096)
def kind_of(head: str) -> Column | None:
    """What the column under ``head`` holds; None when the words head no column. 单位 and 部门 alone need their company."""
    text = re.sub(r"\s+", "", fold(head)).strip("*:")
    if not 1 <= len(text) <= HEAD_MAX:
        return None
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(text)), None)


def kinds_of(heads: tuple[str, ...]) -> tuple[Column, ...] | None:
    """The columns under a row of heads; None unless each is known and the row can head a table of works or targets."""
    found = [kind_of(head) for head in heads]
    plain = [i for i, head in enumerate(heads) if re.sub(r"\s+", "", head) in PLAIN_UNITS]
    for index in plain:
        measured = heads[index].strip() == "单位" and (Column.VALUE in found or any("指标" in head for head in heads))
        found[index] = Column.MEASURE if measured else Column.UNITS
    kinds = tuple(kind for kind in found if kind is not None)
    if len(kinds) < len(heads) or len(kinds) < 3 or len(set(heads)) < len(heads):
        return None
    said = {Column.UNITS, Column.TIME, Column.VALUE, Column.PERSON} & set(kinds)
    if Column.TEXT not in kinds or not said or kinds.count(Column.NUMBER) > 1:
        return None
    return kinds


def assists(head: str) -> bool:
    """Whether the units under ``head`` help another that leads: 配合单位, 协办部门."""
    return _ASSISTS.search(head) is not None and "牵头" not in head and "责任" not in head


def assesses(head: str) -> bool:
    """Whether the units under ``head`` judge the work instead of doing it: 评分部门, 考核单位."""
    return _ASSESSOR.search(head) is not None


def measures(head: str, others: tuple[str, ...]) -> bool:
    """Whether ``head`` (单位) heads units of measure beside ``others``."""
    return head in ("单位", "计量单位", "指标单位") and any(
        kind_of(o) in (Column.VALUE, Column.UNITS) for o in others if o != head
    )
