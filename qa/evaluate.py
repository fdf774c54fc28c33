"""Scores a question file: accuracy by kind and tag, evidence, refusals, calibration, latency; compares with an earlier run.

Nothing here knows how an answer was found.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from kg.errors import InputError
from qa.calibrate import Reliability, reliability
from qa.errors import QaError
from qa.model import Answer, Outcome, Question, Value
from qa.ports import Asker
from qa.questions import Item

TEXT_LIMIT = 400  # characters that a text answer may have


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question asked: what came back and whether it was right."""

    item: Item
    right: bool
    status: str  # an Outcome's value, or the code of an error
    answer: str
    values: tuple[str, ...]
    evidence_right: bool | None  # None where the file names no evidence or the answer was wrong
    ms: float
    confidence: float | None = None  # None where nothing was answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    item: Item
    right: bool
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    hit: int
    total: int

    @property
    def share(self) -> float | None:
        return self.hit / self.total if self.total else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    accuracy: Ratio
    by_kind: Mapping[str, Ratio]
    by_tag: Mapping[str, Ratio]
    evidence: Ratio  # of the right answers whose question names its evidence
    refusal_precision: Ratio  # of all refusals, those that were due
    refusal_recall: Ratio  # of all questions without an answer, those refused
    needless_refusals: Ratio  # of all questions with an answer, those refused
    wrong_answers: Ratio  # of all questions with an answer, those answered and not right
    calibration: Reliability  # of the confidence of all answers
    p50_ms: float
    p99_ms: float
    results: tuple[Result, ...]


# --- scoring one answer ----------------------------------------------------------------------------

_PUNCTUATION = re.compile(r"[\s“”\"'‘’《》*·.,，。、:：;；!！?？—\-]")
_NUMBERING = re.compile(r"^\s*(\d+[.、]|[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))\s*")
_QUANTITY = re.compile(r"\d+(?:\.\d+)?%?")


def _plain(text: str) -> str:
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text).lower())


def _name(text: str) -> str:
    return _plain(_NUMBERING.sub("", unicodedata.normalize("NFKC", text)))


def _names(value: Value) -> frozenset[str]:
    return frozenset(_name(name) for name in (value.label, *value.aliases))


def _same_set(item: Item, answer: Answer) -> bool:
    golds = [frozenset(map(_name, group)) for group in item.gold]
    got = [_names(value) for value in answer.values]
    return all(any(gold & names for names in got) for gold in golds) and all(any(names & gold for gold in golds) for names in got)


def _contains(item: Item, answer: Answer) -> bool:
    got = [_names(value) for value in answer.values]
    return all(any(frozenset(map(_name, group)) & names for names in got) for group in item.gold)


def _same_number(item: Item, answer: Answer) -> bool:
    """The quantity stands in the answer or in its one value, and that value has no other number."""
    if len(answer.values) > 1:
        return False
    text, labels = _plain(answer.text), [_plain(value.label) for value in answer.values]
    for spelling in map(_plain, item.gold[0]):
        said = spelling in text or any(spelling in label for label in labels)
        digits = _QUANTITY.search(spelling)
        agrees = digits is None or not labels or any(digits[0] in _QUANTITY.findall(label) for label in labels)
        if said and agrees:
            return True
    return False


def _same_truth(item: Item, answer: Answer) -> bool:
    return bool(answer.values) and answer.values[0].value is item.truth


def _says_all(item: Item, answer: Answer) -> bool:
    text = _plain(answer.text)
    return len(text) <= TEXT_LIMIT and all(any(_plain(phrase) in text for phrase in group) for group in item.gold)


_JUDGES: Mapping[str, Callable[[Item, Answer], bool]] = {
    "entities": _same_set,
    "entities_contains": _contains,
    "number": _same_number,
    "boolean": _same_truth,
    "text": _says_all,
}


def is_right(item: Item, answer: Answer) -> bool:
    answered = answer.outcome is Outcome.ANSWERED
    if item.kind == "unanswerable":
        return not answered
    return answered and _JUDGES[item.kind](item, answer)


def quotes_gold(item: Item, answer: Answer) -> bool | None:
    """Whether a quotation carries (or is a part of at least 6 characters of) the file's evidence; None where it names none."""
    if not item.evidence:
        return None
    got = [_plain(evidence.text) for evidence in answer.evidence]
    return any(gold in text or (len(text) >= 6 and text in gold) for gold in map(_plain, item.evidence) for text in got)


# --- the run ---------------------------------------------------------------------------------------


