"""Which of our formats a client wants (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.store import GraphFormat, ResultFormat

RESULTS: Mapping[str, ResultFormat] = {
    "application/sparql-results+json": ResultFormat.JSON,
    "application/json": ResultFormat.JSON,
    "application/sparql-results+xml": ResultFormat.XML,
    "application/xml": ResultFormat.XML,
    "text/csv": ResultFormat.CSV,
    "text/tab-separated-values": ResultFormat.TSV,
}
TRIPLES: Mapping[str, GraphFormat] = {
    "text/turtle": GraphFormat.TURTLE,
    "application/ld+json": GraphFormat.JSONLD,
    "application/n-triples": GraphFormat.NTRIPLES,
    "application/rdf+xml": GraphFormat.RDFXML,
}


def _quality(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip() for piece in part.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return name.lower(), min(1.0, max(0.0, float(value)))
            except ValueError:
                return name.lower(), 0.0
    return name.lower(), 1.0


def _matches(wanted: str, offered: str) -> int:
    """How exactly ``wanted`` names ``offered``: 0 not at all, 1 ``*/*``, 2 ``text/*``, 3 to the letter."""
    if wanted == offered:
        return 3
    if wanted == offered.split("/", maxsplit=1)[0] + "/*":
        return 2
    return 1 if wanted == "*/*" else 0


def best(accept: str | None, offered: Sequence[str]) -> str | None:
    """The media type of ``offered`` (ours first) that ``accept`` likes best; None when it takes none of them."""
    if not accept or not accept.strip():
        return offered[0]
    wishes = [_quality(part) for part in accept.split(",") if part.strip()]
    chosen, most = None, 0.0
    for media_type in offered:
        fits = [(_matches(name, media_type), quality) for name, quality in wishes if _matches(name, media_type)]
        quality = max(fits)[1] if fits else 0.0
        if quality > most:
            chosen, most = media_type, quality
    return chosen
