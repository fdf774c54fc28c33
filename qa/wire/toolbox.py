"""What the MCP tools take and give, beyond the shapes that /api has already."""

from __future__ import annotations

import json
from typing import Annotated

from pydantic import Field

from qa.rows import EntityView
from qa.wire.base import Wire
from qa.wire.listing import EntityViewOut, entity_view_out

DocumentId = Annotated[str | None, Field(default=None, max_length=512, description="只在这份文件里找（文件编号，见资源列表）")]


class AskArguments(Wire):
    question: str = Field(description="中文问题，写全所指的任务、单位或文件", examples=["哪个部门牵头建设海上牧场？"])
    document: DocumentId
    session_id: str | None = Field(default=None, max_length=128, description="会话编号；同一编号内可以追问，如“那配合单位呢？”")


class SearchArguments(Wire):
    text: str = Field(description="要找的文字")
    document: DocumentId
    limit: int = Field(default=10, ge=1, le=50, description="最多几段")


class EntityArguments(Wire):
    name: str = Field(max_length=512, description="名称、别名或 IRI", examples=["省农业农村厅"])
    limit: int = Field(default=50, ge=1, le=500, description="最多几条事实、几个相邻实体")


class TasksArguments(Wire):
    document: DocumentId
    department: str | None = Field(default=None, max_length=200, description="只列这个单位牵头或参与的（全称、简称均可）")
    q: str | None = Field(default=None, max_length=200, description="只列含有这些文字的")
    limit: int = Field(default=50, ge=1, le=500, description="最多几条")


class SparqlArguments(Wire):
    query: str = Field(
        max_length=100_000,
        description="SPARQL 1.1 的 SELECT、ASK、CONSTRUCT 或 DESCRIBE；默认图是全部文件之并",
        examples=["SELECT ?s WHERE { ?s ?p ?o } LIMIT 10"],
    )


class EntityFoundOut(EntityViewOut):
    total_facts: int = Field(description="事实的总数；列出的可能只是前几条", ge=0)


class TermOut(Wire):
    type: str = Field(description="uri、literal 或 bnode")
    value: str
    datatype: str | None = None
    language: str | None = None


class SparqlOut(Wire):
    """``rows`` of a SELECT, ``boolean`` of an ASK, ``turtle`` of a CONSTRUCT or DESCRIBE."""

    variables: tuple[str, ...] = Field(default=(), description="SELECT 的变量")
    rows: tuple[dict[str, TermOut], ...] = Field(default=(), description="SELECT 的结果")
    boolean: bool | None = Field(default=None, description="ASK 的结果")
    turtle: str | None = Field(default=None, description="CONSTRUCT、DESCRIBE 的结果")


def entity_found_out(view: EntityView, limit: int) -> EntityFoundOut:
    out = entity_view_out(view)
    cut = out.model_copy(update={"facts": out.facts[:limit], "neighbours": out.neighbours[:limit]})
    return EntityFoundOut(**dict(cut), total_facts=len(out.facts))


def sparql_out(media_type: str, body: bytes) -> SparqlOut:
    if "json" not in media_type:
        return SparqlOut(turtle=body.decode())
    found = json.loads(body)
    if "boolean" in found:
        return SparqlOut(boolean=found["boolean"])
    rows = tuple({name: _term(term) for name, term in row.items()} for row in found["results"]["bindings"])
    return SparqlOut(variables=tuple(found["head"]["vars"]), rows=rows)


def _term(term: dict[str, str]) -> TermOut:
    return TermOut(type=term["type"], value=term["value"], datatype=term.get("datatype"), language=term.get("xml:lang"))
