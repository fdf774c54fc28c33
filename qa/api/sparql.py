"""/sparql: the SPARQL 1.1 Protocol, queries only. Without a query: the service's description."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from kg.errors import BadQuery
from kg.store import Dataset, GraphFormat, ResultFormat
from qa.api.deps import PublicUrl, ServingDep, address_of
from qa.api.negotiate import RESULTS, TRIPLES, best
from qa.api.serving import Serving
from qa.wire.dataset import Formats, service_description

router = APIRouter(tags=["图谱"])

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
MOST_FIELDS = 200  # parameters of one request
_METHODS = "GET, HEAD, POST, OPTIONS"
_UPDATES = frozenset({"update", "using-graph-uri", "using-named-graph-uri"})
_THREADS = 64  # of their own: queries that wait for their turn keep no question waiting

_EXAMPLE = "SELECT ?iri ?label WHERE { ?iri skos:prefLabel ?label } LIMIT 10"
_GRAPH = "http://kgqa.local/id/graph/文件编号"
_BODY = {
    "requestBody": {
        "required": True,
        "description": "查询：直接提交，或作为表单的 query 字段",
        "content": {
            DIRECT: {"schema": {"type": "string", "description": "SPARQL 1.1 查询"}, "example": _EXAMPLE},
            FORM: {
                "schema": {
                    "type": "object",
                    "properties": {
                        "query": {"type": "string", "description": "SPARQL 1.1 查询", "example": _EXAMPLE},
                        "default-graph-uri": {"type": "string", "description": "默认图", "example": _GRAPH},
                        "named-graph-uri": {"type": "string", "description": "可用 GRAPH 查询的图", "example": _GRAPH},
                    },
                    "required": ["query"],
                },
                "example": {"query": _EXAMPLE},
            },
        },
    }
}
_XML = frozenset({"application/sparql-results+xml", "application/xml", "application/rdf+xml"})


def _shown(media_type: str) -> Mapping[str, Any]:
    text = media_type.startswith("text/") or media_type in _XML or media_type == "application/n-triples"
    return {"schema": {"type": "string"} if text else {}}


ANSWERED: dict[int | str, dict[str, Any]] = {
    200: {"description": "查询的全部结果", "content": {name: _shown(name) for name in (*RESULTS, *TRIPLES)}},
    400: {"description": "查询有语法错误、不允许，或参数不对"},
    406: {"description": "没有所要的格式"},
    413: {"description": "结果太大"},
    503: {"description": "查询超时、用尽内存，或排不上队；从不返回残缺的结果"},
}

Asked = Annotated[
    str | None,
    Query(description="SPARQL 1.1 查询；不给则返回本服务的说明（SPARQL Service Description）", examples=[_EXAMPLE]),
]
DefaultGraphs = Annotated[list[str] | None, Query(alias="default-graph-uri", description="默认图，可多个", examples=[[_GRAPH]])]
NamedGraphs = Annotated[
    list[str] | None, Query(alias="named-graph-uri", description="可用 GRAPH 查询的图，可多个", examples=[[_GRAPH]])
]


def _limiter(request: Request) -> CapacityLimiter:
    state = request.app.state
    if not hasattr(state, "sparql_threads"):
        state.sparql_threads = CapacityLimiter(_THREADS)
    found = state.sparql_threads
    assert isinstance(found, CapacityLimiter)
    return found


def _answer(serving: Serving, query: str, dataset: Dataset | None, request: Request) -> Response:
    """The client's wish counts for the kind of result that the query turns out to have."""
    accept = request.headers.get("accept")
    wanted_results, wanted_triples = best(accept, tuple(RESULTS)), best(accept, tuple(TRIPLES))
    if wanted_results is None and wanted_triples is None:
        raise HTTPException(406)
    results = RESULTS[wanted_results] if wanted_results else ResultFormat.JSON
    triples = TRIPLES[wanted_triples] if wanted_triples else GraphFormat.TURTLE
    client = address_of(request) or ""
    reply = serving.library.sparql(query, results=results, triples=triples, dataset=dataset, client=client)
    headers = {"X-Content-Type-Options": "nosniff", "Vary": "Accept"}
    return Response(reply.body, media_type=reply.media_type, headers=headers)


def _fields(encoded: bytes) -> list[tuple[str, str]]:
    """Names and values of a query string or form. Raises BadQuery when they are not UTF-8, or too many."""
    try:
        return parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:  # UnicodeDecodeError too
        raise BadQuery("参数不是以 UTF-8 编码的，或者太多", hint="请以 UTF-8 编码后再作百分号转义") from error


