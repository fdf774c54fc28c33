"""What the filters of tables have in common: they come from an address and go back into it, and nothing in it is an error."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Self, TypeVar
from urllib.parse import urlencode

from kg.text import key

Row = TypeVar("Row")

LONGEST = 200  # characters of one value in an address; more is no name
_MOST_PAGES = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Empty values filter nothing. ``sort``: a column, with "-" before it downwards; empty: as the documents have it."""

    VALUES: ClassVar[Mapping[str, frozenset[str]]] = {}  # of those that have few

    document: str = ""
    q: str = ""
    sort: str = ""
    page: int = 1

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Self:
        """Of an address's query; what is no value of it counts as not said."""
        given: dict[str, Any] = {
            field.name: asked.get(field.name, "")[:LONGEST].strip() for field in fields(cls) if field.name != "page"
        }
        given |= {name: "" for name, values in cls.VALUES.items() if given[name] not in values}
        page = asked.get("page", "")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 1
        return cls(**given, page=min(max(1, number), _MOST_PAGES))

    def but(self, **changed: str) -> Self:
        """The same with other values, from the first page on."""
        return replace(self, page=1, **changed)

    def at(self, page: int) -> Self:
        return replace(self, page=page)

    @property
    def query(self) -> str:
        """For an address; only what differs from nothing."""
        said = {field.name: str(getattr(self, field.name)) for field in fields(self)}
        return urlencode({name: value for name, value in said.items() if value and (name, value) != ("page", "1")})

    def address(self, path: str) -> str:
        return f"{path}?{self.query}" if self.query else path

    @property
    def words(self) -> tuple[str, ...]:
        """The keys of the words that a row must contain, all of them."""
        return tuple(filter(None, map(key, self.q.split())))


def sorted_by(rows: Sequence[Row], sort: str, columns: Mapping[str, Callable[[Row], Any]]) -> tuple[Row, ...]:
    """By one of ``columns``; rows for which it gives None or nothing come last in either direction."""
    value = columns.get(sort.removeprefix("-"))
    if value is None:
        return tuple(rows)
    has = [row for row in rows if value(row) not in (None, "", ())]
    rest = [row for row in rows if value(row) in (None, "", ())]
    return (*sorted(has, key=value, reverse=sort.startswith("-")), *rest)


def turned(sort: str, column: str) -> str:
    """What a click on a column's head makes of ``sort``: upwards, downwards, as the documents have it."""
    return {column: f"-{column}", f"-{column}": ""}.get(sort, column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One value of a filter, with how many rows it would show beside the other filters."""

    value: str
    label: str
    count: int


def options(counted: Mapping[str, int], labels: Iterable[tuple[str, str]], chosen: str) -> tuple[Option, ...]:
    """Those that have rows, and the chosen one; in the order of ``labels``, pairs of value and label."""
    named = dict(labels)
    if chosen:
        named.setdefault(chosen, chosen)
    return tuple(
        Option(value=value, label=label, count=counted.get(value, 0))
        for value, label in named.items()
        if counted.get(value) or value == chosen
    )
