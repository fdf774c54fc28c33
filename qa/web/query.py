"""The SPARQL of an answer, on demand: to read, to copy, to run again through the same guard as /sparql."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from anyio import CapacityLimiter, to_thread
from nicegui import ui

from kg.errors import KgError
from kg.store import ResultFormat
from qa.api.deps import address_of
from qa.api.rates import What
from qa.model import Answer
from qa.web.frame import failed, text
from qa.web.site import Visitor
from qa.wire.links import entity_link

SHOWN = 100  # rows
_turns = CapacityLimiter(16)  # threads of their own: queries that wait for their turn keep no question waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a query gave, as text; an ASK has one column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def read(cls, body: bytes) -> Result:
        """``body``: SPARQL results in their JSON format."""
        found = json.loads(body)
        if "boolean" in found:
            return cls(columns=("结果",), rows=(("是" if found["boolean"] else "否",),))
        names = tuple(str(name) for name in found["head"]["vars"])
        bindings = found["results"]["bindings"]
        return cls(columns=names, rows=tuple(tuple(str(row.get(n, {}).get("value", "")) for n in names) for row in bindings))


def query(visitor: Visitor, answer: Answer) -> None:
    """Nothing where the answer has none."""
    sparql = answer.sparql
    if not sparql:
        return
    labels = {value.iri: value.label for value in answer.values if value.iri}
    with ui.element("details").classes("sparql no-print"):
        text("查询语句（SPARQL）", "summary")
        text(sparql, "pre").props('tabindex="0"')
        with ui.element("div").classes("row"):
            text("复制", "button").classes("chip").props('type="button" data-copy-from=".sparql"')
            run = text("运行", "button").classes("chip").props('type="button"')
        result = ui.element("div").classes("result").props('role="status"')

    async def again() -> None:
        run.props["disabled"] = True
        try:
            found = await to_thread.run_sync(_run, visitor, sparql, limiter=_turns)
        except KgError as error:
            result.clear()
            with result:
                failed(error)
        else:
            result.clear()
            with result:
                _table(found, labels, visitor.site.settings.base_iri)
        finally:
            del run.props["disabled"]

    run.on("click", again)


def _run(visitor: Visitor, sparql: str) -> Result:
    visitor.site.rates.count(What.SPARQL, visitor.request)
    client = address_of(visitor.request) or ""
    return Result.read(visitor.serving.library.sparql(sparql, results=ResultFormat.JSON, client=client).body)


def _table(found: Result, labels: Mapping[str, str], base_iri: str) -> None:
    """A name where the answer knows one; else the IRI without what all of ours begin with."""
    text(f"查得 {len(found.rows)} 行" + (f"，只列前 {SHOWN} 行" if len(found.rows) > SHOWN else ""), "p").classes("muted small")
    with ui.element("div").classes("wide"), ui.element("table"):
        with ui.element("thead"), ui.element("tr"):
            for column in found.columns:
                text(column, "th").props('scope="col"')
        with ui.element("tbody"):
            for row in found.rows[:SHOWN]:
                with ui.element("tr"):
                    for cell in row:
                        _cell(cell, labels.get(cell), base_iri)


def _cell(cell: str, label: str | None, base_iri: str) -> None:
    with ui.element("td"):
        address = entity_link(cell, base_iri)
        if address is None:
            text(cell, "span")
            return
        with ui.element("a") as link:
            link.props["href"], link.props["title"] = address, cell
            text(label or cell.removeprefix(base_iri), "span")
