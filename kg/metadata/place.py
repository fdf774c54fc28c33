"""The place that a document is in force in: by its title, issuers and number, else by the places it speaks for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from kg.names import Names, RegionMention

NATION = "国家"
_LEAST_NAMED = 3  # a province is the text's own when its places are named so often
_CLEARLY = 3  # … and so many times as often as those of any other
_NATIONAL = re.compile(r"中共中央|国务院|全国|中央|国家|最高人民")
_MINISTRY = re.compile(r"[\u4e00-\u9fff]{2,10}(?:部|总局)(?:办公厅)?(?:$|、|关于|等|印发)")
_NATIONAL_NUMBER = re.compile(r"国[发办函令]|中发|中办")
_AREA = r"省|自治区|特别行政区|自治州|市|盟|地区|县|旗|区"
_PLACE = re.compile(
    rf"(?:中共)?([\u4e00-\u9fff]{{2,8}}?(?:{_AREA}))(?![场民值级政直域块位]|人民币)|"
    rf"(?:中共)?([\u4e00-\u9fff]{{2,8}}?(?:{_AREA}))(?=人民政府|政府|直属)"
)
# 金华市婺城区人民政府: the place is the district
_WITHIN = re.compile(r"[\u4e00-\u9fff]{1,5}?(?:新区|区|县|旗|市)(?=人民政府|政府|党工委|管委会|管理委员会|委员会|委办公室|委、)")
_NO_PLACE = re.compile(r"关于|全国|各|加快|推进|支持|促进|建设|进一步|印发")
_ABOUT = re.compile(r"^关于(?:印发|公布|发布|加快|推进|支持|促进)?《?")


def place_of(title: str, issuers: tuple[str, ...], number: str | None, names: Names | None = None) -> str:
    """国家, or the place that issuer, title or 文号 name; "" when the text does not tell."""
    spelled = (*issuers, title, *re.findall(r"《([^《》]+)》", title))
    if _NATIONAL.match(title) or any(_NATIONAL.match(name) for name in issuers):
        return NATION
    for name in spelled:
        found = _PLACE.match(_ABOUT.sub("", name))
        place = (found[1] or found[2]) if found else ""
        if found and place and not _NO_PLACE.search(place):
            within = _WITHIN.match(name := _ABOUT.sub("", name), found.end())
            if names and place[-1] in "省区" and (city := _right_behind(names, name, found.end())):
                return city
            return place + (within[0] if within and place[-1] in "市州盟" else "")
    if (number and _NATIONAL_NUMBER.match(number)) or any(_MINISTRY.match(name) for name in (*issuers, title)):
        return NATION
    return ""


def _right_behind(names: Names, name: str, at: int) -> str:
    """某省某市高新区…: the city whose name follows that of its province."""
    return next((m.name for m in names.regions(name) if m.start == at and names.province(m.name) != m.name), "")


# How a text calls the city or county that it speaks for: 我市, 全市, 市财政局, 各区(市、县)
_CITY_SPEAKS = re.compile(r"[我全本]市|(?<![\u4e00-\u9fff])市(?:委|政府|人民政府|[\u4e00-\u9fff]{2,9}(?:局|委|办))|县区|各区")
_PROVINCE_SPEAKS = re.compile(r"[我全本]省|(?<![\u4e00-\u9fff])省(?:委|政府|人民政府|[\u4e00-\u9fff]{2,9}(?:厅|局|委|办))")
_OWN_CITY = re.compile(r"中共|市委|人民政府|实际")


def told_by(names: Names, number: str | None, text: str) -> str:
    """The province whose character begins the 文号, else the one place that the text speaks for."""
    if number and (region := names.region(number[0])):
        return region.name
    mentions = names.regions(text)
    if len(_CITY_SPEAKS.findall(text)) > len(_PROVINCE_SPEAKS.findall(text)) and (city := _city_of(names, mentions, text)):
        return city
    provinces = Counter(names.province(mention.name) for mention in mentions)
    provinces.pop(None, None)
    return _leading(provinces)


def _city_of(names: Names, mentions: Sequence[RegionMention], text: str) -> str:
    """The city that a city's text names most, or ties to itself: “结合某市实际”, “某市人民政府”."""
    cities = [m for m in mentions if names.province(m.name) != m.name]
    tied = Counter(m.name for m in cities if _OWN_CITY.match(text, m.end))
    return _leading(tied, least=1) or _leading(Counter(m.name for m in cities))


def _leading(found: Counter[str | None] | Counter[str], least: int = _LEAST_NAMED) -> str:
    """The name that stands out; "" when none does."""
    first = found.most_common(2)
    if not first or first[0][1] < least or (len(first) > 1 and first[0][1] < _CLEARLY * first[1][1]):
        return ""
    return first[0][0] or ""
