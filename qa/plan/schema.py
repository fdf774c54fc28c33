"""Questions about any other property or class of the ontology: found by searching its schema from what was linked.

A property that is new in Turtle, with cues, domain and range, is asked here without a change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, permutations, product

from kg.model import Span
from kg.ontology import PropertyInfo, pol
from kg.text import key
from kg.vocabulary import OBJECT, PREDICATE, RDF_TYPE, SUBJECT
from qa import words
from qa.link import Linking, Mention, content_weights
from qa.model import Kind, Link
from qa.plan.model import Form, Lit, Pattern, QueryPlan, Ref, Var
from qa.plan.roles import ROLES, WORK_CLASSES
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.weigh import grams, share, without_names
from qa.world import Group, World

# what of a document holds works, and the property that says so
CONTAINERS = {"Column": "belongsToColumn", "Section": "partOf"}
# properties that a question may mean without saying them: 青岛的园区, 该任务的技术
UNCUED = {"locatedIn", "hosts", "partOf", "belongsToColumn", "columnOf"}
NO_SUBJECT = {"Concept", "Region"}  # nothing is stated of these but what they belong to
INTERNAL = {*ROLES, "unit", "work", "sameAs", "aimsAt", "inDocument"}


def _compatible(world: World, wanted: Sequence[str], bound: str | None) -> bool:
    """May a node that must be of class ``bound`` be one of the ``wanted`` classes?"""
    if not wanted or bound is None:
        return True
    return any(world.ontology.is_a(bound, w) or world.ontology.is_a(w, bound) for w in wanted)


def _types(world: World, wanted: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(pol(c) for w in wanted for c in world.ontology.meant_by(w) if c in world.ontology.classes))


def _form(interpretation: Interpretation) -> tuple[Form, Kind]:
    counting = interpretation.intent is Intent.COUNT
    return (Form.COUNT, Kind.NUMBER) if counting else (Form.SELECT, Kind.ENTITIES)


def _unexplained(interpretation: Interpretation, world: World, scope: Scope, used: Sequence[Mention]) -> float:
    """Share of the question's content that neither an anchor, a cue nor the asked-for noun explains (0 when all is explained)."""
    drop = [*scope.spans, *(m.span for m in used), *(c.span for c in (*interpretation.properties, *interpretation.classes))]
    if interpretation.wanted_span:
        drop.append(interpretation.wanted_span)
    rest = content_weights(interpretation, world, drop)
    everything = content_weights(interpretation, world, ())
    total = sum(everything.values())
    titles = frozenset(g for d in world.document_names if scope.admits(d.id) for g in grams(d.title))
    left = {g: w for g, w in rest.items() if g not in titles}
    return min(1.0, sum(left.values()) / total) if total else 0.0


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
    ontology = world.ontology
    for anchor in mention.links:
        for info in ontology.properties.values():
            is_cued = info.name in cued or (
                info.name == "belongsToColumn" and anchor.type == "Column" and not wanted and not cued
            )
            if info.name in INTERNAL or not (is_cued or (wanted and info.name in UNCUED)):
                continue
            forward = (info.domain is None or ontology.is_a(anchor.type, info.domain)) and anchor.type not in NO_SUBJECT
            if forward and _compatible(world, wanted, info.range):
                yield Constraint(
                    mention=mention,
                    anchor=anchor,
                    patterns=(Pattern(Ref(anchor.iri), info.iri, Var("x")),),
                    property=info,
                    cued=is_cued,
                    inverse=False,
                    said=f"“{anchor.label}”的{info.label}",
                )
            fits = info.is_object and (info.range is None or ontology.is_a(anchor.type, info.range))
            if fits and (wanted or info.domain or anchor.type == "Concept") and _compatible(world, wanted, info.domain):
                yield Constraint(
                    mention=mention,
                    anchor=anchor,
                    patterns=(Pattern(Var("x"), info.iri, Ref(anchor.iri)),),
                    property=info,
                    cued=is_cued,
                    inverse=True,
                    said=f"{info.label}“{anchor.label}”",
                )
        if wanted and anchor.type == "Column" and not set(wanted) & (WORK_CLASSES | {"Section", "Column"}):
            item = Var(f"w{index}")
            yield Constraint(
                mention=mention,
                anchor=anchor,
                patterns=(Pattern(item, pol("belongsToColumn"), Ref(anchor.iri)), Pattern(item, pol("describes"), Var("x"))),
                property=ontology.properties["belongsToColumn"],
                cued=True,
                inverse=True,
                said=f"“{anchor.label}”所列",
            )
        if wanted and (container := CONTAINERS.get(anchor.type)) and not set(wanted) & (WORK_CLASSES | {"Section", "Column"}):
            inside = Var(f"w{index}")
            yield Constraint(
                mention=mention,
                anchor=anchor,
                patterns=(Pattern(inside, pol(container), Ref(anchor.iri)), Pattern(inside, pol("concerns"), Var("x"))),
                property=ontology.properties["concerns"],
                cued="concerns" in cued or container in cued or mention.located,
                inverse=True,
                said=f"“{anchor.label}”提到",
            )


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
        or interpretation.intent not in {Intent.WHICH, Intent.COUNT, Intent.WHEN}
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


