"""What holds for every page: no sideways scrolling, one h1, names for all controls, contrast; light and dark.

``new_context`` adds: a clean console, and nothing asked of another host.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
GRAVE = ("serious", "critical")
LEAD = "哪个部门牵头有序推进海上风电建设？"


def _first(address: str, path: str, field: str, **query: str) -> str:
    return httpx.get(f"{address}{path}", params=query).json()["items"][0][field]


PAGES: dict[str, Callable[[str], str]] = {
    "ask": lambda _: "/",
    "answer": lambda _: f"/?q={LEAD}",
    "documents": lambda _: "/documents",
    "document": lambda address: f"/documents/{_first(address, '/api/documents', 'id')}?start=30&end=60#mark",
    "tasks": lambda _: "/tasks?department=省能源局",  # few rows: axe looks at each of them
    "targets": lambda _: "/targets?q=零售额",
    "graph": lambda _: "/graph",
    "neighbourhood": lambda address: f"/graph?iri={_first(address, '/api/entities', 'iri', type='Department')}",
    "connection": lambda _: "/graph?from=省教育厅&to=省应急管理厅",
    "entity": lambda address: f"/entities/{_first(address, '/api/entities', 'label', type='Department')}",
    "login": lambda _: "/login",
    "nothing there": lambda _: "/entities/没有这个实体",
}


WHOLE = {  # what of a page comes after its heading
    "answer": (".answer .acts",),
    "ask": (".topic",),
    "neighbourhood": (".chart canvas",),
    "targets": (".chart svg",),
}


def looks(page: Page) -> Iterator[str]:
    """Each size and each scheme once: colours do not hang on the size."""
    for size, viewport, scheme in (("desktop", DESKTOP, "light"), ("phone", PHONE, "dark")):
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function("dark => document.body.classList.contains('body--dark') === dark", arg=scheme == "dark")
        yield f"{size}, {scheme}"


def findings(page: Page) -> list[str]:
    """Axe's serious ones, each with the first elements."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("() => axe.run({ resultTypes: ['violations'] })")["violations"]
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found if one["impact"] in GRAVE]


@pytest.mark.parametrize("name", PAGES)
def test_every_page(pages, new_context, name):
    page = new_context(viewport=DESKTOP, reduced_motion="reduce", color_scheme="light").new_page()
    page.goto(f"{pages}{PAGES[name](pages)}")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    for part in WHOLE.get(name, ()):
        page.locator(part).first.wait_for()
    for look in looks(page):
        wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= window, f"{look}: {wide} > {window}"
        assert findings(page) == [], look


def test_axe_finds_what_is_wrong(pages, new_context):
    """The check itself can fail."""
    page = new_context().new_page()
    page.goto(f"{pages}/login")
    page.evaluate(
        "document.querySelector('#main').innerHTML += '<button></button><p style=\"color:#ccc;background:#fff\">看不清</p>'"
    )
    assert {one.split(":")[0] for one in findings(page)} == {"button-name", "color-contrast"}
