"""Rows of tables, for tests of what is made of them. Fictional."""

from __future__ import annotations

from qa.model import Evidence
from qa.rows import TargetRow, TaskRow, UnitRow

BASE = "http://kgqa.local/id/"
DOCUMENT = "haizhou"
TITLES = {"haizhou": "海州省海上牧场行动方案", "lin": "林川省海洋能源规划"}


def unit(label: str, place: str = "海州省", *, aliases: tuple[str, ...] = (), mention: str = "") -> UnitRow:
    return UnitRow(label=label, mention=mention or label, iri=f"{BASE}org/{place}/{label}", aliases=aliases)


def quoted(text: str, *, document: str = DOCUMENT, start: int = 10) -> Evidence:
    return Evidence(
        document=document, title=TITLES[document], section="", text=text, start=start, end=start + len(text), iri=f"{BASE}fact"
    )


def task(
    title: str,
    lead: tuple[UnitRow, ...] = (),
    participants: tuple[UnitRow, ...] = (),
    *,
    document: str = DOCUMENT,
    basis: str | None = "stated",
    deadline: str | None = None,
    text: str = "",
    number: str = "1",
) -> TaskRow:
    body = text or f"{number}.{title}。"
    return TaskRow(
        iri=f"{BASE}{document}/task/{title}",
        document=document,
        document_title=TITLES[document],
        type="Task",
        title=title,
        number=number,
        path=("二、重点任务",),
        text=body,
        start=5,
        end=5 + len(body),
        lead=lead,
        participants=participants,
        basis=basis if lead or participants else None,
        deadline=deadline,
        evidence=(quoted("（省甲厅牵头）", document=document),) if lead else (),
    )


def target(
    indicator: str,
    value: str,
    unit: str,
    year: str | None = "2027",
    *,
    comparator: str = "=",
    upper: str | None = None,
    document: str = DOCUMENT,
) -> TargetRow:
    return TargetRow(
        iri=f"{BASE}{document}/target/{indicator}/{year}/{value}",
        document=document,
        document_title=TITLES[document],
        indicator=indicator,
        value=value,
        upper=upper,
        unit=unit,
        comparator=comparator,
        year=year,
        path=("一、总体要求",),
        evidence=(quoted(f"{indicator}达到{value}{unit}", document=document),),
    )
