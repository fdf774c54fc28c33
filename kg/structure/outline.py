"""Paragraphs → sections. Numbering decides; a format's marks only help where there is none."""

from __future__ import annotations

import re

from kg.lines import Role
from kg.model import Document, Metadata, SectionKind, Source, Span
from kg.structure.blocks import DRAFT_BRACKET, HEADING_MAX, Block, attribution_only, blocks_of
from kg.structure.heading import root_heading, without_heading
from kg.structure.numbering import Form, Label
from kg.structure.oneline import split_blocks
from kg.structure.rows import add_row
from kg.structure.titles import Title, document_title, numbered_title, run_in_title, tidy
from kg.structure.tree import Tree, document_of
from kg.tables import tables_of
from kg.text import heal, key

_CLOSING = re.compile(
    r"本(?:若干|实施|指导|行动|工作|建设|发展)*(?:意见|措施|办法|方案|通知|规定|细则|规划|计划|政策|条例|规则|清单)"
    r"(?:自|由.{2,20}(?:负责)?解释|有效期|未尽事宜)"
)
_ISSUED = re.compile(r"印发给你们|印发你们|现印发|现予印发|请.{0,8}(?:贯彻|遵照|认真)")
_ADDENDUM = re.compile(r"[（(].*(?:稿|试行|草案|年|修订|暂行).*[)）]")  # below a title: （征求意见稿）, （2024—2026年）
_ADDENDUM_MAX = 16
_SUFFIX = re.compile(r"^\.(?:docx?|pdf|wps|txt|html?)$", re.IGNORECASE)  # of a file whose name stands as the title
_MENTION = re.compile(r"附\s*件\s*\S{0,2}\s*[:：]")
_LISTED_MAX = 80  # characters of one entry of the list behind “附件：”
_LEAST_NUMBERED = 3  # a document that numbers fewer paragraphs is read by its marks


def outline(source: Source, meta: Metadata, id: str) -> Document:
    """Build the Document: sections in the order of the text, children inside their parents, passages inside sections."""
    heading = root_heading(source.text, meta.title)
    blocks = without_heading(source.text, blocks_of(source, (meta.title, *meta.aliases)), heading)
    blocks = split_blocks(source.text, blocks)
    tree = Tree.rooted(meta.title, heading)
    reader = _Reader(source, blocks, tree, heading)
    for index in range(len(blocks)):
        reader.read(index)
    if not tree.passages:
        _add_all(tree, blocks)
    return document_of(source, meta, id, tree)


def _add_all(tree: Tree, blocks: list[Block]) -> None:
    """A text that is nothing but what is usually left out (a title, lines of a portal) is kept as it stands."""
    if len(tree.sections) == 1:
        for block in blocks:
            tree.add(block)


