"""The notebook in which one document's facts are written down while it is resolved."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.iri import Iris
from kg.model import Basis, Document, Fact, Iri, Literal, Provenance, Rejected, Span
from kg.ontology import Ontology, pol
from kg.text import key
from kg.vocabulary import ALT_LABEL, PREF_LABEL, RDF_TYPE

UNQUOTABLE = "出处不在原文范围内"
_PARTS = frozenset({"Document", "Section", "Column", "Task", "Measure", "Action", "Target", "Concept"})


def text(value: str) -> Literal:
    return Literal(value=value)


def integer(value: int) -> Literal:
    return Literal(value=str(value), datatype="integer")


@dataclass(slots=True, kw_only=True)
class Book:
    """Facts and rejections of one document, in order, none twice.

    ``classes`` and ``labels`` know each node written so far; ``find`` finds one by any of its names.
    """

    document: Document
    iris: Iris
    ontology: Ontology
    facts: list[Fact] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    classes: dict[str, str] = field(default_factory=dict)
    labels: dict[str, Literal] = field(default_factory=dict)
    _things: dict[str, Iri] = field(default_factory=dict)
    _parts: dict[str, Iri] = field(default_factory=dict)
    _said: set[tuple[str, str, Iri | Literal, int, int]] = field(default_factory=set)

    def node(self, iri: Iri, cls: str, label: str) -> None:
        """A node with its class and preferred label (both once)."""
        self.classes.setdefault(iri.value, cls)
        self.labels.setdefault(iri.value, text(label))
        self.say(iri, RDF_TYPE, Iri(value=pol(cls)))
        self.say(iri, PREF_LABEL, text(label))
        self._name(iri, label)

    def say(self, subject: Iri, predicate: str, value: Iri | Literal) -> None:
        """What the structure itself is; nothing to prove."""
        self._write(Fact(subject=subject, predicate=predicate, object=value, where=None))

    def read(self, subject: Iri, predicate: str, value: Iri | Literal, where: Provenance, basis: Basis | None = None) -> None:
        """What the text says at ``where``; rejected when there is nothing to quote."""
        if not self.in_text(where):
            self.reject(where, _shown(value), UNQUOTABLE)
            return
        self._write(Fact(subject=subject, predicate=predicate, object=value, where=where, basis=basis))

    def alias(self, iri: Iri, name: str, where: Provenance | None = None) -> None:
        """Another name of a node; with its place where the text itself makes the two equal."""
        if where is None:
            self.say(iri, ALT_LABEL, text(name))
        else:
            self.read(iri, ALT_LABEL, text(name), where)
        self._name(iri, name)

    def find(self, name: str) -> Iri | None:
        """The node called ``name``; a thing of the world rather than a part of the document that is headed alike."""
        return self._things.get(key(name)) or self._parts.get(key(name))

    def thing(self, name: str) -> Iri | None:
        """The thing of the world called ``name``."""
        return self._things.get(key(name))

    def place(self, iri: Iri, span: Span, *, quoted: bool = False) -> None:
        """Where a node stands in the text; ``quoted`` also writes its verbatim text."""
        self.say(iri, pol("start"), integer(span.start))
        self.say(iri, pol("end"), integer(span.end))
        if quoted:
            self.say(iri, pol("exact"), text(self.document.quote(span)))

    def reject(self, where: Provenance, what: str, reason: str) -> None:
        self.rejected.append(Rejected(where=where, text=what, reason=reason))

    def fits(self, iri: Iri, wanted: str | None) -> bool:
        """Whether the node's class is ``wanted`` or below it (None: anything)."""
        return wanted is None or self.ontology.is_a(self.classes.get(iri.value, ""), wanted)

    def _name(self, iri: Iri, name: str) -> None:
        names = self._parts if self.classes.get(iri.value) in _PARTS else self._things
        names.setdefault(key(name), iri)

    def in_text(self, where: Provenance) -> bool:
        """Whether the place can be quoted. An empty place, or one outside the text, proves nothing."""
        return len(where.span) > 0 and where.span.end <= len(self.document.text)

    def _write(self, fact: Fact) -> None:
        span = fact.where.span if fact.where else Span(0, 0)
        seen = (fact.subject.value, fact.predicate, fact.object, span.start, span.end)
        if seen not in self._said:
            self._said.add(seen)
            self.facts.append(fact)


def _shown(value: Iri | Literal) -> str:
    return value.value.rsplit("/", 1)[-1] if isinstance(value, Iri) else value.value
