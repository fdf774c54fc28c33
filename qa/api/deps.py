"""What routes ask for: the engine, the settings, the administrator's key."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Annotated, ClassVar

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from kg.errors import InputError
from qa.api.serving import Serving
from qa.config import QaSettings
from qa.ports import Engine
from qa.recorded import Asked


class Forbidden(InputError):
    """The service has no administrator's key, so nobody may change documents over HTTP."""

    code = "forbidden"
    status: ClassVar[int] = 403


def _settings(request: Request) -> QaSettings:
    settings = request.app.state.settings
    assert isinstance(settings, QaSettings)
    return settings


def _serving(request: Request) -> Serving:
    serving = request.app.state.serving
    assert isinstance(serving, Serving)
    return serving


Settings = Annotated[QaSettings, Depends(_settings)]
ServingDep = Annotated[Serving, Depends(_serving)]


def address_of(request: Request) -> str | None:
    """Who sent it; behind a trusted proxy whom that one names (see qa.cli.server)."""
    return request.client.host if request.client else None


def engine_for(door: str) -> Callable[[Request, Serving], Engine]:
    """A dependency: the engine for questions that come through ``door``."""

    def engine(request: Request, serving: ServingDep) -> Engine:
        return serving.asked(Asked(door=door, asker=address_of(request)))

    return engine


EngineDep = Annotated[Engine, Depends(engine_for("http"))]


def _public_url(request: Request, settings: Settings) -> str:
    """Where readers reach this service: as set, else as this request did."""
    return settings.public_url or str(request.base_url)


PublicUrl = Annotated[str, Depends(_public_url)]

_bearer = HTTPBearer(auto_error=False, description="管理密钥（环境变量 KGQA_ADMIN_KEY）")


def is_administrator(settings: QaSettings, offered: bytes) -> bool:
    """Whether ``offered`` is the key; takes as long when it is not. Without a key nobody is."""
    key = settings.admin_key.get_secret_value().encode() if settings.admin_key else b""
    return bool(key) and hmac.compare_digest(offered, key)


def _administrator(settings: Settings, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> None:
    if settings.admin_key is None:
        hint = "设置环境变量 KGQA_ADMIN_KEY 后重启，或用命令 kgqa build、kgqa remove"
        raise Forbidden("本服务没有设置管理密钥，不能经 HTTP 增删文件", hint=hint)
    # headers come decoded as latin-1; back to the bytes that were sent
    if not is_administrator(settings, given.credentials.encode("latin-1") if given else b""):
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})


Administrator = Depends(_administrator)
