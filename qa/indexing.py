"""Passages of a generation as the retriever indexes them: heading path in front of the words, page-break debris gone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.errors import KgError
from kg.model import Document
from kg.text import heal
from qa.config import QaSettings
from qa.embedding import model_id, open_embedder
from qa.embedding_convert import Progress
from qa.retrieve import Entry, Retriever

FOLDER = "index"


def entries(documents: Sequence[Document]) -> tuple[Entry, ...]:
    """One entry a passage, in document order."""
    return tuple(
        Entry(
            document=document.id,
            passage=passage.id,
            text=" / ".join(section.title for section in document.path(passage.section))
            + "\n"
            + heal(document.text, passage.span).text,
        )
        for document in documents
        for passage in document.passages
    )


def _heading(document: Document, section: int) -> str:
    return " / ".join(above.title for above in document.path(section))


def model_cache(settings: QaSettings) -> Path:
    return settings.data / "models"


def opened(settings: QaSettings, folder: Path) -> Retriever:
    """The retriever of a generation; its model is loaded with the first question that needs it."""
    return Retriever.load(
        folder / FOLDER,
        opener=lambda: open_embedder(settings.embedding, model_cache(settings)),
        model=model_id(settings.embedding),
    )


def add_index(
    settings: QaSettings, folder: Path, documents: Sequence[Document], previous: Path | None, progress: Progress | None
) -> None:
    """Write ``folder/index``. Vectors of unchanged passages are taken over from the generation at ``previous``."""
    embedder = open_embedder(settings.embedding, model_cache(settings), progress)
    before = None
    if previous is not None:
        try:
            before = opened(settings, previous)
        except KgError:  # a damaged or foreign index is simply made anew
            before = None
    Retriever.build(entries(documents), embedder=embedder, previous=before, progress=progress).save(folder / FOLDER)
