"""What is offered while somebody types."""

from __future__ import annotations

import pytest

from qa.rows import Suggestion
from qa.web.completing import MOST, Completion, completions

NAMES = ("建设海上牧场", "海上风电", "省海洋局")


class Names:
    """A catalog that knows names, and one question for each task."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def suggest(self, prefix: str, limit: int = 8) -> tuple[Suggestion, ...]:
        self.asked.append(prefix)
        held = [name for name in NAMES if prefix in name]
        questions = [Suggestion(text=f"“{name}”由谁牵头？") for name in held if name.startswith("建设")]
        return tuple([*questions, *(Suggestion(text=name, iri=f"http://x/{name}", type="Task") for name in held)][:limit])


@pytest.mark.parametrize("typed", ["", "海", " 海 ", "长" * 300])
def test_too_little_or_too_much_is_not_completed(typed):
    assert completions(Names(), typed) == ()


def test_the_whole_is_completed_as_a_question_or_a_name():
    found = completions(Names(), "海上")
    assert found[0] == Completion(text="“建设海上牧场”由谁牵头？", whole="“建设海上牧场”由谁牵头？", type=None)
    assert found[0].is_question and [one.text for one in found[1:]] == ["建设海上牧场", "海上风电"]


def test_else_the_name_at_its_end_and_what_stands_before_is_kept():
    names = Names()
    (found,) = completions(names, "请问哪个部门牵头海上风")
    assert (found.text, found.whole) == ("海上风电", "请问哪个部门牵头海上风电")
    assert len(names.asked) <= 6  # of sixteen possible ends
    assert completions(Names(), "今天天气怎么样") == ()


def test_a_name_typed_to_its_end_is_not_offered_again():
    assert completions(Names(), "省海洋局") == ()


def test_the_same_name_of_two_documents_is_offered_once():
    class Twice(Names):
        def suggest(self, prefix: str, limit: int = 8) -> tuple[Suggestion, ...]:
            del prefix, limit
            return tuple(Suggestion(text="关键技术", iri=f"http://x/{n}", type="Concept") for n in range(MOST))

    assert [one.text for one in completions(Twice(), "关键")] == ["关键技术"]
