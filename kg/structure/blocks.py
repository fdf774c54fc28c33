"""Lines → paragraphs as a reader sees them: what line and page ends broke is joined again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.lines import Line, Role, Setting, finished, lines_of, setting_of
from kg.model import Source, Span
from kg.structure.numbering import Form, Label, label_at
from kg.text import fold, key

HEADING_MAX = 60
_LEAST_BROKEN = 20  # a paragraph cut by a page end left at least this many characters on its line
_TITLE_LINES = 5  # a document's title runs over at most so many lines
_TITLE_MAX = 110
DRAFT_BRACKET = re.compile(r"[（(][^（()）]*(?:稿|草案)[^（()）]*[)）]")  # a document's title does not keep it
_CANNOT_BEGIN = "，。、；：！？）)》”％%…,;"
_DASHES = ("——", "--", "－－")
_ORGAN = r"(?:责任|牵头|负责|配合|省|市|县|区|国家|国务院|各|[\u4e00-\u9fff]{2,12}(?:厅|局|委|部|办|政府))"
_ATTRIBUTION = re.compile(rf"[（(〔\[]{_ORGAN}")
_BRACKET_LINE = re.compile(
    rf"[（(](?:责|牵|负|由|配|{_ORGAN}|中|[^（()）]{{2,60}}$|[^（()）]+[、，][^（()）]+[)）]|[^（()）]+(?:厅|局|委|部|办|政府)[^（()）]*[)）])"
)
_LINE_LABEL = re.compile(r"(?:牵头|责任|参与|配合|落实|负责|主办|协办|完成|承办|实施|联系|时间)[\u4e00-\u9fff]{1,6}[:：]")
_TITLE_END = re.compile(r"(?:通知|意见|方案|规划|计划|办法|措施|规定|细则|纲要|要点)[》”]?(?:[（(].*[)）])?$")


@dataclass(slots=True)
class Block:
    """A paragraph, a stand-alone heading, a title or a table row."""

    start: int
    end: int
    role: Role
    heading: int = 0  # level that the format gives it
    bold_end: int = 0
    row: Span | None = None
    label: Label | None = None
    indent: int = 0


class Sequence:
    """The last number seen of each form: what may come next."""

    def __init__(self) -> None:
        self._last: dict[tuple[Form, int], int] = {}

    def follows(self, label: Label) -> bool:
        return label.ordinal == self._last.get((label.form, label.depth), 0) + 1

    def take(self, label: Label) -> None:
        self._last[(label.form, label.depth)] = label.ordinal


def blocks_of(source: Source, titles: tuple[str, ...] = ()) -> list[Block]:
    """The paragraphs of ``source``; lines that spell one of ``titles`` make blocks of the role TITLE."""
    lines = [line for line in lines_of(source) if line.role is not Role.FURNITURE]
    _mark_titles(lines, {key(title) for title in titles})
    return _Joiner(source.text, setting_of(lines)).join(lines)


def _mark_titles(lines: list[Line], titles: set[str]) -> None:
    for index, line in enumerate(lines):
        if line.role is not Role.TEXT or line.row is not None:
            continue
        spelled = ""
        for end in range(index, min(index + _TITLE_LINES, len(lines))):
            if lines[end].role is not Role.TEXT or len(lines[end].text) > _TITLE_MAX:
                break
            spelled += key(lines[end].text)
            if spelled in titles or key(DRAFT_BRACKET.sub("", "".join(line.text for line in lines[index : end + 1]))) in titles:
                for k in range(index, end + 1):
                    lines[k].role = Role.TITLE
                break


@dataclass(slots=True)
class _Joiner:
    text: str
    setting: Setting

    def join(self, lines: list[Line]) -> list[Block]:
        blocks: list[Block] = []
        sequence = Sequence()
        last: Line | None = None
        for line in lines:
            plain = line.role is Role.TEXT and line.row is None
            label = label_at(self.text, line.start, line.end) if plain else None
            block = blocks[-1] if blocks else None
            if block and last and self._same(block, last, line, label, sequence):
                if block.bold_end == last.end and line.bold_end:
                    block.bold_end = line.bold_end
                block.end = line.end
            else:
                if label:
                    sequence.take(label)
                blocks.append(Block(line.start, line.end, line.role, line.heading, line.bold_end, line.row, label, line.indent))
            last = line
        return blocks

    def _same(self, block: Block, last: Line, line: Line, label: Label | None, sequence: Sequence) -> bool:
        """Whether ``line`` belongs to the block whose last line is ``last``."""
        if line.row is not None or last.row is not None:
            return line.row == block.row
        if line.role is not last.role or line.role not in (Role.TEXT, Role.TITLE):
            return False
        if line.role is Role.TITLE:
            return not _TITLE_END.search(last.text)
        return self._goes_on(block, last, line, label, sequence)

    def _goes_on(self, block: Block, last: Line, line: Line, label: Label | None, sequence: Sequence) -> bool:
        if line.text[0] in _CANNOT_BEGIN and not line.heading:
            return True
        if line.heading or (block.heading and not line.bold_end):
            return False
        done = finished(last.text)
        if line.bold_end and (done or last.bold_end != last.end):
            return False
        if label and (done or self._is_number(label, last, sequence)):
            return False
        if _LINE_LABEL.match(line.text) or line.text.startswith(_DASHES):
            return False
        if self.setting.wrapped:
            return self._goes_on_wrapped(block, last, line, done=done)
        if label is None and _ATTRIBUTION.match(line.text) and done:
            return True  # the structure lets it run on from the paragraph before
        return not done and len(last.text) >= _LEAST_BROKEN and not self._is_title_line(block)

    def _is_number(self, label: Label, last: Line, sequence: Sequence) -> bool:
        """In the midst of a sentence only a number that comes next in its sequence begins a paragraph."""
        if label.ordinal == 0 or sequence.follows(label) or not self.setting.full(last):
            return True
        return label.ordinal == 1 and not self.setting.wrapped

    def _goes_on_wrapped(self, block: Block, last: Line, line: Line, *, done: bool) -> bool:
        setting = self.setting
        if done and _BRACKET_LINE.match(line.text):
            return True  # an attribution, set wherever the page had room
        open_bracket = _inside_bracket(self.text[block.start : last.end])
        if not done and open_bracket:
            return True
        indented = line.indent >= setting.margin + 2
        if not done:
            if self._is_title_line(block):
                return setting.full(last) and not (indented and line.indent <= setting.margin + 8)
            return setting.full(last) or "。" in self.text[block.start : last.end]
        return setting.full(last) and (open_bracket or (not indented and block.indent > setting.margin))

    def _is_title_line(self, block: Block) -> bool:
        """A numbered line without a sentence in it: a stand-alone heading, which nothing continues."""
        if block.label is None:
            return False
        body = self.text[block.start + block.label.length : block.end]
        return len(body) <= HEADING_MAX and not any(char in body for char in "。；")


def _inside_bracket(text: str) -> bool:
    tail = text[-200:]
    return max(tail.rfind("（"), tail.rfind("(")) > max(tail.rfind("）"), tail.rfind(")"))


def attribution_only(text: str, block: Block) -> bool:
    """A paragraph that is nothing but a bracket: （省财政厅、…）."""
    body = text[block.start : block.end]
    return bool(_ATTRIBUTION.match(body)) and fold(body).rstrip("。")[-1:] in (")", "〕", "]")
