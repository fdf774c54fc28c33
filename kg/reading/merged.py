"""Cells that a format could not merge and left empty: a row without a number goes on with the item above it.

A cell is filled from above only where the table itself says that the row belongs to that item. What may as well be empty
(配合单位 of a row with its own 牵头单位, the units of a row with its own number) stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from kg.headers import Column, assists, kind_of

_NAMES = (Column.NUMBER, Column.GROUP, Column.TEXT)
_SUM = re.compile(r"(?:合|小|总)\s*计|注\s*[:：]|备\s*注|说\s*明")
_HEAD_ROWS = 3


def filled(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """``rows`` with the cells of continued rows filled; as they are when no header tells what the columns hold."""
    width = max((len(row) for row in rows), default=0)
    out = [[*row, *[""] * (width - len(row))] for row in rows]
    head = next((i for i, row in enumerate(out[:_HEAD_ROWS]) if _heads(row)), None)
    if head is None:
        return out
    columns = _Columns(out[head])
    item: list[list[str]] = []  # the rows of the present item
    last: list[str] | None = None
    for row in out[head + 1 :]:
        goes_on = bool(item) and columns.continues(row)
        if not goes_on:
            columns.fill(item)
            item = []
        if not goes_on and not columns.begins(row):
            last = None
            continue
        item.append(row)
        if last is not None:
            columns.name(row, last)
        last = row
    columns.fill(item)
    return out


def _heads(row: Sequence[str]) -> bool:
    kinds = [kind_of(cell) for cell in row]
    return Column.TEXT in kinds and Column.UNITS in kinds and sum(kind is not None for kind in kinds) >= 3


class _Columns:
    """What the columns under one row of heads hold."""

    def __init__(self, heads: Sequence[str]) -> None:
        kinds = [kind_of(head) for head in heads]
        self.number = next((i for i, kind in enumerate(kinds) if kind is Column.NUMBER), None)
        self.names = [i for i, kind in enumerate(kinds) if kind in _NAMES and i != self.number]
        self.texts = [i for i, kind in enumerate(kinds) if kind is Column.TEXT]
        units = [i for i, kind in enumerate(kinds) if kind is Column.UNITS]
        self.leading = next((i for i in units if not assists(heads[i])), None)
        self.besides = [
            i for i, kind in enumerate(kinds) if kind in (Column.UNITS, Column.TIME, Column.PERSON) and i != self.leading
        ]

    def begins(self, row: Sequence[str]) -> bool:
        """Whether an item begins with ``row``: no caption over all columns, no sum."""
        said = [cell for cell in row if cell.strip()]
        return len(said) > 1 and not _SUM.match(said[0].strip())

    def continues(self, row: Sequence[str]) -> bool:
        """No number where there is a column of numbers, else no name in the first column of texts, but a further text."""
        key = self.number if self.number is not None else self.texts[0]
        said = [i for i in self.texts if row[i].strip() and i != key]
        return not row[key].strip() and bool(said) and not _SUM.match(row[said[0]].strip())

    def name(self, row: list[str], above: Sequence[str]) -> None:
        """A name left empty before a text of the row is that of the row above."""
        told = max((i for i in self.texts if row[i].strip()), default=0)
        for i in self.names:
            if i < told and not row[i].strip():
                row[i] = above[i]

    def fill(self, item: Sequence[list[str]]) -> None:
        """Fill the further rows of one item from those above."""
        own = {i for row in item[1:] for i in self.besides if row[i].strip()}
        for above, row in pairwise(item):
            if self.number is not None:
                row[self.number] = above[self.number]
            if self.leading is None or row[self.leading].strip():
                continue
            row[self.leading] = above[self.leading]
            for i in self.besides:
                if i not in own:
                    row[i] = above[i]
