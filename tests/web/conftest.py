"""A real browser for the tests of pages: Debian's chromium, driven by playwright. Every context is watched.

``browser``: one a module. ``new_context(**options)``: a fresh profile (viewport, color_scheme, offline …);
when its test ends, nothing may have been asked of another host, and the console must be clean unless the test says
``watch.noisy = True``. While it is open nothing in this thread may use asyncio.run (playwright's loop runs
here): that is why the browser does not outlive its module.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

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
