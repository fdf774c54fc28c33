"""One ``Serving`` for each set of documents that somebody may see; where nothing is hidden, one for all."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TypeVar

import structlog

from kg.errors import KgError
from qa.api.serving import LOOK_EVERY, Serving
from qa.ports import Library
from qa.recorded import Keeper

Name = TypeVar("Name")
Kept = TypeVar("Kept")
MOST = 16  # views that are open at once; each holds its own graph and index


class Servings:
    """Safe from several threads. Which view is the right one is asked of the library each time: labels hide at once."""

    def __init__(self, library: Library, *, look_every: float = LOOK_EVERY, keeper: Keeper | None = None) -> None:
        self.keeper = keeper or Keeper()
        self.draining = False  # told to stop: nobody should send anything new
        self.main = Serving(library, look_every=look_every, keeper=self.keeper, on_serve=self._follow)
        self._look_every = look_every
        self._open: OrderedDict[Library, Serving] = OrderedDict()
        self._asked: OrderedDict[frozenset[str], None] = OrderedDict()  # sets of labels, the last used last
        self._lock = threading.Lock()

    def of(self, labels: frozenset[str] | None) -> Serving:
        """For a holder of ``labels``; None: for who may see everything. Raises what ``Library.seen_by`` raises."""
        library = self.main.library if labels is None else self.main.library.seen_by(labels)
        with self._lock:
            if labels is not None:
                _put(self._asked, labels, None)
            if library is self.main.library:
                return self.main
            serving = self._open.get(library) or Serving(library, look_every=self._look_every, keeper=self.keeper)
            for old in _put(self._open, library, serving):
                old.library.close()
            return serving

    def refresh(self) -> None:
        """Opens what is published now, for all who asked lately."""
        self.main.refresh()
        self._open_views()

    def close(self) -> None:
        """Writes down what is not yet on disk."""
        if self.keeper.log is not None:
            self.keeper.log.close()

    def _follow(self) -> None:
        """Another generation is served: its views are opened before somebody waits for them."""
        threading.Thread(target=self._open_views, name="kgqa-views", daemon=True).start()

    def _open_views(self) -> None:
        try:
            used = {id(serving): serving for serving in map(self.of, tuple(self._asked)) if serving is not self.main}
            for serving in used.values():
                serving.refresh()
        except KgError as error:
            structlog.get_logger().error("kgqa-views", code=error.code, detail=str(error), hint=error.hint)
            return
        with self._lock:
            gone = [library for library, serving in self._open.items() if id(serving) not in used]
            for library in gone:
                del self._open[library]
        for library in gone:
            library.close()


def _put(kept: OrderedDict[Name, Kept], name: Name, value: Kept) -> list[Kept]:
    """Remember as the last used; what is one too many goes, and is given."""
    kept[name] = value
    kept.move_to_end(name)
    return [kept.popitem(last=False)[1] for _ in range(len(kept) - MOST)]
