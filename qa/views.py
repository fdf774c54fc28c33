"""What readers who may not see every document are served: a data folder of the visible ones alone.

data/views/<digest of the documents' ids>/   an ordinary data folder, derived from the readings of the main generation

Everything in it (census, entity resolution, graph, index, its generation's name) is what a corpus without the hidden documents
would have, so no route can leak what it is served from. Which folder a reader is served from follows the labels in the published
manifest at each request: a label that is published hides at once.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg import generation
from kg.errors import Busy, Corrupt, NotBuilt
from kg.generation import Entry, Generation, Manifest
from qa.config import QaSettings

if TYPE_CHECKING:
    from kg.build import Extra

FOLDER = "views"


def settings_of(settings: QaSettings, visible: Iterable[Entry]) -> QaSettings:
    """Those of the view that shows just ``visible``. The language model is that of the main folder."""
    ids = "\n".join(sorted(entry.id for entry in visible))
    folder = settings.data / FOLDER / hashlib.sha256(ids.encode()).hexdigest()[:24]
    return settings.model_copy(update={"data": folder, "models": settings.models or settings.data / "models"})


def ensure(view: QaSettings, source: Generation, visible: Collection[Entry], extra: Extra) -> None:
    """The folder of ``view`` publishes ``visible`` as ``source`` has them. Waits for whoever is making it."""
    from kg.build import derive, derived

    ids = {entry.id for entry in visible}
    if not derived(view.data, source, ids):
        derive(view, source, ids, extra=extra)


def partial(manifest: Manifest, audiences: Iterable[frozenset[str]]) -> tuple[tuple[Entry, ...], ...]:
    """What the holders of each of these sets of labels see, where that is not all of it; none twice."""
    seen = dict.fromkeys(manifest.visible(labels) for labels in audiences)
    return tuple(visible for visible in seen if visible != manifest.documents)


def prune(data: Path) -> None:
    """Drop the views that no reader of any kept generation can be served from."""
    kept = _kept(data)
    for folder in (data / FOLDER).glob("*"):
        try:
            with generation.exclusive(folder, wait=0):
                if not any(_belongs(folder, manifest) for manifest in kept):
                    shutil.rmtree(folder, ignore_errors=True)
        except Busy:  # is being made
            continue


def _kept(data: Path) -> tuple[Manifest, ...]:
    found = []
    for id in generation.kept(data):
        try:
            found.append(generation.at(data, id).manifest)
        except Corrupt:  # pruned by another builder meanwhile
            continue
    return tuple(found)


def _belongs(folder: Path, manifest: Manifest) -> bool:
    """Whether some set of labels sees just the documents of ``folder``: the least such set is the union of their labels."""
    try:
        ids = {entry.id for entry in generation.current(folder).manifest.documents}
    except (NotBuilt, Corrupt):
        return False
    labels = frozenset(label for entry in manifest.documents if entry.id in ids for label in entry.labels)
    return {entry.id for entry in manifest.visible(labels)} == ids
