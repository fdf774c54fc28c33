"""A page with a filtered table: what is wished stands in the address, and each change is shown at once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from fastapi.concurrency import run_in_threadpool
from nicegui import ui

from kg.errors import KgError
from qa.web import controls
from qa.web.filters import Filter
from qa.web.frame import empty, failed
from qa.web.kept import Kept
from qa.web.markup import Markup
from qa.web.paging import Page
from qa.web.site import Visitor

Listed = TypeVar("Listed")
Wish = TypeVar("Wish", bound=Filter)


class Sheet(ABC, Generic[Listed, Wish]):
    """One open page."""

    def __init__(self, path: str, visitor: Visitor, kept: Kept[Listed], wish: Wish) -> None:
        self.visitor, self.wish = visitor, wish
        self._path, self._kept = path, kept
        self._fault: ui.element | None = None

    async def build(self) -> None:
        """Raises KgError."""
        listed = await run_in_threadpool(self._listed)
        if self.built(listed):
            self.show(listed)

    @abstractmethod
    def built(self, listed: Listed) -> bool:
        """Makes the page's parts; False when there is nothing to show in them."""

    @abstractmethod
    def show(self, listed: Listed) -> None:
        """Fills the parts with what is wished now."""

    def faults(self) -> None:
        """The place where it is told what went wrong."""
        self._fault = ui.element("div")

    def results(self, caption: str, unit: str, columns: Sequence[tuple[str, str]], *, style: str) -> None:
        """The table, above it how many rows there are and files of them, below it the pages."""
        with ui.element("div").classes("bar"):
            self._count = ui.label().classes("count").props('role="status"')
            self._exports = controls.Exports(self._path)
        with ui.element("div") as self._nothing:
            empty(f"没有符合条件的{unit}", "可以放宽或清除筛选条件。")
        self._grid = controls.Grid(caption, columns, self.changing("sort"), style=style)
        self._pager = controls.Pager(self.on_page)
        self._listed_as = unit

    def show_results(self, rows: Markup, page: Page, *, found: int, total: int) -> None:
        self._count.text = counted(found, total, self._listed_as, page)
        self._exports.show(self.wish.query)
        self._nothing.set_visibility(not found)
        self._grid.show(rows, self.wish.sort)
        self._pager.show(page)

    def changing(self, name: str) -> controls.Changed:
        """A handler that sets this value of the filter."""

        async def changed(value: str) -> None:
            await self._change(self.wish.but(**{name: value.strip()}))

        return changed

    async def on_page(self, page: str) -> None:
        if await self._change(self.wish.at(type(self.wish).of({"page": page}).page)):
            ui.run_javascript("kgqaTables.top()")

    async def _change(self, wish: Wish) -> bool:
        """Whether the page shows something else now."""
        if wish == self.wish:
            return False
        self.wish = wish
        assert self._fault is not None
        self._fault.clear()
        try:
            listed = await run_in_threadpool(self._listed)
        except KgError as error:
            with self._fault:
                failed(error)
            return False
        self.show(listed)  # what is wished by now: while it was read, somebody may have typed on
        ui.navigate.history.replace(self.wish.address(self._path))
        return True

    def _listed(self) -> Listed:
        return self._kept.of(self.visitor.catalog)


def counted(found: int, total: int, unit: str, page: Page) -> str:
    """How many rows there are: 12 项任务（共 90 项）."""
    said = f"共 {total} 项{unit}" if found == total else f"{found} 项{unit}（共 {total} 项）"
    return said if page.pages == 1 else f"{said}，这里是第 {page.start + 1}–{page.end} 项"
