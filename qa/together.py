"""Do the words of a phrase stand together in a work, or does it only hold them in different places?

“数据保险” is not asked of a work that speaks of 农业数据 in one clause and of 农业保险 in the next; “甲地冷链园” is not
the work's “乙地冷链园”. The share of a question that a work carries (``qa.weigh``) cannot tell: it counts words
wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.text import fold
from kg.wording import DIRECTING, EMPTY, PREDICATES, words
from qa.weigh import grams
from qa.works import WorkText
from qa.world import World

SHORT = 8  # characters of all that is asked: two to four words, none of which may stand apart
WITHIN = 14  # characters between two words of one clause that still belong to one another
ACROSS = 3  # the same over a comma
TURNED = 2  # the same for words in the other order
NAME = 4  # characters of a thing's own name at least
MODIFIER = 8  # characters of what picks it out at most

_DEBRIS = re.compile(r"[\s“”\"'‘’《》〈〉]")
_BREAK = re.compile("[,，;；。:：()（）!！?？]")
_JOINED = "、和与及或等"  # behind these the next item of a list begins
_TOPIC = re.compile("^(?:对|针对|面向|围绕|关于)")
# what bears a name of its own: a thing at a place
_SITE = re.compile("园区|示范区|试验区|先导区|研究院|研究所|基地|中心|枢纽|平台|走廊|[园谷港站场馆]")
# nouns that questions add to whatever they ask about
_ADDED = words("项目 工程 行动 事项 措施 政策 活动 体系 机制 制度 工作 任务 方面 领域 问题 情况 内容")
_ACTS = DIRECTING | PREDICATES | words("攻关 改造 治理 监管 管理 保护 培养 监测 保障 改革 更新 投资 入驻 申请")
# what stands in front of these is no part of a name's modifier
_AHEAD = re.compile(
    "|".join([*sorted(w for w in DIRECTING | PREDICATES if len(w) > 1), f"[{_JOINED}能可要会应须都还不没把被对为于给让]"])
)
_COUNTED = re.compile(r"^(?:[一二两三四五六七八九十\d每单某]+[个家座处大条项]?|这|那|该|各|所有|全部|任何)+")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of what is asked that stands in the work as it is; ``gap`` is what does not, right in front of it."""

    text: str
    gap: str


def stands_together(runs: Sequence[str], work: WorkText, world: World) -> bool:
    """False when a short phrase falls apart in ``work``, or when half of it stands elsewhere in the document only.

    ``runs``: the stretches of the question that carry content. A long question may be put in any words.
    """
    asked = [_without(_clean(run), world.named_by[work.document]) for run in runs]
    if sum(map(len, asked)) > SHORT:
        return True
    titles = [_clean(section.title) for section in world.documents[work.document].path(work.section)]
    head = "，".join([_clean(work.title), *titles])
    body = [_clean(world.sentences[number].text) for number in work.sentences]
    for run in asked:
        pieces = tuple(p for p in _pieces(run, [head, *body]) if p.text not in _ADDED)
        if pieces and _lacks(run, pieces, head, work.document, world):
            return False
        for one, other in pairwise(pieces):
            if set(other.gap) & set(_JOINED):
                continue  # 医院和血站: two things, side by side in the question
            titled = one.text in head or (len(other.text) >= NAME and other.text in head)
            if not titled and not any(_near(one.text, other.text, text) for text in body):
                return False
    return True


def is_titled(runs: Sequence[str], work: WorkText, world: World) -> bool:
    """Does what is asked stand in the title as it is?"""
    asked = [_without(_clean(run), world.named_by[work.document]) for run in runs]
    return any(len(run) >= NAME and run in _clean(work.title) for run in asked)


def _lacks(run: str, pieces: Sequence[_Piece], head: str, document: str, world: World) -> bool:
    """What the phrase is about (its end), or what narrows it, is said elsewhere in the document and not in this work."""
    behind = run[run.rindex(pieces[-1].text) + len(pieces[-1].text) :]
    if _is_said(behind, document, world) or (_SITE.fullmatch(behind) and len(behind) > 1):
        return True
    if any(_cuts(p, document, world) for p in pieces):
        return True
    return any(_is_said(p.gap, document, world) and p.text not in head for p in pieces)


def _cuts(piece: _Piece, document: str, world: World) -> bool:
    """电|力保障, where the work has 能力保障 and the document speaks of 电力 elsewhere: half a word is no word."""
    across = piece.gap[-1:] + piece.text[:1]
    return len(across) > 1 and not set(across) & set("的里中在和与及") and bool(world.weights.within(across, document))


def _is_said(part: str, document: str, world: World) -> bool:
    """Words that would tell: they stand in the document, and are no mere verb or filling adjective."""
    plain = _bare(part)
    if len(plain) < 2:
        return False
    return any(plain in world.sentences[n].folded for n in world.weights.within(grams(plain)[0], document))


