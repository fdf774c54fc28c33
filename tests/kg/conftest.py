"""One fictional document, read by hand: what resolution, drawing and checking are tried on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kg.config import KgSettings
from kg.model import (
    Alias,
    Attribution,
    Basis,
    Document,
    Metadata,
    Passage,
    Provenance,
    Reading,
    Relation,
    Role,
    Section,
    SectionKind,
    Source,
    Span,
    Status,
    Target,
    Term,
    Unit,
    Work,
    WorkKind,
)
from kg.ontology import Ontology, load
from kg.resolve import Census

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"

TEXT = """云州省深海养殖装备发展行动方案
云政发〔2031〕7号
一、主要目标
到2033年，深海网箱达到300套左右。
二、重点任务
1.“智慧网箱”攻关。研发深水网箱控制系统、水下机器人、投饵机等智能养殖装备，依托云州海洋实验室开展试验。到2033年建成示范区2—3个。（省农业农村厅牵头，省科技厅、省海洋局配合。2032年底前完成）
专栏1：深海装备提升行动
水下机器人。研制水下机器人（AUV）整机。云州海洋实验室位于望海市。
2.建设苗种基地。发展水下机器人巡检。（省农业厅、省海洋局。列第一位的为牵头单位，下同）
三、保障措施
（一）加强组织领导。统筹推进各项工作。
云州省人民政府
2031年4月2日
"""


@dataclass(frozen=True)
class FakePlace:
    name: str
    shorts: tuple[str, ...]


@dataclass(frozen=True)
class FakeNames:
    """Names of organs meet when they differ in 省, 和, 农村 and 厅局 only."""

    def organ_key(self, name: str, jurisdiction: str) -> str:
        if name.startswith("有关"):
            return "/" + name
        return f"{jurisdiction}/{name.removeprefix('省').replace('农村', '').rstrip('厅局')}"

    def region(self, name: str) -> FakePlace | None:
        return FakePlace("望海市", ("望海",)) if name in ("望海", "望海市") else None

    def spellings(self, name: str, jurisdiction: str) -> tuple[str, ...]:
        return (name.replace("省", jurisdiction, 1), name) if jurisdiction else ()


def at(quote: str, nth: int = 1, text: str = TEXT) -> Span:
    start = -1
    for _ in range(nth):
        start = text.index(quote, start + 1)
    return Span(start, start + len(quote))


def where(quote: str, nth: int = 1, confidence: float = 0.9) -> Provenance:
    return Provenance(span=at(quote, nth), rule="test.rule", confidence=confidence)


def until(start: str, end: str) -> Span:
    return Span(TEXT.index(start), TEXT.index(end))


EMPTY = Span(0, 0)
END = Span(len(TEXT), len(TEXT))


def _section(id: int, parent: int | None, kind: SectionKind, number: str, title: str, heading: Span, span: Span) -> Section:
    level = 0 if parent is None else (1 if parent == 0 else 2)
    return Section(
        id=id, parent=parent, kind=kind, level=level, number=number, title=title, heading=heading, span=span, body=span
    )


SECTIONS = (
    _section(
        0,
        None,
        SectionKind.DOCUMENT,
        "",
        "云州省深海养殖装备发展行动方案",
        at("云州省深海养殖装备发展行动方案"),
        Span(0, len(TEXT)),
    ),
    _section(1, 0, SectionKind.HEADING, "一", "主要目标", at("一、主要目标"), until("一、", "二、重点")),
    _section(2, 0, SectionKind.HEADING, "二", "重点任务", at("二、重点任务"), until("二、重点", "三、保障")),
    _section(3, 2, SectionKind.CLAUSE, "1", "“智慧网箱”攻关", at("1.“智慧网箱”攻关"), until("1.“智", "专栏1")),
    _section(4, 2, SectionKind.COLUMN, "专栏1", "深海装备提升行动", at("专栏1：深海装备提升行动"), until("专栏1", "2.建设")),
    _section(5, 4, SectionKind.ITEM, "", "水下机器人", at("水下机器人。"), until("水下机器人。", "2.建设")),
    _section(6, 2, SectionKind.CLAUSE, "2", "建设苗种基地", at("2.建设苗种基地"), until("2.建设", "三、保障")),
    _section(7, 0, SectionKind.HEADING, "三", "保障措施", at("三、保障措施"), until("三、保障", "云州省人民政府")),
    _section(8, 7, SectionKind.CLAUSE, "（一）", "加强组织领导", at("（一）加强组织领导"), until("（一）加强", "云州省人民政府")),
)

CLAUSE = "（省农业农村厅牵头，省科技厅、省海洋局配合。2032年底前完成）"
LISTED = "（省农业厅、省海洋局。列第一位的为牵头单位，下同）"


def _unit(mention: str, role: Role, nth: int = 1) -> Unit:
    return Unit(mention=mention, span=at(mention, nth), role=role)


WORKS = (
    Work(
        kind=WorkKind.TASK,
        section=3,
        title="“智慧网箱”攻关",
        title_span=at("“智慧网箱”攻关"),
        number="1",
        span=SECTIONS[3].span,
        attributions=(
            Attribution(
                where=where(CLAUSE),
                basis=Basis.STATED,
                units=(
                    _unit("省农业农村厅", Role.LEAD),
                    _unit("省科技厅", Role.PARTICIPANT),
                    _unit("省海洋局", Role.PARTICIPANT),
                ),
                deadline="2032年底前",
            ),
        ),
    ),
    Work(
        kind=WorkKind.ACTION,
        section=5,
        title="水下机器人",
        title_span=at("水下机器人", 2),
        number="",
        span=SECTIONS[5].span,
    ),
    Work(
        kind=WorkKind.TASK,
        section=6,
        title="建设苗种基地",
        title_span=at("建设苗种基地"),
        number="2",
        span=SECTIONS[6].span,
        attributions=(
            Attribution(
                where=where(LISTED),
                basis=Basis.CONVENTION,
                units=(_unit("省农业厅", Role.LEAD), _unit("省海洋局", Role.PARTICIPANT, 2)),
                convention=at("列第一位的为牵头单位，下同"),
            ),
        ),
    ),
    Work(
        kind=WorkKind.MEASURE,
        section=8,
        title="加强组织领导",
        title_span=at("加强组织领导"),
        number="（一）",
        span=SECTIONS[8].span,
    ),
)

TARGETS = (
    Target(
        where=where("深海网箱达到300套左右"),
        section=1,
        indicator="深海网箱",
        value="300",
        unit="套",
        comparator="≈",
        year="2033",
        number_span=at("300套"),
    ),
    Target(
        where=where("到2033年建成示范区2—3个"),
        section=3,
        indicator="示范区",
        value="2",
        upper="3",
        unit="个",
        comparator="=",
        year="2033",
        number_span=at("2—3个"),
    ),
)

LIST = "深水网箱控制系统、水下机器人、投饵机等智能养殖装备"


def _term(label: str, cls: str, section: int, nth: int = 1, confidence: float = 0.9, group: str | None = None) -> Term:
    return Term(
        where=where(label, nth, confidence),
        label=label,
        cls=cls,
        section=section,
        group=group,
        group_span=at(LIST) if group else None,
    )


TERMS = (
    _term("深水网箱控制系统", "HardwareComponent", 3, group="智能养殖装备"),
    _term("水下机器人", "HardwareComponent", 3, group="智能养殖装备"),
    _term("投饵机", "HardwareComponent", 3, group="智能养殖装备"),
    _term("水下机器人", "Product", 5, nth=3, confidence=0.5),
    _term("AUV", "HardwareComponent", 5),
    _term("云州海洋实验室", "Platform", 3),
    _term("云州海洋实验室", "Platform", 5, nth=2),
    _term("望海市", "Region", 5),
    _term("水下机器人", "HardwareComponent", 6, nth=4),
)

ALIASES = (Alias(where=where("水下机器人（AUV）"), label="水下机器人", alias="AUV"),)
RELATIONS = (
    Relation(where=where("依托云州海洋实验室"), section=3, property="reliesOn", subject=None, object="云州海洋实验室"),
    Relation(where=where("云州海洋实验室位于望海市"), section=5, property="locatedIn", subject="云州海洋实验室", object="望海市"),
)

META = Metadata(
    title="云州省深海养殖装备发展行动方案",
    number="云政发〔2031〕7号",
    issuers=("云州省人民政府",),
    date="2031-04-02",
    status=Status.FINAL,
    jurisdiction="云州省",
    aliases=("深海装备方案",),
)


def lines_as_passages(text: str, sections: tuple[Section, ...]) -> tuple[Passage, ...]:
    found, start = [], 0
    for line in text.splitlines(keepends=True):
        span = Span(start, start + len(line.rstrip("\n")))
        inner = max(
            (s for s in sections if s.span.start <= start < s.span.end),
            key=lambda s: (s.level, s.span.start),
            default=sections[0],
        )
        found.append(Passage(id=len(found), section=inner.id, span=span))
        start += len(line)
    return tuple(found)


def make(id: str = "深海方案", name: str = "深海方案.md", meta: Metadata = META) -> Reading:
    document = Document(
        id=id,
        source=Source(name=name, media_type="text/markdown", sha256="0" * 64, text=TEXT),
        meta=meta,
        sections=SECTIONS,
        passages=lines_as_passages(TEXT, SECTIONS),
    )
    return Reading(document=document, works=WORKS, targets=TARGETS, terms=TERMS, aliases=ALIASES, relations=RELATIONS)


@pytest.fixture(scope="session")
def hand_made() -> Callable[..., Reading]:
    """Makes the reading of the fictional document; keywords replace its parts."""

    def build(id: str = "深海方案", name: str = "深海方案.md", meta: Metadata = META, **parts: object) -> Reading:
        return replace(make(id, name, meta), **parts)  # type: ignore[arg-type]

    return build


@pytest.fixture(scope="session")
def policy() -> Ontology:
    return load(ONTOLOGY)


@pytest.fixture
def census_of(policy: Ontology) -> Callable[..., Census]:
    """The census of the given readings."""

    def count(*readings: Reading) -> Census:
        census = Census(FakeNames(), policy)
        for reading in readings:
            census.count(reading)
        return census

    return count


@pytest.fixture
def settings(tmp_path: Path) -> KgSettings:
    return KgSettings(data=tmp_path / "data", ontology=ONTOLOGY, corpus=tmp_path / "corpus")