def _values(fields: Sequence[tuple[str, str]], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for key, value in fields if key == name and value))


def _dataset(fields: Sequence[tuple[str, str]]) -> Dataset | None:
    """What the request names itself. Raises BadQuery for what an update would carry: refused, never ignored."""
    if refused := sorted(_UPDATES & {name for name, _ in fields}):
        raise BadQuery(f"不支持参数 {'、'.join(refused)}：只接受查询，不接受更新", hint="用 query 参数提交查询")
    default, named = _values(fields, "default-graph-uri"), _values(fields, "named-graph-uri")
    return Dataset(default=default, named=named) if default or named else None


def _query(fields: Sequence[tuple[str, str]]) -> str:
    queries = [value for name, value in fields if name == "query"]
    if len(queries) != 1:
        raise BadQuery("请求里应有且只有一个 query 参数", hint="例如 /sparql?query=SELECT...")
    return queries[0]


async def _posted(request: Request, given: list[tuple[str, str]]) -> tuple[str, Dataset | None]:
    """Query and dataset of a POST. Raises HTTPException 415, BadQuery."""
    media_type, _, rest = request.headers.get("content-type", "").partition(";")
    media_type = media_type.strip().lower()
    charset = dict(part.strip().lower().partition("=")[::2] for part in rest.split(";")).get("charset", "utf-8").strip('"')
    if media_type not in (FORM, DIRECT) or charset not in ("utf-8", "utf8", "us-ascii"):
        raise HTTPException(415)
    body = await request.body()
    if media_type == FORM:
        fields = [*given, *_fields(body)]
        return _query(fields), _dataset(fields)
    if any(name == "query" for name, _ in given):
        raise BadQuery("查询给了两次：地址里和请求体里", hint="只在请求体里给出查询")
    try:
        return body.decode(), _dataset(given)
    except UnicodeDecodeError as error:
        raise BadQuery("查询不是 UTF-8 文本", hint="请以 UTF-8 编码提交") from error


def _described(serving: Serving, request: Request, base: str) -> Response:
    """The description, as RDF; a browser gets Turtle."""
    wanted = best(request.headers.get("accept"), tuple(TRIPLES)) or best(request.headers.get("accept"), ("text/html",))
    if wanted is None:
        raise HTTPException(406)
    form = TRIPLES.get(wanted, GraphFormat.TURTLE)
    formats = Formats(results=tuple(RESULTS.values()), triples=tuple(TRIPLES.values()))
    body = service_description(f"{base.rstrip('/')}/sparql", serving.engine().resources.graphs(), formats, form)
    return Response(body, media_type=next(name for name, known in TRIPLES.items() if known == form), headers={"Vary": "Accept"})


@router.get("/sparql", summary="SPARQL 查询", response_class=Response, responses=ANSWERED)
async def query_by_get(
    serving: ServingDep,
    request: Request,
    base: PublicUrl,
    query: Asked = None,
    default_graphs: DefaultGraphs = None,
    named_graphs: NamedGraphs = None,
) -> Response:
    """只读；默认图是全部文件之并，每份文件另有一个命名图。结果格式由 Accept 决定。没有 query 时返回服务说明。"""
    del default_graphs, named_graphs  # described above; read strictly below
    fields = _fields(request.scope["query_string"])
    dataset = _dataset(fields)
    if query is None and dataset is None:
        return await run_in_threadpool(_described, serving, request, base)
    text = _query(fields)
    return await to_thread.run_sync(_answer, serving, text, dataset, request, limiter=_limiter(request))


@router.post("/sparql", summary="SPARQL 查询（POST）", response_class=Response, responses=ANSWERED, openapi_extra=_BODY)
async def query_by_post(
    serving: ServingDep, request: Request, default_graphs: DefaultGraphs = None, named_graphs: NamedGraphs = None
) -> Response:
    """表单里的 query，或以 application/sparql-query 直接提交（此时图由地址里的参数指定）。"""
    del default_graphs, named_graphs
    text, dataset = await _posted(request, _fields(request.scope["query_string"]))
    return await to_thread.run_sync(_answer, serving, text, dataset, request, limiter=_limiter(request))


router.add_api_route("/sparql", query_by_get, methods=["HEAD"], include_in_schema=False)


@router.options("/sparql", status_code=204, include_in_schema=False)
def options() -> Response:
    return Response(status_code=204, headers={"Allow": _METHODS, "Accept-Post": f"{FORM}, {DIRECT}"})
