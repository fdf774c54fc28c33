"""Places in running text: the gazetteer as a longest-match scanner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.names.gazetteer import NATION, Region
from kg.text import fold

# Two words whose meeting ends spell a place: 线上海量数据, 高铁大连接, 陕西安全生产 is no case (陕西 is read first).
_CLASHES = (
    "上海量",
    "大连接",
    "大连续",
    "西安全",
    "西安排",
    "西安装",
    "南通过",
    "海南北",
    "长春节",
    "大同小异",
    "上海外",
    "东营业",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionMention:
    """A place named in a text; ``start`` and ``end`` count code points of that text."""

    start: int
    end: int
    surface: str  # 青岛
    name: str  # 青岛市
    shorts: tuple[str, ...]
    parent: str | None  # 山东省; 国家 for a province; None for an economic area


class Places:
    def __init__(self, regions: Mapping[str, Region]) -> None:
        self.regions = regions
        self._open: dict[str, str] = {}  # surface → canonical name
        self._shy: dict[str, str] = {}
        self._exact: dict[str, str] = {}
        for region in regions.values():
            if region.name == NATION:
                continue
            for surface in (region.name, *region.shorts):
                self._open.setdefault(surface, region.name)
            for surface in region.hidden:
                self._shy.setdefault(surface, region.name)
        self._exact = {a: r.name for r in regions.values() for a in r.abbreviations} | self._shy | self._open
        self._longest = max((len(s) for s in (*self._open, *self._shy)), default=0)
        self._heads = frozenset(s[0] for s in (*self._open, *self._shy))

    def find(self, name: str) -> Region | None:
        """The place whose full name, short name or abbreviation ``name`` is."""
        if name == NATION:
            return self.regions.get(NATION)
        canonical = self._exact.get(fold(name))
        return None if canonical is None else self.regions[canonical]

    def at(self, text: str, start: int) -> tuple[str, str] | None:
        """(surface, canonical name) of the longest place name that begins at ``start`` of folded text, hidden ones included."""
        if text[start : start + 1] not in self._heads:
            return None
        for end in range(min(len(text), start + self._longest), start + 1, -1):
            surface = text[start:end]
            name = self._open.get(surface) or self._shy.get(surface)
            if name is not None:
                return surface, name
        return None

    def scan(self, text: str) -> tuple[RegionMention, ...]:
        """All places named in ``text``, left to right, not overlapping."""
        folded = fold(text)
        found: list[tuple[int, int, str]] = []
        index = 0
        while index < len(folded):
            hit = self.at(folded, index) if folded[index] in self._heads else None
            if hit is None or any(folded.startswith(clash, index) for clash in _CLASHES):
                index += 1
                continue
            found.append((index, index + len(hit[0]), hit[1]))
            index += len(hit[0])
        sure = [(s, e) for s, e, _ in found if folded[s:e] in self._open]
        kept = [(s, e, name) for s, e, name in found if (s, e) in sure or _listed(folded, s, e, sure)]
        return tuple(self._mention(text, s, e, name) for s, e, name in kept)

    def _mention(self, text: str, start: int, end: int, name: str) -> RegionMention:
        region = self.regions[name]
        return RegionMention(
            start=start,
            end=end,
            surface=text[start:end],
            name=name,
            shorts=(*region.shorts, *region.hidden),
            parent=region.parent,
        )

    def above(self, name: str) -> str:
        """The listed place at the head of a district's whole name: 金华市 of 金华市婺城区; "" when there is none."""
        return next((name[:end] for end in range(len(name) - 1, 2, -1) if name[:end] in self.regions), "")

    def province(self, name: str) -> str | None:
        """The province that ``name`` (canonical, or a district's whole name) is or lies in."""
        region = self.regions.get(name) or self.regions.get(self.above(name))
        while region is not None and region.parent not in (None, NATION):
            region = self.regions.get(region.parent or "")
        return None if region is None or region.parent != NATION else region.name


def _listed(text: str, start: int, end: int, sure: list[tuple[int, int]]) -> bool:
    """Does a shy name stand in a list beside a sure one: 烟台、日照 ?"""
    before = start >= 2 and text[start - 1] in "、和" and any(e == start - 1 for _, e in sure)
    after = end < len(text) and text[end] in "、和" and any(s == end + 1 for s, _ in sure)
    return before or after
