"""What the rules hand on, in offsets of the healed text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A candidate term ``text[start:end]`` of class ``cls``; its enumeration, when it stands in one, is ``text[first:last]``."""

    start: int
    end: int
    label: str
    cls: str
    rule: str
    confidence: float
    group: str | None = None
    first: int = 0
    last: int = 0
