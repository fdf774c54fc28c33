"""/documents/{id}: a document to read, what it names marked in it, the quoted characters marked. What every citation links to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from nicegui import ui

from kg.errors import InputError
from kg.model import DocumentReport, Span
from qa.rows import DocumentView
from qa.web.frame import BRAND, PATIENCE, failed, framed, heading, text
from qa.web.outcome import reasons
from qa.web.reading import Reading, reading
from qa.web.site import Site, Visitor

PATH = "/documents/{id}"
_HERE = "/documents"
_HEAD = '<link rel="stylesheet" href="/web/document.css"><script src="/web/document.js" defer></script>'


class NotInText(InputError):
    """``start`` and ``end`` mark nothing of the stored text."""

    code = "bad_range"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    view: DocumentView
    reading: Reading
    targets: int
    report: DocumentReport | None  # for administrators
    fault: NotInText | None


def install(site: Site) -> None:
    @ui.page(PATH, response_timeout=PATIENCE)
    async def page(request: Request, id: str, start: str = "", end: str = "") -> None:
        async def build(visitor: Visitor) -> None:
            ui.add_head_html(_HEAD)
            opened = await run_in_threadpool(_open, visitor, id, start, end)
            ui.page_title(f"{opened.view.card.title} · {BRAND}")
            _show(opened)

        await framed(Visitor(site=site, request=request), _HERE, build)


def quoted(start: str, end: str, length: int) -> Span | None:
    """The characters that an address asks for; None when it asks for none. Raises NotInText."""
    if not start and not end:
        return None
    numbers = [int(part) for part in (start, end) if part.isascii() and part.isdigit() and len(part) < 12]
    if len(numbers) != 2 or not numbers[0] < numbers[1] <= length:
        raise NotInText("链接所指的位置不在这份文件的原文之内", hint="文件可能已经替换；请按答案所附的链接打开，或在下面查找原文")
    return Span(*numbers)


def _open(visitor: Visitor, id: str, start: str, end: str) -> _Opened:
    """Blocks. Raises kg.errors.NotFound."""
    catalog = visitor.catalog
    view, fault, span = catalog.document(id), None, None
    try:
        span = quoted(start, end, len(view.text))
    except NotInText as error:
        fault = error
    found = reading(view, catalog.mentions(id), visitor.site.kinds, quoted=span)
    report = visitor.serving.library.report(id) if visitor.is_administrator else None
    return _Opened(view=view, reading=found, targets=len(catalog.targets(id)), report=report, fault=fault)


def _show(opened: _Opened) -> None:
    _head(opened)
    if opened.report:
        with ui.element("section").classes("card refused").props('aria-label="未收入图谱的内容"') as refused:
            refused.set_visibility(reasons(opened.report))
    if opened.fault:
        failed(opened.fault)
    with ui.element("div").classes("reader"):
        if opened.reading.outline:
            ui.element("div").classes("veil")
            with ui.element("aside").classes("outline").props('aria-label="目录"'):
                with ui.element("div").classes("row outline-head"):
                    text("目录", "strong")
                    text("关闭", "button").classes("quiet drawer-close").props("type=button")
                ui.html(opened.reading.outline, sanitize=False, tag="nav")  # markup of qa.web.reading alone
        with ui.element("article").classes("card sheet"):
            _legend(opened.reading)
            ui.html(opened.reading.text, sanitize=False).props('id="text"').classes("original")
    if opened.reading.outline:
        text("目录", "button").classes("primary to-outline").props('type=button aria-expanded="false"')
    text("引用此处", "button").classes("primary quote-here").props("type=button hidden")
    _quotation(opened.view)


def _head(opened: _Opened) -> None:
    view, card = opened.view, opened.view.card
    with ui.element("nav").props('aria-label="位置"').classes("small muted crumbs"):
        ui.link("文件", _HERE)
        text(" / 原文", "span")
    heading(card.title)
    with ui.element("div").classes("row about"):
        text(card.status, "span").classes("badge warn" if card.status != "正式" else "badge good")
        for words in (card.number, "、".join(card.issuers), card.date):
            if words:
                text(words, "span")
    with ui.element("div").classes("row actions"):
        query = f"?document={quote(card.id, safe='')}"
        if card.tasks:
            ui.link(f"任务分工 {card.tasks} 项", f"/tasks{query}").classes("chip")
        if opened.targets:
            ui.link(f"量化目标 {opened.targets} 项", f"/targets{query}").classes("chip")
        _details(view)
        button = text("原文换行", "button").classes("chip as-stored").props("type=button aria-pressed=false")
        button.props["title"] = "按所存原文的换行和空格显示"


def _details(view: DocumentView) -> None:
    about = {
        "管辖地": view.jurisdiction,
        "又称": "；".join(view.aliases),
        "来源文件": view.card.source,
        "文件编号": view.card.id,
        "段落": f"{view.card.passages} 段，{len(view.text)} 字",
        "SHA-256": view.sha256,
    }
    with ui.element("details").classes("particulars"):
        text("文件信息", "summary").classes("chip")
        with ui.element("dl").classes("card small"):
            for name, value in about.items():
                if value:
                    text(name, "dt")
                    text(value, "dd")


def _legend(found: Reading) -> None:
    with ui.element("div").classes("legend").props('role="group" aria-label="文中标出的类别"'):
        for named in found.named:
            with ui.element("button").classes(f"switch {named.kind.style}") as button:
                button.props["type"], button.props["data-class"] = "button", named.kind.name
                button.props["aria-pressed"] = "true"
                text(named.kind.label, "span")
                text(str(named.count), "span").classes("count")
        if found.named:
            text("全部关闭", "button").classes("quiet every").props("type=button")


def _quotation(view: DocumentView) -> None:
    with ui.element("dialog").props('id="quote" aria-labelledby="quote-title"').classes("card") as dialog:
        dialog.props["data-title"] = view.card.title
        heading("引用此处", level=2).props('id="quote-title"')
        text("", "blockquote").props('id="quotation"').classes("quotation")
        text("链接（打开后停在这段文字上）", "label").props('for="quotation-link"').classes("small muted")
        ui.element("input").props('id="quotation-link" readonly').classes("field")
        with ui.element("div").classes("row"):
            text("复制引文和链接", "button").classes("primary").props('type=button data-copy="both"')
            text("只复制链接", "button").classes("secondary").props('type=button data-copy="link"')
            text("关闭", "button").classes("secondary quote-close").props("type=button")
            text("", "span").props('id="quotation-done" role="status"').classes("small muted")
