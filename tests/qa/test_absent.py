"""What belongs to another place or to another thing is not answered."""

from __future__ import annotations

import pytest

from qa.model import Outcome, Question


@pytest.mark.parametrize(
    "question",
    [
        "林川海洋能源意见里海上风电补贴什么时候发的？",  # the document has a date, the money has none
        "云泽方案里智慧农场奖补资金什么时候发的？",
        "云泽方案里智慧农场奖补资金是谁发的？",
    ],
)
def test_a_document_s_own_date_and_issuer_are_not_those_of_a_thing_in_it(fiction, question):
    answer = fiction.ask(Question(text=question))
    assert answer.outcome is Outcome.NOT_FOUND, answer.text


def test_a_document_s_own_date_is_told(fiction):
    answer = fiction.ask(Question(text="林川海洋能源意见是哪天发的？"))
    assert answer.outcome is Outcome.ANSWERED and "成文日期" in answer.text


@pytest.mark.parametrize("place", ["云泽省", "林川省"])
def test_choices_stand_in_documents_of_the_place_that_is_named(fiction, fiction_world, place):
    answer = fiction.ask(Question(text=f"{place}的人才培养由谁牵头？"))
    documents = {d for c in answer.choices if c.iri for d in fiction_world.nodes[c.iri].documents}
    documents |= {e.document for e in answer.evidence}
    assert all(place in fiction_world.documents[d].meta.jurisdiction for d in documents)
