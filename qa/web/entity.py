"""/entities/{path}: one entity wholly – what the documents say of it, each fact with its sentence, and where it occurs."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from nicegui import ui

from kg.errors import KgError
from kg.ontology import load
from qa.rows import EntityView
from qa.web.addresses import GRAPH, ask_about, connection_of, data_of, graph_of
from qa.web.finder import kind_badge
from qa.web.frame import PATIENCE, framed, heading, text
from qa.web.proof import Excerpts, basis_badges, excerpts, quotation
from qa.web.site import Site, Visitor
from qa.web.told import Group, Sheet, Told, grouped, sheet
from qa.wire.links import document_link, entity_link

PATH = "/entities/{path:path}"
QUOTED = 5  # sentences of one fact, the first of them at once; the rest is counted


def install(site: Site) -> None:
    @ui.page("/entities")
    async def by_iri(iri: str = "") -> RedirectResponse:
        return RedirectResponse(entity_link(iri, site.settings.base_iri) or GRAPH)

    @ui.page(PATH, response_timeout=PATIENCE)
    async def page(request: Request, path: str, iri: str = "", relation: str = "", page: str = "") -> None:
        async def build(visitor: Visitor) -> None:
            ui.add_head_html('<link rel="stylesheet" href="/web/graph.css"><link rel="stylesheet" href="/web/entity.css">')
            asked = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
            try:
                found = await run_in_threadpool(lambda: _read(visitor, iri or path, relation, asked))
            except KgError:
                heading("实体")
                raise
            ui.page_title(f"{found.view.entity.label} · 实体")
            _Shown(visitor, found).build()

        await framed(Visitor(site=site, request=request), GRAPH, build, title="实体")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What the page shows, read at once."""

    view: EntityView
    groups: tuple[Group, ...]
    relation: str  # name of the only group that is shown; empty: all are
    sheet: Sheet
    excerpts: Excerpts
    question: str  # that the engine can answer about it, or its name


def _read(visitor: Visitor, name: str, relation: str, page: int) -> _Found:
    catalog = visitor.catalog
    view = catalog.entity(name)
    groups = grouped(view.facts, load(visitor.site.settings.ontology))
    chosen = tuple(group for group in groups if group.name == relation)
    shown = sheet(chosen or groups, page)
    quoted = (one for group in shown.groups for fact in group.facts for one in fact.evidence[:QUOTED])
    label = view.entity.label
    questions = (found.text for found in catalog.suggest(label) if found.iri is None and label in found.text)
    return _Found(
        view=view,
        groups=groups,
        relation=relation if chosen else "",
        sheet=shown,
        excerpts=excerpts(catalog, quoted),
        question=next(questions, label),
    )


class _Shown:
    def __init__(self, visitor: Visitor, found: _Found) -> None:
        self._visitor, self._found, self._view = visitor, found, found.view
        self._base = visitor.site.settings.base_iri

    def build(self) -> None:
        self._head()
        with ui.element("div").classes("columns"):
            with ui.element("div"):
                self._relations()
                for group in self._found.sheet.groups:
                    self._group(group)
                if not self._found.sheet.total:
                    text("文件没有单独说到它。", "p").classes("card muted")
                self._turns()
            with ui.element("aside").classes("beside"):
                self._documents()
                self._neighbours()

    def _head(self) -> None:
        entity = self._view.entity
        with ui.element("header").classes("card entity-head"):
            heading(entity.label)
            with ui.element("p").classes("row"):
                kind_badge(self._visitor, entity.type)
                if entity.aliases:
                    text(f"又称{'、'.join(entity.aliases)}", "span").classes("muted")
            kind = self._visitor.site.kinds.kind(entity.type)
            if kind.definition:
                text(f"{kind.label}：{kind.definition}", "p").classes("small muted")
            with ui.element("p").classes("row no-print"):
                ui.link("关系图", graph_of(entity.iri)).classes("primary as-button")
                ui.link("问一问", ask_about(self._found.question)).classes("secondary as-button").props["title"] = (
                    self._found.question
                )
                ui.link("找它与别的实体的联系", connection_of(entity.iri, "")).classes("secondary as-button")
                if data := data_of(entity.iri, self._base):
                    ui.link("原始数据（Turtle）", data).classes("small quiet")

    def _address(self, relation: str, page: int = 1) -> str:
        wanted = ({"relation": relation} if relation else {}) | ({"page": str(page)} if page > 1 else {})
        here = entity_link(self._view.entity.iri, self._base) or ""
        return f"{here}?{urlencode(wanted)}" if wanted else here

    def _relations(self) -> None:
        groups = self._found.groups
        if len(groups) < 2:
            return
        total = sum(len(group.facts) for group in groups)
        with ui.element("nav").classes("row no-print").props('aria-label="按关系筛选"'):
            for name, words in (("", f"全部 {total}"), *((g.name, f"{g.heading} {len(g.facts)}") for g in groups)):
                link = ui.link(words, self._address(name)).classes("chip")
                if name == self._found.relation:
                    link.classes("chosen").props('aria-current="true"')

    def _group(self, group: Group) -> None:
        with ui.element("section").classes("facts"):
            heading(group.heading, level=2)
            with ui.element("ul").classes("card"):
                for fact in group.facts:
                    with ui.element("li"):
                        self._fact(fact)

    def _fact(self, fact: Told) -> None:
        link = entity_link(fact.iri, self._base) if fact.iri else None
        with ui.element("div").classes("row"):
            _ = ui.link(fact.label, link).classes("fact-name") if link else text(fact.label, "span").classes("fact-name")
            if fact.type:
                kind_badge(self._visitor, fact.type)
            basis_badges(fact.bases)
        first, *others = fact.evidence or (None,)
        if first is not None:
            quotation(first, self._found.excerpts[first])
        if others:
            with ui.element("details").classes("small"):
                text(f"另有 {len(others)} 处原文", "summary")
                for one in others[: QUOTED - 1]:
                    quotation(one, self._found.excerpts[one])
                if len(others) >= QUOTED:
                    text(f"其余 {len(others) - QUOTED + 1} 处见文件。", "p").classes("muted")

    def _turns(self) -> None:
        shown = self._found.sheet
        if shown.pages == 1:
            return
        with ui.element("nav").classes("row turns no-print").props('aria-label="翻页"'):
            for words, page in (("上一页", shown.page - 1), ("下一页", shown.page + 1)):
                if 1 <= page <= shown.pages:
                    ui.link(words, self._address(self._found.relation, page)).classes("chip")
            text(f"第 {shown.page} / {shown.pages} 页，共 {shown.total} 条", "span").classes("small muted")

    def _documents(self) -> None:
        if not self._view.documents:
            return
        with ui.element("section").classes("card"):
            heading("出现在", level=2)
            with ui.element("ul").classes("plain"):
                for card in self._view.documents:
                    with ui.element("li"):
                        ui.link(card.title, document_link(card.id, ""))
                        about = " · ".join(part for part in (card.number, card.date) if part)
                        text(about, "div").classes("small muted")

    def _neighbours(self) -> None:
        """Those that it is most often named with, as a way on."""
        rows = sorted(self._view.neighbours, key=lambda row: (-row.mentions, row.label, row.iri))[:12]
        if not rows:
            return
        with ui.element("section").classes("card"):
            heading("相邻的实体", level=2)
            with ui.element("ul").classes("plain row"):
                for row in rows:
                    with ui.element("li"):
                        ui.link(row.label, entity_link(row.iri, self._base) or graph_of(row.iri)).classes("chip")
