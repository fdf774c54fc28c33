"""Plain text, the text layer of a PDF saved as text among it: pages from form feeds or printed numbers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from kg.model import Page, Span
from kg.reading.loose import mark_tables
from kg.reading.marked import Marked
from kg.text import PAGE_NUMBER, fold

_SPACE = re.compile(r"[\s\u3000]+")
_DIGITS = re.compile(r"\d+")
_ENDED = "。！？；："
_SENTENCE = "。；，、：,;:"  # a line that ends like this is no running head


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int  # without the line break
    text: str  # without spaces


def _lines(text: str) -> list[_Line]:
    found, position = [], 0
    for raw in text.split("\n"):
        found.append(_Line(position, position + len(raw), _SPACE.sub("", raw)))
        position += len(raw) + 1
    return found


def shape_of(text: str) -> str:
    """A line without spaces and with its digits blanked: running heads differ by the page number only."""
    return _DIGITS.sub("#", fold(_SPACE.sub("", text)))


def running_heads(pages: list[list[str]]) -> frozenset[str]:
    """Shapes of the lines that stand first or last (two deep) on at least three pages and half of them."""
    seen: Counter[str] = Counter()
    for page in pages:
        lines = [shape_of(line) for line in page if line.strip()]
        edge = {*lines[:2], *lines[-2:]}
        seen.update(shape for shape in edge if shape and shape[-1] not in _SENTENCE)
    least = max(3, len(pages) // 2)
    return frozenset(shape for shape, count in seen.items() if count >= least)


def drop_running_heads(pages: list[str]) -> list[str]:
    """Pages without the lines that every page repeats at its head or foot; bare page numbers go too."""
    split = [page.split("\n") for page in pages]
    heads = running_heads(split)
    kept = []
    for lines in split:
        solid = [i for i, line in enumerate(lines) if line.strip()]
        edge = set(solid[:2] + solid[-2:])
        kept.append("\n".join(line for i, line in enumerate(lines) if not (i in edge and shape_of(line) in heads)))
    return kept


def _printed_pages(text: str) -> tuple[Page, ...]:
    """Pages by the numbers printed at their feet; none unless at least two numbers ascend."""
    feet: list[tuple[int, int]] = []
    for line in _lines(text):
        if line.text and PAGE_NUMBER.fullmatch(line.text):
            number = int(_DIGITS.findall(fold(line.text))[0])
            if not feet or number == feet[-1][0] + 1:
                feet.append((number, line.end))
    if len(feet) < 2:
        return ()
    pages, start = [], 0
    for number, end in feet:
        pages.append(Page(number=number, span=Span(start, end)))
        start = end
    if text[start:].strip():
        pages.append(Page(number=feet[-1][0] + 1, span=Span(start, len(text))))
    return tuple(pages)


def _without_heads(text: str) -> str:
    """Drop the line that the text repeats right below its printed page numbers (a table's header may do so by right)."""
    lines = text.split("\n")
    solid = [i for i, line in enumerate(lines) if line.strip()]
    below = [b for a, b in pairwise(solid) if PAGE_NUMBER.fullmatch(lines[a]) and lines[b].strip()[-1] not in _SENTENCE]
    seen = Counter(shape_of(lines[i]) for i in below)
    least = max(3, len(below) // 2)
    drop = {i for i in below if seen[shape_of(lines[i])] >= least and "序号" not in shape_of(lines[i])}
    return "\n".join(line for i, line in enumerate(lines) if i not in drop)


_LATE_BRACKET = re.compile(r"([。；])[ \u3000]{3,}([）)])\s*$")


def mend_layout(text: str) -> str:
    """Put back what a PDF's text layer shows out of place: an attribution set in another font has another
    baseline, so its first line is printed above the line that it follows, or its last bracket above its line.

        和便民服务机构的                                和便民服务机构的
              （科技厅、知识产权局等负      →      对接与合作。
        对接与合作。                                          （科技厅、知识产权局等负
        责）                                            责）
    """
    lines = text.split("\n")
    solid = [i for i, line in enumerate(lines) if line.strip() and not PAGE_NUMBER.fullmatch(line)]
    for before, here, after in zip(solid, solid[1:], solid[2:], strict=False):
        if _is_early(lines[before], lines[here], lines[after]):
            lines[here], lines[after] = lines[after], lines[here]
    for here, after in pairwise(solid):
        late = _LATE_BRACKET.search(lines[here])
        if late and lines[after].strip().startswith(("（", "(")) and _open(lines[after]):
            lines[here] = lines[here][: late.end(1)]
            lines[after] = lines[after].rstrip() + late[2]
    return "\n".join(lines)


def _open(line: str) -> bool:
    """Whether a bracket stays open at the end of the line."""
    folded = fold(line)
    return folded.count("(") > folded.count(")")


def _is_early(before: str, here: str, after: str) -> bool:
    deep = len(here) - len(here.lstrip()) >= 4 and here.strip()[0] in "（("
    names = "、" in here or "负责" in here or "牵头" in here or "责任" in here
    unfinished = before.rstrip()[-1] not in _ENDED + "）)" and not _open(before)
    return (
        deep
        and names
        and unfinished
        and len(after) - len(after.lstrip()) <= 3
        and after.rstrip()[-1] in "。"
        and len(after.strip()) < len(before.strip())
        and not _open(after)
        and fold(after).count("(") == fold(after).count(")")
    )


def read_plain(text: str) -> Marked:
    out = Marked()
    text = mend_layout(text)
    if text.count("\f") >= 2:
        for number, page in enumerate(drop_running_heads(text.split("\f")), start=1):
            start = out.length
            out.write(page if page.endswith("\n") else page + "\n")
            out.page(number, start)
        mark_tables(out)
        return out
    out.write(_without_heads(text.replace("\f", "\n")))
    out.pages.extend(_printed_pages(out.text))
    mark_tables(out)
    return out
