"""Around everything: the request's id, one line of log and one count for each request. Never a text, a key, a query string."""

from __future__ import annotations

import re
import time
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.api.metrics import Metrics
from qa.recorded import Span

HEADER = "X-Request-ID"
NO_ROUTE = "（无此地址）"  # whatever a stranger makes up must not become a metric of its own
_SANE = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})  # asked every few seconds by machines: logged at debug


class Observed:
    def __init__(self, app: ASGIApp, *, metrics: Metrics, span: Span) -> None:
        self._app, self._metrics, self._span = app, metrics, span
        self._log = structlog.get_logger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        offered = Headers(scope=scope).get(HEADER, "")
        id = offered if _SANE.fullmatch(offered) else uuid4().hex
        status, began = 500, time.perf_counter()

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = id
            await send(message)

        method = scope["method"] if scope["method"] in _METHODS else "其他"
        attributes = {"http.request.method": method, "kgqa.request_id": id}
        with structlog.contextvars.bound_contextvars(request_id=id), self._span("request", attributes):
            try:
                await self._app(scope, receive, told)
            finally:
                seconds, route = time.perf_counter() - began, route_of(scope)
                attributes |= {"http.route": route, "http.response.status_code": str(status)}
                self._metrics.request(method, route, status, seconds)
                tell = self._log.debug if route in _QUIET else self._log.info
                tell("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))


def route_of(scope: Scope) -> str:
    """The route's template: ``/api/documents/{id}``, never the path that was asked for."""
    route = scope.get("route")
    found = getattr(route, "path_format", None) or getattr(route, "path", None)
    return found if isinstance(found, str) else NO_ROUTE
