"""Head and tail of a document → title, 文号, issuers, date, draft or final, jurisdiction."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.lines import Line, Role, Setting, finished, lines_of, setting_of
from kg.model import Metadata, Source, Span, Status
from kg.names import Names, RegionMention
from kg.text import fold, heal, key, numeral

# --- words of official documents -----------------------------------------------------------------------

# Genres that end a title wherever it stands, and those that end the title only at the head of a text.
_GENRES = "通知|意见|方案|规划|纲要|计划|措施|办法|规定|细则|条例|规则|要点|清单|政策|分工|名单"
_HEAD_GENRES = (
    "通告|公告|决定|命令|规程|规范|制度|指南|指引|导则|章程|批复|函|报告|决议|任务书|标准|目录|准则|预案|倡议|建议|说明|"
    "路线图|白皮书"
)
_BRACKETS = r"(?:[（(〔\[][^（()）]{1,30}[)）〕\]])*"
_SUFFIX = re.compile(r"\.(?:docx?|pdf|wps|txt|html?)$", re.IGNORECASE)  # of a file whose name stands as the title
_TITLE = re.compile(rf"[^。！？；]{{3,}}(?:(?:{_GENRES})表?|{_HEAD_GENRES})[》”]?{_BRACKETS}")
_STRONG = re.compile(rf"(?:{_GENRES})表?[》”]?{_BRACKETS}$")
_ADDENDUM = re.compile(r"[（(](?:[^（()）]*(?:年|稿|试行|修订|草案|暂行|版)[^（()）]*)[)）]")
_NOT_TITLE = re.compile(
    r"https?:|法宝|[:：].|[:：]$|^(?:[（(]|各|附件|抄送|专栏|目录$|目次$|表\d|图\d|[\d０-９]{1,2}[.．、]|"
    r"第[一二三四五六七八九十\d]+[章节条]|[一二三四五六七八九十]+、)"
)
_TITLE_LINES = 5
_TITLE_MAX = 120
_SHORT = 36  # a shorter line that does not end a sentence is a heading or the like
_DRAFT = r"征求意见稿|公开征求意见|征求意见的|草案|送审稿|讨论稿|意见征集稿"

_FIRST = re.compile(r"(?:一、|第一[章条]|（一）|\(一\)|1[.．、])")
_HEAD_LINES, _TAIL_LINES = 40, 15

_YEAR = r"(?:19|20)\d\d"
_NUMBER = re.compile(rf"([\u4e00-\u9fff]{{1,14}}?)[〔\[(【［]({_YEAR})[〕\])】］]第?(\d{{1,5}})号")
_CARDINAL = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_DATE = re.compile(rf"({_YEAR}|[〇零一二三四五六七八九]{{4}})[年./\-]{_CARDINAL}[月./\-]{_CARDINAL}日?")

# Labelled lines that portals, databases and the head of a government page add.
_DATES = ("成文日期", "印发日期", "发布日期", "发文日期", "公布日期", "生成日期", "信息提供日期", "发布时间", "成文时间")
_ISSUERS = ("发文机关", "发布机构", "发文单位", "制定机关", "发布单位", "信息来源", "来源")
_MEDIA = re.compile(r"网站?$|图书馆|数据库|新闻|日报|晚报|资讯|公众号|发布$")  # who carries a text did not issue it
_NUMBERS = ("发文字号", "文号", "文件编号")
_TITLES = ("标题", "名称")
_OTHERS = ("主题分类", "索引号", "有效性", "字体", "浏览次数")


def _spaced(label: str) -> str:
    """A pattern for a label that may be set with spaces: 标 题."""
    return r"\s*".join(label)


_ANY_LABEL = re.compile("|".join(rf"{_spaced(label)}\s*[:：]" for label in (*_DATES, *_ISSUERS, *_NUMBERS, *_TITLES, *_OTHERS)))


# --- places and organs -----------------------------------------------------------------------------------

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
_ORGAN_END = re.compile(r"(?:政府|办公厅|办公室|委员会|厅|局|部|院|委|署|会|中心|小组|组|行|社|集团|公司|法院)$")
_SEAL = re.compile(r"[（(](?:代章|盖章|印章|公章)[)）]")


@dataclass(frozen=True, slots=True)
class _Text:
    """One line, healed."""

    text: str
    line: Line

    @property
    def plain(self) -> bool:
        return self.line.role is Role.TEXT and self.line.row is None


def metadata(source: Source, names: Names | None = None) -> Metadata:
    """Read a document's metadata off its text; what the text does not tell stays None or empty.

    ``names`` tells the province behind a 文号 (浙政发 → 浙江省) and the one a text speaks of; without it only places
    that the title or an issuer spells out are known.
    """
    lines = [
        _Text(heal(source.text, Span(line.start, line.end)).text.strip(), line)
        for line in lines_of(source)
        if line.role is not Role.FURNITURE
    ]
    head = _head(lines)
    rim = (*head, *lines[-_TAIL_LINES:])
    titles = _titles(lines, setting_of([line.line for line in lines]))
    first = _first_title(lines, head, titles)
    title = _clean(first)
    number = next((found for line in rim if (found := document_number(line.text))), None)
    number = number or document_number(_labelled(rim, _NUMBERS) or "")
    signed_on, signed_by = _signature(lines)
    issuers = _issuers_in(title) or signed_by or _organs(_issuing(_labelled(rim, _ISSUERS)))
    return Metadata(
        title=title,
        number=number,
        issuers=issuers,
        date=signed_on or iso_date(_labelled(rim, _DATES) or ""),
        status=_status(first, head),
        jurisdiction=_jurisdiction(title, issuers, number) or (_told_by(names, number, source.text) if names else ""),
        aliases=_aliases(title, titles, lines),
    )


def _head(lines: list[_Text]) -> list[_Text]:
    """Lines above the first numbered heading."""
    end = next((i for i, line in enumerate(lines[:_HEAD_LINES]) if i and _FIRST.match(line.text)), _HEAD_LINES)
    return lines[:end]


def _status(title: str, head: Sequence[_Text]) -> Status:
    marked = re.search(rf"[（(](?:{_DRAFT})", "".join(line.text for line in head[:12]))
    return Status.DRAFT if marked or re.search(_DRAFT, title) else Status.FINAL


# --- titles ----------------------------------------------------------------------------------------------


def _titles(lines: list[_Text], setting: Setting) -> list[tuple[int, str]]:
    """Every title with its line: lines outside sentences that close with a genre word, joined over line ends."""
    found: list[tuple[int, str]] = []
    index = 0
    while index < len(lines):
        hit = _title_at(lines, index) if _may_begin(lines, index, setting) else None
        if hit and (_STRONG.search(hit[0]) or (not found and index < _HEAD_LINES)):
            found.append((index, hit[0]))
            index = hit[1]
        else:
            index += 1
    return found


def _may_begin(lines: list[_Text], index: int, setting: Setting) -> bool:
    """Not in the midst of a sentence: behind a finished or a short line."""
    if index == 0:
        return True
    before, here = lines[index - 1], lines[index]
    if not before.plain:
        return True
    if setting.wrapped:
        within = setting.full(before.line) and here.line.indent < setting.margin + 2
        return not within and (finished(before.text) or not setting.full(before.line))
    return finished(before.text) or (len(before.text) < _SHORT and before.line.right < here.line.right + _SHORT)


def _title_at(lines: list[_Text], start: int) -> tuple[str, int] | None:
    """The title that begins on line ``start``, with the line after it."""
    text = ""
    for end in range(start, min(start + _TITLE_LINES, len(lines))):
        line = lines[end]
        if not line.plain or (_NOT_TITLE.search(line.text) and not (text and line.text[0] in "（(")):
            return None
        text += line.text
        if len(text) > _TITLE_MAX:
            return None
        after = lines[end + 1].text if end + 1 < len(lines) and lines[end + 1].plain else ""
        if len(text) >= 5 and _TITLE.fullmatch(_SUFFIX.sub("", text.rstrip("*＊"))) and not _title_goes_on(text, after):
            return text, end + 1
    return None


def _title_goes_on(text: str, after: str) -> bool:
    if len(text) + len(after) > _TITLE_MAX:
        return False
    if any(text.count(a) != text.count(b) for a, b in ("《》", "（）", "“”", "()")):
        return True
    return after.startswith(("的", "》", "）", ")")) or bool(_ADDENDUM.fullmatch(after))


def _first_title(lines: list[_Text], head: Sequence[_Text], titles: list[tuple[int, str]]) -> str:
    """The first title of the head; failing that a labelled one, a marked heading, the first short line."""
    if titles and titles[0][0] < len(head):
        return titles[0][1]
    if labelled := _labelled(head, _TITLES):
        return labelled
    plain = [line for line in head if line.plain]
    marked = next((line.text for line in plain if line.line.heading), None)
    short = (
        line.text
        for line in plain
        if 4 <= len(line.text) <= 60 and not _NOT_TITLE.search(line.text) and line.text[-1] not in "。；，"
    )
    return marked or next(short, next((line.text[:60] for line in lines if line.line.row is None), ""))


def _clean(title: str) -> str:
    """A title without the 《》 that enclose the whole of it, footnote stars, a file's suffix and the draft's bracket."""
    title = re.sub(rf"[（(](?:{_DRAFT})[^（()）]*[)）]", "", _SUFFIX.sub("", title.strip("*＊ ")))
    enclosed = re.fullmatch(r"《([^《》]+)》", title)
    return enclosed[1] if enclosed else title


def _aliases(title: str, titles: list[tuple[int, str]], lines: list[_Text]) -> tuple[str, ...]:
    """Other titles of the file: of the plans that a notice carries, and the name inside the notice's own title."""
    own = [name for index, name in titles if not (index and lines[index - 1].text.startswith("附"))]
    names = [_clean(name) for name in (*own, *re.findall(r"《([^《》]+)》", title))]
    return tuple(name for name in dict.fromkeys(names) if key(name) != key(title))