def misnamed(runs: Sequence[str], documents: Sequence[str], world: World) -> tuple[str, str] | None:
    """A thing asked for under a modifier that no document gives it: its name as asked, and as the documents have it.

    “青谷冷链园” where they name 石桥冷链园 only. None where nothing of the kind is named at all: other rooms refuse that.
    """
    named = (run[: match.end()] for run in map(_clean, runs) for match in _SITE.finditer(run))
    for modifier, name, texts in filter(None, (_named_end(one, documents, world) for one in named)):
        known = any(world.weights.known(gram) for gram in grams(modifier)) or bool(world.names.regions(modifier))
        if known and not set(modifier) & set("有是") and not any(_modifies(modifier, name, text) for text in texts):
            return modifier + name, _as_written(name, texts[0])
    return None


def _named_end(run: str, documents: Sequence[str], world: World) -> tuple[str, str, list[str]] | None:
    """The modifier, the longest end of ``run`` that the documents hold, and the sentences that do."""
    for at in range(len(run) - NAME + 1):
        name = run[at:]
        rarest = min(grams(name), key=lambda gram: len(world.weights.sentences_with(gram)))
        numbers = [n for document in documents for n in world.weights.within(rarest, document)]
        texts = [text for n in numbers if name in (text := _clean(world.sentences[n].text))]
        if texts:
            if _is_class(name):
                return None
            home = [short for d in world.document_names if d.id in documents for short in d.short_regions]
            front = _AHEAD.split(run[:at])[-1]
            modifier = _bare(re.sub("|".join(map(re.escape, home)) or "(?!)", "", front))
            return (modifier, name, texts) if 2 <= len(modifier) <= MODIFIER else None
    return None


def _modifies(modifier: str, name: str, text: str) -> bool:
    """All that the text holds of the modifier belongs to the name there, and it holds some of it."""
    pieces = [piece.text for piece in _pieces(modifier, [text])]
    return bool(pieces) and all(_near(piece, name, text) for piece in pieces)


def _as_written(name: str, text: str) -> str:
    """The name with what stands in front of it in its own item of the list."""
    front = re.split(f"[{_JOINED}]|{_BREAK.pattern}", text[: text.index(name)])[-1]
    return front[-8:] + name


def _is_class(name: str) -> bool:
    """创新平台, 产业园区: words that pick out nothing, no name of one thing."""
    return not _SITE.sub("", _bare(name))


def _bare(part: str) -> str:
    """``part`` without the verbs, numbers and filling adjectives at its edges."""
    before = ""
    while part != before:
        before, part = part, _COUNTED.sub("", part.strip("的里中在"))
        for word in sorted(_ACTS | EMPTY | _ADDED, key=lambda w: (-len(w), w)):
            if len(word) > 1:
                part = part.removeprefix(word).removesuffix(word)
    return part


def _clean(text: str) -> str:
    return _DEBRIS.sub("", fold(text))


def _without(run: str, named: frozenset[str]) -> str:
    """The run from where the words of the document's own name end: the rest of 【某省专项行动里】纳税服务."""
    told = [i for i in range(len(run) - 1) if run[i : i + 2] in named]
    at = 0
    while at in told or at + 1 in told:
        at += 1
    return run[at + 1 if at else 0 :].lstrip("的里中")


def _pieces(run: str, texts: Sequence[str]) -> Iterator[_Piece]:
    """The run cut from the left into the longest stretches that some text holds."""
    at = last = 0
    while at < len(run) - 1:
        end = at + 1
        while end < len(run) and any(run[at : end + 1] in text for text in texts):
            end += 1
        if end - at < 2:
            at += 1
            continue
        yield _Piece(run[at:end], run[last:at])
        at = last = end


def _spots(piece: str, text: str) -> Iterator[int]:
    at = text.find(piece)
    while at >= 0:
        yield at
        at = text.find(piece, at + 1)


def _near(one: str, other: str, text: str) -> bool:
    """Does ``one`` belong to ``other`` somewhere in ``text``?"""
    behind = list(_spots(other, text))
    return any(_belongs(one, other, start, begin, text) for start in _spots(one, text) for begin in behind)


def _belongs(one: str, other: str, start: int, begin: int, text: str) -> bool:
    """``one`` stands at ``start``, ``other`` at ``begin``: in one item, in a list that shares its end, or turned round."""
    acting = one in _ACTS or other in _ACTS
    if begin < start + len(one):  # turned round, or one over the other
        between = text[begin + len(other) : start]
        return not _BREAK.search(between) and (acting or (len(between) <= TURNED and not set(between) & set(_JOINED)))
    between = text[start + len(one) : begin]
    if _BREAK.search(between):
        topic = _TOPIC.match(_BREAK.split(text[:start])[-1] + one)
        return len(between) <= ACROSS or (topic is not None and len(_BREAK.findall(between)) == between.count("，") == 1)
    if set(between) & set(_JOINED):
        return acting or between[0] in _JOINED
    return len(between) <= WITHIN
