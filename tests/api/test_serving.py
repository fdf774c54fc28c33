"""Serving one generation after another."""

from __future__ import annotations

import gc
import weakref

from qa.api.serving import settle  # while collecting: tests replace it


class Left:
    """Garbage that only the collector frees."""

    def __init__(self):
        self.itself = self


def test_what_lives_long_is_left_alone_by_the_collector_and_garbage_is_not_kept():
    gc.freeze()
    garbage = weakref.ref(Left())
    settle()
    try:
        assert garbage() is None
        assert gc.get_freeze_count() > 1000
    finally:
        gc.unfreeze()
