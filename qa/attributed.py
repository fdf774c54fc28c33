"""A unit that a yes-or-no question says acts, held against a sentence that says who does."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.text import fold

_ORGAN = r"(?:部门|委员会|办公室|人民政府|政府|机构|单位|管委会|[局委办厅院会署部])"
_ACTS = (
    r"(?:来|去|在)?(?:统一|具体|单独|全面|主要|直接)?"
    r"(?P<act>负责|主管|牵头|承担|组织|审批|审核|监管|监督|管理|管|受理|办理|评分|考核|发放|说了算|提出|提供|发布|提(?=吗|吧|么|的))"
    r"(?!的[^吗吧么对是?？])"
)
_BY = re.compile(rf"(?:是不是|是否|是|由|归|让|属于?)(?:由|归)?(?P<who>[\u4e00-\u9fff]{{1,14}}?{_ORGAN}){_ACTS}")
_HEAD = re.compile(rf"^[,，\s]*(?P<who>[\u4e00-\u9fff]{{1,12}}?{_ORGAN})(?:是不是|是否)?{_ACTS}")
_CORE = re.compile(rf"(?:行政主管|主管|行政)?{_ORGAN}$")
# 【…部门】（以下简称…）负责…
_STATED = re.compile(
    r"(?:^|[,，;；。]|第[一二三四五六七八九十百]+条|由|^\(\d+\)|^\d+[.、])\s*(?P<who>[\u4e00-\u9fff、和与及]{2,40}?"
    rf"{_ORGAN})(?:\([^()]*\))?[:：]?(?:共同|具体|统一|依法|分别)*(?:负责|主管|牵头)(?P<what>[^;；。]{{2,}})"
)
_BESIDE = re.compile(r"(?:会同|配合|协助|商|征求)[^,，。;；]{0,20}$")
# acts that one does oneself; the others may be said in other words
_OWN_ACT = re.compile("审批|审核|受理|办理|评分|考核|发放|提出|提供|发布|提")
_LEADS = re.compile(r"牵头|主管|负责|管(?!理)")


def by_another_unit(asked: str, sentence: str) -> str | None:
    """The unit that the sentence names instead of the one the question names; "" when it leaves open who acts.

    None when the question names no acting unit, or the sentence says that it acts. ``asked`` is folded.
    """
    found = _BY.search(asked) or _HEAD.search(asked)
    if found is None:
        return None
    said = fold(sentence)
    who = found["who"]
    at = _place(who, said)
    if at >= 0:
        if _OWN_ACT.fullmatch(found["act"]) and found["act"] not in said:
            return ""  # it is named for something else
        beside = _BESIDE.search(said[:at]) is not None and _LEADS.search(found.group()) is not None
        return "" if beside else None
    what = asked[: found.start("who")] + asked[found.end() :]
    for stated in _STATED.finditer(said):
        if _shares(what, stated["what"]):
            return re.sub("^[由和与及]", "", stated["who"])
    return ""


def speaks_elsewhere(asked: str, sentences: Iterable[str]) -> bool:
    """Does one of the (other) sentences name the unit together with what it is asked about? Then no other one is closed."""
    found = _BY.search(asked) or _HEAD.search(asked)
    if found is None:
        return False
    what = asked[: found.start("who")] + asked[found.end() :]
    return any(_place(found["who"], said) >= 0 and _shares(what, said) for said in map(fold, sentences))


def _place(who: str, said: str) -> int:
    """Where the sentence names the unit: as it is called, or by its own words before another word for an office."""
    at = said.find(who)
    core = _CORE.sub("", who)
    if at < 0 and len(core) > 1:
        found = re.search(rf"{re.escape(core)}[\u4e00-\u9fff]{{0,6}}?{_ORGAN}", said)
        at = found.start() if found else -1
    return at


def _shares(asked: str, what: str) -> bool:
    """Three characters in a row of what was asked stand in what the unit does."""
    return any(asked[i : i + 3] in what for i in range(len(asked) - 2))
