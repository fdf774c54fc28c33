"""The readings of a question on trial: their queries run in order of score, and the first that proves itself answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.names.shapes import Shape
from qa.doubt import Doubt
from qa.editions import MOST, SAME, alike, editions, together, twins_of
from qa.execute import Outcome as Run
from qa.execute import run
from qa.explain import Steps, proved, won
from qa.model import Answer
from qa.naming import called
from qa.plan.model import Form, QueryPlan, Ref
from qa.reader import Reading, links_of
from qa.respond import from_run
from qa.understand import Interpretation
from qa.world import World

MOST_TRIED = 24  # plans that are run for one question at most
MARGIN = 0.04  # of score by which a reading must beat the next; chosen on the development questions, see docs/quality.md


class Trial:
    """Runs plans. What several of them answer alike goes to ``doubt``, or is answered document by document."""

    def __init__(self, world: World, doubt: Doubt) -> None:
        self._world = world
        self._doubt = doubt

    def answer(self, asked: str, reading: Reading, plans: Sequence[QueryPlan], steps: Steps) -> Answer | None:
        """None when no plan holds an answer."""
        for index, plan in enumerate(plans[:MOST_TRIED]):
            found = run(plan, self._world)
            if found is None and plan.say == "roles":
                return None  # the work that was meant lists nobody so; another work's units are no answer
            if found is None or not (found.evidence or _is_nought(found)):
                continue
            found = self._of_right_number(found, reading.interpretation)
            if found is None:
                continue
            if undecided := self._several(asked, reading, plan, plans, steps) or self._tie(asked, reading, index, plans, steps):
                return undecided
            if not found.evidence:
                continue  # none at all: another reading may find some
            steps.add("decide", won(plans, index))
            steps.add("query", proved(found))
            return from_run(asked, found, links_of(reading))
        return None

    def _of_right_number(self, found: Run, interpretation: Interpretation) -> Run | None:
        """“哪两个部委”: 各地区, 有关部门 are no units that one would count."""
        if not _wrong_number(found, interpretation):
            return found
        shape = self._world.names.shape
        groups = tuple(Ref(v.iri) for v in found.values if v.iri and shape(v.label) is Shape.GROUP)
        if not groups or found.plan.say not in {"roles", "agents"}:
            return None
        named = run(replace(found.plan, apart=(*found.plan.apart, *groups)), self._world)
        return None if named is None or _wrong_number(named, interpretation) else named

    def _several(self, asked: str, reading: Reading, plan: QueryPlan, plans: Sequence[QueryPlan], steps: Steps) -> Answer | None:
        """Several documents answer alike: an answer a document, or, where that says opposite things, the question back."""
        world = self._world
        if plan.say == "items" and plan.property == "number":
            found = run(plan, world)
            numbered = tuple(dict.fromkeys(v.document for v in found.values if v.document)) if found else ()
            return self._doubt.which_of(asked, numbered, reading, steps) if len(numbered) > 1 else None
        if plan.say in {"yes_no", "duty"}:
            twins = twins_of(plan, reading.scope, world)
            truths = {found.values[0].value for p in twins if (found := run(p, world))}
            return self._doubt.which_reading(asked, twins, reading, steps) if len(truths) > 1 else None
        same = alike(plan, plans, MARGIN, world) if plan.say in {"roles", "target"} and plan.form is Form.SELECT else ()
        if len(same) < 2:
            return None
        close = SAME if plan.say == "target" else MARGIN
        tied = [p for p in plans if p.say == plan.say and abs(plan.score - p.score) < close]
        if plan.say == "roles" and (len(same) > MOST or any(not self._stands_for(same, p) for p in tied)):
            return self._doubt.which_reading(asked, tied, reading, steps)
        return self._together(asked, reading, same, steps)

    def _stands_for(self, same: Sequence[QueryPlan], plan: QueryPlan) -> bool:
        return plan in same or any(_nested(one, plan, self._world) for one in same)

    def _together(self, asked: str, reading: Reading, same: Sequence[QueryPlan], steps: Steps) -> Answer | None:
        """One answer of several documents; None when fewer than two say something, or all give the same number."""
        found = editions(same[:MOST], self._world)
        differ = len({tuple(v.label for v in one.run.values) for one in found}) > 1
        if len(found) < 2 or (same[0].say == "target" and not differ):
            return None
        named = "、".join(called(one.document, self._world) for one in found)
        steps.add("decide", f"{len(found)}份文件都有说明，逐份作答：{named}")
        one = together(found, self._world)
        steps.add("query", proved(one))
        return from_run(asked, one, links_of(reading))

    def _tie(self, asked: str, reading: Reading, index: int, plans: Sequence[QueryPlan], steps: Steps) -> Answer | None:
        """The next plan fits as well, and asks of another work."""
        plan = plans[index]
        rival = plans[index + 1] if index + 1 < len(plans) else None
        if plan.say not in {"roles", "duty"} or rival is None or rival.say != plan.say:
            return None
        if plan.score - rival.score >= MARGIN or _nested(plan, rival, self._world):
            return None
        tied = [p for p in plans if p.say == plan.say and plan.score - p.score < MARGIN]
        steps.add("decide", f"有{len(tied)}种理解同样合适，请提问的人选")
        return self._doubt.which_reading(asked, tied, reading, steps)


def _is_nought(found: Run) -> bool:
    return found.plan.form is Form.COUNT and found.values[0].value == 0


def _wrong_number(found: Run, interpretation: Interpretation) -> bool:
    """“哪三个…” and the query gives four: it is not what was meant."""
    counted = interpretation.expected is not None and found.plan.form is Form.SELECT
    return counted and len(found.values) != interpretation.expected


def _nested(plan: QueryPlan, rival: QueryPlan, world: World) -> bool:
    """Two works of which one contains the other are no two readings: the inner one is meant."""
    places = [world.order.get(one.links[-1].iri) for one in (plan, rival)]
    works = [world.works[at] for at in places if at is not None]
    if len(works) < 2 or works[0].document != works[1].document:
        return False
    a, b = (work.span for work in works)
    return a.contains(b) or b.contains(a)
