"""What of a document did not get into the graph, or got there with a doubt, in words. No NiceGUI."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from kg.model import DocumentReport, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    what: str
    why: str
    refused: bool  # else it is in the graph: a hint
    where: Span | None = None


def left_out(report: DocumentReport) -> tuple[LeftOut, ...]:
    """Each thing once, as the text has them; what has no place of its own comes last."""
    severe = {violation.focus: violation for violation in report.violations if violation.severe}
    refused = [
        LeftOut(
            what=_name(rejected.text, severe[rejected.text].value) if rejected.text in severe else rejected.text,
            why=rejected.reason,
            refused=True,
            where=rejected.where.span if len(rejected.where.span) else None,
        )
        for rejected in report.rejected
    ]
    hints = [
        LeftOut(what=_name(violation.focus, violation.value), why=violation.message, refused=False)
        for violation in report.violations
        if not violation.severe
    ]
    found = dict.fromkeys((*refused, *hints))
    return tuple(sorted(found, key=lambda one: (one.where is None, one.where.start if one.where else 0)))


def _name(iri: str, value: str | None) -> str:
    return unquote(iri.rsplit("/", 1)[-1]) + (f"：{value}" if value else "")
