"""Questions about who does what: forward, reverse, yes or no, counted, ranked, left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kg.model import Section, SectionKind
from kg.ontology import pol
from qa import words
from qa.link import Linking, Mention, content_link, content_weights, link_works
from qa.model import Kind, Link
from qa.plan.duties import DOES, NOUN, linking_sentence
from qa.plan.holders import holders
from qa.plan.model import Form, Lit, Pattern, QueryPlan, Ref, Var
from qa.plan.roles import RoleQuestion, agent_links, document_patterns, document_values
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.weigh import grams, share, without_names
from qa.works import WorkLink, WorkText
from qa.world import World

NARROWING = 1.6  # weight of further words from which a question for a unit's works is narrowed by them
CARRYING = 0.5  # share of them that a work must carry
NAMED_BY_TITLE = 0.75  # share by which title and question must cover one another


def forward(
    interpretation: Interpretation,
    question: RoleQuestion,
    works: Sequence[WorkLink],
    content: Mapping[str, float],
    world: World,
) -> tuple[QueryPlan, ...]:
    """Work → units. One plan for each of the best works; a section split into several works is first taken whole."""
    plans = list(_whole_section(interpretation, question, works, content, world))
    mentioned = tuple(Ref(link.iri) for agent, _ in question.by_agent for link in agent_links(agent, world))
    agents = tuple(agent for agent, _ in question.by_agent)
    for found in works[:4]:
        work = Ref(found.work.iri)
        title = found.work.title.strip("“”")
        link = content_link(interpretation, iri=found.work.iri, label=title, type=found.work.type, score=found.score)
        counting = interpretation.intent is Intent.COUNT
        plans.append(
            QueryPlan(
                form=Form.COUNT if counting else Form.SELECT,
                kind=Kind.NUMBER if counting else Kind.ENTITIES,
                patterns=(Pattern(work, pol(question.role), Var("x")),),
                values=_of_kind(interpretation, agents, world),
                apart=mentioned if interpretation.besides or mentioned else (),
                reading=f"查{world.ontology.classes[found.work.type].label}“{title}”的{NOUN[question.role]}"
                + ("有几个" if counting else ""),
                score=found.score,
                links=(link,),
                say="count_agents" if counting else "roles",
                property=question.role,
                sentences=linking_sentence(found),
                features=(("内容吻合", round(found.score, 3)), ("标题吻合", round(found.title_share, 3))),
            )
        )
    return tuple(plans)


def _whole_section(
    interpretation: Interpretation,
    question: RoleQuestion,
    works: Sequence[WorkLink],
    content: Mapping[str, float],
    world: World,
) -> tuple[QueryPlan, ...]:
    """A question that names a section whose parts have units of their own: all of its units."""
    if not works:
        return ()
    first = works[0].work
    section, parts = _siblings(first, world)
    if not 2 <= len(parts) <= 8:
        return ()
    named = _names_section(section.title, without_names(content, world.named_by[first.document]), parts, world)
    if named is None:
        return ()
    iri = f"{world.base}{first.document}/section/"
    node = next((n for n in world.nodes.values() if n.iri.startswith(iri) and n.label == section.title), None)
    label = section.title.strip("“”")
    link = content_link(interpretation, iri=node.iri if node else first.iri, label=label, type="Section", score=named)
    counting = interpretation.intent is Intent.COUNT
    agents = tuple(agent for agent, _ in question.by_agent)
    return (
        QueryPlan(
            form=Form.COUNT if counting else Form.SELECT,
            kind=Kind.NUMBER if counting else Kind.ENTITIES,
            patterns=(Pattern(Var("w"), pol(question.role), Var("x")),),
            values=((Var("w"), tuple(Ref(w.iri) for w in parts)), *_of_kind(interpretation, agents, world)),
            reading=f"查“{label}”各项工作的{NOUN[question.role]}",
            score=max(works[0].score, named) + 0.05,
            links=(link,),
            say="count_agents" if counting else "agents",
            property=question.role,
            features=(("章节标题吻合", round(named, 3)),),
        ),
    )


def _siblings(work: WorkText, world: World) -> tuple[Section, list[WorkText]]:
    """The clause that ``work`` is a part of, or the name that its table row shares with others; and the works of it."""
    sections, shelf = world.documents[work.document].sections, world.shelves[work.document].works
    section = sections[work.section]
    if section.kind is SectionKind.ROW and section.parent is not None:
        group = sections[section.parent]
        rows = [w for w in shelf if sections[w.section].parent == group.id and w.attributed]
        return group, rows if group.kind is SectionKind.HEADING and not group.number else []
    return section, [w for w in shelf if w.section == section.id and w.attributed] if section.kind is SectionKind.CLAUSE else []


def _names_section(title: str, content: Mapping[str, float], parts: Sequence[WorkText], world: World) -> float | None:
    """How well the question names the section by its title; None when it does not, or when what it says besides is one part's.

    Either the title carries what was asked (“智联网由谁牵头”), or the question carries the title.
    """
    own = frozenset(grams(title))
    asked = share(content, own)
    titled = share(world.weights.weigh(own), set(content))
    rest = {g: w for g, w in content.items() if g not in own}
    if max(asked, titled) < NAMED_BY_TITLE or sum(content.values()) <= 0:
        return None
    if sum(rest.values()) / sum(content.values()) > 1 - NAMED_BY_TITLE:
        carried = sorted((share(rest, part.body_grams) for part in parts), reverse=True)
        if carried[0] >= CARRYING and carried[1] < carried[0] - 0.2:
            return None
    return max(asked, titled)


def _of_kind(
    interpretation: Interpretation, agents: tuple[Mention, ...], world: World
) -> tuple[tuple[Var, tuple[Ref | Lit, ...]], ...]:
    """“配合单位里有哪些高校”: only units of that kind; 单位 and 部门 mean any."""
    kind = holders(interpretation.folded, agents)
    return ((Var("x"), tuple(Ref(iri) for iri in kind.among(world.units, world))),) if kind else ()


def _alone(interpretation: Interpretation, question: RoleQuestion, units: Sequence[Link]) -> tuple[Pattern, Ref] | None:
    """“单独负责哪些”: nobody else is responsible."""
    if len(question.by_agent) != 1 or not words.SOLE.search(interpretation.folded):
        return None
    return Pattern(Var("x"), pol(question.by_agent[0][1]), Var("other")), Ref(units[0].iri)


def _further(interpretation: Interpretation, linking: Linking, scope: Scope, world: World) -> dict[str, float]:
    """What a question for a unit's works says besides the unit, its role, the document and the noun 任务."""
    drop = [
        *scope.spans,
        *(m.span for m in linking.agents),
        *(c.span for c in (*interpretation.properties, *interpretation.classes)),
    ]
    drop += [m.span for m in linking.things if any(k.type in {"Section", "Region"} for k in m.links)]
    return content_weights(interpretation, world, drop)


