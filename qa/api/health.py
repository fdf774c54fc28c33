"""/healthz: the process lives. /readyz: it can answer, and nobody's first question waits for anything to be loaded."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import Field

from kg.errors import Busy
from qa.api.deps import ServingDep, ServingsDep, Settings, ViewerDep
from qa.api.metrics import MEDIA_TYPE, Metrics
from qa.wire.base import Wire

PATIENCE = 2.0  # seconds that a probe is kept waiting; whoever probes asks again

router = APIRouter(tags=["运行"])


class Stopping(Busy):
    """The service was told to stop."""

    code = "stopping"


class HealthOut(Wire):
    status: str = Field(description="总是 ok；不好时是错误", examples=["ok"])


class ReadyOut(Wire):
    status: str = Field(description="总是 ok；不好时是错误", examples=["ok"])
    generation: str | None = Field(description="作答所据的图谱代号；要密钥才能读、而没有带密钥时为空")
    documents: int | None = Field(description="看得到的文件数；同上", ge=0)


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"example": "kgqa_documents 14.0\n"}}}},
    summary="Prometheus 指标",
)
def metrics(request: Request) -> Response:
    """各项的含义见 docs/operations.md。"""
    found = request.app.state.metrics
    assert isinstance(found, Metrics)
    return Response(found.text(), media_type=MEDIA_TYPE)


@router.get("/healthz", summary="进程是否活着")
def healthz() -> HealthOut:
    """进程活着；能不能作答见 /readyz。"""
    return HealthOut(status="ok")


@router.get("/readyz", summary="能否作答")
def readyz(serving: ServingDep, servings: ServingsDep, viewer: ViewerDep, settings: Settings) -> ReadyOut:
    """尚未发布任何文件时为 503，并说明该运行的命令；模型和索引还在载入、服务正在停止时也是 503。"""
    if servings.draining:
        raise Stopping("服务正在停止", hint="请改用别的实例，或稍后再试")
    engine = serving.ready(PATIENCE)
    if not settings.open_reading and not viewer.name:
        return ReadyOut(status="ok", generation=None, documents=None)
    return ReadyOut(status="ok", generation=engine.generation, documents=len(engine.catalog.documents()))
