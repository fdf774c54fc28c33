"""What a page makes of a catalog is made once and goes with it."""

from __future__ import annotations

import gc
import weakref

from qa.web.kept import Kept


class _Catalog:
    pass


def test_once_for_each_catalog_and_no_longer_than_it():
    made = []
    kept = Kept(lambda catalog: made.append(catalog.__class__) or [len(made)])
    one, other = _Catalog(), _Catalog()
    assert kept.of(one) is kept.of(one) and kept.of(other) == [2]
    gone = weakref.ref(one)
    del one
    gc.collect()
    assert gone() is None and len(made) == 2
