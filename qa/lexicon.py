"""The everyday words of two characters: what is one of them is no slip, and a slip is mended only to one of them.

They stand in jieba's dictionary file, read once when first needed (0.1 s); jieba itself is not loaded.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def pairs() -> frozenset[str]:
    """Words of two characters."""
    spec = find_spec("jieba")
    if spec is None or not spec.submodule_search_locations:
        return frozenset()
    with (Path(spec.submodule_search_locations[0]) / "dict.txt").open(encoding="utf-8") as lines:
        return frozenset(line[:2] for line in lines if line[2:3] == " ")
