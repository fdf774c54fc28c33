"""What every page shares: head, navigation, the way it looks, and how it says that something went wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote

from fastapi import Request
from nicegui import ui

from kg.errors import KgError, NotFound
from qa.web.site import Visitor

BRAND = "政策问答"
NAVIGATION = (  # name, address, icon
    ("问答", "/", "forum"),
    ("文件", "/documents", "description"),
    ("任务分工", "/tasks", "assignment"),
    ("目标", "/targets", "flag"),
    ("图谱", "/graph", "hub"),
)
_THEMES = {"light": False, "dark": True}  # of the cookie; None: as the reader's system
THEME_COOKIE = "kgqa_theme"
PATIENCE = 20.0  # seconds that a page may take to be put together: the first one opens the engine (NiceGUI gives it 3)
# The other look, remembered by the browser. Which one is the other, the browser knows: by default it follows the system. It is
# told to the server too, or the next change of the page would turn it back.
_TURN = (
    "() => { const dark = !Quasar.Dark.isActive; Quasar.Dark.set(dark); emit(dark);"
    f" document.cookie = '{THEME_COOKIE}=' + (dark ? 'dark' : 'light') + ';path=/;max-age=31536000;samesite=lax' }}"
)

Build = Callable[[Visitor], Awaitable[None]]


async def framed(visitor: Visitor, here: str, build: Build, *, title: str = "") -> None:
    """A whole page. ``here``: the address of its place in the navigation; ``build`` fills it.

    What ``build`` raises as an error of ours is shown in its place, in Chinese, with what to do.
    """
    with _frame(visitor, here, title):
        try:
            await build(visitor)
        except KgError as error:
            failed(error)


@contextmanager
def _frame(visitor: Visitor, here: str, title: str) -> Iterator[None]:
    ui.add_head_html('<link rel="stylesheet" href="/web/theme.css">')
    ui.page_title(f"{title} · {BRAND}" if title else BRAND)
    look = ui.dark_mode(_theme(visitor.request))
    if slot := ui.context.client.content.parent_slot:
        slot.parent.props('role="none"')  # Quasar's page calls itself main; ours is below
    text("跳到正文", "a").props('href="#main"').classes("skip")
    with ui.element("header").classes("top"):
        with ui.link(target="/").classes("brand"):
            text(BRAND, "span")
        with ui.element("nav").props('aria-label="主导航"').classes("nav"):
            for name, target, icon in NAVIGATION:
                with ui.link(target=target).classes("nav-item") as link:
                    ui.icon(icon).props('aria-hidden="true"')
                    text(name, "span")
                if target == here:
                    link.classes("here").props('aria-current="page"')
        with ui.element("div").classes("tools"):
            turn = ui.button(icon="contrast").props('flat round dense aria-label="切换深浅色"')
            turn.on("click", lambda event: look.set_value(bool(event.args)), js_handler=_TURN)
            _who(visitor)
    with ui.element("main").props('id="main" tabindex="-1"').classes("main"):
        yield


def _who(visitor: Visitor) -> None:
    name = visitor.viewer.name
    if name:
        ui.link(f"{name} · 退出", "/login/out").classes("quiet")
    else:
        ui.link("登录", f"/login?next={quote(visitor.request.url.path)}").classes("quiet")


def _theme(request: Request) -> bool | None:
    try:
        found = SimpleCookie(request.headers.get("cookie", "")).get(THEME_COOKIE)
    except CookieError:
        return None
    return _THEMES.get(found.value) if found else None


def text(words: str, tag: str = "div") -> ui.element:
    """An element that shows ``words`` as they are: never as markup."""
    return ui.label(words) if tag == "div" else _Text(tag, words)


class _Text(ui.element):
    """Text in any element. Vue escapes it: it goes as a text node, like that of ``ui.label``."""

    def __init__(self, tag: str, words: str) -> None:
        super().__init__(tag)
        self._text = words


def heading(words: str, *, level: int = 1) -> ui.element:
    return text(words, f"h{level}")


def failed(error: KgError) -> None:
    """An error in its place on a page."""
    with ui.element("section").classes("state error").props('role="alert"'):
        ui.icon("search_off" if isinstance(error, NotFound) else "error_outline").props('aria-hidden="true"')
        text(str(error), "strong")
        if error.hint:
            text(error.hint, "p")


def empty(words: str, hint: str = "") -> None:
    """Nothing to show, and what to do about it."""
    with ui.element("section").classes("state"):
        ui.icon("inbox").props('aria-hidden="true"')
        text(words, "strong")
        if hint:
            text(hint, "p")
