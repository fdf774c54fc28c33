"""Questions about any other property or class of the ontology: found by searching its schema from what was linked.

A property that is new in Turtle, with cues, domain and range, is asked here without a change.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.ontology import PropertyInfo, pol
from kg.text import key
from qa.link import Linking, Mention, content_weights
from qa.model import Kind, Link
from qa.plan.model import Form, Pattern, QueryPlan, Ref, Var
from qa.plan.roles import ROLES, WORK_CLASSES
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.weigh import grams, share
from qa.world import World

INTERNAL = {*ROLES, "unit", "work", "sameAs", "aimsAt", "inDocument"}


def _compatible(world: World, wanted: Sequence[str], bound: str | None) -> bool:
    """May a node that must be of class ``bound`` be one of the ``wanted`` classes?"""
    if not wanted or bound is None:
        return True
    return any(world.ontology.is_a(bound, w) or world.ontology.is_a(w, bound) for w in wanted)


def _types(world: World, wanted: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(pol(c) for w in wanted for c in world.ontology.descendants(w) if c in world.ontology.classes))


def _form(interpretation: Interpretation) -> tuple[Form, Kind]:
    counting = interpretation.intent is Intent.COUNT
    return (Form.COUNT, Kind.NUMBER) if counting else (Form.SELECT, Kind.ENTITIES)


def _unexplained(interpretation: Interpretation, world: World, scope: Scope, used: Sequence[Mention]) -> float:
    """Share of the question's content that neither an anchor, a cue nor the asked-for noun explains (0 when all is explained)."""
    drop = [*scope.spans, *(m.span for m in used), *(c.span for c in interpretation.properties)]
    if interpretation.wanted_span:
        drop.append(interpretation.wanted_span)
    rest = content_weights(interpretation, world, drop)
    everything = content_weights(interpretation, world, ())
    total = sum(everything.values())
    titles = frozenset(g for d in world.document_names if scope.admits(d.id) for g in grams(d.title))
    left = {g: w for g, w in rest.items() if g not in titles}
    return min(1.0, sum(left.values()) / total) if total else 0.0


