"""How IRIs look: readable, Chinese kept, the same at every rebuild."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field

from kg.model import Fact, Iri
from kg.text import fold

_DROPPED = re.compile(r"[\s“”‘’\"'「」『』《》〈〉<>`·]+")
_OTHER = re.compile(r"[^\w.+~-]+")
_LONGEST = 80  # code points; longer names are cut and told apart by a hash


def slug(text: str) -> str:
    """``text`` as one IRI segment: quotes and spaces dropped, other punctuation turned into ``-``. Never empty."""
    plain = unicodedata.normalize("NFC", "".join(_halfwidth(char) for char in text))
    plain = _OTHER.sub("-", _DROPPED.sub("", plain)).strip("-.")
    if not plain:
        return "x" + digest(text, 8)
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 9].rstrip('-.')}-{digest(text, 8)}"


def digest(text: str, length: int) -> str:
    """The first ``length`` hex digits of a SHA-1: a name, not a seal."""
    return hashlib.sha1(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[:length]


def _halfwidth(char: str) -> str:
    return unicodedata.normalize("NFKC", char) if "\uff01" <= char <= "\uff5e" or char == "\u3000" else char


@dataclass(slots=True)
class Taken:
    """Slugs given out so far; the second of one name becomes ``name-2``."""

    _seen: dict[str, int] = field(default_factory=dict)

    def give(self, name: str) -> str:
        base = slug(name)
        number = self._seen.get(base, 0) + 1
        self._seen[base] = number
        if number == 1:
            return base
        return self.give(f"{base}-{number}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Iris:
    """Mints the IRIs of one document and of what documents share."""

    base: str
    document_id: str

    @property
    def document(self) -> Iri:
        return Iri(value=self.base + self.document_id)

    @property
    def graph(self) -> Iri:
        return graph_iri(self.base, self.document_id)

    def inside(self, *segments: str) -> Iri:
        """A node that belongs to the document; ``segments`` are slugs already."""
        return Iri(value="/".join((self.base + self.document_id, *segments)))

    def agent(self, place: str, name: str) -> Iri:
        return Iri(value=f"{self.base}org/{slug(place)}/{slug(name)}")

    def term(self, cls: str, label: str) -> Iri:
        """Shared by all documents: spellings that differ in case, width or script are one."""
        return Iri(value=f"{self.base}{cls.lower()}/{slug(fold(label))}")

    def concept(self, group: str) -> Iri:
        return Iri(value=f"{self.base}concept/{self.document_id}/{slug(group)}")

    def statement(self, fact: Fact) -> Iri:
        """The node of a fact that was read, named by its content: the same fact at the same place is one statement."""
        start = "" if fact.where is None else str(fact.where.span.start)
        parts = (fact.subject.value, fact.predicate, fact.object.value, start)
        return self.inside("fact", digest("\x1f".join(parts), 12))


def agent_place(iri: str) -> str:
    """The place in an IRI that ``Iris.agent`` minted; empty for any other."""
    head, _, place = iri.rpartition("/")[0].rpartition("/")
    return place if head.endswith("/org") else ""


def graph_iri(base: str, document_id: str) -> Iri:
    return Iri(value=f"{base}graph/{document_id}")
