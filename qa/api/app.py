"""The HTTP door: puts the routes together. Everything it needs comes in as arguments."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import structlog
from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Scope

from kg.errors import KgError
from kg.sparql_pool import Reply
from qa.api import (
    answers,
    ask,
    channels,
    docs,
    documents,
    health,
    linked,
    lookup,
    openai,
    openapi,
    problems,
    sparql,
    widget,
)
from qa.api.access import Access, Gate, viewer_of
from qa.api.builds import Builds
from qa.api.deps import asked_by
from qa.api.headers import Cors, SecurityHeaders
from qa.api.limits import BodyLimit
from qa.api.line import Line
from qa.api.mcp_server import McpDoor, new_server, serve_stdio
from qa.api.mcp_tools import Behind
from qa.api.metrics import Metrics
from qa.api.observe import Observed
from qa.api.rates import Rates, What, limited
from qa.api.servings import Servings
from qa.api.tracing import tracing
from qa.audit import AuditLog
from qa.channels.configured import configured
from qa.config import QaSettings
from qa.keys import ANYBODY, Role, Viewer
from qa.ports import Engine, Library
from qa.recorded import Asked, Keeper, Span, no_span
from qa.wire.base import ProblemOut

MAX_BODY = 256 * 1024  # bytes of a request that carries no file
_SLACK = 64 * 1024  # what multipart adds to a file
_PAGE_UPLOADS = "/_nicegui/client/"  # where the pages of qa.web send files

_ABOUT = """政策文件知识图谱问答：每个答案都有可重跑的 SPARQL 查询和逐字原文；文件没有说的，拒答。

出错时一律返回 problem+json（RFC 9457），`code` 供程序判断，`detail` 说明该怎么办。"""


def _name(route: APIRoute) -> str:
    return route.name


class Service(FastAPI):
    """FastAPI with ``around`` outside of its own error handling: what it adds is on every response, also of a bug."""

    around: tuple[Callable[[ASGIApp], ASGIApp], ...] = ()  # innermost first

    def build_middleware_stack(self) -> ASGIApp:
        found = super().build_middleware_stack()
        for wrap in self.around:
            found = wrap(found)
        return found


def create_app(settings: QaSettings, library: Library | None = None) -> FastAPI:
    """The application over ``library`` (default: the data folder of ``settings``). Opens nothing before it starts."""
    if library is None:
        from qa.library import LocalLibrary

        library = LocalLibrary(settings)
    metrics, (span, end_tracing) = Metrics(), tracing(_version())
    rates, builds = Rates(settings, metrics), Builds(metrics, most=settings.build_queue)
    access, servings = Access(settings), Servings(library, keeper=_keeper(settings, metrics, span))
    line = Line(settings.askers)
    mcp = McpDoor(new_server(_behind(servings, settings, rates, line), _version()), settings)
    chats = configured(settings, partial(_chat_engine, servings, settings))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        threading.Thread(target=_open_early, args=(servings,), name="kgqa-open", daemon=True).start()
        try:
            async with mcp.running():
                yield
        finally:
            for chat in chats:
                chat.close()
            library.close()
            servings.close()
            end_tracing()

    app = Service(
        title="kgqa",
        description=_ABOUT,
        version=_version(),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_name,
        responses={"4XX": {"model": ProblemOut}, "5XX": {"model": ProblemOut}},
    )
    app.state.settings, app.state.servings, app.state.access = settings, servings, access
    app.state.channels = {chat.adapter.name: chat for chat in chats}
    app.state.metrics, app.state.rates, app.state.builds, app.state.line = metrics, rates, builds, line
    metrics.watch(partial(_generation, servings), partial(_gauges, servings, builds, line), partial(_lost, servings))
    problems.install(app)
    docs.install(app)
    app.add_middleware(BodyLimit, limit_of=partial(_limit, settings), refuse=_too_large)
    app.add_middleware(Gate, access=access, refuse=_refuse)  # outside of the limit, which depends on who sends
    app.around = (SecurityHeaders, partial(Cors, origins=settings.cors_origins), partial(Observed, metrics=metrics, span=span))
    _route(app)
    app.router.routes.append(Route("/mcp", mcp))
    openapi.install(app)
    return app


def _route(app: FastAPI) -> None:
    questions, queries = Depends(limited(What.QUESTIONS)), Depends(limited(What.SPARQL))
    app.include_router(ask.router, dependencies=[questions])
    app.include_router(openai.router, dependencies=[Depends(limited(What.QUESTIONS, methods=frozenset({"POST"})))])
    app.include_router(sparql.router, dependencies=[queries])
    for router in (
        documents.router,
        answers.router,
        lookup.router,
        linked.router,
        health.router,
        channels.router,
        widget.router,
    ):
        app.include_router(router)


def _keeper(settings: QaSettings, metrics: Metrics, span: Span = no_span) -> Keeper:
    return Keeper(
        log=AuditLog(settings.data, days=settings.audit_days) if settings.audit_days else None,
        questions=settings.audit_questions,
        personal=settings.audit_personal,
        on_answer=metrics.answer,
        span=span,
    )


def _public(servings: Servings) -> Engine | None:
    """What anybody may see: metrics tell no more than that."""
    try:
        return servings.of(ANYBODY.labels).opened()
    except KgError:
        return None


def _generation(servings: Servings) -> str | None:
    engine = _public(servings)
    return engine.generation if engine else None


def _gauges(servings: Servings, builds: Builds, line: Line) -> dict[str, float]:
    engine, load = _public(servings), servings.main.library.load()
    return {
        "kgqa_documents": len(engine.catalog.documents()) if engine else 0,
        "kgqa_sessions": load.sessions,
        "kgqa_questions_running": line.running,
        "kgqa_questions_waiting": line.waiting,
        "kgqa_sparql_running": load.queries,
        "kgqa_builds_running": builds.running,
        "kgqa_builds_waiting": builds.waiting,
    }


def _lost(servings: Servings) -> int:
    return servings.keeper.log.dropped if servings.keeper.log else 0


def _chat_engine(servings: Servings, settings: QaSettings, channel: str) -> Engine:
    """Chat platforms' users see what the settings open to them."""
    labels = settings.channel_labels_held
    return servings.of(labels).asked(Asked(door=channel, view=Viewer(labels=labels).audience, reader=channel))


