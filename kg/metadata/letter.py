"""What a letter says of itself: 文号, date, issuers; by its own lines first, by a page's labels failing that."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.lines import Role
from kg.metadata.labels import CARRIERS, ISSUERS, NUMBERS, labelled
from kg.metadata.texts import Text
from kg.names.shapes import Shape, shape
from kg.text import fold, numeral

_YEAR = r"(?:19|20)\d\d"
_NUMBER = re.compile(rf"([\u4e00-\u9fff]{{1,14}}?)[〔\[(【［]({_YEAR})[〕\])】］]第?(\d{{1,5}})号")
_CARDINAL = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_DATE = re.compile(rf"({_YEAR}|[〇零一二三四五六七八九]{{4}})[年./\-]{_CARDINAL}[月./\-]{_CARDINAL}日?")
ORGAN_END = re.compile(r"(?:政府|办公厅|办公室|委员会|厅|局|部|院|委|署|会|中心|小组|组|行|社|集团|公司|指挥部|政府办|委办)$")
_SEAL = re.compile(r"[（(][^（()）]*(?:代章|盖章|印章|公章)[)）]")
_MEDIA = re.compile(
    r"网站?$|图书馆|数据库|新闻|日报|晚报|资讯|公众号|发布$|[a-z]", re.IGNORECASE
)  # who carries a text did not issue it
_ORGAN_MAX = 40
# 中共某省委某省人民政府: two organs of one place, set without a mark between them
_TWO = re.compile(r"(?:中共)?([\u4e00-\u9fff]{2,8}?(?:省|自治区|市|县|区|州|盟|旗))委(?:员会)?(?:办公厅|办公室)?(?=\1)")


def document_number(line: str) -> str | None:
    """The 文号 when the line is nothing else: （皖开放办〔2022〕6号） → 皖开放办〔2022〕6号; None otherwise."""
    text = re.sub(r"\s+", "", fold(line)).strip("()[]〔〕【】*")
    text = re.sub(rf"^(?:{'|'.join(sorted(NUMBERS, key=len, reverse=True))})[:】\]]+", "", text)
    found = _NUMBER.match(text)
    if found is None or len(text) - found.end() > 12:
        return None
    return f"{found[1]}〔{found[2]}〕{found[3]}号"


def iso_date(text: str) -> str | None:
    """2018年12月21日, 二〇一八年十二月二十一日, ２０２５ 年 ４ 月 １７ 日, 2025-07-31 → ISO 8601; None when there is none."""
    found = _DATE.search(re.sub(r"\s+", "", fold(text)).replace("○", "〇").replace("o", "〇"))
    if not found:
        return None
    year, month, day = (numeral(part) for part in found.groups())
    if year is None or month is None or day is None or not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def signature(lines: Sequence[Text]) -> tuple[str | None, tuple[str, ...]]:
    """Date and issuers of the first signature."""
    for index, line in enumerate(lines):
        if line.line.role is not Role.SIGNATURE or (date := iso_date(line.text)) is None:
            continue
        names: list[str] = []
        for before in reversed(lines[:index]):
            if before.line.role is not Role.SIGNATURE:
                break
            names[:0] = _side_by_side(before.line.text)
        if beside := re.match(r"[\u4e00-\u9fff、]{3,}?(?=[\s\d０-９二])", line.text):
            names.append(beside[0])
        return date, _organs(_joined(names))
    return None, ()


def _side_by_side(line: str) -> list[str]:
    """The organs of one line of a signature; the spaces inside a name that is set wide part nothing."""
    parts = _SEAL.sub("", line).split()
    whole = all(len(part) >= 4 and ORGAN_END.search(fold(part)) for part in parts)
    return parts if whole else [joined] if (joined := "".join(parts)) else []


def _joined(organs: Sequence[str]) -> str:
    """Organ names of a signature; a name that is set on two lines becomes one."""
    text = ""
    for organ in organs:
        broken = text and (not ORGAN_END.search(text) or re.match(r"领导小组|工作组|办公室|委员会", organ))
        text += organ if broken or not text else f"、{organ}"
    return text


def _organs(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for part in re.split(r"[、,，;；\s]+", text):
        cut = two.end() if (two := _TWO.match(part)) else 0
        found += [name for name in (part[:cut], part[cut:]) if len(name) >= 2]
    return tuple(dict.fromkeys(found))


def issuers_in(title: str) -> tuple[str, ...]:
    """国务院办公厅关于…, 浙江省人民政府印发… → the organs before 关于/印发; none when no organ stands there."""
    found = re.search(r"关于|印发|转发|批转", fold(title))
    if found is None:
        return ()
    head = re.sub(r"等.{1,4}部[门門]$", "", title[: found.start()])
    named = ORGAN_END.search(fold(head)) and not re.search(r"[《》:：\da-zA-Z。;；]", head)
    return _organs(head) if named else ()


def labelled_issuers(texts: Sequence[str]) -> tuple[str, ...]:
    """Who a page says issued the text; who it says the text came from only if that is an organ of the state."""
    if (stated := labelled(texts, ISSUERS)) and not _MEDIA.search(stated):
        return tuple(name for name in _organs(stated) if _may_issue(name))
    source = labelled(texts, CARRIERS)
    organ = source is not None and not _MEDIA.search(source) and shape(re.sub(r"[（(].*$", "", source)) is Shape.ORGAN
    return _organs(source) if source and organ else ()


def _may_issue(name: str) -> bool:
    return len(name) <= _ORGAN_MAX and re.fullmatch(r"[\u4e00-\u9fff“”（()）]+", name) is not None
