"""What a build or a removal did."""

from __future__ import annotations

from pydantic import Field

from kg.model import BuildReport, DocumentReport, Rejected
from qa.wire.base import Offset, Wire


class RejectedOut(Wire):
    text: str
    reason: str = Field(description="不收的理由")
    rule: str
    start: Offset
    end: Offset


class ViolationOut(Wire):
    focus: str
    path: str | None
    value: str | None
    message: str
    severe: bool = Field(description="为真时，该事实没有收入图谱")


class DocumentReportOut(Wire):
    id: str
    title: str
    source: str
    tasks: int
    measures: int
    targets: int
    terms: int
    facts: int
    rejected: tuple[RejectedOut, ...]
    violations: tuple[ViolationOut, ...]


class SkippedOut(Wire):
    source: str
    code: str
    reason: str


class BuildReportOut(Wire):
    generation: str = Field(description="新发布的代号")
    documents: tuple[DocumentReportOut, ...]
    skipped: tuple[SkippedOut, ...] = Field(description="读不了的文件及原因")
    unchanged: tuple[str, ...] = Field(description="内容未变、未重建的文件编号")
    seconds: float


class ProgressOut(Wire):
    """An event of a build under way."""

    stage: str = Field(description="正在做什么", examples=["读取文件"])
    done: int = Field(description="做完几个", ge=0)
    total: int = Field(description="共几个，0 为不知道", ge=0)


class QueuedOut(Wire):
    """The event of a build that must wait."""

    before: int = Field(description="前面还有几个", ge=1)


def _rejected_out(rejected: Rejected) -> RejectedOut:
    where = rejected.where
    return RejectedOut(text=rejected.text, reason=rejected.reason, rule=where.rule, start=where.span.start, end=where.span.end)


def _document_out(report: DocumentReport) -> DocumentReportOut:
    return DocumentReportOut.of(report, rejected=tuple(map(_rejected_out, report.rejected)))


def build_report_out(report: BuildReport) -> BuildReportOut:
    return BuildReportOut.of(report, documents=tuple(map(_document_out, report.documents)), seconds=round(report.seconds, 2))


class LabelsOut(Wire):
    labels: tuple[str, ...] = Field(description="只有持有全部这些标签的密钥才看得到这份文件", examples=[["内部"]])


class FaultOut(Wire):
    what: str
    mend: str = Field(description="该运行的命令")


class CheckOut(Wire):
    generation: str
    documents: int
    facts: int
    quotations: int = Field(description="核对过的原文处数")
    faults: tuple[FaultOut, ...]
    seconds: float
