"""The line that questions wait in, first come, first served.

Answering is work for the processor, and Python gives one thread at a time its turn: more threads than cores only share the same
time out, so that everybody is as late as the slowest. Beside few of them the rest of the service keeps its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Request

Given = ParamSpec("Given")
Found = TypeVar("Found")


class Line:
    """At most ``most`` at work; the others cost no thread."""

    def __init__(self, most: int) -> None:
        self._limiter = CapacityLimiter(most)

    async def run(self, work: Callable[Given, Found], *args: Given.args, **kwargs: Given.kwargs) -> Found:
        """``work`` on a thread, in turn. Raises what it raises."""
        return await to_thread.run_sync(partial(work, *args, **kwargs), limiter=self._limiter)

    @property
    def waiting(self) -> int:
        return self._limiter.statistics().tasks_waiting

    @property
    def running(self) -> int:
        return self._limiter.statistics().borrowed_tokens


async def line_of(request: Request) -> Line:
    line = request.app.state.line
    assert isinstance(line, Line)
    return line
