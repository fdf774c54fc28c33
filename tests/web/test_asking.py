"""One question under way: its turn, its steps, and that it can be stopped."""

from __future__ import annotations

import asyncio
import threading

import pytest

from kg.errors import Busy
from qa.api.line import Line
from qa.model import Question, Step
from qa.web.asking import Asking

from ..conftest import CARD, FakeCatalog, FakeEngine

QUESTION = Question(text="建设海上牧场由谁牵头？")


def engine(gate: threading.Event | None = None) -> FakeEngine:
    return FakeEngine("g1", FakeCatalog((CARD,)), gate)


def test_steps_are_shown_while_it_works():
    shown: list[Step] = []
    answer = asyncio.run(Asking(Line(1)).answer(engine(), QUESTION, shown.append))
    assert answer and answer.question == QUESTION.text
    assert [step.name for step in shown] == ["understand", "plan"]


def test_a_question_that_is_stopped_leaves_off_and_gives_its_place_free():
    gate, shown, line = threading.Event(), [], Line(1)
    slow, waiting = engine(gate), engine()

    async def story() -> None:
        first, second = Asking(line), Asking(line)
        asked = asyncio.create_task(first.answer(slow, QUESTION, shown.append))
        later = asyncio.create_task(second.answer(waiting, QUESTION, shown.append))
        while not (slow.asked and line.waiting):
            await asyncio.sleep(0.001)
        first.stop()
        second.stop()
        assert await asked is None and await later is None  # at once, though the engine still works
        gate.set()
        assert await Asking(line).answer(engine(), QUESTION, lambda _: None)

    asyncio.run(story())
    assert shown == [] and waiting.asked == []


def test_what_goes_wrong_is_told():
    class Broken(FakeEngine):
        def ask(self, question, *, on_step=None):
            raise Busy("忙")

    with pytest.raises(Busy):
        asyncio.run(Asking(Line(1)).answer(Broken("g1", FakeCatalog((CARD,))), QUESTION, lambda _: None))
