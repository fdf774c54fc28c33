"""Long tables in pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.web.paging import Page


@given(st.integers(0, 500), st.integers(-3, 99), st.integers(1, 60))
def test_pages_cover_all_rows_once(total, wanted, rows):
    pages = Page.of(total, wanted, rows).pages
    every = [row for n in range(1, pages + 1) for row in Page.of(total, n, rows).cut(range(total))]
    assert every == list(range(total))
    assert 1 <= Page.of(total, wanted, rows).number <= pages


@pytest.mark.parametrize(
    ("number", "pages", "offered"),
    [
        (1, 1, (1,)),
        (2, 3, (1, 2, 3)),
        (1, 12, (1, 2, None, 12)),
        (6, 12, (1, None, 5, 6, 7, None, 12)),
        (4, 12, (1, 2, 3, 4, 5, None, 12)),
        (12, 12, (1, None, 11, 12)),
    ],
)
def test_the_numbers_that_are_offered(number, pages, offered):
    assert Page.of(pages * 50, number).numbers == offered
