"""/healthz: the process lives. /readyz: it can answer."""

from __future__ import annotations

from fastapi import APIRouter

from qa.api.deps import ServingDep
from qa.wire.base import Wire

router = APIRouter(tags=["运行"])


class HealthOut(Wire):
    status: str


class ReadyOut(Wire):
    status: str
    generation: str
    documents: int


@router.get("/healthz", summary="进程是否活着")
def healthz() -> HealthOut:
    return HealthOut(status="ok")


@router.get("/readyz", summary="能否作答")
def readyz(serving: ServingDep) -> ReadyOut:
    """尚未发布任何文件时为 503，并说明该运行的命令。"""
    engine = serving.engine()
    return ReadyOut(status="ok", generation=engine.generation, documents=len(engine.catalog.documents()))
