"""What the filters of lists and tables share: they come from an address and go back into it, and nothing in it is an error."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Self, TypeVar
from urllib.parse import urlencode

from kg.text import key

Row = TypeVar("Row")

LONGEST = 200  # characters of one value in an address; more is no name
_MOST_PAGES = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a reader asks for; its fields are the parameters of the page's address. Empty values filter nothing."""

    VALUES: ClassVar[Mapping[str, Container[str]]] = {}  # of those that have few

    q: str = ""
    sort: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Self:
        """Of an address's query; what is no value of it counts as not said."""
        given: dict[str, Any] = {
            field.name: _page(asked.get(field.name, "")) if field.name == "page" else asked.get(field.name, "")[:LONGEST].strip()
            for field in fields(cls)
        }
        return cls(**given | {name: "" for name, values in cls.VALUES.items() if given[name] not in values})

    def but(self, **changed: str) -> Self:
        """The same with other values."""
        return replace(self, **changed)

    @property
    def query(self) -> str:
        """For an address; only what differs from nothing."""
        said = ((field.name, getattr(self, field.name)) for field in fields(self))
        return urlencode({name: value for name, value in said if value and (name, value) != ("page", 1)})

    def address(self, path: str) -> str:
        return f"{path}?{self.query}" if self.query else path

    @property
    def words(self) -> tuple[str, ...]:
        """The keys of the words that a row must contain, all of them."""
        return tuple(filter(None, map(key, self.q.split())))

    def tests(self, values: Mapping[str, Callable[[Row], Container[str]]]) -> dict[str, Callable[[Row], bool]]:
        """For ``sieved``. ``values``: what a row has of each of the filters."""

        def test(wanted: str, has: Callable[[Row], Container[str]]) -> Callable[[Row], bool]:
            return lambda row: not wanted or wanted in has(row)

        return {name: test(getattr(self, name), has) for name, has in values.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Wish):
    """Of a table with pages. ``sort``: a column, with "-" before it downwards; empty: as the documents have it."""

    document: str = ""
    page: int = 1

    def but(self, **changed: str) -> Self:
        """The same with other values, from the first page on."""
        return replace(self, page=1, **changed)

    def at(self, page: int) -> Self:
        return replace(self, page=page)


def _page(said: str) -> int:
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 1
    return min(max(1, number), _MOST_PAGES)


def with_words(rows: Iterable[Row], keys: Iterable[str], words: Sequence[str]) -> Iterator[Row]:
    """Those whose key (one for each row) contains all ``words``."""
    return (row for row, text in zip(rows, keys, strict=True) if all(word in text for word in words))


def sieved(rows: Iterable[Row], tests: Mapping[str, Callable[[Row], bool]]) -> Mapping[str, Sequence[Row]]:
    """Under "" the rows that pass all tests; under a test's name those that pass the others: what it has to choose from."""
    passed: dict[str, list[Row]] = {"": [], **{name: [] for name in tests}}
    for row in rows:
        failed = [name for name, fits in tests.items() if not fits(row)]
        for name, kept in passed.items():
            if not failed or failed == [name]:
                kept.append(row)
    return passed


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
