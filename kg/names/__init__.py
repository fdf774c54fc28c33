"""Who is who among the organs and places of China: one matcher over ``ontology/names.ttl`` and over the forms of names.

>>> names = load(folder)
>>> names.organ_key("省发改委", "山东省") == names.organ_key("山东省发展和改革委员会", "山东省")
True
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from kg.names.gazetteer import Gazetteer, Region, read
from kg.names.organs import Organs
from kg.names.places import Places, RegionMention
from kg.names.scan import OrganMention, Scanner
from kg.names.shapes import Shape, could_be_name, shape
from kg.text import fold

__all__ = ["Names", "OrganMention", "Region", "RegionMention", "Shape", "load"]


_SHORT = 300  # characters: a question, which is scanned several times over


class Names:
    """The gazetteer at work. Stateless but for caches; share one instance."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._places = Places(gazetteer.regions)
        self._organs = Organs(gazetteer, self._places)
        self._scanner = Scanner(gazetteer, self._places)
        self._organs_said = lru_cache(maxsize=128)(self._scanner.scan)
        self._regions_said = lru_cache(maxsize=128)(self._places.scan)

    def region(self, name: str) -> Region | None:
        """The place whose full name, short name or one-character abbreviation ``name`` is (青岛, 青岛市, 鲁)."""
        return self._places.find(name)

    def regions(self, text: str) -> tuple[RegionMention, ...]:
        """Places named in ``text``, longest match, left to right. One-character abbreviations are not read in running text."""
        return self._regions_said(text) if len(text) <= _SHORT else self._places.scan(text)

    def province(self, region: str) -> str | None:
        """The province that the place (canonical name) is or lies in; None for 国家 and unknown places."""
        return self._places.province(region)

    def organs(self, text: str) -> tuple[OrganMention, ...]:
        """Organs named in ``text``, whether or not any document names them."""
        return self._organs_said(text) if len(text) <= _SHORT else self._scanner.scan(text)

    def shape(self, name: str) -> Shape | None:
        """What one name is by form: organ, group of units, other body; None for no unit at all."""
        parts = self._organs.parse(name)
        if parts.duty is not None:
            return Shape.ORGAN
        if parts.party and not parts.body:
            return Shape.ORGAN  # 省委
        return shape(fold(name))

    def could_be_name(self, text: str) -> bool:
        """Could ``text`` be a name at all (length, no marks or function words)?"""
        return could_be_name(fold(text))

    def organ_key(self, name: str, jurisdiction: str) -> str:
        """A key ``place/duty`` under which the names of one organ meet.

        ``jurisdiction`` is the place the text speaks for (山东省, 深圳市, 国家, or "" when unknown): it fills in what 省, 市
        or a missing place leave out.
        """
        return self._organs.key(name, jurisdiction)

    def spellings(self, name: str, jurisdiction: str) -> tuple[str, ...]:
        """Other names by which an asker may call the organ, ``name`` itself left out."""
        return self._organs.spellings(name, jurisdiction)


@lru_cache(maxsize=4)
def load(folder: Path) -> Names:
    """The names of ``folder/names.ttl`` (cached: the file is read once a process). Raises Corrupt."""
    return Names(read(folder))
