"""``kgqa serve`` and ``kgqa mcp``: the processes that serve. Only here uvicorn and FastAPI are loaded by the command line."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from pathlib import Path

import structlog
import uvicorn

from kg.errors import BadSetting
from qa.api.app import create_app, stdio_server
from qa.cli.frame import open_library, progress
from qa.config import load_settings
from qa.ports import Library

BACKLOG = 2048


def _log_to_stderr() -> None:
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises BadSetting when the address is taken or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small answers at once (TCP_NODELAY) on sockets that name their protocol only; else each waits 40 ms
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)  # who connects from here on waits; nobody is turned away
    except OSError as error:
        listener.close()
        raise BadSetting(f"不能在 {host}:{port} 监听：{error.strerror or error}", hint="换一个 --host 或 --port") from error
    return listener


def run_mcp(*, data: Path | None) -> None:
    """One MCP client over stdin and stdout. Builds the bundled documents first where nothing is published."""
    settings = load_settings(data=data)
    _log_to_stderr()
    behind = open_library(settings)
    _publish_something(behind)
    try:
        asyncio.run(stdio_server(settings, behind))
    finally:
        behind.close()


def _publish_something(behind: Library) -> None:
    if behind.published() is None:
        print("还没有发布任何文件，先读入自带的文件……", file=sys.stderr)
        with progress() as tell:
            behind.build(on_progress=tell)


def run(*, data: Path | None, host: str | None, port: int | None) -> None:
    """Serves until it is told to stop. Builds the bundled documents first where nothing is published."""
    settings = load_settings(data=data, host=host, port=port)
    _log_to_stderr()
    behind = open_library(settings)
    with _listen(settings.host, settings.port) as listener:
        _publish_something(behind)
        address, bound = listener.getsockname()[:2]
        shown = f"[{address}]" if ":" in address else address
        print(f"kgqa 服务：http://{shown}:{bound}  接口说明：http://{shown}:{bound}/docs", file=sys.stderr, flush=True)
        config = uvicorn.Config(create_app(settings, behind), log_level="warning", server_header=False)
        uvicorn.Server(config).run(sockets=[listener])
