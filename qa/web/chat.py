"""The conversation of one open page: questions go to the engine one at a time, its steps are shown while it works."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from uuid import uuid4

from fastapi.concurrency import run_in_threadpool
from nicegui import ui

from kg.errors import KgError
from qa.api.rates import What
from qa.model import Answer, OnStep, Question, Step
from qa.web.answer import Shown, answered
from qa.web.answered import said_aloud, share
from qa.web.composer import Composer, History
from qa.web.frame import failed, text
from qa.web.site import Visitor
from qa.wire.said import told

MOST = 30  # turns that stay on the page; the first ones go


@dataclass(slots=True, kw_only=True)
class Chat:
    visitor: Visitor
    composer: Composer
    history: History
    welcome: ui.element  # shown while nothing has been asked,
    offered: ui.element  # and so are examples
    turns: ui.element
    aloud: ui.element  # what screen readers are told
    document: str | None = None  # the one that questions are restricted to
    session: str = field(default_factory=lambda: uuid4().hex)
    busy: bool = False

    async def ask(self, question: str) -> None:
        """Puts a turn on the page. A question that comes while another is answered is dropped: the button was pressed twice."""
        if self.busy:
            return
        self.busy = True
        self._state()
        try:
            await self._turn(question)
        finally:
            self.busy = False
            self._state()

    def begin(self) -> None:
        """A new topic: nothing of what was said before counts."""
        self.session = uuid4().hex
        self.turns.clear()
        self._state()
        self._address("/", "")

    def _state(self) -> None:
        begun = self.busy or bool(self.turns.default_slot.children)
        self.welcome.classes(add="unseen") if begun else self.welcome.classes(remove="unseen")
        self.offered.set_visibility(not begun)
        self.composer.state(busy=self.busy, begun=begun)

    async def _turn(self, question: str) -> None:
        for old in self.turns.default_slot.children[: 1 - MOST]:
            old.delete()
        with self.turns, ui.element("article").classes("turn"):
            text(question, "h2").classes("asked")
            with ui.element("div") as reply, ui.element("div").classes("card busy").props('role="status"'):
                text("正在查找……", "p").classes("muted")
                steps = ui.element("ol")
        self.history.add(question, self.document)
        session = self.session
        try:
            answer = await self._answer(question, steps)
        except KgError as error:
            reply.clear()
            with reply:
                failed(error)
            return
        if session != self.session:  # the topic was changed meanwhile: the turn is gone
            return
        reply.clear()
        with reply:
            answered(answer, Shown(visitor=self.visitor, ask=self.ask))
        self.aloud.text = said_aloud(answer)  # type: ignore[attr-defined]
        self._address(share(answer), answer.question)

    async def _answer(self, question: str, shown: ui.element) -> Answer:
        """Raises KgError. Steps come from the engine's thread while it works."""
        loop, steps = asyncio.get_running_loop(), asyncio.Queue[Step | None]()

        def tell(step: Step) -> None:
            loop.call_soon_threadsafe(steps.put_nowait, step)

        async def work() -> Answer:
            try:
                asked = Question(text=question, document=self.document, session=self.session)
                return await run_in_threadpool(self._blocking, asked, tell)
            finally:
                steps.put_nowait(None)

        working = asyncio.create_task(work())
        while (step := await steps.get()) is not None:
            with shown:
                text(told(step)[0], "li")
        return await working

    def _blocking(self, question: Question, tell: OnStep) -> Answer:
        self.visitor.site.rates.count(What.QUESTIONS, self.visitor.request)
        return self.visitor.engine.ask(question, on_step=tell)

    @staticmethod
    def _address(address: str, title: str) -> None:
        """The page's own address asks the last question again: a reload and a bookmark keep it."""
        ui.run_javascript(f"kgqaAsk.at({json.dumps(address)}, {json.dumps(title)})")
