"""Two hops over works: who else joins the works of a unit, what else the unit of a work does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.ontology import pol
from qa.link import content_link
from qa.model import Kind, Link
from qa.plan.duties import DOES, NOUN
from qa.plan.model import Form, Pattern, QueryPlan, Ref, Var
from qa.plan.roles import ROLES, WORK_CLASSES, RoleQuestion, agent_links, document_patterns
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.works import WorkLink
from qa.world import World

# “…的牵头单位还配合哪个项目”: the unit of one work, then its other works
_HOLDER = re.compile(
    r"(?P<first>牵头|主办|负责|责任|配合|参与|承担)[^,，。]{0,2}(?:单位|部门|机构|方|厅|局)[^,，。]{0,4}(?:还|另外|同时|又)(?P<rest>.*)"
)
_ROLE_WORD = {"牵头": "lead", "主办": "lead", "配合": "participant", "参与": "participant"}
_TOGETHER = re.compile("一起|一同|一道|共同|同一|搭档|合作|联手")
TITLED = ("Task", "Measure")


def _beside(interpretation: Interpretation, question: RoleQuestion) -> bool:
    """Is the named unit one that shares a work (“X牵头的任务还有谁”), not one that the asker only speaks of?"""
    if _TOGETHER.search(interpretation.folded):
        return True
    cues = [c.span for c in interpretation.properties if c.name in ROLES]
    return all(any(0 <= c.start - agent.span.end <= 6 for c in cues) for agent, _ in question.by_agent)


def shared_works(interpretation: Interpretation, question: RoleQuestion, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """Two hops over a work: “X牵头的任务还有哪些部门参与”."""
    if not question.by_agent or not question.wants_agents or not _beside(interpretation, question):
        return ()
    patterns: list[Pattern] = []
    links: list[Link] = []
    for agent, role in question.by_agent:
        own = agent_links(agent, world)
        if not own:
            return ()
        links.extend(own[:1])
        near = [c.name for c in interpretation.properties if c.name in ROLES and c.span.start >= agent.span.end]
        patterns.append(Pattern(Var("w"), pol(near[0] if near else role), Ref(own[0].iri)))
    last = [c.name for c in interpretation.properties if c.name in ROLES]
    asked = last[-1] if len(last) > 1 else "responsible"
    return (
        QueryPlan(
            form=Form.SELECT,
            kind=Kind.ENTITIES,
            patterns=(*patterns, Pattern(Var("w"), pol(asked), Var("x")), *document_patterns(Var("w"), scope, world)),
            apart=tuple(Ref(link.iri) for link in links),
            reading=f"查与{'、'.join(link.label for link in links)}在同一工作中的{NOUN[asked]}",
            score=0.7,
            links=tuple(links),
            say="agents",
            property=asked,
        ),
    )


def works_of_holders(
    interpretation: Interpretation, works: Sequence[WorkLink], scope: Scope, world: World
) -> tuple[QueryPlan, ...]:
    """“X任务的牵头单位还配合哪些项目”: no plan when the question does not go over a unit that it leaves unnamed."""
    said = _HOLDER.search(interpretation.folded)
    if said is None or not works or interpretation.intent not in {Intent.WHICH, Intent.COUNT}:
        return ()
    if not (set(interpretation.wanted) & WORK_CLASSES or interpretation.unknown_noun or "哪" in said["rest"]):
        return ()
    first = _ROLE_WORD.get(said["first"], "responsible")
    roles = [c.name for c in interpretation.properties if c.name in ROLES and c.span.start >= said.start("rest")]
    second = roles[0] if roles else "responsible"
    work = works[0].work
    title, score = work.title.strip("“”"), round(works[0].score, 3)
    link = content_link(interpretation, iri=work.iri, label=title, type=work.type, score=score)
    counting = interpretation.intent is Intent.COUNT
    return (
        QueryPlan(
            form=Form.COUNT if counting else Form.SELECT,
            kind=Kind.NUMBER if counting else Kind.ENTITIES,
            patterns=(
                Pattern(Ref(work.iri), pol(first), Var("unit")),
                Pattern(Var("x"), pol(second), Var("unit")),
                *document_patterns(Var("x"), scope, world),
            ),
            types=tuple(sorted(pol(t) for t in TITLED)),
            apart=(Ref(work.iri),),
            reading=f"查“{link.label}”的{NOUN[first]}还{DOES[second]}的工作" + ("有几项" if counting else ""),
            score=works[0].score + 0.1,
            links=(link,),
            say="count_works" if counting else "works",
            property=second,
        ),
    )
