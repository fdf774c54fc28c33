"""How many: a clause whose parts are assigned apart is one task, a goal that is set for several years is one indicator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.ontology import pol
from qa.plan.indicators import same_indicator
from qa.plan.model import Form, QueryPlan, Ref
from qa.world import TargetText, World

_WORKS = {pol(name) for name in ("Work", "Task", "Measure", "Action")}
_GOALS = {pol("Target")}


def once_each(plans: Iterable[QueryPlan], world: World) -> tuple[QueryPlan, ...]:
    """Plans that count a whole class, without what would be counted twice."""
    return tuple(_once(plan, world) for plan in plans)


def _once(plan: QueryPlan, world: World) -> QueryPlan:
    types = set(plan.types)
    if plan.form is not Form.COUNT or plan.say != "class" or not (types <= _WORKS or types == _GOALS):
        return plan
    again = _later_years(world) if types == _GOALS else _later_parts(world)
    return replace(plan, apart=(*plan.apart, *map(Ref, again)))


def _later_parts(world: World) -> Sequence[str]:
    """Works under the number of a work before them in the same section: parts of one numbered clause."""
    seen: set[tuple[str, int, str, str]] = set()
    parts = []
    for work in world.works:
        place = (work.document, work.section, work.type, work.number)
        if work.number and place in seen:
            parts.append(work.iri)
        seen.add(place)
    return parts


def _later_years(world: World) -> Sequence[str]:
    """Goals of an indicator that an earlier goal has already named."""
    kept: dict[str, list[TargetText]] = {}
    again = []
    for target in world.targets:
        own = kept.setdefault(target.document, [])
        if any(target.year != one.year and same_indicator(target, one) for one in own):
            again.append(target.iri)
        else:
            own.append(target)
    return again
