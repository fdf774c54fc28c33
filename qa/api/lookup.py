"""Looking things up: tasks over all documents, passages, entities, completions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from qa.api.deps import EngineDep, Settings
from qa.intake import readable
from qa.wire.asking import EvidenceOut, evidence_out
from qa.wire.base import Items, Page
from qa.wire.listing import (
    EntityOut,
    EntityViewOut,
    GraphOut,
    SuggestionOut,
    TaskOut,
    entity_view_out,
    graph_out,
    task_out,
)

router = APIRouter(tags=["查阅"])

Text = Annotated[str, Query(description="要找的文字")]
MaybeText = Annotated[str | None, Query(max_length=200)]
DocumentId = Annotated[str | None, Query(max_length=512, description="只在这份文件里找（文件编号）")]


@router.get("/api/tasks", summary="任务分工：全部文件")
def all_tasks(
    engine: EngineDep, department: MaybeText = None, q: MaybeText = None, document: DocumentId = None
) -> Items[TaskOut]:
    """department 按单位（全称、简称均可），q 按文字筛选。"""
    found = engine.catalog.tasks(document=document, department=department, q=q)
    return Items(items=tuple(task_out(task) for task in found))


@router.get("/api/search", summary="检索段落")
def search(
    engine: EngineDep,
    settings: Settings,
    q: Text,
    document: DocumentId = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
) -> Items[EvidenceOut]:
    found = engine.search(readable(q, limit=settings.max_question), document=document, limit=limit)
    return Items(items=evidence_out(found))


@router.get("/api/entities", summary="实体列表")
def entities(
    engine: EngineDep,
    q: MaybeText = None,
    type: Annotated[str | None, Query(max_length=100, description="实体类型，含下位类型", examples=["Technology"])] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> Page[EntityOut]:
    found, total = engine.catalog.entities(q=q, type=type, limit=limit, offset=offset)
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


@router.get("/api/suggest", summary="补全")
def suggest(
    engine: EngineDep, q: Annotated[str, Query(max_length=200)], limit: Annotated[int, Query(ge=1, le=50)] = 8
) -> Items[SuggestionOut]:
    return Items(items=tuple(SuggestionOut.of(suggestion) for suggestion in engine.catalog.suggest(q, limit)))
