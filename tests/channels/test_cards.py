from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from qa.channels.cards import buttons, cut, fitted, size, sources, with_entities, with_twins

TEXTS = st.text(alphabet="政策。，！ab*[](<>&\n一😀", max_size=120)
BLOCKS = st.lists(st.tuples(TEXTS, TEXTS), max_size=6)


@given(TEXTS, st.integers(0, 200))
def test_cut_keeps_to_the_limit_and_to_the_text(text, limit):
    found = cut(text, limit)
    assert size(found) <= limit
    assert found == text or text.startswith(found.removesuffix("……"))


def test_cut_ends_with_a_sentence():
    assert cut("第一句话到此为止。第二句话", 36) == "第一句话到此为止。……"


@given(TEXTS, BLOCKS, TEXTS, st.integers(0, 400))
def test_a_card_keeps_to_the_limit(head, blocks, tail, limit):
    assert size(fitted(head, blocks, tail, limit)) <= limit


def test_what_has_no_room_is_counted():
    found = fitted("答", [("长" * 30, "短"), ("长" * 30, "长" * 30), ("末", "末")], "尾", 60)
    assert found == "答\n短\n另有 2 处出处\n尾"


def test_everything_is_there_when_there_is_room():
    assert fitted("答", [("一", "1"), ("二", "2")], "尾", 100) == "答\n一\n二\n尾"


@given(st.text(max_size=80))
def test_nothing_that_could_be_markup_is_left(text):
    for shown in (with_twins(text), re.sub(r"&#\d+;", "", with_entities(text))):
        assert not set(re.sub(r"\[\d{1,3}\]", "", shown)) & set("*_~`<>[]()|\\")
    assert "&" not in with_twins(text)


def test_marks_of_sources_stay():
    assert with_twins("牵头。[1][2]") == with_entities("牵头。[1][2]") == "牵头。[1][2]"
    assert with_twins("[1](http://evil)") == "[1]（http://evil）"
    assert "](" not in with_entities("[1](http://evil)")


def test_sources_link_to_the_marked_passage(plain_answer):
    (found,) = sources(plain_answer, "https://kg.example/")
    assert found.url == "https://kg.example/documents/%E6%96%87%E4%BB%B6%2F%E4%B8%80?start=3&end=17#mark"
    assert sources(plain_answer, None)[0].url == ""


def test_choices_go_before_follow_ups(refusals, plain_answer):
    assert [b.question for b in buttons(refusals[2])] == ["甲任务由谁牵头？", "乙任务由谁牵头？"]
    assert [b.label for b in buttons(plain_answer)] == ["还有哪些单位参与？", "何时完成？"]
