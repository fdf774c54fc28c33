"""The one open engine of a service. It is replaced whole when a new generation is published; nobody waits for that.

A request keeps the engine that it began with; the old one goes when its last request has ended. The first engine answers while it
still warms (graph questions need not wait for the language model); later ones are warm before they serve.
"""

from __future__ import annotations

import gc
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import partial

import structlog

from kg.errors import Busy, KgError
from qa.errors import Gone
from qa.ports import Engine, Library
from qa.recorded import Asked, Keeper, Recorded

LOOK_EVERY = 1.0  # seconds between two looks at what is published
MOST_PAST = 2  # past generations that stay open to replay answers


class Serving:
    """Safe from several threads. ``look_every`` is in seconds; ``on_serve`` is told of each new generation."""

    def __init__(
        self,
        library: Library,
        *,
        look_every: float = LOOK_EVERY,
        keeper: Keeper | None = None,
        on_serve: Callable[[], None] = lambda: None,
    ) -> None:
        self.library = library
        self._keeper = keeper or Keeper()
        self._past: OrderedDict[str, Engine] = OrderedDict()
        self._on_serve = on_serve
        self._look_every = look_every
        self._looked = float("-inf")
        self._engine: Engine | None = None
        self._opening = threading.Lock()
        self._warmed = threading.Event()
        self._fault: KgError | None = None  # why the engine could not be warmed
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

    def asked(self, asked: Asked) -> Engine:
        """The open engine for questions from ``asked``: what it answers is kept."""
        return Recorded(inner=self.engine(), keeper=self._keeper, asked=asked)

    def at(self, generation: str) -> Engine:
        """An engine over a generation that may be past. Raises Gone when it is kept no longer."""
        engine = self.engine()
        if engine.generation == generation:
            return engine
        if generation not in self.library.kept():
            self._past.pop(generation, None)
            raise Gone("作答所据的那一代图谱已不再保留", hint="可以重新提问；保留几代由设置 keep_generations 决定")
        with self._opening:
            if generation not in self._past:
                self._past[generation] = self.library.open(generation)
                while len(self._past) > MOST_PAST:
                    self._past.popitem(last=False)
            self._past.move_to_end(generation)
            return self._past[generation]

    def refresh(self) -> Engine:
        """Opens what is published now, if it is not open yet, and serves it from here on."""
        with self._opening:
            engine = self._engine
            if engine is None:
                engine = self._serve(self.library.open())
                self._behind("kgqa-warm", partial(self._warm, engine))
            elif self._is_stale(engine):
                fresh = self.library.open()
                self._warm(fresh)
                engine = self._serve(fresh)
            return engine

    def ready(self, patience: float = 0.0) -> Engine:
        """The open engine, once it is warm. Raises what opening or warming raised, Busy when it takes longer than
        ``patience`` seconds."""
        engine = self.engine()
        if not self._warmed.wait(patience):
            raise Busy("正在载入语言模型和索引", hint="稍后再试")
        if self._fault is not None:
            raise self._fault
        return engine

    def _serve(self, engine: Engine) -> Engine:
        self._engine, self._looked = engine, time.monotonic()
        self._log.info("serving", generation=engine.generation)
        self._on_serve()
        return engine

    def _warm(self, engine: Engine) -> None:
        """Load all that questions would wait for. An engine that cannot be warmed still answers from the graph."""
        try:
            engine.warm()
            self._fault = None
        except KgError as error:
            self._fault = error
            self._log.error("not_warm", code=error.code, detail=str(error), hint=error.hint)
        finally:
            settle()
            self._warmed.set()

    def opened(self) -> Engine | None:
        """The open engine, if there is one; opens nothing."""
        return self._engine

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


def settle() -> None:
    """What an engine holds lives as long as it does: the garbage collector need not walk through it (0.4 s) between answers."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
