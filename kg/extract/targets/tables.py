"""Tables of indicators: 指标 | 单位 | 2020年 | 2025年 — one goal for each row and target column."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.model import Document, Mark, MarkKind, Provenance, Span, Target
from kg.quantities import half_width
from kg.text import fold, heal

_RULE = "targets.table"
_INDICATOR = re.compile(r"指标|目标名称|主要目标|项目名称")
_UNIT = re.compile(r"^(?:计量)?单位$")
_YEAR = re.compile(r"20\d\d")
_GOAL = re.compile(r"目标|规划|预期|计划|到20|末")
_BASE = re.compile(r"基期|基准|现状|实际|完成|已|当前|基数")
_VALUE = re.compile(
    r"(?P<sign>>=|<=|[≥≤><≈]|大于|小于|不低于|不高于|超过|约)?(?P<value>\d+(?:,\d{3})*(?:\.\d+)?)(?P<unit>[^\d\s左右以上下±]{0,6})(?P<after>以上|左右|以内|以下)?"
)
_SIGNS = {">=": "≥", "<=": "≤", "大于": ">", "超过": ">", "小于": "<", "不低于": "≥", "不高于": "≤", "约": "≈"}
_AFTER = {"以上": "≥", "左右": "≈", "以内": "≤", "以下": "≤"}
_BRACKET = re.compile(r"[（(](?P<unit>[^（()）]{1,10})[)）]$")


@dataclass(frozen=True, slots=True)
class _Header:
    indicator: int
    unit: int | None
    years: Mapping[int, str]  # column → target year


def table_targets(document: Document) -> Iterator[Target]:
    """The goals that the tables of a document list, in the order of the text."""
    marks = document.source.marks
    tables: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        if mark.kind is MarkKind.ROW and mark.table >= 0:
            tables[mark.table].append(mark)
    cells = [mark for mark in marks if mark.kind is MarkKind.CELL]
    for number in sorted(tables):
        header: _Header | None = None
        for row in sorted(tables[number], key=lambda mark: mark.span):
            own = {cell.level: cell.span for cell in cells if cell.table == number and row.span.contains(cell.span)}
            texts = {column: heal(document.text, span).text.strip() for column, span in own.items()}
            found = _header(texts, (document.meta.date or "")[:4])
            if found is not None:
                header = found
            elif header is not None:
                yield from _row(document, row.span, own, texts, header)


def _header(texts: Mapping[int, str], written: str) -> _Header | None:
    """A row that names the columns; the years that are no baseline."""
    indicator = next(
        (column for column, text in sorted(texts.items()) if _INDICATOR.search(text) and not _YEAR.search(text)), None
    )
    years = {
        column: match.group()
        for column, text in texts.items()
        if (match := _YEAR.search(fold(text))) and not _BASE.search(text) and (match.group() >= written or _GOAL.search(text))
    }
    if indicator is None or not years:
        return None
    last = max(years.values())
    years = {column: year for column, year in years.items() if len(years) == 1 or written or year == last}
    return _Header(indicator, next((column for column, text in texts.items() if _UNIT.match(text)), None), years)


def _row(document: Document, row: Span, own: Mapping[int, Span], texts: Mapping[int, str], header: _Header) -> Iterator[Target]:
    name = texts.get(header.indicator, "")
    bracket = _BRACKET.search(name)
    unit = texts.get(header.unit, "") if header.unit is not None else (bracket["unit"] if bracket else "")
    name = name[: bracket.start()] if bracket and header.unit is None else name
    for column, year in sorted(header.years.items()):
        match = _VALUE.fullmatch(fold(texts.get(column, "")).replace(" ", ""))
        if not name or match is None or not (unit or match["unit"]):
            continue
        sign = match["sign"] or ""
        yield Target(
            where=Provenance(span=row, rule=_RULE, confidence=0.85),
            section=document.section_at(row.start).id,
            indicator=name,
            value=match["value"].replace(",", ""),
            unit=half_width(unit or match["unit"]),
            comparator=_SIGNS.get(sign, sign) or _AFTER.get(match["after"] or "", "="),
            year=year,
            number_span=own[column],
        )
