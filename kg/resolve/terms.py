"""Terms, their other names, their groups, and the relations between them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.model import Iri, Provenance, Reading, Relation, Span, Term
from kg.ontology import PropertyInfo, pol
from kg.resolve.book import Book, text
from kg.resolve.census import Census
from kg.resolve.naming import Naming, Thing
from kg.resolve.structure import Tree
from kg.text import key
from kg.vocabulary import PREF_LABEL

_CONCEPT = "Concept"
_LISTED = "Listed"  # known by its list alone: not what the work is said to concern


@dataclass(frozen=True, slots=True)
class Cover:
    """Which work covers a place: the innermost one."""

    spans: tuple[tuple[Span, Iri], ...]  # by start, the longer first
    starts: tuple[int, ...]

    @classmethod
    def of(cls, reading: Reading, works: Mapping[int, Iri]) -> Cover:
        spans = sorted(
            ((work.span, works[index]) for index, work in enumerate(reading.works)),
            key=lambda entry: (entry[0].start, -entry[0].end, entry[1].value),
        )
        return cls(tuple(spans), tuple(span.start for span, _ in spans))

    def at(self, place: Span) -> Iri | None:
        upto = self.spans[: bisect_right(self.starts, place.start)]
        covering = [(len(span), span.start, iri) for span, iri in upto if span.contains(place)]
        return min(covering, key=lambda entry: (entry[0], -entry[1], entry[2].value))[2] if covering else None


def write_terms(book: Book, reading: Reading, cover: Cover, agents: Mapping[str, Iri], census: Census) -> None:
    """Write every term of the document and what each mention of it says."""
    naming = Naming(reading, book.ontology, census.names)
    for term in sorted(reading.terms, key=lambda t: (t.where.span, t.cls, t.label)):
        if not key(term.label):
            book.reject(term.where, term.label, "名称为空")
        elif term.cls not in book.ontology.classes:
            book.reject(term.where, term.label, f"本体中没有类别 {term.cls}")
        else:
            iri = agents.get(term.label) or _write_thing(book, term, naming.thing(term), census)
            _write_mention(book, iri, term, cover.at(term.where.span))
    _write_aliases(book, reading)


def _write_thing(book: Book, term: Term, thing: Thing, census: Census) -> Iri:
    iri, label = book.iris.term(thing.cls, thing.name), census.label(thing)
    book.node(iri, thing.cls, label)
    for name in thing.further:
        if name != label:
            book.alias(iri, name)
    if term.label != label:
        where = Provenance(span=term.where.span, rule="resolve.same_name", confidence=term.where.confidence)
        book.alias(iri, term.label, where)
    return iri


def _write_mention(book: Book, iri: Iri, term: Term, work: Iri | None) -> None:
    book.read(iri, PREF_LABEL, book.labels[iri.value], term.where)
    if work is not None and term.cls != _LISTED:
        for predicate in ("concerns", *_narrower(book, iri)):
            book.read(work, pol(predicate), iri, term.where)
    if term.group:
        _write_group(book, iri, term, term.group)


def _narrower(book: Book, iri: Iri) -> Iterable[str]:
    """Sub-properties of pol:concerns that fit the thing's class by domain and range."""
    for info in book.ontology.properties.values():
        if info.parents and "concerns" in info.parents and info.range and book.fits(iri, info.range):
            yield info.name


def _write_group(book: Book, iri: Iri, term: Term, group: str) -> None:
    concept = book.iris.concept(group)
    where = Provenance(span=term.group_span or term.where.span, rule=term.where.rule, confidence=term.where.confidence)
    book.node(concept, _CONCEPT, group)
    book.say(concept, pol("inDocument"), book.iris.document)
    book.read(concept, PREF_LABEL, text(group), where)
    book.read(iri, pol("broader"), concept, where)


def _write_aliases(book: Book, reading: Reading) -> None:
    for alias in reading.aliases:
        iri = book.find(alias.label) or book.find(alias.alias)
        if iri is None:
            book.reject(alias.where, f"{alias.label}＝{alias.alias}", "两个名称都不在图谱中")
            continue
        preferred = book.labels[iri.value].value
        for name in (alias.label, alias.alias):
            if name != preferred:
                book.alias(iri, name, alias.where)


def write_relations(book: Book, reading: Reading, cover: Cover, works: Sequence[tuple[int, Iri]], tree: Tree) -> None:
    """Properties read by their text cue, checked against the ontology's domain and range."""
    for relation in reading.relations:
        info = book.ontology.properties.get(relation.property)
        value = book.find(relation.object)
        subject = _subject(book, relation, cover, works, tree)
        shown = f"{relation.subject or '（本项）'} {info.label if info else relation.property} {relation.object}"
        if info is None:
            book.reject(relation.where, shown, "本体中没有这个关系")
        elif subject is None or value is None:
            book.reject(relation.where, shown, "主语或宾语不在图谱中")
        elif reason := _misfit(book, info, subject, value):
            book.reject(relation.where, shown, reason)
        else:
            book.read(subject, info.iri, value, relation.where)


def _subject(book: Book, relation: Relation, cover: Cover, works: Sequence[tuple[int, Iri]], tree: Tree) -> Iri | None:
    if relation.subject is not None:
        return book.find(relation.subject)
    own = next((iri for section, iri in works if section == relation.section), None)
    return cover.at(relation.where.span) or own or tree.at(book.document, relation.section)


def _misfit(book: Book, info: PropertyInfo, subject: Iri, value: Iri) -> str:
    if subject == value:
        return "主语和宾语是同一个事物"
    if not book.fits(subject, info.domain):
        return "主语的类别不符合本体"
    return "" if book.fits(value, info.range) else "宾语的类别不符合本体"
