"""The neighbourhood of an entity: the picture, its legend that filters, the panel of what was clicked, the same in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

from fastapi.concurrency import run_in_threadpool
from nicegui import ui
from nicegui.events import GenericEventArguments

from kg.errors import KgError
from kg.ontology import Ontology, load
from qa.rows import EntityView, GraphEdge, GraphNode
from qa.web import drawing
from qa.web.addresses import connection_of, graph_of
from qa.web.drawing import Drawing, Hidden, Look, Shown, Switch
from qa.web.finder import kind_badge
from qa.web.frame import failed, heading, text
from qa.web.proof import Excerpts, basis_badges, excerpts, quotation
from qa.web.site import Visitor
from qa.web.told import OBJECT, SUBJECT, Group, grouped, template
from qa.wire.links import entity_link

FACTS = 6  # of the panel; the entity's page has all
SENTENCES = 80  # of the list


class Neighbourhood:
    """One open picture. What it shows grows by clicks and ends with the page; the centre and the filters are in the address."""

    def __init__(self, visitor: Visitor, view: EntityView, hidden: Hidden) -> None:
        self._visitor, self._hidden = visitor, hidden
        self._ontology: Ontology = load(visitor.site.settings.ontology)
        self._centre = self._chosen = view.entity.iri
        self._drawing = Drawing()
        self._fitted = 0  # nodes, when the picture was last fitted into its frame
        self._view = view
        self._excerpts: Excerpts = {}

    async def build(self) -> None:
        with ui.element("div").classes("columns graph-columns"):
            with ui.element("section").classes("card picture").props('aria-label="关系图"'):
                self._legend = ui.element("div").classes("legend")
                self._chart = ui.echart({}).classes("chart").props('role="img"')
                self._chart.props["aria-label"] = f"{self._view.entity.label}的关系图；下面“用文字看”列出同样的内容"
                self._chart.on("componentClick", self._clicked, ["dataType", "data"])
                ui.on("kgqa_look", self._draw)
                with ui.element("div").classes("row picture-foot"):
                    self._note = text("", "p").classes("small muted").props('role="status"')
                    self._save_button()
            self._panel = ui.element("aside").classes("card panel").props('aria-label="选中的实体" aria-live="polite"')
        heading("用文字看", level=2)
        self._words = ui.element("div").classes("card")
        await self._open(self._centre)

    def _save_button(self) -> None:
        button = text("导出图片", "button").props('type="button"').classes("secondary")
        name = json.dumps(f"{self._view.entity.label} 的关系")
        button.on("click", js_handler=f"() => kgqaGraph.save({self._chart.id}, {name})")

    # --- what happens ------------------------------------------------------------------------------

    async def _clicked(self, event: GenericEventArguments) -> None:
        data = event.args.get("data")
        if not isinstance(data, dict):
            return
        if event.args.get("dataType") == "edge":
            await self._choose_edge(str(data.get("source")), str(data.get("target")))
        elif (iri := str(data.get("id"))) in self._drawing.nodes:
            await self._open(iri)

    async def _open(self, iri: str) -> None:
        """Chooses a node and adds its neighbours."""
        try:
            nodes, edges = await run_in_threadpool(lambda: self._visitor.catalog.neighbourhood(iri))
            self._view, self._excerpts = await run_in_threadpool(partial(self._read, iri))
        except KgError as error:
            self._show_error(error)
            return
        self._drawing = self._drawing.with_neighbours(iri, nodes, drawing.specific(edges, self._ontology))
        self._chosen = iri
        self._show_all()

    def _read(self, iri: str) -> tuple[EntityView, Excerpts]:
        catalog = self._visitor.catalog
        view = catalog.entity(iri)
        first = [one for told in self._first(view) for fact in told.facts for one in fact.evidence[:1]]
        return view, excerpts(catalog, first)

    async def _choose_edge(self, source: str, target: str) -> None:
        between = [edge for edge in self._drawing.edges if (edge.source, edge.target) == (source, target)]
        if not between:
            return
        try:
            facts, quoted = await run_in_threadpool(partial(self._proofs, source, target))
        except KgError as error:
            self._show_error(error)
            return
        self._panel.clear()
        with self._panel:
            for group in facts:
                edge = next((e for e in between if drawing.relation(e) == group.name), None)
                if edge is not None:
                    self._sentence(edge, "h2")
                    self._proof(group, quoted)
            if not any(group.name == drawing.relation(edge) for edge in between for group in facts):
                self._sentence(between[0], "h2")
                text("这是文件本身的结构，不另引原文。", "p").classes("muted")

    def _proofs(self, source: str, target: str) -> tuple[tuple[Group, ...], Excerpts]:
        catalog = self._visitor.catalog
        facts = grouped((f for f in catalog.entity(source).facts if not f.inverse and f.iri == target), self._ontology)
        return facts, excerpts(catalog, (one for group in facts for fact in group.facts for one in fact.evidence))

    def _turn(self, hidden: Hidden) -> None:
        self._hidden = hidden
        address = json.dumps(graph_of(self._centre, hidden.written()))
        ui.run_javascript(f"history.replaceState(null, '', {address})")
        self._show_all()

    # --- what is shown -----------------------------------------------------------------------------

    def _show_error(self, error: KgError) -> None:
        self._panel.clear()
        with self._panel:
            failed(error)

    def _show_all(self) -> None:
        self._draw()
        self._show_legend()
        self._show_panel()
        self._show_words()

    @property
    def _shown(self) -> Shown:
        return drawing.shown(self._drawing, self._hidden, self._visitor.site.kinds)

    def _draw(self) -> None:
        found = self._shown
        look = Look(
            centre=self._centre,
            chosen=self._chosen,
            opened=self._drawing.opened,
            lines={s.name: s.style.removeprefix("line-") for s in drawing.relation_switches(self._drawing)},
        )
        options = drawing.options(found, self._visitor.site.kinds, look)
        self._chart.options.clear()
        self._chart.options.update(options)
        self._chart.update()
        if len(found.nodes) != self._fitted:  # else the reader's own zoom stays
            self._fitted = len(found.nodes)
            ui.run_javascript(f"kgqaGraph.fit({self._chart.id}, {self._fitted})")
        out = sum(self._drawing.left_out.values())
        full = f"；图中最多 {drawing.MOST_NODES} 个，另有 {out} 个没有画出，可以打开实体页看全" if out else ""
        self._note.clear()
        with self._note:
            text(f"{len(found.nodes)} 个实体，{len(found.edges)} 条关系{full}。点实体，展开它的关系；点连线，看原文。", "span")

    def _show_legend(self) -> None:
        self._legend.clear()
        kinds = self._visitor.site.kinds
        with self._legend:
            with ui.element("div").classes("row").props('role="group" aria-label="按类别筛选"'):
                for switch in drawing.class_switches(self._drawing, kinds):
                    off = switch.name in self._hidden.classes
                    self._switch(switch, off, partial(self._turn, self._hidden.turned(family=switch.name)))
            with ui.element("div").classes("row").props('role="group" aria-label="按关系筛选"'):
                for switch in drawing.relation_switches(self._drawing):
                    off = switch.name in self._hidden.relations
                    self._switch(switch, off, partial(self._turn, self._hidden.turned(relation=switch.name)))

    def _switch(self, switch: Switch, off: bool, turn: Callable[[], None]) -> None:
        button = ui.element("button").props('type="button"').classes("chip switch").on("click", turn)
        button.props["aria-pressed"] = "false" if off else "true"
        with button:
            mark = "line" if switch.style.startswith("line-") else "dot"
            ui.element("span").classes(f"{mark} {switch.style}").props('aria-hidden="true"')
            text(switch.label, "span")
            text(str(switch.count), "span").classes("muted small")

    def _show_panel(self) -> None:
        entity = self._view.entity
        self._panel.clear()
        with self._panel:
            heading(entity.label, level=2)
            with ui.element("p").classes("row"):
                kind_badge(self._visitor, entity.type)
                if entity.aliases:
                    text(f"又称{'、'.join(entity.aliases[:4])}", "span").classes("small muted")
            with ui.element("p").classes("row"):
                ui.link("打开实体页", entity_link(entity.iri, self._visitor.site.settings.base_iri) or "/").classes("chip")
                if entity.iri != self._centre:
                    ui.link("以它为中心", graph_of(entity.iri)).classes("chip")
                    ui.link("与中心的联系", connection_of(self._centre, entity.iri)).classes("chip")
            for group in self._first(self._view):
                heading(group.heading, level=3)
                self._proof(group, self._excerpts)
            if not self._view.facts:
                text("文件没有单独说到它。", "p").classes("muted")

    def _first(self, view: EntityView) -> tuple[Group, ...]:
        """A few facts, some of each relation."""
        groups = grouped(view.facts, self._ontology)
        each = max(1, FACTS // max(1, len(groups)))
        return tuple(Group(name=g.name, heading=g.heading, incoming=g.incoming, facts=g.facts[:each]) for g in groups[:FACTS])

    def _proof(self, group: Group, quoted: Excerpts) -> None:
        for fact in group.facts:
            with ui.element("div").classes("fact"):
                link = entity_link(fact.iri, self._visitor.site.settings.base_iri) if fact.iri else None
                with ui.element("div").classes("row"):
                    _ = ui.link(fact.label, link) if link else text(fact.label, "span")
                    basis_badges(fact.bases)
                for one in fact.evidence:
                    if one in quoted:
                        quotation(one, quoted[one])

    # --- the same in words -------------------------------------------------------------------------

    def _show_words(self) -> None:
        found = self._shown
        self._words.clear()
        with self._words:
            if not found.edges:
                text("没有可以列出的关系：都被筛掉了，或者文件没有说到。", "p").classes("muted")
            with ui.element("ul").classes("sentences"):
                for edge in found.edges[:SENTENCES]:
                    with ui.element("li"):
                        self._sentence(edge, "span")
                        self._openers(edge)
            if len(found.edges) > SENTENCES:
                text(
                    f"共 {len(found.edges)} 条，这里列出前 {SENTENCES} 条；用上面的类别、关系筛选，或打开实体页看全。", "p"
                ).classes("small muted")

    def _sentence(self, edge: GraphEdge, tag: str) -> None:
        ends = {SUBJECT: self._drawing.nodes[edge.source], OBJECT: self._drawing.nodes[edge.target]}
        with ui.element(tag).classes("sentence"):
            for part in template(edge.property, self._ontology):
                if part in ends:
                    self._entity(ends[part])
                else:
                    text(part, "span").classes("muted")

    def _entity(self, node: GraphNode) -> None:
        link = entity_link(node.iri, self._visitor.site.settings.base_iri)
        ui.link(node.label, link or graph_of(node.iri))

    def _openers(self, edge: GraphEdge) -> None:
        for iri in (edge.source, edge.target):
            if iri not in self._drawing.opened:
                button = text("展开", "button").props('type="button"').classes("opener").on("click", partial(self._open, iri))
                button.props["aria-label"] = f"展开{self._drawing.nodes[iri].label}的关系"
