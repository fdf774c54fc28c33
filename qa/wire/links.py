"""Links into the web pages: who reads an answer elsewhere gets to the passage that proves it."""

from __future__ import annotations

from urllib.parse import quote


def passage_link(base: str, document: str, start: int, end: int) -> str:
    """The page of ``document`` at its marked passage; ``base`` is the service's own address, without a slash at its end."""
    return f"{base}/documents/{quote(document, safe='')}?start={start}&end={end}#mark"
