"""The list of documents: which of them a reader asks for, in what order, and how many each further choice would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from kg.text import key
from qa.rows import DocumentCard
from qa.web.filters import Option, Wish, options, sieved, with_words

UNSAID = "未载明"
SORTS: Mapping[str, str] = {"date": "最近印发", "title": "标题", "tasks": "任务最多"}
_FIRST_SORT = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted(Wish):
    VALUES: ClassVar[Mapping[str, Container[str]]] = {"sort": SORTS}

    issuer: str = ""
    year: str = ""
    status: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.issuer or self.year or self.status or self.q)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """``options`` count what the other choices leave, so that each tells what a click on it would show."""

    name: str  # the field of Wanted
    label: str
    options: tuple[Option, ...]
    chosen: str  # value of an option; empty: none


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    cards: tuple[DocumentCard, ...]
    facets: tuple[Facet, ...]


def year_of(card: DocumentCard) -> str:
    return card.date[:4] if card.date else UNSAID


_VALUES: Mapping[str, Callable[[DocumentCard], tuple[str, ...]]] = {
    "issuer": lambda card: card.issuers or (UNSAID,),
    "year": lambda card: (year_of(card),),
    "status": lambda card: (card.status,),
}
_LABELS = {"issuer": "发文机关", "year": "年份", "status": "状态"}


def shelf(cards: Sequence[DocumentCard], wanted: Wanted) -> Shelf:
    passed = sieved(with_words(cards, map(_words, cards), wanted.words), wanted.tests(_VALUES))
    return Shelf(
        cards=_in_order(passed[""], wanted.sort or _FIRST_SORT),
        facets=tuple(_facet(name, passed[name], getattr(wanted, name)) for name in _VALUES),
    )


def _in_order(cards: Sequence[DocumentCard], sort: str) -> tuple[DocumentCard, ...]:
    found = sorted(cards, key=lambda card: (card.title, card.id))
    if sort == "date":
        found.sort(key=lambda card: card.date or "", reverse=True)
    elif sort == "tasks":
        found.sort(key=lambda card: -card.tasks)
    return tuple(found)


def _facet(name: str, cards: Sequence[DocumentCard], chosen: str) -> Facet:
    """Years come newest first, the rest by how many they are; what is not said comes last."""
    counts = Counter(value for card in cards for value in _VALUES[name](card))
    values = sorted({*counts, *filter(None, [chosen])}, reverse=name == "year")
    values.sort(key=lambda value: (value == UNSAID, 0 if name == "year" else -counts[value]))
    return Facet(name=name, label=_LABELS[name], options=options(counts, [(v, v) for v in values], chosen), chosen=chosen)


def _words(card: DocumentCard) -> str:
    return key(" ".join((card.title, card.number or "", card.source, *card.issuers)))
