"""/channels/*: chat tools. The conversation is in ``qa.channels``; here its replies become HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from kg.errors import NotFound
from qa.channels.core import Channel, Incoming

router = APIRouter(prefix="/channels", tags=["聊天工具"])

_XML = {"application/xml": {"schema": {"type": "string"}}}
_JSON = {"application/json": {"schema": {"type": "object"}}}
_TEXT = {"text/plain": {"schema": {"type": "string"}}}


def _body(content: Mapping[str, object]) -> dict[str, Any]:
    return {"requestBody": {"description": "平台按其协议加密或签名的消息", "required": True, "content": content}}


async def _received(request: Request, name: str) -> Response:
    channels: Mapping[str, Channel[Any]] = request.app.state.channels
    if (channel := channels.get(name)) is None:
        raise NotFound("没有启用这个聊天工具的接入", hint="设置方法见 docs/channels.md")
    # Starlette's headers are lower-case already; of a repeated one the first counts
    headers = dict(reversed(request.headers.items()))
    reply = await channel.receive(Incoming(query=dict(request.query_params), headers=headers, body=await request.body()))
    return Response(reply.body, media_type=reply.media_type)


@router.get("/wecom", summary="企业微信：验证接收地址", response_class=Response, responses={200: {"content": _TEXT}})
async def wecom_handshake(request: Request) -> Response:
    """管理后台保存“接收消息”设置时调用。签名不对、时间戳过期则答 403。"""
    return await _received(request, "wecom")


@router.post(
    "/wecom",
    summary="企业微信：接收消息",
    response_class=Response,
    responses={200: {"content": _XML | _TEXT}},
    openapi_extra=_body(_XML),
)
async def wecom(request: Request) -> Response:
    """五秒之内答得出就在应答里回复，否则先答空串，再经接口发送。"""
    return await _received(request, "wecom")


@router.post(
    "/dingtalk",
    summary="钉钉：接收消息",
    response_class=Response,
    responses={200: {"content": _JSON}},
    openapi_extra=_body(_JSON),
)
async def dingtalk(request: Request) -> Response:
    """机器人的 HTTP 模式；答案在应答里，来不及则发往会话的 webhook。"""
    return await _received(request, "dingtalk")


@router.post(
    "/feishu", summary="飞书：接收事件", response_class=Response, responses={200: {"content": _JSON}}, openapi_extra=_body(_JSON)
)
async def feishu(request: Request) -> Response:
    """事件与卡片回调；立刻确认，答案经接口以卡片回复。"""
    return await _received(request, "feishu")
