"""Which quantified goals a question for a number may mean: by indicator, clause, year and unit; and what speaks against each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from kg.model import Span
from kg.text import fold, key
from qa import words
from qa.amounts import foreign, is_said, is_topic, same_measure
from qa.link import content_spans, content_weights
from qa.scope import Scope
from qa.understand import Interpretation
from qa.weigh import grams, share, without_names
from qa.world import TargetText, World

ENOUGH = 0.55
FOREIGN = 0.5  # share of the question that may stand neither in the indicator nor in the clause
_HEAD = 0.12  # what the head noun of the question is worth beyond its share

_MONEY = re.compile(r"奖补|补贴|补助|奖励|资助|投资额?|经费|资金|多少钱|补多少|奖多少")  # a sum of money is asked for
_COMPARED = re.compile(
    r"(?:要|会|将|应|需|得)?(?:突破|达到?|超过?|做到|实现|完成|不低于|不少于|控制在|稳定在|保持在|提高到|扩大到|扩到|(?<!新)建成?|培育出?|压缩到|压减到)"
    r"(?=[了到]?(?:多少|几|百分之|什么|多大|多高))"
)
_MODAL = re.compile(r"(?<=.)(?:要|得|须|应该?|将|会)(?=$)")

# words for one and the same measure: 营收 is what others call 营业收入
_SAME_MEASURE = tuple(
    frozenset(line.split())
    for line in """
占比 比重 比例 份额
营业收入 营收 收入
年产量 产量 年产
增长 增速 增长率 增幅
总规模 规模 盘子 体量
工作日 天
时间 时限
""".strip().splitlines()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetMatch:
    target: TargetText
    score: float
    year_fits: bool
    unexplained: float  # share of the question's content that neither indicator nor clause carries
    carried: frozenset[str] = frozenset()  # pairs of the question that stand in the indicator
    foreign: str = ""  # what the question says of the indicator and the document says of something else


def match_targets(interpretation: Interpretation, scope: Scope, world: World) -> tuple[TargetMatch, ...]:
    """Targets by how much of the question they explain, best first; years count apart."""
    years = _asked_years(interpretation, scope)
    drop = _dropped(interpretation, scope)
    weights = content_weights(interpretation, world, drop)
    if not weights:
        return ()
    runs = tuple(key(span.of(interpretation.folded)) for span in content_spans(interpretation, drop))
    head = _head(interpretation, drop)
    money = bool(_MONEY.search(interpretation.folded)) and interpretation.measure != "%"
    left: dict[str, dict[str, float]] = {}
    found = []
    for target in world.targets:
        if (money and "元" not in target.unit) or not scope.admits(target.document):
            continue
        if not _unit_fits(interpretation.measure, target):
            continue
        if target.document not in left:
            left[target.document] = _discounted(weights, target.document, world)
        found.append(_match(target, interpretation, scope, world, years, left[target.document], runs, head))
    return tuple(sorted(found, key=lambda m: (-m.score, m.target.iri)))


def _match(
    target: TargetText,
    interpretation: Interpretation,
    scope: Scope,
    world: World,
    years: Set[int],
    left: Mapping[str, float],
    runs: Sequence[str],
    head: str,
) -> TargetMatch:
    own = target.indicator_grams | _measure_words(target.indicator)
    near = own | target.clause_grams
    score = share(left, own) + 0.85 * share(left, target.clause_grams - own)
    score += 0.5 * share(left, target.around_grams - near)
    score += 0.08 if interpretation.measure and target.unit.endswith(interpretation.measure) else 0.0
    back = share(world.weights.weigh(target.indicator_grams), set(left))
    if head:
        score += _HEAD if head in own else 0.0 if head in near or not is_said(head, target.document, world) else -2 * _HEAD
    fits = not years or target.year in years
    score += 0.06 if years and fits else 0.0
    prior = scope.prior(target.document) if scope.documents else 1.0
    return TargetMatch(
        target=target,
        score=(score + 0.2 * back) * (0.85 + 0.15 * prior),
        year_fits=fits,
        unexplained=1.0 - share(left, near | _bridges(runs, near, target.document, world)),
        carried=frozenset(left) & target.indicator_grams,
        foreign=foreign(runs, own, near | _leading(target, world), target.document, world),
    )


def _asked_years(interpretation: Interpretation, scope: Scope) -> Set[int]:
    """The years of the question but those that only name the document."""
    folded = interpretation.folded
    inside = [span.of(folded) for span in scope.spans]
    return {y for y in interpretation.years if not any(str(y) in t and t.count(str(y)) >= folded.count(str(y)) for t in inside)}


def _dropped(interpretation: Interpretation, scope: Scope) -> list[Span]:
    """What is no part of the indicator: the document's name, cues, years, how the number is compared."""
    folded = interpretation.folded
    drop = [*scope.spans, *(c.span for c in interpretation.properties if c.name == "aimsAt")]
    for year in interpretation.years:
        at = folded.find(str(year))
        drop.append(Span(at, at + 4 + (folded[at + 4 : at + 5] == "年")))
    return [*drop, *(Span(m.start(), m.end()) for m in _COMPARED.finditer(folded))]


