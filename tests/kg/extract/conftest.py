"""Documents for the extraction rooms, drafted by hand. Every place, plan and product here is invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.config import KgSettings
from kg.model import Document, Mark, Metadata, Passage, Section, SectionKind, Source, Span
from kg.ontology import Ontology, load

TITLE = "云岭省试点方案"
Draft = Callable[..., Document]


def _draft(
    *parts: tuple[str, str], date: str | None = None, kind: SectionKind = SectionKind.CLAUSE, marks: tuple[Mark, ...] = ()
) -> Document:
    """Sections (title, body) under one root. Blank lines part the passages; a title stands alone on its line."""
    text, passages = TITLE + "\n", []
    sections = [
        Section(
            id=0,
            parent=None,
            kind=SectionKind.DOCUMENT,
            level=0,
            number="",
            title=TITLE,
            heading=Span(0, len(TITLE)),
            span=Span(0, len(text)),
            body=Span(len(text), len(text)),
        )
    ]
    for number, (title, body) in enumerate(parts, start=1):
        start = len(text)
        text += title + "\n" if title else ""
        opened = len(text)
        for line in body.split("\n\n"):
            passages.append(Passage(id=len(passages), section=number, span=Span(len(text), len(text) + len(line))))
            text += line + "\n"
        heading, own = Span(start, start + len(title)), Span(opened, len(text) - 1)
        whole = Span(start, len(text) - 1)
        section = Section(
            id=number, parent=0, kind=kind, level=1, number=str(number), title=title, heading=heading, span=whole, body=own
        )
        sections.append(section)
    source = Source(name="draft.txt", media_type="text/plain", sha256="0" * 64, text=text, marks=marks)
    return Document(
        id="draft", source=source, meta=Metadata(title=TITLE, date=date), sections=tuple(sections), passages=tuple(passages)
    )


@pytest.fixture(scope="session")
def draft() -> Draft:
    return _draft


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return load(KgSettings().ontology)
