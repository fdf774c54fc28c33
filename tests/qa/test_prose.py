"""The documents' own words: when they answer, when embeddings are asked to vouch, what a refusal tells."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from qa.explain import Steps
from qa.model import Hit, Kind, Outcome
from qa.prose import COSINE, Prose

FARM = "yunze-2024-shuzi-nongye"
OPEN = "如何让养殖户少跑腿？"  # its words alone do not suffice


@dataclass
class Retrieval:
    """Finds what it is told to find, and remembers what it was asked."""

    hits: tuple[Hit, ...] = ()
    has_vectors: bool = True
    asked: list[tuple[str | None, bool]] = field(default_factory=list)  # document, with vectors

    def search(self, text, *, k, document=None, use_vectors=True):
        self.asked.append((document, use_vectors))
        return self.hits if use_vectors else ()

    def warm(self):
        self.asked.append(("warm", False))


def hit(passage: int, cosine: float | None) -> Hit:
    return Hit(document=FARM, passage=passage, score=1.0, lexical=1.0, cosine=cosine)


@pytest.fixture
def told(fiction_world, fiction_reads):
    def made(question: str, retrieval: Retrieval | None = None):
        steps = Steps(None)
        return Prose(fiction_world, retrieval).answer(question, fiction_reads(question), steps), steps

    return made


def test_words_that_suffice_are_quoted_and_nothing_is_embedded(told):
    retrieval = Retrieval()
    answer, steps = told("怎么推进智慧养殖？", retrieval)
    assert (answer.outcome, answer.kind) == (Outcome.ANSWERED, Kind.TEXT) and "电子耳标" in answer.text
    assert retrieval.asked == [(None, False)]
    assert [step.name for step in steps.found] == ["retrieve"]


def test_a_hopeless_question_is_not_embedded(told):
    retrieval = Retrieval()
    assert told("火星移民怎么办？", retrieval)[0].outcome is Outcome.OUT_OF_SCOPE
    assert retrieval.asked == [(None, False)]


@pytest.mark.parametrize(
    ("cosine", "outcome"), [(COSINE + 0.01, Outcome.ANSWERED), (COSINE - 0.01, Outcome.NOT_FOUND), (None, Outcome.NOT_FOUND)]
)
def test_embeddings_vouch_for_an_open_question(told, cosine, outcome):
    retrieval = Retrieval(hits=(hit(23, cosine),))
    answer, _ = told(OPEN, retrieval)
    assert answer.outcome is outcome
    assert retrieval.asked == [(None, False), (None, True)]
    assert "电子耳标" in answer.text  # answered with it, or told that it is near


def test_a_passage_that_is_not_liked_best_is_not_vouched_for(told):
    assert told(OPEN, Retrieval(hits=(hit(23, 0.95), hit(1, 0.99))))[0].outcome is Outcome.NOT_FOUND


def test_without_vectors_nobody_vouches(told):
    retrieval = Retrieval(hits=(hit(23, 0.99),), has_vectors=False)
    assert told(OPEN, retrieval)[0].outcome is Outcome.NOT_FOUND
    assert retrieval.asked == [(None, False)]


def test_one_named_document_is_searched_alone(told):
    retrieval = Retrieval()
    told("《林川省人民政府关于促进海洋能源高质量发展的意见》里火星移民怎么办？", retrieval)
    assert {document for document, _ in retrieval.asked} == {"lin-2023-12-haiyang-nengyuan"}


def test_yes_or_no_from_one_sentence(told):
    answer, steps = told("人口密集区飞行高度可以低于120米吗？")
    assert (answer.kind, [v.value for v in answer.values]) == (Kind.BOOLEAN, [False])
    assert [step.name for step in steps.found] == ["retrieve", "decide"]


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("火星移民怎么办？", Outcome.OUT_OF_SCOPE),
        # who names a document asks about it
        ("《林川省人民政府关于促进海洋能源高质量发展的意见》里火星移民怎么办？", Outcome.NOT_FOUND),
        (OPEN, Outcome.NOT_FOUND),
    ],
)
def test_a_refusal_claims_nothing(told, question, outcome):
    answer, steps = told(question)
    assert (answer.outcome, answer.values, answer.evidence) == (outcome, (), ())
    assert ("相近的内容：" in answer.text) == (question == OPEN)
    assert bool(steps.near) == (question == OPEN)


def test_passages_are_quoted_wholly(fiction_world):
    (found,) = Prose(fiction_world, Retrieval(hits=(hit(23, 0.5),))).search("耳标", document=None, limit=5)
    source = fiction_world.documents[FARM]
    assert source.text[found.start : found.end] == found.text == source.passages[23].span.of(source.text)
    assert Prose(fiction_world, None).search("耳标", document=None, limit=5) == ()


def test_warming(fiction_world):
    retrieval = Retrieval()
    Prose(fiction_world, retrieval).warm()
    Prose(fiction_world, None).warm()
    assert retrieval.asked == [("warm", False)]
