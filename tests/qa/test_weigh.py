"""Rare pairs weigh more; a share is a share."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Span
from qa.weigh import Content, Sentence, Weights, grams, share


def sentence(number: int, text: str) -> Sentence:
    return Sentence(
        number=number,
        document="d",
        passage=number,
        span=Span(0, len(text)),
        text=text,
        grams=frozenset(grams(text)),
        context=frozenset(),
    )


SENTENCES = tuple(sentence(i, t) for i, t in enumerate(["建设海水淡化工程", "建设智慧水利工程", "建设农村供水工程"]))


def test_grams_are_pairs_and_whole_latin_words() -> None:
    assert grams("海水淡化5G+AI") == ("海水", "水淡", "淡化", "5g+ai")
    assert grams("“泵”") == ("泵",)


def test_rare_pairs_weigh_more_than_common_ones() -> None:
    weights = Weights(SENTENCES)
    assert weights.of("淡化") > weights.of("工程")
    assert weights.of("建设") < weights.of("农村")


def test_an_unseen_pair_counts_against_but_less_than_a_seen_rare_one() -> None:
    weights = Weights(SENTENCES)
    assert 0 < weights.of("外星") < weights.of("淡化")


def test_cover_is_the_share_that_stands_in_the_sentence() -> None:
    weights = Weights(SENTENCES)
    found = weights.cover(weights.weigh(grams("海水淡化")), "d")
    assert found[0] == 1.0
    assert 1 not in found


@given(st.lists(st.text("海水淡化工程建设", min_size=1, max_size=6), min_size=1, max_size=5))
def test_a_share_lies_between_nothing_and_all(texts: list[str]) -> None:
    weights = Weights(SENTENCES)
    weighed = weights.weigh(g for t in texts for g in grams(t))
    for one in SENTENCES:
        assert 0.0 <= share(weighed, one.grams) <= 1.0 + 1e-9


def test_another_document_has_none_of_it() -> None:
    weights = Weights((*SENTENCES, replace(sentence(3, "海水淡化"), document="e")))
    asked = weights.weigh(grams("海水淡化"))
    assert set(weights.cover(asked, "d")) == {0}
    assert set(weights.cover(asked, "e")) == {3}
    assert set(weights.bits(Content(asked), "e")) == {3}
    assert not weights.cover(asked, "f")


@given(st.lists(st.text("海水淡化工程建设", min_size=1, max_size=6), min_size=1, max_size=5))
def test_bits_say_what_sets_say(texts: list[str]) -> None:
    weights = Weights(SENTENCES)
    weighed = weights.weigh(g for t in texts for g in grams(t))
    content = Content(weighed)
    bits = weights.bits(content, "d")
    for one in SENTENCES:
        assert bits.get(one.number, 0) == content.of(one.grams)
        assert content.share(bits.get(one.number, 0)) == pytest.approx(share(weighed, one.grams))
        assert weights.cover(weighed, "d").get(one.number, 0.0) == pytest.approx(share(weighed, one.grams))


def test_nothing_asked_nothing_shared() -> None:
    content = Content({})
    assert (content.weight, content.of(frozenset({"海水"})), content.share(0)) == (0, 0, 0.0)
