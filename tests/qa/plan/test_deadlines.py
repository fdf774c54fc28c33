"""Works by the time they are due."""

from __future__ import annotations

import pytest

from qa.model import Kind, Outcome, Question

DUE = (
    ("哪些任务要在2025年12月底前完成？", ["建设农业农村大数据平台", "壮大农村电商"]),
    ("2026年6月底前要完成哪些任务？", ["完善乡村网络设施", "创新普惠金融"]),
    ("哪些任务的完成时限是2025年12月底？", ["建设农业农村大数据平台", "壮大农村电商"]),
    ("完成时限为2026年6月底的任务有哪几项？", ["完善乡村网络设施", "创新普惠金融"]),
    ("云泽哪项任务最早完成？", ["推行质量追溯"]),
    ("云泽最晚完成的是哪些任务？", ["发展智慧种植", "发展智慧养殖", "攻关智慧种业", "建设数字农业园区"]),
    ("云泽哪些任务要长期坚持？", ["培养数字农业人才"]),
)


@pytest.mark.parametrize(("question", "works"), DUE)
def test_works_due_by_a_month(proved, question, works):
    assert [value.label for value in proved(question).values] == works


@pytest.mark.parametrize(("question", "number"), [("2025年要完成的任务有几项？", 3), ("2025年12月底前要完成的任务有几项？", 2)])
def test_works_due_are_counted(proved, question, number):
    answer = proved(question)
    assert (answer.kind, [value.value for value in answer.values]) == (Kind.NUMBER, [number])


def test_nothing_is_due_in_a_year_that_is_not_named(fiction):
    answer = fiction.ask(Question(text="2029年底前要完成哪些任务？"))
    assert (answer.outcome, answer.values) == (Outcome.NOT_FOUND, ())
    assert "2029年" in answer.text


@pytest.mark.parametrize(
    ("question", "due"),
    [("完善乡村网络设施什么时候完成？", "2026年6月底"), ("推广智能农机的完成时限是什么时候？", "2027年6月底")],
)
def test_when_a_work_is_due_is_never_told_wrongly(fiction, question, due):
    """Said with its quotation, or not said."""
    answer = fiction.ask(Question(text=question))
    assert answer.outcome is not Outcome.ANSWERED or due in answer.text
    assert due in answer.text  # in a refusal as what is near


def test_a_work_without_a_deadline_gets_none(fiction):
    answer = fiction.ask(Question(text="推动海上风电制氢什么时候完成？"))
    assert answer.outcome is Outcome.NOT_FOUND
