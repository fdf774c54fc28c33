"""Lines → paragraphs as a reader sees them: sentences broken by line and page ends are joined, one-line bodies are split."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model import Source, Span
from kg.lines import Line, Role, Setting, finished, lines_of, setting_of
from kg.structure.numbering import Form, Label, label_at
from kg.text import fold, key

HEADING_MAX = 60
_LEAST_BROKEN = 20  # a paragraph cut by a page end left at least this many characters on its line
_CANNOT_BEGIN = "，。、；：！？）》”％%…,;"
_ATTRIBUTION = re.compile(r"[（(〔\[](?:责任|牵头|负责|配合|省|市|县|区|国家|国务院|各|[\u4e00-\u9fff]{2,12}(?:厅|局|委|部|办|政府))")
_BRACKET_LINE = re.compile(r"[（(](?:责|牵|负|由|配|各|省|市|区|县|国|中|[^（()）]{2,60}$|[^（()）]+[、，][^（()）]+[)）]|[^（()）]+(?:厅|局|委|部|办|政府)[^（()）]*[)）])")
_TITLE_END = r"(?:通知|意见|方案|规划|计划|办法|措施|规定|细则|纲要|要点)[》”]?(?:[（(].*[)）])?$"
_LINE_LABEL = re.compile(r"(?:牵头|责任|参与|配合|落实|负责|主办|协办|完成|承办|实施|联系|时间)[\u4e00-\u9fff]{1,6}[:：]")


@dataclass(slots=True)
class Block:
    """A paragraph, a stand-alone heading or a table row."""

    start: int
    end: int
    role: Role
    heading: int = 0
    bold_end: int = 0
    row: Span | None = None
    label: Label | None = None
    lines: int = 1
    indent: int = 0
    split: bool = False  # cut out of a body on one line


def blocks_of(source: Source, titles: tuple[str, ...] = ()) -> list[Block]:
    """The paragraphs of ``source``; lines that spell one of ``titles`` make blocks of the role TITLE."""
    lines = lines_of(source)
    _mark_titles(lines, {key(title) for title in titles})
    return _split_all(source.text, _joined(source.text, lines, setting_of(lines)))


def _mark_titles(lines: list[Line], titles: set[str]) -> None:
    """A title may run over as many as five lines; the draft's bracket or years may follow it."""
    for index, line in enumerate(lines):
        if line.role is not Role.TEXT or line.row is not None:
            continue
        spelled = ""
        for end in range(index, min(index + 5, len(lines))):
            if lines[end].role is not Role.TEXT or len(lines[end].text) > 110:
                break
            spelled += key(lines[end].text)
            if spelled in titles:
                for k in range(index, end + 1):
                    lines[k].role = Role.TITLE
                break


class _Sequence:
    """The last number seen of each form: what may come next."""

    def __init__(self) -> None:
        self.last: dict[tuple[Form, int], int] = {}

    def fits(self, label: Label) -> bool:
        last = self.last.get((label.form, label.depth))
        return label.ordinal <= 1 or last is None or label.ordinal == last + 1 or label.form is Form.COLUMN

    def follows(self, label: Label) -> bool:
        return label.ordinal == self.last.get((label.form, label.depth), 0) + 1

    def take(self, label: Label) -> None:
        self.last[(label.form, label.depth)] = label.ordinal


def _joined(text: str, lines: list[Line], setting: Setting) -> list[Block]:
    blocks: list[Block] = []
    sequence = _Sequence()
    last: Line | None = None
    for line in lines:
        if line.role is Role.FURNITURE:
            continue
        label = label_at(text, line.start, line.end) if line.role is Role.TEXT and line.row is None else None
        block = blocks[-1] if blocks else None
        if block and last and (_goes_on(text, block, last, line, label, sequence, setting) or _same_title(last, line)):
            block.end = line.end
            block.lines += 1
            if block.bold_end == last.end and line.bold_end:
                block.bold_end = line.bold_end
        elif block and block.row is not None and block.row == line.row:
            block.end = line.end
        else:
            if label:
                sequence.take(label)
            blocks.append(
                Block(line.start, line.end, line.role, line.heading, line.bold_end, line.row, label, indent=line.indent)
            )
        last = line
    return blocks


def _same_title(last: Line, line: Line) -> bool:
    return last.role is Role.TITLE and line.role is Role.TITLE and not re.search(_TITLE_END, last.text)


def _goes_on(
    text: str, block: Block, last: Line, line: Line, label: Label | None, sequence: _Sequence, setting: Setting
) -> bool:
    """Whether ``line`` continues the paragraph whose last line is ``last``."""
    if line.role is not Role.TEXT or last.role is not Role.TEXT or line.row is not None or last.row is not None:
        return False
    if line.heading or (block.heading and not line.bold_end and not (line.text[0] in _CANNOT_BEGIN)):
        return False
    if line.text[0] in _CANNOT_BEGIN:
        return True
    if line.bold_end and not (last.bold_end == last.end and not finished(last.text)):
        return False
    done = finished(last.text)
    if label and (done or label.ordinal == 0 or sequence.follows(label) or (label.ordinal == 1 and not setting.wrapped)):
        return False
    if label and not setting.full(last):
        return False
    if _LINE_LABEL.match(line.text) or line.text.startswith(("——", "--", "－－")):
        return False
    if setting.wrapped:
        return _goes_on_wrapped(text, block, last, line, setting, done=done)
    if line.text[0] in "（(" and label is None and _ATTRIBUTION.match(line.text) and not block.heading:
        return True
    return not done and len(last.text) >= _LEAST_BROKEN and not _is_title_line(text, block)


