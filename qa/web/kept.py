"""What a page makes of a catalog, made once for all who see that catalog: it never changes, and reading it takes time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from qa.ports import Catalog

T = TypeVar("T")


class Kept(Generic[T]):
    """Goes when the catalog goes. Two threads that come first may both make it: they make the same."""

    def __init__(self, make: Callable[[Catalog], T]) -> None:
        self._make = make
        self._kept: WeakKeyDictionary[Catalog, T] = WeakKeyDictionary()

    def of(self, catalog: Catalog) -> T:
        found = self._kept.get(catalog)
        if found is None:
            found = self._kept[catalog] = self._make(catalog)
        return found
