"""Two goals that stand apart held against each other: “2025年的产业规模和2020年的哪个大”, “甲市和乙市的加氢站目标哪个多”.

Each side is asked as a question of its own. They compare where each has one figure, of one unit and of one indicator.
"""

from __future__ import annotations

import re
from dataclasses import replace

from qa.compared import Comparison
from qa.compose import cite
from qa.model import Answer, Kind, Method, Outcome
from qa.plan.indicators import plain_name

_YEAR = r"(?:19|20)\d\d年?"
_LONGEST_PLACE = 8  # characters of a side that is a name alone
_DOWN = frozenset("<≤")


def sides(compared: Comparison) -> tuple[str, str] | None:
    """A question for each side, what only one of them says put into both; None where they ask for different things."""
    left, right = compared.left.strip("的"), compared.right.strip("的")
    if re.fullmatch(_YEAR, right) and len(re.findall(_YEAR, left)) == 1:
        return _asking(left, re.sub(_YEAR, right, left))
    head, tail = re.search(rf"{_YEAR}$", left), re.match(rf"{_YEAR}的?", right)
    if head and tail:
        before, rest = left[: head.start()], right[tail.end() :]
        return _asking(f"{left}的{rest}", f"{before}{right}") if rest else None
    name, _, thing = right.partition("的")
    if thing and len(left) <= _LONGEST_PLACE and "的" not in left:
        return _asking(f"{left}的{thing}", right)
    name, _, thing = left.rpartition("的")
    if name and compared.right.endswith("的") and len(right) <= _LONGEST_PLACE:
        return _asking(left, f"{right}的{thing}")
    return None


def _asking(left: str, right: str) -> tuple[str, str]:
    return f"{left}是多少？", f"{right}是多少？"


def held(asked: str, compared: Comparison, first: Answer, second: Answer) -> Answer | None:
    """Which of the two is more (less), as ``compared`` asks; None where they do not compare."""
    if not all(a.outcome is Outcome.ANSWERED and a.method is Method.GRAPH and len(a.values) == 1 for a in (first, second)):
        return None
    one, other = first.values[0], second.values[0]
    indicators = {plain_name(k.label) for a in (first, second) for k in a.links if k.type == "Target"}
    if one.value is None or other.value is None or one.unit != other.unit or len(indicators) != 1:
        return None
    if ((one.comparator or "=") in _DOWN) != ((other.comparator or "=") in _DOWN):
        return None
    if set(first.evidence) & set(second.evidence) or not all(_of_its_year(a) for a in (first, second)):
        return None  # one figure for both
    said = "".join(re.sub(r"\[\d+\]", "", a.text) for a in (first, second))
    evidence = tuple(dict.fromkeys((*first.evidence, *second.evidence)))
    names = [re.sub("是多少？$", "", a.question) for a in (first, second)]
    if one.value == other.value:
        verdict = "两者相同"
    else:
        verdict = f"{names[0 if (one.value > other.value) == (compared.op == '>') else 1]}{'高' if compared.op == '>' else '低'}"
    return replace(
        first,
        question=asked,
        kind=Kind.TEXT,
        method=Method.PASSAGE,
        values=(),
        sparql=None,
        text=cite(f"{verdict}：{said}", evidence),
        evidence=evidence,
        confidence=min(first.confidence, second.confidence),
    )


def _of_its_year(answer: Answer) -> bool:
    """Of one figure, and of the year that the side names."""
    asked = re.search(r"(?:19|20)\d\d", answer.question)
    return "—" not in answer.values[0].label and (asked is None or answer.values[0].year == int(asked.group()))
