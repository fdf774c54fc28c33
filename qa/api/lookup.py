"""Looking things up: tasks over all documents, passages, entities, completions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Response

from qa.api.deps import EngineDep, LineDep, Settings
from qa.api.exports import EXPORTED, FormDep, listed
from qa.api.paging import LISTED, EntityList, PassageList, WholeList
from qa.intake import readable
from qa.tables import target_table, task_table
from qa.wire.asking import EvidenceOut, evidence_out
from qa.wire.base import Items, Page
from qa.wire.listing import (
    ConnectionOut,
    EntityOut,
    EntityViewOut,
    GraphOut,
    SuggestionOut,
    TargetOut,
    TaskOut,
    connection_out,
    entity_view_out,
    graph_out,
    target_out,
    task_out,
)

router = APIRouter(tags=["查阅"])
MOST_FOUND = 200  # passages that a search ranks

Text = Annotated[str, Query(description="要找的文字")]
MaybeText = Annotated[str | None, Query(max_length=200)]
DocumentId = Annotated[str | None, Query(max_length=512, description="只在这份文件里找（文件编号）")]
_NAMED = "完整 IRI、其在 /id/ 之后的部分，或名称"
Start = Annotated[
    str, Query(alias="from", min_length=1, max_length=512, description=f"一个实体：{_NAMED}", examples=["省教育厅"])
]
Goal = Annotated[str, Query(alias="to", min_length=1, max_length=512, description="另一个实体，写法相同", examples=["省科技厅"])]
Avoided = Annotated[str, Query(max_length=512)]
Without = Annotated[
    Sequence[Avoided], Query(max_length=20, description="不经过的实体，可有多个，写法相同", examples=[["各地区"]])
]


@router.get("/api/tasks", summary="任务分工：全部文件", response_model=Page[TaskOut], responses=EXPORTED)
def all_tasks(
    engine: EngineDep,
    part: WholeList,
    form: FormDep,
    response: Response,
    department: MaybeText = None,
    q: MaybeText = None,
    document: DocumentId = None,
) -> Page[TaskOut] | Response:
    """department 按单位（全称、简称均可），q 按文字筛选。"""
    found = engine.catalog.tasks(document=document, department=department, q=q)
    return listed(found, part, form, response, out=task_out, table=task_table)


@router.get("/api/targets", summary="量化目标：全部文件", response_model=Page[TargetOut], responses=EXPORTED)
def all_targets(
    engine: EngineDep, part: WholeList, form: FormDep, response: Response, document: DocumentId = None
) -> Page[TargetOut] | Response:
    """带数量的目标；可取 csv、xlsx。"""
    found = engine.catalog.targets(document=document)
    return listed(found, part, form, response, out=target_out, table=target_table)


@router.get("/api/search", summary="检索段落", responses=LISTED)
def search(
    engine: EngineDep, settings: Settings, part: PassageList, response: Response, q: Text, document: DocumentId = None
) -> Page[EvidenceOut]:
    """按相关程度排列；total 是相关的段落数，只数最相关的两百来段。"""
    found = engine.search(readable(q, limit=settings.max_question), document=document, limit=MOST_FOUND)
    response.headers.update(part.headers(len(found)))
    return Page(items=evidence_out(part.of(found), first=part.offset + 1), total=len(found))


@router.get("/api/entities", summary="实体列表", responses=LISTED)
def entities(
    engine: EngineDep,
    part: EntityList,
    response: Response,
    q: MaybeText = None,
    type: Annotated[str | None, Query(max_length=100, description="实体类型，含下位类型", examples=["Technology"])] = None,
) -> Page[EntityOut]:
    """q 按名称和别名，type 按类型（含下位类型）筛选；提到次数多的在前。"""
    found, total = engine.catalog.entities(q=q, type=type, limit=part.limit or 0, offset=part.offset)
    response.headers.update(part.headers(total))
    return Page(items=tuple(EntityOut.of(entity) for entity in found), total=total)


@router.get("/api/entities/{id:path}/graph", summary="实体的邻域")
def neighbourhood(engine: EngineDep, id: str, depth: Annotated[int, Query(ge=1, le=3)] = 1) -> GraphOut:
    """id 为完整 IRI 或其在 /id/ 之后的部分。"""
    iri = engine.catalog.entity(id).entity.iri
    return graph_out(*engine.catalog.neighbourhood(iri, depth))


@router.get("/api/entities/{id:path}", summary="一个实体：名称、事实、出处、邻居")
def entity(engine: EngineDep, id: str) -> EntityViewOut:
    """id 为完整 IRI 或其在 /id/ 之后的部分。"""
    return entity_view_out(engine.catalog.entity(id))


@router.get("/api/connections", summary="两个实体怎样联系起来")
async def connection(engine: EngineDep, line: LineDep, start: Start, goal: Goal, without: Without = ()) -> ConnectionOut:
    """最短的一串关系，每一步都是文件写明的，附逐字出处。

    至多六步，再远的答 404。到处都有的实体（如“各地区”）尽量不经过；要另找一条，把中间的实体列入 without。
    """
    return connection_out(await line.run(engine.catalog.connection, start, goal, without))


@router.get("/api/suggest", summary="补全")
def suggest(
    engine: EngineDep, q: Annotated[str, Query(max_length=200)], limit: Annotated[int, Query(ge=1, le=50)] = 8
) -> Items[SuggestionOut]:
    """以所给文字开头或含有它的实体名，以及答得上来的问题。不分页：只为边输入边选，要全部的用 /api/entities?q=。"""
    return Items(items=tuple(SuggestionOut.of(suggestion) for suggestion in engine.catalog.suggest(q, limit)))
