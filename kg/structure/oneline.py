"""Bodies that came without line ends: “…负责）（二）稳定就业…具体措施：1．简化…2．加大…” is cut where numbered paragraphs begin.

Sequence decides, not looks: a number cuts only behind a sentence or an attribution, and only when it is the next of
its list (or the first, with the second to follow).
"""

from __future__ import annotations

import re

from kg.lines import Role
from kg.structure.blocks import Block, Sequence
from kg.structure.numbering import Form, Label, label_at

_ONE_LINE = 300  # a paragraph longer than this may hold a whole numbered list
_HEADING = 90  # a heading 一、… with nothing behind it but （一） is no longer than this
_INNER = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|[0-9０-９]{1,2}[．.、﹒]")
_ATTRIBUTED = re.compile(r"负责|牵头|配合|参与|责任|[厅局委部办]")


def split_blocks(text: str, blocks: list[Block]) -> list[Block]:
    """``blocks`` with every paragraph cut into the numbered ones it holds."""
    found: list[Block] = []
    sequence = Sequence()
    for block in blocks:
        if block.label:
            sequence.take(block.label)
        cuts = _Cutter(text, block, sequence).cuts() if block.role is Role.TEXT and block.row is None else []
        found.extend(_pieces(text, block, cuts) if cuts else [block])
    return found


def _pieces(text: str, block: Block, cuts: list[tuple[int, Label]]) -> list[Block]:
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
    def __init__(self, text: str, block: Block, sequence: Sequence) -> None:
        self.text, self.block, self.sequence = text, block, sequence
        self.long = block.end - block.start > _ONE_LINE
        self.last_han = block.start if block.label and block.label.form is Form.HAN else -1

    def cuts(self) -> list[tuple[int, Label]]:
        block = self.block
        if not self.long and block.label is None:
            return []
        found: list[tuple[int, Label]] = []
        for match in _INNER.finditer(self.text, block.start + (block.label.length if block.label else 1), block.end):
            label = label_at(self.text, match.start(), block.end)
            if label is None or not self._may_cut(match.start(), label):
                continue
            found.append((match.start(), label))
            self.sequence.take(label)
            if label.form is Form.HAN:
                self.last_han = match.start()
        return found

    def _may_cut(self, at: int, label: Label) -> bool:
        before = self.text[at - 1]
        closed = before in "。！？" or (before in "）)〕]" and self._closes_attribution(at))
        under_heading = self.long and label.form is Form.HAN_PAREN and self._right_below_heading(at)
        if label.ordinal == 1:
            if not self.long or not self._second_follows(at, label):
                return False
            return closed or before in "：:" or under_heading
        if not self.sequence.follows(label):
            return False
        same_list = self.block.label is not None and self.block.label.form is label.form
        return under_heading or (closed and (self.long or same_list))

    def _right_below_heading(self, at: int) -> bool:
        return self.last_han >= 0 and at - self.last_han <= _HEADING and not re.search(r"[。；]", self.text[self.last_han : at])

    def _closes_attribution(self, at: int) -> bool:
        """Whether the bracket that ends at ``at`` is like （A牵头，B配合）, or stands behind a sentence."""
        opening = max(self.text.rfind(sign, self.block.start, at) for sign in "（(〔")
        if opening <= self.block.start:
            return False
        return bool(_ATTRIBUTED.search(self.text, opening, at)) or self.text[opening - 1] in "。！？"

    def _second_follows(self, at: int, label: Label) -> bool:
        """Number two of the list must follow, behind a sentence: （一）…；（二）… is an enumeration inside one."""
        seconds = (
            match.start()
            for match in _INNER.finditer(self.text, at + label.length, self.block.end)
            if (other := label_at(self.text, match.start(), self.block.end)) and (other.form, other.ordinal) == (label.form, 2)
        )
        return any(self.text[start - 1] in "。！？）)〕]" for start in seconds)
