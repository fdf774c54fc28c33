"""The cards of evidence beside an answer: each quotes to the letter and opens the document at those characters."""

from __future__ import annotations

from nicegui import ui

from qa.model import Answer, Evidence
from qa.web.answered import first_evidence
from qa.web.frame import heading, text
from qa.wire.links import passage_link


def evidences(answer: Answer) -> None:
    """All of them; those beyond the first few unfold. Nothing where there is none."""
    if not answer.evidence:
        return
    first = first_evidence(answer)
    with ui.element("aside").classes("evidences").props('aria-label="出处"'):
        heading("出处", level=3)
        for n, one in enumerate(answer.evidence, start=1):
            _card(n, one, beyond=n > first)
        if first < len(answer.evidence):
            text(f"展开其余 {len(answer.evidence) - first} 处出处", "button").classes("chip unfold no-print").props(
                'type="button" data-act="unfold"'
            )


def _card(n: int, one: Evidence, *, beyond: bool) -> None:
    with ui.element("article").classes("card evidence" + (" beyond" if beyond else "")) as card:
        card.props["data-n"] = str(n)
        with ui.element("a").classes("where") as link:
            link.props["href"] = passage_link(one, "")
            link.props["target"], link.props["rel"] = "_blank", "noopener"
            link.props["title"] = "在新标签页打开原文，所引的文字已标出"
            text(str(n), "span").classes("number")
            text(f"《{one.title}》", "span")
        if one.section:
            text(one.section, "p").classes("section")
        text(one.text, "blockquote").classes("quotation")
