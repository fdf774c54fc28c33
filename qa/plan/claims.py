"""Yes or no about quantified goals: the number that a question claims, held against the target that it speaks of.

Only a target of the same indicator, unit and year decides. What the stated number leaves open (“100家以上” and a claim of 120)
is not answered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from kg.ontology import pol
from qa.claimed import SCALES, UNIT, Claimed, claimed, decide, same_unit
from qa.link import content_link
from qa.model import Kind
from qa.plan.indicators import ENOUGH, TargetMatch, match_targets
from qa.plan.model import Form, Pattern, QueryPlan, Ref, Var
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.world import TargetText, World

FOREIGN = 0.34  # share of the question that may stand neither in the indicator nor in the clause
AHEAD = 0.03  # by which the target that is meant must fit better than one of another indicator

_DENIED = re.compile(r"(?<!是)不是|并非|没有?达|不会|不用|不必|可以")  # turned round, or no question for a goal


def _settle(claim: Claimed, target: TargetText) -> tuple[bool, str] | None:
    scale = _scale(target)
    high = Decimal(target.upper) if target.upper else Decimal(target.value)
    return decide(claim, Decimal(target.value) * scale, high * scale, target.comparator)


def _scale(target: TargetText) -> int:
    unit = UNIT.fullmatch(target.unit)
    return SCALES[unit["scale"]] if unit else 1


def _single(claim: Claimed, target: TargetText) -> str:
    """The claimed number in the target's own unit."""
    return f"{(claim.value / _scale(target)).normalize():f}"


# what of a claim is neither indicator nor amount: modals, verbs of reaching, the year
_AROUND = re.compile(
    r"到(?=(?:19|20)\d\d)|(?<=\d\d\d\d)年(?:底|末|前|年底)?|达到|达|做到|实现|完成|力争|目标值?|对不对|是不是|会不会|要不要|相比|是否|[是会要将应需能比较]|[高低多少大](?=[吗么吧?？]|$)"
)


def _blanked(interpretation: Interpretation, claims: Sequence[Claimed]) -> Interpretation:
    """The question with its amounts, its years and the words between them blanked; the years are known apart."""
    folded = interpretation.folded
    for claim in claims:
        folded = folded[: claim.span.start] + "，" * len(claim.span) + folded[claim.span.end :]
    folded = _AROUND.sub(lambda m: "，" * len(m.group(0)), folded)
    years = tuple(y for y in interpretation.years if str(y) in folded)
    return replace(interpretation, folded=folded, years=years, measure=None)


def yes_no(interpretation: Interpretation, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“到2025年要达到1000亿元吗”: the target of that indicator and year decides."""
    if interpretation.intent is not Intent.BOOLEAN:
        return ()
    made = claimed(interpretation.folded)
    if len(made) != 1 or _DENIED.search(interpretation.folded):
        return ()
    claim = made[0]
    matches = [
        m
        for m in match_targets(_blanked(interpretation, made), scope, world)
        if same_unit(m.target.unit.lstrip("万亿"), claim.unit)
    ]
    fitting = [m for m in matches if m.score >= ENOUGH and m.year_fits and m.unexplained <= FOREIGN]
    if not fitting or _torn(fitting):
        return ()
    best = fitting[0]
    same = [m for m in fitting if m.target.indicator == best.target.indicator and m.target.document == best.target.document]
    verdicts = [(m.target, v) for m in same if (v := _settle(claim, m.target)) is not None]
    if not verdicts or len(verdicts) < len(same):
        return ()
    target, (truth, op) = next((one for one in verdicts if one[1][0]), verdicts[0])
    if truth and claim.op != "=" and not all(v[0] for _, v in verdicts):
        return ()  # over in one year and not in another, and no year was asked
    return (_plan(interpretation, claim, target, op, best.score),)


def _torn(fitting: Sequence[TargetMatch]) -> bool:
    """Targets of two indicators fit alike."""
    best = fitting[0]
    return any(m.target.indicator != best.target.indicator and best.score - m.score < AHEAD for m in fitting[1:])


def _plan(interpretation: Interpretation, claim: Claimed, target: TargetText, op: str, score: float) -> QueryPlan:
    node, value = Ref(target.iri), Var("v")
    link = content_link(interpretation, iri=target.iri, label=target.indicator, type="Target", score=score)
    year = f"{target.year}年" if target.year else ""
    return QueryPlan(
        form=Form.ASK,
        kind=Kind.BOOLEAN,
        patterns=(Pattern(node, pol("value"), value),),
        holds=((value, op, _single(claim, target)),),
        reading=f"查目标“{target.indicator}”{year}的数值是否{claim.span.of(interpretation.folded)}",
        score=score,
        links=(link,),
        say="target_claim",
        property="value",
        features=(("指标吻合", round(score, 3)),),
    )


# --- two goals of one indicator ------------------------------------------------------------------------

_THAN = re.compile(r"比|相比|较")
_MUCH = re.compile(r"(?P<way>多|少|高|低|增加|提高|增长|提升|减少)(?:出|了)?(?:多少|几|多大)")
_WHETHER = re.compile(
    r"(?:更|还|要|的?目标)?(?P<way>多|少|高|低|大|小)(?:一些|一点)?(?:吗|么|吧|对吗|是吗|对不对|是不是)?[?？。]*$"
)


def difference(interpretation: Interpretation, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“2030年目标比2025年多多少”, “…比…高吗”: two stated goals of one indicator."""
    folded = interpretation.folded
    years = tuple(dict.fromkeys(interpretation.years))
    much = _MUCH.search(folded)
    said_way = much or _WHETHER.search(folded)
    if len(years) != 2 or not _THAN.search(folded) or said_way is None:
        return ()
    plain = _blanked(replace(interpretation, folded=_MUCH.sub(lambda m: "，" * len(m.group(0)), folded)), ())
    matches = [m for m in match_targets(plain, scope, world) if m.score >= ENOUGH and m.unexplained <= FOREIGN]
    if not matches or _torn([m for m in matches if m.year_fits]):
        return ()
    best = matches[0].target
    pair = [next((m.target for m in matches if m.target.year == year and _alike(m.target, best)), None) for year in years]
    first, second = pair
    if first is None or second is None or first.upper or second.upper:
        return ()
    if folded.find("比") < folded.find(str(years[0])):
        first, second = second, first  # 比2025年，2030年…
    fewer = said_way["way"] in {"少", "低", "小", "减少"}
    high, low = (second, first) if fewer else (first, second)
    links = tuple(
        content_link(interpretation, iri=t.iri, label=t.indicator, type="Target", score=matches[0].score) for t in (high, low)
    )
    values = (Pattern(Ref(high.iri), pol("value"), Var("high")), Pattern(Ref(low.iri), pol("value"), Var("low")))
    said = f"“{best.indicator}”{first.year}年目标比{second.year}年"
    plan = QueryPlan(
        form=Form.SELECT,
        kind=Kind.NUMBER,
        patterns=values,
        minus=(Var("high"), Var("low")),
        reading=f"查{said}{'少' if fewer else '多'}多少",
        score=1.3,
        links=links,
        say="difference",
        property="value",
    )
    if much:
        return (plan,) if Decimal(high.value) > Decimal(low.value) else ()
    return (
        replace(plan, form=Form.ASK, kind=Kind.BOOLEAN, minus=None, holds=((Var("high"), ">", Var("low")),), say="target_claim"),
    )


def _alike(one: TargetText, other: TargetText) -> bool:
    return one.indicator == other.indicator and one.unit == other.unit and one.document == other.document
