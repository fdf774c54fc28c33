"""The HTTP door: puts the routes together. Everything it needs comes in as arguments."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from functools import partial

import structlog
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Route
from starlette.types import Scope

from kg.errors import KgError
from qa.api import ask, channels, docs, documents, health, linked, lookup, openai, openapi, page, problems, sparql
from qa.api.deps import is_administrator
from qa.api.limits import BodyLimit
from qa.api.mcp_server import Behind, McpDoor, new_server, serve_stdio
from qa.api.serving import Serving
from qa.channels.configured import configured
from qa.config import QaSettings
from qa.ports import Library
from qa.wire.base import ProblemOut

MAX_BODY = 256 * 1024  # bytes of a request that carries no file
_SLACK = 64 * 1024  # what multipart adds to a file

_ABOUT = """政策文件知识图谱问答：每个答案都有可重跑的 SPARQL 查询和逐字原文；文件没有说的，拒答。

出错时一律返回 problem+json（RFC 9457），`code` 供程序判断，`detail` 说明该怎么办。"""


def _name(route: APIRoute) -> str:
    return route.name


def create_app(settings: QaSettings, library: Library | None = None) -> FastAPI:
    """The application over ``library`` (default: the data folder of ``settings``). Opens nothing before it starts."""
    if library is None:
        from qa.library import LocalLibrary

        library = LocalLibrary(settings)
    serving = Serving(library)
    mcp = McpDoor(new_server(_behind(serving, settings), _version()), settings)
    chats = configured(settings, serving.engine)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        threading.Thread(target=_open_early, args=(serving,), name="kgqa-open", daemon=True).start()
        try:
            async with mcp.running():
                yield
        finally:
            for chat in chats:
                chat.close()
            library.close()

    app = FastAPI(
        title="kgqa",
        description=_ABOUT,
        version=_version(),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_name,
        responses={"4XX": {"model": ProblemOut}, "5XX": {"model": ProblemOut}},
    )
    app.state.settings, app.state.serving = settings, serving
    app.state.channels = {chat.adapter.name: chat for chat in chats}
    problems.install(app)
    docs.install(app)
    app.add_middleware(BodyLimit, limit_of=partial(_limit, settings))
    for router in (
        ask.router,
        documents.router,
        lookup.router,
        sparql.router,
        linked.router,
        health.router,
        page.router,
        openai.router,
        channels.router,
    ):
        app.include_router(router)
    app.router.routes.append(Route("/mcp", mcp))
    openapi.install(app)
    return app


def _behind(serving: Serving, settings: QaSettings) -> Behind:
    """The service for MCP's tools."""
    return Behind(
        engine=lambda _request: serving.engine(),
        sparql=lambda _request, query: serving.library.sparql(query),
        base=lambda request: settings.public_url or (str(request.base_url) if request else None),
        max_question=settings.max_question,
    )


def stdio_server(settings: QaSettings, library: Library) -> Coroutine[None, None, None]:
    """``library`` for one MCP client over stdin and stdout."""
    return serve_stdio(new_server(_behind(Serving(library), settings), _version()))


def _limit(settings: QaSettings, scope: Scope) -> int:
    """Only who may upload at all may send a file's worth of bytes: bodies are read before routes look at the key."""
    offered = dict(scope["headers"]).get(b"authorization", b"").partition(b" ")[2].strip()
    uploads = scope["path"].startswith(documents.PREFIX) and is_administrator(settings, offered)
    return settings.max_file_mb * 1024 * 1024 + _SLACK if uploads else MAX_BODY


def _open_early(serving: Serving) -> None:
    """So that the first question need not wait. What is missing is said by /readyz and by every route that needs it."""
    try:
        serving.refresh()
    except KgError as error:
        structlog.get_logger().warning("not_ready", code=error.code, detail=str(error), hint=error.hint)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("kgqa")
    except PackageNotFoundError:  # run from a checkout
        return "0"
