"""``kgqa serve`` and ``kgqa mcp``: the processes that serve. Only here uvicorn and FastAPI are loaded by the command line."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType

import uvicorn

from kg.errors import BadSetting
from qa.api.app import create_app, stdio_server
from qa.cli.frame import config_file, open_library, progress
from qa.config import QaSettings, load_settings
from qa.logs import log_to_stderr
from qa.ports import Library
from qa.web.mount import mount

BACKLOG = 2048


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
    settings = load_settings(data=data, config=config_file())
    log_to_stderr(settings.log_level)
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
    settings = load_settings(data=data, host=host, port=port, config=config_file())
    log_to_stderr(settings.log_level)
    behind = open_library(settings)
    with _listen(settings.host, settings.port) as listener:
        _publish_something(behind)
        address, bound = listener.getsockname()[:2]
        shown = f"[{address}]" if ":" in address else address
        print(f"kgqa 服务：http://{shown}:{bound}  接口说明：http://{shown}:{bound}/docs", file=sys.stderr, flush=True)
        _server(settings, behind).run(sockets=[listener])


def _server(settings: QaSettings, behind: Library) -> uvicorn.Server:
    app = create_app(settings, behind)
    mount(app)
    proxies = [name.strip() for name in settings.trusted_proxies.split(",") if name.strip()]
    config = uvicorn.Config(
        app,
        log_config=None,  # as log_to_stderr set it
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
    return _Draining(config, partial(setattr, app.state.servings, "draining", True), settings.drain_seconds)


class _Draining(uvicorn.Server):
    """Told to stop, it first says so (``on_stop``) and serves on for ``seconds``; told again, it stops at once."""

    def __init__(self, config: uvicorn.Config, on_stop: Callable[[], None], seconds: float) -> None:
        super().__init__(config)
        self._on_stop, self._seconds, self._told = on_stop, seconds, False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._on_stop()
        if self._told or not self._seconds:
            super().handle_exit(sig, frame)
            return
        self._told = True
        timer = threading.Timer(self._seconds, super().handle_exit, (sig, None))
        timer.daemon = True
        timer.start()
