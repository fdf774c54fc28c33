"""Yes or no from a sentence: does it say what was asked, its opposite, or something else in the same place?

Only three readings are trusted: the sentence carries the whole question (yes); it carries it under a prohibition or waiver
where the question has none (no); it carries all but one slot of a kind — a year, a number, a place — and fills that slot with
another value (no). Everything else stays unanswered.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kg.text import fold, key

# words that turn a statement round; folded
NEGATIONS = re.compile(
    r"不得|禁止|严禁|不再|不予|不能|不可|不准|不允许|不收|不受|并不是|不是|不意味|不等于|不限于|免收|免征|免除|免予|取消|停止|杜绝|不需|无需|无须|不必|未(?!来)"
)
ASKED_NEGATIONS = re.compile(r"不(?:得|再|予|能|可|准|允许|收|需|必|用)|免(?:收|征|除|予)|禁止|取消|停止|无需|无须")
# claims that go beyond a plain statement
RESTRICTED = re.compile(r"只准|只能|只有|只由|仅限|不让|享受不到|等于|全部|所有|一律|都要|还卡|建成|最大|最高|唯一|首次|第一")
SURE = 0.65  # share of the question that a sentence must carry to be a yes
EXISTS = re.compile(r"有没有|有无|是否有|有吗")
_EITHER = re.compile(r"是不是|能不能|可不可以|会不会|要不要|有没有|该不该|行不行|对不对|在不在|[\u4e00-\u9fff]不[\u4e00-\u9fff]")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_AMOUNT = re.compile(r"\d+(?:\.\d+)?(?:%|[万亿]*[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    truth: bool
    reason: str  # Chinese, for the explanation
    certainty: float  # 0..1


def judge(
    question: str, sentence: str, *, own: float, places: Callable[[str], tuple[str, ...]], named: bool = True
) -> Verdict | None:
    """``own``: share of the question's content that stands in the sentence; ``named``: all names of the question stand in it;
    ``places``: canonical names of places in a text.

    None when the sentence does not settle the question.
    """
    asked, said = fold(question), fold(sentence)
    clause = _nearest(asked, said)
    for name, find, where in (
        ("年份", _years, said),
        ("地点", places, said),
        ("数量", _amounts, said),
        ("阶段", _stages, clause),
    ):
        wanted, given = set(find(asked)), set(find(where))
        if wanted and given and not wanted & given and EXISTS.search(asked):
            return None  # “某地有没有…”: that other places are named does not say that there is none
        if wanted and given and not wanted & given:
            return Verdict(truth=False, reason=f"原文的{name}是{'、'.join(sorted(given))}", certainty=0.9) if own >= 0.4 else None
        if wanted and not wanted <= given:
            return None
    if own < 0.5 or not named:
        return None
    if RESTRICTED.search(_EITHER.sub("", asked)) and not RESTRICTED.search(said):
        return None  # “只准”, “就等于”: more is claimed than any sentence says
    turned = _turned(asked, said)
    if turned:
        return Verdict(truth=False, reason=f"原文写的是“{turned}”", certainty=0.85)
    if own < SURE:
        return None
    return Verdict(truth=True, reason="原文这样写", certainty=min(1.0, own))


def _years(text: str) -> tuple[str, ...]:
    return tuple(_YEAR.findall(text))


def _amounts(text: str) -> tuple[str, ...]:
    return tuple(m for m in _AMOUNT.findall(text) if not re.fullmatch(r"(?:19|20)\d\d年|\d+[条号款第]", m))


def _turned(asked: str, said: str) -> str | None:
    """The negation in the sentence that the question does not have (or the other way round)."""
    plain = _EITHER.sub("", asked)
    mine = ASKED_NEGATIONS.search(plain)
    theirs = NEGATIONS.search(_nearest(plain, said))
    if theirs and not mine:
        return theirs.group(0)
    if mine and not theirs:
        return "没有这样的限制"
    return None


def _stages(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"近期|中期|远期|事前|事中|事后|上半年|下半年", text))


def _nearest(asked: str, said: str) -> str:
    """The clause of the sentence that shares most with the question."""
    return max(re.split(r"[,，;；。]", said), key=lambda clause: len(_pairs(clause) & _pairs(asked)))


def _pairs(text: str) -> set[str]:
    text = key(text)
    return {text[i : i + 2] for i in range(len(text) - 1)}
