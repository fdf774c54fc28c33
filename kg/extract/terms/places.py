"""Places named in a passage, and those inside the name of a park or platform that stands there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from kg.extract.terms.found import Found

REGION = "Region"
_SITED = frozenset(("Park", "Zone", "Platform"))  # classes whose names begin with where they stand: 青岛虚拟现实产业园
_WIDE = ("省", "自治区", "特别行政区", "国家")  # too wide to be a site


class Mention(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Region(Mention, Protocol):
    @property
    def name(self) -> str: ...
    @property
    def parent(self) -> str | None: ...


class Names(Protocol):
    """Finds places and organs in a text (``kg.names.Names`` does)."""

    def regions(self, text: str) -> Sequence[Region]: ...
    def organs(self, text: str) -> Sequence[Mention]: ...


def places(text: str, named: Sequence[Found], names: Names) -> Iterator[Found]:
    """The places of ``text`` that are not a part of another name; the site in the name of a park or platform is one, too."""
    organs = [(one.start, one.end) for one in names.organs(text)]
    for region in names.regions(text):
        inside = next((one for one in named if one.start <= region.start and region.end <= one.end), None)
        if any(start <= region.start < end for start, end in organs):
            continue
        if inside is None:
            yield _found(text, region, "terms.place", 0.95)
        elif inside.cls in _SITED and is_site(region):
            yield _found(text, region, "terms.place_in_name", 0.8)


def is_site(region: Region) -> bool:
    """A town or district: 国家… and 山东省… in a name say who runs it, not where it stands."""
    return region.parent is not None and not region.name.endswith(_WIDE)


def _found(text: str, region: Region, rule: str, confidence: float) -> Found:
    return Found(
        start=region.start, end=region.end, label=text[region.start : region.end], cls=REGION, rule=rule, confidence=confidence
    )
