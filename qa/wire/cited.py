"""The numbers at the end of an answer's text, which name its evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.model import Answer

_CITED = re.compile(r"(?:\[\d{1,3}\])+$")  # as qa.compose.cite ends a text; a [1] within it is the document's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    text: str  # without the numbers
    numbers: tuple[int, ...]  # of ``Answer.evidence``, from 1


def cited(answer: Answer) -> Cited:
    found = _CITED.search(answer.text)
    if found is None:
        return Cited(text=answer.text, numbers=())
    numbers = tuple(n for n in map(int, re.findall(r"\d+", found[0])) if 0 < n <= len(answer.evidence))
    return Cited(text=answer.text[: found.start()], numbers=numbers)
