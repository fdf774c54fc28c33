"""Questions about any other property or class of the ontology: found by searching its schema from what was linked.

A property that is new in Turtle, with cues, domain and range, is asked here without a change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, permutations, product

from kg.ontology import PropertyInfo, pol
from qa.link import Linking, Mention
from qa.model import Kind, Link
from qa.plan.asked import class_iris, compatible, form_of, unexplained
from qa.plan.model import Form, Pattern, QueryPlan, Ref, Var
from qa.plan.roles import ROLES, WORK_CLASSES
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.world import World

# what of a document holds works, and the property that says so
CONTAINERS = {"Column": "belongsToColumn", "Section": "partOf"}
# properties that a question may mean without saying them: 青岛的园区, 该任务的技术
UNCUED = {"locatedIn", "hosts", "partOf", "belongsToColumn", "columnOf"}
NO_SUBJECT = {"Concept", "Region"}  # nothing is stated of these but what they belong to
ELSEWHERE = 0.5  # of the question is at least unexplained where a heading stands in another document than the one that is meant
INTERNAL = {*ROLES, "unit", "work", "sameAs", "aimsAt", "inDocument"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """What one mention says of the thing asked for (``?x``)."""

    mention: Mention
    anchor: Link
    patterns: tuple[Pattern, ...]
    property: PropertyInfo
    cued: bool
    inverse: bool  # ?x is the subject
    said: str


def _constraints(mention: Mention, index: int, cued: frozenset[str], wanted: Sequence[str], world: World) -> Iterator[Constraint]:
    """Every property of the ontology that fits the anchor's class on one side and the wanted class on the other."""
    for anchor in mention.links:
        for info in world.ontology.properties.values():
            is_cued = info.name in cued or (
                info.name == "belongsToColumn" and anchor.type == "Column" and not wanted and not cued
            )
            if info.name not in INTERNAL and (is_cued or (wanted and info.name in UNCUED)):
                yield from _one_step(mention, anchor, info, is_cued, wanted, world)
        yield from _two_steps(mention, anchor, index, cued, wanted, world)


def _one_step(
    mention: Mention, anchor: Link, info: PropertyInfo, is_cued: bool, wanted: Sequence[str], world: World
) -> Iterator[Constraint]:
    """The property in both directions, where the classes allow."""
    ontology = world.ontology
    forward = (info.domain is None or ontology.is_a(anchor.type, info.domain)) and anchor.type not in NO_SUBJECT
    if forward and compatible(world, wanted, info.range):
        yield Constraint(
            mention=mention,
            anchor=anchor,
            patterns=(Pattern(Ref(anchor.iri), info.iri, Var("x")),),
            property=info,
            cued=is_cued,
            inverse=False,
            said=f"“{anchor.label}”的{info.label}",
        )
    backward = info.is_object and (info.range is None or ontology.is_a(anchor.type, info.range))
    if backward and (wanted or info.domain or anchor.type == "Concept") and compatible(world, wanted, info.domain):
        yield Constraint(
            mention=mention,
            anchor=anchor,
            patterns=(Pattern(Var("x"), info.iri, Ref(anchor.iri)),),
            property=info,
            cued=is_cued,
            inverse=True,
            said=f"{info.label}“{anchor.label}”",
        )


