"""/widget.js and /widget: the chat for any other page of the intranet, by one script tag (docs/widget.md)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import PurePath
from typing import ClassVar

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from qa.api.deps import Settings

router = APIRouter(include_in_schema=False)

LOADER = "loader.js"  # served as /widget.js; runs in the other page
PAGE = "page.html"

_TYPES: Mapping[str, str] = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asset:
    """A file of the package, as it is sent."""

    body: bytes
    media_type: str
    tag: str  # entity tag: follows the content

    COMMON: ClassVar[Mapping[str, str]] = {
        "Cache-Control": "no-cache",  # asked for each time, sent only when it changed: an upgrade is seen at once
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }

    def sent(self, request: Request, headers: Mapping[str, str]) -> Response:
        told = {**self.COMMON, **headers, "ETag": self.tag}
        if self.tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=told)
        return Response(self.body, media_type=self.media_type, headers=told)


@cache
def _assets() -> Mapping[str, _Asset]:
    found = {}
    for file in (files("qa.api") / "static" / "widget").iterdir():
        body = file.read_bytes()
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        found[file.name] = _Asset(body=body, media_type=_TYPES[PurePath(file.name).suffix], tag=tag)
    return found


def policy(origins: str) -> str:
    """The chat's page runs our own files, speaks to us alone, writes no HTML; ``origins`` (comma between) may frame it."""
    framers = " ".join(["'self'", *(origin.strip() for origin in origins.split(",") if origin.strip())])
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
        f"form-action 'none'; frame-ancestors {framers}; require-trusted-types-for 'script'; trusted-types 'none'"
    )


@router.get("/widget.js")
def loader(request: Request) -> Response:
    return _assets()[LOADER].sent(request, {"Cross-Origin-Resource-Policy": "cross-origin"})


@router.get("/widget")
def page(request: Request, settings: Settings) -> Response:
    return _assets()[PAGE].sent(request, {"Content-Security-Policy": policy(settings.widget_origins)})


@router.get("/widget/{name}")
def asset(request: Request, name: str) -> Response:
    found = _assets().get(name)
    if found is None or name in (LOADER, PAGE):  # each under one address only
        raise HTTPException(404)
    return found.sent(request, {})
