"""The goals of all documents: filtered, counted, sorted. No page, no I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from kg.text import key
from qa.rows import TargetRow
from qa.web.filters import Filter, Option, options, sorted_by

NO_YEAR: Final = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFilter(Filter):
    year: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    rows: tuple[TargetRow, ...]
    documents: tuple[Option, ...]
    years: tuple[Option, ...]
    units: tuple[Option, ...]


class TargetList:
    """All goals of one catalog. Safe from several threads."""

    def __init__(self, rows: Sequence[TargetRow]) -> None:
        self.rows = tuple(rows)
        self.titles = {row.document: row.document_title for row in self.rows}
        self._keys = [key("\n".join((row.indicator, *row.path, *(e.text for e in row.evidence)))) for row in self.rows]

    def chosen(self, wish: TargetFilter) -> Chosen:
        passed = self._passed(wish)
        counted = {name: Counter(_VALUES[name](row) for row in rows) for name, rows in passed.items() if name}
        years = sorted({row.year for row in self.rows if row.year})
        units = Counter(row.unit for row in self.rows)
        return Chosen(
            rows=sorted_by(passed[""], wish.sort, _COLUMNS),
            documents=options(counted["document"], sorted(self.titles.items(), key=lambda d: (d[1], d[0])), wish.document),
            years=options(counted["year"], [*((year, f"{year}年") for year in years), (NO_YEAR, "未写年份")], wish.year),
            units=options(counted["unit"], [(unit, unit) for unit in sorted(units, key=lambda u: (-units[u], u))], wish.unit),
        )

    def _passed(self, wish: TargetFilter) -> Mapping[str, list[TargetRow]]:
        """Under "" the rows that pass all filters; under a filter's name those that pass the others."""
        passed: dict[str, list[TargetRow]] = {"": [], **{name: [] for name in _VALUES}}
        words = wish.words
        for row, text in zip(self.rows, self._keys, strict=True):
            if any(word not in text for word in words):
                continue
            failed = [name for name, value in _VALUES.items() if getattr(wish, name) not in ("", value(row))]
            for name, rows in passed.items():
                if not failed or failed == [name]:
                    rows.append(row)
        return passed


_VALUES: Final[Mapping[str, Any]] = {
    "document": lambda row: row.document,
    "year": lambda row: row.year or NO_YEAR,
    "unit": lambda row: row.unit,
}
_COLUMNS: Final[Mapping[str, Any]] = {
    "indicator": lambda row: row.indicator,
    "value": lambda row: (row.unit, Decimal(row.value)),  # numbers of one unit only are more or less
    "year": lambda row: row.year,
    "document": lambda row: row.document_title,
}
SORTED_BY: Final = tuple(_COLUMNS)