def _head(interpretation: Interpretation, drop: Sequence[Span]) -> str:
    """The last pair of the noun that is measured: 产值 in “低空经济产值要突破多少”, 企业 in “培育多少家企业”; "" when unclear."""
    amount = words.AMOUNT.search(interpretation.folded)
    if amount is None:
        return ""
    spans = content_spans(interpretation, drop)
    behind = [s for s in spans if 0 <= s.start - amount.end() <= 2]
    before = [s for s in spans if 0 <= amount.start() - s.end <= 12]
    noun = (behind[:1] or before[-1:])[0].of(interpretation.folded) if behind or before else ""
    noun = re.sub(r"(?:以上|左右|以内|之内|目标)$", "", _MODAL.sub("", noun))
    found = grams(noun)
    return found[-1] if found and len(found[-1]) == 2 and not found[-1].isascii() else ""


def _unit_fits(asked: str | None, target: TargetText) -> bool:
    if asked is None:
        return True
    unit = target.unit.replace("％", "%")
    if asked == "%":
        return "%" in unit
    if asked in {"个", "项", "家", "名", "种", "处", "条"}:
        return "%" not in unit and "元" not in unit
    return same_measure(asked, unit)


@lru_cache(maxsize=4096)
def _measure_words(indicator: str) -> frozenset[str]:
    """Pairs of the other words for the indicator's own measure."""
    named = key(indicator)
    return frozenset(g for same in _SAME_MEASURE if any(word in named for word in same) for word in same for g in grams(word))


def _discounted(weights: Mapping[str, float], document: str, world: World) -> dict[str, float]:
    left = without_names(weights, world.named_by[document])
    return {
        gram: weight * 0.4 if gram not in world.named_by[document] and is_topic(gram, document, world) else weight
        for gram, weight in left.items()
    }


def _leading(target: TargetText, world: World) -> frozenset[str]:
    """Pairs of what stands over the number: the headings, and the clauses that open its paragraph (“第一步，到2020年…”)."""
    return world.surroundings.opening(target.document, target.start)


def _bridges(runs: Sequence[str], near: Set[str], document: str, world: World) -> frozenset[str]:
    """Pairs that only straddle an explained word and its neighbour: 济产 in 经济产值, 和其 in “和其他国家”."""
    found = set()
    for text in runs:
        pairs = [text[i : i + 2] for i in range(len(text) - 1)]
        known = [False, *(pair in near or is_topic(pair, document, world) for pair in pairs), False]
        for i, pair in enumerate(pairs):
            both = known[i] and known[i + 2]
            one = (known[i] or known[i + 2]) and not is_said(pair, document, world)
            if both or one:
                found.add(pair)
    return frozenset(found)


# --- one indicator, several years


def same_indicator(one: TargetText, other: TargetText) -> bool:
    """The same thing measured: equal names but for 累计, 全省 and the like, and units of one kind."""
    if one.document != other.document or one.unit[-1:] != other.unit[-1:]:
        return False
    first, second = plain_name(one.indicator), plain_name(other.indicator)
    return first == second or (min(len(first), len(second)) > 3 and (first.endswith(second) or second.endswith(first)))


@lru_cache(maxsize=4096)
def plain_name(indicator: str) -> str:
    """The indicator without what says of whom or from when."""
    return re.sub("^(?:全[省市县区国]|累计|总体|力争|基本)+", "", key(indicator))


def undecided(matches: Sequence[TargetMatch]) -> bool:
    """Several targets fit alike and none carries a word that was asked: 玉米 is neither 油菜 nor 花生."""
    if len(matches) < 2 or matches[0].unexplained < 0.1:
        return False
    best, rival = matches[0], matches[1]
    alike = best.carried <= rival.carried and best.score - rival.score < 0.03
    return alike and not same_indicator(best.target, rival.target)


_LAST = re.compile(r"最终|最后|远期|长远|将来|期末|末期|终极|最晚")
_FIRST = re.compile(r"近期|首先|起步|短期|初期|眼下|当前阶段|第一阶段|最先|最早")
_SAID_SIGN = {
    ">": re.compile(r"超过?|突破|大于|高于|多于"),
    "≥": re.compile(r"不低于|不少于|至少|以上|不小于|不下于|最少|起码"),
    "≤": re.compile(r"不超过|以内|之内|最多|至多|不高于|控制在"),
    "≈": re.compile(r"左右|大概|大约|约为?|上下|差不多"),
}
_VERBS = re.compile(r"稳定在|保持在|控制在|提高到|扩大到|压缩到|压减到|增长到|降到|下降到")


_STAGE = re.compile("第[一二三四五](?:步|阶段)")


def of_one_year(question: str, targets: Sequence[TargetText], world: World) -> tuple[TargetText, ...]:
    """Of one indicator's goals those that the wording of a question without a year means; all when it does not tell."""
    if stage := _STAGE.search(question):
        said = re.search(stage[0] + r"[^。；;]{0,8}?(20\d\d)年", fold(world.documents[targets[0].document].text))
        return tuple(t for t in targets if said is not None and t.year == int(said[1])) or tuple(targets)
    dated = sorted((t for t in targets if t.year is not None), key=lambda t: t.year or 0)
    if len(dated) > 1 and _LAST.search(question):
        return (dated[-1],)
    if len(dated) > 1 and _FIRST.search(question):
        return (dated[0],)
    by_verb = [t for t in targets if any(verb in fold(t.clause) for verb in _VERBS.findall(question))]
    by_sign = [t for t in targets if t.comparator in _SAID_SIGN and _SAID_SIGN[t.comparator].search(question)]
    for kept in (by_verb, by_sign):
        if 0 < len(kept) < len(targets):
            return tuple(kept)
    return tuple(targets)
