"""The foreman: files → a published generation. The only code of the graph house that knows the whole order.

>>> report = build(settings, [Path("方案.docx")])
>>> documents(settings)[0].title
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from kg import generation
from kg.build.collection import Collection, one_file
from kg.build.intake import files
from kg.build.publication import Extra, OnProgress, Publication, program_digest, whole
from kg.build.rooms import Rooms
from kg.config import KgSettings
from kg.errors import Corrupt, NotBuilt
from kg.generation import Entry
from kg.model import BuildReport
from kg.names import load as load_names
from kg.ontology import load as load_ontology
from kg.reading import SUFFIXES

__all__ = ["Extra", "OnProgress", "build", "documents", "program_digest", "remove", "whole"]

_QUEUE = 600.0  # seconds that a builder waits for the one before it


def _silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def build(
    settings: KgSettings,
    paths: Sequence[Path] = (),
    *,
    replace: str | None = None,
    on_progress: OnProgress | None = None,
    extra: Extra | None = None,
    extra_version: str = "",
    force: bool = False,
    wait: float = _QUEUE,
) -> BuildReport:
    """Add or replace the documents in ``paths`` (files, folders; none: the bundled ones) and publish.

    A document replaces the one that came from the same file, else one of the same file name; with ``replace`` the single
    file takes the place of that document. Unchanged files are not read again. ``extra`` adds its files to the generation
    before it is published, ``extra_version`` tells when they must be made anew; ``force`` makes everything anew.

    Raises Busy (another builder, after ``wait`` seconds), NotFound, InputError (``replace``), BadSetting, Corrupt
    (ontology). Files that cannot be read are listed in the report.
    """
    began = time.perf_counter()
    show = on_progress or _silent
    with _collecting(settings, show, wait) as (collection, program):
        found, missing = files(paths or [settings.corpus], SUFFIXES)
        if replace is not None:
            one_file(found, collection.entries(), replace)
        collection.skipped.extend(missing)
        incoming = collection.incoming(found, replace)
        collection.keep(without={one.id for one in incoming})
        for number, one in enumerate(incoming):
            show("读取文件", number, len(incoming))
            collection.take_in(one, again=force)
        publication = _publication(settings, program, show, extra, extra_version, force)
        return _published(collection, publication, began)


def remove(
    settings: KgSettings,
    id: str,
    *,
    on_progress: OnProgress | None = None,
    extra: Extra | None = None,
    extra_version: str = "",
    wait: float = _QUEUE,
) -> BuildReport:
    """Publish a generation without document ``id``. Raises NotBuilt, NotFound, Busy."""
    began = time.perf_counter()
    show = on_progress or _silent
    with _collecting(settings, show, wait) as (collection, program):
        generation.current(settings.data).manifest.entry(id)
        collection.keep(without={id})
        return _published(collection, _publication(settings, program, show, extra, extra_version, False), began)


def documents(settings: KgSettings) -> tuple[Entry, ...]:
    """The documents of the published generation, by id. Raises NotBuilt."""
    return generation.current(settings.data).manifest.documents


@contextmanager
def _collecting(settings: KgSettings, show: OnProgress, wait: float) -> Iterator[tuple[Collection, str]]:
    """Alone with the data folder: an empty collection over the last generation, and the digest of the program."""
    waiting: Callable[[], None] = partial(show, "等待另一个程序建完", 0, 0)
    with generation.exclusive(settings.data, wait=wait, on_wait=waiting):
        program = program_digest(settings.ontology)
        try:
            previous = generation.current(settings.data)
        except (NotBuilt, Corrupt):
            previous = None
        yield (
            Collection(
                rooms=Rooms(load_names(settings.ontology), load_ontology(settings.ontology)),
                previous=previous,
                current=previous is not None and previous.manifest.program == program,
                max_bytes=settings.max_file_mb * 1024 * 1024,
            ),
            program,
        )


def _publication(
    settings: KgSettings, program: str, show: OnProgress, extra: Extra | None, extra_version: str, force: bool
) -> Publication:
    return Publication(
        settings=settings,
        names=load_names(settings.ontology),
        program=program,
        on_progress=show,
        extra=extra,
        extra_version=extra_version,
        force=force,
    )


def _published(collection: Collection, publication: Publication, began: float) -> BuildReport:
    """Publish what was collected; nothing is published when there is nothing, and never was."""
    if collection.held or collection.previous is not None:
        id, reports = publication.publish(collection.held, collection.previous)
    else:
        id, reports = "", ()
    return BuildReport(
        generation=id,
        documents=reports,
        skipped=tuple(collection.skipped),
        seconds=time.perf_counter() - began,
        unchanged=tuple(collection.unchanged),
    )