def _two_steps(
    mention: Mention, anchor: Link, index: int, cued: frozenset[str], wanted: Sequence[str], world: World
) -> Iterator[Constraint]:
    """Over a work in between: the things that a part of the document speaks of, the 专栏 that speaks of a thing."""
    between, properties = Var(f"w{index}"), world.ontology.properties

    def over(first: Pattern, then: Pattern, name: str, is_cued: bool, said: str) -> Constraint:
        return Constraint(
            mention=mention,
            anchor=anchor,
            patterns=(first, then),
            property=properties[name],
            cued=is_cued,
            inverse=True,
            said=said,
        )

    in_column = Pattern(between, pol("belongsToColumn"), Ref(anchor.iri))
    speaks_of = Pattern(between, pol("concerns"), Ref(anchor.iri))
    thing = not world.ontology.is_a(anchor.type, "Work") and anchor.type not in {"Section", "Column"}
    if list(wanted) == ["Column"] and thing:
        column = Pattern(between, pol("belongsToColumn"), Var("x"))
        yield over(speaks_of, column, "belongsToColumn", True, f"提到“{anchor.label}”")
    if not wanted or set(wanted) & (WORK_CLASSES | {"Section", "Column"}):
        return
    if anchor.type == "Column":
        yield over(in_column, Pattern(between, pol("describes"), Var("x")), "belongsToColumn", True, f"“{anchor.label}”所列")
    if container := CONTAINERS.get(anchor.type):
        inside = Pattern(between, pol(container), Ref(anchor.iri))
        is_cued = "concerns" in cued or container in cued or mention.located
        yield over(inside, Pattern(between, pol("concerns"), Var("x")), "concerns", is_cued, f"“{anchor.label}”提到")


def _is_the_noun(mention: Mention, interpretation: Interpretation) -> bool:
    """A name inside the asked-for noun is no anchor: 哪些【光学器件】."""
    noun = interpretation.wanted_span
    return noun is not None and noun.overlaps(mention.span) and len(mention.span) <= len(noun)


