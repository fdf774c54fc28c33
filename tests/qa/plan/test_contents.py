"""Works found by what stands in them."""

from __future__ import annotations

import pytest

from qa.model import Outcome, Question

INSIDE = (
    ("深水网箱属于哪项任务？", ["发展“海洋能源+海洋牧场”"]),
    ("电子耳标属于哪项任务？", ["发展智慧养殖"]),
    ("哪项任务提到植保无人机？", ["推广智能农机"]),
    ("哪些任务提到台风指数保险？", ["加大财税金融支持"]),
)


@pytest.mark.parametrize(("question", "works"), INSIDE)
def test_the_work_that_says_it(proved, question, works):
    answer = proved(question)
    assert [value.label for value in answer.values] == works


@pytest.mark.parametrize(
    ("question", "word"), [("深水网箱属于哪项任务？", "深水网箱"), ("哪些任务提到台风指数保险？", "台风指数保险")]
)
def test_the_sentence_that_says_it_is_quoted(proved, question, word):
    assert any(word in one.text for one in proved(question).evidence)


@pytest.mark.parametrize("question", ["数字孪生工厂属于哪项任务？", "哪些任务提到量子通信？"])
def test_what_stands_nowhere_is_in_no_work(fiction, question):
    answer = fiction.ask(Question(text=question))
    assert (answer.values, answer.evidence) == ((), ())
    assert answer.outcome in {Outcome.NOT_FOUND, Outcome.OUT_OF_SCOPE}
