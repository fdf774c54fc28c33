"""The tree of sections while it grows, and what it becomes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.model import Document, Metadata, Passage, Section, SectionKind, Source, Span
from kg.structure.blocks import Block
from kg.structure.numbering import Form, Label
from kg.structure.titles import Title

_LEAF_RANK = 30  # unnumbered sections lie below every numbered one
_DOCUMENT_RANK = -1


@dataclass(slots=True)
class Draft:
    """A section while the text is being read."""

    kind: SectionKind
    parent: int | None
    level: int
    number: str = ""
    title: str = ""
    heading: Span = field(default_factory=lambda: Span(0, 0))
    start: int = 0
    end: int = 0  # of its last paragraph, children included
    body: tuple[int, int] | None = None  # own text before the first child
    label: Label | None = None
    mark: int = 0  # heading level that the format gave it, when it has no number
    alone: bool = False  # its heading stands alone in its paragraph
    children: int = 0
    grouped: int = 0  # children that make it a heading: numbered ones, or marked ones
    passages: int = 0

    @property
    def rank(self) -> int:
        if self.kind is SectionKind.DOCUMENT:
            return _DOCUMENT_RANK
        return self.label.form.rank if self.label else _LEAF_RANK

    @property
    def ordinal(self) -> int:
        return self.label.ordinal if self.label else 0

    def like(self, label: Label) -> bool:
        """Whether the section is numbered in the form of ``label``."""
        return self.label is not None and self.label.form is label.form and self.label.depth == label.depth

    @property
    def empty(self) -> bool:
        return not self.children and not self.passages


@dataclass(slots=True)
class Tree:
    """``stack`` leads from the root to the section that is being filled."""

    sections: list[Draft] = field(default_factory=list)
    stack: list[int] = field(default_factory=list)
    passages: list[tuple[int, int, int]] = field(default_factory=list)  # section, start, end

    @classmethod
    def rooted(cls, title: str, heading: Span) -> Tree:
        return cls([Draft(SectionKind.DOCUMENT, None, 0, title=title, heading=heading)], [0])

    @property
    def here(self) -> Draft:
        return self.sections[self.stack[-1]]

    @property
    def path(self) -> list[Draft]:
        return [self.sections[index] for index in self.stack]

    def depth_of(self, *kinds: SectionKind) -> int:
        """Depth in the stack of the innermost section of one of ``kinds``; -1 when none is open."""
        return max((depth for depth, draft in enumerate(self.path) if draft.kind in kinds), default=-1)

    def open(
        self, kind: SectionKind, block: Block, title: Title, *, number: str = "", label: Label | None = None, mark: int = 0
    ) -> Draft:
        """Start a section under the present one; text that runs on from its title becomes its first passage."""
        parent = self.stack[-1]
        above = self.sections[parent]
        above.children += 1
        above.grouped += bool(mark) or (label is not None and label.form is not Form.COLUMN)
        draft = Draft(
            kind=kind,
            parent=parent,
            level=above.level + 1,
            number=number,
            title=title.text,
            heading=Span(block.start, title.end),
            start=block.start,
            label=label,
            mark=mark,
            alone=title.alone,
        )
        self.stack.append(len(self.sections))
        self.sections.append(draft)
        self._reach(block.end)
        if not title.alone:
            self._own(title.end, block.end)
            self._passage(block.start, block.end)
        return draft

    def name(self, title: str, end: int) -> None:
        """Give the section that was just opened the title that stands on the next line."""
        self.here.title = title
        self.here.heading = Span(self.here.heading.start, end)
        self._reach(end)

    def add(self, block: Block, *, passage: bool = True) -> None:
        """A paragraph of the present section."""
        self._reach(block.end)
        self._own(block.start, block.end)
        if passage:
            self._passage(block.start, block.end)

    def absorb(self, block: Block) -> None:
        """Make one passage of a stand-alone heading and the attribution that is all it has."""
        self._reach(block.end)
        self._own(block.start, block.end)
        self._passage(self.here.start, block.end)

    def run_on(self, block: Block) -> bool:
        """Let a paragraph go on from the passage before it, if that lies in the present section."""
        if not self.passages or self.passages[-1][0] != self.stack[-1]:
            return False
        section, start, _ = self.passages[-1]
        self.passages[-1] = (section, start, block.end)
        self._reach(block.end)
        self._own(block.start, block.end)
        return True

    def place(self, label: Label) -> int:
        """How much of the stack stays when ``label`` opens a section: sequence first, then the usual ranks."""
        path = self.path
        floor = self.depth_of(SectionKind.DOCUMENT, SectionKind.ATTACHMENT) + 1
        column = self.depth_of(SectionKind.COLUMN)
        alike = [depth for depth in range(floor, len(path)) if path[depth].like(label)]
        following = [depth for depth in alike if label.ordinal == path[depth].ordinal + 1]
        if following:
            return following[-1]
        if column >= floor and label.ordinal == 1 and label.form.rank >= Form.HAN_PAREN and (not alike or alike[-1] < column):
            return column + 1  # the column numbers its items
        if alike:
            return alike[-1]
        depth = len(path)
        while depth > floor and path[depth - 1].rank > label.form.rank:
            depth -= 1
        return depth

    def close_to(self, depth: int) -> None:
        del self.stack[depth:]

    def _passage(self, start: int, end: int) -> None:
        self.here.passages += 1
        self.passages.append((self.stack[-1], start, end))

    def _own(self, start: int, end: int) -> None:
        draft = self.here
        if not draft.children:
            draft.body = (draft.body[0] if draft.body else start, end)

    def _reach(self, end: int) -> None:
        for index in self.stack:
            self.sections[index].end = max(self.sections[index].end, end)


def document_of(source: Source, meta: Metadata, id: str, tree: Tree) -> Document:
    """Freeze the tree: final kinds, spans, passages in the order of the text."""
    passages = list(tree.passages)
    begun = {start for _, start, _ in passages}
    sections = []
    for index, draft in enumerate(tree.sections):
        kind = _kind(tree, draft)
        if index and draft.alone and draft.start not in begun:
            if draft.empty:
                passages.append((index, draft.start, draft.end))  # all that its section has
            elif re.search(r"\d", draft.title) and source.text[draft.heading.end - 1] in "。；":
                passages.append((index, draft.start, draft.heading.end))  # a sentence with a figure, what follows is of it
        sections.append(
            Section(
                id=index,
                parent=draft.parent,
                kind=kind,
                level=draft.level,
                number=draft.number,
                title=draft.title,
                heading=draft.heading,
                span=Span(draft.start, draft.end) if index else Span(0, len(source.text)),
                body=Span(*draft.body) if draft.body else Span(draft.heading.end, draft.heading.end),
            )
        )
    passages.sort(key=lambda entry: entry[1])
    return Document(
        id=id,
        source=source,
        meta=meta,
        sections=tuple(sections),
        passages=tuple(Passage(id=i, section=s, span=Span(a, b)) for i, (s, a, b) in enumerate(passages)),
    )


def _kind(tree: Tree, draft: Draft) -> SectionKind:
    if draft.kind is not SectionKind.CLAUSE:
        return draft.kind
    if draft.grouped:
        return SectionKind.HEADING
    above = tree.sections[draft.parent].kind if draft.parent is not None else None
    return SectionKind.ITEM if above is SectionKind.COLUMN else SectionKind.CLAUSE
