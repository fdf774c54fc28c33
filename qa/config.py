"""Settings of the whole service: those of the graph house and what asking and serving need besides."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError

from kg.config import KgSettings
from kg.errors import BadSetting


class QaSettings(KgSettings):
    """Everything that can be set, with its default. Environment names carry the prefix KGQA_."""

    embedding: str = Field(
        default="builtin",
        description="向量模型：builtin 为随软件附带的多语言模型；也可以是 sentence-transformers 的模型名或文件夹",
    )
    max_question: int = Field(default=500, ge=1, description="问题的最大长度（字符）")
    session_minutes: int = Field(default=30, ge=1, description="多轮会话保留的分钟数")
    max_sessions: int = Field(default=10_000, ge=1, description="同时保留的会话数")
    host: str = Field(default="127.0.0.1", description="服务监听地址")
    port: int = Field(default=8000, ge=0, le=65535, description="服务监听端口，0 为任选")
    public_url: str | None = Field(
        default=None, pattern="^https?://[^/?#]+(/[^?#]*)?$", description="读者打开本服务所用的网址，用于出处链接；不设则取自请求"
    )
    mcp_hosts: str = Field(default="", description="/mcp 除本机和 public_url 外还接受的主机名（可带端口），逗号隔开；* 为任意")
    admin_key: SecretStr | None = Field(
        default=None, description="管理密钥，只从环境变量 KGQA_ADMIN_KEY 读取；不设则不能经 HTTP 增删文件"
    )


def _unknown_environment() -> tuple[str, ...]:
    prefix = str(QaSettings.model_config.get("env_prefix", ""))
    known = {(prefix + name).upper() for name in QaSettings.model_fields}
    return tuple(sorted(name for name in os.environ if name.upper().startswith(prefix) and name.upper() not in known))


def load_settings(*, data: Path | None = None, host: str | None = None, port: int | None = None) -> QaSettings:
    """The settings of this process; arguments win over the environment. Raises BadSetting in plain Chinese.

    pydantic-settings ignores unknown names in the environment; a misspelt one is refused here.
    """
    if unknown := _unknown_environment():
        known = "、".join(("KGQA_" + name).upper() for name in QaSettings.model_fields)
        raise BadSetting(f"不认识的环境变量：{'、'.join(unknown)}", hint=f"可用的有：{known}")
    given = {"data": data, "host": host, "port": port}
    try:
        return QaSettings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        faults = "；".join(f"KGQA_{'.'.join(map(str, e['loc'])).upper()}：{e['msg']}" for e in error.errors())
        raise BadSetting(f"设置有误：{faults}", hint="改正上述环境变量或命令行选项后再试") from error
