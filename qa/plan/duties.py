"""Yes or no about who does what: the claims that a question makes of units, held against one work's attribution.

An attribution is a closed list, so what it does not list is a no. A claim may be negative (“X不参与吧”): the value is the truth
of what was said, and the answer says in words what the document lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from kg.ontology import pol
from qa import words
from qa.link import Mention, content_link
from qa.model import Kind, Link
from qa.plan import stated
from qa.plan.model import Form, Pattern, QueryPlan, Ref, Var
from qa.plan.roles import ROLES, RoleQuestion, agent_links, document_patterns, document_values
from qa.scope import Scope
from qa.understand import Interpretation
from qa.works import WorkLink
from qa.world import World

DOES = {"lead": "牵头", "participant": "参与、配合", "responsible": "负责或参与"}
NOUN = {"lead": "牵头单位", "participant": "参与、配合单位", "responsible": "责任单位"}

# what only asks: 是不是, 参不参与, 参与不参与, 有没有
_EITHER = re.compile(r"有没有|有没得|有无|是否|(?P<one>[\u4e00-\u9fff])不(?=(?P=one))|(?P<two>[\u4e00-\u9fff]{2})不(?=(?P=two))")
_DENIED = re.compile(
    r"(?:并不|并没有?|而不|不|没有?|没得|未|并非|而非)(?:是|由|归|在|要|用|会|需要?|算|属于?|该|能|被列?为?|列为?|让|的)*$"
)
_RATHER = re.compile(r"还是|或者|或是|或")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One unit in one role for the work that is meant, or not in it."""

    unit: Link
    role: str
    holds: bool


def _folded(interpretation: Interpretation) -> str:
    """The question with the forms that only ask blanked: 是不是 denies nothing."""
    return _EITHER.sub(lambda m: "，" * len(m.group(0)), interpretation.folded)


def _role_cues(interpretation: Interpretation, question: RoleQuestion) -> Iterator[tuple[int, int, str]]:
    """Start, end and role of every role word; one that may mean two roles means that of the whole question."""
    cues = [c for c in interpretation.properties if c.name in ROLES]
    for _, group in groupby(cues, key=lambda c: (c.span.start, c.span.end)):
        same = list(group)
        names = {c.name for c in same}
        yield same[0].span.start, same[0].span.end, names.pop() if len(names) == 1 else question.role


def _agents_of(cue: tuple[int, int, str], last: int, following: int, agents: Sequence[Mention]) -> list[Mention]:
    """The units that a role word speaks of: those in front of it, else those behind (“牵头的是X”)."""
    before = [a for a in agents if last <= a.span.start and a.span.end <= cue[0]]
    return before or [a for a in agents if cue[1] <= a.span.start and a.span.end <= following]


def claims(interpretation: Interpretation, question: RoleQuestion, world: World) -> tuple[Claim, ...]:
    """What is said of each named unit; () when one of them is nobody the documents know."""
    agents = [agent for agent, _ in question.by_agent]
    if any(not agent_links(a, world) for a in agents):
        return ()
    folded = _folded(interpretation)
    cues = list(_role_cues(interpretation, question))
    if not cues:
        return tuple(Claim(unit=agent_links(a, world)[0], role=r, holds=True) for a, r in question.by_agent)
    found: list[Claim] = []
    last, group = 0, list[Mention]()
    for index, cue in enumerate(cues):
        following = cues[index + 1][0] if index + 1 < len(cues) else len(folded)
        group = _agents_of(cue, last, following, agents) or group
        last = cue[1]
        first = min((a.span.start for a in group if a.span.end <= cue[0]), default=cue[0])
        denied = bool(_DENIED.search(folded[:first].rstrip("由归")) or _DENIED.search(folded[: cue[0]].rstrip("由归")))
        found += [Claim(unit=agent_links(a, world)[0], role=cue[2], holds=not denied) for a in group]
    if found:  # “是A牵头还是B”: what stands behind the last role word shares it
        role, holds = found[-1].role, found[-1].holds
        done = {c.unit.iri for c in found}
        found += [Claim(unit=k, role=role, holds=holds) for a in agents for k in agent_links(a, world)[:1] if k.iri not in done]
    return _plain(found)


def is_choice(interpretation: Interpretation, question: RoleQuestion) -> bool:
    """“A牵头还是B牵头”: one of two named units is asked for."""
    agents = [agent for agent, _ in question.by_agent]
    return len(agents) == 2 and bool(_RATHER.search(interpretation.folded[agents[0].span.end : agents[1].span.start]))


def _plain(found: Sequence[Claim]) -> tuple[Claim, ...]:
    """“负责牵头”: the narrower of two claims of one unit says it all."""
    kept = []
    for claim in dict.fromkeys(found):
        rivals = [c for c in found if c.unit.iri == claim.unit.iri and c.holds == claim.holds and c.role != claim.role]
        if claim.role == "responsible" and rivals:
            continue
        kept.append(claim)
    return tuple(kept)


def _said(claims: Sequence[Claim]) -> str:
    parts = []
    for (role, holds), group in groupby(claims, key=lambda c: (c.role, c.holds)):
        units = list(dict.fromkeys(c.unit.label for c in group))
        parts.append(f"{'、'.join(units)}{'都' if len(units) > 1 else ''}{'' if holds else '不'}{DOES[role]}")
    return "，".join(parts)


