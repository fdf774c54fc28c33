"""The list of documents: which of them a reader asks for, in what order, and how many each further choice would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from kg.text import key
from qa.rows import DocumentCard

UNSAID = "未载明"
SORTS: Mapping[str, str] = {"date": "最近印发", "title": "标题", "tasks": "任务最多"}
_FIRST_SORT = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a reader asks for; empty: everything. Its fields are the parameters of the page's address."""

    issuer: str = ""
    year: str = ""
    status: str = ""
    q: str = ""
    sort: str = ""

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Wanted:
        """Lenient: what an address says that is none of ours is left out."""
        given = {field.name: parameters.get(field.name, "").strip()[:200] for field in fields(cls)}
        return cls(**{**given, "sort": given["sort"] if given["sort"] in SORTS else ""})

    @property
    def query(self) -> str:
        """For the address, with its question mark; empty when all is as it is at first."""
        said = {field.name: value for field in fields(self) if (value := getattr(self, field.name))}
        return "?" + urlencode(said) if said else ""

    @property
    def narrows(self) -> bool:
        return bool(self.issuer or self.year or self.status or self.q)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    name: str  # the field of Wanted
    label: str
    options: tuple[Option, ...]


def year_of(card: DocumentCard) -> str:
    return card.date[:4] if card.date else UNSAID


_VALUES: Mapping[str, tuple[str, Callable[[DocumentCard], tuple[str, ...]]]] = {
    "issuer": ("发文机关", lambda card: card.issuers or (UNSAID,)),
    "year": ("年份", lambda card: (year_of(card),)),
    "status": ("状态", lambda card: (card.status,)),
}


def chosen(cards: Iterable[DocumentCard], wanted: Wanted) -> tuple[DocumentCard, ...]:
    found = [card for card in cards if _fits(card, wanted, leaving_out="")]
    found.sort(key=lambda card: (card.title, card.id))
    sort = wanted.sort or _FIRST_SORT
    if sort == "date":
        found.sort(key=lambda card: card.date or "", reverse=True)
    elif sort == "tasks":
        found.sort(key=lambda card: -card.tasks)
    return tuple(found)


def facets(cards: Sequence[DocumentCard], wanted: Wanted) -> tuple[Facet, ...]:
    """Counts are of what the other choices leave, so that each option tells what a click on it would show."""
    return tuple(
        Facet(name=name, label=label, options=_options(name, values, cards, wanted)) for name, (label, values) in _VALUES.items()
    )


def _options(
    name: str, values: Callable[[DocumentCard], tuple[str, ...]], cards: Sequence[DocumentCard], wanted: Wanted
) -> tuple[Option, ...]:
    counts = Counter(value for card in cards if _fits(card, wanted, leaving_out=name) for value in values(card))
    now = getattr(wanted, name)
    if now and now not in counts:
        counts[now] = 0
    options = [Option(value=value, count=count, chosen=value == now) for value, count in counts.items()]
    if name == "year":
        return tuple(sorted(options, key=lambda option: (option.value != UNSAID, option.value), reverse=True))
    return tuple(sorted(options, key=lambda option: (option.value == UNSAID, -option.count, option.value)))


def _fits(card: DocumentCard, wanted: Wanted, *, leaving_out: str) -> bool:
    for name, (_, values) in _VALUES.items():
        value = getattr(wanted, name)
        if value and name != leaving_out and value not in values(card):
            return False
    return all(word in _words(card) for word in map(key, wanted.q.split()))


def _words(card: DocumentCard) -> str:
    return key(" ".join((card.title, card.number or "", card.source, *card.issuers)))
