"""/id/…: every IRI of the graph can be followed. 303 to a page or to data, as the client likes."""

from __future__ import annotations

from html import escape
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Header
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from qa.api.deps import EngineDep, ServingDep, Settings
from qa.api.negotiate import TRIPLES, best
from qa.rows import EntityView, FactRow

router = APIRouter(tags=["图谱"])

HTML, TURTLE, JSON_LD = "text/html", "text/turtle", "application/ld+json"
_ENDING = {TURTLE: ".ttl", JSON_LD: ".jsonld"}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = (
    "body{font:16px/1.7 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0}th{white-space:nowrap}"
)


@router.get(
    "/id/{path:path}", status_code=303, response_class=RedirectResponse, summary="实体：按 Accept 转到网页、Turtle 或 JSON-LD"
)
def identify(engine: EngineDep, path: str, accept: Annotated[str | None, Header()] = None) -> Response:
    engine.catalog.entity(path)
    wanted = best(accept, (HTML, TURTLE, JSON_LD))
    if wanted is None:
        raise HTTPException(406)
    where = "/page/" if wanted == HTML else "/data/"
    return RedirectResponse(where + quote(path) + _ENDING.get(wanted, ""), status_code=303, headers={"Vary": "Accept"})


@router.get("/data/{path:path}", summary="实体的三元组：路径以 .ttl 或 .jsonld 结尾")
def data(engine: EngineDep, serving: ServingDep, path: str) -> Response:
    for media_type, ending in _ENDING.items():
        if path.endswith(ending):
            iri = engine.catalog.entity(path.removesuffix(ending)).entity.iri
            query = f"CONSTRUCT {{ <{iri}> ?p ?o }} WHERE {{ <{iri}> ?p ?o }}"
            reply = serving.library.sparql(query, triples=TRIPLES[media_type])
            return Response(reply.body, media_type=reply.media_type)
    raise HTTPException(404)


@router.get("/page/{path:path}", response_class=HTMLResponse, summary="实体的网页")
def page(engine: EngineDep, settings: Settings, path: str) -> Response:
    view = engine.catalog.entity(path)
    return HTMLResponse(_page(view, settings.base_iri), headers={"Content-Security-Policy": _POLICY})


def _link(label: str, iri: str | None, base: str) -> str:
    """Our own entities are linked to; whatever else an IRI may hold (javascript:, another host) stays text."""
    if iri is None or not iri.startswith(base):
        return escape(label)
    return f'<a href="/page/{escape(quote(iri.removeprefix(base)))}">{escape(label)}</a>'


def _row(fact: FactRow, base: str) -> str:
    name = f"{fact.property_label}（反向）" if fact.inverse else fact.property_label
    quoted = escape(fact.evidence.text) if fact.evidence else ""
    return f"<tr><th>{escape(name)}</th><td>{_link(fact.label, fact.iri, base)}</td><td>{quoted}</td></tr>"


def _page(view: EntityView, base: str) -> str:
    entity = view.entity
    aliases = f"<p>又称：{escape('、'.join(entity.aliases))}</p>" if entity.aliases else ""
    rows = "".join(_row(fact, base) for fact in view.facts)
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(entity.label)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(entity.label)}</h1><p>{escape(' / '.join(view.types))} · <code>{escape(entity.iri)}</code></p>{aliases}"
        f"<table><thead><tr><th>关系</th><th>对象</th><th>原文</th></tr></thead><tbody>{rows}</tbody></table></body></html>"
    )
