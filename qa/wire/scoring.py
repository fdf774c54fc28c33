"""What ``kgqa eval --json`` prints."""

from __future__ import annotations

from collections.abc import Mapping

from qa.evaluate import Ratio, Score
from qa.wire.base import Wire


class RatioOut(Wire):
    hit: int
    total: int
    share: float | None


class TurnOut(Wire):
    id: str
    q: str
    kind: str
    right: bool
    status: str
    answer: str
    values: tuple[str, ...]
    evidence_right: bool | None
    ms: float


class ScoreOut(Wire):
    accuracy: RatioOut
    by_kind: Mapping[str, RatioOut]
    by_tag: Mapping[str, RatioOut]
    evidence: RatioOut
    refusal_precision: RatioOut
    refusal_recall: RatioOut
    p50_ms: float
    p99_ms: float
    turns: tuple[TurnOut, ...]


def _group(ratios: Mapping[str, Ratio]) -> dict[str, RatioOut]:
    return {key: RatioOut.of(ratio) for key, ratio in ratios.items()}


def score_out(score: Score) -> ScoreOut:
    return ScoreOut(
        accuracy=RatioOut.of(score.accuracy),
        by_kind=_group(score.by_kind),
        by_tag=_group(score.by_tag),
        evidence=RatioOut.of(score.evidence),
        refusal_precision=RatioOut.of(score.refusal_precision),
        refusal_recall=RatioOut.of(score.refusal_recall),
        p50_ms=round(score.p50_ms, 2),
        p99_ms=round(score.p99_ms, 2),
        turns=tuple(
            TurnOut(
                id=turn.item.id,
                q=turn.item.q,
                kind=turn.item.kind,
                right=turn.right,
                status=turn.status,
                answer=turn.answer,
                values=turn.values,
                evidence_right=turn.evidence_right,
                ms=round(turn.ms, 2),
            )
            for result in score.results
            for turn in result.turns
        ),
    )