def by_property(interpretation: Interpretation, linking: Linking, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """Anchor + cued property → the other end. Both directions are tried; types decide."""
    cued = {c.name for c in interpretation.properties} - set(ROLES)
    wanted = interpretation.wanted
    if (not cued and not wanted) or interpretation.intent not in {Intent.WHICH, Intent.COUNT, Intent.WHEN}:
        return ()
    plans = []
    for mention in linking.mentions:
        if any(s.contains(mention.span) for s in scope.spans):
            continue
        if interpretation.wanted_span and interpretation.wanted_span.contains(mention.span):
            continue
        rest = _unexplained(interpretation, world, scope, [mention])
        for anchor in mention.links:
            for info in world.ontology.properties.values():
                if info.name in INTERNAL or (not info.is_object and info.name not in cued):
                    continue
                plans.extend(_both_ways(interpretation, anchor, info, info.name in cued, rest, world))
    return tuple(plans)


def _both_ways(
    interpretation: Interpretation, anchor: Link, info: PropertyInfo, cued: bool, rest: float, world: World
) -> list[QueryPlan]:
    wanted = [w for w in interpretation.wanted if w != "Document"]
    if not cued and not wanted:
        return []
    ontology = world.ontology
    form, kind = _form(interpretation)
    features = (("属性用语", 1.0 if cued else 0.0), ("已解释的问句", round(1 - rest, 3)))
    score = (0.75 if cued else 0.55) + (0.2 if wanted else 0.0) - 0.8 * rest
    found = []
    if (info.domain is None or ontology.is_a(anchor.type, info.domain)) and _compatible(world, wanted, info.range):
        found.append(
            QueryPlan(
                form=form,
                kind=kind,
                patterns=(Pattern(Ref(anchor.iri), info.iri, Var("x")),),
                types=_types(world, wanted) if info.is_object else (),
                reading=f"查“{anchor.label}”的{info.label}",
                score=score,
                links=(anchor,),
                say="property",
                property=info.name,
                features=features,
            )
        )
    if (
        info.is_object
        and (info.range is None or ontology.is_a(anchor.type, info.range))
        and (wanted or info.domain)
        and _compatible(world, wanted, info.domain)
    ):
        named = ontology.classes.get(wanted[0] if wanted else info.domain or "")
        label = named.label if named else "事物"
        found.append(
            QueryPlan(
                form=form,
                kind=kind,
                patterns=(Pattern(Var("x"), info.iri, Ref(anchor.iri)),),
                types=_types(world, wanted or ([info.domain] if info.domain else [])),
                reading=f"查{info.label}“{anchor.label}”的{label}",
                score=score - 0.02,
                links=(anchor,),
                say="inverse",
                property=info.name,
                features=features,
            )
        )
    return found


def by_group(interpretation: Interpretation, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“哪些光学器件要提高产能规模”: the items that an enumeration puts under the asked-for noun."""
    if interpretation.wanted_span is None or interpretation.intent not in {Intent.WHICH, Intent.COUNT}:
        return ()
    phrase = key(interpretation.wanted_span.of(interpretation.folded))
    if len(phrase) < 2 or set(interpretation.wanted) & (WORK_CLASSES | {"Department", "Document", "Section", "Column"}):
        return ()
    weights = content_weights(
        interpretation, world, [*scope.spans, interpretation.wanted_span, *(c.span for c in interpretation.properties)]
    )
    found = []
    for group in world.groups:
        label = key(group.label)
        if not scope.admits(group.document) or not (label.endswith(phrase) or (phrase.endswith(label) and len(label) > 2)):
            continue
        sentence = world.sentences[group.sentence] if group.sentence is not None else None
        fit = share(weights, sentence.grams | sentence.context) if sentence and weights else 0.0
        found.append((fit, len(label) == len(phrase), group))
    if not found:
        return ()
    best = max(f for f, _, _ in found)
    if weights and best < 0.5:
        return ()
    chosen = [g for f, _, g in found if f >= best - 0.15] if weights else [g for _, _, g in found]
    form, kind = _form(interpretation)
    said = "、".join(dict.fromkeys(g.label for g in chosen))
    return (
        QueryPlan(
            form=form,
            kind=kind,
            patterns=(Pattern(Var("x"), pol("broader"), Var("group")),),
            values=((Var("group"), tuple(Ref(iri) for iri in dict.fromkeys(g.iri for g in chosen))),),
            reading=f"查文件列举的{said}",
            score=0.72 + 0.28 * (best if weights else 0.6),
            links=(),
            say="group",
            property="broader",
            features=(("列举句吻合", round(best, 3)),),
        ),
    )


def by_class(interpretation: Interpretation, linking: Linking, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“文件提到了哪些园区”: all of a class, when nothing else narrows the question."""
    wanted = [w for w in interpretation.wanted if w in world.ontology.classes]
    if (
        not wanted
        or interpretation.wanted_span is None
        or interpretation.intent not in {Intent.WHICH, Intent.COUNT}
        or linking.agents
    ):
        return ()
    rest = _unexplained(interpretation, world, scope, ())
    phrase = interpretation.wanted_span.of(interpretation.folded)
    head = max(
        (c for c in interpretation.classes if c.span.end == interpretation.wanted_span.end),
        key=lambda c: len(c.span),
        default=None,
    )
    modifier = phrase[: -len(head.word)] if head and phrase.endswith(head.word) else ""
    titles = frozenset(g for d in world.document_names if scope.admits(d.id) for g in grams(d.title))
    foreign = [g for g in grams(modifier) if g not in titles]
    if rest > 0.15 or foreign:
        return ()
    form, kind = _form(interpretation)
    types = _types(world, [wanted[0]])
    document = next(iter(scope.documents)) if scope.hard and len(scope.documents) == 1 else None
    inside: tuple[Pattern, ...] = (
        (Pattern(Var("x"), pol("inDocument"), Ref(world.base + document)),) if document and wanted[0] in WORK_CLASSES else ()
    )
    label = world.ontology.classes[wanted[0]].label
    return (
        QueryPlan(
            form=form,
            kind=kind,
            patterns=inside,
            types=types,
            reading=f"列出文件中的{label}" if form is Form.SELECT else f"数文件中的{label}",
            score=0.7 - rest,
            links=(),
            say="class",
            property=None,
            features=(("未解释的问句", round(rest, 3)),),
        ),
    )
