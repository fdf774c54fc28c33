"""The nouns refuse what must not be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Span

spans = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda p: Span(min(p), max(p)))


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_no_span_runs_backwards(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="span"):
        Span(start, end)


@given(spans, spans)
def test_what_contains_overlaps_unless_empty(one: Span, other: Span) -> None:
    if one.contains(other) and len(other):
        assert one.overlaps(other)
    assert one.overlaps(other) == other.overlaps(one)
