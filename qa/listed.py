"""Values that a quoted sentence itself lists: the items of “A、B和C” for “哪几个…”, the unit of “X设在Y” for “哪个部门”.

They are read off only where the question says where they stand: its own words are all that surrounds them. Otherwise the
sentence is quoted and nothing is claimed of its parts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.names.scan import OrganMention
from kg.text import fold
from kg.wording import DIRECTING, OPENING
from qa import words
from qa.understand import Intent, Interpretation

MOST = 12  # items of one list
LONGEST = 24  # characters of an item
_ASKED = re.compile(
    rf"哪(?:些|几|[两二三四五六七八九十])(?:大|个)?[{words.MEASURE_WORDS}]?(?P<noun>"
    r"[\u4e00-\u9fffa-z]{1,8}?(?=[,，?？。的里中上]|$)|[\u4e00-\u9fffa-z]{2,8}?(?=[有是来去要能可会应由建被实用])|)"
)
_CLAUSE = re.compile("[,，;；。:：()（）!！?？\n]")
_JOINT = re.compile("以及|[和与及]")
_LEADING = tuple(sorted((w for w in DIRECTING | OPENING if len(w) > 1), key=lambda w: (-len(w), w)))
_SMALL = "在至到向对于由将把从为以用了着要按"
_CLOSING = re.compile("等.*$")
_PLAIN_NOUN = re.compile("^(?:地方|方面|内容|项|东西|事项|种类|类别|类型|办法|方式|手段|措施)?$")


def items(interpretation: Interpretation, sentence: str) -> tuple[str, ...]:
    """The items that ``sentence`` (healed) lists for the question; () where it does not tell them surely."""
    asked = _ASKED.search(interpretation.folded)
    if asked is None or interpretation.intent not in {Intent.WHICH, Intent.HOW}:
        return ()
    found = [read for clause in _CLAUSE.split(sentence) if (read := _read(clause, asked, interpretation.folded))]
    if len(found) != 1 or (interpretation.expected is not None and len(found[0]) != interpretation.expected):
        return ()
    return found[0]


def _read(clause: str, asked: re.Match[str], question: str) -> tuple[str, ...]:
    """The items of the one list of a clause, without what the question says in front of them and behind them."""
    parts = _parts(clause.strip())
    noun = asked["noun"] or _noun_before(question[: asked.start()])
    if len(parts) < 2 or not noun:
        return ()
    first, front = _without_front(parts[0], question)
    last, closed = _without_end(parts[-1], question, noun)
    opened = _opens(front, noun, question[: asked.start()])
    if last is None or not (opened or closed or _are_all(parts, noun)):
        return ()
    found = (first, *parts[1:-1], last)
    if len(found) > MOST or len(set(found)) < len(found) or not all(_may_be_item(item) for item in found):
        return ()
    return found


def _noun_before(front: str) -> str:
    """【成员单位】有哪些."""
    found = re.search("(?P<noun>[\u4e00-\u9fff]{2,4})(?:主要|具体|都|分别)*(?:有|包括|包含|涵盖|是|为|分为)$", front)
    return found["noun"] if found else ""


def _opens(front: str, noun: str, asking: str) -> bool:
    """Do the words in front of the list, and in front of 哪些, say the same? 利用【5G-A基站…】, 利用【哪些手段】."""
    said = fold(front)
    if re.search("(?:有|包括|包含|涵盖|是|为|分为)$", asking):
        return noun[-2:] in said
    return len(said) > 1 and next((n for n in range(len(said), 1, -1) if asking.endswith(said[-n:])), 0) > 1


def _parts(clause: str) -> list[str]:
    """A、B和C → A, B, C; a joint counts only in the last part, or where it is the only one."""
    parts = [part.strip() for part in clause.split("、")]
    ends = _JOINT.split(_CLOSING.sub("", parts[-1]) if len(parts) > 1 else parts[-1], maxsplit=1)
    tail = parts[-1][len(_CLOSING.sub("", parts[-1])) :] if len(parts) > 1 else ""
    if len(ends) == 2 and all(ends) and (len(parts) > 1 or len(_JOINT.findall(clause)) == 1):
        parts[-1:] = [ends[0], ends[1] + tail]
    return parts


def _without_front(part: str, question: str) -> tuple[str, str]:
    """``part`` behind the verbs that open the clause and the words of the question; and what was taken off."""
    rest = part
    while True:
        folded = fold(rest)
        own = next((n for n in range(len(rest) - 1, 1, -1) if folded[:n] in question), 0)
        word = next((w for w in _LEADING if folded.startswith(w) and len(w) < len(rest) - 1), "")
        if own >= max(2, len(word)) and len(rest) - own > 1:
            rest = rest[own:]
        elif word:
            rest = rest[len(word) :]
        elif rest[:1] in _SMALL and len(rest) > 2:
            rest = rest[1:]
        elif (to := folded.rfind("至")) > 0 and len(rest) - to > 2:
            rest = rest[to + 1 :]  # 大陆至【鹭岛】
        elif inner := _said_inside(folded, question):
            rest = rest[inner:]
        else:
            return rest, part[: len(part) - len(rest)]


def _said_inside(folded: str, question: str) -> int:
    """Where words of the question that stand inside end: 坚决【防止和纠正】性别."""
    ends = (at + 3 for at in range(len(folded) - 4, 0, -1) if folded[at : at + 3] in question)
    return next(ends, 0)


def _without_end(part: str, question: str, noun: str) -> tuple[str | None, bool]:
    """``part`` before 等 or what the question says behind the list; None where the list only modifies what is asked for."""
    plain = _CLOSING.sub("", part)
    behind = fold(part[len(plain) :]).removeprefix("等")
    if plain != part:
        alike = behind.startswith(noun[:2]) or noun[:2] in behind or (len(behind) > 1 and noun.endswith(behind))
        enclosed = not behind or behind[:2] in question  # 支持【…】等牵头成立: what stands in front must be said too
        return (plain, True) if alike else (plain, False) if enclosed else (None, False)
    item, of, tail = part.partition("的")
    if of and item and fold(tail)[:3] in question:
        return (None, False) if fold(tail).startswith(noun) else (item, True)
    end = next((n for n in range(2, len(part) - 1) if fold(part[n:]) in question and len(part) - n > 1), len(part))
    return part[:end], end < len(part)


def _are_all(parts: Sequence[str], noun: str) -> bool:
    """鹭洲岛、白礁岛 are all 岛."""
    return len(noun) > 1 and not _PLAIN_NOUN.match(noun) and all(fold(part).endswith(noun[-2:]) for part in parts)


def _may_be_item(item: str) -> bool:
    verb = any(item.startswith(word) and len(word) > 1 for word in DIRECTING)
    return 1 < len(item) <= LONGEST and not verb and "的" not in item[:-1] and item.count("“") == item.count("”")


# --- units ---------------------------------------------------------------------------------------------

_HEAD = re.compile(r"^\s*[(（]?\d*[)）.．]?\s*$")
# bodies that are no organs by name
_BODY = re.compile(
    r"由(?P<who>[\u4e00-\u9fff]{2,24}?(?:领导小组|委员会|联席会议|指挥部|工作专班|办公室|管委会|研究院|中心|公司|政府))"
    r"(?P<act>牵头|负责|承担|组织|统筹|审批|受理|管理|实施|召集|主持)"
)
_PLACED = re.compile("(?P<verb>设在|报送?给?|交由|委托给?|寄给|由)$")
_ACTS = re.compile(
    "(?:共同|统一|具体|联合)?(?P<act>牵头|负责|承担|组织|提供|审批|受理|审核|管理|实施|监管|发放|统筹|协调|制定|发布|组建|建设)"
)


def units(interpretation: Interpretation, sentence: str, organs: Sequence[OrganMention]) -> tuple[str, ...]:
    """The unit that ``sentence`` (healed) names for “谁”, “哪个部门”; ``organs``: those that it names."""
    who = words.WHO.search(interpretation.folded) or words.WHICH.search(interpretation.folded)
    if who is None or ("Agent" not in interpretation.wanted and "Department" not in interpretation.wanted):
        return ()
    found = [organ for organ in organs if organ.surface not in interpretation.folded]
    for at, organ in enumerate(found):
        heads = _HEAD.match(sentence[: organ.start]) and sentence[organ.end : organ.end + 1] in (":", "：")
        if heads and not words.RECEIVES.search(interpretation.folded):
            return (organ.surface,)
        placed = _PLACED.search(sentence[: organ.start])
        if placed is None:
            continue
        listed = _joined(found[at:], sentence)
        acts = _ACTS.match(sentence, listed[-1].end)
        said = acts["act"] if placed["verb"] in {"由", "交由"} and acts else placed["verb"][0]
        if (placed["verb"] != "由" or acts) and said in interpretation.folded:
            surfaces = tuple(one.surface for one in listed)
            return surfaces if interpretation.expected in (None, len(surfaces)) else ()
    bodies = [m for m in _BODY.finditer(sentence) if m["act"] in interpretation.folded and m["who"] not in interpretation.folded]
    return (bodies[0]["who"],) if len(bodies) == 1 and interpretation.expected in (None, 1) else ()


def _joined(organs: Sequence[OrganMention], sentence: str) -> list[OrganMention]:
    """The first and those that a list joins to it."""
    listed = [organs[0]]
    for organ in organs[1:]:
        if sentence[listed[-1].end : organ.start] not in {"、", "和", "与", "及", "以及"}:
            break
        listed.append(organ)
    return listed
