"""A question and its answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from qa.model import Answer, Evidence, Link, Value
from qa.wire.base import Basis, Iri, Offset, Wire


class AskIn(Wire):
    question: str = Field(description="问题", examples=["哪个部门牵头建设海上牧场？"])
    session_id: str | None = Field(
        default=None, max_length=128, description="会话编号；追问时沿用上次答案里的编号，不给则新开一个"
    )
    document: str | None = Field(default=None, max_length=512, description="只在这份文件里找（文件编号）")


class FeedbackIn(Wire):
    answer_id: str = Field(min_length=1, max_length=64, description="答案的 id", examples=["9f86d081884c7d65"])
    rating: Literal["up", "down"] = Field(description="up 好，down 差", examples=["up"])
    comment: str | None = Field(default=None, max_length=500, description="意见，不超过 500 字", examples=["牵头单位不对"])


class ValueOut(Wire):
    """Empty fields are left out: a count is ``{"label": "7", "value": 7}``."""

    label: str = Field(description="答案的文字", examples=["省农业农村厅"])
    aliases: tuple[str, ...] | None = Field(default=None, description="其他写法（仅实体）")
    iri: str | None = None
    type: str | None = Field(default=None, description="实体类型", examples=["Department"])
    role: str | None = Field(default=None, description="lead 牵头，participant 参与")
    basis: Basis = None
    value: bool | int | float | None = Field(default=None, description="数值或真假")
    unit: str | None = Field(default=None, description="计量单位", examples=["亿元"])
    comparator: str | None = Field(default=None, description="= ≈ ≥ > ≤ <", examples=["≈"])
    year: int | None = Field(default=None, description="数值所属的年份")
    document: str | None = Field(default=None, description="出自哪份文件（文件编号）")

    @model_serializer(mode="wrap")
    def _without_empty(self, serialize: SerializerFunctionWrapHandler) -> dict[str, object]:
        return {name: value for name, value in serialize(self).items() if value is not None}


class EvidenceOut(Wire):
    n: int = Field(description="答案中 [n] 的编号，从 1 起", ge=1)
    document: str = Field(description="文件编号")
    title: str = Field(description="文件标题")
    section: str = Field(description="章节路径，层级之间用 / 隔开")
    text: str = Field(description="原文，逐字；等于所存原文的 [start:end]")
    start: Offset
    end: Offset
    iri: Iri


class LinkOut(Wire):
    mention: str = Field(description="问题中的说法")
    label: str = Field(description="图谱中的名称")
    iri: Iri
    type: str = Field(description="实体类型")
    start: int = Field(description="在问题中的起点", ge=0)
    end: int = Field(description="在问题中的终点", ge=0)


class ChoiceOut(Wire):
    label: str = Field(description="一种理解")
    question: str = Field(description="按这种理解重问的问题")
    iri: str | None = None


class StepOut(Wire):
    name: str = Field(description="步骤", examples=["understand"])
    detail: str = Field(description="做了什么")


class AnswerOut(Wire):
    id: str
    question: str = Field(description="问题原文")
    status: str = Field(description="answered 已答，unclear 反问，not_found 文件未载，out_of_scope 超出范围")
    kind: str = Field(description="entities 实体，number 数值，boolean 是非，text 文字")
    answer: str = Field(description="一到三句话的回答，不超过 400 字")
    values: tuple[ValueOut, ...] = Field(description="恰好是所问的答案，不多不少；文字类为空")
    evidence: tuple[EvidenceOut, ...] = Field(description="逐字出处")
    reading: str = Field(description="对问题的理解")
    sparql: str | None = Field(description="可在 /sparql 重跑、结果恰为 values 的查询")
    method: str = Field(description="graph 图谱，passage 原文段落，none 未答")
    confidence: float = Field(description="0 到 1")
    entities: tuple[LinkOut, ...] = Field(description="问题中认出的实体")
    choices: tuple[ChoiceOut, ...] = Field(description="反问时的选项")
    suggestions: tuple[str, ...] = Field(description="接着可以问的问题")
    session_id: str | None = Field(description="会话编号")
    generation: str = Field(description="答案所据图谱的代号")
    elapsed_ms: float = Field(description="用时（毫秒）")


def value_out(value: Value) -> ValueOut:
    return ValueOut(
        label=value.label,
        aliases=value.aliases if value.value is None else None,
        iri=value.iri,
        type=value.type,
        role=value.role,
        basis=value.basis,
        value=value.value,
        unit=value.unit,
        comparator=value.comparator,
        year=value.year,
        document=value.document,
    )


def evidence_out(evidence: Iterable[Evidence], *, first: int = 1) -> tuple[EvidenceOut, ...]:
    """Numbered from ``first``."""
    return tuple(
        EvidenceOut(n=n, document=e.document, title=e.title, section=e.section, text=e.text, start=e.start, end=e.end, iri=e.iri)
        for n, e in enumerate(evidence, start=first)
    )


def link_out(link: Link) -> LinkOut:
    where = link.span
    return LinkOut(mention=link.mention, label=link.label, iri=link.iri, type=link.type, start=where.start, end=where.end)


def answer_out(answer: Answer) -> AnswerOut:
    return AnswerOut(
        id=answer.id,
        question=answer.question,
        status=answer.outcome.value,
        kind=answer.kind.value,
        answer=answer.text,
        values=tuple(value_out(value) for value in answer.values),
        evidence=evidence_out(answer.evidence),
        reading=answer.reading,
        sparql=answer.sparql,
        method=answer.method.value,
        confidence=round(answer.confidence, 4),
        entities=tuple(link_out(link) for link in answer.links),
        choices=tuple(ChoiceOut.of(choice) for choice in answer.choices),
        suggestions=answer.suggestions,
        session_id=answer.session,
        generation=answer.generation,
        elapsed_ms=round(answer.elapsed_ms, 1),
    )