def by_property(interpretation: Interpretation, linking: Linking, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """Anchors + cued or fitting properties → the other end; two anchors narrow one another."""
    cued = frozenset(c.name for c in interpretation.properties) - set(ROLES)
    wanted = [w for w in interpretation.wanted if w != "Document"]
    columns = any(link.type == "Column" for m in linking.things for link in m.links)
    if wanted == ["Section"] and columns:
        wanted = []  # the 方面, 部分 of a 专栏 are its items
    if (
        interpretation.why
        or (interpretation.intent not in {Intent.WHICH, Intent.COUNT, Intent.WHEN} and not (columns and "Action" in wanted))
        or not (cued or wanted or columns)
    ):
        return ()
    mentions = [
        m
        for m in linking.mentions
        if m.links and not any(s.contains(m.span) for s in scope.spans) and not _is_the_noun(m, interpretation)
    ]
    found = [list(_constraints(m, i, cued, wanted, world)) for i, m in enumerate(mentions[:4])]
    plans = [_plan(interpretation, [one], scope, world) for some in found for one in some]
    for i, some in enumerate(found):
        for other in (m for j, m in enumerate(mentions[:4]) if j != i):
            plans += [p for one in some for p in _qualified(interpretation, one, other, scope, world)]
    for i, j in combinations(range(len(found)), 2):
        plans += [_plan(interpretation, [a, b], scope, world) for a in found[i] for b in found[j]]
    return tuple(plans)


def _qualified(
    interpretation: Interpretation, one: Constraint, other: Mention, scope: Scope, world: World
) -> Iterator[QueryPlan]:
    """“济南的某平台依托哪些机构”: the second name only says which one the first is."""
    for link in other.links:
        if link.type != "Region" or len(one.patterns) != 1 or one.inverse:
            continue
        plan = _plan(interpretation, [one], scope, world, also=[other])
        qualifier = Pattern(Ref(one.anchor.iri), pol("locatedIn"), Ref(link.iri))
        yield replace(plan, patterns=(*plan.patterns, qualifier), score=plan.score + 0.01, links=(*plan.links, link))


def _only_innermost(constraints: Sequence[Constraint]) -> tuple[tuple[Pattern, ...], ...]:
    """“属于哪一部分” asks for the nearest heading, not for all above it."""
    one = constraints[0]
    if len(constraints) > 1 or one.inverse or one.property.name != "partOf":
        return ()
    nearer = Var("nearer")
    return ((Pattern(Ref(one.anchor.iri), one.property.iri, nearer), Pattern(nearer, one.property.iri, Var("x"))),)


def _standing_in(constraints: Sequence[Constraint], scope: Scope, world: World) -> Scope:
    """The one document of a heading: many have “主要目标”, and the rest of the question must be said of the one that is meant."""
    for one in constraints:
        documents = world.nodes[one.anchor.iri].documents
        if one.anchor.type in CONTAINERS and len(documents) == 1:
            return Scope(documents=dict.fromkeys(documents, 1.0), hard=True, spans=scope.spans)
    return scope


def _plan(
    interpretation: Interpretation,
    constraints: Sequence[Constraint],
    scope: Scope,
    world: World,
    also: Sequence[Mention] = (),
) -> QueryPlan:
    within = _standing_in(constraints, scope, world)
    rest = unexplained(interpretation, world, within, [*(c.mention for c in constraints), *also])
    if scope.documents and not any(scope.prior(d) for d in within.documents):
        rest = max(rest, ELSEWHERE)
    in_column = constraints[0].anchor.type == "Column" and interpretation.wanted == ("Section",)
    wanted = [] if in_column else [w for w in interpretation.wanted if w != "Document"]
    first = constraints[0]
    cued = any(c.cued for c in constraints)
    form, kind = form_of(interpretation)
    domain = first.property.domain if first.inverse and len(first.patterns) == 1 else None
    kinds = [] if cued and wanted == ["Agent"] else wanted  # 机构 and 单位 are said of platforms too
    types = class_iris(world, kinds or ([domain] if domain else [])) if first.property.is_object else ()
    said = "、".join(c.said for c in constraints)
    named = world.ontology.classes.get(wanted[0] if wanted else domain or "")
    plain = len(constraints) == 1 and not first.inverse
    return QueryPlan(
        form=form,
        kind=kind,
        patterns=tuple(p for c in constraints for p in c.patterns),
        types=types,
        without=_only_innermost(constraints),
        reading=f"查{said}" + ("" if plain else f"的{named.label if named else '事物'}"),
        score=(0.75 if cued else 0.55) + (0.2 if wanted else 0.0) - 0.8 * rest - (0.02 if first.inverse else 0.0),
        links=tuple(c.anchor for c in constraints),
        say="property" if plain else "inverse",
        property=first.property.name,
        features=(("属性用语", 1.0 if cued else 0.0), ("已解释的问句", round(1 - rest, 3))),
    )


def yes_no(interpretation: Interpretation, linking: Linking, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“X在Y吗”: asked of two named things and a property that joins their classes."""
    if interpretation.intent is not Intent.BOOLEAN:
        return ()
    cued = {c.name for c in interpretation.properties} - set(ROLES)
    mentions = [m for m in linking.mentions if m.links and not any(s.contains(m.span) for s in scope.spans)]
    plans = []
    for one, other in permutations(mentions[:4], 2):
        rest = unexplained(interpretation, world, scope, [one, other])
        for a, b in product(one.links, other.links):
            for info in world.ontology.properties.values():
                if info.name in INTERNAL or not info.is_object or (info.name not in cued and info.name != "locatedIn"):
                    continue
                domain_fits = info.domain is None or world.ontology.is_a(a.type, info.domain)
                if not domain_fits or info.range is None or not world.ontology.is_a(b.type, info.range):
                    continue
                plans.append(
                    QueryPlan(
                        form=Form.ASK,
                        kind=Kind.BOOLEAN,
                        patterns=(Pattern(Ref(a.iri), info.iri, Ref(b.iri)),),
                        proof=(Pattern(Ref(a.iri), info.iri, Var("x")),),
                        reading=f"查“{a.label}”是否{info.label}“{b.label}”",
                        score=0.95 - 0.8 * rest,
                        links=(a, b),
                        say="yes_no",
                        property=info.name,
                    )
                )
    return tuple(plans)
