"""Physical lines: what each one is (text, page furniture, signature, portal rubbish) and how wide the page was."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from kg.model import MarkKind, Source, Span
from kg.text import PAGE_NUMBER, fold

TERMINAL = "。！？；：…!?;:"
_WIDE = 0x2E7F
_YEAR_DATE = re.compile(
    r"(?:(?:19|20)\d\d|[〇○零一二三四五六七八九oO]{4})年(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})日"
)
_DOCUMENT_NUMBER = re.compile(r"[(\[【〔]?[\u4e00-\u9fff]{1,14}[〔\[(（【［](?:19|20)\d\d[〕\])）】］]第?\d{1,5}号[)\]】〕]?(?:签发人.*)?")
_RUBBISH = re.compile(
    r"【?法宝引证码|原文链接|信息来源[:：]|^来源[:：]|信息提供日期|^抄送[:：]|^抄报[:：]|^(?:\(|（)此件.{2,8}(?:公开|发布)|^主题词[:：]|^索引号[:：]|"
    r"^(?:发文机关|发布机构|成文日期|印发日期|发布日期|发文字号|主题分类|标题|有效性|公文种类|生成日期|发布时间|浏览次数|字体|打印|责任编辑)[:：]|"
    r"视力保护色|^(?:分享到|扫一扫|打印本页|关闭窗口|上一篇|下一篇)|^https?://\S+$|^相关(?:稿件|阅读|链接|解读|文件)[:：]?$"
)
_PRINTED = re.compile(r"^[\u4e00-\u9fff]{2,30}(?:19|20)\d\d年\d{1,2}月\d{1,2}日印发$")
_HEADER = re.compile(r"^[\u4e00-\u9fff]{2,30}(?:文件|公报)$|^[A-Z0-9\-－—]{6,30}$|^(.)\1{7,}$|^[－\-—_=＿*＊·.]{4,}$|^(?:特急|急件|加急|机密|秘密)$|^共印\d+份$")
_ORGAN = re.compile(r"(?:政府|办公厅|办公室|委员会|厅|局|部|院|委|署|中心|小组|工作组|行|党委|管委会|集团|公司|总会|协会)(?:\((?:代章|盖章|印章|公章)\))?$")


class Role(Enum):
    TEXT = auto()
    TITLE = auto()  # of a document; only the structure, which knows the titles, gives this role
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
    return text[-1] in TERMINAL or (text[-1] in "”）)》】〕]’" and len(text) > 1)


def _columns(text: str) -> int:
    return sum(2 if ord(char) > _WIDE else 1 for char in text)


def lines_of(source: Source) -> list[Line]:
    """The lines that hold anything, with their marks and roles."""
    found, position = [], 0
    for raw in source.text.split("\n"):
        body = raw.strip(" \t\u3000\u00a0\r\u200b\ufeff")
        if body:
            lead = raw.index(body)
            start = position + lead
            indent = _columns(raw[:lead])
            found.append(Line(start, start + len(body), body, indent, indent + _columns(body)))
        position += len(raw) + 1
    _apply_marks(source, found)
    _give_roles(found)
    return found


def _apply_marks(source: Source, lines: list[Line]) -> None:
    index = 0
    for mark in source.marks:
        if mark.kind in (MarkKind.CELL, MarkKind.CENTER):
            continue
        while index < len(lines) and lines[index].end <= mark.span.start:
            index += 1
        k = index
        while k < len(lines) and lines[k].start < mark.span.end:
            line = lines[k]
            if mark.kind is MarkKind.HEADING:
                line.heading = mark.level
            elif mark.kind is MarkKind.ROW:
                line.row = mark.span
            elif mark.span.start <= line.start + 8 and not line.bold_end:
                # the number before a bold title may stand outside the bold: 1. **塑强…**
                if not re.search(r"[\u4e00-\u9fff]{2}", source.text[line.start : max(line.start, mark.span.start)]):
                    line.bold_end = min(mark.span.end, line.end)
            elif line.bold_end and mark.span.start <= line.bold_end + 1:
                line.bold_end = max(line.bold_end, min(mark.span.end, line.end))
            k += 1


def _give_roles(lines: list[Line]) -> None:
    squeezed = [re.sub(r"\s+", "", fold(line.text)) for line in lines]
    for index, (line, text) in enumerate(zip(lines, squeezed, strict=True)):
        if line.row is not None:
            continue
        if PAGE_NUMBER.fullmatch(line.text):
            line.role = Role.FURNITURE
        elif _PRINTED.match(text) or (len(text) < 80 and _RUBBISH.search(text)) or _HEADER.match(text):
            line.role = Role.RUBBISH
        elif _DOCUMENT_NUMBER.fullmatch(text):
            line.role = Role.NUMBER
        elif _YEAR_DATE.fullmatch(text.strip("()")):
            line.role = Role.SIGNATURE
            _sign(lines, squeezed, index)


def _sign(lines: list[Line], squeezed: list[str], date: int) -> None:
    """The organ names right above a date line belong to the signature."""
    for k in range(date - 1, max(-1, date - 7), -1):
        line, text = lines[k], squeezed[k]
        organ = _ORGAN.search(text) and not re.search(r"[。；:!?]", text) and len(text) <= 60 and line.role is Role.TEXT
        if not organ and line.role is not Role.FURNITURE:
            wrapped = k + 1 < date and re.match(r"领导小组|工作|办公室", squeezed[k + 1]) and len(text) <= 40
            if not wrapped:
                return
        if line.role is Role.TEXT:
            line.role = Role.SIGNATURE


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
    open_ended = sum(line.text[-1] not in TERMINAL + "”）)" for line in body) / len(body)
    rights = sorted(line.right for line in body)
    width = rights[int(len(rights) * 0.9)]
    full = sum(line.right >= width * 0.86 for line in body) / len(body)
    if open_ended < 0.4 or full < 0.35 or not 20 <= width <= 160:
        return Setting(False, width, 0)
    indents = sorted(b.indent for a, b in zip(body, body[1:], strict=False) if a.text[-1] not in TERMINAL and a.right >= width * 0.86)
    return Setting(True, width, indents[len(indents) // 2] if indents else 0)
