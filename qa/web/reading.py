"""The markup of a document's text: headings, what is named in it, the quoted characters. The only place that writes any.

All text goes through ``_shown``, all attributes through ``_tag``; the text content of the whole is the stored text, to the
character, so that a browser can count offsets in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from html import escape
from typing import TypeAlias
from urllib.parse import quote

from kg.model import Span
from kg.text import PAGE_NUMBER, heal
from qa.rows import DocumentView, MentionRow, OutlineEntry
from qa.web.kinds import Kind, Kinds
from qa.web.segments import Segment, blocks, segments, within
from qa.wire.links import MARK

_LISTED = frozenset({"document", "heading", "clause", "column", "attachment"})  # kinds of sections that an outline names
_OWN_LEVELS = 4  # h2 … h5
_LINE = re.compile(r"\S[^\n]*\S")  # without the blank around it
_TAB = re.compile(r"\t")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A class of what the text names, and how often."""

    kind: Kind
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    text: str  # HTML
    outline: str  # HTML; empty where the document has no headings
    named: tuple[Named, ...]  # the most frequent first


def reading(view: DocumentView, mentions: Sequence[MentionRow], kinds: Kinds, *, quoted: Span | None = None) -> Reading:
    """``quoted`` lies within the text."""
    page = _Page(view, mentions, kinds, quoted)
    counts = Counter(row.type for row in mentions)
    named = tuple(
        Named(kind=kinds.kind(name), count=count) for name, count in sorted(counts.items(), key=lambda c: (-c[1], c[0]))
    )
    return Reading(text="".join(page.blocks()), outline=_outline(view.outline), named=named)


def _shown(text: str) -> str:
    """``\\r`` would be read as ``\\n``, and offsets would be wrong from there on."""
    return escape(text, quote=False).replace("\r", "&#13;")


def _tag(name: str, inner: str, **attributes: str) -> str:
    """``inner`` is markup, attributes are text; ``class_`` is class, ``data_class`` is data-class."""
    written = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items() if value)
    return f"<{name}{written}>{inner}</{name}>"


class _Cover(Enum):
    PARAGRAPH = "paragraph"
    DEBRIS = "debris"  # what a line or page end left inside of it
    TAB = "tab"  # between two cells of a table's row


_Layer: TypeAlias = MentionRow | OutlineEntry | _Cover


