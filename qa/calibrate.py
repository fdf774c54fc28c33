"""From the engine's raw score to the probability that an answer is right, and how well such probabilities hold.

The curves are fitted on the development questions by ``python benchmarks/quality.py --fit`` (isotonic regression); here they
are only looked up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qa.model import Kind, Method

Curve = tuple[tuple[float, float], ...]  # (raw score, probability), both rising; straight lines between, level outside

GRAPH: Curve = ((0.603, 0.889), (0.824, 0.976), (1.018, 0.988))
# What was asked for decides how far a quotation can be trusted: names that stand somewhere in it are seldom the exact list.
PASSAGE: Mapping[Kind, Curve] = {
    Kind.BOOLEAN: ((0.684, 0.933),),
    Kind.ENTITIES: ((0.899, 0.615),),
    Kind.TEXT: ((0.839, 0.909),),
}
BINS = 10


def curve(method: Method, family: Kind) -> Curve:
    """``family``: the kind of answer that was asked for. A number is looked for in the text like any other words."""
    return GRAPH if method is Method.GRAPH else PASSAGE.get(family, PASSAGE[Kind.TEXT])


def probability(method: Method, family: Kind, raw: float) -> float:
    """Between 0 and 1, never falling as ``raw`` rises; 0 where nothing was answered."""
    return 0.0 if method is Method.NONE else along(curve(method, family), raw)


def along(knots: Curve, raw: float) -> float:
    at = bisect_right(knots, raw, key=lambda knot: knot[0])
    if at in (0, len(knots)):
        return knots[max(0, at - 1)][1]
    (left, low), (right, high) = knots[at - 1], knots[at]
    return min(high, low + (high - low) * (raw - left) / (right - left))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Answers whose confidence lies in [low, high), the last one in [low, 1]."""

    low: float
    high: float
    n: int
    confidence: float  # mean
    accuracy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """Empty bins are left out. ``error`` is the expected calibration error, None where nothing was answered."""

    bins: tuple[Bin, ...]
    error: float | None


def reliability(answers: Iterable[tuple[float, bool]]) -> Reliability:
    """Of pairs of confidence (0..1) and whether the answer was right."""
    binned: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in answers:
        binned.setdefault(min(BINS - 1, int(confidence * BINS)), []).append((confidence, right))
    bins = tuple(
        Bin(
            low=index / BINS,
            high=(index + 1) / BINS,
            n=len(pairs),
            confidence=sum(confidence for confidence, _ in pairs) / len(pairs),
            accuracy=sum(right for _, right in pairs) / len(pairs),
        )
        for index, pairs in sorted(binned.items())
    )
    total = sum(b.n for b in bins)
    return Reliability(bins=bins, error=sum(b.n * abs(b.confidence - b.accuracy) for b in bins) / total if total else None)
