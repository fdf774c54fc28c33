"""A document named by its 文号, whole or cut short."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kg.text import fold
from qa import words
from qa.scope.names import DocumentName


def number_score(document: DocumentName, match: re.Match[str]) -> float:
    """How well a 文号 of the question is the document's own; 0 when it is another's."""
    if not document.number:
        return 0.0
    own = words.DOCUMENT_NUMBER.search(fold(document.number))
    if own is None or int(own["no"]) != int(match["no"]):
        return 0.0
    if match["year"] and own["year"] and match["year"] != own["year"]:
        return 0.0
    body, mine = match["body"] or "", own["body"] or ""
    short = any(mine.startswith(body[i:]) for i in range(max(1, len(body) - 1)))  # 【按】国办 of 国办发
    close = mine in body or short or mine.endswith(body) or set(mine) <= set(body)
    if body and mine and not close:
        return 0.0
    return 1.0 if match["year"] or body else 0.8


def number_start(match: re.Match[str], documents: Sequence[DocumentName], hits: Mapping[str, float]) -> int:
    """Where the issuer's sign begins: in “省科技厅在国发9号文” it is 国发."""
    body = match["body"] or ""
    signs = [
        own["body"] for d in documents if d.id in hits and d.number and (own := words.DOCUMENT_NUMBER.search(fold(d.number)))
    ]
    offset = max((body.rfind(sign) for sign in signs if sign), default=-1)
    return match.start("body") + offset if body and offset > 0 else match.start()
