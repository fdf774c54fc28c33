"""/"""

from __future__ import annotations

from fastapi import Request
from nicegui import ui

from qa.web.frame import framed, heading
from qa.web.site import Site, Visitor

PATH = "/"


def install(site: Site) -> None:
    @ui.page(PATH)
    async def page(request: Request) -> None:
        await framed(Visitor(site=site, request=request), PATH, _build)


async def _build(visitor: Visitor) -> None:
    heading("ask")
