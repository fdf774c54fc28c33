"""/id/…: every IRI of the graph can be followed. 303 to a page or to data, as the client likes; /data describes the whole."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Header, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from kg.store import GraphFormat
from qa.api.deps import EngineDep, PublicUrl, Settings
from qa.api.entity_page import POLICY, entity_page
from qa.api.negotiate import TRIPLES, best
from qa.wire.dataset import Published, dataset_description

router = APIRouter(tags=["图谱"])

HTML = "text/html"
ENDINGS: Mapping[str, str] = {
    "text/turtle": ".ttl",
    "application/ld+json": ".jsonld",
    "application/n-triples": ".nt",
    "application/rdf+xml": ".rdf",
}
PageNumber = Annotated[int, Query(ge=1, le=10_000_000, description="第几页，从 1 起；其余各页见响应头 Link", examples=[1])]
Accept = Annotated[str | None, Header(description="所要的格式，如 text/turtle", examples=["text/turtle"])]
_RDF: dict[int | str, dict[str, Any]] = {
    200: {"description": "三元组", "content": {name: {"schema": {"type": "string"}} for name in ENDINGS}}
}
_SEE_OTHER: dict[int | str, dict[str, Any]] = {303: {"description": "转到网页或数据"}}


def _alternates(path: str) -> list[str]:
    """Where else the same is described, for the header Link."""
    where = quote(path)
    data = [f'</data/{where}{ending}>; rel="alternate"; type="{media_type}"' for media_type, ending in ENDINGS.items()]
    return [f'</page/{where}>; rel="alternate"; type="{HTML}"', *data]


def _turns(address: str, page: int, pages: int) -> list[str]:
    near = {"first": 1, "prev": page - 1, "next": page + 1, "last": pages}
    wanted = {name: at for name, at in near.items() if pages > 1 and 1 <= at <= pages}
    return [f'<{address}?page={at}>; rel="{name}"' for name, at in wanted.items()]


def _chosen(accept: str | None) -> str:
    wanted = best(accept, (HTML, *ENDINGS))
    if wanted is None:
        raise HTTPException(406)
    return wanted


def identify(engine: EngineDep, path: str, accept: Accept = None) -> Response:
    """文件、实体、任务、目标、章节、段落、陈述和命名图的 IRI 都可以打开。"""
    engine.resources.find(path)
    wanted = _chosen(accept)
    where = "/page/" if wanted == HTML else "/data/"
    headers = {"Vary": "Accept", "Link": ", ".join(_alternates(path))}
    return RedirectResponse(where + quote(path) + ENDINGS.get(wanted, ""), status_code=303, headers=headers)


def _described(engine: EngineDep, settings: Settings, base: str, form: GraphFormat) -> bytes:
    known = Published(
        url=base.rstrip("/"),
        base=settings.base_iri,
        licence=settings.licence,
        generation=engine.generation,
        documents=engine.catalog.documents(),
        statistics=engine.resources.statistics(),
    )
    return dataset_description(known, form)


def dataset(accept: Accept = None) -> Response:
    """整个数据集的说明（VoID、DCAT）：按 Accept 转到各种格式。"""
    wanted = best(accept, tuple(ENDINGS)) or best(accept, (HTML,))
    if wanted is None:
        raise HTTPException(406)
    where = f"/data/dataset{ENDINGS.get(wanted, '.ttl')}"
    return RedirectResponse(where, status_code=303, headers={"Vary": "Accept"})


def data(engine: EngineDep, settings: Settings, base: PublicUrl, path: str, page: PageNumber = 1) -> Response:
    """所有以它为主语或宾语的三元组，一页最多 1000 条；路径 dataset 是整个数据集的说明（VoID、DCAT）。"""
    for media_type, ending in ENDINGS.items():
        if not path.endswith(ending):
            continue
        bare, form = path.removesuffix(ending), TRIPLES[media_type]
        if bare == "dataset":
            return Response(_described(engine, settings, base, form), media_type=media_type)
        found = engine.resources.find(bare)
        body = engine.resources.data(found, form, page)
        links = [f'</id/{quote(bare)}>; rel="describes"', *_alternates(bare)]
        links += _turns(f"/data/{quote(path)}", page, engine.resources.pages_of_data(found))
        return Response(body, media_type=media_type, headers={"Link": ", ".join(links)})
    raise HTTPException(404)


def page(engine: EngineDep, settings: Settings, path: str, page: PageNumber = 1) -> Response:
    """名称、类型、各条事实及其原文和出处链接，一页最多 100 条。"""
    shown = engine.resources.page(engine.resources.find(path), page)
    links = [f'</id/{quote(path)}>; rel="describes"', *_alternates(path), *_turns(f"/page/{quote(path)}", page, shown.pages)]
    body = entity_page(shown, settings.base_iri, path, ENDINGS)
    return HTMLResponse(body, headers={"Content-Security-Policy": POLICY, "Link": ", ".join(links)})


def ontology(engine: EngineDep, accept: Accept = None) -> Response:
    """类和属性的定义（图谱所用的词汇）。"""
    wanted = best(accept, tuple(ENDINGS)) or best(accept, (HTML,))
    if wanted is None:
        raise HTTPException(406)
    media_type = wanted if wanted in ENDINGS else "text/turtle"
    return Response(engine.resources.ontology(TRIPLES[media_type]), media_type=media_type, headers={"Vary": "Accept"})


_redirect = partial(router.add_api_route, status_code=303, response_class=RedirectResponse, responses=_SEE_OTHER)
_redirect("/id/{path:path}", identify, methods=["GET"], summary="实体：按 Accept 转到网页或数据")
_redirect("/.well-known/void", dataset, methods=["GET"], summary="数据集的说明（VoID）")
_redirect("/data/dataset", dataset, methods=["GET"], summary="数据集的说明（DCAT）", name="dataset_by_name")
router.add_api_route(
    "/data/{path:path}", data, summary="三元组：路径以 .ttl、.jsonld、.nt 或 .rdf 结尾", responses=_RDF, response_class=Response
)
router.add_api_route("/page/{path:path}", page, summary="实体的网页", response_class=HTMLResponse)
router.add_api_route("/ontology", ontology, summary="本体：类和属性", responses=_RDF, response_class=Response)
for _path, _endpoint in (("/id", identify), ("/data", data), ("/page", page)):
    router.add_api_route(f"{_path}/{{path:path}}", _endpoint, methods=["HEAD"], include_in_schema=False)
