"""What a change of the documents did, for people: what was read, what did not get into the graph and why."""

from __future__ import annotations

from urllib.parse import unquote

from nicegui import ui

from kg.model import BuildReport, DocumentReport
from qa.web.frame import heading, text
from qa.wire.links import MARK, document_link

_COUNTS = (("tasks", "任务"), ("measures", "保障措施"), ("targets", "目标"), ("terms", "术语"), ("facts", "事实"))


def show(done: str, report: BuildReport) -> None:
    """``done``: what has been done, a whole sentence."""
    with ui.element("section").classes("outcome").props('role="status"'):
        heading(f"{done}用时 {report.seconds:.1f} 秒。", level=2)
        for document in report.documents:
            _document(document)
        if report.unchanged:
            text(f"内容未变，没有重建：{'、'.join(report.unchanged)}", "p").classes("muted")
        if report.skipped:
            heading("没有读进来的文件", level=3)
            with ui.element("ul").classes("skipped"):
                for skipped in report.skipped:
                    with ui.element("li"):
                        text(skipped.source, "strong")
                        text(f"：{skipped.reason}", "span")


def _document(report: DocumentReport) -> None:
    with ui.element("h3"):
        ui.link(report.title, document_link(report.id, ""))
    text("，".join(f"{label} {getattr(report, name)}" for name, label in _COUNTS), "p").classes("small muted")
    severe = [violation for violation in report.violations if violation.severe]
    left_out = len(report.rejected) + len(severe)
    if not left_out and not report.violations:
        text("读到的事实都收入了图谱。", "p").classes("small")
        return
    with ui.element("details"):
        hints = len(report.violations) - len(severe)
        text(f"未收入图谱 {left_out} 条" + (f"，提示 {hints} 条" if hints else ""), "summary")
        with ui.element("table").classes("reasons small"):
            with ui.element("thead"), ui.element("tr"):
                for words in ("内容", "处理", "理由"):
                    text(words, "th").props("scope=col")
            with ui.element("tbody"):
                _rows(report)


def _rows(report: DocumentReport) -> None:
    for rejected in report.rejected:
        span = rejected.where.span
        with ui.element("tr"):
            with ui.element("td"):
                ui.link(rejected.text, f"{document_link(report.id, '')}?start={span.start}&end={span.end}#{MARK}")
            text("未收入", "td")
            text(rejected.reason, "td")
    for violation in report.violations:
        with ui.element("tr"):
            text(unquote(violation.focus.rsplit("/", 1)[-1]) + (f"：{violation.value}" if violation.value else ""), "td")
            text("未收入" if violation.severe else "提示", "td")
            text(violation.message, "td")
