"""Questions for a number: matched against the quantified targets by indicator, clause, year and unit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model import Span
from kg.ontology import pol
from qa.link import content_link, content_weights
from qa.model import Kind
from qa.plan.model import Form, Pattern, QueryPlan, Ref, Var
from qa.scope import Scope, own_years
from qa.understand import Intent, Interpretation
from qa.weigh import share, without_names
from qa.world import TargetText, World

_MONEY = re.compile(r"奖补|补贴|补助|奖励|资助|投资额?|经费|资金|多少钱|补多少|奖多少")  # a sum of money is asked for
ENOUGH = 0.55
FOREIGN = 0.5  # share of the question that may stand neither in the indicator nor in the clause
_COMPARED = re.compile(
    r"(?:要|会|将|应|需)?(?:突破|达到|超过|做到|实现|完成|不低于|不少于|控制在|稳定在)(?=[了到]?(?:多少|几|百分之|什么))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetMatch:
    target: TargetText
    score: float
    year_fits: bool
    unexplained: float  # share of the question's content that neither indicator nor clause carries


def _unit_fits(asked: str | None, target: TargetText) -> bool:
    if asked is None:
        return True
    unit = target.unit.replace("％", "%")
    if asked == "%":
        return "%" in unit
    if asked in {"个", "项", "家", "名", "种", "处", "条"}:
        return "%" not in unit and "元" not in unit
    return unit.endswith(asked) or asked.endswith(unit)


def match_targets(interpretation: Interpretation, scope: Scope, world: World) -> tuple[TargetMatch, ...]:
    """Targets by how much of the question they explain, best first; years count apart."""
    years = set(interpretation.years)
    for span in scope.spans:
        years -= {
            y
            for y in interpretation.years
            if str(y) in span.of(interpretation.folded)
            and span.of(interpretation.folded).count(str(y)) >= interpretation.folded.count(str(y))
        }
    drop = [*scope.spans, *(c.span for c in interpretation.properties)]
    for year in interpretation.years:
        at = interpretation.folded.find(str(year))
        drop.append(Span(at, at + 4))
    weights = content_weights(interpretation, world, [*drop, *_comparators(interpretation.folded)])
    if not weights:
        return ()
    found = []
    money = bool(_MONEY.search(interpretation.folded))
    for target in world.targets:
        if money and "元" not in target.unit:
            continue
        if not scope.admits(target.document) or not _unit_fits(interpretation.measure, target):
            continue
        own = target.indicator_grams
        left = without_names(weights, world.named_by[target.document])
        score = share(left, own) + 0.85 * share(left, target.clause_grams - own)
        score += 0.5 * share(left, target.around_grams - target.clause_grams - own)
        score += 0.08 if interpretation.measure and target.unit.endswith(interpretation.measure) else 0.0
        back = share(world.weights.weigh(own), set(weights))
        prior = scope.prior(target.document) if scope.documents else 1.0
        asked = years if target.year in years else years - own_years(world.documents[target.document].meta)
        fits = not asked or target.year in asked
        score += 0.06 if years and fits else 0.0
        unexplained = 1.0 - share(left, own | target.clause_grams)
        found.append(
            TargetMatch(
                target=target, score=(score + 0.2 * back) * (0.85 + 0.15 * prior), year_fits=fits, unexplained=unexplained
            )
        )
    return tuple(sorted(found, key=lambda m: (-m.score, m.target.iri)))


def _comparators(folded: str) -> list[Span]:
    """“要突破多少”, “达到多少”: how the number is compared is no part of the indicator."""
    return [Span(m.start(), m.end()) for m in _COMPARED.finditer(folded)]


def undecided(matches: list[TargetMatch]) -> bool:
    """Several targets fit alike and none carries a word that was asked: 玉米 is neither 油菜 nor 花生."""
    if len(matches) < 2 or matches[0].unexplained < 0.1:
        return False
    best, rival = matches[0], matches[1]
    return best.target.indicator != rival.target.indicator and best.score - rival.score < 0.03


def by_target(interpretation: Interpretation, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    if interpretation.intent not in {Intent.QUANTITY, Intent.COUNT}:
        return ()
    plans: list[QueryPlan] = []
    matches = [
        m for m in match_targets(interpretation, scope, world) if m.score >= ENOUGH and m.year_fits and m.unexplained <= FOREIGN
    ]
    if undecided(matches):
        return ()
    for match in matches:
        target = match.target
        link = content_link(interpretation, iri=target.iri, label=target.indicator, type="Target", score=match.score)
        year = f"{target.year}年" if target.year else ""
        plans.append(
            QueryPlan(
                form=Form.SELECT,
                kind=Kind.NUMBER,
                patterns=(Pattern(Ref(target.iri), pol("value"), Var("x")),),
                reading=f"查目标“{target.indicator}”{year}的数值",
                score=match.score,
                links=(link,),
                say="target",
                property="value",
                features=(("指标吻合", round(match.score, 3)),),
            )
        )
        if len(plans) == 3:
            break
    return tuple(plans)
