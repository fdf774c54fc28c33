"""Measures the pages in a real browser and prints a section of Markdown.

    python benchmarks/pages.py --data DATA [--questions FILE.jsonl] [--pages 50] [--rounds 7]

DATA is a published data folder: the service is started over it and warmed. Measured are, each ``--rounds`` times with the median
and the slowest: the time from opening an address in an empty browser until the page can be used (its heading is there and its
connection stands); the time from pressing Enter until the answer is on screen; and the memory of the service with ``--pages``
pages open at once. Needs Debian's chromium and the extra ``test``.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from latency import started, until_ready
from playwright.sync_api import Browser, Page, sync_playwright

from qa.questions import read_questions

PAGES = (("问答", "/"), ("文件", "/documents"), ("任务分工", "/tasks"), ("目标", "/targets"), ("图谱", "/graph"))
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--renderer-process-limit=4")
PATIENCE = 60_000  # ms
QUESTIONS = ("哪些任务由省工业和信息化厅牵头？", "到2025年产业规模目标是多少？", "强化人才支撑由哪个部门牵头？")
FIELD, ANSWER = "#main textarea, #main input[type=text], #main input[type=search]", 'section[aria-label="回答"]'
USABLE = "() => document.querySelector('h1') && window.did_handshake"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table; ``values`` in ``unit``."""

    name: str
    values: tuple[float, ...]
    unit: str
    wanted: str

    @property
    def cells(self) -> tuple[str, str, str, str]:
        if not self.values:
            return self.name, "—", "—", self.wanted
        return self.name, f"{median(self.values):.0f} {self.unit}", f"{max(self.values):.0f} {self.unit}", self.wanted


def since(begun: float) -> float:
    return (time.perf_counter() - begun) * 1000


def open_page(browser: Browser, address: str) -> tuple[Page, float]:
    """In a profile of its own, nothing cached; ms until it can be used."""
    page = browser.new_context(locale="zh-CN").new_page()
    page.set_default_timeout(PATIENCE)
    begun = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_function(USABLE)
    return page, since(begun)


def opening(browser: Browser, url: str, rounds: int) -> Iterator[Figure]:
    for name, path in PAGES:
        times = []
        for _ in range(rounds):
            page, ms = open_page(browser, url + path)
            times.append(ms)
            page.context.close()
        yield Figure(name=f"打开“{name}”到可用（空浏览器）", values=tuple(times), unit="毫秒", wanted="2000 毫秒")


def answering(browser: Browser, url: str, questions: Sequence[str]) -> Figure:
    """From Enter to the answer, in one page; the first question of all is asked beforehand."""
    page, _ = open_page(browser, url + "/")
    times = []
    if page.locator(FIELD).count():
        for n, question in enumerate((questions[0], *questions), start=1):
            page.locator(FIELD).first.fill(question)
            begun = time.perf_counter()
            page.locator(FIELD).first.press("Enter")
            page.wait_for_function("([css, n]) => document.querySelectorAll(css).length >= n", arg=[ANSWER, n])
            times.append(since(begun))
    page.context.close()
    return Figure(name="提问到答案显示", values=tuple(times[1:]), unit="毫秒", wanted="300 毫秒（图谱问题）")


def memory(pid: int) -> float:
    """Resident, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1]) / 1024


def crowd(browser: Browser, url: str, pid: int, pages: int) -> Iterator[Figure]:
    before = memory(pid)
    opened = [open_page(browser, url + PAGES[n % len(PAGES)][1])[0] for n in range(pages)]
    after = memory(pid)
    assert all(page.evaluate("() => window.socket.connected") for page in opened)
    yield Figure(name="服务的内存，没有页面打开", values=(before,), unit="MB", wanted="")
    yield Figure(name=f"服务的内存，{pages} 个页面打开", values=(after,), unit="MB", wanted="1000 MB")
    for page in opened:
        page.context.close()


def section(figures: Sequence[Figure], *, on: date, command: str) -> str:
    where = f"{platform.machine()}、{os.cpu_count()} 核（负载 {os.getloadavg()[0]:.1f}），Python {platform.python_version()}"
    rows = [f"| {' | '.join(figure.cells)} |" for figure in figures]
    return "\n".join(
        [
            "### 页面",
            "",
            f"{on.isoformat()} 测于 {where}；浏览器与服务在同一台机器上。`{command}`：",
            "",
            "| 项目 | 中位 | 最慢 | 要求 |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--questions", type=Path, help="a question file; else a few of the bundled document")
    parser.add_argument("--pages", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args()
    asked = [item.q for item in read_questions(chosen.questions) if not item.turns] if chosen.questions else list(QUESTIONS) * 3
    chromium = shutil.which("chromium")
    if chromium is None:
        parser.error("no browser: apt-get install -y chromium")
    with started(chosen.data) as (url, pid), sync_playwright() as driver:
        until_ready(url)
        browser = driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        found = [*opening(browser, url, chosen.rounds), answering(browser, url, asked), *crowd(browser, url, pid, chosen.pages)]
        browser.close()
    print(section(found, on=date.today(), command=" ".join(["python benchmarks/pages.py", *sys.argv[1:]])))


if __name__ == "__main__":
    main()
