"""Which document says it."""

from __future__ import annotations

import pytest

from qa.model import Outcome, Question


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("哪份文件讲了海上制氢？", "海洋能源"),
        ("云泽和海澄的文件，哪个提到了空域管理？", "低空物流"),
        ("哪个文件提到了水肥一体化灌溉？", "数字农业"),
    ],
)
def test_the_document_is_named(fiction, question, title):
    answer = fiction.ask(Question(text=question))
    assert answer.outcome is Outcome.ANSWERED and title in answer.text.split("写到")[0]
    assert answer.evidence


@pytest.mark.parametrize("question", ["哪份文件提到了月球探测？", "云泽和海澄的文件，哪个写明了补贴数量？"])
def test_what_none_says_is_refused(fiction, question):
    assert fiction.ask(Question(text=question)).outcome is not Outcome.ANSWERED
