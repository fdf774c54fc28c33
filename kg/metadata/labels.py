"""Labelled lines that portals, databases and the heads of government pages add: 发布机构：…；文号：…；生成日期：…"""

from __future__ import annotations

import re
from collections.abc import Iterable

# Of labels of one kind the first that occurs tells it: the day of signing before that of the page.
DATES = (
    *("成文日期", "成文时间", "印发日期", "印发时间", "签发日期", "发文日期", "发文时间", "颁布时间", "颁布日期", "公布日期"),
    *("公布时间", "发布日期", "发布时间", "生成日期", "信息提供日期"),
)
ISSUERS = (
    *("发文机关", "发文机构", "发文单位", "发文部门", "制定机关", "制定单位", "颁布单位", "颁布机关", "颁布部门", "印发机关"),
    *("印发单位", "公布机关", "公布单位", "发布机构", "发布机关", "发布单位", "发布部门"),
)
CARRIERS = ("信息来源", "来源")  # who put a text on a page: the issuer only where it is an organ of the state
NUMBERS = (
    *("发文字号", "文号", "政策文号", "发文文号", "文件文号", "公文文号", "法规文号", "文件字号", "公文字号", "文件编号"),
    *("发文号", "文件号", "政策字号"),
)
TITLES = ("标题", "名称", "文件名称", "政策名称", "文件标题", "信息名称", "法规名称")
FORCE = ("有效性", "时效性", "时效", "效力状态", "效力", "文件状态")
_OTHERS = (
    *(
        "主题分类",
        "索引号",
        "字体",
        "字号",
        "浏览次数",
        "浏览",
        "点击",
        "点击数",
        "点击量",
        "点击率",
        "点击次数",
        "阅读",
        "阅读次数",
    ),
    *(
        "访问次数",
        "日期",
        "时间",
        "更新时间",
        "更新日期",
        "作者",
        "编辑",
        "责任编辑",
        "公文种类",
        "体裁分类",
        "组配分类",
        "主题词",
    ),
    *(
        "实施日期",
        "施行日期",
        "生效日期",
        "失效日期",
        "废止日期",
        "效力级别",
        "公开方式",
        "公开范围",
        "关键词",
        "分类",
        "类别",
        "收藏",
    ),
)


def spaced(label: str) -> str:
    """A pattern for a label that may be set with spaces: 标 题."""
    return r"\s*".join(label)


_ANY = re.compile(
    r"[【\[]?(?:"
    + "|".join(
        rf"{spaced(label)}\s*[:：】\]]"
        for label in sorted((*DATES, *ISSUERS, *CARRIERS, *NUMBERS, *TITLES, *FORCE, *_OTHERS), key=len, reverse=True)
    )
    + ")"
)


def labelled(texts: Iterable[str], labels: tuple[str, ...]) -> str | None:
    """The value behind the first of ``labels`` that occurs: “发文机关： 国务院    成文日期：…” → 国务院.

    A label may close its line; the value then stands on the next one.
    """
    lines = list(texts)
    for label in labels:
        pattern = re.compile(rf"(?<![\u4e00-\u9fff]){spaced(label)}\s*[:：】\]]\s*[:：]?\s*(.{{0,80}})")
        for index, line in enumerate(lines):
            if not (found := pattern.search(line)):
                continue
            rest = found[1] or (lines[index + 1] if index + 1 < len(lines) and not _ANY.search(lines[index + 1]) else "")
            value = _ANY.split(re.split(r"\s{3,}|\t|[；;|]", rest)[0])[0].strip("【】[] ，,;；|")
            if len(value) >= 2:
                return value
    return None
