"""“X牵头的任务里哪项没有配合单位”: works of a unit in which nobody has the other role."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.ontology import pol
from qa.link import Linking
from qa.model import Kind
from qa.plan.duties import DOES
from qa.plan.model import Form, Lit, Pattern, QueryPlan, Ref, Var
from qa.plan.roles import agent_links, document_patterns, document_values
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.world import World

_NOBODY = re.compile(
    r"(?:没有?|无|不设|未列|没列)(?:安排|列出?|写明?|设|明确)?(?:其他|其它|别的|任何)?的?"
    r"(?P<role>配合|参与|参加|协办|协同|牵头)(?:的)?(?:单位|部门|方)(?![^,，。?？]{0,3}(?:吗|吧|么))"
)


def is_asked(interpretation: Interpretation) -> bool:
    return interpretation.intent in {Intent.WHICH, Intent.COUNT} and _NOBODY.search(interpretation.folded) is not None


def without_partners(interpretation: Interpretation, linking: Linking, scope: Scope, world: World) -> Iterator[QueryPlan]:
    """Works that list nobody in the denied role; those of one unit, where the question names one."""
    found = _NOBODY.search(interpretation.folded)
    agents = [m for m in linking.mentions if m.is_agent and not any(s.contains(m.span) for s in scope.spans)]
    if found is None or len(agents) > 1:
        return
    links = agent_links(agents[0], world) if agents else ()
    if agents and not links:
        return
    missing = "lead" if found["role"] == "牵头" else "participant"
    rest = interpretation.folded[: found.start()] + interpretation.folded[found.end() :]
    role = "lead" if "牵头" in rest else "responsible"
    unit: tuple[tuple[Var, tuple[Ref | Lit, ...]], ...] = ((Var("u"), tuple(Ref(k.iri) for k in links)),) if links else ()
    who = f"{links[0].label}{DOES[role]}、" if links else ""
    yield QueryPlan(
        form=Form.COUNT if interpretation.intent is Intent.COUNT else Form.SELECT,
        kind=Kind.NUMBER if interpretation.intent is Intent.COUNT else Kind.ENTITIES,
        patterns=(Pattern(Var("x"), pol(role), Var("u")), *document_patterns(Var("x"), scope, world)),
        values=(*unit, *document_values(scope, world)),
        without=((Pattern(Var("x"), pol(missing), Var("other")),),),
        reading=f"查{who}没有{found['role']}单位的工作",
        score=1.2,
        links=links,
        say="count_works" if interpretation.intent is Intent.COUNT else "works",
        property=role,
    )
