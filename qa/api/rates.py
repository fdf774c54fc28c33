"""How often somebody may ask: counted for each key, else for each address, in a moving window."""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable
from enum import StrEnum

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request

from qa.api.access import viewer_of
from qa.api.deps import address_of
from qa.api.metrics import Metrics
from qa.config import QaSettings
from qa.errors import TooMany


class What(StrEnum):
    QUESTIONS = "questions"
    SPARQL = "sparql"
    UPLOADS = "uploads"


_SAID = {What.QUESTIONS: "提问", What.SPARQL: "SPARQL 查询", What.UPLOADS: "增、换、删文件"}


class Rates:
    """Limits of 0 count nothing. Safe from several threads."""

    def __init__(self, settings: QaSettings, metrics: Metrics) -> None:
        self._settings, self._metrics = settings, metrics
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        limits: dict[What, RateLimitItem] = {}
        if settings.questions_per_minute:
            limits[What.QUESTIONS] = RateLimitItemPerMinute(settings.questions_per_minute)
        if settings.sparql_per_minute:
            limits[What.SPARQL] = RateLimitItemPerMinute(settings.sparql_per_minute)
        if settings.uploads_per_hour:
            limits[What.UPLOADS] = RateLimitItemPerHour(settings.uploads_per_hour)
        self._limits = limits

    def count(self, what: What, request: Request) -> None:
        """Raises TooMany."""
        limit = self._limits.get(what)
        if limit is None:
            return
        who = self._who(request)
        if self._limiter.hit(limit, what.value, who):
            return
        self._metrics.limited(what.value)
        again = self._limiter.get_window_stats(limit, what.value, who).reset_time
        seconds = max(1, math.ceil(again - time.time()))
        raise TooMany(f"{_SAID[what]}太频繁，超过了每个用户的限额", seconds=seconds, hint=f"请在 {seconds} 秒后再试")

    def _who(self, request: Request) -> str:
        """A key counts only where it is one of ours: made-up ones would give as many allowances as one likes."""
        viewer = viewer_of(request)
        if viewer.name:
            return f"key:{viewer.name}"
        return f"address:{address_of(request)}"


def limited(what: What, *, methods: frozenset[str] | None = None) -> Callable[[Request], Awaitable[None]]:
    """A dependency for routers: counts requests (of ``methods``) as ``what``."""

    async def count(request: Request) -> None:
        if methods is None or request.method in methods:
            rates = request.app.state.rates
            assert isinstance(rates, Rates)
            rates.count(what, request)

    return count
