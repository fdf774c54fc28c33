"""Tasks, measures and actions with who is responsible for them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from kg.iri import Taken
from kg.model import Attribution, Basis, Iri, Provenance, Reading, Role, SectionKind, Unit, Work, WorkKind
from kg.ontology import pol
from kg.resolve.book import UNQUOTABLE, Book, integer, text
from kg.resolve.structure import Tree
from kg.text import numeral
from kg.vocabulary import PREF_LABEL, RDF_TYPE

_QUOTES = re.compile(r"[“”‘’\"'「」『』]")
_SITE = re.compile(r"[（(][^（）()]+[）)]$")  # …实验室（某市）
_ORDINAL = re.compile(r"[（(第\s]*([0-9０-９〇零一二三四五六七八九十百]+)[）)条项\s]*")


def write_works(book: Book, reading: Reading, tree: Tree) -> dict[int, Iri]:
    """Write every work; index in ``reading.works`` → IRI."""
    order = sorted(range(len(reading.works)), key=lambda i: (reading.works[i].span, i))
    taken = {kind: Taken() for kind in WorkKind}
    beside = Counter(work.section for work in reading.works)
    ordinals = Counter(_ordinal(work) for work in reading.works if work.kind is not WorkKind.ACTION)
    found: dict[int, Iri] = {}
    for running, index in enumerate(order, start=1):
        work = reading.works[index]
        iri = book.iris.inside(work.kind.value.lower(), taken[work.kind].give(work.title))
        found[index] = iri
        own = tree.sections.get(work.section) if beside[work.section] > 1 else None
        _write_work(book, iri, work, tree, (own,) if own else ())
        book.say(iri, pol("order"), integer(running))
        ordinal = _ordinal(work)
        if ordinal and ordinals[ordinal] == 1 and work.kind is not WorkKind.ACTION:
            book.alias(iri, ordinal)
    return found


def _write_work(book: Book, iri: Iri, work: Work, tree: Tree, own: tuple[Iri, ...]) -> None:
    """``own``: the node of its clause, where the clause is parted into several works."""
    document = book.document
    book.node(iri, work.kind.value, work.title)
    if work.title_span:
        book.read(iri, PREF_LABEL, text(work.title), Provenance(span=work.title_span, rule="structure.title"))
    bare = _QUOTES.sub("", work.title)
    if bare and bare != work.title:
        book.alias(iri, bare)
    if work.number:
        book.say(iri, pol("number"), text(work.number))
    book.say(iri, pol("inDocument"), book.iris.document)
    book.place(iri, work.span)
    for section in (*own, *tree.around(document, work.section)):
        book.say(iri, pol("partOf"), section)
    column = next((s.id for s in reversed(document.path(work.section)) if s.kind is SectionKind.COLUMN), None)
    if work.kind is WorkKind.ACTION and column in tree.columns:
        where = Provenance(span=work.title_span or work.span, rule="structure.item")
        book.read(iri, pol("belongsToColumn"), tree.columns[column], where)


def _ordinal(work: Work) -> str:
    """“第7条” for a work numbered 7, 7., （七）; "" for other numbers."""
    found = _ORDINAL.fullmatch(work.number)
    number = numeral(found.group(1)) if found else None
    return "" if number is None else f"第{number}条"


def write_described(book: Book, reading: Reading, works: Mapping[int, Iri]) -> None:
    """An item of a 专栏 that is headed by the name of a park or platform is about it."""
    for index, work in enumerate(reading.works):
        if work.kind is not WorkKind.ACTION or not work.title_span:
            continue
        for name in (work.title, _SITE.sub("", work.title)):
            thing = book.thing(name)
            if thing is not None:
                book.read(works[index], pol("describes"), thing, Provenance(span=work.title_span, rule="structure.item"))
                break


def write_responsibilities(book: Book, reading: Reading, works: Mapping[int, Iri], agents: Mapping[str, Iri]) -> None:
    for index, work in enumerate(reading.works):
        number = 0
        for attribution in work.attributions:
            if not book.in_text(attribution.where):
                book.reject(attribution.where, "、".join(unit.mention for unit in attribution.units), UNQUOTABLE)
                continue
            said = {
                "deadline": attribution.deadline,
                "appliesTo": attribution.scope,
                "responsiblePerson": attribution.person,
            }
            if attribution.assessor and attribution.assessed and book.in_text(attribution.assessed):
                book.read(works[index], pol("assessedBy"), text(attribution.assessor), attribution.assessed)
            for name, value in said.items():
                if value:
                    book.read(works[index], pol(name), text(value), attribution.where)
            for unit in attribution.units:
                number += 1
                _write_responsibility(book, works[index], number, attribution, unit, agents[unit.mention])


def _write_responsibility(book: Book, work: Iri, number: int, attribution: Attribution, unit: Unit, agent: Iri) -> None:
    node = Iri(value=f"{work.value}/responsibility/{number}")
    book.classes[node.value] = "Responsibility"
    book.say(node, RDF_TYPE, Iri(value=pol("Responsibility")))
    book.say(node, pol("work"), work)
    book.say(node, pol("unit"), agent)
    book.say(node, pol("role"), text(unit.role.value))
    book.say(node, pol("basis"), text(attribution.basis.value))
    book.say(node, pol("mentionedAs"), text(unit.mention))
    book.place(node, attribution.where.span, quoted=True)
    direct = "lead" if unit.role is Role.LEAD else "participant"
    for predicate in (direct, "responsible"):
        book.read(work, pol(predicate), agent, attribution.where, attribution.basis)
    if unit.role is Role.LEAD and attribution.basis is Basis.CONVENTION and attribution.convention:
        declared = Provenance(
            span=attribution.convention, rule="responsibility.convention", confidence=attribution.where.confidence
        )
        book.read(work, pol("lead"), agent, declared, attribution.basis)
