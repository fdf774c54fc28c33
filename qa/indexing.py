"""Passages of a generation as the retriever indexes them: heading path in front of the words, page-break debris gone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from kg.errors import KgError
from kg.generation import GRAPH
from kg.model import Document, Passage
from kg.store import Store
from kg.text import heal
from qa.config import QaSettings
from qa.embedding import DeferredEmbedder, model_id
from qa.embedding_convert import Progress
from qa.retrieve import Entry, Retriever

FOLDER = "index"
_NAMED = "SELECT DISTINCT ?l WHERE { ?x a ?c ; skos:prefLabel ?l . VALUES ?c { %s } }"
_CLASSES = "pol:Technology pol:HardwareComponent pol:Product pol:Platform pol:Park pol:Zone pol:Department pol:Institution"


def entries(documents: Sequence[Document]) -> tuple[Entry, ...]:
    """One entry a passage, in document order."""
    return tuple(
        Entry(
            document=document.id,
            passage=passage.id,
            text=_text(document, passage),
        )
        for document in documents
        for passage in document.passages
    )


def _text(document: Document, passage: Passage) -> str:
    headings = " / ".join(above.title for above in document.path(passage.section))
    return headings + "\n" + heal(document.text, passage.span).text


@lru_cache(maxsize=2)
def _embedder(setting: str, cache: Path) -> DeferredEmbedder:
    """One model a process, however many generations are opened and built in it (a model holds half a gigabyte)."""
    return DeferredEmbedder(setting, cache)


def embedder_of(settings: QaSettings) -> DeferredEmbedder:
    return _embedder(settings.embedding, settings.models or settings.data / "models")


def opened(settings: QaSettings, folder: Path) -> Retriever:
    """The retriever of a generation; its model is loaded with the first question that needs it."""
    return Retriever.load(folder / FOLDER, opener=lambda: embedder_of(settings), model=model_id(settings.embedding))


def add_index(
    settings: QaSettings, folder: Path, documents: Sequence[Document], previous: Path | None, progress: Progress | None
) -> None:
    """Write ``folder/index`` beside the graph. Vectors of unchanged passages come from the generation at ``previous``."""
    before = None
    if previous is not None:
        try:
            before = opened(settings, previous)
        except KgError:  # a damaged or foreign index is simply made anew
            before = None
    built = Retriever.build(
        entries(documents), names=_names(folder / GRAPH), embedder=embedder_of(settings), previous=before, progress=progress
    )
    built.save(folder / FOLDER)


def _names(graph: Path) -> tuple[str, ...]:
    """Names that jieba must not cut: 人工智能学院, 省市场监管局."""
    if not graph.is_dir():
        return ()
    return tuple(sorted(row.text("l") for row in Store(graph).select(_NAMED % _CLASSES)))
