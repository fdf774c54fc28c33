"""What a question says of roles: lead, participant, responsible; of which unit; with what put in or taken out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.ontology import pol
from qa import words
from qa.link import Linking, Mention
from qa.model import Link
from qa.plan.model import Lit, Pattern, Ref, Term, Var
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.works import WorkText
from qa.world import World

ROLES = ("lead", "participant", "responsible")
WORK_CLASSES = {"Work", "Task", "Measure", "Action"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleQuestion:
    """What a question says of roles."""

    role: str  # for the unit asked for, or for every named unit alike
    by_agent: tuple[tuple[Mention, str], ...]  # each named unit with its own role
    wants_agents: bool
    wants_works: bool


def default_role(interpretation: Interpretation) -> str:
    """The role that the cues of a whole question come to.

    Lead and participant together mean both; “只是配合的不算” takes a role out again; “负责或配合” means any.
    """
    if interpretation.not_leading:
        return "participant"
    out = {m["out"] or m["out2"] for m in words.ROLE_OUT.finditer(interpretation.folded)}
    names = {cue.name for cue in interpretation.properties if cue.name in ROLES}
    if out & {"牵头", "主办", "领头"}:
        return "participant"
    if out & {"配合", "参与"}:
        names -= {"participant"}
    too = words.ROLE_TOO.search(interpretation.folded)
    before = [c.name for c in interpretation.properties if too and c.name in ROLES and c.span.start < too.start()]
    if too and before and before[0] != "lead" and too["role"] == "牵头":
        return "responsible"
    if interpretation.all_roles and not out:
        return "responsible"
    if "lead" in names:
        return "responsible" if "participant" in names else "lead"
    joining = {c.word for c in interpretation.properties if c.name == "responsible"} <= {"参与", "参加", "由", "归"}
    if "participant" in names and joining:
        return "participant"  # 配合、参与的有哪些
    return "responsible"


def _own_role(agent: Mention, nexts: Sequence[Mention], interpretation: Interpretation, fallback: str) -> str:
    """The role named between this unit and the next: A【牵头】、B【参与】的任务."""
    end = min((m.span.start for m in nexts if m.span.start >= agent.span.end), default=len(interpretation.folded))
    own = {c.name for c in interpretation.properties if c.name in ROLES and agent.span.end <= c.span.start < end}
    if len(own) == 1:
        return own.pop()
    return fallback


def read_roles(interpretation: Interpretation, linking: Linking) -> RoleQuestion | None:
    """None when the question is not about responsibility."""
    cued = interpretation.has_property(*ROLES)
    wanted = set(interpretation.wanted)
    wants_agents = bool(wanted & {"Agent", "Department", "Enterprise", "Institution"}) or (
        cued
        and not linking.agents
        and interpretation.intent is Intent.WHICH
        and not wanted & WORK_CLASSES
        and not interpretation.unknown_noun
    )
    if cued and linking.agents and wanted == {"Target"}:
        wanted = {"Work"}  # “某局牵头哪些指标”: units answer for works, some of which are named by a goal
    wants_works = bool(wanted & WORK_CLASSES) or (not wanted and not interpretation.unknown_noun)
    if interpretation.why or words.KINDS_OF_UNITS.search(interpretation.folded):
        return None
    if not cued and not (wants_agents and "Department" in wanted) and not (linking.agents and wanted & WORK_CLASSES):
        return None
    role = default_role(interpretation)
    by_agent = []
    separate = (
        len({c.name for c in interpretation.properties if c.name in ROLES}) > 1
        and not interpretation.all_roles
        and len(linking.agents) > 1
    )
    for index, agent in enumerate(linking.agents):
        by_agent.append((agent, _own_role(agent, linking.agents[index + 1 :], interpretation, role) if separate else role))
    return RoleQuestion(role=role, by_agent=tuple(by_agent), wants_agents=wants_agents, wants_works=wants_works)


# acts beside the work itself: who scores it need not be who does it
_OTHER_ACT = re.compile(
    r"(?:谁|哪[个些家][\u4e00-\u9fff]{0,4}?)(?:来|去|进行|给|打|负责)?(?P<act>评分|打分|考核|考评|评价|评估|验收|审批|审核|检查|督查|出资|解释|认定|批准)"
)


def does(interpretation: Interpretation, work: WorkText, world: World) -> bool:
    """“由谁评分”: a work that does not speak of it tells nobody who does."""
    found = _OTHER_ACT.search(interpretation.folded)
    return found is None or any(found["act"] in world.sentences[n].folded for n in work.sentences)


def document_patterns(variable: Term, scope: Scope, world: World) -> tuple[Pattern, ...]:
    """A scope of one document becomes a pattern, a wider one a variable for ``document_values``."""
    if not scope.documents:
        return ()
    if len(scope.documents) == 1:
        return (Pattern(variable, pol("inDocument"), Ref(world.base + next(iter(scope.documents)))),)
    return (Pattern(variable, pol("inDocument"), Var("doc")),)


def document_values(scope: Scope, world: World) -> tuple[tuple[Var, tuple[Ref | Lit, ...]], ...]:
    if len(scope.documents) < 2:
        return ()
    return ((Var("doc"), tuple(Ref(world.base + d) for d in scope.documents)),)


def agent_links(mention: Mention, world: World) -> tuple[Link, ...]:
    return tuple(link for link in mention.links if link.iri in world.units or world.is_a(link.iri, "Department"))
