"""What a name looks like: an organ, a group of units, another body. By form and ending, for names no list knows."""

from __future__ import annotations

import re
from enum import StrEnum


class Shape(StrEnum):
    ORGAN = "organ"  # 河套发展署, 市消防救援支队
    GROUP = "group"  # 各市人民政府, 省级有关部门
    BODY = "body"  # 省机场集团, 某某大学: responsible only in the company of organs


def _any(words: str) -> str:
    """A regular expression for one of the words, the longest first."""
    return "(?:" + "|".join(sorted(words.split(), key=len, reverse=True)) + ")"


_ORGAN_END = re.compile(
    _any(
        """部 厅 局 委 委员会 办 办公室 办公厅 署 政府 法院 检察院 海关 总队 支队 大队 管委会 组委会 总社 联社
        供销社 工会 妇联 残联 侨联 文联 科协 社科联 团委 团省委 团市委 贸促会 工商联 红十字会 工委 党校 行政学院
        研究室 督查室 参事室 专班 指挥部 领导小组 协调小组 推进小组 执行小组 工作组 联席会议 分行 支行 人民银行
        银保监会 证监会 银监会 保监会 纪委监委 档案馆 志办 党委 党组 办事处 工作站"""
    )
    + "$"
)
# Everyday words that end like an organ; behind a level word they may be one after all (省委, 市邮局 are judged by the rest).
_NO_ORGAN = re.compile(
    r"(?:^|.*[^省市县区州国委])"
    + _any(
        """全部 内部 外部 干部 总部 西部 东部 南部 北部 中部 局部 底部 头部 顶部 根部 各部 两部 俱乐部 事业部
        项目部 门市部 支部 大部 客厅 餐厅 展厅 大厅 音乐厅 报告厅 歌舞厅 营业厅 展示厅 放映厅 体验厅 格局 布局
        结局 全局 大局 开局 变局 时局 当局 僵局 困局 破局 邮局 书局 主办 承办 协办 举办 开办 创办 兴办 督办 经办
        交办 民办 公办 申办 代办 通办 联办 合办 可办 必办 快办 即办 好办 难办 接办 帮办 网办 易办 秒办 批办 新办
        续办 部署 签署 连署 常委 编委 评委 村委 校委 原委"""
    )
    + "$"
)
_GROUP_HEAD = _any(
    """各 有关 相关 其他 所有 所在 属地 属事 成员 牵头 试点 承担 地方 省直 市直 区直 县直 中直 直属 省级 市级
    区级 县级 国务院 中央 各级"""
)
_GROUP_WORD = _any(
    """部门 单位 地区 地方 政府 党委 市 县 区 州 盟 旗 厅局 委办局 乡镇 街道 园区 开发区 新区 功能区 管委会
    机构 企业 高校 院校 平台 方面 集团 公司 协会 各方"""
)
_EACH = _any("省 市 县 区 州 盟 旗 地 镇 乡 村 街 级 镇街 街镇 镇乡 街道 社区 园区 乡镇 区县 地区 部门 单位")
_GROUP = re.compile(
    rf"{_GROUP_HEAD}.*{_GROUP_WORD}"
    rf"|.*{_any('成员 牵头 责任 配合 参与 相关 有关 直属 联盟')}单位"
    rf"|各{_EACH}(?:[（(〔].*[）)〕])?"
    r"|[省市区县](?:、[市区县乡镇])+.*(?:部门|政府)"
    r"|[\u4e00-\u9fff]{2,10}部门"
)
# Words for any unit: they name none.
_GROUP_PLAIN = re.compile(_any("牵头 责任 配合 参与 主管 职能 行政 政府 工作 一个 多个 两个 哪个 哪些 什么") + "(?:部门|单位)$")
_BODY_END = re.compile(
    _any(
        """公司 集团 大学 学院 学校 研究院 研究所 研究会 科学院 工程院 设计院 农科院 科院 院所 中心 协会 学会 联盟
        商会 银行 实验室 产业园 园区 开发区 高新区 经开区 示范区 保税区 新区 试验区 先导区 管理区 合作区 功能区
        基金 企业 高校 院校 机构 医院 联合会 促进会 基金会 电网 铁路 机场 港务 平台 团队 总站 图书馆 博物馆
        美术馆 文化馆 科技馆 电视台 日报社 报社 出版社 交易所 运营商 事务所 服务站 监测站 中国电信 中国移动
        中国联通 中国铁塔 中国广电 中国石油 中国石化 中国海油 中国邮政 中国银联"""
    )
    + "$"
)
# Marks and function words that no name holds.
_NO_NAME = re.compile(
    r"[，。；：！？,;:!?《》<>=%％]|[0-9]{5,}|(?<!级)以[上下]|"
    + _any("以及 按照 根据 通过 要求 鼓励 支持 加强 建立 开展 完成 不得 应当 可以 或者 例如 包括 简称")
    + r"|^(?:[的了在是把被将对从与及和或由向为含如即原见指除等]|推动|推进|促进)|[的了]$|^[^\u4e00-\u9fff]*$"
)


def could_be_name(text: str) -> bool:
    """No marks and function words inside, and a sensible length."""
    return 2 <= len(text) <= 45 and text.count("“") == text.count("”") and _NO_NAME.search(text) is None


def shape(text: str) -> Shape | None:
    """What ``text`` (one name, folded) looks like; None when it looks like no unit."""
    if not could_be_name(text) or _GROUP_PLAIN.match(text):
        return None
    if _GROUP.fullmatch(text):
        return Shape.GROUP
    if _NO_ORGAN.match(text):
        return None
    if len(text) >= 3 and _ORGAN_END.search(text):
        return Shape.ORGAN
    if _BODY_END.search(text):
        return Shape.BODY
    return None
