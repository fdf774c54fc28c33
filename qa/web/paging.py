"""Long tables in pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

Row = TypeVar("Row")

ROWS = 50  # of one page
_NEAR = 1  # page numbers that are shown on each side of the present one


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of ``total`` rows; pages count from 1, and there is always one."""

    number: int
    total: int
    rows: int = ROWS

    @classmethod
    def of(cls, total: int, wanted: int, rows: int = ROWS) -> Page:
        """The page ``wanted``, or the nearest that is there."""
        return cls(number=max(1, min(wanted, -(-total // rows) or 1)), total=total, rows=rows)

    @property
    def pages(self) -> int:
        return -(-self.total // self.rows) or 1

    @property
    def start(self) -> int:
        return (self.number - 1) * self.rows

    @property
    def end(self) -> int:
        return min(self.start + self.rows, self.total)

    def cut(self, rows: Sequence[Row]) -> Sequence[Row]:
        return rows[self.start : self.end]

    @property
    def numbers(self) -> tuple[int | None, ...]:
        """Those to offer, in order; None where some are left out."""
        near = range(self.number - _NEAR, self.number + _NEAR + 1)
        offered = sorted({1, self.pages, *(n for n in near if 1 <= n <= self.pages)})
        found: list[int | None] = []
        for before, n in zip([0, *offered], offered, strict=False):
            if n - before == 2:
                found.append(n - 1)
            elif n - before > 2:
                found.append(None)
            found.append(n)
        return tuple(found)
