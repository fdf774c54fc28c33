"""The conversation of one open page: questions go to the engine one at a time, its steps are shown while it works."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import partial
from uuid import uuid4

from fastapi.concurrency import run_in_threadpool
from nicegui import ui

from kg.errors import KgError
from qa.api.rates import What
from qa.model import Question, Step
from qa.ports import Engine
from qa.web.answer import Shown, answered
from qa.web.answered import said_aloud, share
from qa.web.asking import Asking
from qa.web.composer import Composer, History
from qa.web.frame import failed, text
from qa.web.site import Visitor
from qa.wire.said import told

MOST = 30  # turns that stay on the page; the first ones go


def _show(steps: ui.element, step: Step) -> None:
    with steps:
        text(told(step)[0], "li")


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
    _asking: Asking | None = None

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

    def stop(self) -> None:
        """Nobody waits any longer for the question that is being answered."""
        if self._asking is not None:
            self._asking.stop()

    def begin(self) -> None:
        """A new topic: nothing of what was said before counts."""
        self.stop()
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
        asking = self._asking = Asking(self.visitor.site.line)
        try:
            engine = await run_in_threadpool(self._engine)
            asked = Question(text=question, document=self.document, session=session)
            answer = await asking.answer(engine, asked, partial(_show, steps))
        except KgError as error:
            reply.clear()
            with reply:
                failed(error)
            return
        finally:
            self._asking = None
        if answer is None:
            self._stopped(reply, question)
            return
        if session != self.session:  # the topic was changed meanwhile: the turn is gone
            return
        reply.clear()
        with reply:
            answered(answer, Shown(visitor=self.visitor, ask=self.ask))
        self.aloud.text = said_aloud(answer)  # type: ignore[attr-defined]
        self._address(share(answer), answer.question)

    def _engine(self) -> Engine:
        """Blocks: what a visitor may see may have to be made. Raises KgError."""
        self.visitor.site.rates.count(What.QUESTIONS, self.visitor.request)
        return self.visitor.engine

    def _stopped(self, reply: ui.element, question: str) -> None:
        reply.clear()
        with reply, ui.element("section").classes("card alone stopped"):
            text("已停止，没有作答。", "p").classes("muted")
            text("再问一次", "button").classes("chip").props('type="button"').on("click", partial(self.ask, question))
        self.aloud.text = "已停止"  # type: ignore[attr-defined]

    @staticmethod
    def _address(address: str, title: str) -> None:
        """The page's own address asks the last question again: a reload and a bookmark keep it."""
        ui.run_javascript(f"kgqaAsk.at({json.dumps(address)}, {json.dumps(title)})")
