"""Yes or no from a sentence: does it say what was asked, its opposite, or something else in the same place?

Only three readings are trusted: the sentence carries the whole question (yes); it carries it under a prohibition or waiver
where the question has none (no); it carries all but one slot of a kind — a year, a number, a place — and fills that slot with
another value (no). Everything else stays unanswered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from kg.text import fold, key
from qa.attributed import by_another_unit
from qa.claimed import claimed, decide, same_unit
from qa.permitted import is_of, permission

# words that turn a statement round; folded
NEGATIONS = re.compile(
    r"不得|禁止|严禁|不再|不予|不能|不可|不准|不允许|不收|不受|并不是|不是|不意味|不等于|不限于|免收|免征|免除|免予|取消|停止|杜绝|不需|无需|无须|不必|未(?!来)"
)
ASKED_NEGATIONS = re.compile(r"不(?:得|再|予|能|可|准|允许|收|需|必|用)|免(?:收|征|除|予)|禁止|取消|停止|无需|无须")
# denials that no clause of a sentence is held against
DENIED = re.compile(
    r"不(?:参与|参加|牵头|负责|配合|在|包括|包含|含|涉及|属于|用于|适用)|没有?(?:提|要求|规定|说|写|列|包括|安排|其他|其它|别的)|除了"
)
# claims that go beyond a plain statement
RESTRICTED = re.compile(
    r"只准|只能|只有|只由|仅限|不让|享受不到|等于|全部|所有|一律|都要|还卡|建成|最大|最高|唯一|首次|第一|牵头|主办|领头"
)
LIMITED = re.compile(r"还卡|只能|只准|受限|限制|仅限")
_STILL = re.compile(r"还(?!是|有|款|贷|清|本|原|卡|能|可|准|让|允|得)[\u4e00-\u9fff]{1,12}(?:吗|么|不$|$|[?？])")
_ENDED = re.compile(r"不再|免收|免征|免予|不收|不予|取消|停止|终止|废止|免除|无需|无须|不需")
_GOES_ON = re.compile(r"继续|仍|保留|延续|照常")
LIFTED = re.compile(r"不受[^,，;；。]{0,20}限制|取消[^,，;；。]{0,12}限制|不设[^,，;；。]{0,8}限制|放开[^,，;；。]{0,8}限制")
OTHERWISE = 0.5  # share that a sentence must carry to say that another unit does it
SURE = 0.60  # share of the question that a sentence must carry to be a yes
EXISTS = re.compile(r"有没有|有无|是否有|有吗")
_EITHER = re.compile(
    r"(?P<did>[\u4e00-\u9fff])没(?P=did)|是不是|能不能|可不可以|会不会|要不要|有没有|该不该|行不行|对不对|在不在|[\u4e00-\u9fff]不[\u4e00-\u9fff]"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    truth: bool
    reason: str  # Chinese, for the explanation
    certainty: float  # 0..1
    closed: bool = False  # rests on the document naming nobody else for it


def judge(
    question: str, sentence: str, *, own: float, places: Callable[[str], tuple[str, ...]], named: bool = True
) -> Verdict | None:
    """``own``: share of the question's content that stands in the sentence; ``named``: all names of the question stand in it;
    ``places``: canonical names of places in a text.

    None when the sentence does not settle the question.
    """
    asked, said = fold(question), fold(sentence)
    clause = _nearest(asked, said)
    if DENIED.search(_EITHER.sub("", asked)) or _compares(asked, said) or _asks_for_figures(asked, clause):
        return None
    if (unit := by_another_unit(asked, said)) is not None:
        return replace(_otherwise("负责单位", [unit]), closed=True) if unit and own >= OTHERWISE else None
    settled = _place(asked, said, places) or _slot(asked, said, clause) or _amount(asked, clause, said)
    if settled is not None:
        enough = own >= (0.55 if claimed(asked) else 0.4)
        return settled if settled.truth is False and enough and not EXISTS.search(asked) else None
    if own < 0.5 or not named or _bound_elsewhere(asked, said):
        return None
    if (may := permission(asked)) is not None and not is_of(may, said):
        return None
    if own >= SURE and LIMITED.search(asked) and (lifted := LIFTED.search(clause)):
        return Verdict(truth=False, reason=f"原文写的是“{lifted.group(0)}”", certainty=0.85)
    if (still := _goes_on(asked, said)) is not None:
        return still if still.truth is False else None
    if RESTRICTED.search(_EITHER.sub("", asked)) and not RESTRICTED.search(said):
        return None  # “只准”, “就等于”: more is claimed than any sentence says
    turned = _turned(asked, said)
    if turned:
        return Verdict(truth=False, reason=f"原文写的是“{turned}”", certainty=0.85)
    if own < SURE:
        return None
    return Verdict(truth=True, reason="原文这样写", certainty=min(1.0, own))


_COMPARES = re.compile("超过|高于|多于|大于|低于|少于|小于|等于|不如|不及|相同|一样|(?:更|还要|还)(?:高|多|大|长|低|少|小|短)")
_FIGURES = re.compile(r"有(?:没有|无)?(?:具体|量化|明确|数量|的)*(?:目标|指标|数字|数量|比例|金额|期限|时限)[^,，。]{0,4}$")


def _compares(asked: str, said: str) -> bool:
    """A comparison without a figure of its own is settled by no sentence that only speaks of the same things."""
    found = _COMPARES.search(_EITHER.sub("", asked))
    return found is not None and not claimed(asked) and found.group() not in said


def _asks_for_figures(asked: str, clause: str) -> bool:
    """“…有目标吗”: the clause must give one."""
    return _FIGURES.search(asked) is not None and re.search(r"\d|目标|指标", clause) is None


# a slot of the question that the sentence does not fill: it settles nothing
OPEN = Verdict(truth=True, reason="", certainty=0.0)


def _otherwise(name: str, given: Iterable[str]) -> Verdict:
    return Verdict(truth=False, reason=f"原文的{name}是{'、'.join(sorted(given))}", certainty=0.9)


def _slot(asked: str, said: str, clause: str) -> Verdict | None:
    """A year or a stage that the sentence fills otherwise; OPEN when it does not fill it, None when nothing is wrong."""
    for name, find, where in (("年份", _years, said), ("日期", _days, said), ("阶段", _stages, clause), ("次序", _times, said)):
        wanted, given = set(find(asked)), set(find(where))
        if wanted <= given:
            continue
        if not given or wanted & given or (name == "日期" and len(given) > 1) or (name == "年份" and claimed(asked)):
            return OPEN  # an amount of another year is no answer to one of this year
        return _otherwise(name, given)
    return None


def _amount(asked: str, clause: str, said: str) -> Verdict | None:
    """The amount of the question against those of the same unit, nearest first."""
    for claim in claimed(asked):
        near = [c for c in claimed(clause) if same_unit(c.unit, claim.unit)]
        far = [c for c in claimed(said) if same_unit(c.unit, claim.unit)]
        if any((c.value, claim.op) == (claim.value, "=") for c in near or far):
            continue
        only = near or far
        if len(only) != 1:
            return OPEN
        given = only[0]
        settled = decide(claim, given.value, given.value, _STATED[given.op])
        if settled is None or (claim.op == "=" and given.op in {">", ">="} and claim.value > given.value):
            return OPEN
        if not settled[0]:
            return _otherwise("数量", [given.span.of(clause if near else said)])
    return None


_STATED = {"=": "=", ">": ">", ">=": "≥", "<": "<", "<=": "≤"}

# --- places --------------------------------------------------------------------------------------------

_STANDS_IN = re.compile(
    r"(?:在|于)(?P<place>[\u4e00-\u9fff]{2,6}?)(?=吗|吧|么|里|等|开展|建设|建|布局|设立|设|搞|试点|先行|举办|打造|发展|[,，、?？。]|$)"
)
_VERBS = re.compile("建设|发展|打造|培育|布局|开展|设立|创建|建立|建成|承担|试点")
_DOING = re.compile(r"^(?:支持|鼓励|推动|加快|建设|发展|打造|培育|推广|布局|重点|推进|开展|实施|和|及|以及|与|等)+")


def _place(asked: str, said: str, places: Callable[[str], tuple[str, ...]]) -> Verdict | None:
    """The place of the question must govern the very piece of the sentence that names the thing."""
    wanted = set(places(asked))
    written = {m["place"] for m in _STANDS_IN.finditer(asked) if m["place"] in said}
    written = {w for w in written if not any(w in p or p in w for p in wanted)}
    if not wanted and not written:
        return None
    if not written and not any(w in said for w in wanted) and (elsewhere := set(places(said))):
        return OPEN if elsewhere & wanted else _otherwise("地点", elsewhere)
    thing = asked
    for place in (*wanted, *written):
        thing = thing.replace(place, "，")
    own = _governed(thing, said, places)
    given = set(places(own))
    if wanted <= given and all(w in own for w in written):
        return None
    others = (given - wanted) | {m["place"] for m in _STANDS_IN.finditer(own)} - written
    if others and not given & wanted and (_STANDS_IN.search(asked) or wanted):
        return _otherwise("地点", others)
    return OPEN


def _governed(thing: str, said: str, places: Callable[[str], tuple[str, ...]]) -> str:
    """The piece of the sentence that names the thing, with the place in front that holds for it."""
    pieces = _pieces(said)
    best = _piece_of(thing, pieces)
    own, before = _with_bare(pieces, best, pieces[best])
    if places(own) or _STANDS_IN.search(own) or _modified(pieces[best], thing):
        return own
    while before and not places(own) and not _STANDS_IN.search(own):
        before -= 1  # a place at the head holds for the clauses behind it
        own = pieces[before] + own
    return _with_bare(pieces, before, own)[0]


def _pieces(said: str) -> list[str]:
    return re.split(r"(?<=[,，;；。、])|(?=[和及与])", said)


def _piece_of(thing: str, pieces: Sequence[str]) -> int:
    return max(range(len(pieces)), key=lambda i: (len(_pairs(pieces[i]) & _pairs(thing)), -i))


def _bare(piece: str) -> bool:
    """No more than a name: 在东港、【北岭】、云浦建设…"""
    return len(_DOING.sub("", key(piece)).lstrip("在于由")) <= 4


def _with_bare(pieces: Sequence[str], first: int, own: str) -> tuple[str, int]:
    """The names listed right in front belong to it."""
    while first and _bare(pieces[first - 1]):
        first -= 1
        own = pieces[first] + own
    return own, first


def _bound_elsewhere(asked: str, said: str) -> bool:
    """A word of the question heads another piece of the enumeration: “甲市建A园、乙市建B园” says nothing of B in 甲."""
    pieces = _pieces(said)
    best = _piece_of(asked, pieces)
    if not _modified(pieces[best], asked):
        return False
    doing = set(_VERBS.findall(pieces[best]))
    alike = [p for i, p in enumerate(pieces) if i != best and not _bare(p) and doing & set(_VERBS.findall(p))]
    heads = [_DOING.sub("", p).lstrip("在于由")[:2] for p in alike]
    return any(len(head) == 2 and head in asked and head not in pieces[best] for head in heads)


def _modified(piece: str, thing: str) -> bool:
    """Two or more characters that the question does not have stand right in front of the thing: 云浦【无人机智造园】."""
    shared = [i for i in range(len(piece) - 1) if piece[i : i + 2] in thing]
    return bool(shared) and len(_DOING.sub("", piece[: shared[0]])) >= 2


def _years(text: str) -> tuple[str, ...]:
    return tuple(_YEAR.findall(text))


def _turned(asked: str, said: str) -> str | None:
    """The negation in the sentence that the question does not have (or the other way round)."""
    plain = _EITHER.sub("", asked)
    mine = ASKED_NEGATIONS.search(plain)
    clause = _nearest(plain, said)
    theirs = next((m for m in NEGATIONS.finditer(clause) if not _named_so(clause, m, plain) and _bears(clause, m, plain)), None)
    if theirs and not mine:
        return theirs.group(0)
    if mine and not theirs:
        return "没有这样的限制"
    return None


def _named_so(clause: str, negation: re.Match[str], asked: str) -> bool:
    """离校【未就业】毕业生: the question calls the thing by the same words, they deny nothing."""
    return negation.group() == "未" and clause[negation.start() : negation.end() + 2] in asked


def _bears(clause: str, negation: re.Match[str], asked: str) -> bool:
    """What is denied is what was asked: in 延期期间【不收】罚息 nobody is denied the 延期."""
    may = permission(asked)
    behind = clause[negation.end() :]
    return len(behind) < 2 or bool(_pairs(behind) & _pairs("，".join(may.what) if may else asked))


def _goes_on(asked: str, said: str) -> Verdict | None:
    """“还发…吗”: 不再, 取消 anywhere in the sentence ends it; only 继续, 仍 lets it go on; OPEN otherwise."""
    if not _STILL.search(_EITHER.sub("", asked)):
        return None
    if ended := _ENDED.search(said):
        return Verdict(truth=False, reason=f"原文写的是“{ended.group(0)}”", certainty=0.85)
    return None if _GOES_ON.search(said) else OPEN


def _days(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"(?:1[0-2]|0?[1-9])月(?:3[01]|[12]\d|0?[1-9])日", text))


def _times(text: str) -> tuple[str, ...]:
    """第几次, 第一回 and 首次 alike."""
    plain = re.sub("首次|头一[次回遭]|第一回", "第一次", text)
    return tuple(re.findall("第[一二三四五六七八九十]次", plain))


def _stages(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"近期|中期|远期|事前|事中|事后|上半年|下半年", text))


def _nearest(asked: str, said: str) -> str:
    """The clause of the sentence that shares most with the question."""
    return max(re.split(r"[,，;；。]", said), key=lambda clause: len(_pairs(clause) & _pairs(asked)))


def _pairs(text: str) -> set[str]:
    text = key(text)
    return {text[i : i + 2] for i in range(len(text) - 1)}
