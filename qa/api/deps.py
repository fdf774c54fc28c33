"""What routes ask for: the engine of what the asker may see, the settings, the administrator's key.

What only looks something up is ``async``: FastAPI sends every other dependency through its pool of threads, each way through
which costs a question up to half a millisecond. What may wait (a view that must be built) is not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, ClassVar

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader, HTTPBearer
from starlette.exceptions import HTTPException

from kg.errors import InputError
from qa.api.access import HEADER, Access, viewer_of
from qa.api.line import Line, line_of
from qa.api.serving import Serving
from qa.api.servings import Servings
from qa.config import QaSettings
from qa.keys import Role, Viewer
from qa.ports import Engine
from qa.recorded import Asked


class Forbidden(InputError):
    """The service has no administrator, or it is somebody else."""

    code = "forbidden"
    status: ClassVar[int] = 403


async def _settings(request: Request) -> QaSettings:
    settings = request.app.state.settings
    assert isinstance(settings, QaSettings)
    return settings


async def _servings(request: Request) -> Servings:
    servings = request.app.state.servings
    assert isinstance(servings, Servings)
    return servings


async def _viewer(request: Request) -> Viewer:
    return viewer_of(request)


Settings = Annotated[QaSettings, Depends(_settings)]
ServingsDep = Annotated[Servings, Depends(_servings)]
ViewerDep = Annotated[Viewer, Depends(_viewer)]


def _serving(servings: ServingsDep, viewer: ViewerDep) -> Serving:
    """Of what the asker may see; nothing else can be reached through it."""
    return servings.of(viewer.labels)


ServingDep = Annotated[Serving, Depends(_serving)]


def address_of(request: Request) -> str | None:
    """Who sent it; behind a trusted proxy whom that one names (see qa.cli.server)."""
    return request.client.host if request.client else None


def asked_by(request: Request, door: str) -> Asked:
    viewer = viewer_of(request)
    return Asked(door=door, asker=address_of(request), view=viewer.audience, reader=viewer.reader)


def engine_for(door: str) -> Callable[[Request, Servings, Viewer], Engine]:
    """A dependency: the engine for questions that come through ``door``."""

    def engine(request: Request, servings: ServingsDep, viewer: ViewerDep) -> Engine:
        return servings.of(viewer.labels).asked(asked_by(request, door))

    return engine


EngineDep = Annotated[Engine, Depends(engine_for("http"))]
LineDep = Annotated[Line, Depends(line_of)]


async def _public_url(request: Request, settings: Settings) -> str:
    """Where readers reach this service: as set, else as this request did."""
    return settings.public_url or str(request.base_url)


PublicUrl = Annotated[str, Depends(_public_url)]

# For the OpenAPI only: the gate has looked at both before any route is chosen.
BEARER = HTTPBearer(auto_error=False, description="密钥（kgqa keys add，或环境变量 KGQA_ADMIN_KEY）或 OIDC 令牌")
API_KEY = APIKeyHeader(name=HEADER.decode().title(), auto_error=False, description="密钥，给不便设 Authorization 的客户端")


def _administrator(
    request: Request,
    viewer: ViewerDep,
    _bearer: Annotated[object, Depends(BEARER)],
    _key: Annotated[object, Depends(API_KEY)],
) -> None:
    if viewer.role is Role.ADMIN:
        return
    access = request.app.state.access
    assert isinstance(access, Access)
    if not access.has_administrator():
        hint = "设置环境变量 KGQA_ADMIN_KEY 后重启，或用 kgqa keys add 名称 --role admin，或直接用命令 kgqa build、kgqa remove"
        raise Forbidden("本服务没有设置管理密钥，不能经 HTTP 增删文件", hint=hint)
    if viewer.name:
        raise Forbidden("这个密钥只能读，不能增删文件", hint="请用管理员的密钥")
    raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})


Administrator = Depends(_administrator)
