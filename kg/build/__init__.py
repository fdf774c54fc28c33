"""The foreman: files → a published generation. The only code of the graph house that knows the whole order.

>>> report = build(settings, [Path("方案.docx")])
>>> documents(settings)[0].title
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from kg import archive, generation
from kg.build.collection import Collection, Held, one_file
from kg.build.intake import files
from kg.build.publication import Extra, OnProgress, Publication, program_digest, whole
from kg.build.rooms import Rooms
from kg.config import KgSettings
from kg.errors import Corrupt, NotBuilt
from kg.generation import Entry, Generation, clean_labels
from kg.model import BuildReport
from kg.names import load as load_names
from kg.ontology import load as load_ontology
from kg.reading import SUFFIXES

__all__ = ["Extra", "OnProgress", "build", "derive", "derived", "documents", "label", "program_digest", "remove", "whole"]

_QUEUE = 600.0  # seconds that a builder waits for the one before it


def _silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def build(
    settings: KgSettings,
    paths: Sequence[Path] = (),
    *,
    replace: str | None = None,
    labels: Sequence[str] | None = None,
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
    ``labels`` become those of all ``paths``; None: each keeps its own.

    Raises Busy (another builder, after ``wait`` seconds), NotFound, InputError (``replace``, labels), BadSetting, Corrupt
    (ontology). Files that cannot be read are listed in the report.
    """
    began = time.perf_counter()
    show = on_progress or _silent
    given = None if labels is None else clean_labels(labels)
    with _collecting(settings, show, wait) as (collection, program):
        found, missing = files(paths or [settings.corpus], SUFFIXES)
        if replace is not None:
            one_file(found, collection.entries(), replace)
        collection.skipped.extend(missing)
        incoming = collection.incoming(found, replace)
        if given is not None:
            collection.labels.update({one.id: given for one in incoming})
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


def label(
    settings: KgSettings,
    id: str,
    labels: Sequence[str],
    *,
    on_progress: OnProgress | None = None,
    extra: Extra | None = None,
    extra_version: str = "",
    wait: float = _QUEUE,
) -> BuildReport:
    """Publish a generation in which document ``id`` carries exactly ``labels``. Raises NotBuilt, NotFound, BadLabel, Busy."""
    began = time.perf_counter()
    show = on_progress or _silent
    given = clean_labels(labels)
    with _collecting(settings, show, wait) as (collection, program):
        generation.current(settings.data).manifest.entry(id)
        collection.labels[id] = given
        collection.keep(without=())
        return _published(collection, _publication(settings, program, show, extra, extra_version, False), began)


def derive(
    settings: KgSettings, source: Generation, ids: Set[str], *, extra: Extra | None = None, wait: float = _QUEUE
) -> Generation:
    """``settings.data`` as if its builder had only ever had the documents ``ids`` of ``source``; nothing in it knows of others.

    Census, names, graph and whatever ``extra`` makes are those of these documents alone; their labels are taken off.
    Raises Corrupt, NotFound (an archive is damaged or gone), Busy.
    """
    kept = tuple(entry for entry in source.manifest.documents if entry.id in ids)
    with generation.exclusive(settings.data, wait=wait):
        if not derived(settings.data, source, ids):
            held = {
                entry.id: Held(reading=archive.load(source.documents, entry.id), origin=entry.origin, before=entry)
                for entry in kept
            }
            made = source.manifest
            _publication(settings, made.program, _silent, extra, made.extra, False).publish(held, source)
        return generation.current(settings.data)


def derived(data: Path, source: Generation, ids: Set[str]) -> bool:
    """Whether ``data`` publishes what ``derive`` would make."""
    try:
        found = generation.current(data).manifest
    except (NotBuilt, Corrupt):
        return False
    made = source.manifest
    wanted = [(entry.id, entry.archive) for entry in made.documents if entry.id in ids]
    return (found.program, found.extra) == (made.program, made.extra) and wanted == [(e.id, e.archive) for e in found.documents]


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
