"""Which goals can be drawn beside one another, and how. No page, no I/O.

Two families: one indicator of a document over years; several indicators of a document that share year and unit. An axis has one
unit: 万 and 亿 before it are only magnitudes, by which a length is counted exactly; what is written beside it is the document's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from qa.rows import TargetRow
from qa.tables import quantity

FEWEST_ALIKE = 3  # goals of one year and unit that are worth a chart
MOST_ALIKE = 20  # bars that one chart can hold
_MAGNITUDES: Final = (("万亿", 10**12), ("亿", 10**8), ("万", 10**4))
_LONGEST_NAME = 24  # characters of an indicator beside its bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    name: str
    length: Decimal  # in the chart's unit
    label: str  # as the document has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    title: str
    document: str
    document_title: str
    unit: str
    bars: tuple[Bar, ...]
    years: bool  # one indicator over years; else one year's indicators

    @property
    def words(self) -> str:
        """For who cannot see it."""
        return f"{self.title}：" + "，".join(f"{bar.name} {bar.label}" for bar in self.bars)


def base_unit(unit: str) -> tuple[str, int]:
    """万亿元 → 元, 10¹². What is only a magnitude has no unit below it."""
    for prefix, size in _MAGNITUDES:
        if unit.startswith(prefix) and len(unit) > len(prefix):
            return unit.removeprefix(prefix), size
    return unit, 1


def charts(rows: Sequence[TargetRow]) -> tuple[Chart, ...]:
    """Over years first, in the order of the rows; a goal is drawn once."""
    over_years = [
        group for group in _groups(rows, lambda row: (row.document, row.indicator, base_unit(row.unit)[0])) if _differ(group)
    ]
    drawn = {row.iri for group in over_years for row in group}
    rest = [row for row in rows if row.iri not in drawn and row.year]
    alike = [
        group
        for group in _groups(rest, lambda row: (row.document, row.year or "", base_unit(row.unit)[0]))
        if FEWEST_ALIKE <= len(group) <= MOST_ALIKE
    ]
    return (*(_over_years(group) for group in over_years), *(_alike(group) for group in alike))


def _groups(rows: Iterable[TargetRow], by: Callable[[TargetRow], tuple[str, ...]]) -> Iterable[list[TargetRow]]:
    found: dict[tuple[str, ...], list[TargetRow]] = {}
    for row in rows:
        found.setdefault(by(row), []).append(row)
    return found.values()


def _differ(group: Sequence[TargetRow]) -> bool:
    """Whether it is one number a year, for several years."""
    years = [row.year for row in group if row.year]
    return len(group) == len(years) == len(set(years)) > 1


def _over_years(group: Sequence[TargetRow]) -> Chart:
    ordered = sorted(group, key=lambda row: row.year or "")
    return _chart(ordered, ordered[0].indicator, [f"{row.year}年" for row in ordered], years=True)


def _alike(group: Sequence[TargetRow]) -> Chart:
    _, unit = _smallest(group)
    return _chart(group, f"{group[0].year}年目标（单位：{unit}）", [row.indicator for row in group], years=False)


def _smallest(group: Sequence[TargetRow]) -> tuple[int, str]:
    """The least magnitude of a group, with the unit that has it."""
    return min((base_unit(row.unit)[1], row.unit) for row in group)


def _chart(group: Sequence[TargetRow], title: str, names: Sequence[str], *, years: bool) -> Chart:
    size, unit = _smallest(group)
    bars = (
        Bar(
            name=name,
            length=Decimal(row.upper or row.value) * base_unit(row.unit)[1] / size,
            label=quantity(row),
        )
        for row, name in zip(group, names, strict=True)
    )
    first = group[0]
    return Chart(
        title=title, document=first.document, document_title=first.document_title, unit=unit, bars=tuple(bars), years=years
    )


# ECharts measures names by this family; tables.css draws them in the page's own.
_TEXT = {"color": "var(--text)", "fontFamily": "sans-serif", "fontSize": 12}
_ABOVE = {"inside": True, "margin": 0, "align": "left", "verticalAlign": "bottom", "padding": [0, 0, 9, 0]}  # its bar


def options(chart: Chart) -> dict[str, Any]:
    """For ECharts, drawn as SVG: colours are the theme's own variables, so that they turn with it."""
    names = {
        "type": "category",
        "data": [_short(bar.name) for bar in chart.bars],
        "inverse": not chart.years,
        "z": 5,
        "axisLine": {"lineStyle": {"color": "var(--line)"}},
        "axisTick": {"show": False},
        "axisLabel": {**_TEXT, "interval": 0, **({} if chart.years else _ABOVE)},
    }
    lengths = {"type": "value", "min": 0, "axisLabel": {"show": False}, "splitLine": {"show": False}}
    return {
        "animation": False,
        "grid": _grid(chart),
        "xAxis": names if chart.years else lengths,
        "yAxis": lengths if chart.years else names,
        "series": [
            {
                "type": "bar",
                "silent": True,
                "barWidth": 44 if chart.years else 10,
                "barMinHeight": 2,
                "itemStyle": {"color": "var(--accent)", "borderRadius": [3, 3, 0, 0] if chart.years else [0, 3, 3, 0]},
                "label": {"show": True, "position": "top" if chart.years else "right", **_TEXT},
                "data": [{"value": float(bar.length), "label": {"formatter": _literal(bar.label)}} for bar in chart.bars],
            }
        ],
    }


def _grid(chart: Chart) -> dict[str, Any]:
    if chart.years:
        return {"left": 12, "right": 12, "top": 34, "bottom": 28}
    return {"left": 2, "right": 104, "top": 12, "bottom": 2}


def height(chart: Chart) -> int:
    """Pixels that its bars need."""
    return 220 if chart.years else 14 + 44 * len(chart.bars)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _literal(label: str) -> str:
    """ECharts reads {a}, {b} and so on in a formatter as places to fill."""
    return label.replace("{", "｛").replace("}", "｝")
