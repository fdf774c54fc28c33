"""Headers that browsers heed: what a page of ours may do, who may frame it, whose scripts may call us."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OPEN = ("/id/", "/data/", "/sparql", "/.well-known/void")  # public data: any page may read them
_READING = ("GET", "HEAD", "OPTIONS", "POST")
_EXPOSED = ("Content-Disposition", "Link", "Location", "Retry-After", "X-Request-ID", "X-Total-Count")

# A route with a page of its own sets its own policy; these are for what sets none.
DEFAULTS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class SecurityHeaders:
    """Adds DEFAULTS to every response that lacks them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in DEFAULTS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, safe)


class OpenCors:
    """Any page may read, whoever asks: the same headers on every response, so that caches need not tell origins apart."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "OPTIONS" and "access-control-request-method" in Headers(scope=scope):
            preflight = {
                "Access-Control-Allow-Origin": "*",
                "Access-Control-Allow-Methods": ", ".join(_READING),
                "Access-Control-Allow-Headers": "*, Authorization",  # the star alone does not stand for that one
                "Access-Control-Max-Age": "600",
            }
            await Response(status_code=204, headers=preflight)(scope, receive, send)
            return

        async def opened(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = "*"
                headers["Access-Control-Expose-Headers"] = ", ".join(_EXPOSED)
            await send(message)

        await self._app(scope, receive, opened)


class Cors:
    """Open for data, for ``origins`` elsewhere, off by default. Never with credentials that a browser adds by itself."""

    def __init__(self, app: ASGIApp, *, origins: str) -> None:
        named = [origin.strip() for origin in origins.split(",") if origin.strip()]
        self._plain, self._data = app, OpenCors(app)
        self._named: ASGIApp = app
        if named:
            self._named = CORSMiddleware(
                app,
                allow_origins=named,
                allow_methods=(*_READING, "PUT", "DELETE"),
                allow_headers=["Authorization", "Content-Type", "X-API-Key", "X-Request-ID"],
                expose_headers=_EXPOSED,
            )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._plain(scope, receive, send)
            return
        path: str = scope["path"]
        is_data = any(path == start or path.startswith(start.rstrip("/") + "/") for start in OPEN)
        await (self._data if is_data else self._named)(scope, receive, send)
