"""Stretches of a passage that name no things: the attribution at its end, titles of documents, the number of its heading."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ORGAN = r"(?:厅|局|委|办|部|署|政府|单位|部门|委员会|法院|检察院|管委会|税务|海关|银行|分行)"
_ATTRIBUTION = re.compile(
    r"[（(〔\[][^（(〔\[]{0,6}(?:责任单位|负责部门|牵头|配合单位|完成时限)[^。]*?[)）〕\]](?=$|[。\s])"
    rf"|[（(〔\[][^（()）。]*?{_ORGAN}(?:[、，,；;][^。]*?)?[)）〕\]](?=$|[。\s\d\u4e00-\u9fff])"
    rf"|[（(〔\[][^。]*?(?:负责|牵头|配合|参与)[)）〕\]]"
    r"|(?:责任单位|牵头部门|牵头单位|配合单位|参与部门|负责部门)[:：][^。]*"
)
_TITLES = re.compile(r"《[^》]*》")
_DIGITS = "[一二三四五六七八九十百\\d０-９]+"
_NUMBER = re.compile(rf"^[#*\s]*(?:[（(]{_DIGITS}[)）]|第{_DIGITS}[章节条]|专栏\s*{_DIGITS}[:：]?|{_DIGITS}[、.．﹒])")


def masked(text: str, leads: Sequence[str] = ()) -> str:
    """``text`` of the same length, with a border sign for every character that names nothing; ``leads`` stand before names."""
    for pattern in (_NUMBER, _TITLES, _ATTRIBUTION):
        text = pattern.sub(lambda match: "。" * len(match.group()), text)
    for lead in leads:
        text = text.replace(lead, "。" * len(lead))
    return text
