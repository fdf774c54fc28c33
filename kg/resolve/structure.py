"""The document, its sections and its columns as nodes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from kg.iri import Taken
from kg.model import Document, Iri, Literal, Provenance, Reading, Section, SectionKind, Span, Work, WorkKind
from kg.ontology import pol
from kg.resolve.book import Book, text
from kg.text import fold
from kg.vocabulary import IDENTIFIER, ISSUED, PREF_LABEL, PUBLISHER, SOURCE, TITLE

_GROUPING = frozenset({SectionKind.HEADING, SectionKind.CLAUSE, SectionKind.ATTACHMENT, SectionKind.DOCUMENT})
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Tree:
    """Section id → its node, for the sections that have one."""

    sections: dict[int, Iri]
    columns: dict[int, Iri]

    def around(self, document: Document, section: int) -> tuple[Iri, ...]:
        """The nodes of the sections above ``section``, nearest first."""
        above = [s.id for s in reversed(document.path(section)) if s.id != section]
        return tuple(self.sections[number] for number in above if number in self.sections)

    def at(self, document: Document, section: int) -> Iri | None:
        """The node of ``section``, else of the nearest one above it."""
        own = self.sections.get(section)
        return own or next(iter(self.around(document, section)), None)


def write_document(book: Book) -> None:
    document, meta, iri = book.document, book.document.meta, book.iris.document
    book.node(iri, "Document", meta.title)
    book.say(iri, TITLE, text(meta.title))
    book.say(iri, SOURCE, text(document.source.name))
    book.say(iri, pol("status"), text(meta.status.value))
    if meta.jurisdiction:
        book.say(iri, pol("jurisdiction"), text(meta.jurisdiction))
    for alias in meta.aliases:
        book.alias(iri, alias)
    _stated(book, PREF_LABEL, text(meta.title), meta.title, document.sections[0].heading if document.sections else None)
    if meta.number:
        _stated(book, IDENTIFIER, text(meta.number), meta.number)
    for issuer in meta.issuers:
        _stated(book, PUBLISHER, text(issuer), issuer)
    if meta.date:
        whole = _ISO.fullmatch(meta.date)
        _stated(book, ISSUED, Literal(value=meta.date, datatype="date" if whole else "string"), _dates(meta.date))


def _stated(book: Book, predicate: str, value: Literal, wording: str | re.Pattern[str], heading: Span | None = None) -> None:
    """A fact about the document, proved by the first place where the text has it, else by its ``heading``.

    The text may write it in full-width digits, in traditional characters, a 文号 with other brackets.
    """
    pattern = _spelled(wording) if isinstance(wording, str) else wording
    found = pattern.search(fold(book.document.text))
    span = Span(*found.span()) if found else heading
    if span:
        book.read(book.iris.document, predicate, value, Provenance(span=span, rule="metadata.stated"))
    else:
        book.say(book.iris.document, predicate, value)


_SPELLINGS = {"〔": r"[〔\[(【]", "〕": r"[〕\])】]"}


def _spelled(wording: str) -> re.Pattern[str]:
    return re.compile(r"\s*".join(_SPELLINGS.get(char, re.escape(char)) for char in fold(wording)))


def _dates(iso: str) -> re.Pattern[str]:
    """How print writes the ISO date: 2024年3月5日, 2024-03-05, 2024/3/5 (spaces anywhere)."""
    found = _ISO.fullmatch(iso)
    if not found:
        return re.compile(re.escape(iso))
    year, month, day = (str(int(part)) for part in found.groups())
    return re.compile(rf"{year}\s*[年\-/.]\s*0?{month}\s*[月\-/.]\s*0?{day}\s*日?(?!\d)")


def write_tree(book: Book, reading: Reading) -> Tree:
    """Sections that group others, and columns. What is one work has its node as a work, unless it groups others too."""
    document = reading.document
    works = Counter(work.section for work in reading.works)
    grouping = {s.parent for s in document.sections if s.kind in _GROUPING and s.parent is not None}
    tree = Tree({}, {})
    taken, columns = Taken(), Taken()
    for section in document.sections:
        name = section.title or section.number
        if section.parent is None or not name:
            continue
        if section.kind is SectionKind.COLUMN:
            tree.columns[section.id] = book.iris.inside("column", columns.give(name))
            _write_column(book, section, tree)
        elif section.kind in _GROUPING and (works[section.id] != 1 or section.id in grouping):
            tree.sections[section.id] = book.iris.inside("section", taken.give(section.number + section.title))
            _write_section(book, section, tree)
    return tree


def _write_section(book: Book, section: Section, tree: Tree) -> None:
    iri = tree.sections[section.id]
    _headed(book, iri, "Section", section)
    above = tree.around(book.document, section.id)
    book.say(iri, pol("partOf"), above[0] if above else book.iris.document)


def _write_column(book: Book, section: Section, tree: Tree) -> None:
    iri = tree.columns[section.id]
    _headed(book, iri, "Column", section)
    if section.title and section.number:
        book.alias(iri, section.number)
    for above in tree.around(book.document, section.id)[:1]:
        book.say(iri, pol("partOf"), above)


def _headed(book: Book, iri: Iri, cls: str, section: Section) -> None:
    label = section.title or section.number
    book.node(iri, cls, label)
    if section.heading:
        book.read(iri, PREF_LABEL, text(label), Provenance(span=section.heading, rule="structure.heading"))
    if section.number:
        book.say(iri, pol("number"), text(section.number))
    book.say(iri, pol("inDocument"), book.iris.document)
    book.place(iri, section.span)


def attach_columns(book: Book, reading: Reading, tree: Tree, works: dict[int, Iri]) -> None:
    """Each column to the task that it is printed under, else to the last one before it."""
    for number, column in tree.columns.items():
        section = reading.document.sections[number]
        owner = _owner(reading, section)
        if owner is not None:
            span = section.heading if section.heading else section.span
            book.read(column, pol("columnOf"), works[owner], Provenance(span=span, rule="structure.column"))


def _owner(reading: Reading, column: Section) -> int | None:
    """Index of the work that ``column`` belongs to: a work above it in the tree, else the nearest before it."""
    above = {section.id for section in reading.document.path(column.id)}
    candidates = [
        (work.section in above, work.span.start, index)
        for index, work in enumerate(reading.works)
        if _may_own(work) and work.span.start < column.span.start
    ]
    return max(candidates)[2] if candidates else None


def _may_own(work: Work) -> bool:
    return work.kind is not WorkKind.ACTION
