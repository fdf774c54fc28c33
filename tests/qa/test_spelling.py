"""Slips of one character with the same sound are mended against the corpus's own pairs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.spelling import Speller
from qa.weigh import grams

SPELLER = Speller(grams("提升货物通关效率。自然资源部参与基础设施建设。扩大信息消费规模"))


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("货物通关效律", "货物通关效率"), ("自然资原部", "自然资源部"), ("基楚设施", "基础设施"), ("信息消废规模", "信息消费规模")],
)
def test_mended(slip: str, meant: str) -> None:
    assert SPELLER.mend(slip) == meant


def test_words_that_the_corpus_knows_stay() -> None:
    assert SPELLER.mend("自然资源部参与") == "自然资源部参与"


def test_protected_words_stay() -> None:
    assert SPELLER.mend("通关效律", protected=("效律",)) == "通关效律"


def test_foreign_words_are_not_bent_to_the_corpus() -> None:
    assert SPELLER.mend("明天天气好吗") == "明天天气好吗"


@given(st.text())
def test_the_length_never_changes(text: str) -> None:
    assert len(SPELLER.mend(text)) == len(text)


def test_everyday_words_are_no_slips() -> None:
    """师生 is a word, whatever else the corpus has of the same sound; 件中 is none that 建中 could be a slip of."""
    speller = Speller(grams("组织食生产安全检查。文件中提到的件中信息"))
    assert speller.mend("师生转移") == "师生转移"
    assert speller.mend("建中医院") == "建中医院"
