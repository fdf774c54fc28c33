"""The one open engine of a service. It is replaced whole when a new generation is published; nobody waits for that.

A request keeps the engine that it began with; the old one goes when its last request has ended.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

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
                self._behind("kgqa-refresh", self.refresh)
        return engine

    def refresh(self) -> Engine:
        """Opens what is published now, if it is not open yet, and serves it from here on."""
        with self._opening:
            engine = self._engine
            if engine is None or self._is_stale(engine):
                engine = self.library.open()
                self._engine, self._looked = engine, time.monotonic()
                self._behind("kgqa-warm", engine.warm)  # graph questions need not wait for the language model
                self._log.info("serving", generation=engine.generation)
            return engine

    def ready(self) -> bool:
        return self._engine is not None

    def _is_stale(self, engine: Engine) -> bool:
        published = self.library.published()
        return published is not None and published != engine.generation

    def _behind(self, name: str, work: Callable[[], object]) -> None:
        """In the background; what fails there is logged: the engine that is open serves on."""

        def run() -> None:
            try:
                work()
            except KgError as error:
                self._log.error(name, code=error.code, detail=str(error), hint=error.hint)

        threading.Thread(target=run, name=name, daemon=True).start()
