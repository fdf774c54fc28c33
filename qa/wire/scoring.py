"""What ``kgqa eval --json`` prints and ``--save`` writes, and reading such a file back to compare with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ValidationError

from kg.errors import InputError, UnreadableFile
from qa.evaluate import Changes, Ratio, Score, Turn
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
    confidence: float | None


class BinOut(Wire):
    low: float
    high: float
    n: int
    confidence: float
    accuracy: float


class ChangesOut(Wire):
    """Against an earlier run; ``broke`` and ``mended`` are ids."""

    broke: tuple[str, ...]
    mended: tuple[str, ...]
    added: int
    dropped: int


class ScoreOut(Wire):
    accuracy: RatioOut
    by_kind: Mapping[str, RatioOut]
    by_tag: Mapping[str, RatioOut]
    evidence: RatioOut
    refusal_precision: RatioOut
    refusal_recall: RatioOut
    needless_refusals: RatioOut
    wrong_answers: RatioOut
    calibration_error: float | None
    reliability: tuple[BinOut, ...]
    p50_ms: float
    p99_ms: float
    turns: tuple[TurnOut, ...]
    changes: ChangesOut | None = None


def _group(ratios: Mapping[str, Ratio]) -> dict[str, RatioOut]:
    return {key: RatioOut.of(ratio) for key, ratio in ratios.items()}


def _turn(turn: Turn) -> TurnOut:
    return TurnOut(
        id=turn.item.id,
        q=turn.item.q,
        kind=turn.item.kind,
        right=turn.right,
        status=turn.status,
        answer=turn.answer,
        values=turn.values,
        evidence_right=turn.evidence_right,
        ms=round(turn.ms, 2),
        confidence=turn.confidence,
    )


def _changes(found: Changes) -> ChangesOut:
    broke, mended = (tuple(turn.item.id for turn in turns) for turns in (found.broke, found.mended))
    return ChangesOut(broke=broke, mended=mended, added=found.added, dropped=found.dropped)


def score_out(score: Score, changes: Changes | None = None) -> ScoreOut:
    return ScoreOut(
        accuracy=RatioOut.of(score.accuracy),
        by_kind=_group(score.by_kind),
        by_tag=_group(score.by_tag),
        evidence=RatioOut.of(score.evidence),
        refusal_precision=RatioOut.of(score.refusal_precision),
        refusal_recall=RatioOut.of(score.refusal_recall),
        needless_refusals=RatioOut.of(score.needless_refusals),
        wrong_answers=RatioOut.of(score.wrong_answers),
        calibration_error=None if score.calibration.error is None else round(score.calibration.error, 4),
        reliability=tuple(BinOut.of(b) for b in score.calibration.bins),
        p50_ms=round(score.p50_ms, 2),
        p99_ms=round(score.p99_ms, 2),
        turns=tuple(_turn(turn) for result in score.results for turn in result.turns),
        changes=_changes(changes) if changes else None,
    )


class _Verdict(BaseModel):
    id: str
    q: str
    right: bool


class _Saved(BaseModel):
    """The part of an earlier result that a comparison needs, so that files of other versions will do."""

    turns: tuple[_Verdict, ...]


def read_verdicts(path: Path) -> dict[tuple[str, str], bool]:
    """(id, question) → was it right? Raises UnreadableFile when the file is no result of ``kgqa eval``."""
    hint = "给出 kgqa eval --save 写的文件"
    try:
        saved = _Saved.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UnreadableFile(f"读不出上次的评测结果 {path}：{error.strerror}", hint=hint) from error
    except ValidationError as error:
        raise UnreadableFile(f"{path} 不是评测结果", hint=hint) from error
    return {(turn.id, turn.q): turn.right for turn in saved.turns}


def save(score: Score, path: Path) -> None:
    """Writes what ``read_verdicts`` reads. Raises InputError when the file cannot be written."""
    try:
        path.write_text(score_out(score).model_dump_json(indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"写不了文件 {path}：{error.strerror}", hint="换一个可写的位置") from error