def _ask(engine: Asker, item: Item, document: str | None, session: str | None) -> Turn:
    begin = time.perf_counter()
    try:
        answer = engine.ask(Question(text=item.q, document=document, session=session))
    except QaError as error:  # refused at the door: no answer was given
        ms = (time.perf_counter() - begin) * 1000
        right = item.kind == "unanswerable"
        return Turn(item=item, right=right, status=error.code, answer=str(error), values=(), evidence_right=None, ms=ms)
    ms = (time.perf_counter() - begin) * 1000
    right = is_right(item, answer)
    return Turn(
        item=item,
        right=right,
        status=answer.outcome.value,
        answer=answer.text,
        values=tuple(value.label for value in answer.values),
        evidence_right=quotes_gold(item, answer) if right else None,
        ms=ms,
        confidence=answer.confidence if answer.outcome is Outcome.ANSWERED else None,
    )


def _result(engine: Asker, item: Item, document: str | None) -> Result:
    if item.kind != "dialogue":
        turn = _ask(engine, item, document, None)
        return Result(item=item, right=turn.right, turns=(turn,))
    session = str(uuid4())
    turns = tuple(_ask(engine, turn, document, session) for turn in item.turns)
    return Result(item=item, right=all(turn.right for turn in turns), turns=turns)


def _ratio(hits: Iterable[bool]) -> Ratio:
    listed = list(hits)
    return Ratio(hit=sum(listed), total=len(listed))


def _grouped(results: Sequence[Result], keys: Callable[[Result], Iterable[str]]) -> dict[str, Ratio]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for result in results:
        for key in keys(result):
            groups[key].append(result.right)
    return {key: _ratio(groups[key]) for key in sorted(groups)}


def _percentile(sorted_ms: Sequence[float], share: float) -> float:
    """Nearest rank: the smallest value with at least ``share`` of all values at or below it."""
    rank = -(-len(sorted_ms) * share // 1)
    return sorted_ms[max(0, int(rank) - 1)]


def summarise(results: tuple[Result, ...]) -> Score:
    turns = [turn for result in results for turn in result.turns]
    single = [turn for result in results if result.item.kind != "dialogue" for turn in result.turns]
    refused = [turn for turn in turns if turn.status != Outcome.ANSWERED]
    hopeless = [turn for turn in turns if turn.item.kind == "unanswerable"]
    hopeful = [turn for turn in turns if turn.item.kind != "unanswerable"]
    latencies = sorted(turn.ms for turn in turns)
    return Score(
        accuracy=_ratio(result.right for result in results),
        by_kind=_grouped(results, lambda result: (result.item.kind,)),
        by_tag=_grouped(results, lambda result: result.item.tags),
        evidence=_ratio(turn.evidence_right for turn in single if turn.evidence_right is not None),
        refusal_precision=_ratio(turn.item.kind == "unanswerable" for turn in refused),
        refusal_recall=_ratio(turn.right for turn in hopeless),
        needless_refusals=_ratio(turn.status != Outcome.ANSWERED for turn in hopeful),
        wrong_answers=_ratio(turn.status == Outcome.ANSWERED and not turn.right for turn in hopeful),
        calibration=reliability((turn.confidence, turn.right) for turn in turns if turn.confidence is not None),
        p50_ms=_percentile(latencies, 0.5),
        p99_ms=_percentile(latencies, 0.99),
        results=results,
    )


def evaluate(
    engine: Asker, items: Sequence[Item], *, document: str | None = None, on_result: Callable[[Result], None] | None = None
) -> Score:
    """Asks every item in order. Raises InputError when there is nothing to ask."""
    if not items:
        raise InputError("没有题目可评", hint="给出至少一道题")
    results = []
    for item in items:
        result = _result(engine, item, document)
        results.append(result)
        if on_result:
            on_result(result)
    return summarise(tuple(results))


# --- two runs --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What became of the questions of an earlier run; one is the same when its id and its wording are."""

    broke: tuple[Turn, ...]  # right before, wrong now
    mended: tuple[Turn, ...]
    added: int  # asked now only
    dropped: int  # asked before only


def changes(before: Mapping[tuple[str, str], bool], score: Score) -> Changes:
    """``before``: (id, question) → was it right?"""
    turns = [turn for result in score.results for turn in result.turns]
    keys = {(turn.item.id, turn.item.q) for turn in turns}
    known = [(before[turn.item.id, turn.item.q], turn) for turn in turns if (turn.item.id, turn.item.q) in before]
    return Changes(
        broke=tuple(turn for was, turn in known if was and not turn.right),
        mended=tuple(turn for was, turn in known if turn.right and not was),
        added=len(keys - set(before)),
        dropped=len(set(before) - keys),
    )
