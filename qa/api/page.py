"""/documents/{id}: a document to read, the quoted characters marked. What every citation links to."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import cache
from html import escape
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from kg.errors import InputError
from qa.api.deps import EngineDep
from qa.rows import DocumentView
from qa.wire.links import MARK, document_link

router = APIRouter(tags=["文件"])

NEARBY = 600  # characters of text that are shown on each side of a quotation, cut at line ends

_STYLE = (
    "body{font:16px/1.8 sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}"
    "h1{font-size:1.4rem}h2{font-size:1rem;font-weight:600}.about{color:#595959;font-size:.9rem}"
    ".text{white-space:pre-wrap;overflow-wrap:anywhere}mark{background:#ffe58f;scroll-margin-top:30vh}"
)


class NotInText(InputError):
    """``start`` and ``end`` mark nothing of the stored text."""

    code = "bad_range"


@cache
def _policy() -> str:
    """Nothing is loaded, nothing runs; only our own style, known by its hash."""
    digest = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@router.get("/documents/{id}", response_class=HTMLResponse, summary="文件的网页，标出所引的文字")
def document_page(
    engine: EngineDep,
    id: str,
    start: Annotated[int | None, Query(ge=0, description="所引文字的起点（码点）")] = None,
    end: Annotated[int | None, Query(ge=1, description="所引文字的终点（码点），不含")] = None,
) -> Response:
    """给出 start、end 时只显示其附近的原文；都不给则显示全文。"""
    view = engine.catalog.document(id)
    body = _whole(view) if start is None and end is None else _marked(view, start, end)
    headers = {"Content-Security-Policy": _policy(), "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
    return HTMLResponse(_html(view, body), headers=headers)


def _whole(view: DocumentView) -> str:
    return f'<div class="text">{escape(view.text)}</div>'


def _marked(view: DocumentView, start: int | None, end: int | None) -> str:
    text = view.text
    if start is None or end is None or not start < end <= len(text):
        raise NotInText("start、end 不在原文之内", hint="请按答案所附的链接打开")
    first = text.rfind("\n", 0, max(0, start - NEARBY)) + 1
    last = text.find("\n", min(len(text), end + NEARBY))
    last = len(text) if last < 0 else last
    heading = f"<h2>{escape(_section(view, start))}</h2>"
    shown = f'{escape(text[first:start])}<mark id="{MARK}">{escape(text[start:end])}</mark>{escape(text[end:last])}'
    whole = f'<p class="about"><a href="{escape(document_link(view.card.id, ""))}">阅读全文</a></p>'
    return f'{heading}<div class="text">{shown}</div>{whole}'


def _section(view: DocumentView, at: int) -> str:
    """The headings above ``at``, outermost first."""
    around = [entry for entry in view.outline if entry.parent is not None and entry.start <= at < entry.end]
    return " / ".join(entry.caption or entry.title for entry in sorted(around, key=lambda entry: entry.level))


def _html(view: DocumentView, body: str) -> str:
    card = view.card
    about = " · ".join(part for part in ("、".join(card.issuers), card.number, card.date) if part)
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(card.title)}</title><style>{_STYLE}</style></head><body>"
        f'<h1>{escape(card.title)}</h1><p class="about">{escape(about)}</p>{body}</body></html>'
    )