def _about(content: Mapping[str, float], units: Sequence[Link], scope: Scope, world: World) -> tuple[Ref, ...] | None:
    """The works that the rest of the question narrows a unit's works to: “X在某方面牵头哪些”.

    None when there is nothing more to it; words that name one document only narrow to its works.
    """
    documents = {d for k in units for d in world.nodes[k.iri].documents if scope.admits(d)}
    left = {g: w for g, w in content.items() if w > 0 and not all(g in world.named_by[d] for d in documents)}
    if sum(left.values()) < NARROWING:
        return None
    fits = {d: share(left, world.named_by[d]) for d in documents}
    best = max(fits, key=lambda d: (fits[d], d), default="")
    if best and fits[best] >= 0.6:
        named = {d for d in documents if fits[d] >= fits[best] - 0.1}
        return tuple(Ref(w.iri) for w in world.works if w.document in named and w.attributed)
    carrying = [w for w in link_works(left, world, scope, attributed=True) if w.score >= CARRYING]
    return tuple(Ref(w.work.iri) for w in carrying)


def _work_types(interpretation: Interpretation) -> tuple[str, ...]:
    """“重点任务” leaves the 保障措施 out, “保障措施” asks for them alone; plain 任务 or 工作 means all."""
    if interpretation.wanted == ("Measure",) or words.AMONG_MEASURES.search(interpretation.folded):
        return (pol("Measure"),)
    strict = any(cue.word == "重点任务" for cue in interpretation.classes)
    both = any(cue.name == "Measure" for cue in interpretation.classes) and not words.LEFT_OUT.search(interpretation.folded)
    return (pol("Task"),) if strict and not both else ()


def _parts(linking: Linking) -> tuple[Link, ...]:
    """Sections that the question names: “在…这部分”."""
    return tuple(link for mention in linking.things for link in mention.links if link.type == "Section")[:1]