def _plan(
    interpretation: Interpretation,
    constraints: Sequence[Constraint],
    scope: Scope,
    world: World,
    also: Sequence[Mention] = (),
) -> QueryPlan:
    rest = _unexplained(interpretation, world, scope, [*(c.mention for c in constraints), *also])
    in_column = constraints[0].anchor.type == "Column" and interpretation.wanted == ("Section",)
    wanted = [] if in_column else [w for w in interpretation.wanted if w != "Document"]
    first = constraints[0]
    cued = any(c.cued for c in constraints)
    form, kind = _form(interpretation)
    domain = first.property.domain if first.inverse and len(first.patterns) == 1 else None
    kinds = [] if cued and wanted == ["Agent"] else wanted  # 机构 and 单位 are said of platforms too
    types = _types(world, kinds or ([domain] if domain else [])) if first.property.is_object else ()
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
        rest = _unexplained(interpretation, world, scope, [one, other])
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


def by_number(interpretation: Interpretation, linking: Linking, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“重点任务第十四项是什么”: a clause by its number."""
    if interpretation.numbered is None or interpretation.intent is not Intent.WHICH or linking.agents:
        return ()
    wanted = (
        [w for w in interpretation.wanted if w in WORK_CLASSES]
        or [c.name for c in interpretation.classes if c.name in WORK_CLASSES]
        or ["Task"]
    )
    rest = _unexplained(interpretation, world, scope, ())
    if rest > 0.4:
        return ()
    number = interpretation.numbered
    return (
        QueryPlan(
            form=Form.SELECT,
            kind=Kind.ENTITIES,
            patterns=(
                Pattern(Var("x"), pol("number"), Lit(number)),
                *((Pattern(Var("x"), pol("inDocument"), Var("doc")),) if scope.documents else ()),
            ),
            values=((Var("doc"), tuple(Ref(world.base + d) for d in scope.documents)),) if scope.documents else (),
            types=_types(world, wanted[:1]),
            reading=f"查第{number}项{world.ontology.classes[wanted[0]].label}",
            score=0.9 - rest,
            links=(),
            say="items",
            property="number",
        ),
    )


def _at_home(link: Link, scope: Scope, world: World) -> bool:
    """The document's own province or city narrows nothing."""
    names = {key(name) for name in (link.label, *world.nodes[link.iri].aliases)}
    return any(names & set(map(key, d.short_regions)) for d in world.document_names if scope.admits(d.id))


def by_group(interpretation: Interpretation, linking: Linking, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“哪些光学器件要提高产能规模”: the items that one enumeration puts under the asked-for noun.

    The noun may be asked for, or named (“某某技术列举了哪两种”). Of several enumerations the one whose sentence fits is
    meant; without more words than the noun only a single one will do.
    """
    if interpretation.intent not in {Intent.WHICH, Intent.COUNT} or interpretation.why:
        return ()
    if any(link.type == "Region" and not _at_home(link, scope, world) for m in linking.things for link in m.links):
        return ()  # a place narrows the question: it must be a condition, not a word
    named = {link.iri for m in linking.things for link in m.links if link.type == "Concept"}
    phrase = key(interpretation.wanted_span.of(interpretation.folded)) if interpretation.wanted_span else ""
    if set(interpretation.wanted) & (WORK_CLASSES | {"Department", "Document", "Section", "Column"}):
        return ()
    groups = [g for g in world.groups if g.whole and scope.admits(g.document) and _is_asked(g, phrase, named)]
    if interpretation.expected is not None:
        groups = [g for g in groups if g.items == interpretation.expected]
    drop = [*scope.spans, *(c.span for c in interpretation.properties)]
    drop += [interpretation.wanted_span] if interpretation.wanted_span else [m.span for m in linking.things]
    fits = [(_group_fit(g, interpretation, drop, world), g) for g in groups]
    if not fits:
        return ()
    weighty = any(fit is not None for fit, _ in fits)
    fits.sort(key=lambda pair: (-(pair[0] or 0.0), -len(pair[1].label), pair[1].start))
    fit, group = fits[0]
    rival = fits[1][0] if len(fits) > 1 else None
    if weighty and ((fit or 0.0) < 0.55 or (rival is not None and rival > (fit or 0.0) - 0.05)):
        return ()
    if not weighty and len(fits) > 1:
        return ()
    form, kind = _form(interpretation)
    return (
        QueryPlan(
            form=form,
            kind=kind,
            patterns=(
                Pattern(Var("f"), SUBJECT, Var("x")),
                Pattern(Var("f"), PREDICATE, Ref(pol("broader"))),
                Pattern(Var("f"), OBJECT, Ref(group.iri)),
                Pattern(Var("f"), pol("start"), Var("at")),
            ),
            between=((Var("at"), group.start, group.start + 1),),
            reading=f"查文件列举的{group.label}",
            score=0.72 + 0.28 * (fit if fit is not None else 0.6),
            links=(),
            say="group",
            property="broader",
            sentences=(group.sentence,) if group.sentence is not None else (),
            features=(("列举句吻合", round(fit or 0.0, 3)),),
        ),
    )


def _is_asked(group: Group, phrase: str, named: set[str]) -> bool:
    label = key(group.label)
    return group.iri in named or (len(phrase) >= 2 and (label.endswith(phrase) or (phrase.endswith(label) and len(label) > 2)))


def _group_fit(group: Group, interpretation: Interpretation, drop: Sequence[Span], world: World) -> float | None:
    """Share of the question's other words in the enumeration's sentence and headings; None when there are none."""
    weights = without_names(content_weights(interpretation, world, drop), world.named_by[group.document])
    if sum(weights.values()) < 0.3 or group.sentence is None:
        return None
    sentence = world.sentences[group.sentence]
    return share(weights, sentence.grams | sentence.context)


def _meant(interpretation: Interpretation, modifier: str, scope: Scope, world: World) -> tuple[str, ...] | None:
    """The documents that a listing is about; None when its modifier (“数字农业园区”) fits no title.

    Over several documents a listing needs a scope: all parks of unrelated documents are no answer.
    """
    admitted = tuple(scope.documents) if scope.documents else tuple(world.documents)
    wanted = set(grams(modifier))
    fitting = tuple(d.id for d in world.document_names if d.id in admitted and wanted <= set(grams(d.title)))
    if not fitting or (len(fitting) > 1 and not scope.documents and not words.EVERYWHERE.search(interpretation.folded)):
        return None
    return fitting


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
    phrase = interpretation.wanted_span.of(interpretation.folded)
    head = max(
        (c for c in interpretation.classes if c.span.end == interpretation.wanted_span.end),
        key=lambda c: len(c.span),
        default=None,
    )
    modifier = phrase[: -len(head.word)] if head and phrase.endswith(head.word) else ""
    documents = _meant(interpretation, modifier, scope, world)
    if documents is None:
        return ()
    rest = _unexplained(interpretation, world, scope, ())
    if rest > 0.15:
        return ()
    form, kind = _form(interpretation)
    types = _types(world, [wanted[0]])
    inside: tuple[Pattern, ...] = ()
    if wanted[0] == "Section":
        inside = (Pattern(Var("x"), pol("partOf"), Var("doc")), Pattern(Var("doc"), RDF_TYPE, Ref(pol("Document"))))
    values: tuple[tuple[Var, tuple[Ref, ...]], ...] = ()
    if len(documents) < len(world.documents):
        values = ((Var("doc"), tuple(Ref(world.base + d) for d in documents)),)
        inside = inside or (Pattern(Var("x"), pol("inDocument"), Var("doc")),)
        if wanted[0] != "Section" and not set(wanted[:1]) & (WORK_CLASSES | {"Column", "Target"}):
            inside = (Pattern(Var("f"), OBJECT, Var("x")), Pattern(Var("f"), pol("inDocument"), Var("doc")))
    label = world.ontology.classes[wanted[0]].label
    return (
        QueryPlan(
            form=form,
            kind=kind,
            patterns=inside,
            values=values,
            types=types,
            reading=f"列出文件中的{label}" if form is Form.SELECT else f"数文件中的{label}",
            score=0.7 - rest,
            links=(),
            say="class",
            property=None,
            features=(("未解释的问句", round(rest, 3)),),
        ),
    )
