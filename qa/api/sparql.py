"""/sparql: the SPARQL 1.1 Protocol, queries only."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from kg.errors import BadQuery
from kg.store import GraphFormat, ResultFormat
from qa.api.deps import ServingDep
from qa.api.negotiate import RESULTS, TRIPLES, best
from qa.api.serving import Serving

router = APIRouter(tags=["图谱"])

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            DIRECT: {"schema": {"type": "string"}, "example": "SELECT ?s WHERE { ?s ?p ?o } LIMIT 10"},
            FORM: {"schema": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}},
        },
    }
}


def _answer(serving: Serving, query: str, accept: str | None) -> Response:
    """The client's wish counts for the kind of result that the query turns out to have."""
    wanted_results, wanted_triples = best(accept, tuple(RESULTS)), best(accept, tuple(TRIPLES))
    if wanted_results is None and wanted_triples is None:
        raise HTTPException(406)
    results = RESULTS[wanted_results] if wanted_results else ResultFormat.JSON
    triples = TRIPLES[wanted_triples] if wanted_triples else GraphFormat.TURTLE
    reply = serving.library.sparql(query, results=results, triples=triples)
    headers = {"X-Content-Type-Options": "nosniff", "Vary": "Accept"}
    return Response(reply.body, media_type=reply.media_type, headers=headers)


def _refuse_datasets(names: list[str]) -> None:
    """An option that cannot be honoured is refused, never ignored."""
    if refused := sorted({"default-graph-uri", "named-graph-uri", "update"} & set(names)):
        raise BadQuery(f"不支持参数 {'、'.join(refused)}", hint="默认图是全部文件之并；只查一份文件时请在查询里写 GRAPH")


def _only(values: list[str] | None) -> str:
    if not values or len(values) != 1:
        raise BadQuery("请求里应有且只有一个 query 参数", hint="例如 /sparql?query=SELECT...")
    return values[0]


@router.get("/sparql", summary="SPARQL 查询")
def query_by_get(serving: ServingDep, request: Request, query: Annotated[str, Query(description="SPARQL 1.1 查询")]) -> Response:
    """只读；默认图是全部文件之并。结果格式由 Accept 决定。"""
    _refuse_datasets(list(request.query_params.keys()))
    return _answer(serving, query, request.headers.get("accept"))


@router.post("/sparql", summary="SPARQL 查询（POST）", openapi_extra=_BODY)
async def query_by_post(serving: ServingDep, request: Request) -> Response:
    """表单里的 query，或以 application/sparql-query 直接提交。"""
    _refuse_datasets(list(request.query_params.keys()))
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in (FORM, DIRECT):
        raise HTTPException(415)
    try:
        text = (await request.body()).decode()
    except UnicodeDecodeError as error:
        raise BadQuery("查询不是 UTF-8 文本", hint="请以 UTF-8 编码提交") from error
    if media_type == FORM:
        fields = parse_qs(text, keep_blank_values=True)
        _refuse_datasets(list(fields))
        text = _only(fields.get("query"))
    return await run_in_threadpool(_answer, serving, text, request.headers.get("accept"))