def _goes_on_wrapped(text: str, block: Block, last: Line, line: Line, setting: Setting, *, done: bool) -> bool:
    if line.text[0] in "（(" and done and not block.heading and _BRACKET_LINE.match(line.text):
        return True  # an attribution, set wherever the page had room
    if not done and _inside_bracket(text[block.start : last.end]):
        return True
    if not setting.full(last):
        return False
    indented = line.indent >= setting.margin + 2
    if not done:
        return not (indented and _is_title_line(text, block) and line.indent <= setting.margin + 8)
    return line.indent < setting.margin + 2 and block.indent >= setting.margin + 1 or _inside_bracket(text[block.start : last.end])


def _inside_bracket(text: str) -> bool:
    tail = text[-200:]
    return max(tail.rfind("（"), tail.rfind("(")) > max(tail.rfind("）"), tail.rfind(")"))


def _is_title_line(text: str, block: Block) -> bool:
    """A numbered line without a sentence in it: a stand-alone heading, which nothing continues."""
    if block.label is None:
        return False
    body = text[block.start + block.label.length : block.end]
    return len(body) <= HEADING_MAX and not any(char in body for char in "。；")


# --- bodies on one line ------------------------------------------------------------------------------

_ONE_LINE = 600  # a paragraph longer than this may hold a whole numbered list
_INNER = re.compile(
    r"(?P<han>[一二三四五六七八九十]{1,3}、)|(?P<paren>[（(][一二三四五六七八九十]{1,3}[)）])|(?P<arabic>[0-9０-９]{1,2}[．.、﹒])"
)
_SENTENCE_END = "。：；！？）)〕]”"


def _split_all(text: str, blocks: list[Block]) -> list[Block]:
    found: list[Block] = []
    sequence = _Sequence()
    for block in blocks:
        if block.label:
            sequence.take(block.label)
        if block.role is not Role.TEXT or block.row is not None:
            found.append(block)
            continue
        cuts = _cuts(text, block, sequence)
        start, label = block.start, block.label
        for cut, next_label in [*cuts, (block.end, None)]:
            end = start + len(text[start:cut].rstrip())
            bold = block.bold_end if start == block.start else 0
            if end > start:
                heading = block.heading if start == block.start else 0
                found.append(
                    Block(start, end, block.role, heading, bold, None, label, block.lines, block.indent, split=bool(cuts))
                )
            start, label = cut, next_label
    return found


def _cuts(text: str, block: Block, sequence: _Sequence) -> list[tuple[int, Label]]:
    """Places inside a paragraph where a numbered one begins. Sequence, not looks, decides."""
    long = block.end - block.start > _ONE_LINE
    if not long and block.label is None:
        return []
    cuts: list[tuple[int, Label]] = []
    at = block.start + (block.label.length if block.label else 1)
    last_han = block.start if block.label and block.label.form is Form.HAN else -1
    for found in _INNER.finditer(text, at, block.end):
        label = label_at(text, found.start(), block.end)
        if label is None or not _may_cut(text, block, found.start(), label, sequence, long=long, last_han=last_han):
            continue
        cuts.append((found.start(), label))
        sequence.take(label)
        if label.form is Form.HAN:
            last_han = found.start()
    return cuts


def _may_cut(
    text: str, block: Block, at: int, label: Label, sequence: _Sequence, *, long: bool, last_han: int
) -> bool:
    before = text[at - 1]
    closed = before in "。！？" or (before in "）)〕]" and _closes_attribution(text, block.start, at))
    after_heading = last_han >= 0 and at - last_han <= 90 and not any(c in text[last_han:at] for c in "。；")
    if label.ordinal == 1:
        if not long or not _has_next(text, at, block.end, label):
            return False
        return closed or (before in "：:" and _clauses_are_sentences(text, at, block.end, label)) or (after_heading and label.form is not Form.HAN)
    if not sequence.follows(label):
        return False
    if after_heading and label.form is Form.HAN_PAREN and long:
        return True
    return closed and (long or (block.label is not None and block.label.form is label.form))


def _closes_attribution(text: str, start: int, at: int) -> bool:
    """Whether the bracket that ends at ``at`` holds something like （A牵头，B配合）."""
    opening = max(text.rfind("（", start, at), text.rfind("(", start, at), text.rfind("〔", start, at))
    return opening >= 0 and bool(re.search(r"负责|牵头|配合|参与|责任|[厅局委部办]", text[opening:at])) or (
        opening > start and text[opening - 1] in "。！？"
    )


def _has_next(text: str, at: int, end: int, label: Label) -> bool:
    """A list of one is no list: number two must follow."""
    for found in _INNER.finditer(text, at + label.length, end):
        other = label_at(text, found.start(), end)
        if other and other.form is label.form and other.ordinal == 2 and text[found.start() - 1] in "。！？）)〕]":
            return True
    return False


def _clauses_are_sentences(text: str, at: int, end: int, label: Label) -> bool:
    """（一）…；（二）… inside a sentence is an enumeration; （一）…。（二）…。 are paragraphs."""
    second = next(
        (
            found.start()
            for found in _INNER.finditer(text, at + label.length, end)
            if (other := label_at(text, found.start(), end)) and other.form is label.form and other.ordinal == 2
        ),
        None,
    )
    return second is not None and text[second - 1] in "。！？）)〕]"


def attribution_only(text: str, block: Block) -> bool:
    """A paragraph that is nothing but a bracket: （省财政厅、…）."""
    body = text[block.start : block.end]
    return bool(_ATTRIBUTION.match(body)) and fold(body).rstrip("。")[-1:] in (")", "〕", "]")
