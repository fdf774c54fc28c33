"""Changes of the documents over HTTP: one at a time, a few in line, told as events to who wants to watch.

A build that has begun ends, whether or not its client is still there.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from typing import TYPE_CHECKING, TypeAlias

import structlog
from starlette.responses import StreamingResponse

from kg.errors import Busy, KgError
from kg.model import BuildReport
from qa.api.metrics import Metrics
from qa.api.problems import from_error, internal
from qa.wire.building import ProgressOut, QueuedOut, build_report_out

if TYPE_CHECKING:
    from kg.build import OnProgress

Work: TypeAlias = "Callable[[OnProgress], BuildReport]"
Tell: TypeAlias = Callable[[str, str], None]  # name of an event, its data as JSON

EVENTS = "text/event-stream"
_STEP = 0.2  # seconds between two events of one stage
STILL = 15.0  # seconds of silence after which a proxy might hang up


def _quiet(_stage: str, _done: int, _total: int) -> None:
    """Nobody watches."""


class Builds:
    """The line. ``most``: how many may wait beside the one at work."""

    def __init__(self, metrics: Metrics, *, most: int) -> None:
        self._metrics, self._most = metrics, most
        self._count, self._lock, self._turn = 0, threading.Lock(), threading.Lock()

    @property
    def running(self) -> int:
        return min(1, self._count)

    @property
    def waiting(self) -> int:
        return max(0, self._count - 1)

    def enter(self) -> int:
        """A place in the line: how many are before it. Whoever has one must ``run``. Raises Busy."""
        with self._lock:
            if self._count > self._most:
                raise Busy("正在重建图谱，排队的也满了", hint="等它们完成后再试")
            self._count += 1
            return self._count - 1

    def leave(self) -> None:
        with self._lock:
            self._count -= 1

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits for its turn; gives the place up at the end."""
        outcome = "failed"
        try:
            with self._turn:
                yield
            outcome = "done"
        finally:
            self._metrics.built(outcome)
            self.leave()

    def run(self, work: Work, on_progress: OnProgress = _quiet) -> BuildReport:
        """Waits for its turn and works. Raises Busy, and what ``work`` raises."""
        self.enter()
        with self.turn():
            return work(on_progress)

    def stream(self, work: Work) -> StreamingResponse:
        """The same as events: queued?, progress…, then report or error. Raises Busy before anything is sent."""
        before = self.enter()
        loop, events = asyncio.get_running_loop(), asyncio.Queue[bytes | None]()

        def put(event: bytes | None) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(events.put_nowait, event)

        def tell(name: str, data: str) -> None:
            put(f"event: {name}\ndata: {data}\n\n".encode())

        def build() -> None:
            try:
                with self.turn():
                    tell("report", build_report_out(work(_progress(tell))).model_dump_json())
            except KgError as error:
                tell("error", from_error(error).model_dump_json())
            except Exception as error:  # noqa: BLE001  the thread's end: somebody waits for an event
                structlog.get_logger().error("unforeseen", path="build", exc_info=error)
                tell("error", internal().model_dump_json())
            finally:
                put(None)

        if before:
            tell("queued", QueuedOut(before=before).model_dump_json())
        threading.Thread(target=copy_context().run, args=(build,), name="kgqa-build", daemon=True).start()
        return StreamingResponse(
            _sent(events), media_type=EVENTS, headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        )


def _progress(tell: Tell) -> OnProgress:
    """At most five events a second for a stage, its beginning and end always among them."""
    last: tuple[str, float] = ("", 0.0)

    def show(stage: str, done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if stage != last[0] or done == total or now - last[1] >= _STEP:
            last = (stage, now)
            tell("progress", ProgressOut(stage=stage, done=done, total=total).model_dump_json())

    return show


async def _sent(events: asyncio.Queue[bytes | None]) -> AsyncIterator[bytes]:
    while True:
        try:
            event = await asyncio.wait_for(events.get(), STILL)
        except TimeoutError:
            yield b": still at it\n\n"
            continue
        if event is None:
            return
        yield event