class _Reader:
    """Feeds blocks to the tree; knows what kind of place in the document it is at."""

    def __init__(self, source: Source, blocks: list[Block], tree: Tree, heading: Span) -> None:
        self.text, self.blocks, self.tree, self.heading = source.text, blocks, tree, heading
        self.tables = {row.span.start: (table, i) for table in tables_of(source) for i, row in enumerate(table.rows)}
        self.letter = any(_ISSUED.search(self.text, b.start, b.end) for b in blocks[:20])
        self.numbered = sum(b.label is not None and b.label.form.rank <= Form.ARABIC for b in blocks)
        self.bold_columns: set[int] = set()  # columns whose items the format marks
        self.in_list = False  # in the list behind “附件：”
        self.listing = 0  # its last number
        self.items: Label | None = None  # last item of an enumeration （一）…；（二）…。
        self.titled = False  # the block before was a title
        self.named = {key(tree.sections[0].title)}  # titles that a section has
        self.entitled = document_title(tree.sections[0].title)  # else it may be a line of the text: kept as such too

    def read(self, index: int) -> None:
        block, tree = self.blocks[index], self.tree
        if block.row is not None:
            add_row(tree, self.text, block, *self.tables[block.row.start])
            return
        if tree.here.kind is SectionKind.ROW:
            tree.close_to(len(tree.stack) - 1)
        healed = self._healed(block.start, block.end)
        if self._skip(block, healed):
            return
        self.titled = False
        if block.role is Role.SIGNATURE:
            self._signature(index, block)
        elif not (
            self._listed(block, healed)
            or self._document(index, block, healed)
            or self._attachment(index, block, healed)
            or self._numbered(block, healed)
            or self._item(block)
            or self._marked_heading(block, healed)
        ):
            self._paragraph(block, healed)

    def _healed(self, start: int, end: int) -> str:
        return heal(self.text, Span(start, end)).text.strip()

    def _skip(self, block: Block, healed: str) -> bool:
        """Print and portal lines, and the title that the root already has."""
        if block.role in (Role.RUBBISH, Role.NUMBER, Role.FURNITURE) or not healed.strip("—-_=*.· "):
            return True
        if block.label is None and (self._is_root_title(block, healed) or (self.titled and self._adds_to_title(healed))):
            self.titled = True
            return self.entitled or bool(block.heading)
        return False

    def _is_root_title(self, block: Block, healed: str) -> bool:
        """Nothing but the title, or a part of it where it runs over several lines."""
        if key(healed) == key(self.tree.sections[0].title):
            return True
        outside = self.text[block.start : max(block.start, min(block.end, self.heading.start))]
        outside += self.text[min(block.end, max(block.start, self.heading.end)) : block.end]
        return Span(block.start, block.end).overlaps(self.heading) and not key(_SUFFIX.sub("", outside.strip()))

    @staticmethod
    def _adds_to_title(healed: str) -> bool:
        return len(healed) <= _ADDENDUM_MAX and _ADDENDUM.fullmatch(healed) is not None

    def _close_to_document(self) -> None:
        self.tree.close_to(max(self.tree.depth_of(SectionKind.DOCUMENT), 0) + 1)

    def _signature(self, index: int, block: Block) -> None:
        self._close_to_document()
        if not (index and self.blocks[index - 1].role is Role.SIGNATURE and self.tree.run_on(block)):
            self.tree.add(block)

    def _paragraph(self, block: Block, healed: str) -> None:
        if block.role is Role.TITLE:
            self.titled = True
            if key(DRAFT_BRACKET.sub("", healed)) in self.named:
                return  # printed a second time
        here = self.tree.here
        waiting = here.alone and here.empty  # a heading that has nothing under it yet
        if _CLOSING.match(healed) and not (waiting and self.text[here.heading.end - 1] != "。"):
            self._close_to_document()
            waiting = False
        if not attribution_only(self.text, block):
            self.tree.add(block)
        elif waiting:
            self.tree.absorb(block)
        elif not self.tree.run_on(block):
            self.tree.add(block)

    def _following(self, index: int) -> Block | None:
        return self.blocks[index + 1] if index + 1 < len(self.blocks) else None

    def _next_ordinal(self, index: int, *forms: Form) -> int:
        """Ordinal of the next number of one of ``forms``; 0 when none comes soon."""
        return next((b.label.ordinal for b in self.blocks[index + 1 : index + 40] if b.label and b.label.form in forms), 0)

    def _take_name(self, index: int) -> None:
        """The title of 附件2 or 专栏1 may stand on the next line."""
        block = self._following(index)
        if block is None or block.label or block.row is not None or block.role not in (Role.TEXT, Role.TITLE):
            return
        name = self._healed(block.start, block.end)
        if len(name) <= HEADING_MAX and name[-1] not in "。；：":
            self.tree.name(tidy(name), block.end)
            block.role = Role.FURNITURE

    # --- documents and attachments

    def _is_document_title(self, index: int) -> bool:
        """Whether a title that names a genre stands there, with numbering from the start below it."""
        block = self.blocks[index]
        healed = self._healed(block.start, block.end)
        if block.label or block.row is not None or healed[-1] in "。；：，":
            return False
        title = tidy(healed[1:-1] if re.fullmatch(r"《[^《》]+》", healed) else healed)
        return document_title(title) and self._next_ordinal(index, Form.HAN, Form.CHAPTER, Form.ARTICLE) == 1

    def _document(self, index: int, block: Block, healed: str) -> bool:
        """A title in the midst of the text begins another document of the same file."""
        if block.end <= self.heading.end or not self._is_document_title(index):
            return False
        title = tidy(healed).removeprefix("《").removesuffix("》") if healed.startswith("《") else tidy(healed)
        signed = any(b.role is Role.SIGNATURE for b in self.blocks[max(0, index - 4) : index])
        if not (block.role is Role.TITLE or signed or self.letter):
            return False
        here = self.tree.here
        if here.kind is SectionKind.ATTACHMENT and here.empty:
            here.kind, here.label = SectionKind.DOCUMENT, None
            self.tree.name(title, block.end)
        else:
            self.tree.close_to(1)
            self.tree.open(SectionKind.DOCUMENT, block, Title(title, block.end, True))
        self.titled = True
        self.named.add(key(title))
        return True

    def _attachment(self, index: int, block: Block, healed: str) -> bool:
        label = block.label
        if label is None or label.form is not Form.ATTACHMENT:
            return False
        if self._is_mention(index, block, label):
            self._close_to_document()
            self.tree.add(block)
            self.listing = int(block.start + label.length < block.end)
            self.in_list = True
            return True
        title = tidy(self._healed(block.start + label.length, block.end))
        if self.tree.sections[0].empty and index < 3 and not self.letter:
            if title and key(title) != key(self.tree.sections[0].title):
                self.tree.add(block)
            return True  # the whole file is an attachment: 附件1 above its title
        if len(title) > HEADING_MAX or healed.endswith("。"):
            return False
        self.tree.close_to(1)
        self.tree.open(SectionKind.ATTACHMENT, block, Title(title, block.end, True), number=label.number, label=label)
        following = self._following(index)
        if not title and following and not self._is_document_title(index + 1):
            self._take_name(index)
        return True

    def _is_mention(self, index: int, block: Block, label: Label) -> bool:
        """“附件：1.… 2.…” at the end of a letter only lists what is attached."""
        if not _MENTION.match(self.text, block.start, block.end):
            return False
        following = self._following(index)
        listed = following is not None and following.label is not None and following.label.form is Form.ARABIC
        if block.start + label.length >= block.end and not (listed and self._next_ordinal(index, Form.ATTACHMENT)):
            return False
        for other in self.blocks[index + 1 : index + 12]:
            if other.role is Role.SIGNATURE or (other.label and other.label.form is Form.ATTACHMENT):
                return True
        return index + 3 >= len(self.blocks)

    def _listed(self, block: Block, healed: str) -> bool:
        """The second and further lines of the list behind “附件：”."""
        label = block.label
        arabic = label is not None and label.form in (Form.ARABIC, Form.ARABIC_PAREN) and len(healed) < _LISTED_MAX
        if not (self.in_list and label and arabic and label.ordinal == self.listing + 1):
            self.in_list = False
            return False
        self.listing = label.ordinal
        if not self.tree.run_on(block):
            self.tree.add(block)
        return True

    # --- numbered sections

    def _numbered(self, block: Block, healed: str) -> bool:
        label = block.label
        if label is None or label.form is Form.ATTACHMENT:
            return False
        if label.form is Form.COLUMN:
            return self._column(block, healed, label)
        if self._enumerated(healed, label):
            if not self.tree.run_on(block):
                self.tree.add(block)
            return True
        self.tree.close_to(self.tree.place(label))
        title = numbered_title(self.text, block.start + label.length, block.end, block.bold_end)
        if block.heading and not title.alone and len(healed) <= HEADING_MAX - 10 and "。" not in healed[:-1]:
            title = Title(tidy(self._healed(block.start + label.length, block.end)), block.end, True)
        self.tree.open(SectionKind.CLAUSE, block, title, number=label.number, label=label)
        return True

    def _enumerated(self, healed: str, label: Label) -> bool:
        """（一）…；（二）…。 on lines of their own are one sentence of the section above, no sections."""
        here = self.tree.here
        last, self.items = self.items, None
        if label.form < Form.HAN_PAREN or (here.label is None and here.kind is not SectionKind.ITEM):
            return False
        if any(draft.like(label) and label.ordinal == draft.ordinal + 1 for draft in self.tree.path):
            return False
        if re.search(r"[)）〕][；;]$", healed):
            return False  # each item names its own units
        goes_on = last is not None and last.form is label.form and label.ordinal == last.ordinal + 1
        starts = label.ordinal == 1 and healed[-1] in "；;"
        if not (starts or goes_on):
            return False
        self.items = label if healed[-1] in "；;" or healed.endswith(("；和", "；或者", "；以及")) else None
        return True

    # --- columns and their items

    def _column(self, block: Block, healed: str, label: Label) -> bool:
        if len(healed) > HEADING_MAX or healed.endswith("。"):
            return False
        text = tidy(self._healed(block.start + label.length, block.end)).strip("】]")
        here, depth = self.tree.here, self.tree.depth_of(SectionKind.COLUMN)
        if here.kind is SectionKind.COLUMN and here.empty and not text and not label.ordinal:
            return True  # the word printed twice
        if depth >= 0:
            self.tree.close_to(depth)
        self.tree.open(SectionKind.COLUMN, block, Title(text, block.end, True), number=label.number, label=label)
        if not text:
            self._take_name(self.blocks.index(block))
        return True

    def _item(self, block: Block) -> bool:
        """A bold or short first sentence names an item of a column."""
        column = self.tree.depth_of(SectionKind.COLUMN)
        if column < 0 or block.label or self.tree.here.label not in (None, self.tree.path[column].label):
            return False  # no column, or one that numbers its items
        owner = self.tree.stack[column]
        if owner in self.bold_columns and not block.bold_end:
            return False  # its items are marked
        title = run_in_title(self.text, block.start, block.end, block.bold_end)
        if title is None:
            return False
        if block.bold_end:
            self.bold_columns.add(owner)
        self.tree.close_to(column + 1)
        self.tree.open(SectionKind.ITEM, block, title)
        return True

    # --- documents without numbers

    def _marked_heading(self, block: Block, healed: str) -> bool:
        if self.numbered >= _LEAST_NUMBERED or not block.heading or len(healed) > HEADING_MAX or healed[-1] in "。；，：":
            return False
        floor = max(self.tree.depth_of(SectionKind.DOCUMENT), 0) + 1
        path = self.tree.path
        depth = next((d for d in range(floor, len(path)) if not path[d].mark or path[d].mark >= block.heading), len(path))
        self.tree.close_to(depth)
        self.tree.open(SectionKind.CLAUSE, block, Title(tidy(healed), block.end, True), mark=block.heading)
        return True


__all__ = ["outline"]
