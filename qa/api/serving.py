"""The one open engine of a service. It is replaced whole when a new generation is published; nobody waits for that.

A request keeps the engine that it began with; the old one goes when its last request has ended.
"""

from __future__ import annotations

import threading
import time

import structlog

from kg.errors import KgError
from qa.ports import Engine, Library

LOOK_EVERY = 1.0  # seconds between two looks at what is published


class Serving:
    """Safe from several threads. ``look_every`` is in seconds."""

    def __init__(self, library: Library, *, look_every: float = LOOK_EVERY) -> None:
        self.library = library
        self._look_every = look_every
        self._looked = float("-inf")
        self._engine: Engine | None = None
        self._opening = threading.Lock()
        self._log = structlog.get_logger()

    def engine(self) -> Engine:
        """The open engine. Only the first call opens one itself; raises what ``Library.open`` raises."""
        engine = self._engine
        if engine is None:
            return self.refresh()
        if time.monotonic() - self._looked >= self._look_every:
            self._looked = time.monotonic()
            if self._is_stale(engine):
                threading.Thread(target=self._refresh_quietly, name="kgqa-refresh", daemon=True).start()
        return engine

    def refresh(self) -> Engine:
        """Opens what is published now, if it is not open yet, and serves it from here on."""
        with self._opening:
            engine = self._engine
            if engine is None or self._is_stale(engine):
                engine = self.library.open()
                engine.warm()
                self._engine, self._looked = engine, time.monotonic()
                self._log.info("serving", generation=engine.generation)
            return engine

    def ready(self) -> bool:
        return self._engine is not None

    def _is_stale(self, engine: Engine) -> bool:
        published = self.library.published()
        return published is not None and published != engine.generation

    def _refresh_quietly(self) -> None:
        try:
            self.refresh()
        except KgError as error:  # a broken new generation must not take the good old one down
            self._log.error("refresh_failed", code=error.code, detail=str(error))
