"""Puts the pages on a service. NiceGUI knows one application a process: so does this, and only ``kgqa serve`` calls it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import nicegui
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from nicegui import core, ui
from starlette.datastructures import MutableHeaders
from starlette.routing import Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.api.access import is_page
from qa.web import ask, document, documents, entity, graph, login, responsibilities, targets
from qa.web.site import Site

TITLE = "政策问答"
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'"
)


class _Pages(Mount):
    """The pages' addresses and no others: what is unknown elsewhere stays the service's own 404."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        known = scope["type"] in ("http", "websocket") and is_page(scope["path"])
        return super().matches(scope) if known else (Match.NONE, {})


class _Policy:
    """Vue compiles templates in the browser (unsafe-eval); nothing may come from, or go to, another host."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault("Content-Security-Policy", _POLICY)
            await send(message)

        await self._app(scope, receive, with_policy if scope["type"] == "http" else send)


def _nowhere(_request: Request, _error: Exception) -> Response:
    return FileResponse(str(files("qa.web") / "static" / "nowhere.html"), status_code=404)


def mount(app: FastAPI) -> None:
    """All pages on ``app``, which ``qa.api.app.create_app`` made. Once a process."""
    site = Site.of(app)
    nicegui.run.process_pool_start_method = "fork"  # nothing of ours runs there; the other ways leave semaphores behind
    folder = Path(str(files("qa.web") / "static"))
    core.app.add_static_files("/web", folder, max_cache_age=0)
    core.app.add_exception_handler(404, _nowhere)
    for page in (ask, documents, document, responsibilities, targets, entity, graph, login):
        page.install(site)
    ui.run_with(
        app,
        title=TITLE,
        favicon=folder / "icon.svg",
        dark=None,
        language="zh-CN",
        tailwind=False,
        show_welcome_message=False,
        reconnect_timeout=30,
        message_history_length=200,
    )
    routes = app.router.routes
    (mounted,) = [route for route in routes if isinstance(route, Mount) and route.app is core.app]
    routes.remove(mounted)
    routes.insert(0, _Pages("", app=_Policy(core.app), name="pages"))
    site.access.sign_in_page = login.PATH
