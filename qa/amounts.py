"""Numbers in prose: does a sentence give an amount of the measure that was asked for, and of the thing that was asked about?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from math import prod

from kg.model import Span
from kg.text import fold, heal
from qa.scope.names import own_years
from qa.weigh import Sentence, grams, share
from qa.world import World

_COUNTED = "[0-9０-９一二三四五六七八九十百千两半]+[余多]?[万亿]?[余多]?"
_NUMBER = re.compile(
    r"[0-9０-９]+(?:[.．][0-9０-９]+)?\s*(?:%|％|[万亿]*[\u4e00-\u9fff]|[A-Za-z])"
    r"|[一二三四五六七八九十百两]+(?:个|家|项|名|分之|倍|年|成(?![为立本效果熟长就员分绩]))|(?!一批)[一二三四五六七八九十两]+批|翻[一两]番"
)
_COUNTERS = "个项家种类处条件座"
_PEOPLE = "名人位"
_VEHICLES = "台辆部套"
RARE = 0.3  # weight from which on a pair of characters tells things apart
_TOPIC = 0.08  # sentences, as a share of a document's passages, from which on a pair is what the whole document is about
_TOPIC_SENTENCES = 6
_BACK = 2  # sentences that may have named the thing
_ATTACHED = 0.5  # share of the thing asked about that must stand with its number
# what is asked for, not what it is asked about
_ASKED = re.compile(
    r"补助|补贴|奖励|奖补|资助|给予|比例|比率|资金|经费|金额|最高|最多|最低|最少|至少|不超过|不低于|不少于|一次性|[万亿]+元?|工作日|小时"
)
# a clause behind the number that only says what it is for
_PURPOSE = re.compile(r"^(?:用于|主要|重点|为|以|由|并|可|按|给予|实现|覆盖|其中|支持|推动|促进|形成|服务)")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年|[-—–~至到])")


def holds_amount(text: str, measure: str | None) -> bool:
    """A number, with the unit that was asked for (None: any)."""
    folded = fold(text)
    if measure is None:
        return bool(_NUMBER.search(re.sub(r"(?:19|20)\d\d年", "", folded)))
    if measure == "%":
        return bool(
            re.search(r"\d\s*[%％‰]|[一二三四五六七八九十百\d]分之|[一二三四五六七八九两\d]成(?:以上|左右|[，,。；;]|$)", folded)
        )
    if measure.endswith("元"):
        return bool(re.search(_COUNTED + "元", folded))
    if measure in {"万", "亿", "万亿"}:
        return bool(re.search(rf"[0-9.]+{measure}", folded))
    unit = next((f"[{alike}]" for alike in (_PEOPLE, _VEHICLES, _COUNTERS) if measure in alike), re.escape(measure))
    return bool(re.search(rf"{_COUNTED}\s*{unit}", folded))


def same_measure(asked: str, unit: str) -> bool:
    """Units said of one another: 台 and 辆 of vehicles."""
    return unit.endswith(asked) or asked.endswith(unit) or (asked in _VEHICLES and unit[-1:] in _VEHICLES)


def is_attached(sentence: Sentence, weights: Mapping[str, float], runs: Sequence[str], measure: str | None, world: World) -> bool:
    """Does a number of the sentence belong to what was asked about?

    It must stand in the clause that says it or behind it: “机械化率达到70%，小麦基本实现…” tells no number of 小麦.
    """
    subject = {g: w for g, w in weights.items() if world.weights.known(g) and not _ASKED.search(g) and not g.isdigit()}
    if not any(subject.values()):
        return True
    before = _before(sentence, world)
    clauses = re.split("[,，；;：:]", sentence.text)
    for i, clause in enumerate(clauses):
        if not holds_amount(clause, measure):
            continue
        with_it = [*clauses[: i + 1], *(c for c in clauses[i + 1 : i + 4] if _PURPOSE.match(c))]
        near = {g for c in with_it for g in grams(c)} | sentence.context | before
        if share(subject, near) >= _ATTACHED and not foreign(runs, near, near, sentence.document, world):
            return True
    return False


_SIZES = {"百": 10**2, "千": 10**3, "万": 10**4, "亿": 10**8}
_SUM = r"([0-9]+(?:\.[0-9]+)?)([百千万亿]*)"
_POINT = re.compile(r"([0-9]+(?:\.[0-9]+)?)([百千万亿]+)(?!元?(?:[及含]?以[上下内]|[~～—–至到-]))")
_GIVEN, _GIVEN_BEFORE = re.compile("给予|奖|补|资助|支持|发放|最高"), 8
_BETWEEN = re.compile(rf"{_SUM}元?(?:[(][^()]*[)])?[~～—–至到-]{_SUM}")
_BOUND = re.compile(r"([0-9]+(?:\.[0-9]+)?)([千百万亿]*)[\u4e00-\u9fff]{0,2}?(?:及|含)?以(上|下|内)")
_A_HEAD = re.compile(r"每[\u4e00-\u9fff]{2,14}?([\u4e00-\u9fff]{2})[数量](?![\u4e00-\u9fff]{0,8}[数量])")
_KIND = re.compile(r"([\u4e00-\u9fff]{4,8}?)(项目|企业|机构|人才|平台|基地|园区)")
_LINKING = re.compile("[的了个类和与及或在对各该本此]")
_NAMED = 4  # characters in front of the noun


def of_other_tier(question: str, sentence: Sentence, world: World) -> bool:
    """“10亿元以上的奖多少”: a sentence of another tier, where its own paragraph has that very one."""
    asked = set(_BOUND.findall(question))
    if not asked or asked & set(_BOUND.findall(sentence.folded)):
        return False
    around = (world.sentences[n] for n in world.surroundings.sentences(sentence.document, sentence.passage))
    return any(asked & set(_BOUND.findall(s.folded)) for s in around)


def beside_its_tiers(question: str, sentence: Sentence) -> bool:
    """“投了3000万奖多少”: a sentence that speaks of 1000万元~2000万元 and of no tier that 3000万 lies in."""
    points = {_amount(*found) for found in _POINT.findall(question)}
    if len(points) != 1 or points & {_amount(*found) for found in _POINT.findall(sentence.folded)}:
        return False
    tiers = list(_tiers(sentence.folded))
    point = points.pop()
    return bool(tiers) and not any(low <= point <= high for low, high in tiers)


def _tiers(text: str) -> Iterator[tuple[float, float]]:
    """Least and most of every tier; what is given, “给予100万元以内补助”, is none."""
    for found in [*_BETWEEN.finditer(text), *_BOUND.finditer(text)]:
        if _GIVEN.search(text[max(0, found.start() - _GIVEN_BEFORE) : found.start()]):
            continue
        if found.re is _BETWEEN:
            low, size, top, top_size = found.groups()
            yield _amount(low, size or top_size), _amount(top, top_size)
        elif found[2]:
            end = _amount(found[1], found[2])
            yield (end, float("inf")) if found[3] == "上" else (0.0, end)


def _amount(number: str, size: str) -> float:
    return float(number) * prod(_SIZES[one] for one in size)


def of_other_head(question: str, text: str) -> bool:
    """“每千人口执业医师数”: what is counted a head is said of ``text``'s number too, or it counts something else."""
    asked = _A_HEAD.search(question)
    return asked is not None and "每" in text and asked[1] not in text


