"""Questions for a number: matched against the quantified targets by indicator, clause, year and unit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.ontology import pol
from qa import words
from qa.amounts import of_other_head
from qa.link import content_link
from qa.model import Kind
from qa.plan.indicators import ENOUGH, FOREIGN, TargetMatch, match_targets, of_one_year, same_indicator, undecided
from qa.plan.model import Form, Pattern, QueryPlan, Ref, Var
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.weigh import grams
from qa.world import TargetText, World

_SHARE_OF = re.compile(r"(?:百分之(?:多少|几)|几成|多少%)的([\u4e00-\u9fff]{1,6}?)(?=[要能会可应被实达有]|[?？,，。]|$)")
MOST_YEARS = 4  # goals of one indicator that are told together


def by_target(interpretation: Interpretation, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    if interpretation.intent not in {Intent.QUANTITY, Intent.COUNT}:
        return ()
    matches = [
        m
        for m in match_targets(interpretation, scope, world)
        if m.score >= ENOUGH
        and m.year_fits
        and m.unexplained <= FOREIGN
        and not m.foreign
        and _is_meant(m.target, interpretation)
    ]
    if undecided(matches):
        return ()
    plans: list[QueryPlan] = []
    told: set[str] = set()
    for match in matches:
        if match.target.iri in told:
            continue
        meant = _meant(match, matches, interpretation, world)
        told |= {t.iri for t in meant}
        plans.append(_plan(meant, match, interpretation))
        if len(plans) == 3:
            break
    return tuple(plans)


def _is_meant(target: TargetText, interpretation: Interpretation) -> bool:
    """A goal tells nothing of what was reached, nor a share of towns that of villages, beds a head that of doctors a head."""
    of = _SHARE_OF.search(interpretation.folded)
    if of and not any(pair in target.indicator for pair in grams(of[1]) or {of[1]}):
        return False
    if of_other_head(interpretation.folded, target.indicator):
        return False
    return words.REACHED.search(interpretation.folded) is None or words.IS_REACHED.search(target.clause) is not None


def _meant(
    match: TargetMatch, matches: Sequence[TargetMatch], interpretation: Interpretation, world: World
) -> tuple[TargetText, ...]:
    """The target itself, or all years of its indicator when the question tells none of them apart."""
    years: dict[int | None, TargetText] = {}
    for one in matches:
        if one.score >= match.score - 0.1 and same_indicator(one.target, match.target):
            years.setdefault(one.target.year, one.target)
    if len(years) < 2 or None in years:
        return (match.target,)
    meant = of_one_year(interpretation.folded, tuple(sorted(years.values(), key=lambda t: t.year or 0)), world)
    return meant if len(meant) <= MOST_YEARS else (match.target,)


def _plan(meant: Sequence[TargetText], match: TargetMatch, interpretation: Interpretation) -> QueryPlan:
    links = tuple(content_link(interpretation, iri=t.iri, label=t.indicator, type="Target", score=match.score) for t in meant)
    years = "、".join(f"{t.year}年" for t in meant if t.year)
    one = len(meant) == 1
    subject = Ref(meant[0].iri) if one else Var("t")
    return QueryPlan(
        form=Form.SELECT,
        kind=Kind.NUMBER,
        patterns=(Pattern(subject, pol("value"), Var("x")),),
        values=() if one else ((Var("t"), tuple(Ref(t.iri) for t in meant)),),
        reading=f"查目标“{meant[0].indicator}”{years}的数值",
        score=match.score,
        links=links,
        say="target",
        property="value",
        features=(("指标吻合", round(match.score, 3)),),
    )