# --- number, date, issuers ---------------------------------------------------------------------------------


def document_number(line: str) -> str | None:
    """The 文号 when the line is nothing else: （皖开放办〔2022〕6号） → 皖开放办〔2022〕6号; None otherwise."""
    text = re.sub(r"\s+", "", fold(line)).strip("()[]〔〕【】*")
    text = re.sub(rf"^(?:{'|'.join(_NUMBERS)}):", "", text)
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


def _labelled(lines: Iterable[_Text], labels: tuple[str, ...]) -> str | None:
    """The value behind the first of ``labels`` that occurs: “发文机关： 国务院    成文日期：…” → 国务院."""
    texts = [line.line.text for line in lines]
    for label in labels:
        pattern = re.compile(rf"(?<![\u4e00-\u9fff]){_spaced(label)}\s*[:：]\s*(.{{2,80}})")
        for text in texts:
            if found := pattern.search(text):
                value = _ANY_LABEL.split(re.split(r"\s{3,}|\t|[；;]", found[1])[0])[0].strip("【】 ，,;；|")
                if value:
                    return value
    return None


def _issuing(label: str | None) -> str:
    return "" if label is None or _MEDIA.search(label) else label


def _signature(lines: list[_Text]) -> tuple[str | None, tuple[str, ...]]:
    """Date and issuers of the first signature."""
    for index, line in enumerate(lines):
        if line.line.role is not Role.SIGNATURE or (date := iso_date(line.text)) is None:
            continue
        organs: list[str] = []
        for before in reversed(lines[:index]):
            if before.line.role is not Role.SIGNATURE:
                break
            organs.insert(0, _SEAL.sub("", before.text))
        if beside := re.match(r"[\u4e00-\u9fff、]{3,}?(?=[\s\d０-９二])", line.text):
            organs.append(beside[0])
        return date, _organs(_joined(organs))
    return None, ()


