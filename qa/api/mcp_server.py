"""/mcp and ``kgqa mcp``: the same service for MCP clients. Tools give structured results, documents are resources.

The only file that knows the ``mcp`` package. Stateless over HTTP: any worker may serve any request.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar
from urllib.parse import quote, unquote, urlsplit

from mcp import types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared.exceptions import MCPError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Receive, Scope, Send

from kg.errors import InputError, KgError, NotFound
from qa.api.mcp_tools import TOOLS, Behind, Call, Tool
from qa.api.problems import explain, from_status, respond, told
from qa.config import QaSettings

Found = TypeVar("Found")

MOST_BYTES = 256 * 1024  # of one message
DOCUMENTS = "kgqa://documents/"
_REFUSED = {  # what the library says in English
    400: "请求体的类型不对。请带 Content-Type: application/json",
    403: "不接受这个网页来源（Origin）的请求。请管理员把它的主机名写进设置 mcp_hosts",
    421: "这个主机名（Host）不能用来访问 /mcp。请用 public_url 里的主机名，或请管理员把它写进设置 mcp_hosts",
}

_ABOUT = (
    "中文政策文件问答。ask 的答案要么有据（逐字原文、可重跑的 SPARQL），要么拒答；status 不是 answered 时不要代为作答。"
    "引用时照抄 evidence 里的原文。文件全文见资源，出处的 start、end 按全文的 Unicode 码点计。"
)


def _listed(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.about,
        input_schema=tool.takes.model_json_schema(),
        output_schema=tool.gives.model_json_schema(mode="validation"),  # wrapped serializers hide their fields
        annotations=types.ToolAnnotations(title=tool.title, read_only_hint=True, open_world_hint=False),
    )


def _said(text: str, *, wrong: bool = False) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=wrong)


class _Handlers:
    """The requests of the protocol. What the engine does blocks, so it runs on a thread."""

    def __init__(self, behind: Behind) -> None:
        self._behind = behind
        self._tools = {tool.name: tool for tool in TOOLS}

    async def list_tools(self, _ctx: ServerRequestContext, _params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_listed(tool) for tool in TOOLS])

    async def call(self, ctx: ServerRequestContext, params: types.CallToolRequestParams) -> types.CallToolResult:
        tool = self._tools.get(params.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, f"没有这个工具。可用的有：{'、'.join(self._tools)}")
        try:
            given = tool.takes.model_validate(params.arguments or {})
            work = partial(tool.run, Call(behind=self._behind, request=ctx.request), given)
            found, text = await (self._behind.in_line(work) if tool.asks else run_in_threadpool(work))
        except ValidationError as error:
            return _said("参数不合要求：" + explain(error.errors()).removesuffix("。字段说明见 /docs"), wrong=True)
        except KgError as error:
            return _said(told(error), wrong=True)
        result = _said(text or found.model_dump_json())
        return result.model_copy(update={"structured_content": found.model_dump(mode="json")})

    async def list_resources(
        self, ctx: ServerRequestContext, _params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        def listed() -> list[types.Resource]:
            return [
                types.Resource(uri=DOCUMENTS + quote(c.id, safe=""), name=c.id, title=c.title, mime_type="text/plain")
                for c in self._behind.engine(ctx.request).catalog.documents()
            ]

        return types.ListResourcesResult(resources=await _told_of(listed))

    async def list_templates(
        self, _ctx: ServerRequestContext, _params: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        template = types.ResourceTemplate(
            uri_template=DOCUMENTS + "{id}", name="document", title="文件全文", description="所存原文", mime_type="text/plain"
        )
        return types.ListResourceTemplatesResult(resource_templates=[template])

    async def read(self, ctx: ServerRequestContext, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        uri = str(params.uri)

        def text() -> str:
            if not uri.startswith(DOCUMENTS):
                raise NotFound("没有这个资源", hint=f"文件的资源以 {DOCUMENTS} 开头，见资源列表")
            return self._behind.engine(ctx.request).catalog.document(unquote(uri.removeprefix(DOCUMENTS))).text

        contents = types.TextResourceContents(uri=params.uri, mime_type="text/plain", text=await _told_of(text))
        return types.ReadResourceResult(contents=[contents])


async def _told_of(work: Callable[[], Found]) -> Found:
    """``work`` on a thread; an expected error becomes the protocol's, in Chinese."""
    try:
        return await run_in_threadpool(work)
    except KgError as error:
        ours = isinstance(error, (NotFound, InputError))
        raise MCPError(types.INVALID_PARAMS if ours else types.INTERNAL_ERROR, told(error), {"code": error.code}) from error


def new_server(behind: Behind, version: str) -> Server:
    handlers = _Handlers(behind)
    return Server(
        "kgqa",
        version=version,
        title="政策文件问答",
        instructions=_ABOUT,
        on_list_tools=handlers.list_tools,
        on_call_tool=handlers.call,
        on_list_resources=handlers.list_resources,
        on_list_resource_templates=handlers.list_templates,
        on_read_resource=handlers.read,
    )


def allowed_hosts(settings: QaSettings) -> TransportSecuritySettings:
    """By which names clients may reach /mcp: a page on another site must not get at a local service by rebinding DNS."""
    named = [name.strip() for name in settings.mcp_hosts.split(",") if name.strip()]
    if "*" in named:
        return TransportSecuritySettings(enable_dns_rebinding_protection=False)
    own = f"[{settings.host}]" if ":" in settings.host else settings.host
    public = [urlsplit(settings.public_url).netloc] if settings.public_url else []
    names = dict.fromkeys(("127.0.0.1", "localhost", "[::1]", own, *public, *named))
    hosts = [*names, *(f"{name}:*" for name in names)]
    return TransportSecuritySettings(
        allowed_hosts=hosts, allowed_origins=[f"{scheme}://{host}" for host in hosts for scheme in ("http", "https")]
    )


class McpDoor:
    """The ASGI application at /mcp; serves while ``running`` is entered, each time anew."""

    def __init__(self, server: Server, settings: QaSettings) -> None:
        self._server, self._security = server, allowed_hosts(settings)
        self._manager: StreamableHTTPSessionManager | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        manager = StreamableHTTPSessionManager(
            self._server,
            json_response=True,
            stateless=True,
            security_settings=self._security,
            max_request_body_size=MOST_BYTES,
        )
        async with manager.run():
            self._manager = manager
            try:
                yield
            finally:
                self._manager = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._manager is None:
            raise RuntimeError("the application has not started")
        await self._manager.handle_request(scope, receive, _InChinese(scope, receive, send))


class _InChinese:
    """Sends on what the library answers; its refusals in plain English text become ours."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._replaced = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] >= 400:
            kind = dict(message["headers"]).get(b"content-type", b"text/plain")
            self._replaced = not kind.startswith((b"application/json", b"text/event-stream"))
            if self._replaced:
                detail = _REFUSED.get(message["status"])
                await respond(from_status(message["status"], detail))(self._scope, self._receive, self._send)
        if not self._replaced:
            await self._send(message)


async def serve_stdio(server: Server) -> None:
    """One client over stdin and stdout, until it leaves."""
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())
