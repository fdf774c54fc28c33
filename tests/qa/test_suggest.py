"""What is suggested was asked and answered, once; it tells something new."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa import suggest
from qa.model import Answer, Choice, Kind, Outcome, Question
from qa.suggest import MOST, TRIED, Offer, Suggestions, likely

LEAD = "推动海上风电制氢由谁牵头？"


@pytest.fixture(scope="module")
def answer(fiction) -> Answer:
    return replace(fiction.ask(Question(text=LEAD)), suggestions=())


class Asked:
    """Answers each offer with its own text, and counts."""

    def __init__(self, answer: Answer, deaf: str = "没有") -> None:
        self.offers: list[Offer] = []
        self._answer, self._deaf = answer, deaf

    def __call__(self, offer: Offer) -> Answer | None:
        self.offers.append(offer)
        told = tuple(replace(v, iri=offer.text) for v in self._answer.values)
        return None if self._deaf in offer.text else replace(self._answer, reading=offer.text, values=told)


def test_at_most_three_and_each_is_asked_once(fiction_world, answer):
    asked = Asked(answer)
    offered = Suggestions(fiction_world, asked)
    first = offered.after(answer, ())
    assert 0 < len(first) <= MOST and LEAD not in first
    assert first == offered.after(answer, ()) == tuple(offer.text for offer in asked.offers)


def test_what_is_not_answered_or_tells_nothing_new_is_not_offered(fiction_world, answer):
    all_of_them = Suggestions(fiction_world, Asked(answer)).after(answer, ())
    assert all_of_them[0] not in Suggestions(fiction_world, Asked(answer, deaf=all_of_them[0])).after(answer, ())
    assert Suggestions(fiction_world, lambda offer: answer).after(answer, ()) == ()


def test_what_is_remembered_has_an_end(fiction_world, answer, monkeypatch):
    monkeypatch.setattr(suggest, "REMEMBERED", 1)
    asked = Asked(answer)
    offered = Suggestions(fiction_world, asked)
    assert offered.after(answer, ()) == offered.after(answer, ())
    assert len(asked.offers) > len(set(asked.offers)) > 1


def test_after_a_question_back_its_choices(fiction_world):
    choices = tuple(Choice(label=q, iri=q, question=q) for q in "甲乙丙丁")
    back = Answer(id="", question="问", outcome=Outcome.UNCLEAR, kind=Kind.ENTITIES, text="请选", choices=choices)
    never = Suggestions(fiction_world, lambda offer: pytest.fail(offer.text))
    assert never.after(back, ()) == ("甲", "乙", "丙")
    assert never.after(replace(back, outcome=Outcome.OUT_OF_SCOPE, choices=()), ()) == ()


def test_a_refusal_offers_what_was_near(fiction_world, answer):
    refused = replace(answer, outcome=Outcome.NOT_FOUND, links=(), values=())
    assert likely(refused, fiction_world) == ()
    near = [answer.links[0].iri]
    assert 0 < len(likely(refused, fiction_world, near)) <= TRIED
