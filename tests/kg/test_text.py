"""Text for matching keeps its way back to the stored text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Span
from kg.text import fold, heal, key, numeral


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text("省委网信办、 \n—９９1-AIai（）。\u3000", max_size=60), st.data())
def test_a_healed_stretch_maps_back_to_text_that_holds_its_characters(text: str, data: st.DataObject) -> None:
    view = heal(text, Span(0, len(text)))
    assert len(view.text) == len(view.starts)
    assert list(view.starts) == sorted(view.starts)
    if view.text:
        start = data.draw(st.integers(0, len(view.text) - 1))
        end = data.draw(st.integers(start + 1, len(view.text)))
        span = view.span(start, end)
        assert [c for c in view.text[start:end] if c != " "] == [text[i] for i in view.starts[start:end] if not text[i].isspace()]
        assert span.start == view.starts[start]
        assert span.end == view.starts[end - 1] + 1


def test_a_name_broken_by_a_page_number_is_whole_again() -> None:
    text = "省委网信\n        —９—\n办、省水利厅"
    view = heal(text, Span(0, len(text)))
    assert view.text == "省委网信办、省水利厅"
    assert view.span(0, 5).of(text) == "省委网信\n        —９—\n办"


def test_a_space_survives_between_latin_words_only() -> None:
    text = " AI agent 平 台"
    assert heal(text, Span(0, len(text))).text == "AI agent平台"


@pytest.mark.parametrize(
    ("one", "other"),
    [("誰牽頭", "谁牵头"), ("ＡＩ＋", "ai+"), ("“元平台”建设", "元平台建设"), ("X 场景", "x场景")],
)
def test_spellings_meet_under_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十二", 12),
        ("两", 2),
        ("二十", 20),
        ("一百零五", 105),
        ("２０２５", 2025),
        ("二〇二五", 2025),
        ("十", 10),
        ("x", None),
        ("", None),
    ],
)
def test_numerals(text: str, value: int | None) -> None:
    assert numeral(text) == value
