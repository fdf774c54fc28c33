"""How a page sets off on what ground a unit is said to lead. No NiceGUI."""

from __future__ import annotations

from typing import Final

from qa.wire.said import BASIS

_TONES: Final = {"stated": "good", "convention": "info", "equal": "info"}  # the other bases want a second look


def tone(basis: str) -> str:
    """CSS class of its badge."""
    return _TONES.get(basis, "warn" if basis in BASIS else "")
