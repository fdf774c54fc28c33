"""Two questions of one thing."""

from __future__ import annotations

import pytest

from qa.model import Outcome, Question
from qa.twofold import split


@pytest.mark.parametrize(
    ("question", "two"),
    [
        ("智慧种植由谁牵头,什么时候完成?", ("智慧种植由谁牵头？", "智慧种植什么时候完成？")),
        ("智慧种植什么时候完成 谁来弄", ("智慧种植什么时候完成？", "智慧种植谁来弄？")),
        ("智慧种植由谁牵头?", None),
        ("智慧种植由谁牵头,由谁配合?", None),  # one question for all roles
    ],
)
def test_split(question, two):
    assert split(question) == two


def test_both_are_answered(fiction):
    answer = fiction.ask(Question(text="云泽智慧种植由谁牵头，什么时候完成？"))
    assert answer.outcome is Outcome.ANSWERED
    assert "省农业农村厅" in answer.text and "2027年12月底" in answer.text and len(answer.evidence) >= 2


def test_what_is_not_stated_is_said(fiction):
    answer = fiction.ask(Question(text="海澄发展城市即时配送由谁负责，什么时候完成？"))
    assert "市商务局" in answer.text and answer.text.endswith("文件没有写明时间。")
