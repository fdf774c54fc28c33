"""One question under way: its turn in the line, its steps while it works, and a reader who waits no longer. No NiceGUI."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from kg.errors import KgError
from qa.api.line import Line
from qa.model import Answer, Question, Step
from qa.ports import Engine


class _Stopped(Exception):
    """No fault: the engine leaves off."""


class Asking:
    """A question that can be stopped. For one event loop."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._stopped = threading.Event()
        self._steps: asyncio.Queue[Step | None] = asyncio.Queue()
        self._working: asyncio.Task[Answer | KgError | None] | None = None  # held: the loop itself holds none

    async def answer(self, engine: Engine, question: Question, show: Callable[[Step], None]) -> Answer | None:
        """``show`` is called on the event loop. None when it was stopped. Raises KgError."""
        loop = asyncio.get_running_loop()

        def tell(step: Step) -> None:  # called on the worker's thread
            self._go_on()
            loop.call_soon_threadsafe(self._steps.put_nowait, step)

        self._working = asyncio.create_task(self._work(engine, question, tell))
        while (step := await self._steps.get()) is not None:
            show(step)
        if self._stopped.is_set():
            return None
        found = await self._working
        if isinstance(found, KgError):
            raise found
        return found

    def stop(self) -> None:
        """At once for the reader; the engine leaves off at its next step, and not at all where its turn has not come."""
        self._stopped.set()
        self._steps.put_nowait(None)

    def _go_on(self) -> None:
        if self._stopped.is_set():
            raise _Stopped

    async def _work(self, engine: Engine, question: Question, tell: Callable[[Step], None]) -> Answer | KgError | None:
        def ask() -> Answer:
            self._go_on()
            return engine.ask(question, on_step=tell)

        try:
            return await self._line.run(ask)
        except KgError as error:
            return error
        except _Stopped:
            return None
        finally:
            self._steps.put_nowait(None)
