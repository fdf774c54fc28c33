"""Head and tail of a document → title, 文号, issuers, date, draft or final, jurisdiction."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.lines import Role, lines_of, setting_of
from kg.metadata.labels import DATES, NUMBERS, labelled
from kg.metadata.letter import document_number, iso_date, issuers_in, labelled_issuers, signature
from kg.metadata.place import place_of, told_by
from kg.metadata.texts import TAIL_LINES, Text, head_of
from kg.metadata.titles import DRAFT, aliases_of, clean, first_title, titles_in
from kg.model import Metadata, Source, Span, Status
from kg.names import Names
from kg.text import fold, heal

__all__ = ["document_number", "iso_date", "metadata"]

_STATED_DRAFT = re.compile(rf"[（(][^（()）]*(?:{DRAFT})")
_ASKS_FOR_VIEWS = re.compile(r"(?:征求|征集|听取).{0,80}意见(?:建议)?(?:的?(?:通知|公告|通告|启事|函|公示))?$")
_STATUS_LINES = 12


def metadata(source: Source, names: Names | None = None) -> Metadata:
    """Read a document's metadata off its text; what the text does not tell stays None or empty ("" for the title).

    ``names`` tells the province behind a 文号 (浙政发 → 浙江省) and the one a text speaks of; without it only places
    that the title or an issuer spells out are known.
    """
    lines = [
        Text(heal(source.text, Span(line.start, line.end)).text.strip(), line)
        for line in lines_of(source)
        if line.role is not Role.FURNITURE
    ]
    head = head_of(lines)
    rim = (*head, *lines[-TAIL_LINES:])
    texts = [line.line.text for line in rim]
    titles = titles_in(lines, setting_of([line.line for line in lines]))
    first = first_title(head, titles)
    title = clean(first)
    number = next((found for line in rim if (found := document_number(line.text))), None)
    number = number or document_number(labelled(texts, NUMBERS) or "")
    signed_on, signed_by = signature(lines)
    issuers = issuers_in(title) or signed_by or labelled_issuers(texts)
    return Metadata(
        title=title,
        number=number,
        issuers=issuers,
        date=signed_on or iso_date(labelled(texts, DATES) or ""),
        status=_status(first, head),
        jurisdiction=place_of(title, issuers, number, names) or (told_by(names, number, source.text) if names else ""),
        aliases=aliases_of(title, titles, lines),
    )


def _status(title: str, head: Sequence[Text]) -> Status:
    marked = _STATED_DRAFT.search("".join(line.text for line in head[:_STATUS_LINES]))
    asks = re.search(DRAFT, title) or _ASKS_FOR_VIEWS.search(fold(title))
    return Status.DRAFT if marked or asks else Status.FINAL
