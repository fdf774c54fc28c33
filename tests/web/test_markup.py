"""Markup is made in one place, and what documents say stays text in it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.web.markup import Markup, joined, tag


def test_an_element_with_its_attributes():
    made = tag("a", "甲 & 乙", href="/tasks?q=1&b=2", class_="x", aria_label='"名"', disabled=False, title=None)
    assert made == '<a href="/tasks?q=1&amp;b=2" class="x" aria-label="&quot;名&quot;">甲 &amp; 乙</a>'
    assert tag("option", tag("b", "<"), selected=True) == "<option selected><b>&lt;</b></option>"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example", "/\\evil.example", "https://evil.example", ""])
def test_no_link_leaves_the_service(address):
    with pytest.raises(ValueError, match="not an address of ours"):
        tag("a", "x", href=address)


class _Read(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@given(st.text(alphabet=st.sampled_from("<>\"'&/=; ascript#;甲")))
def test_what_is_said_can_be_read_again_and_adds_no_element(said):
    read = _Read()
    read.feed(joined((tag("p", said, title=said), Markup(""))))
    read.close()
    assert read.text == said
    assert read.tags == [("p", {"title": said})]
