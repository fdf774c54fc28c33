"""An answer as the page shows and hands it on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.compose import not_found_text
from qa.model import Answer, Kind, Outcome, Question, Value
from qa.web.answered import (
    FIRST,
    address,
    alike,
    asked_back,
    bases,
    facts,
    first_evidence,
    groups,
    parts,
    plain,
    said_aloud,
    share,
)
from qa.wire.cited import cited
from qa.wire.said import BASIS, confidence

from ..conftest import ATTRIBUTION, LEAD_QUESTION, lead_answer


@pytest.fixture
def answer() -> Answer:
    return lead_answer(Question(text=LEAD_QUESTION), "g1")


def value(basis: str | None, role: str | None = "lead", cls: str = "Task") -> Value:
    return Value(label="甲", iri="http://x/1", type=cls, role=role, basis=basis)


def test_only_the_numbers_at_the_end_are_citations(answer):
    assert cited(replace(answer, text="见附件[1]的规定。[1][2][9]", evidence=(ATTRIBUTION, ATTRIBUTION))).numbers == (1, 2)
    assert cited(replace(answer, text="见附件[1]的规定。")).text == "见附件[1]的规定。"
    assert said_aloud(answer) == "建设海上牧场由省农业农村厅牵头。"


def test_the_ground_of_who_leads_goes_before_that_of_who_joins():
    (only,) = bases([value("stated"), value("listed_first", "participant")])
    assert only.words == "文件明确写明" and only.tone == "good"
    assert [one.words for one in bases([value("inferred", None), value("equal", None)])] == ["并列、未分主次", "推断"]
    assert bases([value(None)]) == ()


def test_every_ground_of_the_contract_has_its_words():
    assert list(BASIS) == ["stated", "convention", "listed_first", "equal", "inferred"]


def test_values_stand_apart_where_their_grounds_differ(answer):
    mixed = replace(answer, values=(value("stated"), value("listed_first"), value("stated")))
    assert [(group.basis.words, len(group.values)) for group in groups(mixed)] == [
        ("文件明确写明", 2),
        ("按惯例以列第一位者为牵头", 1),
    ]
    (same,) = groups(answer)
    assert same.basis is None and same.values == answer.values
    assert groups(replace(answer, kind=Kind.NUMBER)) == ()
    assert alike([value("stated"), value("stated")]) and not alike([value("stated"), value("stated", cls="Measure")])


def test_a_refusal_tells_apart_what_is_missing_and_what_is_near():
    missing, near = "文件没有说明2030年的规模。", "文件只给出2025年目标。"
    assert parts(not_found_text("2030年的规模", near)) == (missing, near)
    assert parts("与文件无关。") == ("与文件无关。", "")
    assert asked_back("请选一项：1. 甲；2. 乙。") == "请选一项："


def test_facts_are_told_of_answers_only(answer):
    assert facts(answer) == "图谱 · 把握很高（0.98） · 用时 1 毫秒"
    assert facts(replace(answer, outcome=Outcome.NOT_FOUND)) == ""


@pytest.mark.parametrize(("sure", "word"), [(1.0, "很高"), (0.9, "高"), (0.7, "较高"), (0.5, "一般"), (0.1, "较低")])
def test_confidence_is_a_word_and_a_number(sure, word):
    assert confidence(sure) == f"{word}（{sure:.2f}）"


def test_an_address_escapes_what_was_asked(answer):
    assert address("a&b=<c> d#", "x/y") == "/?q=a%26b%3D%3Cc%3E%20d%23&document=x%2Fy"
    assert address("问") == "/?q=%E9%97%AE"
    followed = replace(answer, question="那参与单位呢？", alone="甲的参与单位？", within="haizhou-mucang")
    assert share(followed) == address("甲的参与单位？", "haizhou-mucang")
    assert share(replace(followed, alone=None, within=None)) == address("那参与单位呢？")


def test_the_copied_text_holds_everything_to_check_it(answer):
    said = plain(answer, "http://host/")
    assert said.splitlines() == [
        f"问：{LEAD_QUESTION}",
        "答：建设海上牧场由省农业农村厅牵头。[1]",
        "",
        "出处：",
        "[1] 《海州省建设海上牧场行动方案》二、重点任务 / 1.建设海上牧场：“（省农业农村厅、省海洋局）”",
        "",
        "理解为：查任务“建设海上牧场”的牵头单位",
        f"{BASIS['listed_first'].words}：{BASIS['listed_first'].why}",
        "",
        f"http://host{address(LEAD_QUESTION)}",
    ]


def test_one_card_is_never_left_over(answer):
    many = [replace(answer, evidence=(ATTRIBUTION,) * n) for n in (1, FIRST, FIRST + 1, FIRST + 2)]
    assert [first_evidence(one) for one in many] == [1, FIRST, FIRST + 1, FIRST]
