"""One data folder as the doors see it: building, opening, querying, checking. The real ``qa.ports.Library``."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg import generation
from kg.errors import Corrupt, NotBuilt
from kg.store import Dataset, GraphFormat, ResultFormat, Store
from qa.config import QaSettings

if TYPE_CHECKING:  # who only asks must not load what builds
    from kg.build import Extra, OnProgress
    from kg.check import CheckReport
    from kg.model import BuildReport, Document
    from kg.sparql_pool import GuardedQuery, Limits, Reply
    from qa.dialogue import Sessions
    from qa.service import PolicyQA


class LocalLibrary:
    """Safe from several threads. The process for outside queries starts with the first of them."""

    def __init__(self, settings: QaSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._sessions: Sessions | None = None  # outlive the generations, so that a switch breaks no dialogue off
        self._guarded: tuple[str, GuardedQuery] | None = None  # generation, its query process

    def published(self) -> str | None:
        return generation.published(self._settings.data)

    def open(self) -> PolicyQA:
        from qa.service import PolicyQA, new_sessions

        with self._lock:
            self._sessions = self._sessions or new_sessions(self._settings)
        return PolicyQA.open(self._settings, sessions=self._sessions)

    def build(
        self,
        paths: Sequence[Path] = (),
        *,
        replace: str | None = None,
        force: bool = False,
        on_progress: OnProgress | None = None,
    ) -> BuildReport:
        from kg.build import build

        return build(
            self._settings,
            paths,
            replace=replace,
            force=force,
            on_progress=on_progress,
            extra=self._indexer(on_progress),
            extra_version=self._index_version(),
        )

    def remove(self, id: str) -> BuildReport:
        from kg.build import remove

        return remove(self._settings, id, extra=self._indexer(None), extra_version=self._index_version())

    def _indexer(self, on_progress: OnProgress | None) -> Extra:
        """Adds the passage index to a generation that is being built; vectors of unchanged passages are taken over."""
        from qa.indexing import add_index

        def index(folder: Path, documents: Sequence[Document]) -> None:
            add_index(self._settings, folder, documents, self._published_folder(), on_progress)

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
        return self._guard().run(query, results=results, triples=triples, dataset=dataset, client=client)

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
        with self._lock:
            if self._guarded is not None:
                self._guarded[1].close()
                self._guarded = None
