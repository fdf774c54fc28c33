"""Several documents answer one question that names none of them: one answer a document, the newest in force first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.text import key
from qa import words
from qa.compose import cite, joined, quantity_of
from qa.execute import Outcome as Run
from qa.execute import run
from qa.model import Evidence, Value
from qa.naming import called, in_order
from qa.plan.model import Pattern, QueryPlan, Ref, Var
from qa.reader import Reading
from qa.scope import Scope
from qa.sparql import render
from qa.world import World

MOST = 3  # documents that one answer may speak of; more of them are asked back
SAME = 0.01  # scores of one indicator in two documents differ by less
LIGHT = 1.0  # weight of content that tells no document from another
RIVAL = 0.12  # scores of two documents that one name fits alike differ by less
_ROLE = {"lead": "由{o}牵头", "participant": "由{o}参与、配合", "responsible": "由{o}负责"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    document: str
    run: Run


def rivals_of(reading: Reading, world: World) -> list[str]:
    """Documents that the question's name for one fits alike, where nothing else in the question tells them apart."""
    where = reading.scope
    if not where.hard or len(where.documents) < 2 or not where.spans or reading.linking.agents or reading.linking.things:
        return []
    if sum(reading.content.values()) >= LIGHT or words.EVERYWHERE.search(reading.interpretation.folded):
        return []
    top = max(where.documents.values())
    near = [d for d, score in where.documents.items() if score >= top - RIVAL]
    return in_order(near, world) if len(near) > 1 else []


def document_of(plan: QueryPlan, world: World) -> str | None:
    """The one document of the work or target that a plan asks about."""
    found = world.nodes[plan.links[-1].iri].documents if plan.links and plan.links[-1].iri in world.nodes else frozenset()
    return next(iter(found)) if len(found) == 1 else None


def alike(plan: QueryPlan, plans: Sequence[QueryPlan], margin: float, world: World) -> tuple[QueryPlan, ...]:
    """``plan`` and those that ask the same of another document as well as it does: one title or indicator, one year."""
    close = SAME if plan.say == "target" else margin
    found = {document_of(plan, world): plan}
    for other in plans:
        same = other.say == plan.say and key(other.links[-1].label) == key(plan.links[-1].label) if other.links else False
        if same and abs(plan.score - other.score) < close and other.reading == plan.reading:
            found.setdefault(document_of(other, world), other)
    found.pop(None, None)
    return tuple(found.values())


def twins_of(plan: QueryPlan, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """A yes-or-no question about a work, asked of the works of the same title in other documents too."""
    own = next((w for w in world.works if plan.links and w.iri == plan.links[-1].iri), None)
    if own is None:
        return (plan,)
    found = {own.document: plan}
    for work in world.works:
        if work.attributed and scope.admits(work.document) and key(work.title) == key(own.title):
            found.setdefault(work.document, _of_work(plan, own.iri, work.iri))
    return tuple(found[d] for d in in_order(list(found), world))


def _of_work(plan: QueryPlan, own: str, other: str) -> QueryPlan:
    def turned(pattern: Pattern) -> Pattern:
        return replace(pattern, subject=Ref(other)) if pattern.subject == Ref(own) else pattern

    return replace(
        plan,
        patterns=tuple(map(turned, plan.patterns)),
        without=tuple(tuple(map(turned, group)) for group in plan.without),
        proof=tuple(map(turned, plan.proof)),
        sole=(turned(plan.sole[0]), plan.sole[1]) if plan.sole else None,
        links=(*plan.links[:-1], replace(plan.links[-1], iri=other)),
    )


def editions(plans: Sequence[QueryPlan], world: World) -> tuple[Edition, ...]:
    """What each plan's document says, in order; a document that says nothing is left out."""
    found = {document_of(plan, world): run(plan, world) for plan in plans}
    return tuple(
        Edition(document=id, run=one) for id in in_order([d for d in found if d], world) if (one := found[id]) and one.evidence
    )


def together(found: Sequence[Edition], world: World) -> Run:
    """One answer of several documents: each value with the newest document that gives it, one query for all."""
    first = found[0].run
    values: dict[str, Value] = {}
    for one in found:
        for value in one.run.values:
            values.setdefault(_identity(value), replace(value, document=one.document))
    evidence: tuple[Evidence, ...] = tuple(dict.fromkeys(e for one in found for e in one.run.evidence))
    said = "；".join(f"{called(one.document, world)}：{_core(one.run)}" for one in found)
    plan = replace(
        _merged([one.run.plan for one in found]), reading=f"{first.plan.reading}（{len(found)}份文件都有说明，逐份列出）"
    )
    text = f"“{first.plan.links[-1].label.strip('“”')}”，{len(found)}份文件说法如下，新的、正式的在前。{said}。"
    return replace(first, plan=plan, sparql=render(plan), values=tuple(values.values()), evidence=evidence, text=cite(text, ()))


def _identity(value: Value) -> str:
    return str(value.value) if value.value is not None else value.iri or value.label


def _core(found: Run) -> str:
    if found.plan.say == "target":
        return "、".join(quantity_of(v) for v in found.values)
    return _ROLE[found.plan.property or "responsible"].format(o=joined([v.label for v in found.values]))


def _merged(plans: Sequence[QueryPlan]) -> QueryPlan:
    """One query over the subjects of all plans, which differ in nothing else."""
    subject = Var("w")
    subjects = tuple(p.patterns[0].subject for p in plans)
    first = plans[0]
    pattern = Pattern(subject, first.patterns[0].predicate, first.patterns[0].object)
    refs = tuple(s for s in subjects if isinstance(s, Ref))
    return replace(first, patterns=(pattern,), values=(*first.values, (subject, refs)))
