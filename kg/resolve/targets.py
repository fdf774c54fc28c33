"""Quantified goals as nodes, with a Chinese label and the work that aims at them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.iri import slug
from kg.model import Iri, Literal, Reading, Target
from kg.ontology import pol
from kg.resolve.book import UNQUOTABLE, Book, text
from kg.resolve.structure import Tree
from kg.resolve.terms import Cover

# comparator → how Chinese says it around “number unit”
_SAID: Mapping[str, str] = {
    "=": "{}",
    "≈": "{}左右",
    "≥": "{}以上",
    ">": "超过{}",
    "≤": "不超过{}",
    "<": "低于{}",
}
_YEAR = re.compile(r"\d{4}")


def quantity(target: Target) -> str:
    """The number as Chinese says it: 1500亿元左右, 1—2个, 超过30%."""
    upper = f"—{target.upper}" if target.upper else ""
    return _SAID.get(target.comparator, "{}").format(f"{target.value}{upper}{target.unit}")


def write_targets(book: Book, reading: Reading, cover: Cover, tree: Tree) -> None:
    order = sorted(reading.targets, key=lambda t: (t.number_span, t.where.span, t.indicator))
    for running, target in enumerate(order, start=1):
        if not book.in_text(target.where):
            book.reject(target.where, target.indicator, UNQUOTABLE)
            continue
        _write_target(book, book.iris.inside("target", f"{running}-{slug(target.indicator)}"), target, cover, tree)


def _write_target(book: Book, iri: Iri, target: Target, cover: Cover, tree: Tree) -> None:
    book.node(iri, "Target", f"{target.indicator}{quantity(target)}")
    book.say(iri, pol("indicator"), text(target.indicator))
    book.read(iri, pol("value"), Literal(value=target.value, datatype="decimal"), target.where)
    if target.upper:
        book.say(iri, pol("upperValue"), Literal(value=target.upper, datatype="decimal"))
    book.say(iri, pol("unitText"), text(target.unit))
    book.say(iri, pol("comparator"), text(target.comparator))
    if target.year:
        plain = _YEAR.fullmatch(target.year)
        book.say(iri, pol("year"), Literal(value=target.year, datatype="gYear" if plain else "string"))
    book.say(iri, pol("inDocument"), book.iris.document)
    section = tree.at(book.document, target.section)
    if section is not None:
        book.say(iri, pol("partOf"), section)
    book.place(iri, target.where.span, quoted=True)
    book.read(cover.at(target.number_span) or book.iris.document, pol("aimsAt"), iri, target.where)
