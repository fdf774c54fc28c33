"""Filtering, sorting and counting of the list of documents."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.rows import DocumentCard
from qa.web.shelf import UNSAID, Wanted, shelf

CARDS = (
    DocumentCard(
        id="a",
        title="海州省海上牧场方案",
        source="a.md",
        issuers=("海州省人民政府",),
        date="2026-03-01",
        tasks=3,
        number="海政发〔2026〕3号",
    ),
    DocumentCard(
        id="b",
        title="云泽市数字农业规划",
        source="b.md",
        issuers=("云泽市人民政府", "云泽市农业局"),
        date="2024-05-02",
        tasks=9,
    ),
    DocumentCard(id="c", title="海州省岸电办法", source="c.pdf", status="征求意见稿"),
)


def ids(**wanted: str) -> str:
    return "".join(card.id for card in shelf(CARDS, Wanted(**wanted)).cards)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, "abc"), ({"sort": "title"}, "bca"), ({"sort": "tasks"}, "bac"),
        ({"issuer": "云泽市农业局"}, "b"), ({"year": "2026"}, "a"), ({"year": UNSAID}, "c"), ({"status": "征求意见稿"}, "c"),
        ({"q": "海州"}, "ac"), ({"q": "海州 岸电"}, "c"), ({"q": "海政发[2026]3号"}, "a"), ({"q": "C.PDF"}, "c"),
        ({"year": "1999"}, ""), ({"q": "海州", "status": "正式"}, "a"),
    ],
)  # fmt: skip
def test_what_is_asked_for(wanted, found):
    assert ids(**wanted) == found


def test_counts_tell_what_a_click_would_show():
    found = {
        facet.name: {option.value: option.count for option in facet.options} for facet in shelf(CARDS, Wanted(q="海州")).facets
    }
    assert found == {
        "issuer": {"海州省人民政府": 1, UNSAID: 1},
        "year": {"2026": 1, UNSAID: 1},
        "status": {"正式": 1, "征求意见稿": 1},
    }


def test_years_come_newest_first_and_a_choice_that_fits_nothing_stays_in_sight():
    _, years, _ = shelf(CARDS, Wanted(year="1999")).facets
    assert [(option.value, option.count) for option in years.options] == [("2026", 1), ("2024", 1), ("1999", 0), (UNSAID, 1)]
    assert years.chosen == "1999"


@given(st.dictionaries(st.sampled_from(["issuer", "year", "status", "q", "sort", "other"]), st.text(max_size=5)))
def test_every_address_is_understood_and_comes_back(parameters):
    wanted = Wanted.of(parameters)
    shelf(CARDS, wanted)
    assert Wanted.of(dict(parse_qsl(wanted.query))) == wanted
