"""/v1: OpenAI's chat interface, for tools that speak nothing else. Stateless: each request brings its dialogue along."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from kg.errors import KgError, NotFound
from qa.api.deps import LineDep, PublicUrl, Settings, engine_for
from qa.api.problems import explain, from_error, from_status, retry
from qa.intake import readable
from qa.ports import Engine
from qa.wire.base import ProblemOut
from qa.wire.openai import (
    MODEL,
    ChatIn,
    ChatOut,
    ErrorOut,
    FaultOut,
    ModelOut,
    ModelsOut,
    Reply,
    Unsupported,
    chat_out,
    chunks_out,
    event,
    models_out,
    question_of,
    refuse_unsupported,
)

EngineDep = Annotated[Engine, Depends(engine_for("openai"))]
_TYPES: Mapping[int, str] = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
_PARAMS: Mapping[str, str] = {"bad_question": "messages", "model_not_found": "model"}  # the field that a code is about


class UnknownModel(NotFound):
    """No such model; as OpenAI names it."""

    code = "model_not_found"


def failed(found: ProblemOut, param: str | None = None, headers: Mapping[str, str] | None = None) -> Response:
    """The problem in OpenAI's shape. What a client may mend is 400 there, never 422."""
    status = 400 if found.status == 422 else found.status
    kind = _TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
    fault = FaultOut(message=found.detail, type=kind, param=param or _PARAMS.get(found.code), code=found.code)
    return JSONResponse(ErrorOut(error=fault).model_dump(), status_code=status, headers=headers)


def _param(error: RequestValidationError) -> str | None:
    """The top-level field that is at fault, where it is one of ours."""
    names = [fault["loc"][1] for fault in error.errors() if len(fault["loc"]) > 1]
    return next((str(name) for name in names if name in ChatIn.model_fields), None)


class _OpenAIRoute(APIRoute):
    """Errors of these routes have the shape that OpenAI's clients expect."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await handle(request)
            except Unsupported as error:
                return failed(from_error(error), error.param)
            except KgError as error:
                return failed(from_error(error), headers=retry(error))
            except RequestValidationError as error:
                return failed(from_status(422, explain(error.errors())), _param(error))
            except HTTPException as error:
                return failed(from_status(error.status_code), headers=error.headers)

        return answered


router = APIRouter(
    prefix="/v1",
    tags=["OpenAI 兼容"],
    route_class=_OpenAIRoute,
    responses={"4XX": {"model": ErrorOut}, "5XX": {"model": ErrorOut}},
)

_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}, "example": "data: {…}\n\ndata: [DONE]\n\n"}}}
}


def _document(model: str, engine: Engine) -> str | None:
    """The document that a model name is limited to; None for all. Raises UnknownModel."""
    name, _, document = model.partition(":")
    known = not document or any(card.id == document for card in engine.catalog.documents())
    if name != MODEL or not known or model == f"{MODEL}:":
        raise UnknownModel("没有这个模型", hint=f"可用的见 /v1/models；全部文件为 {MODEL}")
    return document or None


@router.post("/chat/completions", response_model=ChatOut, responses=_STREAM, summary="对话（OpenAI 兼容）")
async def chat(asked: ChatIn, engine: EngineDep, line: LineDep, settings: Settings, base: PublicUrl) -> Response:
    """最后一条 user 消息是问题，之前的 user 消息是前文；服务端不留会话。拒答、反问都是普通的回答。

    temperature、seed、max_tokens 等不影响答案，收下不理；n>1、强制调用工具、图片等会明确报错。
    usage 按字符计。响应的 kgqa 字段是完整的答案（值、逐字出处、SPARQL）。
    """
    refuse_unsupported(asked)
    question = question_of(asked, _document(asked.model, engine))
    question = replace(question, text=readable(question.text, limit=settings.max_question))
    answer = await line.run(engine.ask, question)
    reply = Reply(asked=asked, answer=answer, base=base, created=int(time.time()))
    if not asked.stream:
        return JSONResponse(chat_out(reply).model_dump(mode="json"))
    events = [*map(event, chunks_out(reply)), "data: [DONE]\n\n"]  # whole before it begins: no error can come half-way
    return StreamingResponse(iter(events), media_type="text/event-stream", headers={"Cache-Control": "no-cache"})


@router.get("/models", summary="模型列表（OpenAI 兼容）")
def models(engine: EngineDep) -> ModelsOut:
    """kgqa 为全部文件，kgqa:文件编号 为其中一份。不分页：OpenAI 的接口没有分页，客户端只取一次。"""
    return models_out(engine.catalog.documents())


@router.get("/models/{id:path}", summary="一个模型（OpenAI 兼容）")
def model(id: str, engine: EngineDep) -> ModelOut:
    """没有这个模型为 404。"""
    _document(id, engine)
    return next(one for one in models_out(engine.catalog.documents()).data if one.id == id)


@router.api_route("/{path:path}", methods=["GET", "POST", "PUT", "DELETE", "PATCH"], include_in_schema=False)
def elsewhere() -> None:
    raise HTTPException(404)
