"""What was changed is told by a sentence in which the verb of the question governs its thing."""

from __future__ import annotations

import pytest

from qa.changed import change, tells


@pytest.mark.parametrize(
    ("question", "sentence", "told"),
    [
        ("这份意见取消了哪些手续", "取消渔船过闸报备手续,推行网上登记", True),
        ("哪些手续被取消了?", "渔船过闸报备手续一律取消", True),
        ("取消了什么", "取消渔船过闸费", True),
        ("取消了哪些手续", "优化渔船过闸报备手续", False),  # another verb
        ("取消了哪些手续", "已取消的手续不得恢复", False),  # says nothing of which
        ("取消了哪些补贴", "取消渔船过闸报备手续", False),  # another thing
        ("新增了哪些收费项目", "不得违规新增收费项目", False),  # forbidden
        ("新增了哪些泊位", "新建渔船泊位20个", True),  # said otherwise
        ("新增了什么算力", "推进新增算力国产化工作", False),  # no more than a modifier
    ],
)
def test_told(question: str, sentence: str, told: bool) -> None:
    asked = change(question)
    assert asked is not None
    assert tells(asked, sentence) is told


@pytest.mark.parametrize("question", ["支持哪些渔船", "由谁取消", "取消过闸费了吗"])
def test_no_change_is_asked_for(question: str) -> None:
    assert change(question) is None
