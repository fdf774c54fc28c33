"""Settings of the whole service: those of the graph house and what asking and serving need besides."""

from __future__ import annotations

import os
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, Field, SecretStr, ValidationError
from pydantic_settings import SettingsConfigDict

from kg.config import KgSettings
from kg.errors import BadSetting


class WecomSettings(BaseModel, extra="forbid", frozen=True):
    """企业微信 self-built application. Environment names: KGQA_WECOM__TOKEN and so on."""

    corp_id: str = Field(min_length=1, description="企业 ID")
    agent_id: int = Field(description="应用的 AgentId")
    token: SecretStr = Field(min_length=1, description="接收消息的 Token")
    aes_key: SecretStr = Field(min_length=43, max_length=43, description="接收消息的 EncodingAESKey")
    secret: SecretStr | None = Field(default=None, min_length=1, description="应用的 Secret；不设则不能主动发送，只在应答里回复")
    cards: bool = Field(default=False, description="总用接口发送 markdown 和按钮卡片，不在应答里回复（需要 secret）")
    patience: float = Field(default=4.0, gt=0, le=4.8, description="最多让平台等几秒（平台的时限是 5 秒）")
    api_url: str = Field(default="https://qyapi.weixin.qq.com", pattern="^https?://", description="平台接口地址")


class DingtalkSettings(BaseModel, extra="forbid", frozen=True):
    """钉钉 robot, over HTTP or over the long connection of ``kgqa dingtalk-stream``."""

    app_secret: SecretStr = Field(min_length=1, description="应用的 Client Secret（原 AppSecret）")
    app_key: str | None = Field(default=None, min_length=1, description="应用的 Client ID（原 AppKey）；Stream 模式必填")
    robot_code: str | None = Field(default=None, min_length=1, description="机器人的 RobotCode；设了则拒收别的机器人的消息")
    corp_id: str | None = Field(default=None, min_length=1, description="企业的 CorpId；设了则拒收别的企业的消息")
    patience: float = Field(default=4.0, gt=0, le=10, description="HTTP 模式最多让平台等几秒")
    api_url: str = Field(default="https://api.dingtalk.com", pattern="^https?://", description="平台接口地址（Stream 模式）")
    webhook_origin: str = Field(
        default="https://oapi.dingtalk.com", pattern="^https?://", description="只向这个来源的 sessionWebhook 发送"
    )


class FeishuSettings(BaseModel, extra="forbid", frozen=True):
    """飞书 event subscription. The Encrypt Key must be there: without it the platform signs nothing."""

    app_id: str = Field(min_length=1, description="应用的 App ID")
    app_secret: SecretStr = Field(min_length=1, description="应用的 App Secret")
    encrypt_key: SecretStr = Field(min_length=1, description="事件订阅的 Encrypt Key，必填")
    verification_token: SecretStr = Field(min_length=1, description="事件订阅的 Verification Token")
    bot_open_id: str | None = Field(default=None, min_length=1, description="机器人的 open_id；设了则群里只答点名本机器人的消息")
    api_url: str = Field(default="https://open.feishu.cn", pattern="^https?://", description="平台接口地址")


class SparqlSettings(BaseModel, extra="forbid", frozen=True):
    """Queries from outside. Environment names: KGQA_SPARQL__SECONDS and so on."""

    workers: int = Field(default=2, ge=1, le=64, description="同时执行的外来查询数；各占一个进程，同一客户端最多占其中的总数减一")
    seconds: float = Field(default=10.0, gt=0, description="一个查询最多执行几秒，排队也最多这么久")
    memory_mb: int = Field(default=512, ge=64, description="一个查询最多用的内存（MB）")
    result_mb: int = Field(default=32, ge=1, description="结果的最大长度（MB），超过则拒绝而不截断")
    waiting: int = Field(default=16, ge=1, le=1000, description="最多有几个查询排队，同一客户端最多占一半")


class QaSettings(KgSettings):
    """Everything that can be set, with its default. Environment names carry the prefix KGQA_, groups a double underscore."""

    model_config = SettingsConfigDict(env_nested_delimiter="__")

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
        default=None,
        pattern="^https?://[^/?#]+(/[^?#]*)?$",
        description="读者打开本服务所用的网址，用于出处链接；不设则取自请求，聊天工具的答案不带链接",
    )
    mcp_hosts: str = Field(default="", description="/mcp 除本机和 public_url 外还接受的主机名（可带端口），逗号隔开；* 为任意")
    admin_key: SecretStr | None = Field(
        default=None, description="管理密钥，只从环境变量 KGQA_ADMIN_KEY 读取；不设则不能经 HTTP 增删文件"
    )
    licence: str | None = Field(default=None, pattern='^https?://[^\\s<>"]+$', description="数据集的许可（网址），写入数据集说明")
    sparql: SparqlSettings = Field(default=SparqlSettings(), description="外来 SPARQL 查询的限额")
    wecom: WecomSettings | None = Field(default=None, description="企业微信接入")
    dingtalk: DingtalkSettings | None = Field(default=None, description="钉钉接入")
    feishu: FeishuSettings | None = Field(default=None, description="飞书接入")


def _known_names(model: type[BaseModel] = QaSettings, prefix: str = "KGQA_") -> tuple[str, ...]:
    """Names in the environment; those of a group's settings follow the group's own."""
    names: list[str] = []
    for name, field in model.model_fields.items():
        names.append((prefix + name).upper())
        for kind in (field.annotation, *get_args(field.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                names.extend(_known_names(kind, f"{prefix}{name}__"))
    return tuple(names)


def _unknown_environment() -> tuple[str, ...]:
    known = set(_known_names())
    return tuple(sorted(name for name in os.environ if name.upper().startswith("KGQA_") and name.upper() not in known))


def load_settings(*, data: Path | None = None, host: str | None = None, port: int | None = None) -> QaSettings:
    """The settings of this process; arguments win over the environment. Raises BadSetting in plain Chinese.

    pydantic-settings ignores unknown names in the environment; a misspelt one is refused here.
    """
    if unknown := _unknown_environment():
        known = "、".join(_known_names())
        raise BadSetting(f"不认识的环境变量：{'、'.join(unknown)}", hint=f"可用的有：{known}")
    given = {"data": data, "host": host, "port": port}
    try:
        return QaSettings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        faults = "；".join(f"KGQA_{'__'.join(map(str, e['loc'])).upper()}：{e['msg']}" for e in error.errors())
        raise BadSetting(f"设置有误：{faults}", hint="改正上述环境变量或命令行选项后再试") from error
