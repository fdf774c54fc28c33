"""Passages → terms: run every rule over the healed text, keep the best reading of each place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from kg.extract.terms.enumerations import enumerations
from kg.extract.terms.found import Found
from kg.extract.terms.named import named
from kg.extract.terms.skips import masked
from kg.extract.terms.vocabulary import Words, words
from kg.model import Document, Passage, Provenance, Span, Term
from kg.ontology import Ontology
from kg.quantities import half_width
from kg.text import View, heal


class Region(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def surface(self) -> str: ...


class Regions(Protocol):
    """Finds places in a text (kg.names.Names does)."""

    def regions(self, text: str) -> Sequence[Region]: ...


def terms(document: Document, ontology: Ontology, names: Regions | None = None) -> tuple[Term, ...]:
    """The terms of a document in the order of the text; one for each mention."""
    vocabulary = words(ontology)
    found: list[Term] = []
    for passage in document.passages:
        view = heal(document.text, passage.span)
        for one in _passage(view, vocabulary, ontology, names):
            found.append(_term(one, view, passage.section))
    return tuple(sorted(found, key=lambda term: (term.where.span, term.cls)))


def _passage(view: View, vocabulary: Words, ontology: Ontology, names: Regions | None) -> Iterator[Found]:
    text = masked(view.text)
    listed = list(enumerations(text, vocabulary))
    taken = [(one.start, one.end) for one in listed]
    yield from listed
    for one in named(text, vocabulary, _starts_with_place(names)):
        if not any(a < one.end and one.start < b for a, b in taken):
            yield one


def _term(one: Found, view: View, section: int) -> Term:
    return Term(
        where=Provenance(span=view.span(one.start, one.end), rule=one.rule, confidence=one.confidence),
        label=half_width(one.label),
        cls=one.cls,
        section=section,
        group=one.group,
        group_span=view.span(one.first, one.last) if one.group else None,
    )


def _starts_with_place(names: Regions | None) -> Callable[[str], bool]:
    if names is None:
        return lambda _: False
    return lambda text: any(region.start == 0 for region in names.regions(text[:12])[:1])