def of_other_kind(question: str, sentence: Sentence, world: World) -> bool:
    """“农业种植项目奖多少”: a sentence on 制造业项目, in a document that never says a pair of 农业种植."""
    for found in _KIND.finditer(question):
        kind = found[1][-_NAMED:]
        unsaid = not _LINKING.search(kind) and not any(
            is_said(kind[i : i + 2], sentence.document, world) for i in range(_NAMED - 1)
        )
        if unsaid and re.search(rf"[\u4e00-\u9fff]{{2}}(?<![的该此本]){found[2]}", sentence.folded):
            return True
    return False


def _before(sentence: Sentence, world: World) -> frozenset[str]:
    """Pairs of the sentences in front of it in its paragraph: they may have named the thing."""
    same = (world.sentences[n] for n in range(max(0, sentence.number - _BACK), sentence.number))
    found = (s.grams for s in same if (s.document, s.passage) == (sentence.document, sentence.passage))
    return frozenset().union(*found)


def foreign(runs: Iterable[str], own: Set[str], near: Set[str], document: str, world: World) -> str:
    """“小麦机械化率”: 小麦 qualifies the very words that are ``own``, and the document says it elsewhere only; "" when none does.

    ``runs``: stretches of the question. A pair counts when neither of its characters belongs to a pair that is near.
    """
    for text in runs:
        pairs = [text[i : i + 2] for i in range(len(text) - 1)]
        if not any(pair in own for pair in pairs):
            continue
        near_at = {i for i, pair in enumerate(pairs) if pair in near or is_topic(pair, document, world)}
        for i, pair in enumerate(pairs):
            apart = not near_at & {i - 1, i, i + 1} and not _ASKED.search(pair) and not pair.isascii()
            if apart and world.weights.of(pair) >= RARE and is_said(pair, document, world):
                return pair
    return ""


def is_said(gram: str, document: str, world: World) -> bool:
    """Does the document use these two characters at all? If not, they may be a paraphrase."""
    return bool(world.weights.within(gram, document))


def is_topic(gram: str, document: str, world: World) -> bool:
    """What the whole document is about tells its numbers apart as little as its title does."""
    if gram in world.named_by[document]:
        return True
    most = max(_TOPIC_SENTENCES, _TOPIC * len(world.documents[document].passages))
    return len(world.weights.within(gram, document)) >= most


def is_of_year(sentence: Sentence, years: Set[int], world: World) -> bool:
    """The number's year is the last one said before it in its paragraph; where none is said, only the document's own fits."""
    document = world.documents[sentence.document]
    own = {int(y) for y in _YEAR.findall(fold(sentence.text))}
    if own:
        return bool(own & years)
    passage = document.passages[sentence.passage]
    before = _YEAR.findall(fold(heal(document.text, Span(passage.span.start, sentence.span.start)).text))
    if before:
        return int(before[-1]) in years
    return years <= own_years(document.meta) or any(
        str(year) in section.title for year in years for section in document.path(passage.section)
    )
