"""A field that completes the names of entities. Its finds are links: the keyboard walks them, a new tab opens them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fastapi.concurrency import run_in_threadpool
from nicegui import ui
from nicegui.events import GenericEventArguments

from kg.errors import KgError
from qa.rows import EntityRow
from qa.web.frame import failed, text
from qa.web.site import Visitor

FOUND = 10  # names at once
LONGEST = 100  # characters that are looked for


def kind_badge(visitor: Visitor, name: str) -> None:
    kind = visitor.site.kinds.kind(name)
    text(kind.label, "span").classes(f"badge kind {kind.style}")


class Finder:
    """``address``: where the entity of an IRI is shown."""

    def __init__(self, visitor: Visitor, name: str, label: str, address: Callable[[str], str], *, value: str = "") -> None:
        self._visitor, self._address = visitor, address
        self._words, self._class, self._asked = "", "", 0
        with ui.element("div").classes("finder").props('role="search"') as box:
            box.props["aria-label"] = label
            text(label, "label").props(f'for="{name}"').classes("small muted")
            with ui.element("div").classes("finder-line"):
                field = ui.element("input").classes("field").props(f'id="{name}" type="search" autocomplete="off"')
                field.props(f'placeholder="输入名称，如部门、技术、任务" aria-controls="{name}-found" maxlength="{LONGEST}"')
                field.props["value"] = value
                field.on("input", self._typed, throttle=0.15, leading_events=False, js_handler="(e) => emit(e.target.value)")
                self._classes(name)
            self._found = ui.element("div").classes("finder-found").props(f'id="{name}-found" aria-live="polite"')

    def _classes(self, name: str) -> None:
        """Those that have a name of their own in the ontology, by family."""
        with ui.element("select").classes("field finder-class").props(f'id="{name}-class" aria-label="只找这一类"') as choice:
            text("全部类别", "option").props('value=""')
            for kind in self._visitor.site.kinds.of.values():
                if kind.name in self._visitor.site.kinds.of and ":" not in kind.name:
                    option = text(kind.label, "option")
                    option.props["value"] = kind.name
        choice.on("change", self._chose, js_handler="(e) => emit(e.target.value)")

    async def _typed(self, event: GenericEventArguments) -> None:
        self._words = str(event.args)[:LONGEST].strip()
        await self._find()

    async def _chose(self, event: GenericEventArguments) -> None:
        self._class = str(event.args)
        await self._find()

    async def _find(self) -> None:
        self._asked = mine = self._asked + 1
        if not self._words and not self._class:
            self._found.clear()
            return
        try:
            rows, total = await run_in_threadpool(
                lambda: self._visitor.catalog.entities(q=self._words or None, type=self._class or None, limit=FOUND)
            )
        except KgError as error:
            self._found.clear()
            with self._found:
                failed(error)
            return
        if mine == self._asked:  # else another word has been typed meanwhile
            self._show(rows, total)

    def _show(self, rows: Sequence[EntityRow], total: int) -> None:
        self._found.clear()
        with self._found:
            for row in rows:
                with ui.link(target=self._address(row.iri)).classes("finder-one"):
                    text(row.label, "span").classes("finder-name")
                    kind_badge(self._visitor, row.type)
            if not rows:
                text("没有这个名称的实体，换个说法试试", "p").classes("muted small")
            elif total > len(rows):
                text(f"共 {total} 个，再多输几个字可以缩小范围", "p").classes("muted small")
