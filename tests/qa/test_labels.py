"""Names found in a text by their beginnings say the same as looking for each name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.text import key
from qa.labels import Labels

NAMES = st.lists(st.tuples(st.text("省市海洋局A5 ·", max_size=4), st.sampled_from(["Department", "Park"])), max_size=8)


def test_which_kinds_stand_in_a_text() -> None:
    labels = Labels([("海缆产业园", "Park"), ("省海洋局", "Department"), ("5G", "Technology"), ("—", "Term")])
    assert labels.types_in(key("由省海洋局负责“海缆产业园”建设")) == {"Department", "Park"}
    assert labels.types_in(key("５Ｇ网络")) == {"Technology"}
    assert labels.types_in("") == frozenset()


@given(NAMES, st.text("省市海洋局A5 ·", max_size=12))
def test_every_name_and_no_other(named: list[tuple[str, str]], text: str) -> None:
    found = Labels(named).types_in(key(text))
    assert found == {cls for label, cls in named if key(label) and key(label) in key(text)}
