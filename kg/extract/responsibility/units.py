"""“A、B和C等有关部门” → the units it lists, as offsets. Joint names (各市、县（市、区）政府) stay whole."""

from __future__ import annotations

import re

from kg.names import Names, Shape
from kg.text import fold

OPEN, CLOSE = "（(〔[【〈", "）)〕]】〉"
_LEVEL = r"(?:省|自治区|直辖市|新疆生产建设兵团|设区的?市|市|地|州|盟|县|区|旗|乡|镇|乡镇|街道|园区|功能区|新区|开发区)"
_INNER = rf"[（(〔\[]{_LEVEL}(?:[、，]{_LEVEL})*[）)〕\]]"
# 各市、县（市、区）人民政府 is one unit; so is 各省、自治区、直辖市.
_JOINT = re.compile(
    rf"(?:各|有关|相关|试点|全省各?|全市各?)(?:有关|相关|省辖|设区)?{_LEVEL}(?:{_INNER})?(?:[、和及]{_LEVEL}(?:{_INNER})?)+(?:党委和?政府|人民政府|政府|党委|管委会)?(?!直|[\u4e00-\u9fff]{{0,2}}[厅局])"
    r"|[省市县]委、[省市县](?:人民)?政府(?=[^、，]{2})"
    r"|(?:有关|相关|各)(?:部门|单位|地区|地方|机构)、(?:部门|单位|地区|企业|机构)"
    r"|(?:[^、,，;；和()（）]|[（(][^()（）]*[)）]){0,14}(?:党委|党工委|党组)(?:和|及|、)(?:人民政府|政府|管委会|管理委员会)"
    rf"|{_LEVEL}(?:、{_LEVEL})+(?:各级)?(?:党委和?政府|人民政府|政府)"
    r"|[省市区县]、[市区县](?:、[区县乡镇])?(?:两级|三级)?[\u4e00-\u9fff]{2,8}部门"
)
_REGIONAL = re.compile(rf"{_INNER}$")
_BRACKETED = re.compile(rf"[{re.escape(OPEN)}][^{re.escape(OPEN + CLOSE)}]*[{re.escape(CLOSE)}]")
_JOINER = re.compile(r"以及|和|与|及|暨")
_AND_OTHERS = re.compile(r"等[^、，]{0,14}$")
_MANNER = re.compile(
    r"(?:结合(?:各自|当地|本地)?实际|(?:根据|按照?)(?:各自)?(?:职责|实际)(?:分工)?)$"
)  # how they do it is no part of a name
_EDGES = " \u3000、，,；;。．.：:“”\"'\\*"


def depths(text: str) -> list[int]:
    """Bracket depth at each character; brackets themselves count as inside."""
    level, found = 0, []
    for char in text:
        if char in OPEN:
            level += 1
        found.append(level)
        if char in CLOSE:
            level = max(0, level - 1)
    return found


def top_level(text: str, marks: str) -> list[int]:
    """Offsets of the characters of ``marks`` that stand outside brackets."""
    return [i for i, (char, depth) in enumerate(zip(text, depths(text), strict=True)) if depth == 0 and char in marks]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Without edge marks, “等…” and a trailing bracket that only explains."""
    while start < end and text[start] in _EDGES:
        start += 1
    end = _before_open(text, start, end)
    manner = _MANNER.search(text, start, end)
    end = manner.start() if manner and manner.start() > start + 1 else end
    while end > start:
        if text[end - 1] in _EDGES:
            end -= 1
            continue
        if text[end - 1] not in CLOSE or _REGIONAL.search(text[start:end]):
            break
        inside = depths(text[start:end])
        cut = len(inside)
        while cut > 0 and inside[cut - 1] > 0:
            cut -= 1
        if cut == 0:
            break
        end = min(start + cut, end - 1)  # a bracket that nothing opened falls away alone
    return start, end


def _before_open(text: str, start: int, end: int) -> int:
    """The end of a name before a bracket that nothing closes: 各区人民政府〈含开发区."""
    opened = [index for index, depth in enumerate(depths(text[start:end])) if depth == 1 and text[start + index] in OPEN]
    unclosed = bool(opened) and depths(text[start:end] + "、")[-1] > 0
    return start + opened[-1] if unclosed and opened[-1] > 0 else end


def _without_others(text: str, start: int, end: int, names: Names) -> int:
    """The end of the unit before “等部门”; a name that merely holds 等 (高等法院) keeps it."""
    found = _AND_OTHERS.search(text[start:end])
    if found is None:
        return end
    head = text[start : start + found.start()]
    known = names.shape(head) is not None or names.region(head) is not None
    return start + found.start() if known or end - start == found.start() + 1 else end


def _joined(text: str, start: int, end: int, names: Names) -> list[tuple[int, int]]:
    """Cuts at 和, 及, 以及 where both sides are names by themselves (省文化和旅游厅 is not cut)."""
    for joiner in _JOINER.finditer(text, start, end):
        left_end = _without_others(text, start, joiner.start(), names)
        right_end = _without_others(text, joiner.end(), end, names)
        left, right = text[start:left_end], text[joiner.end() : right_end]
        if _is_name(left, names) and (_is_name(right, names) or _JOINER.search(right)):
            rest = _joined(text, joiner.end(), end, names)
            if all(_is_name(text[a:b], names) for a, b in rest):
                return [(start, left_end), *rest]
    return [(start, _without_others(text, start, end, names))]


def _is_name(text: str, names: Names) -> bool:
    return strong(text, names) is not None or (len(text) > 2 and names.region(text) is not None)


def split(text: str, names: Names) -> list[tuple[int, int]]:
    """Offsets of the units that ``text`` (a list without verbs) names, in order."""
    folded = fold(text)
    guarded = [(m.start(), m.end()) for m in _JOINT.finditer(folded)]
    cuts = [i for i in top_level(folded, "、/") if not any(a <= i < b for a, b in guarded)]
    found: list[tuple[int, int]] = []
    start = 0
    for cut in (*cuts, len(folded)):
        whole = any(a <= start and cut <= b for a, b in guarded)
        pieces = [(start, cut)] if whole else _joined(folded, start, cut, names)
        for piece in pieces:
            left, right = _trim(folded, *piece)
            right = _without_others(folded, left, right, names)
            if left < right and folded[left:right] not in ("等", "等等"):
                found.append((left, right))
        start = cut + 1
    return found


def strong(name: str, names: Names) -> Shape | None:
    """The shape of a unit, judged without the bracket inside it: 省数字经济（云计算）工作专班."""
    folded = fold(name)
    bare = _BRACKETED.sub("", folded)
    if any(char in OPEN + CLOSE for char in bare):
        return None
    return names.shape(folded) or names.shape(bare)
