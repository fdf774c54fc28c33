"""Bodies that came without line ends: “…负责）（二）稳定就业…具体措施：1．简化…2．加大…” is cut where paragraphs begin.

Sequence decides, not looks: a number cuts only behind a sentence or an attribution, and only when it is the next of
its list (or the first, with the second to follow). Where a sentence ends and a space follows, a line end was lost.
"""

from __future__ import annotations

import re

from kg.lines import Role
from kg.names.shapes import shape
from kg.structure.blocks import Block, Sequence
from kg.structure.numbering import Form, Label, label_at

_ONE_LINE = 300  # a paragraph longer than this may hold a whole numbered list
_ALL_ON_ONE_LINE, _FEW = 40, 3  # the same where the document has no more paragraphs than that
_HEADING = 90  # a heading 一、… with nothing behind it but （一） is no longer than this
_INNER = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|[0-9０-９]{1,2}[．.、﹒]"
    r"|第[一二三四五六七八九十百零〇]{1,5}[章条]|[（(][0-9０-９]{1,2}[)）]"
)
_LOST_END = re.compile(r"(?<=[。！？])[ \u3000\u00a0]+(?=[^\s（(〔\[）)”’。，；、])")
_WORD_ENDS = re.compile(r"[\s，。、；：（(]")
_HEADS = {Form.CHAPTER: Form.ARTICLE, Form.SECTION: Form.ARTICLE, Form.HAN: Form.HAN_PAREN, Form.HAN_PAREN: Form.ARABIC}
_ATTRIBUTED = re.compile(r"负责|牵头|配合|参与|责任|[厅局委部办]")


def split_blocks(text: str, blocks: list[Block]) -> list[Block]:
    """``blocks`` with every paragraph cut into the numbered ones it holds."""
    found: list[Block] = []
    sequence = Sequence()
    plain = [block for block in blocks if block.role is Role.TEXT and block.row is None]
    least = _ONE_LINE if len(plain) > _FEW else _ALL_ON_ONE_LINE
    for block in blocks:
        if block.label:
            sequence.take(block.label)
        cuts = (
            _Cutter(text, block, sequence, block.end - block.start > least).cuts()
            if block.role is Role.TEXT and block.row is None
            else []
        )
        found.extend(_pieces(text, block, cuts) if cuts else [block])
    return found


def _pieces(text: str, block: Block, cuts: list[tuple[int, Label | None]]) -> list[Block]:
    bounds = [(block.start, block.label), *cuts]
    ends = [start for start, _ in cuts] + [block.end]
    pieces = []
    for (start, label), stop in zip(bounds, ends, strict=True):
        end = start + len(text[start:stop].rstrip())
        first = start == block.start
        if end > start:
            bold_end = block.bold_end if first else 0
            pieces.append(Block(start, end, block.role, block.heading if first else 0, bold_end, None, label, block.indent))
    return pieces


class _Cutter:
    def __init__(self, text: str, block: Block, sequence: Sequence, long: bool) -> None:
        self.text, self.block, self.sequence, self.long = text, block, sequence, long
        self.head = block.start  # where the last numbered paragraph begins
        self.form = block.label.form if block.label else None

    def cuts(self) -> list[tuple[int, Label | None]]:
        block = self.block
        if not self.long and block.label is None:
            return []
        found: dict[int, Label | None] = {}
        for match in _INNER.finditer(self.text, block.start + (block.label.length if block.label else 1), block.end):
            label = label_at(self.text, match.start(), block.end)
            if label is None or not self._may_cut(match.start(), label):
                continue
            found[match.start()] = label
            self.sequence.take(label)
            self.head, self.form = match.start(), label.form
        if self.long:
            for lost in _LOST_END.finditer(self.text, block.start, block.end):
                word = _WORD_ENDS.split(self.text[lost.end() : block.end], maxsplit=1)[0]
                if shape(word) is None:  # no cell of a table that lost its bars
                    found.setdefault(lost.end(), None)
        return sorted(found.items())

    def _may_cut(self, at: int, label: Label) -> bool:
        before = self._before(at)
        closed = before in ("。", "！", "？") or (before in ("）", ")", "〕", "]") and self._closes_attribution(at))
        under_heading = self.long and self._right_below_heading(at, label)
        if label.ordinal == 1:
            if not self.long or not self._second_follows(at, label):
                return False
            return closed or before in ("：", ":") or under_heading
        if not self.sequence.follows(label):
            return False
        same_list = self.block.label is not None and self.block.label.form is label.form
        return under_heading or (closed and (self.long or same_list))

    def _before(self, at: int) -> str:
        """The last character before ``at`` that is no space; "" at the head of the paragraph."""
        return self.text[self.block.start : at].rstrip()[-1:]

    def _right_below_heading(self, at: int, label: Label) -> bool:
        """A heading 一、…, 第一章 … with nothing behind it but the first number one level below."""
        if self.form is None or _HEADS.get(self.form) is not label.form or at - self.head > _HEADING:
            return False
        return not re.search(r"[。；]", self.text[self.head : at])

    def _closes_attribution(self, at: int) -> bool:
        """Whether the bracket that ends at ``at`` is like （A牵头，B配合）, or stands behind a sentence."""
        opening = max(self.text.rfind(sign, self.block.start, at) for sign in "（(〔")
        if opening <= self.block.start:
            return False
        return bool(_ATTRIBUTED.search(self.text, opening, at)) or self.text[opening - 1] in "。！？"

    def _second_follows(self, at: int, label: Label) -> bool:
        """Number two of the list must follow, behind a sentence: （一）…；（二）… is an enumeration inside one."""
        if label.form is Form.CHAPTER or (label.form in (Form.HAN, Form.HAN_PAREN) and self._before(at) == "。"):
            return True  # the second may be lost: nothing but a heading is called 第一章, or （一） behind a full stop
        seconds = (
            match.start()
            for match in _INNER.finditer(self.text, at + label.length, self.block.end)
            if (other := label_at(self.text, match.start(), self.block.end)) and (other.form, other.ordinal) == (label.form, 2)
        )
        return any(self._before(start) in ("。", "！", "？", "）", ")", "〕", "]") for start in seconds)
