"""The JSON of OpenAI's chat interface, as far as this service speaks it. ``kgqa`` beside it carries the whole proof.

Tokens are counted as characters: no tokenizer is at work here, and clients only show or add these numbers up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from kg.errors import InputError
from qa.model import Answer, Question
from qa.rows import DocumentCard
from qa.wire.asking import AnswerOut, answer_out
from qa.wire.base import Wire
from qa.wire.markdown import markdown

MODEL = "kgqa"  # all documents; kgqa:{id} is one of them
OWNER = "kgqa"


class Unsupported(InputError):
    """``param`` is the request's field that asks for what this service never does."""

    code = "unsupported_value"
    status = 400

    def __init__(self, message: str, *, param: str | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.param = param


class _Lenient(BaseModel):
    """Clients send what they send to others too; what is harmless (temperature, seed, user, …) is left aside."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class PartIn(_Lenient):
    type: str = Field(description="只支持 text", examples=["text"])
    text: str | None = None


class MessageIn(_Lenient):
    role: str = Field(description="system、developer、user、assistant、tool；只看 user 的内容", examples=["user"])
    content: str | tuple[PartIn, ...] | None = Field(
        default=None, description="文字，或若干 text 片段", examples=["哪个部门牵头建设海上牧场？"]
    )


class StreamOptionsIn(_Lenient):
    include_usage: bool | None = Field(default=None, description="为真时，最后另发一段 usage")


class ChatIn(_Lenient):
    model: str = Field(description="kgqa 为全部文件，kgqa:文件编号 为其中一份", examples=[MODEL])
    messages: tuple[MessageIn, ...] = Field(
        min_length=1, description="最后一条 user 是问题，之前的 user 是前文（用于追问）；其余角色不起作用"
    )
    stream: bool | None = Field(default=None, description="为真时以服务器发送事件逐段返回")
    stream_options: StreamOptionsIn | None = None
    n: int | None = Field(default=None, description="只能为 1")
    tools: tuple[object, ...] | None = Field(default=None, description="可以给出，但从不调用")
    tool_choice: object = Field(default=None, description="只能是 none 或 auto")
    function_call: object = Field(default=None, description="只能是 none 或 auto（旧式）")
    response_format: dict[str, object] | None = Field(default=None, description='只能是 {"type": "text"}')
    modalities: tuple[str, ...] | None = Field(default=None, description="只能是 text")
    logprobs: bool | None = Field(default=None, description="不支持")


class CitationOut(Wire):
    url: str = Field(description="原文所在页，已标出所引文字")
    title: str = Field(description="文件标题")
    start_index: int = Field(description="出处编号在 content 中的起点", ge=0)
    end_index: int = Field(description="出处编号在 content 中的终点", ge=0)


class AnnotationOut(Wire):
    type: Literal["url_citation"] = "url_citation"
    url_citation: CitationOut


class MessageOut(Wire):
    role: Literal["assistant"] = "assistant"
    content: str = Field(description="Markdown：答句、带编号的出处和链接；反问时列出选项")
    refusal: None = Field(default=None, description="总为空：拒答也是普通的回答")
    annotations: tuple[AnnotationOut, ...] = ()


class ChoiceOut(Wire):
    index: int = 0
    message: MessageOut
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class UsageOut(Wire):
    prompt_tokens: int = Field(description="各条消息的字符数之和", ge=0)
    completion_tokens: int = Field(description="回答的字符数", ge=0)
    total_tokens: int = Field(ge=0)


class ChatOut(Wire):
    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int = Field(description="Unix 时间（秒）")
    model: str
    system_fingerprint: str = Field(description="答案所据图谱的代号")
    choices: tuple[ChoiceOut, ...]
    usage: UsageOut
    kgqa: AnswerOut = Field(description="完整的答案：值、逐字出处、SPARQL；同 /api/ask")


class DeltaOut(Wire):
    role: Literal["assistant"] | None = None
    content: str | None = None
    annotations: tuple[AnnotationOut, ...] | None = None


class PieceOut(Wire):
    index: int = 0
    delta: DeltaOut
    logprobs: None = None
    finish_reason: Literal["stop"] | None = None


class ChunkOut(Wire):
    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    system_fingerprint: str
    choices: tuple[PieceOut, ...]
    usage: UsageOut | None = None
    kgqa: AnswerOut | None = None


class ModelOut(Wire):
    id: str = Field(examples=[MODEL])
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = OWNER
    name: str = Field(description="供聊天工具显示的名称")


class ModelsOut(Wire):
    object: Literal["list"] = "list"
    data: tuple[ModelOut, ...]


class FaultOut(Wire):
    message: str = Field(description="出了什么事、该怎么办", examples=["问题是空的。请写出要问的内容"])
    type: str = Field(examples=["invalid_request_error"])
    param: str | None = Field(description="有问题的参数", examples=["messages"])
    code: str | None = Field(description="供程序判断的固定代码", examples=["bad_question"])


class ErrorOut(Wire):
    error: FaultOut


# --- coming in ----------------------------------------------------------------------------------------


def refuse_unsupported(asked: ChatIn) -> None:
    """Raises Unsupported for what would change the answer and cannot be done; everything else is ignored."""
    if asked.n not in (None, 1):
        raise Unsupported("只能给出一个回答", param="n", hint="请把 n 设为 1")
    for param, choice in (("tool_choice", asked.tool_choice), ("function_call", asked.function_call)):
        if choice not in (None, "none", "auto"):
            raise Unsupported("本服务不调用工具", param=param, hint=f"请去掉 {param}，或设为 none")
    if asked.response_format and asked.response_format.get("type") != "text":
        raise Unsupported("只回答 Markdown 文字", param="response_format", hint="结构化的答案在响应的 kgqa 字段里")
    if set(asked.modalities or ()) - {"text"}:
        raise Unsupported("只回答文字", param="modalities", hint="请去掉 modalities")
    if asked.logprobs:
        raise Unsupported("答案不是模型逐词生成的，没有 logprobs", param="logprobs", hint="请去掉 logprobs")


def _text(message: MessageIn) -> str:
    if message.content is None or isinstance(message.content, str):
        return message.content or ""
    return "\n".join(part.text or "" for part in message.content if part.type == "text")


def question_of(asked: ChatIn, document: str | None) -> Question:
    """The last user message, with the user messages before it as its context. Raises Unsupported."""
    said = [message for message in asked.messages if message.role == "user"]
    if not said:
        raise Unsupported("消息里没有用户的问题", param="messages", hint="请至少给一条 role 为 user 的消息")
    last = said[-1].content
    if last is not None and not isinstance(last, str) and any(part.type != "text" for part in last):
        raise Unsupported("只读文字，不读图片、语音和附件", param="messages", hint="请只发文字")
    return Question(text=_text(said[-1]), document=document, before=tuple(text for m in said[:-1] if (text := _text(m))))


# --- going out ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer on its way to a client. ``created``: Unix seconds."""

    asked: ChatIn
    answer: Answer
    base: str
    created: int


def _citations(answer: Answer, content: str) -> tuple[AnnotationOut, ...]:
    """Of the links that end the sentence: where [n] stands in ``content`` and what it leads to."""
    found = []
    for match in re.finditer(r"\[\[(\d{1,3})\]\]\((\S+)\)", content.partition("\n\n")[0]):
        title = answer.evidence[int(match[1]) - 1].title
        citation = CitationOut(url=match[2], title=title, start_index=match.start(), end_index=match.end())
        found.append(AnnotationOut(url_citation=citation))
    return tuple(found)


def _usage(asked: ChatIn, content: str) -> UsageOut:
    prompt = sum(len(_text(message)) for message in asked.messages)
    return UsageOut(prompt_tokens=prompt, completion_tokens=len(content), total_tokens=prompt + len(content))


def chat_out(reply: Reply) -> ChatOut:
    content = markdown(reply.answer, reply.base)
    return ChatOut(
        id=f"chatcmpl-{reply.answer.id}",
        created=reply.created,
        model=reply.asked.model,
        system_fingerprint=reply.answer.generation,
        choices=(ChoiceOut(message=MessageOut(content=content, annotations=_citations(reply.answer, content))),),
        usage=_usage(reply.asked, content),
        kgqa=answer_out(reply.answer),
    )


def _pieces(content: str) -> list[str]:
    """``content`` line by line, sentence by sentence: joined again it is the same."""
    return re.findall(r"[^\n。；]*[。；]|[^\n。；]*\n+|[^\n。；]+", content)


def chunks_out(reply: Reply) -> Iterator[ChunkOut]:
    """The same answer in pieces: role, content, the end with the proof, and usage where it was asked for."""
    whole = chat_out(reply)
    head = {"id": whole.id, "created": whole.created, "model": whole.model, "system_fingerprint": whole.system_fingerprint}

    def chunk(delta: DeltaOut) -> ChunkOut:
        return ChunkOut(**head, choices=(PieceOut(delta=delta),))  # type: ignore[arg-type]

    message = whole.choices[0].message
    yield chunk(DeltaOut(role="assistant", content=""))
    for piece in _pieces(message.content):
        yield chunk(DeltaOut(content=piece))
    end = PieceOut(delta=DeltaOut(annotations=message.annotations or None), finish_reason="stop")
    yield ChunkOut(**head, choices=(end,), kgqa=whole.kgqa)  # type: ignore[arg-type]
    if reply.asked.stream_options and reply.asked.stream_options.include_usage:
        yield ChunkOut(**head, choices=(), usage=whole.usage)  # type: ignore[arg-type]


def event(chunk: ChunkOut) -> str:
    """One server-sent event. An empty delta stays empty: clients take ``"content": null`` for text."""
    dumped = chunk.model_dump(exclude={"choices", "kgqa"} if chunk.kgqa is None else {"choices"}, mode="json")
    dumped["choices"] = [
        piece.model_dump(exclude={"delta"}) | {"delta": piece.delta.model_dump(exclude_none=True)} for piece in chunk.choices
    ]
    return f"data: {json.dumps(dumped, ensure_ascii=False, separators=(',', ':'))}\n\n"


def models_out(cards: Sequence[DocumentCard]) -> ModelsOut:
    single = (ModelOut(id=f"{MODEL}:{card.id}", name=f"政策问答 · {card.title}") for card in cards)
    return ModelsOut(data=(ModelOut(id=MODEL, name="政策问答（全部文件）"), *single))
