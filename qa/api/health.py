"""/healthz: the process lives. /readyz: it can answer, and nobody's first question waits for anything to be loaded."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from qa.api.deps import ServingDep, Settings, ViewerDep
from qa.wire.base import Wire

PATIENCE = 2.0  # seconds that a probe is kept waiting; whoever probes asks again

router = APIRouter(tags=["运行"])


class HealthOut(Wire):
    status: str


class ReadyOut(Wire):
    status: str = Field(description="ok", examples=["ok"])
    generation: str | None = Field(description="作答所据的图谱代号；要密钥才能读、而没有带密钥时为空")
    documents: int | None = Field(description="看得到的文件数；同上", ge=0)


@router.get("/healthz", summary="进程是否活着")
def healthz() -> HealthOut:
    return HealthOut(status="ok")


@router.get("/readyz", summary="能否作答")
def readyz(serving: ServingDep, viewer: ViewerDep, settings: Settings) -> ReadyOut:
    """尚未发布任何文件时为 503，并说明该运行的命令；模型和索引还在载入时也是 503。"""
    engine = serving.ready(PATIENCE)
    if not settings.open_reading and not viewer.name:
        return ReadyOut(status="ok", generation=None, documents=None)
    return ReadyOut(status="ok", generation=engine.generation, documents=len(engine.catalog.documents()))
