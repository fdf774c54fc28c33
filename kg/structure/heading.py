"""Where the document's own title stands, and the text that runs on behind it on the same line."""

from __future__ import annotations

import re
from itertools import pairwise

from kg.model import Span
from kg.structure.blocks import DRAFT_BRACKET, Block
from kg.structure.numbering import label_at
from kg.text import heal, key

_HEAD = 6000  # characters in which the document's title stands
_BEFORE, _BEHIND = " \t\n\u3000\u00a0\r\u200b\ufeff#*《", "》*＊"  # what may stand on a title's line beside it


def root_heading(text: str, title: str) -> Span:
    """The title in the head of the text: on lines of its own, else where a line begins with it, else inside a sentence.

    The text may have a draft's bracket in the midst of it. An empty span when the text does not have the title.
    """
    head = heal(text, Span(0, min(len(text), _HEAD)))
    solid = [(i, char) for i, char in enumerate(head.text) if not char.isspace()]
    squeezed, wanted = "".join(char for _, char in solid), re.sub(r"\s+", "", title)
    if not wanted:
        return Span(0, 0)
    exact = re.escape(wanted)
    if wanted not in squeezed and DRAFT_BRACKET.search(squeezed):
        exact = rf"(?:{DRAFT_BRACKET.pattern})?".join(map(re.escape, wanted))
    found = [head.span(solid[m.start(1)][0], solid[m.end(1) - 1][0] + 1) for m in re.finditer(f"(?=({exact}))", squeezed)]
    return min(found, key=lambda span: (_beside(text, span), span), default=Span(0, 0))


def _beside(text: str, span: Span) -> int:
    """0: the title stands alone on its lines, 1: text follows it, 2: text goes before it."""
    line = Span(text.rfind("\n", 0, span.start) + 1, span.start)
    if line.of(text).strip(_BEFORE):
        return 2
    end = text.find("\n", span.end)
    return int(bool(key(text[span.end : end if end >= 0 else len(text)])))


def without_heading(text: str, blocks: list[Block], heading: Span) -> list[Block]:
    """``blocks`` with the title cut off the paragraph that goes on behind it: a title and a text that share a line."""
    found = []
    for block in blocks:
        begins = block.row is None and len(heading) and text[block.start : heading.start].strip(_BEFORE) == ""
        if not (begins and block.start <= heading.start < heading.end < block.end):
            found.append(block)
            continue
        rest = heading.end + len(text[heading.end : block.end]) - len(text[heading.end : block.end].lstrip(_BEFORE + _BEHIND))
        if not key(text[rest : block.end]):
            found.append(block)
            continue
        cuts = [block.start, rest, block.end]
        for start, end in pairwise(cuts):
            label = label_at(text, start, end)
            stop = start + len(text[start:end].rstrip())
            found.append(
                Block(start, stop, block.role, block.heading if start == block.start else 0, 0, None, label, block.indent)
            )
    return found
