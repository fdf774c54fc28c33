"""Where a quotation can be read in its place. Every door that links (chat tools, /v1, MCP) makes its links here."""

from __future__ import annotations

from urllib.parse import quote

from qa.model import Evidence

MARK = "mark"  # the element that holds the quoted characters on the document's page


def document_link(id: str, base: str) -> str:
    """The page of a document. ``base``: where readers reach the service, with or without a slash at its end."""
    return f"{base.rstrip('/')}/documents/{quote(id, safe='')}"


def passage_link(evidence: Evidence, base: str) -> str:
    """The page of the document, at the quoted characters."""
    return f"{document_link(evidence.document, base)}?start={evidence.start}&end={evidence.end}#{MARK}"


def entity_link(iri: str, base_iri: str) -> str | None:
    """The page of an entity; None for what is none of ours."""
    path = iri.removeprefix(base_iri)
    return f"/entities/{quote(path)}" if path and path != iri else None
