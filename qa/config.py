"""Settings of the whole service: those of the graph house and what asking and serving need besides."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from kg.config import KgSettings
from kg.errors import BadSetting
from qa.settings import NEST, PREFIX, Shown, check_environment, read_file, shown

_SITE = r"https?://(\*\.)?[A-Za-z0-9][A-Za-z0-9.\-]*(:[0-9]{1,5})?"  # an origin, or all below a domain


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
    bot_open_id: str | None = Field(
        default=None, min_length=1, description="机器人的 open_id；群里只答点名它的消息，不设则只答私聊"
    )
    api_url: str = Field(default="https://open.feishu.cn", pattern="^https?://", description="平台接口地址")


class OidcSettings(BaseModel, extra="forbid", frozen=True):
    """Bearer tokens of an OpenID Connect provider. No network unless ``jwks_url`` is set."""

    issuer: str = Field(min_length=1, description="签发者，须与令牌的 iss 逐字相同")
    audience: str = Field(min_length=1, description="本服务在身份提供方的标识，须在令牌的 aud 里")
    jwks_url: str | None = Field(default=None, pattern="^https?://", description="公钥（JWKS）的地址")
    jwks_file: Path | None = Field(default=None, description="公钥（JWKS）文件；与 jwks_url 二选一")
    role_claim: str = Field(default="roles", min_length=1, description="令牌里写角色的字段，可用点号深入，如 realm_access.roles")
    admin_role: str = Field(default="kgqa-admin", min_length=1, description="该字段含此值者为管理员，其余为读者")
    label_claim: str = Field(default="labels", min_length=1, description="令牌里写标签的字段，可用点号深入")
    leeway: int = Field(default=30, ge=0, le=300, description="容许的时钟误差（秒）")

    @model_validator(mode="after")
    def _one_source(self) -> OidcSettings:
        if (self.jwks_url is None) == (self.jwks_file is None):
            raise ValueError("jwks_url 和 jwks_file 必须设且只设一个")
        return self


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
    models: Path | None = Field(default=None, description="展开的向量模型放在哪里；不设为数据目录下的 models")
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
    widget_origins: str = Field(
        default="",
        pattern=rf"^(\*|({_SITE}(\s*,\s*{_SITE})*)?)$",
        description="允许哪些网站的网页嵌入问答小窗（如 http://oa.intranet），逗号隔开；* 为任意，不设则只许同源",
    )
    admin_key: SecretStr | None = Field(
        default=None, description="管理密钥，只从环境变量 KGQA_ADMIN_KEY 读取；不设则不能经 HTTP 增删文件"
    )
    open_reading: bool = Field(default=True, description="不带密钥也能读没有标签的文件；关闭后每个请求都要带密钥")
    channel_labels: str = Field(default="", description="聊天工具的用户看得到哪些标签的文件，逗号隔开")
    oidc: OidcSettings | None = Field(default=None, description="OIDC 令牌，见 docs/access.md")
    licence: str | None = Field(default=None, pattern='^https?://[^\\s<>"]+$', description="数据集的许可（网址），写入数据集说明")
    sparql: SparqlSettings = Field(default=SparqlSettings(), description="外来 SPARQL 查询的限额")
    wecom: WecomSettings | None = Field(default=None, description="企业微信接入")
    dingtalk: DingtalkSettings | None = Field(default=None, description="钉钉接入")
    feishu: FeishuSettings | None = Field(default=None, description="飞书接入")
    config: Path | None = Field(
        default=None, description="设置文件（TOML），密钥不能写在里面；--config 或环境变量 KGQA_CONFIG 指定"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="日志级别：debug、info、warning、error"
    )
    audit_days: int = Field(default=90, ge=0, description="问答记录和评价保留的天数，0 为不记录")
    audit_questions: bool = Field(default=True, description="记录问题原文；不记录则不能重放以往的回答")
    audit_personal: bool = Field(default=False, description="记录会话编号和来访地址")
    cors_origins: str = Field(
        default="", description="允许哪些网站的脚本调用接口，逗号隔开；* 为任意（/id、/data、/sparql 总是开放）"
    )
    trusted_proxies: str = Field(default="", description="可信的反向代理（IP 或网段），逗号隔开；只信它们的 X-Forwarded-For")
    questions_per_minute: int = Field(default=0, ge=0, description="每个密钥或地址每分钟最多提问几次，0 为不限")
    sparql_per_minute: int = Field(default=0, ge=0, description="每个密钥或地址每分钟最多几次 SPARQL 查询，0 为不限")
    uploads_per_hour: int = Field(default=0, ge=0, description="每个密钥或地址每小时最多增、换、删几次文件，0 为不限")
    build_queue: int = Field(default=4, ge=0, description="经 HTTP 的重建同时只做一个，最多再排几个")
    askers: int = Field(default=2, ge=1, le=64, description="同时作答的问题数，其余按先后排队；再多并不更快，只会都慢")
    drain_seconds: float = Field(
        default=0.0, ge=0, le=300, description="收到 SIGTERM 后先让 /readyz 报 503、照常服务的秒数，供负载均衡摘除"
    )
    shutdown_seconds: int = Field(default=20, ge=1, description="停止时给进行中的请求留的秒数")

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: str) -> str:
        from ipaddress import ip_network

        for part in filter(None, map(str.strip, value.split(","))):
            ip_network(part)  # raises ValueError
        return value

    @property
    def channel_labels_held(self) -> frozenset[str]:
        return frozenset(filter(None, (label.strip() for label in self.channel_labels.split(","))))


def _read(file: Mapping[str, object], given: Mapping[str, object]) -> QaSettings:
    class Read(QaSettings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
            file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return init_settings, env_settings, InitSettingsSource(settings_cls, init_kwargs=dict(file))

    try:
        return Read(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        faults = "；".join(f"{(PREFIX + NEST.join(map(str, e['loc']))).upper()}：{e['msg']}" for e in error.errors())
        raise BadSetting(f"设置有误：{faults}", hint="改正上述环境变量、设置文件或命令行选项后再试") from error


def load_settings(
    *, data: Path | None = None, host: str | None = None, port: int | None = None, config: Path | None = None
) -> QaSettings:
    """The settings of this process: arguments, then the environment, then the file, then defaults.

    Raises BadSetting in plain Chinese, for unknown names too.
    """
    return _loaded(data=data, host=host, port=port, config=config)[0]


def show_settings(*, data: Path | None = None, config: Path | None = None) -> tuple[Shown, ...]:
    """Every setting in force, where it came from and what it is for. Raises BadSetting as ``load_settings`` does."""
    settings, given, file = _loaded(data=data, config=config)
    return shown(settings, frozenset(given), file)


def _loaded(**arguments: object) -> tuple[QaSettings, Mapping[str, object], Mapping[str, object]]:
    check_environment(QaSettings)
    given = {name: value for name, value in arguments.items() if value is not None}
    named = given.get("config") or os.environ.get("KGQA_CONFIG")
    file = read_file(Path(str(named)), QaSettings) if named else {}
    return _read(file, given), given, file
