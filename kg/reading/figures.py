"""Flattened tables of indicators, a cell a line and no 序号: 指标 · 2020年 · 2025年 · 属性.

A row may hold several names (其中：小学, 初中); its cells then hold as many figures each, one below the other. Read as far as
the counts agree: one figure too few and nobody knows whose the next one is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.headers import HEAD_MAX, PLAIN_UNITS, Column, kind_of, kinds_of
from kg.reading.fitting import Piece
from kg.text import fold

_HEADS_MAX = 8  # columns of a table
_LEAST_ROWS = 2
_NAMES_MAX = 5  # names in one cell
_TAIL_MAX = 10  # code points of a cell behind the figures
_FIGURE = re.compile(
    r"[-—–/]+|(?:[≥≤><＞＜=≈约超过达到至少不低于高]{0,4})\d[\d.,]*(?:[-—–~至]\d[\d.,]*)?[^\d。;；:：]{0,6}"
    r"(?:以上|左右|以内|以下)?(?:[(（][^()（）]{1,8}[)）])?"
)
_NUMBERED = re.compile(r"[(（]?\d{1,3}[.、)）]\D")
Cells = list[tuple[int, Piece]]


def figure_heads(pieces: Sequence[Piece], index: int) -> tuple[Column, ...] | None:
    """The columns of the table whose heads begin at ``index``: a name, a unit perhaps, figures, and what closes the row."""
    stop = index
    while stop < min(index + _HEADS_MAX, len(pieces)) and len(pieces[stop].text) <= HEAD_MAX:
        if not (kind_of(pieces[stop].text) or pieces[stop].text in PLAIN_UNITS):
            break
        stop += 1
    for end in range(stop, index + 2, -1):
        kinds = kinds_of(tuple(piece.text for piece in pieces[index:end]))
        if kinds and _is_table(kinds):
            return kinds
    return None


def _is_table(kinds: tuple[Column, ...]) -> bool:
    figures = [i for i, kind in enumerate(kinds) if kind is Column.VALUE]
    together = bool(figures) and figures[-1] - figures[0] + 1 == len(figures)
    between = kinds[1 : figures[0]] if figures else ()
    return together and kinds[0] is Column.TEXT and between in ((), (Column.MEASURE,)) and len(kinds) - figures[-1] <= 2


def figure_rows(pieces: Sequence[Piece], start: int, kinds: tuple[Column, ...]) -> tuple[list[Cells], int]:
    """The rows below the heads that begin at ``start``, and the piece behind the last."""
    rows: list[Cells] = []
    at = after = start + len(kinds)
    while at < len(pieces):
        row = _row(pieces, at, kinds)
        if row is None:
            if at > after or _is_figure(pieces[at]):
                break  # more than a caption between two rows
            at += 1
            continue
        rows.append(row)
        at = after = at + len(row)
    return (rows, after) if len(rows) >= _LEAST_ROWS else ([], start)


def _row(pieces: Sequence[Piece], at: int, kinds: tuple[Column, ...]) -> Cells | None:
    """The row that begins at ``at``; None when the counts of names and figures do not agree."""
    end = at
    while end < len(pieces) and end - at <= _NAMES_MAX + 1 and not _is_figure(pieces[end]):
        end += 1
    measured = Column.MEASURE in kinds
    names, units = (end - at - 1, 1) if measured else (end - at, 0)
    figures = [i for i, kind in enumerate(kinds) if kind is Column.VALUE]
    stop = end
    while stop < len(pieces) and _is_figure(pieces[stop]):
        stop += 1
    each, rest = divmod(stop - end, len(figures))
    if rest or not each or not 1 <= names <= _NAMES_MAX or each not in (names, names - 1):
        return None
    if any(_NUMBERED.match(piece.text) for piece in pieces[at + 1 : at + names]):
        return None  # a caption above a numbered name
    tail = len(kinds) - figures[-1] - 1
    if tail and (stop >= len(pieces) or len(pieces[stop].text) > _TAIL_MAX):
        return None
    columns = [0] * names + [1] * units + [c for c in figures for _ in range(each)] + [len(kinds) - 1] * tail
    return list(zip(columns, pieces[at : stop + tail], strict=True))


def _is_figure(piece: Piece) -> bool:
    return _FIGURE.fullmatch(fold(re.sub(r"\s", "", piece.text))) is not None and not _NUMBERED.match(piece.text)
