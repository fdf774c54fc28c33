"""/api/documents: what is published; adding, replacing and removing with the administrator's key."""

from __future__ import annotations

import shutil
import tempfile
import unicodedata
from pathlib import Path, PurePosixPath
from typing import Annotated

from fastapi import APIRouter, File, UploadFile

from kg.errors import InputError, UnreadableFile
from kg.model import BuildReport
from qa.api.deps import Administrator, EngineDep, ServingDep
from qa.wire.base import Items
from qa.wire.building import BuildReportOut, build_report_out
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

Upload = Annotated[UploadFile, File(description="政策文件：txt、md、html、docx、pdf")]
PREFIX = "/api/documents"
LONGEST_NAME = 200  # characters of an uploaded file's name


router = APIRouter(prefix=PREFIX, tags=["文件"])


def _safe_name(upload: UploadFile) -> str:
    """The bare file name that a client gave. Raises InputError when there is none to trust."""
    name = PurePosixPath((upload.filename or "").replace("\\", "/")).name.strip()
    if not name or name.startswith(".") or len(name) > LONGEST_NAME:
        raise InputError("上传的文件没有可用的文件名", hint="请给出 200 字以内、带后缀的文件名")
    if any(unicodedata.category(char)[0] == "C" for char in name):
        raise InputError("上传的文件名里有控制字符", hint="请改名后再传")
    return name


def _build(serving: ServingDep, upload: UploadFile, *, replace: str | None = None) -> BuildReport:
    """Builds from the file and serves the outcome. Raises UnreadableFile when it could not be read."""
    with tempfile.TemporaryDirectory(prefix="kgqa-upload-") as folder:
        path = Path(folder) / _safe_name(upload)
        with path.open("wb") as out:
            shutil.copyfileobj(upload.file, out)
        report = serving.library.build([path], replace=replace)
    if report.skipped and not report.documents:
        raise UnreadableFile(report.skipped[0].reason, hint="请换一份可读的文件再传")
    serving.refresh()
    return report


@router.get("", summary="文件列表")
def documents(engine: EngineDep) -> Items[DocumentOut]:
    return Items(items=tuple(document_out(card) for card in engine.catalog.documents()))


@router.get("/{id}", summary="一份文件：元数据、目录、原文")
def document(engine: EngineDep, id: str) -> DocumentViewOut:
    return document_view_out(engine.catalog.document(id))


@router.get("/{id}/tasks", summary="一份文件的任务分工")
def tasks(engine: EngineDep, id: str) -> Items[TaskOut]:
    return Items(items=tuple(task_out(task) for task in engine.catalog.tasks(document=id)))


@router.get("/{id}/targets", summary="一份文件的量化目标")
def targets(engine: EngineDep, id: str) -> Items[TargetOut]:
    return Items(items=tuple(target_out(target) for target in engine.catalog.targets(document=id)))


@router.post("", status_code=201, dependencies=[Administrator], summary="新增文件")
def add(serving: ServingDep, file: Upload) -> BuildReportOut:
    """同名文件会被替换。新一代图谱发布后返回；期间旧的一代照常作答。"""
    return build_report_out(_build(serving, file))


@router.put("/{id}", dependencies=[Administrator], summary="替换文件")
def replace(serving: ServingDep, id: str, file: Upload) -> BuildReportOut:
    """新文件可以另有名称和格式，文件编号不变。"""
    return build_report_out(_build(serving, file, replace=id))


@router.delete("/{id}", dependencies=[Administrator], summary="移除文件")
def remove(serving: ServingDep, id: str) -> BuildReportOut:
    report = serving.library.remove(id)
    serving.refresh()
    return build_report_out(report)
