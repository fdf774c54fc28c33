"""/api/ask: one question, one answer; and the same as a stream of steps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from kg.errors import KgError
from qa.api.deps import EngineDep, LineDep, Settings
from qa.api.line import Line
from qa.api.problems import from_error
from qa.intake import readable
from qa.model import Question, Step
from qa.ports import Engine
from qa.wire.asking import AnswerOut, AskIn, StepOut, answer_out

router = APIRouter(tags=["问答"])


async def _posted(body: AskIn, settings: Settings) -> Question:
    text = readable(body.question, limit=settings.max_question)
    return Question(text=text, document=body.document, session=body.session_id or uuid4().hex)


async def _got(
    settings: Settings,
    q: Annotated[str, Query(description="问题", examples=["哪个部门牵头建设海上牧场？"])],
    document: Annotated[str | None, Query(max_length=512, description="只在这份文件里找")] = None,
    session_id: Annotated[str | None, Query(max_length=128, description="会话编号")] = None,
) -> Question:
    return Question(text=readable(q, limit=settings.max_question), document=document, session=session_id)


Posted = Annotated[Question, Depends(_posted)]
Got = Annotated[Question, Depends(_got)]


@router.post("/api/ask", summary="提问")
async def ask(question: Posted, engine: EngineDep, line: LineDep) -> AnswerOut:
    """答案要么有据，要么拒答；每条出处都是逐字原文。"""
    return await line.run(_asked, engine, question)


@router.get("/api/ask", summary="提问（GET）")
async def ask_by_get(question: Got, engine: EngineDep, line: LineDep) -> AnswerOut:
    """同 POST，便于在浏览器和脚本里试。"""
    return await line.run(_asked, engine, question)


def _asked(engine: Engine, question: Question) -> AnswerOut:
    return answer_out(engine.ask(question))


@router.post("/api/ask/stream", response_class=EventSourceResponse, summary="提问，边做边报")
async def ask_in_steps(question: Posted, engine: EngineDep, line: LineDep) -> AsyncIterator[ServerSentEvent]:
    """服务器发送事件：若干 step，最后一个 answer；出错则为 error（problem+json 的内容）。"""
    steps: asyncio.Queue[Step | None] = asyncio.Queue()
    asking = asyncio.create_task(_ask_in_thread(line, engine, question, steps))
    while (step := await steps.get()) is not None:
        yield ServerSentEvent(event="step", data=StepOut.of(step))
    yield await asking


async def _ask_in_thread(line: Line, engine: Engine, question: Question, steps: asyncio.Queue[Step | None]) -> ServerSentEvent:
    loop = asyncio.get_running_loop()

    def tell(step: Step) -> None:  # called on the worker's thread
        loop.call_soon_threadsafe(steps.put_nowait, step)

    try:
        answer = await line.run(engine.ask, question, on_step=tell)
        return ServerSentEvent(event="answer", data=answer_out(answer))
    except KgError as error:
        return ServerSentEvent(event="error", data=from_error(error))
    finally:
        steps.put_nowait(None)
