"""The pictures of docs/images, taken of a running service: python benchmarks/screenshots.py --data DATA

Each view once, at desktop width and light but one on a dark phone. Small JPEG files: they are shown in the README.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent))

import httpx
from latency import served, until_ready
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "images"
QUALITY = 72
SETTLED = 2_500  # ms: forces of the graph come to rest, examples are made


@dataclass(frozen=True, slots=True)
class View:
    name: str
    path: str
    phone: bool = False


def views(address: str, question: str, document: str) -> tuple[View, ...]:
    asked = f"/?q={quote(question)}"
    answer = httpx.get(f"{address}/api/ask", params={"q": question}).raise_for_status().json()
    entity = answer["values"][0]["iri"]
    return (
        View("ask", asked),
        View("ask-phone", asked, phone=True),
        View("documents", "/documents"),
        View("document", f"/documents/{document}"),
        View("tasks", "/tasks"),
        View("targets", "/targets"),
        View("graph", f"/graph?iri={quote(entity, safe='')}"),
        View("entity", f"/entities?iri={quote(entity, safe='')}"),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--question", default="哪个部门牵头突破数字工具？")
    parser.add_argument("--document", default="shandong-metaverse-guidance")
    given = parser.parse_args(arguments)

    FOLDER.mkdir(parents=True, exist_ok=True)
    with served(given.data) as address, sync_playwright() as driver:
        until_ready(address)
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for view in views(address, given.question, given.document):
            size = {"width": 390, "height": 780} if view.phone else {"width": 1200, "height": 780}
            context = browser.new_context(locale="zh-CN", viewport=size, color_scheme="dark" if view.phone else "light")
            page = context.new_page()
            page.goto(address + view.path)
            page.wait_for_timeout(SETTLED)
            page.screenshot(path=FOLDER / f"{view.name}.jpg", type="jpeg", quality=QUALITY)
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
