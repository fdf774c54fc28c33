"""Every error as problem+json (RFC 9457): one table, Chinese detail, a stable code. Input is never echoed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from kg.errors import KgError
from qa.errors import TooMany
from qa.wire.base import ProblemOut

MEDIA_TYPE = "application/problem+json"

# HTTP errors that no room raises: status → code, detail
_PLAIN: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "请求无法解析。请检查请求的格式"),
    401: ("unauthorized", "密钥缺失或不对。请用 Authorization: Bearer 密钥 重试，密钥向管理员索取"),
    403: ("forbidden", "没有权限"),
    404: ("no_such_route", "没有这个地址。可用的接口见 /docs"),
    405: ("method_not_allowed", "这个地址不支持该请求方法。可用的接口见 /docs"),
    406: ("not_acceptable", "没有所要的格式"),
    413: ("too_large", "请求太大。请缩短问题，或把文件拆小后再试"),
    421: ("misdirected", "这个主机名不归本服务。请用管理员给的网址"),
    415: ("unsupported_media_type", "请求体的类型不支持。请用 /docs 中写明的类型"),
    422: ("bad_request", "请求的内容不合要求"),
}
_INTERNAL = ("internal", "服务内部出错，已记入日志。请稍后再试；若总是如此，请把时间告诉管理员")

# pydantic's error types, as an asker can understand them
_FAULTS: Mapping[str, str] = {
    "missing": "缺少",
    "extra_forbidden": "不认识",
    "string_type": "应为文字",
    "string_too_long": "太长",
    "string_too_short": "太短",
    "too_short": "太少",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "json_invalid": "不是合法的 JSON",
    "model_attributes_type": "应为 JSON 对象（请带 Content-Type: application/json）",
    "model_type": "应为 JSON 对象",
    "dict_type": "应为 JSON 对象",
    "value_error": "应为上传的文件",
    "enum": "不在可选的值之内",
    "literal_error": "不在可选的值之内",
}


def problem(status: int, code: str, detail: str) -> ProblemOut:
    return ProblemOut(type=f"urn:kgqa:problem:{code}", title=HTTPStatus(status).phrase, status=status, detail=detail, code=code)


def told(error: KgError) -> str:
    """What happened and what to do, as one text."""
    return "。".join(part.rstrip("。") for part in (str(error), error.hint) if part)


def from_error(error: KgError) -> ProblemOut:
    return problem(error.status, error.code, told(error))


def internal() -> ProblemOut:
    return problem(500, *_INTERNAL)


def retry(error: KgError) -> dict[str, str] | None:
    """When to try again, where that helps."""
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.seconds)}
    return {"Retry-After": "5"} if error.status == 503 else None


def from_status(status: int, detail: str | None = None) -> ProblemOut:
    """An HTTP error that no room raised; ``detail`` where more is known than the table says."""
    code, usual = _PLAIN.get(status, _INTERNAL)
    return problem(status, code, detail or usual)


def respond(found: ProblemOut, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse(found.model_dump(), status_code=found.status, media_type=MEDIA_TYPE, headers=headers)


def _field(where: Sequence[str | int]) -> str:
    """The field's name only where we gave it (``body.question`` → question); a stranger's own key is not repeated."""
    names = [str(part) for part in where if part not in ("body", "query", "path", "header")]
    return ".".join(names) if names else "请求体"


def explain(faults: Sequence[Mapping[str, object]]) -> str:
    said = []
    for fault in faults:
        kind = str(fault["type"])
        where = fault["loc"] if isinstance(fault["loc"], tuple) else ()
        name = "有字段" if kind == "extra_forbidden" else "请求体" if kind == "json_invalid" else _field(where)
        said.append(f"{name}：{_FAULTS.get(kind, '不合要求')}")
    return "；".join(dict.fromkeys(said)) + "。字段说明见 /docs"


def install(app: FastAPI) -> None:
    """Registers the handlers; after this no error leaves ``app`` in another shape."""

    @app.exception_handler(KgError)
    def _known(_request: Request, error: KgError) -> Response:
        return respond(from_error(error), retry(error))

    @app.exception_handler(RequestValidationError)
    def _invalid(_request: Request, error: RequestValidationError) -> Response:
        return respond(from_status(422, explain(error.errors())))

    @app.exception_handler(HTTPException)
    def _http(_request: Request, error: HTTPException) -> Response:
        return respond(from_status(error.status_code), error.headers)

    @app.exception_handler(Exception)
    def _unforeseen(request: Request, error: Exception) -> Response:
        structlog.get_logger().error("unforeseen", path=request.url.path, exc_info=error)
        return respond(internal())
