"""What was seen lately: bounded in number and in time, safe from several threads."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """At most ``most`` entries, each for ``ttl`` seconds. The oldest goes first."""

    def __init__(self, *, most: int, ttl: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._entries: OrderedDict[str, tuple[float, Value]] = OrderedDict()
        self._most, self._ttl, self._clock = most, ttl, clock
        self._lock = threading.Lock()

    def add(self, key: str, value: Value) -> bool:
        """Whether ``key`` is new; one that is there keeps its value and its age."""
        with self._lock:
            self._drop_old()
            if key in self._entries:
                return False
            self._put(key, value)
            return True

    def put(self, key: str, value: Value) -> None:
        with self._lock:
            self._drop_old()
            self._entries.pop(key, None)
            self._put(key, value)

    def get(self, key: str) -> Value | None:
        with self._lock:
            self._drop_old()
            found = self._entries.get(key)
        return found[1] if found else None

    def __len__(self) -> int:
        return len(self._entries)

    def _put(self, key: str, value: Value) -> None:
        self._entries[key] = (self._clock(), value)
        while len(self._entries) > self._most:
            self._entries.popitem(last=False)

    def _drop_old(self) -> None:
        """Entries lie in the order of their age."""
        while self._entries and self._clock() - next(iter(self._entries.values()))[0] > self._ttl:
            self._entries.popitem(last=False)
