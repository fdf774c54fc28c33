"""/graph: finding an entity, walking its neighbourhood (?iri=), and how two entities hang together (?from=&to=)."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from nicegui import ui

from kg.errors import KgError
from qa.rows import EntityRow
from qa.web.addresses import GRAPH, connection_of, graph_of
from qa.web.connected import connected
from qa.web.drawing import Hidden
from qa.web.finder import Finder
from qa.web.frame import PATIENCE, empty, framed, heading, text
from qa.web.kinds import Kind
from qa.web.neighbourhood import Neighbourhood
from qa.web.site import Site, Visitor

PATH = GRAPH
OFTEN = 6  # entities of a class that are offered at first
MOST_AVOIDED = 20


def install(site: Site) -> None:
    @ui.page(PATH, response_timeout=PATIENCE)
    async def page(request: Request, iri: str = "", to: str = "", hide: str | None = None) -> None:
        start = request.query_params.get("from", "")
        without = request.query_params.getlist("without")[:MOST_AVOIDED]

        async def build(visitor: Visitor) -> None:
            ui.add_head_html('<link rel="stylesheet" href="/web/graph.css"><script src="/web/graph.js"></script>')
            if iri:
                await _around(visitor, iri, Hidden.read(hide))
            elif start or to:
                await _between(visitor, start, to, without)
            else:
                await _first(visitor)

        await framed(Visitor(site=site, request=request), PATH, build, title="图谱")


async def _around(visitor: Visitor, iri: str, hidden: Hidden) -> None:
    try:
        view = await run_in_threadpool(lambda: visitor.catalog.entity(iri))
    except KgError:
        heading("图谱")
        raise
    heading(view.entity.label)
    Finder(visitor, "find", "换一个实体", graph_of)
    await Neighbourhood(visitor, view, hidden).build()


async def _between(visitor: Visitor, start: str, goal: str, without: Sequence[str]) -> None:
    heading("两个实体的联系")
    start, from_name = await _named(visitor, start)
    goal, to_name = await _named(visitor, goal)
    _ends(visitor, (start, from_name), (goal, to_name))
    if start and goal:
        await connected(visitor, start, goal, without)
    else:
        empty("再选一个实体", "在上面输入名称，从列出的实体中选一个。")


async def _named(visitor: Visitor, iri: str) -> tuple[str, str]:
    if not iri:
        return "", ""
    entity = (await run_in_threadpool(lambda: visitor.catalog.entity(iri))).entity
    return entity.iri, entity.label


def _ends(visitor: Visitor, start: tuple[str, str], goal: tuple[str, str]) -> None:
    with ui.element("div").classes("ends"):
        Finder(visitor, "from", "从", lambda iri: connection_of(iri, goal[0]), value=start[1])
        Finder(visitor, "to", "到", lambda iri: connection_of(start[0], iri), value=goal[1])


async def _first(visitor: Visitor) -> None:
    heading("图谱")
    text("文件里的部门、技术、任务、目标怎样连在一起。选一个实体看它的关系，或者看两个实体有什么联系。", "p").classes("muted")
    with ui.element("section").classes("card"):
        heading("看一个实体的关系", level=2)
        Finder(visitor, "find", "实体名称", graph_of)
    with ui.element("section").classes("card"):
        heading("找两个实体的联系", level=2)
        _ends(visitor, ("", ""), ("", ""))
    found = await run_in_threadpool(lambda: _often(visitor))
    if not found:
        empty("图谱里还没有实体", "先在“文件”页加入政策文件。")
        return
    heading("常提到的", level=2)
    for kind, rows in found:
        with ui.element("section").classes("often"):
            text(kind.label, "h3").classes(f"badge kind {kind.style}")
            with ui.element("ul").classes("row"):
                for row in rows:
                    with ui.element("li"):
                        ui.link(row.label, graph_of(row.iri)).classes("chip")


def _often(visitor: Visitor) -> list[tuple[Kind, tuple[EntityRow, ...]]]:
    """The most mentioned of each family of classes; what only stands where it stands (tasks, targets) is not mentioned."""
    kinds, catalog = visitor.site.kinds, visitor.catalog
    families = [kind for kind in kinds.of.values() if kind.family == kind.name]
    found = [(kind, _distinct(catalog.entities(type=kind.name, limit=OFTEN * 3)[0])) for kind in families]
    return [(kind, rows) for kind, rows in found if rows]


def _distinct(rows: Sequence[EntityRow]) -> tuple[EntityRow, ...]:
    """Of each name the first: every document has its own “技术” to class things by."""
    named = {row.label: row for row in reversed(rows) if row.mentions}
    return tuple(row for row in rows if named.get(row.label) is row)[:OFTEN]
