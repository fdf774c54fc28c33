"""What a change of the documents did, for people: what was read, what did not get into the graph and why."""

from __future__ import annotations

from nicegui import ui

from kg.model import BuildReport, DocumentReport
from qa.web.frame import heading, text
from qa.web.left_out import LeftOut, left_out
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
    if not reasons(report):
        text("读到的事实都收入了图谱。", "p").classes("small")


def reasons(report: DocumentReport) -> bool:
    """What of a document did not get into the graph and why, to be unfolded. False: there is nothing to tell."""
    told = left_out(report)
    if not told:
        return False
    refused = sum(one.refused for one in told)
    with ui.element("details").classes("left-out"):
        counted = ((f"未收入图谱 {refused} 条", refused), (f"提示 {len(told) - refused} 条", len(told) - refused))
        text("，".join(words for words, count in counted if count), "summary")
        with ui.element("table").classes("reasons small"):
            with ui.element("thead"), ui.element("tr"):
                for words in ("内容", "处理", "理由") if refused < len(told) else ("内容", "理由"):
                    text(words, "th").props("scope=col")
            with ui.element("tbody"):
                for one in told:
                    _row(report.id, one, alike=refused == len(told))
    return True


def _row(document: str, one: LeftOut, *, alike: bool) -> None:
    """``alike``: nothing needs to be said of how it was treated."""
    with ui.element("tr"):
        with ui.element("td"):
            if one.where is None:
                text(one.what, "span")
            else:
                ui.link(one.what, f"{document_link(document, '')}?start={one.where.start}&end={one.where.end}#{MARK}")
        if not alike:
            text("未收入" if one.refused else "提示", "td").classes("treated")
        text(one.why, "td")
