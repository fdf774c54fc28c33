"""A query plan is data: patterns over variables, IRIs and literals. ``qa.sparql`` alone makes text of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from qa.model import Kind, Link


@dataclass(frozen=True, slots=True)
class Var:
    name: str


@dataclass(frozen=True, slots=True)
class Ref:
    iri: str


@dataclass(frozen=True, slots=True)
class Lit:
    value: str
    datatype: str = "string"


Term = Var | Ref | Lit


@dataclass(frozen=True, slots=True)
class Pattern:
    subject: Term
    predicate: str  # full IRI
    object: Term


class Form(StrEnum):
    SELECT = "select"
    COUNT = "count"
    ASK = "ask"
    MOST = "most"  # the values of ``select`` with the most (or fewest) ``over``


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryPlan:
    form: Form
    kind: Kind
    patterns: tuple[Pattern, ...]
    reading: str  # the plan said back in Chinese
    score: float
    links: tuple[Link, ...]
    select: Var = Var("x")
    types: tuple[str, ...] = ()  # class IRIs one of which the selected node must have
    values: tuple[tuple[Var, tuple[Ref | Lit, ...]], ...] = ()  # a variable must be one of these
    contains: tuple[tuple[Var, str], ...] = ()  # the text bound to a variable contains this
    between: tuple[tuple[Var, int, int], ...] = ()  # the number bound to a variable lies in [low, high)
    without: tuple[tuple[Pattern, ...], ...] = ()  # each group: FILTER NOT EXISTS { … }
    sole: tuple[Pattern, Ref] | None = None  # no other object than this stands in the pattern (its object is a variable)
    begins: tuple[tuple[Var, str], ...] = ()  # the text bound to a variable begins with this
    covers: tuple[tuple[Ref, int], ...] = ()  # the selected work covers one of these offsets of these documents
    apart: tuple[Ref, ...] = ()  # the selected node must be none of these
    holds: tuple[tuple[Var, str, str | Var], ...] = ()  # the number bound to a variable stands so to this: (?v, ">=", "100")
    outdoes: tuple[Ref, Ref] | None = None  # ASK: more ``over`` for the first value of ``select`` than for the second
    minus: tuple[Var, Var] | None = None  # SELECT: the difference of two bound numbers
    over: Var | None = None  # MOST: what is counted
    fewest: bool = False
    say: str = "list"  # how the answer is worded: see qa.compose
    property: str | None = None  # local name of the property that decides the wording
    proof: tuple[Pattern, ...] = ()  # what to quote when the query itself has no rows (a “no”)
    sentences: tuple[int, ...] = ()  # numbers of the sentences through which the question was linked: quoted too
    features: tuple[tuple[str, float], ...] = ()  # why this score, for the explanation


def narrowed(plan: QueryPlan, among: tuple[str, ...]) -> QueryPlan:
    """The same question asked of these works only."""
    within = (plan.select, tuple(Ref(iri) for iri in among))
    reading = "查前面所列各项中" + plan.reading.removeprefix("查")
    return replace(plan, values=(*plan.values, within), reading=reading)
