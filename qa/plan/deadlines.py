"""Questions about 完成时限: when a work is due, which works are due by a year or month."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.ontology import pol
from qa.link import Linking, WorkLink, content_link
from qa.model import Kind
from qa.plan.model import Form, Pattern, QueryPlan, Ref, Var
from qa.plan.roles import WORK_CLASSES, document_patterns, document_values
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.world import World

_DUE = re.compile(r"完成|办结|截止|到期|弄完|做完|建成|时限|期限")
_MONTH = re.compile(r"(?P<month>\d{1,2})月")


def when(interpretation: Interpretation, linking: Linking, works: Sequence[WorkLink]) -> tuple[QueryPlan, ...]:
    """“…什么时候完成”: the deadline of the best-fitting work, where one is given."""
    if interpretation.intent is not Intent.WHEN or not works or linking.agents:
        return ()
    found = works[0]
    link = content_link(interpretation, iri=found.work.iri, label=found.work.title, type=found.work.type, score=found.score)
    return (
        QueryPlan(
            form=Form.SELECT,
            kind=Kind.TEXT,
            patterns=(Pattern(Ref(found.work.iri), pol("deadline"), Var("x")),),
            reading=f"查“{found.work.title}”的完成时限",
            score=found.score,
            links=(link,),
            say="property",
            property="deadline",
        ),
    )


def until(interpretation: Interpretation, linking: Linking, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“要在2025年6月底前完成的任务”: works whose deadline names that time."""
    due = _DUE.search(interpretation.folded)
    if due is None or not interpretation.years or interpretation.intent not in {Intent.WHICH, Intent.COUNT}:
        return ()
    if not set(interpretation.wanted) & WORK_CLASSES:
        return ()
    year = str(interpretation.years[-1])
    month = _MONTH.search(interpretation.folded)
    said = year + "年" + (month.group(0) if month else "")
    counting = interpretation.intent is Intent.COUNT
    return (
        QueryPlan(
            form=Form.COUNT if counting else Form.SELECT,
            kind=Kind.NUMBER if counting else Kind.ENTITIES,
            patterns=(
                Pattern(Var("x"), pol("deadline"), Var("due")),
                *document_patterns(Var("x"), scope, world),
                *(Pattern(Var("x"), pol("responsible"), Ref(k.iri)) for m in linking.agents for k in m.links[:1]),
            ),
            values=document_values(scope, world),
            contains=((Var("due"), said),),
            reading=f"查完成时限为{said}的工作" + ("有几项" if counting else ""),
            score=0.95,
            links=(),
            say="count_works" if counting else "works",
            property="deadline",
        ),
    )
