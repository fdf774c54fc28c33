"""The parts that the pages with tables are put together from: filters, a head to sort by, pages, files to take away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

from nicegui import ui
from nicegui.events import GenericEventArguments

from qa.web.filters import turned
from qa.web.frame import text
from qa.web.markup import Markup, joined, tag
from qa.web.paging import Page
from qa.web.table_markup import pager

_FORMS = {"xlsx": "Excel", "csv": "CSV"}  # of qa.web.exporting
Changed = Callable[[str], Awaitable[None]]

_VALUE = "(e) => emit(e.target.value)"
_NAMED = "(e) => { const v = e.target.value; if (!v || [...e.target.list.options].some(o => o.value === v)) emit(v) }"
_TURNED = "(e) => { const b = e.target.closest('[data-page]'); if (b) emit(b.dataset.page) }"
_TYPING = 0.25  # seconds between two looks at what is being typed


def looks() -> None:
    """The style and the behaviour of tables, once a page."""
    ui.add_head_html('<link rel="stylesheet" href="/web/tables.css"><script src="/web/tables.js" defer></script>')


@contextmanager
def filters(label: str) -> Iterator[None]:
    """The place of a table's filters."""
    with ui.element("search").classes("filters card no-print") as place:
        place.props["aria-label"] = label
        yield


def _told(changed: Changed) -> Callable[[GenericEventArguments], Awaitable[None]]:
    async def handle(event: GenericEventArguments) -> None:
        await changed(str(event.args))

    return handle


def _markup(content: Markup, name: str) -> ui.html:
    return ui.html(content, sanitize=False, tag=name)


def html(name: str, style: str) -> ui.html:
    """A place for markup of ``qa.web.markup``."""
    return _markup(Markup(""), name).classes(style)


def select(label: str, changed: Changed, *, style: str = "") -> ui.html:
    """A filter of few values; its content are the options."""
    with ui.element("label").classes(f"filter {style}"):
        text(label, "span")
        place = _markup(Markup(""), "select").classes("field").on("change", _told(changed), js_handler=_VALUE)
    place.props["aria-label"] = label  # or its options would count as its name
    return place


def field(content: Markup, changed: Changed, *, style: str = "", typing: bool = False) -> None:
    """A filter that is typed: its label and input. ``typing``: followed letter by letter, else when a name is complete."""
    label = _markup(content, "label").classes(f"filter {style}")
    label.on("change", _told(changed), js_handler=_VALUE)
    if typing:
        label.on("input", _told(changed), js_handler=_VALUE, throttle=_TYPING, leading_events=False)
    else:
        label.on("input", _told(changed), js_handler=_NAMED)


class Grid:
    """A table: its head sorts, its rows are markup."""

    def __init__(self, caption: str, columns: Sequence[tuple[str, str]], sort: Changed, *, style: str) -> None:
        self._heads: dict[str, ui.element] = {}
        with ui.element("table").classes(f"grid {style}") as self._table:
            self._table.props["role"] = "table"
            self._table.props["aria-label"] = caption
            with ui.element("thead").props('role="rowgroup"'), ui.element("tr").props('role="row"'):
                for column, name in columns:
                    self._head(column, name, sort)
            self._body = _markup(Markup(""), "tbody").props('role="rowgroup"')
        self._sort = ""

    def _head(self, column: str, name: str, sort: Changed) -> None:
        with ui.element("th").props('scope="col" role="columnheader"').classes(f"c-{column or 'quotation'}") as head:
            if not column:
                text(name, "span")
                return
            self._heads[column] = head

            async def clicked() -> None:
                self._sort = turned(self._sort, column)  # at once: a second click may come before the first is shown
                await sort(self._sort)

            text(name, "button").props('type="button"').classes("sorter").on("click", clicked)

    def show(self, rows: Markup, sort: str) -> None:
        self._sort = sort
        for column, head in self._heads.items():
            head.props["aria-sort"] = {column: "ascending", f"-{column}": "descending"}.get(sort, "none")
        self._body.content = rows
        self._table.set_visibility(bool(rows))


def orders(columns: Sequence[tuple[str, str]], sort: str) -> Markup:
    """The options of a select that sorts: where a table has no head to click on."""
    named = {"": "按文件顺序"}
    for column, head in columns:
        if column:
            named |= {column: f"{head} ↑", f"-{column}": f"{head} ↓"}
    return joined(tag("option", label, value=value, selected=value == sort) for value, label in named.items())


class Pager:
    def __init__(self, turn: Changed) -> None:
        self._place = html("nav", "pager no-print").on("click", _told(turn), js_handler=_TURNED)
        self._place.props["aria-label"] = "分页"

    def show(self, page: Page) -> None:
        self._place.content = pager(page)
        self._place.set_visibility(page.pages > 1)


class Exports:
    """Links to files of what is shown."""

    def __init__(self, path: str) -> None:
        self._path = path
        with ui.element("div").classes("exports no-print"):
            self._links = {form: self._link(form, name) for form, name in _FORMS.items()}

    def _link(self, form: str, name: str) -> ui.element:
        link = text(f"导出 {name}", "a").classes("secondary export")
        link.props["href"] = f"{self._path}/export.{form}"
        return link

    def show(self, query: str) -> None:
        for form, link in self._links.items():
            link.props["href"] = f"{self._path}/export.{form}" + (f"?{query}" if query else "")
            link.update()
