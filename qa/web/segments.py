"""A text cut for display: into blocks (what a reader sees as paragraphs) and into segments under the same marks.

Nothing is lost and nothing is added: what is cut, joined again, is the text. Offsets are code points.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.model import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """``[start, end)``, never empty. ``marks``: which marks cover it, the widest first; marks may overlap as they like."""

    start: int
    end: int
    marks: tuple[int, ...] = ()


def segments(length: int, marks: Sequence[Span], cuts: Iterable[int] = ()) -> tuple[Segment, ...]:
    """``[0, length)`` cut wherever a mark begins or ends, and at ``cuts``. What lies outside of the text is left out."""
    begin: dict[int, list[int]] = {}
    bounds = {0, length, *(cut for cut in cuts if 0 < cut < length)}
    for index, mark in enumerate(marks):
        start, end = mark.start, min(mark.end, length)
        if start < end:
            begin.setdefault(start, []).append(index)
            bounds |= {start, end}
    ordered, open_, found = sorted(bounds), list[int](), list[Segment]()
    for start, end in pairwise(ordered):
        if start in begin or any(marks[index].end <= start for index in open_):
            open_ = [index for index in (*open_, *begin.get(start, ())) if marks[index].end > start]
            open_.sort(key=lambda index: (-len(marks[index]), marks[index].start, index))
        found.append(Segment(start=start, end=end, marks=tuple(open_)))
    return tuple(found)


def blocks(text: str, whole: Iterable[Span]) -> tuple[Span, ...]:
    """The lines of ``text``, each with its line end; lines across which a span of ``whole`` runs stay together."""
    starts = [0, *(at + 1 for at, char in enumerate(text) if char == "\n" and at + 1 < len(text))]
    inside = set[int]()
    for span in whole:
        inside.update(starts[bisect_right(starts, span.start) : bisect_left(starts, span.end)])
    kept = [start for start in starts if start not in inside]
    return tuple(Span(start, end) for start, end in zip(kept, [*kept[1:], len(text)], strict=True) if start < end)


def within(found: Sequence[Segment], block: Span) -> Sequence[Segment]:
    """The segments of one block, where blocks' ends were among the cuts."""
    first = bisect_left(found, block.start, key=lambda segment: segment.start)
    last = bisect_left(found, block.end, key=lambda segment: segment.start)
    return found[first:last]
