from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.api.negotiate import best

OURS = ("text/html", "text/turtle", "application/ld+json")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "text/html"),
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("TEXT/TURTLE", "text/turtle"),
        ("text/html;q=0.1, text/turtle;q=0.9", "text/turtle"),
        ("text/*, text/html;q=0", "text/turtle"),  # the exact wish outweighs the pattern
        ("*/*;q=0.1, application/ld+json", "application/ld+json"),
        ("text/turtle;charset=utf-8;q=0.5, */*;q=0.1", "text/turtle"),
        ("image/png", None),
        ("text/turtle;q=0", None),
        ("text/turtle;q=nonsense", None),
        (",,;;", None),
    ],
)
def test_best(accept, chosen):
    assert best(accept, OURS) == chosen


@given(st.text(max_size=80))
def test_never_fails_and_never_offers_what_we_have_not(accept):
    assert best(accept, OURS) in (*OURS, None)
