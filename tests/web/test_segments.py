"""Cutting loses nothing, adds nothing, and every mark stays whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.model import Span
from qa.web.segments import blocks, segments, within

TEXTS = st.text(alphabet="海上牧场，\n\n \r𠮷<&", max_size=60)
SPANS = st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)).map(lambda pair: Span(min(pair), max(pair))), max_size=12)


@given(text=TEXTS, marks=SPANS, cuts=st.sets(st.integers(-5, 80), max_size=6))
def test_segments_joined_are_the_text_and_marks_are_whole(text, marks, cuts):
    found = segments(len(text), marks, cuts)
    assert "".join(text[one.start : one.end] for one in found) == text
    assert all(one.start < one.end for one in found)
    assert {cut for cut in cuts if 0 < cut < len(text)} <= {one.start for one in found}
    for index, mark in enumerate(marks):
        under = [at for one in found if index in one.marks for at in range(one.start, one.end)]
        assert under == list(range(mark.start, min(mark.end, len(text))))


@given(text=TEXTS, marks=SPANS)
def test_the_widest_mark_comes_first(text, marks):
    for one in segments(len(text), marks):
        lengths = [len(marks[index]) for index in one.marks]
        assert lengths == sorted(lengths, reverse=True)


@given(text=TEXTS, whole=SPANS)
def test_blocks_joined_are_the_text_and_break_at_lines_only(text, whole):
    found = blocks(text, whole)
    assert "".join(one.of(text) for one in found) == text
    starts = {one.start for one in found} - {0}
    assert all(text[start - 1] == "\n" for start in starts)
    assert not any(span.start < start < span.end for span in whole for start in starts)
    free = {at + 1 for at, char in enumerate(text[:-1]) if char == "\n"}
    assert starts == {at for at in free if not any(span.start < at < span.end for span in whole)}


@given(text=TEXTS, marks=SPANS, whole=SPANS)
def test_segments_of_the_blocks_are_all_segments(text, marks, whole):
    cut = blocks(text, whole)
    found = segments(len(text), marks, [block.start for block in cut])
    assert [one for block in cut for one in within(found, block)] == list(found)