def yes_no(
    interpretation: Interpretation, question: RoleQuestion, works: Sequence[WorkLink], world: World
) -> tuple[QueryPlan, ...]:
    """Do the units do what is said of them in this work? “A还是B牵头” asks which of them does."""
    made = claims(interpretation, question, world)
    if not made or not works:
        return ()
    found = works[0]
    title = found.work.title.strip("“”")
    work = Ref(found.work.iri)
    link = content_link(interpretation, iri=found.work.iri, label=found.work.title, type=found.work.type, score=found.score)
    units = tuple(dict.fromkeys(c.unit for c in made))
    listed = Pattern(work, pol("responsible"), Var("any"))
    if stated.is_asked(interpretation) and any(
        c.role == "lead" and not stated.is_stated(found.work.iri, c.unit.iri, world) for c in made
    ):
        return ()  # whether it leads is custom's word, and the text's word is asked for
    alone = len(units) == 1 and made[0].holds and words.SOLE.search(interpretation.folded)
    positive = tuple(Pattern(work, pol(c.role), Ref(c.unit.iri)) for c in made if c.holds)
    plan = QueryPlan(
        form=Form.ASK,
        kind=Kind.BOOLEAN,
        patterns=positive or (listed,),
        without=tuple((Pattern(work, pol(c.role), Ref(c.unit.iri)),) for c in made if not c.holds),
        proof=(Pattern(work, pol("responsible"), Var("x")),),
        sole=(Pattern(work, pol(made[0].role), Var("other")), Ref(units[0].iri)) if alone else None,
        reading=f"查“{title}”是否{'只由' if alone else ''}{_said(made)}",
        score=found.score,
        links=(*units, link),
        say="duty",
        sentences=linking_sentence(found),
        property=made[0].role,
    )
    if is_choice(interpretation, question) and len({c.role for c in made}) == 1:
        return (_which(plan, made, work, title),)
    if _RATHER.search(interpretation.folded):
        return ()  # “牵头还是配合”: a choice of roles is no yes or no
    return (plan,)


def _which(plan: QueryPlan, made: Sequence[Claim], work: Ref, title: str) -> QueryPlan:
    """“是A牵头还是B牵头”: those of the two that do."""
    role = made[0].role
    return replace(
        plan,
        form=Form.SELECT,
        kind=Kind.ENTITIES,
        patterns=(Pattern(work, pol(role), Var("x")),),
        values=((Var("x"), tuple(Ref(c.unit.iri) for c in made)),),
        without=(),
        proof=(),
        sole=None,
        reading=f"查“{title}”的{NOUN[role]}是{'还是'.join(c.unit.label for c in made)}",
        links=(plan.links[-1],),
        say="roles",
    )


def linking_sentence(found: WorkLink) -> tuple[int, ...]:
    """The sentence that made the link, where the title alone does not show it."""
    return (found.sentence,) if found.sentence is not None and found.title_share < 0.6 else ()


# --- whose works are more ------------------------------------------------------------------------------

_MORE = re.compile(r"(?P<less>更?少|多)(?:一些|一点|些)?(?:吗|么|吧|对吗|是吗|是吧|对不对|是不是)?[?？。]*$")


def more(interpretation: Interpretation, question: RoleQuestion, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“A牵头的任务比B多吗”, “A和B谁牵头的任务多”: two units by the number of their works."""
    units = tuple(dict.fromkeys(k for agent, _ in question.by_agent for k in agent_links(agent, world)[:1]))
    found = _MORE.search(interpretation.folded)
    if found is None or len(units) != 2 or len(question.by_agent) != 2:
        return ()
    folded = interpretation.folded
    than = folded.rfind("比", 0, question.by_agent[1][0].span.start) > question.by_agent[0][0].span.start or (
        "比" in folded[: question.by_agent[0][0].span.start]
    )
    if "比" in folded[: question.by_agent[0][0].span.start]:
        units = (units[1], units[0])  # 比起B，A…
    which = words.WHICH.search(folded) or words.WHO.search(folded)
    if not than and not which:
        return ()
    fewer = "少" in found["less"]
    pair = tuple(Ref(k.iri) for k in units)
    one = QueryPlan(
        form=Form.MOST,
        kind=Kind.ENTITIES,
        patterns=(Pattern(Var("w"), pol(question.role), Var("x")), *document_patterns(Var("w"), scope, world)),
        values=((Var("x"), pair), *document_values(scope, world)),
        over=Var("w"),
        fewest=fewer,
        reading=f"查{'与'.join(k.label for k in units)}中{DOES[question.role]}工作较{'少' if fewer else '多'}的单位",
        score=1.15,
        links=units,
        say="most",
        property=question.role,
    )
    if which:
        return () if fewer else (one,)  # of a unit without any work the query knows nothing
    said = f"查{units[0].label}{DOES[question.role]}的工作是否比{units[1].label}{'少' if fewer else '多'}"
    return (
        replace(
            one,
            form=Form.ASK,
            kind=Kind.BOOLEAN,
            values=document_values(scope, world),
            outdoes=(pair[1], pair[0]) if fewer else (pair[0], pair[1]),
            proof=one.patterns,
            reading=said,
            say="more",
        ),
    )
