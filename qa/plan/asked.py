"""What a question asks of any plan: its form, the classes it may mean, and how much of it a plan leaves unexplained."""

from __future__ import annotations

from collections.abc import Sequence

from kg.ontology import pol
from kg.text import key
from qa.link import Mention, content_weights
from qa.model import Kind, Link
from qa.plan.model import Form
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.world import World


def compatible(world: World, wanted: Sequence[str], bound: str | None) -> bool:
    """May a node that must be of class ``bound`` be one of the ``wanted`` classes?"""
    if not wanted or bound is None:
        return True
    return any(world.ontology.is_a(bound, w) or world.ontology.is_a(w, bound) for w in wanted)


def class_iris(world: World, wanted: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(pol(c) for w in wanted for c in world.ontology.meant_by(w) if c in world.ontology.classes))


def form_of(interpretation: Interpretation) -> tuple[Form, Kind]:
    counting = interpretation.intent is Intent.COUNT
    return (Form.COUNT, Kind.NUMBER) if counting else (Form.SELECT, Kind.ENTITIES)


def unexplained(interpretation: Interpretation, world: World, scope: Scope, used: Sequence[Mention]) -> float:
    """Share of the question's content that neither an anchor, a cue nor the asked-for noun explains (0 when all is explained)."""
    drop = [*scope.spans, *(m.span for m in used), *(c.span for c in (*interpretation.properties, *interpretation.classes))]
    if interpretation.wanted_span:
        drop.append(interpretation.wanted_span)
    rest = content_weights(interpretation, world, drop)
    everything = content_weights(interpretation, world, ())
    total = sum(everything.values())
    titles = [world.titled_by[d.id] for d in world.document_names if scope.admits(d.id)]
    left = {g: w for g, w in rest.items() if not any(g in title for title in titles)}
    return min(1.0, sum(left.values()) / total) if total else 0.0


def at_home(link: Link, scope: Scope, world: World) -> bool:
    """The document's own province or city narrows nothing."""
    names = {key(name) for name in (link.label, *world.nodes[link.iri].aliases)}
    return any(names & set(map(key, d.short_regions)) for d in world.document_names if scope.admits(d.id))
