"""The connection between two entities: the chain, and under each link the sentences that prove it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from fastapi.concurrency import run_in_threadpool
from nicegui import ui

from kg.ontology import load
from qa.rows import Connection, ConnectionStep, GraphNode
from qa.web.addresses import connection_of, graph_of
from qa.web.finder import kind_badge
from qa.web.frame import heading, text
from qa.web.proof import Excerpts, basis_badges, excerpts, quotation
from qa.web.site import Visitor
from qa.web.told import OBJECT, SUBJECT, template
from qa.wire.links import entity_link


async def connected(visitor: Visitor, start: str, goal: str, without: Sequence[str]) -> None:
    """``start`` and ``goal``: IRIs. Raises kg.errors.NotFound."""
    found, quoted, barred = await run_in_threadpool(lambda: _read(visitor, start, goal, without))
    first, last = found.nodes[0], found.nodes[-1]
    heading(f"{first.label}与{last.label}的联系", level=2)
    if len(found.nodes) == 1:
        text("这是同一个实体。", "p")
        return
    text(f"相隔 {len(found.nodes) - 1} 步。每一步都是文件写明的；过于常见的实体（如“各地区”）尽量不经过。", "p").classes("muted")
    if barred:
        _barred(barred, start, goal)
    with ui.element("ol").classes("chain"):
        for one, other in pairwise(found.nodes):
            _stop(visitor, one, found, without)
            with ui.element("li").classes("link"):
                for step in found.steps:
                    if {step.edge.source, step.edge.target} == {one.iri, other.iri}:
                        _said(visitor, step, {one.iri: one, other.iri: other}, quoted)
        _stop(visitor, last, found, without)


def _read(
    visitor: Visitor, start: str, goal: str, without: Sequence[str]
) -> tuple[Connection, Excerpts, tuple[tuple[str, str], ...]]:
    catalog = visitor.catalog
    found = catalog.connection(start, goal, without)
    barred = tuple((iri, catalog.entity(iri).entity.label) for iri in without)
    return found, excerpts(catalog, (one for step in found.steps for one in step.evidence)), barred


def _barred(barred: Sequence[tuple[str, str]], start: str, goal: str) -> None:
    with ui.element("p").classes("row"):
        text("没有经过：", "span").classes("small muted")
        for iri, label in barred:
            others = [other for other, _ in barred if other != iri]
            link = ui.link(f"{label} ×", connection_of(start, goal, others)).classes("chip")
            link.props["aria-label"] = f"重新允许经过{label}"


def _stop(visitor: Visitor, node: GraphNode, found: Connection, without: Sequence[str]) -> None:
    ends = found.nodes[0].iri, found.nodes[-1].iri
    with ui.element("li").classes("stop"):
        kind_badge(visitor, node.type)
        _entity(visitor, node).classes("stop-name")
        ui.link("图", graph_of(node.iri)).classes("small quiet").props["aria-label"] = f"{node.label}的关系图"
        if node.iri not in ends:
            link = ui.link("绕开它", connection_of(*ends, (*without, node.iri))).classes("small quiet")
            link.props["aria-label"] = f"绕开{node.label}，另找联系"


def _said(visitor: Visitor, step: ConnectionStep, nodes: dict[str, GraphNode], quoted: Excerpts) -> None:
    ends = {SUBJECT: nodes[step.edge.source], OBJECT: nodes[step.edge.target]}
    with ui.element("div").classes("sentence"):
        for part in template(step.edge.property, load(visitor.site.settings.ontology)):
            _ = text(ends[part].label, "strong") if part in ends else text(part, "span").classes("muted")
        if step.basis:
            basis_badges([step.basis])
    for one in step.evidence:
        quotation(one, quoted[one])


def _entity(visitor: Visitor, node: GraphNode) -> ui.link:
    return ui.link(node.label, entity_link(node.iri, visitor.site.settings.base_iri) or graph_of(node.iri))
