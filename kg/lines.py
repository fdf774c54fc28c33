"""Physical lines: what each one is (text, page furniture, signature, print and portal rubbish) and how wide the page was.

Shared by the metadata and the structure; general knowledge of official documents and of the sites that print them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from kg.model import Mark, MarkKind, Source, Span
from kg.text import PAGE_NUMBER, fold, key

TERMINAL = "。！？；：…!?;:"
_CLOSERS = "”）)》】〕]’"
_SPACES = " \t\u3000\u00a0\r\u200b\ufeff"
_BAR_SPACES = _SPACES + "|"
_WIDE = 0x2E7F

_DAY = (
    r"(?:(?:19|20)\d\d|[〇○零一二三四五六七八九o]{4})年(?:\d{1,2}|[一二三四五六七八九十]{1,3})月"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})日"
)
_DATE = re.compile(_DAY)
_SIGNED = re.compile(rf"[\u4e00-\u9fff、]{{2,40}}(?:政府|办公厅|办公室|委员会|厅|局|部|院|委|署){_DAY}")
_PRINTED = re.compile(rf"[\u4e00-\u9fff]{{2,30}}{_DAY}印发")  # foot of a printed document
_POSTED = re.compile(r"[\u4e00-\u9fff]{2,20}(?:19|20)\d\d-\d{1,2}-\d{1,2}(?:\d{1,2}:\d{2}(?::\d{2})?)?")  # head of a web page
_DOCUMENT_NUMBER = re.compile(
    r"[(\[【〔]?[\u4e00-\u9fff]{1,14}[〔\[(【［](?:19|20)\d\d[〕\])】］]第?\d{1,5}号[)\]】〕]?(?:签发人.*)?"
)
_RUBBISH = re.compile(
    r"法宝引证码|原文链接|视力保护色|信息来源:|信息提供日期|^(?:抄送|抄报|主题词|索引号):|^来源:(?:[^,。;]{0,40}$|.*(?:时间|日期|浏览|作者|点击|字体|字号))|^\(此件.{2,8}(?:公开|发布)|^https?://\S+$"
    r"|^(?:发文机关|发布机构|成文日期|印发日期|发布日期|发文字号|主题分类|标题|公文种类|生成日期|发布时间|浏览次数|字体|责任编辑):"
    r"|^(?:[【\[〖(]?(?:打印|关闭|收藏|纠错|复制|大|中|小)(?:窗口|本页|此页|链接)?[】\]〗)][>|/]*)+|^\(?责任编辑"
    r"|^(?:分享到|扫一扫|打印本页|关闭窗口|上一篇|下一篇|相关(?:稿件|阅读|链接|解读|文件):?$)"
)
_PORTAL = re.compile(  # one label of a page is enough on a line of several: 作者:… 时间:… 浏览:…
    r"(?:浏览|阅读|访问|点击)(?:次数|量)?:|^(?:发布|更新)?(?:时间|日期):(?:19|20)\d\d-|(?:更新|发布)时间:(?:19|20)\d\d|^字[体号](?:大小)?:"
    r"|^下载地址:|扫描?(?:描)?二维码|^分享[至到]|(?:您|你)(?:现在|当前)?的?(?:所在)?位置:|^当前位置:"
)
_CRUMBS = re.compile(r"[^<>»›]{0,20}(?:(?:>>?|»|›)[^<>»›。;,]{1,20}){2,}(?:>>?|»|›)?")  # 首页 > 政务公开 > 政策文件
_SHARED = re.compile(r"《[^》]+\.(?:docx?|pdf|pptx?|xlsx?)》由会员分享")  # a site where members share files
_BUTTONS = re.compile(  # what a page lets its reader do, and the name of the shelf that it took the text from
    r"(?:(?:精确|模糊|高级|开始|重新|站内|全文|标题|智能)?(?:检索|搜索|查询|搜一搜)|返回(?:首页|顶部|上一页|列表)?|首页|打印(?:本页)?|关闭(?:窗口)?"
    r"|(?:加入)?收藏|纠错|复制(?:链接)?|转发|点赞|设为首页|登录|注册|导航|网站地图|网站支持ipv6|无障碍(?:浏览|阅读)?|长者(?:模式|版)|(?:法规|政策|法律|文件|法律法规|政策法规|政策文件|规章)"
    r"(?:库|数据库|文库|查询|检索)|下载(?:全文|附件|原文)?|查看(?:全文|原文)|展开(?:全文)?|收起|分享|听全文|繁体|简体)+"
)
_FORCE = re.compile(
    r"(?:有效性|时效性?|效力状态|文件状态)[:】\]]+(?:现行|全文|已经?|继续)?(?:有效|失效|废止|无效)"
)  # the document's own state
_RUBBISH_MAX = 80
_LETTERHEAD = re.compile(
    r"[\u4e00-\u9fff]{2,30}(?:文件|公报)|(?=.*[a-z])[a-z0-9\-－—]{6,30}|(.)\1{7,}|[－\-—_=＿*＊·.]{4,}|特急|急件|加急|机密|秘密|共印\d+份"
)
_CONTENTS = re.compile(r"目次|目录")
_CONTENTS_LINE = re.compile(r".{2,80}?(?:[.．·•…‥]{3,}|[\-—_ \t\u3000]{4,})\s*[0-9０-９]{1,3}")
_ORGAN = re.compile(
    r"(?:政府|办公厅|办公室|委员会|厅|局|部|院|委|署|中心|小组|工作组|行|党委|管委会|集团|公司|总会|协会|联席会议|总队|支队|党组"
    r"|海关|联合会|大学|学校|政府办|工会|常委会)"
    r"(?:\([^()]*(?:代章|盖章|印章|公章)\))?$|^\([^()]*(?:代章|盖章)\)$"
)
_ORGAN_TAIL = re.compile(r"领导小组|工作|办公室")
_ORGAN_MAX = 60


class Role(Enum):
    TEXT = auto()
    TITLE = auto()  # of a document; given by the structure, which knows the titles
    FURNITURE = auto()  # page numbers: inside sentences, healed away
    RUBBISH = auto()  # portal and print lines: no part of the document
    NUMBER = auto()  # 文号
    SIGNATURE = auto()  # organ or date below the text


@dataclass(slots=True)
class Line:
    """One physical line without its layout spaces. Columns count a wide character as two."""

    start: int
    end: int
    text: str
    indent: int
    right: int
    role: Role = Role.TEXT
    heading: int = 0  # level that the format gives it
    bold_end: int = 0  # where a bold stretch that begins the line ends; 0: none
    row: Span | None = None  # the table row that it belongs to


def finished(text: str) -> bool:
    """Whether a line ends where a sentence may end."""
    return text[-1] in TERMINAL or (text[-1] in _CLOSERS and len(text) > 1)


def lines_of(source: Source) -> list[Line]:
    """The lines that hold anything, with their marks and roles."""
    found, position = [], 0
    edges = sorted({at for mark in source.marks if mark.kind is MarkKind.ROW for at in (mark.span.start, mark.span.end)})
    for raw in source.text.split("\n"):
        for part in _parts(raw, position, edges):
            if body := part.strip(_SPACES):
                lead = part.index(body)
                indent = _columns(part[:lead])
                start = position + lead
                found.append(Line(start, start + len(body), body, indent, indent + _columns(body)))
            position += len(part)
        position += 1
    _apply_marks(source, found)
    _give_roles(found)
    return found


def _parts(raw: str, position: int, edges: list[int]) -> Iterator[str]:
    """A line at ``position``, cut where a table row begins or ends inside it (a table run together in one line)."""
    begin = 0
    for edge in edges[bisect_left(edges, position) : bisect_right(edges, position + len(raw))]:
        if raw[begin : edge - position].strip(_BAR_SPACES) and raw[edge - position :].strip(_BAR_SPACES):
            yield raw[begin : edge - position]
            begin = edge - position
    yield raw[begin:]


def _columns(text: str) -> int:
    return sum(2 if ord(char) > _WIDE else 1 for char in text)


# --- marks -------------------------------------------------------------------------------------------


def _apply_marks(source: Source, lines: list[Line]) -> None:
    index = 0
    for mark in source.marks:
        if mark.kind in (MarkKind.CELL, MarkKind.CENTER):
            continue
        while index < len(lines) and lines[index].end <= mark.span.start:
            index += 1
        for line in lines[index:]:
            if line.start >= mark.span.end:
                break
            _apply(source.text, line, mark)


def _apply(text: str, line: Line, mark: Mark) -> None:
    if mark.kind is MarkKind.HEADING:
        line.heading = mark.level
    elif mark.kind is MarkKind.ROW:
        line.row = mark.span
    elif line.bold_end and mark.span.start <= line.bold_end + 1:
        line.bold_end = max(line.bold_end, min(mark.span.end, line.end))  # bold in several runs
    elif not line.bold_end and not re.search(r"[\u4e00-\u9fff]{2}", text[line.start : max(line.start, mark.span.start)]):
        # the number may stand outside the bold: 1. **塑强…**
        line.bold_end = min(mark.span.end, line.end)


# --- roles -------------------------------------------------------------------------------------------


def _give_roles(lines: list[Line]) -> None:
    squeezed = [re.sub(r"\s+", "", fold(line.text)) for line in lines]
    for index, (line, text) in enumerate(zip(lines, squeezed, strict=True)):
        if line.row is None:
            line.role = _role(line, text)
            if line.role is Role.SIGNATURE:
                _sign(lines, squeezed, index)
    _drop_contents(lines, squeezed)
    _drop_rest(lines, squeezed)


def _role(line: Line, text: str) -> Role:
    if PAGE_NUMBER.fullmatch(line.text) or not text.strip("|"):
        return Role.FURNITURE  # bars are what is left of a table's borders
    if _DOCUMENT_NUMBER.fullmatch(text):
        return Role.NUMBER
    if _DATE.fullmatch(text.strip("()")) or _SIGNED.fullmatch(text):
        return Role.SIGNATURE
    if _FORCE.search(text):
        return line.role
    if _BUTTONS.fullmatch(text):
        return Role.RUBBISH
    printed = _PRINTED.fullmatch(text) or _POSTED.fullmatch(text) or _LETTERHEAD.fullmatch(text)
    if text.startswith("《") and _SHARED.match(text):
        return Role.RUBBISH
    portal = _RUBBISH.search(text) or _PORTAL.search(text) or _CRUMBS.fullmatch(text)
    rubbish = printed or (len(text) < _RUBBISH_MAX and portal)
    return Role.RUBBISH if rubbish else line.role


def _sign(lines: list[Line], squeezed: list[str], date: int) -> None:
    """The organ names right above a date line belong to the signature."""
    for k in range(date - 1, max(-1, date - 7), -1):
        line, text = lines[k], squeezed[k]
        if line.role is Role.FURNITURE:
            continue
        plain = line.role is Role.TEXT and line.row is None and len(text) <= _ORGAN_MAX and not re.search(r"[。；:!?]", text)
        broken = k + 1 < date and _ORGAN_TAIL.match(squeezed[k + 1])  # one name on two lines
        if not plain or not (_ORGAN.search(text) or broken):
            return
        line.role = Role.SIGNATURE


def _drop_contents(lines: list[Line], squeezed: list[str]) -> None:
    """A table of contents repeats the headings with their pages."""
    for line in lines:
        if line.role is Role.TEXT and line.row is None and _CONTENTS_LINE.fullmatch(line.text):
            line.role = Role.RUBBISH
    start = next((i for i, text in enumerate(squeezed[:80]) if _CONTENTS.fullmatch(text)), None)
    if start is None:
        return
    lines[start].role = Role.RUBBISH
    keys = [key(text) for text in squeezed]
    for i in range(start + 1, len(lines)):
        wanted = re.sub(r"\d{1,3}$", "", keys[i])
        if len(wanted) < 2 or not any(other.startswith(wanted) for other in keys[i + 1 :]):
            return
        lines[i].role = Role.RUBBISH


def _drop_rest(lines: list[Line], squeezed: list[str]) -> None:
    """“抄送：省委各部门，⏎省法院。” and labels that run over a line end: the rest of a rubbish line is rubbish."""
    for index in range(1, len(lines)):
        line, before = lines[index], lines[index - 1]
        if line.role is not Role.TEXT or before.role is not Role.RUBBISH or line.row is not None:
            continue
        copied = (
            squeezed[index - 1].startswith(("抄送", "抄报")) and squeezed[index - 1][-1] in ",、;" and len(squeezed[index]) < 60
        )
        scrap = len(squeezed[index]) <= 6 and index + 1 < len(lines) and lines[index + 1].role is Role.RUBBISH
        if copied or scrap:
            line.role = Role.RUBBISH
            squeezed[index] = "抄送" + squeezed[index] if copied else squeezed[index]


# --- the page ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Setting:
    """How the text was set: hard line ends at ``width`` columns, or one paragraph a line."""

    wrapped: bool
    width: int
    margin: int  # usual indent of a line that goes on

    def full(self, line: Line) -> bool:
        return line.right >= self.width - max(8, self.width // 8)


def setting_of(lines: list[Line]) -> Setting:
    body = [line for line in lines if line.role is Role.TEXT and line.row is None]
    if len(body) < 8:
        return Setting(False, 0, 0)
    width = sorted(line.right for line in body)[int(len(body) * 0.9)]
    unended = sum(not finished(line.text) for line in body) / len(body)
    full = sum(line.right >= width * 0.86 for line in body) / len(body)
    if unended < 0.4 or full < 0.35 or not 20 <= width <= 160:
        return Setting(False, width, 0)
    indents = sorted(b.indent for a, b in pairwise(body) if a.text[-1] not in TERMINAL and a.right >= width * 0.86)
    return Setting(True, width, indents[len(indents) // 2] if indents else 0)
