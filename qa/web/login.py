"""/login: who holds a key signs in with it. The key goes over one POST and is never shown, logged or put into an address."""

from __future__ import annotations

import asyncio
from typing import Annotated
from urllib.parse import quote

from fastapi import Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from nicegui import core, ui

from qa.api.access import is_page
from qa.api.sessions import COOKIE, HOURS, cookie_of
from qa.web.frame import framed, heading, text
from qa.web.site import Site, Visitor

PATH = "/login"
OUT = "/login/out"
LONGEST_KEY = 4096  # an OIDC token may be long
_WAIT = 0.5  # seconds after a wrong key


def install(site: Site) -> None:
    @ui.page(PATH)
    async def page(request: Request, next: str = "/", wrong: str = "") -> None:
        async def build(_visitor: Visitor) -> None:
            _form(_ours(next), wrong=bool(wrong))

        await framed(Visitor(site=site, request=request), PATH, build, title="登录")

    @core.app.post(PATH)
    async def sign_in(
        request: Request, key: Annotated[str, Form(max_length=LONGEST_KEY)] = "", next: Annotated[str, Form()] = "/"
    ) -> Response:
        offered, target = key.strip().encode(), _ours(next)
        viewer = await run_in_threadpool(site.access.viewer, offered) if offered else None
        if viewer is None or not viewer.name:
            await asyncio.sleep(_WAIT)
            return RedirectResponse(f"{PATH}?wrong=1&next={quote(target)}", status_code=303)
        found = RedirectResponse(target, status_code=303)
        found.set_cookie(
            COOKIE,
            site.access.sessions.begin(offered),
            max_age=HOURS * 3600,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return found

    @core.app.get(OUT)
    def sign_out(request: Request) -> Response:
        site.access.sessions.end(cookie_of(request.scope))
        found = RedirectResponse("/", status_code=303)
        found.delete_cookie(COOKIE)
        return found


def _ours(address: str) -> str:
    """Only to a page of ours: what an address says must not send a reader elsewhere."""
    return address if is_page(address.partition("?")[0]) and not address.startswith("//") and "\\" not in address else "/"


def _form(target: str, *, wrong: bool) -> None:
    """A plain form: passwords managers know it, and the key never passes through a websocket."""
    with ui.element("section").classes("card narrow"):
        heading("登录")
        text("用管理员发给您的密钥登录，可以看到为您开放的文件；管理员的密钥还可以增、换、删文件。", "p")
        if wrong:
            text("密钥不对，请核对后再试。", "p").classes("wrong").props('role="alert"')
        with ui.element("form").props(f'method="post" action="{PATH}"'):
            ui.element("input").props('name="username" autocomplete="username" value="kgqa" hidden')  # for password managers
            text("密钥", "label").props('for="key"')
            ui.element("input").props(
                'id="key" name="key" type="password" required autocomplete="current-password" class="field"'
            )
            hidden = ui.element("input").props('type="hidden" name="next"')
            hidden.props["value"] = target
            text("登录", "button").props('type="submit"').classes("primary")