def _within(parts: tuple[Link, ...]) -> str:
    return f"“{parts[0].label}”部分" if parts else ""


def reverse(
    interpretation: Interpretation,
    question: RoleQuestion,
    linking: Linking,
    scope: Scope,
    world: World,
) -> tuple[QueryPlan, ...]:
    """Units → works: every named unit with its own role (an intersection when there are several)."""
    patterns: list[Pattern] = []
    among: list[Link] = []
    units: list[tuple[Var, tuple[Ref | Lit, ...]]] = []
    said = []
    for agent, role in question.by_agent:
        links = agent_links(agent, world)
        if not links:
            return ()
        among.extend(links)
        said.append(f"{links[0].label}{DOES[role]}")
        unit = Var(f"u{len(patterns)}")  # one name may be borne by units of several provinces
        patterns.append(Pattern(Var("x"), pol(role), unit if len(links) > 1 else Ref(links[0].iri)))
        units += [(unit, tuple(Ref(k.iri) for k in links))] if len(links) > 1 else []
    if not patterns:
        return ()
    about = _about(_further(interpretation, linking, scope, world), among, scope, world)
    if about is not None and not about:
        return ()  # the question narrows the works in a way that none of them fits
    parts = _parts(linking)
    inside = tuple(Pattern(Var("x"), pol("partOf"), Ref(link.iri)) for link in parts)
    counting = interpretation.intent is Intent.COUNT
    return (
        QueryPlan(
            form=Form.COUNT if counting else Form.SELECT,
            kind=Kind.NUMBER if counting else Kind.ENTITIES,
            patterns=(*patterns, *document_patterns(Var("x"), scope, world), *inside),
            values=(*units, *document_values(scope, world), *(((Var("x"), about),) if about else ())),
            types=_work_types(interpretation),
            sole=_alone(interpretation, question, among),
            reading=f"查{_within(parts)}{'、'.join(said)}的工作" + ("有几项" if counting else ""),
            score=1.0,
            links=tuple(among),
            say="count_works" if counting else "works",
            property=question.by_agent[0][1],
            features=(("单位识别", 1.0),),
        ),
    )


def not_led_by(interpretation: Interpretation, question: RoleQuestion, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“哪几项不是X牵头的”, “责任单位里没有X”: attributed works without X in that role."""
    negated = interpretation.negated_role or interpretation.not_listed
    if negated is None or not question.by_agent:
        return ()
    agent, role = next(((a, r) for a, r in question.by_agent if negated.overlaps(a.span)), (None, ""))
    role = "responsible" if interpretation.not_listed else role
    links = agent_links(agent, world) if agent else ()
    if not links:
        return ()
    return (
        QueryPlan(
            form=Form.SELECT,
            kind=Kind.ENTITIES,
            patterns=(Pattern(Var("x"), pol(role), Var("other")), *document_patterns(Var("x"), scope, world)),
            values=document_values(scope, world),
            without=((Pattern(Var("x"), pol(role), Ref(links[0].iri)),),),
            reading=f"查不由{links[0].label}{DOES[role]}的工作",
            score=1.05,
            links=links,
            say="works",
            property=role,
        ),
    )


def most(interpretation: Interpretation, question: RoleQuestion, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“哪个部门牵头的任务最多”"""
    found = words.MOST.search(interpretation.folded)
    if found is None or interpretation.intent is not Intent.MOST:
        return ()
    fewest = found.group(0)[1] in "少小低"
    agents_first = not re.search(r"(?:哪|什么)[^部单厅]{0,3}(?:任务|工作|措施|项)", interpretation.folded)
    subject, selected, over = (Var("w"), Var("x"), Var("w")) if agents_first else (Var("x"), Var("x"), Var("a"))
    pattern = Pattern(subject, pol(question.role), Var("x") if agents_first else Var("a"))
    said = (
        f"查{DOES[question.role]}工作{found.group(0)}的单位" if agents_first else f"查{NOUN[question.role]}{found.group(0)}的工作"
    )
    return (
        QueryPlan(
            form=Form.MOST,
            kind=Kind.ENTITIES,
            patterns=(pattern, *document_patterns(subject, scope, world)),
            values=document_values(scope, world),
            select=selected,
            over=over,
            fewest=fewest,
            reading=said,
            score=1.1,
            links=(),
            say="most",
            property=question.role,
        ),
    )
