"""The lines of a document as the metadata see them: healed, with their roles."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.lines import Line, Role

_FIRST = re.compile(r"(?:一、|第一[章条]|（一）|\(一\)|1[.．、])")
HEAD_LINES, TAIL_LINES = 40, 15


@dataclass(frozen=True, slots=True)
class Text:
    """One line, healed."""

    text: str
    line: Line

    @property
    def plain(self) -> bool:
        return self.line.role is Role.TEXT and self.line.row is None


def head_of(lines: list[Text]) -> list[Text]:
    """Lines above the first numbered heading."""
    end = next((i for i, line in enumerate(lines[:HEAD_LINES]) if i and _FIRST.match(line.text)), HEAD_LINES)
    return lines[:end]
