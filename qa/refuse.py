"""Why nothing is answered, in plain Chinese: what is missing and what is near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.ontology import pol
from kg.text import fold
from qa.compose import joined, not_found_text, quantity
from qa.execute import run
from qa.plan import indicators, ordinals, roles
from qa.plan.model import QueryPlan
from qa.reader import Reading
from qa.sparql import iri
from qa.understand import Intent, Interpretation
from qa.world import TargetText, World

_AROUND = 30  # characters quoted on either side of a name
_ROLES = {pol(role) for role in roles.ROLES}


def unknown_name(reading: Reading, world: World) -> str | None:
    """A named organ or place that no fact names settles the question: nothing can be said of it but where it is mentioned."""
    asked = roles.read_roles(reading.interpretation, reading.linking)
    for agent in reading.linking.agents:
        if (
            agent.unknown
            and asked is not None
            and (asked.wants_works or reading.interpretation.intent is Intent.BOOLEAN)
            and not asked.wants_agents
        ):
            return _no_duties(agent.text, reading, world)
    if reading.misnamed:
        asked_for, given = reading.misnamed
        return not_found_text(f"“{asked_for}”的情况；已收录的文件没有提到它", f"文件提到的是“{given}”。")
    if reading.linking.regions_unknown and reading.interpretation.intent is not Intent.BOOLEAN:
        return not_found_text(f"“{reading.linking.regions_unknown[0]}”的情况；已收录的文件没有提到这个地方")
    return None


def _no_duties(name: str, reading: Reading, world: World) -> str:
    """A unit without duties in the graph: that the text does not mention it is said only when it does not."""
    folded = fold(name)
    meant = [s for s in world.sentences if reading.scope.admits(s.document)]
    named = next((s for s in meant if folded in s.folded), None)
    if named is None:
        whose = "所问的文件" if reading.scope.hard else "已收录的文件"
        return not_found_text(f"“{name}”的任何分工；{whose}没有提到这个单位")
    at = named.folded.index(folded)
    start, end = max(0, at - _AROUND), min(len(named.text), at + len(name) + _AROUND)
    quote = ("…" if start else "") + named.text[start:end] + ("…" if end < len(named.text) else "")
    title = world.documents[named.document].meta.title
    return not_found_text(f"“{name}”的任何分工", f"《{title}》提到了它，但没有从中读出它的分工：“{quote}”")


def nothing_for(plan: QueryPlan, world: World) -> str:
    """A fully understood question about a unit whose query is empty: say so, and what the unit does do."""
    what = plan.reading.removeprefix("查")
    other = replace(
        plan,
        patterns=tuple(replace(p, predicate=pol("responsible")) if p.predicate in _ROLES else p for p in plan.patterns),
        property="responsible",
    )
    near = run(other, world) if plan.property != "responsible" else None
    listed = joined([v.label for v in near.values], 6) if near else ""
    unit = plan.links[0].label if plan.links else "该单位"
    return f"文件没有列出{what}。" + (f"{unit}参与的工作有：{listed}。" if listed else "")


def missing(reading: Reading, world: World) -> str | None:
    """What a fully understood question asks for and the documents do not give: a year, a kind, a work of a unit."""
    interpretation = reading.interpretation
    if ordinals.is_numbered(interpretation, reading.scope, world) and interpretation.has_property(*roles.ROLES):
        return not_found_text(f"第{interpretation.numbered}项由谁负责，或者这一编号不止一项")
    if reading.apart and interpretation.intent is Intent.WHICH and interpretation.has_property(*roles.ROLES):
        return not_found_text("所问的这一项由谁负责")
    about = [p for c in interpretation.properties if (p := world.ontology.properties[c.name]).domain == "Document"]
    if about:
        has_it = any(world.graph.ask(f"ASK {{ {iri(world.base + d)} {iri(about[0].iri)} ?x }}") for d in reading.scope.documents)
        return not_found_text(f"{'所问事项' if has_it else '它'}的{about[0].label}")
    if (
        interpretation.intent is Intent.WHICH
        and interpretation.wanted
        and set(interpretation.wanted) <= {"Work", "Task", "Measure", "Column", "Section"}
    ):
        return not_found_text("这样的工作事项或章节")
    if interpretation.intent is not Intent.QUANTITY:
        return None
    matches = [
        m
        for m in indicators.match_targets(interpretation, reading.scope, world)
        if m.score >= indicators.ENOUGH and not m.foreign
    ]
    return _missing_target(interpretation, matches) if matches else None


def _missing_target(interpretation: Interpretation, matches: Sequence[indicators.TargetMatch]) -> str | None:
    """A year that the document does not give of this indicator: which it gives. Several that fit alike: none of them."""
    best = matches[0].target
    if indicators.undecided([m for m in matches if m.year_fits]):
        return not_found_text("所问的这一项", f"文件给出的有{best.indicator}{_said(best)}等。")
    if matches[0].year_fits or best.year is None:
        return None
    given = {m.target.year: m.target for m in matches if m.target.year and indicators.same_indicator(m.target, best)}
    goals = "；".join(f"{year}年目标：{_said(given[year])}" for year in sorted(given))
    asked = "、".join(str(y) for y in interpretation.years)
    return not_found_text(f"{asked}年的{best.indicator}", f"文件只给出{goals}。")


def _said(target: TargetText) -> str:
    return quantity(target.value, target.unit, target.comparator, target.upper)


def nearest_targets(reading: Reading, world: World) -> list[str]:
    """The target that a refused question for a number came closest to."""
    return [m.target.iri for m in indicators.match_targets(reading.interpretation, reading.scope, world)[:1]]


def works_at(document: str, offset: int, world: World) -> list[str]:
    """The work in which a sentence stands that was near, innermost first."""
    around = [w for w in world.works if w.document == document and w.span.start <= offset < w.span.end and w.attributed]
    return [w.iri for w in sorted(around, key=lambda w: len(w.span))[:1]]