def _joined(organs: list[str]) -> str:
    """Organ names of a signature; a name that is set on two lines becomes one."""
    text = ""
    for organ in organs:
        broken = text and (not _ORGAN_END.search(text) or re.match(r"领导小组|工作组|办公室|委员会", organ))
        text += organ if broken or not text else f"、{organ}"
    return text


def _organs(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in re.split(r"[、\s]+", text) if len(part) >= 2))


def _issuers_in(title: str) -> tuple[str, ...]:
    """国务院办公厅关于…, 浙江省人民政府印发… → the organs before 关于/印发; none when no organ stands there."""
    head = re.split(r"关于|印发|转发|批转", title, maxsplit=1)[0]
    head = re.sub(r"等.{1,4}部门$", "", head)
    return _organs(head) if head != title and _ORGAN_END.search(head) else ()


# --- jurisdiction ------------------------------------------------------------------------------------------


def _jurisdiction(title: str, issuers: tuple[str, ...], number: str | None) -> str:
    """国家, or the place that issuer, title or 文号 name; "" when the text does not tell."""
    names = (*issuers, title, *re.findall(r"《([^《》]+)》", title))
    if _NATIONAL.match(title) or any(_NATIONAL.match(name) for name in issuers):
        return NATION
    for name in names:
        found = _PLACE.match(_ABOUT.sub("", name))
        place = (found[1] or found[2]) if found else ""
        if found and place and not _NO_PLACE.search(place):
            within = _WITHIN.match(name := _ABOUT.sub("", name), found.end())
            return place + (within[0] if within and place[-1] in "市州盟" else "")
    if (number and _NATIONAL_NUMBER.match(number)) or any(_MINISTRY.match(name) for name in (*issuers, title)):
        return NATION
    return ""


# How a text calls the city or county that it speaks for: 我市, 全市, 市财政局, 各区(市、县)
_CITY_SPEAKS = re.compile(r"[我全本]市|(?<![\u4e00-\u9fff])市(?:委|政府|人民政府|[\u4e00-\u9fff]{2,9}(?:局|委|办))|县区|各区")
_PROVINCE_SPEAKS = re.compile(r"[我全本]省|(?<![\u4e00-\u9fff])省(?:委|政府|人民政府|[\u4e00-\u9fff]{2,9}(?:厅|局|委|办))")
_OWN_CITY = re.compile(r"中共|市委|人民政府|实际")


def _told_by(names: Names, number: str | None, text: str) -> str:
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