def _behind(servings: Servings, settings: QaSettings, rates: Rates, line: Line) -> Behind:
    """The service for MCP's tools; what they raise is told to the client.

    Over stdio there is no request to count, and the client is whoever may read the data folder itself.
    """

    def seen(request: Request | None) -> Viewer:
        return viewer_of(request) if request is not None else Viewer(labels=None)

    def engine(request: Request | None) -> Engine:
        if request is not None:
            rates.count(What.QUESTIONS, request)
        return servings.of(seen(request).labels).asked(asked_by(request, "mcp") if request else Asked(door="mcp"))

    def query(request: Request | None, text: str) -> Reply:
        if request is not None:
            rates.count(What.SPARQL, request)
        return servings.of(seen(request).labels).library.sparql(text)

    return Behind(
        engine=engine,
        sparql=query,
        base=lambda request: settings.public_url or (str(request.base_url) if request else None),
        max_question=settings.max_question,
        in_line=line.run,
    )


async def stdio_server(settings: QaSettings, library: Library) -> None:
    """``library`` for one MCP client over stdin and stdout."""
    metrics = Metrics()
    servings = Servings(library, keeper=_keeper(settings, metrics))
    try:
        await serve_stdio(new_server(_behind(servings, settings, Rates(settings, metrics), Line(settings.askers)), _version()))
    finally:
        servings.close()


def _refuse(path: str, error: KgError | None) -> Response:
    """What the gate answers, in the shape that clients of ``path`` read."""
    found = problems.from_error(error) if error else problems.from_status(401)
    headers = {"Retry-After": "5"} if found.status == 503 else {"WWW-Authenticate": "Bearer"}
    return _shaped(path)(found, headers=headers)


def _too_large(path: str) -> Response:
    return _shaped(path)(problems.from_status(413), headers={})


def _shaped(path: str) -> Callable[..., Response]:
    """How clients of ``path`` read an error."""
    return openai.failed if path.startswith(openai.router.prefix + "/") else problems.respond


def _limit(settings: QaSettings, scope: Scope) -> int:
    """Only who may upload at all may send a file's worth of bytes: bodies are read before routes look at the role."""
    uploads = scope["path"].startswith((documents.PREFIX, _PAGE_UPLOADS)) and viewer_of(HTTPConnection(scope)).role is Role.ADMIN
    return settings.max_file_mb * 1024 * 1024 + _SLACK if uploads else MAX_BODY


def _open_early(servings: Servings) -> None:
    """So that the first question need not wait. What is missing is said by /readyz and by every route that needs it."""
    try:
        servings.of(ANYBODY.labels).engine()
        servings.refresh()
    except KgError as error:
        structlog.get_logger().warning("not_ready", code=error.code, detail=str(error), hint=error.hint)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("kgqa")
    except PackageNotFoundError:  # run from a checkout
        return "0"
