"""Paragraphs → the tree of sections and its passages. Numbering decides; marks only help where there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.model import Document, Metadata, Passage, Section, SectionKind, Source, Span
from kg.structure.blocks import HEADING_MAX, Block, attribution_only, blocks_of
from kg.lines import Role
from kg.structure.numbering import Form, Label, label_at
from kg.structure.titles import Title, cell_title, document_title, numbered_title, run_in_title, tidy
from kg.tables import Row, Table, tables_of
from kg.text import heal, key

_DOCUMENT_RANK = -1
_CLOSING = re.compile(r"本(?:意见|措施|办法|方案|通知|规定|细则|规划|计划|政策|条例|规则|若干措施|实施意见|行动计划|实施方案|指导意见)(?:自|由.{2,20}(?:负责)?解释|有效期)")
_ISSUED = re.compile(r"印发给你们|印发你们|现印发|现予印发|请.{0,8}(?:贯彻|遵照|认真)")


@dataclass(slots=True)
class Draft:
    """A section while the text is being read."""

    kind: SectionKind
    parent: int | None
    level: int
    number: str = ""
    title: str = ""
    heading: Span = Span(0, 0)
    start: int = 0
    end: int = 0  # of its last paragraph, children included
    body: tuple[int, int] | None = None  # own text before the first child
    label: Label | None = None
    children: int = 0
    numbered_children: int = 0
    alone: bool = False  # its heading stands alone
    passages: int = 0

    @property
    def rank(self) -> int:
        if self.kind is SectionKind.DOCUMENT:
            return _DOCUMENT_RANK
        return self.label.form.rank if self.label else 30


@dataclass(slots=True)
class Outline:
    """The tree under construction; ``stack`` leads from the root to the section being filled."""

    text: str
    sections: list[Draft] = field(default_factory=list)
    stack: list[int] = field(default_factory=list)
    passages: list[tuple[int, int, int]] = field(default_factory=list)  # section, start, end

    @property
    def here(self) -> Draft:
        return self.sections[self.stack[-1]]

    def open(self, kind: SectionKind, block: Block, title: Title, *, number: str = "", label: Label | None = None) -> Draft:
        """Start a section under the present one; its run-in text becomes its first passage."""
        parent = self.stack[-1]
        above = self.sections[parent]
        above.children += 1
        above.numbered_children += label is not None and label.form is not Form.COLUMN
        draft = Draft(
            kind=kind,
            parent=parent,
            level=above.level + 1,
            number=number,
            title=title.text,
            heading=Span(block.start, title.end),
            start=block.start,
            end=block.end,
            label=label,
            alone=title.alone,
        )
        self.stack.append(len(self.sections))
        self.sections.append(draft)
        self._reach(block.end)
        if not title.alone:
            self._own(draft, title.end, block.end)
            self._passage(block.start, block.end)
        return draft

    def add(self, block: Block, *, passage: bool = True) -> None:
        """A paragraph of the present section."""
        draft = self.here
        self._reach(block.end)
        self._own(draft, block.start, block.end)
        if passage:
            self._passage(block.start, block.end)

    def join(self, block: Block) -> bool:
        """Let an attribution on a line of its own run on from the paragraph before it."""
        if not self.passages or self.passages[-1][0] != self.stack[-1]:
            return False
        section, start, _ = self.passages[-1]
        self.passages[-1] = (section, start, block.end)
        self._reach(block.end)
        self._own(self.here, block.start, block.end)
        return True

    def pop_to(self, depth: int) -> None:
        del self.stack[depth:]

    def _passage(self, start: int, end: int) -> None:
        self.here.passages += 1
        self.passages.append((self.stack[-1], start, end))

    def _own(self, draft: Draft, start: int, end: int) -> None:
        if draft.children:
            return
        draft.body = (draft.body[0] if draft.body else start, end)

    def _reach(self, end: int) -> None:
        for index in self.stack:
            self.sections[index].end = max(self.sections[index].end, end)


def outline(source: Source, meta: Metadata, id: str) -> Document:
    """Build the Document: sections in the order of the text, children inside their parents, passages inside sections."""
    blocks = blocks_of(source, (meta.title, *meta.aliases))
    heading = _root_heading(source.text, meta.title)
    tree = Outline(source.text)
    tree.sections.append(Draft(SectionKind.DOCUMENT, None, 0, title=meta.title, heading=heading))
    tree.stack.append(0)
    reader = _Reader(tree, blocks, meta, heading, tables_of(source))
    for index in range(len(blocks)):
        reader.read(index)
    return _finished(source, meta, id, tree)


def _root_heading(text: str, title: str) -> Span:
    """Where the title stands in the head of the text; an empty span when it does not."""
    head = heal(text, Span(0, min(len(text), 6000)))
    wanted = re.sub(r"\s+", "", title)
    squeezed = [(i, c) for i, c in enumerate(head.text) if not c.isspace()]
    at = "".join(c for _, c in squeezed).find(wanted) if wanted else -1
    if at < 0:
        return Span(0, 0)
    return head.span(squeezed[at][0], squeezed[at + len(wanted) - 1][0] + 1)


class _Reader:
    """Feeds blocks to the tree; knows what kind of place in the document it is at."""

    def __init__(self, tree: Outline, blocks: list[Block], meta: Metadata, heading: Span, tables: tuple[Table, ...]) -> None:
        self.tree, self.blocks, self.meta, self.heading = tree, blocks, meta, heading
        self.text = tree.text
        self.titles = {key(title) for title in (meta.title, *meta.aliases)}
        self.letter = any(_ISSUED.search(self.text[b.start : b.end]) for b in blocks[:20])
        self.numbered = sum(b.label is not None and b.label.form.rank <= Form.HAN_PAREN for b in blocks)
        self.tables = {row.span.start: (table, i) for table in tables for i, row in enumerate(table.rows)}
        self.listing = 0  # last number of an 附件： list being read; 0 outside one

    def read(self, index: int) -> None:
        block, tree = self.blocks[index], self.tree
        healed = heal(self.text, Span(block.start, block.end)).text
        if self._skip(block, healed):
            return
        if block.row is not None:
            self._row(block)
            return
        if tree.here.kind is SectionKind.ROW:
            tree.pop_to(len(tree.stack) - 1)
        if block.role is Role.SIGNATURE:
            tree.pop_to(self._document_depth() + 1)
            if not (index and self.blocks[index - 1].role is Role.SIGNATURE and tree.join(block)):
                tree.add(block)
            return
        if self._in_list(block, healed):
            return
        if self._document(index, block, healed) or self._attachment(index, block, healed):
            return
        if block.label and self._numbered(index, block):
            return
        if self._item(index, block) or self._marked_heading(block, healed):
            return
        if _CLOSING.match(healed) and len(tree.stack) > 1:
            tree.pop_to(self._document_depth() + 1)
        if attribution_only(self.text, block) and tree.join(block):
            return
        tree.add(block)

    def _skip(self, block: Block, healed: str) -> bool:
        if block.role in (Role.RUBBISH, Role.NUMBER, Role.FURNITURE) or not healed.strip("—-_=*.· "):
            return True
        inside = self.heading.contains(Span(block.start, block.end)) or (
            len(self.heading) > 0 and block.start < self.heading.end and block.end > self.heading.start and block.label is None
        )
        draft_mark = len(healed) <= 16 and re.fullmatch(r"[（(].*(?:稿|试行|草案|年).*[)）]", healed) is not None
        return inside or draft_mark or (len(self.tree.sections) == 1 and key(healed) == key(self.meta.title))

    def _document_depth(self) -> int:
        """Depth in the stack of the innermost document."""
        for depth in range(len(self.tree.stack) - 1, -1, -1):
            if self.tree.sections[self.tree.stack[depth]].kind is SectionKind.DOCUMENT:
                return depth
        return 0

    # --- documents and attachments

    def _document(self, index: int, block: Block, healed: str) -> bool:
        """A title in the midst of the text begins another document of the same file."""
        title = tidy(healed.strip("《》")) if healed.startswith("《") else tidy(healed)
        if block.label or block.end <= self.heading.end or healed[-1] in "。；：，" or not document_title(title):
            return False
        known = key(title) in self.titles
        restarts = self._next_label(index, Form.HAN) == 1 or self._next_label(index, Form.CHAPTER) == 1
        if not (restarts and (known or self._after_letter(index))):
            return False
        number = ""
        depth = 1
        if self.tree.here.kind is SectionKind.ATTACHMENT and not self.tree.here.children and not self.tree.here.passages:
            here = self.tree.here
            here.kind, here.title = SectionKind.DOCUMENT, title
            here.heading = Span(here.heading.start, block.end)
            here.label = None
            self.tree._reach(block.end)
            return True
        self.tree.pop_to(depth)
        self.tree.open(SectionKind.DOCUMENT, block, Title(title, block.end, True), number=number)
        return True

    def _after_letter(self, index: int) -> bool:
        before = self.blocks[max(0, index - 4) : index]
        return any(b.role is Role.SIGNATURE for b in before) or self.letter

    def _next_label(self, index: int, form: Form) -> int:
        """Ordinal of the next number of ``form`` after block ``index``; 0 when another title or none comes first."""
        for block in self.blocks[index + 1 : index + 40]:
            if block.label and block.label.form is form:
                return block.label.ordinal
        return 0

    def _attachment(self, index: int, block: Block, healed: str) -> bool:
        label = block.label
        if label is None or label.form is not Form.ATTACHMENT:
            return False
        rest = healed[len(re.match(r"附件?[表录]?\d*[:：]?", healed)[0]) :] if re.match(r"附件", healed) else healed  # type: ignore[index]
        if self._is_mention(index, block, rest):
            self.listing = 1
            self.tree.pop_to(self._document_depth() + 1)
            self.tree.add(block, passage=len(rest) > 2)
            return True
        if len(self.tree.sections) == 1 and not self.tree.passages and index < 3 and not self.letter:
            return True  # the whole file is one attachment: 附件1 above its title
        title = numbered_title(self.text, block.start + label.length, block.end, 0)
        self.tree.pop_to(1)
        following = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
        self.tree.open(SectionKind.ATTACHMENT, block, Title(title.text, block.end, True), number=label.number, label=label)
        if not title.text and following and following.label is None and following.role in (Role.TEXT, Role.TITLE) and following.row is None:
            name = heal(self.text, Span(following.start, following.end)).text
            if len(name) <= HEADING_MAX and not name.endswith(("。", "；", "：")) and self._next_label(index, Form.HAN) != 1:
                self.tree.here.title = tidy(name)
                self.tree.here.heading = Span(block.start, following.end)
                following.role = Role.FURNITURE
                self.tree._reach(following.end)
        return True

    def _is_mention(self, index: int, block: Block, rest: str) -> bool:
        """“附件：1.… 2.…” at the end of a letter only lists what is attached."""
        if not rest or not re.match(r"附\s*件\s*\S{0,2}[:：]", self.text[block.start : block.end]):
            return False
        for other in self.blocks[index + 1 : index + 12]:
            if other.role is Role.SIGNATURE:
                return True
            if other.label and other.label.form is Form.ATTACHMENT:
                return True
        return index + 3 >= len(self.blocks)

    def _in_list(self, block: Block, healed: str) -> bool:
        if not self.listing:
            return False
        label = block.label
        if label and label.form in (Form.ARABIC, Form.ARABIC_PAREN) and label.ordinal == self.listing + 1 and len(healed) < 80:
            self.listing = label.ordinal
            self.tree.add(block, passage=False)
            return True
        self.listing = 0
        return False

    # --- numbered sections

    def _numbered(self, index: int, block: Block) -> bool:
        label = block.label
        if label is None or label.form is Form.ATTACHMENT:
            return False
        if label.form is Form.COLUMN:
            return self._column(index, block, label)
        depth = self._place(label)
        if depth is None:
            return False
        self.tree.pop_to(depth)
        title = numbered_title(self.text, block.start + label.length, block.end, block.bold_end)
        if block.heading and not title.alone and len(heal(self.text, Span(block.start, block.end)).text) <= 50:
            title = Title(tidy(heal(self.text, Span(block.start + label.length, block.end)).text), block.end, True)
        self.tree.open(SectionKind.CLAUSE, block, title, number=label.number, label=label)
        return True

    def _place(self, label: Label) -> int | None:
        """How much of the stack stays when ``label`` opens a section; None when the number does not fit."""
        stack = [self.tree.sections[i] for i in self.tree.stack]
        floor = self._document_depth() + 1
        attachment = max((d for d, s in enumerate(stack) if s.kind is SectionKind.ATTACHMENT), default=-1)
        floor = max(floor, attachment + 1)
        column = max((d for d, s in enumerate(stack) if s.kind is SectionKind.COLUMN), default=-1)
        inside = [d for d in range(floor, len(stack)) if self._same(stack[d], label)]
        if inside:
            best = next((d for d in reversed(inside) if label.ordinal == _ordinal(stack[d]) + 1), None)
            if best is None and column >= 0 and label.ordinal == 1 and inside[-1] < column:
                return column + 1
            return best if best is not None else inside[-1]
        if column >= floor and label.ordinal == 1 and label.form.rank >= Form.HAN_PAREN and not self._runs_on(label):
            return column + 1
        depth = len(stack)
        while depth > floor and stack[depth - 1].rank > label.form.rank:
            depth -= 1
        return depth

    def _same(self, draft: Draft, label: Label) -> bool:
        return draft.label is not None and draft.label.form is label.form and draft.label.depth == label.depth

    def _runs_on(self, label: Label) -> bool:
        return False

    # --- table rows

    def _row(self, block: Block) -> None:
        """A row that reads as a task or target becomes a section; a row that groups others, their heading."""
        tree = self.tree
        table, index = self.tables[block.row.start if block.row else block.start]
        row = table.rows[index]
        if tree.here.kind is SectionKind.ROW:
            tree.pop_to(len(tree.stack) - 1)
        if index < table.head_rows:
            tree.add(block, passage=False)
        elif not table.lists_work or not row.cells:
            tree.add(block)
        elif len(row.cells) == 1 and len(table.headers) > 2:
            self._group(block, row)
        else:
            self._work_row(block, table, row, table.rows[index - 1] if index > table.head_rows else None)

    def _group(self, block: Block, row: Row) -> None:
        label = label_at(self.text, row.span.start, row.span.end)
        depth = self._place(label) if label else None
        if label is None or depth is None:
            self.tree.add(block)
            return
        self.tree.pop_to(depth)
        title = tidy(heal(self.text, Span(block.start + label.length, block.end)).text)
        self.tree.open(SectionKind.CLAUSE, block, Title(title, block.end, True), number=label.number, label=label)

    def _work_row(self, block: Block, table: Table, row: Row, before: Row | None) -> None:
        named = [cell for column in table.title_columns if (cell := row.cell(column))]
        fresh = [cell for cell in named if before is None or (above := before.cell(cell.column)) is None or above.text != cell.text]
        name = next(iter(fresh or named), None)
        if name is None:
            self.tree.add(block)
            return
        column = table.number_column
        ordinal = row.cell(column) if column is not None else None
        label = label_at(self.text, name.span.start, name.span.end) if ordinal is None else None
        view = heal(self.text, Span(name.span.start + label.length, name.span.end)) if label else name.view
        number = ordinal.text if ordinal else label.number if label else ""
        draft = self.tree.open(SectionKind.ROW, block, Title(cell_title(view), name.span.end, False), number=number)
        draft.heading, draft.body = name.span, (block.start, block.end)  # columns may interleave: the body is the row

    # --- columns and their items

    def _column(self, index: int, block: Block, label: Label) -> bool:
        healed = heal(self.text, Span(block.start, block.end)).text
        if len(healed) > HEADING_MAX or healed.endswith("。"):
            return False
        text = tidy(heal(self.text, Span(block.start + label.length, block.end)).text).strip("】]")
        depth = next((d for d, i in enumerate(self.tree.stack) if self.tree.sections[i].kind is SectionKind.COLUMN), None)
        here = self.tree.here
        if here.kind is SectionKind.COLUMN and not text and not label.ordinal and not here.children and not here.passages:
            return True  # the word printed twice
        if depth is not None:
            self.tree.pop_to(depth)
        self.tree.open(SectionKind.COLUMN, block, Title(text, block.end, True), number=label.number, label=label)
        if not text:
            self._take_title(index)
        return True

    def _take_title(self, index: int) -> None:
        following = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
        if following is None or following.label or following.role is not Role.TEXT:
            return
        name = heal(self.text, Span(following.start, following.end)).text
        if len(name) <= 40 and name[-1] not in "。；：":
            here = self.tree.here
            here.title = tidy(name)
            here.heading = Span(here.heading.start, following.end)
            following.role = Role.FURNITURE
            self.tree._reach(following.end)

    def _item(self, index: int, block: Block) -> bool:
        stack = self.tree.stack
        column = next((d for d, i in enumerate(stack) if self.tree.sections[i].kind is SectionKind.COLUMN), None)
        if column is None or block.label or block.row is not None:
            return False
        if len(stack) > column + 1 and self.tree.here.label is not None:
            return False  # the column's items are numbered
        title = run_in_title(self.text, block.start, block.end, block.bold_end)
        if title is None:
            return False
        self.tree.pop_to(column + 1)
        self.tree.open(SectionKind.ITEM, block, title)
        return True

    def _marked_heading(self, block: Block, healed: str) -> bool:
        """Unnumbered headings count only in a document that numbers nothing."""
        if self.numbered >= 3 or not block.heading or len(healed) > HEADING_MAX or healed[-1] in "。；，":
            return False
        stack = [self.tree.sections[i] for i in self.tree.stack]
        depth = len(stack)
        floor = self._document_depth() + 1
        while depth > floor and (stack[depth - 1].label is not None or stack[depth - 1].passages >= 0) and self._level(stack[depth - 1]) >= block.heading:
            depth -= 1
        self.tree.pop_to(depth)
        draft = self.tree.open(SectionKind.CLAUSE, block, Title(tidy(healed), block.end, True))
        self._levels[id(draft)] = block.heading
        self.tree.sections[draft.parent or 0].numbered_children += 1
        return True

    _levels: dict[int, int] = {}

    def _level(self, draft: Draft) -> int:
        return self._levels.get(id(draft), 0)


def _ordinal(draft: Draft) -> int:
    return draft.label.ordinal if draft.label else 0


def _finished(source: Source, meta: Metadata, id: str, tree: Outline) -> Document:
    sections = []
    for index, draft in enumerate(tree.sections):
        kind = draft.kind
        above = tree.sections[draft.parent].kind if draft.parent is not None else None
        if kind is SectionKind.CLAUSE and above is SectionKind.COLUMN:
            kind = SectionKind.ITEM
        if kind is SectionKind.CLAUSE and draft.numbered_children:
            kind = SectionKind.HEADING
        if kind is SectionKind.CLAUSE and draft.alone and not draft.passages and not draft.children:
            tree.passages.append((index, draft.start, draft.end))
        body = Span(*draft.body) if draft.body else Span(draft.heading.end, draft.heading.end)
        root = index == 0
        span = Span(0, len(source.text)) if root else Span(draft.start, draft.end)
        sections.append(
            Section(
                id=index, parent=draft.parent, kind=kind, level=draft.level, number=draft.number, title=draft.title,
                heading=draft.heading, span=span, body=body,
            )
        )  # fmt: skip
    passages = sorted(tree.passages, key=lambda entry: entry[1])
    return Document(
        id=id,
        source=source,
        meta=meta,
        sections=tuple(sections),
        passages=tuple(Passage(id=i, section=s, span=Span(a, b)) for i, (s, a, b) in enumerate(passages)),
    )
