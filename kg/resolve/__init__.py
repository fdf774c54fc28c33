"""Readings → facts about nodes: mints stable IRIs, merges names with their evidence, checks relations against the ontology.

Two steps, because a thing is labelled alike in all documents: ``Census.count`` sees every reading, then ``resolve``
writes one document's facts.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.iri import Iris
from kg.model import Fact, Reading, Rejected
from kg.ontology import Ontology
from kg.resolve.agents import write_agents
from kg.resolve.book import Book
from kg.resolve.census import Census, Names
from kg.resolve.structure import attach_columns, write_document, write_tree
from kg.resolve.targets import write_targets
from kg.resolve.terms import Cover, write_relations, write_terms
from kg.resolve.works import write_described, write_responsibilities, write_works

__all__ = ["Census", "Names", "Resolution", "resolve"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The facts of one document, in a stable order, and what was refused with its reason."""

    facts: tuple[Fact, ...]
    rejected: tuple[Rejected, ...]


def resolve(reading: Reading, census: Census, ontology: Ontology, base: str) -> Resolution:
    """All facts of ``reading``. ``census`` must have counted it; ``base`` is the IRI prefix of entities."""
    book = Book(document=reading.document, iris=Iris(base=base, document_id=reading.document.id), ontology=ontology)
    write_document(book)
    tree = write_tree(book, reading)
    works = write_works(book, reading, tree)
    attach_columns(book, reading, tree, works)
    organs = write_agents(book, reading, census.agents)
    write_responsibilities(book, reading, works, organs)
    cover = Cover.of(reading, works)
    write_terms(book, reading, cover, organs, census)
    at_sections = [(work.section, works[index]) for index, work in enumerate(reading.works)]
    write_described(book, reading, works)
    write_relations(book, reading, cover, at_sections, tree)
    write_targets(book, reading, cover, tree)
    return Resolution(facts=tuple(book.facts), rejected=tuple(book.rejected))
