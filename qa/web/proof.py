"""Quotations in their sentence, with the way to the document: what the pages of the graph show as proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from nicegui import ui

from qa.model import Evidence
from qa.ports import Catalog
from qa.web.frame import text
from qa.web.grounds import tone
from qa.web.told import Excerpt, excerpt
from qa.wire.links import passage_link
from qa.wire.said import BASIS

Excerpts = Mapping[Evidence, Excerpt]


def excerpts(catalog: Catalog, evidence: Iterable[Evidence]) -> Excerpts:
    """Blocks: it reads the documents' texts, each once."""
    wanted = tuple(dict.fromkeys(evidence))
    texts = {id: catalog.document(id).text for id in {one.document for one in wanted}}
    return {one: excerpt(texts[one.document], one.start, one.end) for one in wanted}


def quotation(evidence: Evidence, around: Excerpt) -> None:
    """The sentence, the quoted characters marked, and where it stands."""
    with ui.element("figure").classes("proof"):
        with ui.element("blockquote").classes("quotation"):
            text(around.before, "span").classes("around")
            text(around.quoted, "mark")
            text(around.after, "span").classes("around")
        with ui.element("figcaption").classes("small"), ui.link(target=passage_link(evidence, "")):
            text(f"《{evidence.title}》", "span")
            if evidence.section:
                text(f" {evidence.section}", "span")


def basis_badges(bases: Sequence[str]) -> None:
    for basis in bases:
        ground = BASIS.get(basis)
        badge = text(ground.words if ground else basis, "span").classes(f"badge {tone(basis)}")
        badge.props["title"] = ground.why if ground else ""
