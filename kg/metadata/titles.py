"""Titles: of the document, and of the plans that it carries. What a page set beside a title is no part of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.headers import kind_of
from kg.lines import Setting, finished
from kg.metadata.labels import TITLES, labelled
from kg.metadata.letter import ORGAN_END, issuers_in
from kg.metadata.texts import HEAD_LINES, Text
from kg.text import fold, key

# Genres that end a title wherever it stands, and those that end the title only at the head of a text.
_GENRES = "通知|意见|方案|规划|纲要|计划|措施|办法|规定|细则|条例|规则|要点|清单|政策|分工|名单"
_HEAD_GENRES = (
    "通告|公告|决定|命令|规程|规范|制度|指南|指引|导则|章程|批复|函|报告|决议|任务书|标准|目录|准则|预案|倡议|建议|说明|"
    "路线图|白皮书|指标表|任务表|分工表|分解表|一览表|明细表|汇总表|责任表|进度表|目标表|情况表"
)
_LETTERS = "通知|通告|公告|决定|命令|令|批复|函"  # what carries another document: 关于印发…的通知
_BRACKETS = r"(?:[(〔\[][^()]{1,30}[)〕\]])*"
_SUFFIX = re.compile(r"\.(?:docx?|pdf|wps|txt|html?)$", re.IGNORECASE)  # of a file whose name stands as the title
_TITLE = re.compile(rf"[^。!?;]{{3,}}(?:(?:{_GENRES})表?|{_HEAD_GENRES})[》”]?{_BRACKETS}")
_STRONG = re.compile(rf"(?:{_GENRES})表?[》”]?{_BRACKETS}$")
_ADDENDUM = re.compile(r"[(](?:[^()]*(?:年|稿|试行|修订|草案|暂行|版)[^()]*)[)]")
_YEARS_OF = re.compile(rf"[(][^()]*年[^()]*[)][^。;:]{{2,}}(?:{_GENRES})表?{_BRACKETS}")  # （2016—2030年）实施分工方案
_CARRIES = re.compile(r"关于(?:印发|转发|批转|下发|公布|发布)")
_CARRIED = re.compile(rf"(?:{_LETTERS}){_BRACKETS}$")
_NOT_TITLE = re.compile(
    r"https?:|法宝|[|]|:.|:$|^(?:[(]|各|附件|抄送|专栏|目录$|目次$|表\d|图\d|\d{1,2}[.、]|"
    r"第[一二三四五六七八九十\d]+[章节条]|[一二三四五六七八九十]+、)"
)
_TITLE_LINES = 5
_TITLE_MAX = 120
_SHORT = 36  # a shorter line that does not end a sentence is a heading or the like
DRAFT = r"征求意见稿|公开征求意见|征求意见的|草案|送审稿|讨论稿|意见征集稿"

# What a page sets on the title's own line: the site behind it, a date or a button in front of it.
_SITE = re.compile(r"(?:_[^_]{2,24})+$|\s*[\-–—]{1,2}\s*[\u4e00-\u9fff]{2,16}(?:网|网站|门户|政府|平台|频道|信息公开)$")
_BEFORE = re.compile(
    r"^(?:[·•●★◆■□▶►>»]+|[\[【(]?(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?[\]】)]?|[\[【](?:图文?|转载|原创|最新|置顶|政策文件|规范性文件)[\]】])\s*"
)
# A text that begins right behind the title of its own line.
_BEGINS = (
    r"为(?:了|贯彻|深入|进一步|认真|充分|加快|切实|推动|推进|全面|加强|规范|促进|落实|做好|保障|提高|支持|鼓励|确保|持续|有效|积极|扎实|更好|激发)"
    r"|(?:根据|按照|依据|遵照)|第一[章条]|一、|各[省市县区]|现(?:将|就)|近年来"
)
_RUN_IN = re.compile(rf"([^。,;:!?]{{4,80}}?(?:{_GENRES}){_BRACKETS})\s*(?:{_BEGINS})")
_NO_RUN_IN = re.compile(r"^(?:本|该|此|为|根据|按照|现)|是")


def titles_in(lines: list[Text], setting: Setting) -> list[tuple[int, str]]:
    """Every title with its line: lines outside sentences that close with a genre word, joined over line ends."""
    found: list[tuple[int, str]] = []
    index = 0
    while index < len(lines):
        hit = _title_at(lines, index) if _may_begin(lines, index, setting) else None
        if hit and (_STRONG.search(fold(hit[0])) or (not found and index < HEAD_LINES)):
            found.append((index, hit[0]))
            index = hit[1]
        else:
            index += 1
    return found


def _may_begin(lines: list[Text], index: int, setting: Setting) -> bool:
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


def _title_at(lines: list[Text], start: int) -> tuple[str, int] | None:
    """The title that begins on line ``start``, with the line after it."""
    parts: list[str] = []
    for end in range(start, min(start + _TITLE_LINES, len(lines))):
        line = lines[end]
        text = _bare(line.text)
        if not line.plain or not text or (_NOT_TITLE.search(fold(text)) and not (parts and text[0] in "（(")):
            return None
        if kind_of(text) and not (parts or line.line.heading):
            return None  # the head of a column
        parts.append(text)
        joined = "".join(parts)
        if len(joined) > _TITLE_MAX:
            return None
        after = lines[end + 1].text if end + 1 < len(lines) and lines[end + 1].plain else ""
        if len(joined) >= 5 and _is_title(joined) and not _goes_on(joined, after):
            return _own(parts, lines[start : end + 1]), end + 1
    return None


def _bare(text: str) -> str:
    return _SITE.sub("", _BEFORE.sub("", text)).strip()


def _is_title(text: str) -> bool:
    return _TITLE.fullmatch(fold(_SUFFIX.sub("", text.rstrip("*＊")))) is not None


def _goes_on(text: str, after: str) -> bool:
    """Whether a title only ends on the line after it."""
    whole, more = fold(text), fold(after)
    if not more or len(text) + len(after) > _TITLE_MAX:
        return False
    if any(whole.count(a) != whole.count(b) for a, b in ("《》", "()", "“”")):
        return True
    carries = _CARRIES.search(whole) and not _CARRIED.search(whole)
    if carries and len(more) < _SHORT and _CARRIED.search(more) and not _NOT_TITLE.search(more):
        return True
    return more.startswith(("的", "》", ")")) or bool(_ADDENDUM.fullmatch(more)) or bool(_YEARS_OF.fullmatch(more))


def _own(parts: Sequence[str], lines: Sequence[Text]) -> str:
    """The title that ``parts`` spell without what stands over it: a scrap of the page, an organ that signed the letter above."""
    for index in range(1, len(parts)):
        above, rest = "".join(parts[:index]), "".join(parts[index:])
        if not _is_title(rest) or len(rest) < 5:
            continue
        apart = lines[index].line.start - lines[index - 1].line.end > 1  # a blank line between them
        if ORGAN_END.search(fold(above)):
            if not re.match(r"关于|印发|转发|批转", fold(rest)) and (issuers_in(rest) or _begins_anew(above, rest)):
                return rest
        elif (
            (apart or _PLACED.match(fold(rest))) and len(above) <= _SCRAP and issuers_in(rest) and not _JOINED.search(fold(above))
        ):
            return rest
    return "".join(parts)


_SCRAP = 12
_JOINED = re.compile(r"[省市县区州盟旗国]|关于|[的和与及、及其或暨等]$|^(?:中共|国务院|全国|中央)")
_PLACED = re.compile(
    r"[\u4e00-\u9fff]{2,7}?[省市县区州盟旗](?:委|[\u4e00-\u9fff]{0,10}(?:政府|厅|局|办))"
)  # a whole organ begins the line


def _begins_anew(organ: str, title: str) -> bool:
    """某市人民政府办公厅 over 某市…若干措施: both begin with the same place, so they are no one name."""
    place = re.match(r"[\u4e00-\u9fff]{2,7}?[省市县区州盟旗]", organ)
    return place is not None and title.startswith(place[0])


def first_title(head: Sequence[Text], titles: list[tuple[int, str]]) -> str:
    """The first title of the head; failing that a labelled one, one that its text runs on from, a marked heading, the
    first short line above the text; "" when nothing there is a title."""
    if titles and titles[0][0] < len(head):
        return titles[0][1]
    if label := labelled([line.line.text for line in head], TITLES):
        return label
    plain = [line for line in head if line.plain]
    for line in plain:
        if found := _run_in(line.text):
            return found
    marked = next((line.text for line in plain if line.line.heading and not _NOT_TITLE.search(fold(line.text))), None)
    return marked or next((line.text for line in _above_the_text(plain) if _may_be_title(line.text)), "")


def _run_in(text: str) -> str:
    """The title at the head of a line that goes on with the text itself."""
    bare = _bare(text)
    found = _RUN_IN.match(fold(bare))
    if found is None or _NO_RUN_IN.search(found[1]) or found[1].count("《") != found[1].count("》"):
        return ""
    return bare[: found.end(1)]


def _above_the_text(lines: Sequence[Text]) -> list[Text]:
    """The lines above the first sentence."""
    end = next((i for i, line in enumerate(lines) if line.text[-1] in "。；;" or len(line.text) > _TITLE_MAX), len(lines))
    return list(lines[:end])


def _may_be_title(text: str) -> bool:
    folded = fold(text)
    return (
        4 <= len(text) <= 60
        and len(re.findall(r"[\u4e00-\u9fff]", text)) >= 4
        and not _NOT_TITLE.search(folded)
        and folded[-1] not in "。;,、"
        and kind_of(text) is None
    )


def clean(title: str) -> str:
    """A title without the 《》 that enclose the whole of it, footnote stars, a file's suffix and the draft's bracket."""
    title = re.sub(rf"[（(](?:{DRAFT})[^（()）]*[)）]", "", _SUFFIX.sub("", title.strip("*＊ ")))
    enclosed = re.fullmatch(r"《([^《》]+)》", title)
    return enclosed[1] if enclosed else title


# 关于印发《A》《B》的通知, 关于《A》公开征求意见的公告: A is what the letter carries; 贯彻《A》的意见 is another document
_CARRIED_NAMES = re.compile(
    r"(?:印发|转发|批转|下发|公布|发布|颁布|征求|征集|关于|^)((?:《[^《》]+》[、和及与]?)+)(?=等|的(?:通知|公告|通告|决定|命令|令|函)|意见|"
    r"(?:第.次|再次)?(?:公开)?(?:征求|征集)|[(]|$)"
)


def aliases_of(title: str, titles: list[tuple[int, str]], lines: Sequence[Text]) -> tuple[str, ...]:
    """Other titles of the file: of the plans that a notice carries, and the name inside the notice's own title."""
    own = [name for index, name in titles if not (index and lines[index - 1].text.startswith("附"))]
    carried = [
        title[a + found.start(1) : b + found.start(1)]
        for found in _CARRIED_NAMES.finditer(fold(title))
        for a, b in (m.span(1) for m in re.finditer(r"《([^《》]+)》", found[1]))
    ]
    names = [clean(name) for name in (*own, *carried)]
    return tuple(name for name in dict.fromkeys(names) if key(name) != key(title))
