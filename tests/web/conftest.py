"""A real browser for the tests of pages: Debian's chromium, driven by playwright. Every context is watched.

``browser``: one a module. ``new_context(**options)``: a fresh profile (viewport, color_scheme, offline …);
when its test ends, nothing may have been asked of another host, and the console must be clean unless the test says
``watch.noisy = True``. While it is open nothing in this thread may use asyncio.run (playwright's loop runs
here): that is why the browser does not outlive its module.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

CHROMIUM = shutil.which("chromium")
ARGUMENTS = (
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 5_000  # ms that a test waits for what must come


@pytest.fixture(scope="module")
def browser() -> Iterator:
    """Headless, with an empty profile of its own."""
    if CHROMIUM is None:
        pytest.skip("no browser: apt-get install -y chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@dataclass
class Watch:
    """What pages did besides what they showed."""

    said: list[str] = field(default_factory=list)  # warnings and errors of the console, uncaught errors, dialogs
    asked: list[str] = field(default_factory=list)  # addresses
    noisy: bool = False  # the test makes the browser complain

    def over(self, context) -> None:
        context.on("console", lambda message: message.type in ("log", "info") or self.said.append(message.text))
        context.on("weberror", lambda error: self.said.append(str(error.error)))
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("dialog", lambda dialog: (self.said.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def strangers(self) -> list[str]:
        return [address for address in self.asked if urlsplit(address).hostname not in ("127.0.0.1", "localhost", None)]


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def new_context(browser, watch) -> Iterator[Callable]:
    opened = []

    def new(**options):
        context = browser.new_context(locale="zh-CN", **options)
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        opened.append(context)
        return context

    yield new
    for context in opened:
        context.close()
    assert watch.strangers() == []
    assert watch.noisy or watch.said == []


@pytest.fixture(scope="session")
def serve() -> Callable:
    """A context manager that serves an application on a free port of this machine and gives its address."""
    from ..api.conftest import served

    return served


ADMIN_KEY = "sesame-for-pages"


@contextmanager
def serving(data: Path, **settings: str) -> Iterator[str]:
    """``kgqa serve`` over ``data`` as a process of its own (NiceGUI knows one application a process); gives its address."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KGQA_", "PYTEST"))}
    environment = {**kept, "PYTHONPATH": str(Path(__file__).resolve().parents[2]), "KGQA_DATA": str(data), **settings}
    command = [sys.executable, "-c", "from qa.cli import main; main()", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stderr is not None
        try:
            said = ""
            while (found := re.search(r"http://[\d.]+:\d+", said)) is None:
                said = process.stderr.readline()
                assert said, "the service ended"
            drained = threading.Thread(target=process.stderr.read, daemon=True)  # or it would stop when the pipe is full
            drained.start()
            httpx.get(f"{found[0]}/api/documents", timeout=60)  # opens the engine: tests of pages need not wait for it
            yield found[0]
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="session")
def pages(real_data) -> Iterator[str]:
    """The pages over two real documents, for everybody to read; ADMIN_KEY signs an administrator in. Nothing is changed."""
    with serving(real_data, KGQA_ADMIN_KEY=ADMIN_KEY) as address:
        wait_until_warm(address)
        yield address


def wait_until_warm(address: str) -> None:
    """So that no page waits for what only the first ones wait for."""
    for _ in range(600):
        if httpx.get(f"{address}/readyz").is_success:
            return
        time.sleep(0.1)
    pytest.fail("the service does not get ready")


@pytest.fixture
def own_pages(real_data, tmp_path) -> Iterator[str]:
    """The same over a copy, to be changed."""
    shutil.copytree(real_data, tmp_path / "data", ignore=shutil.ignore_patterns("audit.sqlite*"))  # written all the time
    with serving(tmp_path / "data", KGQA_ADMIN_KEY=ADMIN_KEY) as address:
        yield address


def sign_in(page, address: str, *, then: str = "/") -> None:
    """As an administrator, by the form."""
    page.goto(f"{address}/login?next={then}")
    page.get_by_label("密钥").fill(ADMIN_KEY)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{address}{then}")
