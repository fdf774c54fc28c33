"""The year that a goal holds for: 到2025年, 2026年底前, “十四五”末, 2024—2027年."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_YEAR = r"(?:20\d\d|二[〇零][〇零一二三四五六七八九]{2})"
_SAID = re.compile(
    rf"(?P<goal>力争到?|争取到?|到|至)?(?:{_YEAR}年?[-—–~至到]{{1,2}})?(?P<year>{_YEAR})年(?:年?[底末]|\d{{1,2}}月(?:\d{{1,2}}日|底)?)?(?P<by>前)?"
    r"|(?P<till>到)?[“\"]?十(?P<plan>[二三四五六七])五[”\"]?(?:规划)?(?P<end>期?末|时期|期间|期内|规划期内)"
)
# A year to compare with, or to count from, is not the year that the goal holds for.
_BASELINE_BEFORE = re.compile(r"(?:比|较|与|自|从|于|同)$")
_BASELINE_AFTER = re.compile(r"^(?:以来|起|相比|的?基础上|至今|水平的|度|版|〕|\))")


@dataclass(frozen=True, slots=True)
class Said:
    """A year expression: ``text[start:end]``."""

    start: int
    end: int
    year: str
    goal: bool  # 到2025年, 2025年底前: opens a list of goals, not merely mentions a year


def years(text: str) -> tuple[Said, ...]:
    """The years of folded ``text`` that something may be due in."""
    found: list[Said] = []
    for match in _SAID.finditer(text):
        if _BASELINE_BEFORE.search(text, 0, match.start()) or _BASELINE_AFTER.match(text[match.end() :]):
            continue
        if match["plan"]:
            plan = "一二三四五六七八九".index(match["plan"]) + 11
            found.append(
                Said(match.start(), match.end(), str(1955 + 5 * plan), match["till"] is not None or "末" in match["end"])
            )
        else:
            goal = match["goal"] is not None or match["by"] is not None or text[match.end() : match.end() + 1] in "，,"
            found.append(Said(match.start(), match.end(), match["year"].translate(_HAN_DIGITS).replace("二", "2"), goal))
    return tuple(found)


def last_before(said: tuple[Said, ...], start: int, at: int) -> Said | None:
    """The nearest year said in ``[start, at)``."""
    return next((one for one in reversed(said) if start <= one.start and one.end <= at), None)