class _Page:
    def __init__(self, view: DocumentView, mentions: Sequence[MentionRow], kinds: Kinds, quoted: Span | None) -> None:
        self._text, self._kinds, self._quoted = view.text, kinds, quoted
        self._base = view.iri.removesuffix(view.card.id)
        self._headings = {entry.heading: entry for entry in view.outline if entry.heading}
        read = (*view.paragraphs, *self._headings)
        self._blocks = blocks(self._text, (*read, quoted) if quoted else read)
        layers: list[tuple[Span, _Layer]] = [(Span(row.start, row.end), row) for row in mentions]
        layers += self._headings.items()
        layers += ((span, _Cover.PARAGRAPH) for span in view.paragraphs)
        tabs = frozenset(match.start() for line in _LINE.finditer(view.text) for match in _TAB.finditer(view.text, *line.span()))
        layers += ((Span(tab, tab + 1), _Cover.TAB) for tab in sorted(tabs))
        layers += ((span, _Cover.DEBRIS) for whole in set(read) for span in self._debris(whole, tabs))
        self._layers = tuple(layer for _, layer in layers)
        self._segments = segments(len(self._text), [span for span, _ in layers], self._cuts())
        self._begun = set[_Layer]()  # of which a part has been written

    def _debris(self, whole: Span, tabs: frozenset[int]) -> Iterator[Span]:
        at = whole.start
        for kept in (*sorted({*heal(self._text, whole).starts, *(tabs & set(range(whole.start, whole.end)))}), whole.end):
            if kept > at:
                yield Span(at, kept)
            at = kept + 1

    def _cuts(self) -> Iterator[int]:
        for block in self._blocks:
            core = self._core(block)
            yield from (block.start, core.start, core.end)
        if self._quoted:
            yield from (self._quoted.start, self._quoted.end)

    def _core(self, block: Span) -> Span:
        """Without the blank around it; nothing of a blank block."""
        raw = block.of(self._text)
        end = block.start + len(raw.rstrip())
        return Span(min(end, block.start + len(raw) - len(raw.lstrip())), end)

    def _unwrapped(self, core: Span) -> Span:
        """Without the book-title marks around a whole line: 《…指导意见》"""
        inner = core.of(self._text)
        return Span(core.start + 1, core.end - 1) if inner.startswith("《") and inner.endswith("》") and len(inner) > 2 else core

    def blocks(self) -> Iterator[str]:
        for block in self._blocks:
            yield self._block(block, within(self._segments, block))

    def _block(self, block: Span, found: Sequence[Segment]) -> str:
        core = self._core(block)
        heading = self._headings.get(core) or self._headings.get(self._unwrapped(core))
        inner = "".join(self._parts(found, core, heading))
        if not len(core) or PAGE_NUMBER.fullmatch(core.of(self._text)):
            return _tag("div", inner, class_="gap")
        if heading is not None and heading.level:
            return _tag(f"h{min(heading.level, _OWN_LEVELS) + 1}", inner, id=f"s{heading.id}")
        if heading is not None:
            return _tag("p", inner, class_="title", id=f"s{heading.id}")
        covers = {self._layers[mark] for part in found for mark in part.marks if isinstance(self._layers[mark], _Cover)}
        kind = "cells" if _Cover.TAB in covers else "" if _Cover.PARAGRAPH in covers else "plain"
        return _tag("p", inner, class_=kind)

    def _parts(self, found: Sequence[Segment], core: Span, heading: OutlineEntry | None) -> Iterator[str]:
        quoted: list[str] = []
        for part in found:
            written = self._part(part, core, heading)
            if self._quoted and self._quoted.contains(Span(part.start, part.end)):
                quoted.append(written)
                if part.end == self._quoted.end:
                    yield _tag("mark", "".join(quoted), id=MARK)
            else:
                yield written

    def _part(self, part: Segment, core: Span, heading: OutlineEntry | None) -> str:
        written = _shown(self._text[part.start : part.end])
        over = [self._layers[mark] for mark in part.marks]
        if _Cover.TAB in over:
            written = _tag("span", written, class_="tab")
        elif _Cover.DEBRIS in over or not core.contains(Span(part.start, part.end)):
            written = _tag("span", written, class_="debris")
        elif not any(layer is _Cover.PARAGRAPH or isinstance(layer, OutlineEntry) for layer in over):
            written = _tag("span", written, class_="as-is")
        rows = [layer for layer in over if isinstance(layer, MentionRow)]
        for row in reversed(rows):
            written = self._mention(row, written, linked=row is rows[-1])
        for layer in over:
            if isinstance(layer, OutlineEntry) and layer is not heading:
                written = _tag("strong", written, id=self._once(layer, f"s{layer.id}"))
        return written

    def _mention(self, row: MentionRow, inner: str, *, linked: bool) -> str:
        """The innermost is the link: links do not nest."""
        kind = self._kinds.kind(row.type)
        if not linked:
            return _tag("span", inner, class_=f"named around {kind.style}", data_class=row.type)
        address = "/entities/" + quote(row.iri.removeprefix(self._base), safe="/")
        first = self._once(row, "0")  # the further parts of one mark are no further stops of the keyboard
        return _tag(
            "a",
            inner,
            class_=f"named {kind.style}",
            href=address,
            data_class=row.type,
            title=f"{kind.label}：{row.label}",
            tabindex="" if first else "-1",
        )

    def _once(self, what: _Layer, value: str) -> str:
        if what in self._begun:
            return ""
        self._begun.add(what)
        return value


def _outline(entries: Sequence[OutlineEntry]) -> str:
    listed = {entry.id: entry for entry in entries if entry.kind in _LISTED and entry.level > 0 and entry.heading is not None}
    children: dict[int | None, list[OutlineEntry]] = {}
    parents = {entry.id: entry.parent for entry in entries}
    for entry in listed.values():
        above = entry.parent
        while above is not None and above not in listed:
            above = parents.get(above)
        children.setdefault(above, []).append(entry)

    def listing(above: int | None) -> str:
        items = (
            _tag("li", _tag("a", _shown(entry.caption or entry.title), href=f"#s{entry.id}") + listing(entry.id))
            for entry in children.get(above, ())
        )
        inner = "".join(items)
        return _tag("ol", inner) if inner else ""

    return listing(None)
