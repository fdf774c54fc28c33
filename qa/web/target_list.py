"""The goals of all documents: filtered, counted, sorted. No page, no I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from kg.text import key
from qa.rows import TargetRow
from qa.web.filters import Filter, Option, options, sieved, sorted_by, with_words

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
        passed = sieved(with_words(self.rows, self._keys, wish.words), wish.tests(_VALUES))
        counted = {name: Counter(one for row in passed[name] for one in values(row)) for name, values in _VALUES.items()}
        years = sorted({row.year for row in self.rows if row.year})
        units = Counter(row.unit for row in self.rows)
        return Chosen(
            rows=sorted_by(passed[""], wish.sort, _COLUMNS),
            documents=options(counted["document"], sorted(self.titles.items(), key=lambda d: (d[1], d[0])), wish.document),
            years=options(counted["year"], [*((year, f"{year}年") for year in years), (NO_YEAR, "未写年份")], wish.year),
            units=options(counted["unit"], [(unit, unit) for unit in sorted(units, key=lambda u: (-units[u], u))], wish.unit),
        )


_VALUES: Final[Mapping[str, Callable[[TargetRow], tuple[str, ...]]]] = {
    "document": lambda row: (row.document,),
    "year": lambda row: (row.year or NO_YEAR,),
    "unit": lambda row: (row.unit,),
}
_COLUMNS: Final[Mapping[str, Any]] = {
    "indicator": lambda row: row.indicator,
    "value": lambda row: (row.unit, Decimal(row.value)),  # numbers of one unit only are more or less
    "year": lambda row: row.year,
    "document": lambda row: row.document_title,
}
SORTED_BY: Final = tuple(_COLUMNS)
