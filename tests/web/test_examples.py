"""Questions to begin with: out of the documents, answered, made once."""

from __future__ import annotations

import asyncio
import gc

import pytest

from qa.api.line import Line
from qa.config import QaSettings
from qa.library import LocalLibrary
from qa.model import Outcome, Question
from qa.web.examples import MOST, Examples, topics

from ..conftest import CARD, FakeCatalog, FakeEngine


@pytest.fixture(scope="module")
def engine(real_data):
    return LocalLibrary(QaSettings(data=real_data)).open()


def test_every_example_is_answered(engine):
    made = topics(engine.catalog, engine.ask)
    assert {"谁牵头", "目标是多少", "单位的职责"} <= {topic.title for topic in made}
    for topic in made:
        assert 0 < len(topic.questions) <= MOST
        for question in topic.questions:
            assert engine.ask(Question(text=question)).outcome is Outcome.ANSWERED


def test_examples_of_one_document_are_answered_by_it(engine):
    document = engine.catalog.documents()[0].id
    for topic in topics(engine.catalog, engine.ask, document):
        for question in topic.questions:
            found = engine.ask(Question(text=question, document=document))
            assert {one.document for one in found.evidence} == {document}


def test_a_service_that_answers_nothing_offers_nothing():
    engine = FakeEngine("g1", FakeCatalog((CARD,)))
    assert topics(engine.catalog, engine.ask) == ()


class Engine(FakeEngine):
    __hash__ = object.__hash__


def test_they_are_made_once_for_an_engine_and_go_with_it():
    kept, first, second = Examples(Line(1)), *(Engine("g1", FakeCatalog((CARD,))) for _ in range(2))
    assert kept.made(first) is None

    async def both(engine: Engine) -> None:
        await asyncio.gather(kept.of(engine), kept.of(engine))

    asyncio.run(both(first))
    asked = len(first.asked)
    assert asked == len({question.text for question in first.asked})  # once, though two visitors came at the same time
    assert kept.made(first) == asyncio.run(kept.of(first)) == () and len(first.asked) == asked
    assert kept.made(first, CARD.id) is None and kept.made(second) is None
    del first
    gc.collect()
    assert len(kept._made) == 0
