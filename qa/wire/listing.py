"""Documents, tasks, targets and entities, as rows and one by one."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from qa.rows import Connection, DocumentCard, DocumentView, EntityView, FactRow, GraphEdge, GraphNode, TargetRow, TaskRow
from qa.wire.asking import EvidenceOut, evidence_out
from qa.wire.base import Basis, Offset, Wire


class DocumentOut(Wire):
    id: str = Field(description="文件编号")
    title: str
    source: str = Field(description="文件名")
    issuer: str | None = Field(description="发文机关，多个用顿号隔开")
    number: str | None = Field(description="文号")
    date: str | None = Field(description="成文日期，ISO 8601")
    status: str = Field(description="正式 或 征求意见稿")
    tasks: int = Field(description="任务和保障措施的条数")
    passages: int = Field(description="段落数")


class OutlineOut(Wire):
    id: int
    parent: int | None
    kind: str
    level: int
    number: str
    title: str
    start: Offset
    end: Offset


class DocumentViewOut(DocumentOut):
    iri: str
    jurisdiction: str = Field(description="管辖地")
    aliases: tuple[str, ...]
    media_type: str
    sha256: str
    outline: tuple[OutlineOut, ...]
    text: str = Field(description="所存原文；一切出处的位置都按它计")


class QuoteOut(Wire):
    text: str = Field(description="原文，逐字；等于所存原文的 [start:end]")
    start: Offset
    end: Offset
    section: str = Field(description="章节路径，层级之间用 / 隔开")
    iri: str


class UnitOut(Wire):
    label: str = Field(description="规范名称")
    mention: str = Field(description="文中写法（已去掉换页痕迹）")
    iri: str
    aliases: tuple[str, ...]


class TaskOut(Wire):
    iri: str
    document: str = Field(description="文件编号")
    type: str = Field(description="Task 任务，Measure 保障措施，Action 专栏行动")
    title: str
    number: str
    path: tuple[str, ...] = Field(description="上级标题，由外到内")
    text: str = Field(description="任务原文，逐字")
    start: Offset
    end: Offset
    lead: tuple[UnitOut, ...] = Field(description="牵头单位")
    participants: tuple[UnitOut, ...] = Field(description="参与单位")
    basis: Basis
    deadline: str | None = Field(description="完成时限，按原文")
    page: int | None = Field(description="页码；原件不分页时为空")
    evidence: QuoteOut | None = Field(description="责任单位的出处")
    further_evidence: tuple[QuoteOut, ...] = Field(description="其余出处，如文件声明的牵头惯例")


class TargetOut(Wire):
    iri: str
    document: str = Field(description="文件编号")
    indicator: str = Field(description="指标")
    value: str = Field(description="数值", examples=["1500"])
    upper: str | None = Field(description="区间的上限")
    unit: str = Field(description="计量单位")
    comparator: str = Field(description="比较：= ≈ ≥ > ≤ <")
    year: str | None
    path: tuple[str, ...]
    page: int | None
    evidence: QuoteOut | None


class EntityOut(Wire):
    iri: str
    label: str
    aliases: tuple[str, ...]
    type: str
    mentions: int = Field(description="图谱中提到它的次数")


class FactOut(Wire):
    property: str = Field(description="属性 IRI")
    property_label: str
    inverse: bool = Field(description="为真时，本实体是宾语，label/iri 是主语")
    label: str
    iri: str | None
    type: str | None
    role: str | None
    basis: Basis
    evidence: EvidenceOut | None = Field(description="出处；结构本身（类型、所属）没有出处")


class EntityViewOut(EntityOut):
    types: tuple[str, ...]
    facts: tuple[FactOut, ...]
    neighbours: tuple[EntityOut, ...]
    documents: tuple[str, ...] = Field(description="提到它的文件编号")


class NodeOut(Wire):
    iri: str
    label: str
    type: str
    depth: int


class EdgeOut(Wire):
    source: str
    target: str
    property: str
    label: str


class GraphOut(Wire):
    nodes: tuple[NodeOut, ...]
    edges: tuple[EdgeOut, ...]


class ConnectionStepOut(Wire):
    edge: EdgeOut = Field(description="文件写明的一条关系")
    forward: bool = Field(description="为真时，这条联系由主语走向宾语")
    basis: Basis
    evidence: tuple[EvidenceOut, ...] = Field(description="写明它的原文，至少一处，至多三处")


class ConnectionOut(Wire):
    nodes: tuple[NodeOut, ...] = Field(description="由 from 到 to 依次经过的实体，两端在内；depth 是从 from 数起的步数")
    steps: tuple[ConnectionStepOut, ...] = Field(description="相邻两个实体之间的关系，按先后；两者之间可以不止一条")


class SuggestionOut(Wire):
    text: str
    iri: str | None
    type: str | None


def document_out(card: DocumentCard) -> DocumentOut:
    return DocumentOut.of(card, issuer="、".join(card.issuers) or None)


def document_view_out(view: DocumentView) -> DocumentViewOut:
    return DocumentViewOut.of(view, **document_out(view.card).model_dump())


def task_out(task: TaskRow) -> TaskOut:
    quotes = task.quotations
    return TaskOut.of(task, evidence=quotes[0] if quotes else None, further_evidence=quotes[1:])


def target_out(target: TargetRow) -> TargetOut:
    return TargetOut.of(target, evidence=target.evidence[0] if target.evidence else None)


def fact_out(fact: FactRow) -> FactOut:
    return FactOut.of(fact, evidence=evidence_out((fact.evidence,))[0] if fact.evidence else None)


def entity_view_out(view: EntityView) -> EntityViewOut:
    return EntityViewOut.of(
        view,
        **EntityOut.of(view.entity).model_dump(),
        facts=tuple(map(fact_out, view.facts)),
        documents=tuple(card.id for card in view.documents),
    )


def connection_out(found: Connection) -> ConnectionOut:
    steps = (ConnectionStepOut.of(step, edge=EdgeOut.of(step.edge), evidence=evidence_out(step.evidence)) for step in found.steps)
    return ConnectionOut(nodes=tuple(map(NodeOut.of, found.nodes)), steps=tuple(steps))


def graph_out(nodes: Sequence[GraphNode], edges: Sequence[GraphEdge]) -> GraphOut:
    return GraphOut(nodes=tuple(map(NodeOut.of, nodes)), edges=tuple(map(EdgeOut.of, edges)))
