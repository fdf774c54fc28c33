"""One data folder as the doors see it: building, opening, querying, checking. The real ``qa.ports.Library``."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg import generation
from kg.errors import Corrupt, NotBuilt
from kg.generation import Entry, Generation
from kg.store import Dataset, GraphFormat, ResultFormat, Store
from qa import views
from qa.config import QaSettings
from qa.keys import KeyRing
from qa.ports import Load

if TYPE_CHECKING:  # who only asks must not load what builds
    from kg.build import Extra, OnProgress
    from kg.check import CheckReport
    from kg.model import BuildReport, Document, DocumentReport
    from kg.sparql_pool import GuardedQuery, Limits, Reply
    from qa.dialogue import Sessions
    from qa.service import PolicyQA


class LocalLibrary:
    """Safe from several threads. The process for outside queries starts with the first of them."""

    def __init__(self, settings: QaSettings, *, sessions: Sessions | None = None) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._sessions = sessions  # outlive generations and views, so that a switch breaks no dialogue off
        self._guarded: tuple[str, GuardedQuery] | None = None  # generation, its query process
        self._queries = 0
        self._viewing = threading.Lock()
        self._views: dict[Path, LocalLibrary] = {}  # by folder
        self._seen: tuple[Generation | None, dict[frozenset[str], LocalLibrary]] = (None, {})  # by labels, in that generation

    def published(self) -> str | None:
        return generation.published(self._settings.data)

    def kept(self) -> tuple[str, ...]:
        return generation.kept(self._settings.data)

    def open(self, id: str | None = None) -> PolicyQA:
        from qa.service import PolicyQA

        return PolicyQA.open(self._settings, sessions=self._kept_sessions(), id=id)

    def _kept_sessions(self) -> Sessions:
        from qa.service import new_sessions

        with self._lock:
            self._sessions = self._sessions or new_sessions(self._settings)
            return self._sessions

    def build(
        self,
        paths: Sequence[Path] = (),
        *,
        replace: str | None = None,
        labels: Sequence[str] | None = None,
        force: bool = False,
        on_progress: OnProgress | None = None,
    ) -> BuildReport:
        from kg.build import build

        report = build(
            self._settings,
            paths,
            replace=replace,
            labels=labels,
            force=force,
            on_progress=on_progress,
            extra=self._indexer(on_progress),
            extra_version=self._index_version(),
        )
        views.prune(self._settings.data)
        return report

    def remove(self, id: str, *, on_progress: OnProgress | None = None) -> BuildReport:
        from kg.build import remove

        extra = self._indexer(on_progress)
        report = remove(self._settings, id, on_progress=on_progress, extra=extra, extra_version=self._index_version())
        views.prune(self._settings.data)
        return report

    def label(self, id: str, labels: Sequence[str], *, on_progress: OnProgress | None = None) -> BuildReport:
        from kg.build import label

        extra = self._indexer(on_progress)
        report = label(self._settings, id, labels, on_progress=on_progress, extra=extra, extra_version=self._index_version())
        views.prune(self._settings.data)
        return report

    def labels(self) -> Mapping[str, tuple[str, ...]]:
        return {entry.id: entry.labels for entry in generation.current(self._settings.data).manifest.documents}

    def report(self, id: str) -> DocumentReport | None:
        from kg import archive

        return archive.load_report(generation.current(self._settings.data).documents, id)

    def seen_by(self, labels: frozenset[str]) -> LocalLibrary:
        """The folder of what a holder of ``labels`` may see now; this one where that is everything."""
        if (id := self.published()) is None:
            return self
        main, found = self._seen  # read once: another thread may put a newer pair there
        if main is None or main.id != id or labels not in found:
            with self._viewing:
                return self._look(labels)
        return found[labels]

    def _look(self, labels: frozenset[str]) -> LocalLibrary:
        main, found = self._seen
        if main is None or main.id != self.published():
            main, found = generation.current(self._settings.data), {}
            self._seen = (main, found)
        if labels not in found:
            visible = main.manifest.visible(labels)
            found[labels] = self if visible == main.manifest.documents else self._view(main, visible)
        return found[labels]

    def _view(self, main: Generation, visible: tuple[Entry, ...]) -> LocalLibrary:
        view = views.settings_of(self._settings, visible)
        views.ensure(view, main, visible, self._index_of(view, main.folder, None))
        return self._views.setdefault(view.data, LocalLibrary(view, sessions=self._kept_sessions()))

    def _audiences(self) -> tuple[frozenset[str], ...]:
        """The sets of labels whose readers are known, so that what they see is ready before it is published."""
        readers = (key.viewer.labels for key in KeyRing(self._settings.data).all())
        known = (frozenset(), self._settings.channel_labels_held, *readers)
        return tuple(dict.fromkeys(labels for labels in known if labels is not None))

    def _indexer(self, on_progress: OnProgress | None) -> Extra:
        """Adds the passage index to a generation that is being built, and derives the views of it before it is published."""
        index = self._index_of(self._settings, self._published_folder(), on_progress)

        def finish(folder: Path, documents: Sequence[Document]) -> None:
            index(folder, documents)
            made = generation.in_folder(folder)
            for visible in views.partial(made.manifest, self._audiences()):
                if on_progress is not None:
                    on_progress("按标签分出各读者所见", 0, 0)
                view = views.settings_of(self._settings, visible)
                views.ensure(view, made, visible, self._index_of(view, folder, None))

        return finish

    @staticmethod
    def _index_of(settings: QaSettings, previous: Path | None, on_progress: OnProgress | None) -> Extra:
        """Writes a passage index; vectors of passages that ``previous`` has are taken over."""
        from qa.indexing import add_index

        def index(folder: Path, documents: Sequence[Document]) -> None:
            add_index(settings, folder, documents, previous, on_progress)

        return index

    def _index_version(self) -> str:
        from qa.embedding import model_id

        return model_id(self._settings.embedding)

    def _published_folder(self) -> Path | None:
        try:
            return generation.current(self._settings.data).folder
        except (NotBuilt, Corrupt):  # then everything is embedded anew
            return None

    def check(self) -> CheckReport:
        from kg.check import check

        return check(self._settings)

    def export(self, format: GraphFormat) -> bytes:
        return Store(generation.current(self._settings.data).graph).export(format)

    def sparql(
        self,
        query: str,
        *,
        results: ResultFormat = ResultFormat.JSON,
        triples: GraphFormat = GraphFormat.TURTLE,
        dataset: Dataset | None = None,
        client: str = "",
    ) -> Reply:
        with self._lock:
            self._queries += 1
        try:
            return self._guard().run(query, results=results, triples=triples, dataset=dataset, client=client)
        finally:
            with self._lock:
                self._queries -= 1

    def load(self) -> Load:
        sessions = self._sessions
        return Load(sessions=sessions.count() if sessions else 0, queries=self._queries)

    def _guard(self) -> GuardedQuery:
        """The query process of the published generation; that of another is ended once it is idle."""
        from kg.sparql_pool import GuardedQuery

        with self._lock:
            if self._guarded is None or self._guarded[0] != self.published():
                found = generation.current(self._settings.data)
                old, self._guarded = self._guarded, (found.id, GuardedQuery(found.graph, self._limits()))
                if old is not None:
                    old[1].close()
            return self._guarded[1]

    def _limits(self) -> Limits:
        from kg.sparql_pool import Limits

        chosen = self._settings.sparql
        return Limits(
            seconds=chosen.seconds,
            memory_mb=chosen.memory_mb,
            max_bytes=chosen.result_mb * 1024 * 1024,
            workers=chosen.workers,
            waiting=chosen.waiting,
        )

    def close(self) -> None:
        with self._viewing:
            for view in self._views.values():
                view.close()
        with self._lock:
            if self._guarded is not None:
                self._guarded[1].close()
                self._guarded = None
