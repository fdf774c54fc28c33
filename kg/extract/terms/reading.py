"""Passages → terms: run every rule over the healed text, keep the best reading of each place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain

from kg.extract.terms.defined import defined
from kg.extract.terms.enumerations import enumerations
from kg.extract.terms.found import Found
from kg.extract.terms.listings import listings
from kg.extract.terms.named import named
from kg.extract.terms.places import Names, places
from kg.extract.terms.skips import masked
from kg.extract.terms.vocabulary import Words, class_words
from kg.model import Document, Provenance, Span, Term
from kg.ontology import Ontology
from kg.phrases import over_columns
from kg.quantities import half_width
from kg.text import View, heal


def terms(document: Document, ontology: Ontology, names: Names | None = None) -> tuple[Term, ...]:
    """The terms of a document in the order of the text; one for each mention. Without ``names`` no places are found."""
    vocabulary = class_words(ontology)
    found: list[Term] = []
    for span, section in _stretches(document):
        view = heal(document.text, span)
        for one in _passage(view, vocabulary, names):
            term = _term(one, view, section)
            if not over_columns(document.quote(term.where.span)):
                found.append(term)
    return tuple(sorted(found, key=lambda term: (term.where.span, term.cls)))


def _stretches(document: Document) -> Iterator[tuple[Span, int]]:
    """The passages, and the headings that stand alone (run-in headings are a part of their passage)."""
    for passage in document.passages:
        yield passage.span, passage.section
    for section in document.sections:
        heading = section.heading
        if section.parent is not None and len(heading) and document.passage_at(heading.start) is None:
            yield heading, section.id


def _passage(view: View, vocabulary: Words, names: Names | None) -> Iterator[Found]:
    text = masked(view.text, vocabulary.leads)
    found = list(enumerations(text, vocabulary))
    for one in chain(named(text, vocabulary, _starts_with_place(names)), defined(text, vocabulary)):
        if not any(other.start < one.end and one.start < other.end for other in found):
            found.append(one)
    if names is not None:
        found += places(text, found, names)
    yield from _with_listings(found, listings(text, vocabulary))


def _with_listings(found: list[Found], listed: Iterable[Found]) -> Iterator[Found]:
    """A term that a list names keeps its class and gains the list's noun; what is no term yet becomes a listed thing."""
    at = {(one.start, one.end): one for one in found}
    for item in listed:
        known = at.get((item.start, item.end))
        if known is not None and known.group is None:
            at[known.start, known.end] = replace(known, group=item.group, first=item.first, last=item.last)
        elif not any(other.start < item.end and item.start < other.end for other in found):
            at[item.start, item.end] = item
    yield from at.values()


def _term(one: Found, view: View, section: int) -> Term:
    return Term(
        where=Provenance(span=view.span(one.start, one.end), rule=one.rule, confidence=one.confidence),
        label=half_width(one.label),
        cls=one.cls,
        section=section,
        group=one.group,
        group_span=view.span(one.first, one.last) if one.group else None,
    )


def _starts_with_place(names: Names | None) -> Callable[[str], bool]:
    if names is None:
        return lambda _: False
    return lambda text: any(region.start == 0 for region in names.regions(text[:12])[:1])
