"""/api/documents: what is published; adding, replacing and removing with the administrator's key."""

from __future__ import annotations

import shutil
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.concurrency import run_in_threadpool

from qa.api.builds import EVENTS, Builds, Work
from qa.api.changes import Received, labelling, removal, split_labels
from qa.api.deps import Administrator, EngineDep, ServingsDep
from qa.api.exports import EXPORTED, FormDep, listed
from qa.api.negotiate import best
from qa.api.paging import LISTED, WholeList
from qa.api.rates import What, limited
from qa.api.servings import Servings
from qa.tables import target_table, task_table
from qa.wire.base import Page
from qa.wire.building import BuildReportOut, LabelsOut, build_report_out
from qa.wire.listing import (
    DocumentOut,
    DocumentViewOut,
    TargetOut,
    TaskOut,
    document_out,
    document_view_out,
    target_out,
    task_out,
)


async def _builds(request: Request) -> Builds:
    builds = request.app.state.builds
    assert isinstance(builds, Builds)
    return builds


BuildsDep = Annotated[Builds, Depends(_builds)]
Upload = Annotated[UploadFile, File(description="政策文件：txt、md、html、docx、pdf")]
Labels = Annotated[
    list[str] | None,  # as a single text an empty field would count as none given
    Form(description="标签，可重复，也可逗号隔开：只有持有全部这些标签的密钥才看得到；空为没有标签，不给则照旧"),
]
PREFIX = "/api/documents"


router = APIRouter(prefix=PREFIX, tags=["文件"])


def _work(servings: Servings, upload: UploadFile, labels: list[str] | None, *, replace: str | None = None) -> Work:
    """Takes the file in now; what it gives builds from it and serves the outcome. Raises UnreadableFile then."""
    received = Received()
    with received.place(upload.filename).open("wb") as out:
        shutil.copyfileobj(upload.file, out)
    return received.work(servings, labels=None if labels is None else split_labels(labels), replace=replace)


async def _done(work: Work, builds: Builds, request: Request) -> BuildReportOut | Response:
    if best(request.headers.get("accept"), ("application/json", EVENTS)) == EVENTS:
        return builds.stream(work)
    return build_report_out(await run_in_threadpool(builds.run, work))


_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "重建的结果。Accept: text/event-stream 时为事件流：queued 排队、progress 进度、report 结果或 error 出错",
        "content": {
            EVENTS: {
                "schema": {"type": "string"},
                "example": 'event: progress\ndata: {"stage":"读取文件","done":0,"total":1}\n\n',
            }
        },
    }
}
_CHANGING: Any = {"dependencies": [Administrator, Depends(limited(What.UPLOADS))], "response_model": BuildReportOut}


@router.get("", summary="文件列表", responses=LISTED)
def documents(engine: EngineDep, part: WholeList, response: Response) -> Page[DocumentOut]:
    """已发布的、您看得到的全部文件。"""
    found = engine.catalog.documents()
    response.headers.update(part.headers(len(found)))
    return Page(items=tuple(document_out(card) for card in part.of(found)), total=len(found))


@router.get("/{id}", summary="一份文件：元数据、目录、原文")
def document(engine: EngineDep, id: str) -> DocumentViewOut:
    """一切出处的 start、end 都按这里的 text 计：Unicode 码点，左闭右开。"""
    return document_view_out(engine.catalog.document(id))


@router.get("/{id}/tasks", summary="一份文件的任务分工", response_model=Page[TaskOut], responses=EXPORTED)
def tasks(engine: EngineDep, part: WholeList, form: FormDep, response: Response, id: str) -> Page[TaskOut] | Response:
    """任务和保障措施，按文中的先后；可取 csv、xlsx。"""
    return listed(engine.catalog.tasks(document=id), part, form, response, out=task_out, table=task_table)


@router.get("/{id}/targets", summary="一份文件的量化目标", response_model=Page[TargetOut], responses=EXPORTED)
def targets(engine: EngineDep, part: WholeList, form: FormDep, response: Response, id: str) -> Page[TargetOut] | Response:
    """带数量的目标，按文中的先后；可取 csv、xlsx。"""
    return listed(engine.catalog.targets(document=id), part, form, response, out=target_out, table=target_table)


@router.post("", status_code=201, responses=_EVENTS, summary="新增文件", **_CHANGING)
async def add(
    servings: ServingsDep, builds: BuildsDep, request: Request, file: Upload, labels: Labels = None
) -> BuildReportOut | Response:
    """同名文件会被替换。新一代图谱发布后返回；期间旧的一代照常作答。

    同时只重建一个，其余排队，排满了为 503。Accept: text/event-stream 时状态为 200，边做边报；客户端走开，重建照样做完。
    """
    return await _done(await run_in_threadpool(_work, servings, file, labels), builds, request)


@router.put("/{id}", responses=_EVENTS, summary="替换文件", **_CHANGING)
async def replace(
    servings: ServingsDep, builds: BuildsDep, request: Request, id: str, file: Upload, labels: Labels = None
) -> BuildReportOut | Response:
    """新文件可以另有名称和格式，文件编号不变。可以边做边报，同新增。"""
    return await _done(await run_in_threadpool(_work, servings, file, labels, replace=id), builds, request)


@router.delete("/{id}", responses=_EVENTS, summary="移除文件", **_CHANGING)
async def remove(servings: ServingsDep, builds: BuildsDep, request: Request, id: str) -> BuildReportOut | Response:
    """可以边做边报，同新增。"""
    return await _done(removal(servings, id), builds, request)


@router.get("/{id}/labels", dependencies=[Administrator], summary="一份文件的标签")
def labels(servings: ServingsDep, id: str) -> LabelsOut:
    """只有持有全部这些标签的密钥才看得到这份文件。"""
    servings.main.engine().catalog.document(id)
    return LabelsOut(labels=servings.main.library.labels()[id])


@router.put("/{id}/labels", dependencies=[Administrator], summary="设定一份文件的标签")
def set_labels(servings: ServingsDep, builds: BuildsDep, id: str, given: LabelsOut) -> BuildReportOut:
    """此后这份文件的标签就是所给的这些；空为人人可见。返回时新标签已经生效。"""
    return build_report_out(builds.run(labelling(servings, id, given.labels)))
