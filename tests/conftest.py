"""Fakes for the doors: a library with one fictional document, answered from a table. The real engine has its own fixtures."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kg.check import CheckReport, Fault
from kg.errors import BadQuery, Busy, NotBuilt, NotFound
from kg.model import BuildReport, DocumentReport, Provenance, Rejected, Skipped, Span, Violation
from kg.sparql_pool import Reply
from kg.store import GraphFormat, ResultFormat
from qa.config import QaSettings
from qa.library import LocalLibrary
from qa.model import Answer, Choice, Evidence, Kind, Link, Method, OnStep, Outcome, Question, Step, Value
from qa.ports import Load
from qa.rows import (
    Connection,
    ConnectionStep,
    DocumentCard,
    DocumentView,
    EntityRow,
    EntityView,
    FactRow,
    GraphEdge,
    GraphNode,
    MentionRow,
    OutlineEntry,
    Resource,
    Statistics,
    Suggestion,
    TargetRow,
    TaskRow,
    UnitRow,
)

BASE = "http://kgqa.local/id/"
TEXT = (
    "海州省建设海上牧场行动方案\n一、主要目标\n到2028年，海上牧场产值达到300亿元左右。\n"
    "二、重点任务\n1.建设海上牧场。推广<深水>网箱。（省农业农村厅、省海洋局）\n"
)
CARD = DocumentCard(
    id="haizhou-mucang",
    title="海州省建设海上牧场行动方案",
    source="haizhou-mucang.md",
    issuers=("海州省人民政府", "海州省海洋局"),
    number="海政发〔2026〕3号",
    date="2026-03-01",
    tasks=1,
    passages=3,
)


def quote(text: str, section: str, iri: str = BASE + "haizhou-mucang/fact/1") -> Evidence:
    start = TEXT.index(text)
    return Evidence(document=CARD.id, title=CARD.title, section=section, text=text, start=start, end=start + len(text), iri=iri)


ATTRIBUTION = quote("（省农业农村厅、省海洋局）", "二、重点任务 / 1.建设海上牧场")
GOAL = quote("海上牧场产值达到300亿元左右", "一、主要目标")
FARM = UnitRow(label="省农业农村厅", mention="省农业农村厅", iri=BASE + "org/海州省/省农业农村厅", aliases=("省农业厅",))
SEA = UnitRow(label="省海洋局", mention="省海洋局", iri=BASE + "org/海州省/省海洋局")
TASK = TaskRow(
    iri=BASE + "haizhou-mucang/1",
    document=CARD.id,
    document_title=CARD.title,
    type="Task",
    title="建设海上牧场",
    number="1",
    path=("二、重点任务",),
    text=TEXT[TEXT.index("1.建设") : -1],
    start=TEXT.index("1.建设"),
    end=len(TEXT) - 1,
    lead=(FARM,),
    participants=(SEA,),
    basis="listed_first",
    evidence=(ATTRIBUTION,),
)
TARGET = TargetRow(
    iri=BASE + "haizhou-mucang/target/1",
    document=CARD.id,
    document_title=CARD.title,
    indicator="海上牧场产值",
    value="300",
    unit="亿元",
    comparator="≈",
    year="2028",
    path=("一、主要目标",),
    evidence=(GOAL,),
)
ENTITY = EntityRow(iri=FARM.iri, label=FARM.label, type="Department", aliases=FARM.aliases, mentions=1)
EVIL = EntityRow(iri=BASE + "product/evil", label="<script>alert(1)</script>", type="Product")
LEAD_QUESTION = "哪个部门牵头建设海上牧场？"


def lead_answer(question: Question, generation: str) -> Answer:
    return Answer(
        id="a1",
        question=question.text,
        alone=question.text,
        within=question.document,
        outcome=Outcome.ANSWERED,
        kind=Kind.ENTITIES,
        text="建设海上牧场由省农业农村厅牵头。[1]",
        values=(
            Value(label=FARM.label, iri=FARM.iri, type="Department", aliases=FARM.aliases, role="lead", basis="listed_first"),
        ),
        evidence=(ATTRIBUTION,),
        reading="查任务“建设海上牧场”的牵头单位",
        sparql="SELECT ?x WHERE { ?x ?p ?o }",
        method=Method.GRAPH,
        confidence=0.98,
        links=(
            Link(mention="海上牧场", span=Span(8, 12), iri=TASK.iri, label=TASK.title, type="Task", score=1.0, method="label"),
        ),
        steps=(Step(name="plan", detail="查牵头单位"),),
        suggestions=("建设海上牧场有哪些参与单位？",),
        session=question.session or "s-new",
        generation=generation,
        elapsed_ms=1.26,
    )


def number_answer(question: Question, generation: str) -> Answer:
    return Answer(
        id="a2",
        question=question.text,
        alone=question.text,
        within=question.document,
        outcome=Outcome.ANSWERED,
        kind=Kind.NUMBER,
        text="到2028年为300亿元左右。[1]",
        values=(Value(label="300亿元", value=300, unit="亿元", comparator="≈", year=2028),),
        evidence=(GOAL,),
        method=Method.GRAPH,
        generation=generation,
    )


def unclear_answer(question: Question, generation: str) -> Answer:
    return Answer(
        id="a3",
        question=question.text,
        alone=question.text,
        within=question.document,
        outcome=Outcome.UNCLEAR,
        kind=Kind.ENTITIES,
        text="您问的是哪一项？",
        choices=(Choice(label="建设海上牧场", question=LEAD_QUESTION, iri=TASK.iri),),
        generation=generation,
    )


ANSWERS = {LEAD_QUESTION: lead_answer, "海上牧场产值目标是多少？": number_answer, "谁牵头？": unclear_answer}


class FakeCatalog:
    def __init__(self, cards: tuple[DocumentCard, ...]) -> None:
        self._cards = cards

    def documents(self) -> tuple[DocumentCard, ...]:
        return self._cards

    def document(self, id: str) -> DocumentView:
        for card in self._cards:
            if card.id == id:
                root = OutlineEntry(
                    id=0, parent=None, kind="document", level=0, number="", title=card.title, start=0, end=len(TEXT)
                )
                return DocumentView(card=card, outline=(root,), text=TEXT, iri=BASE + id, jurisdiction="海州省")
        raise NotFound("没有这份文件")

    def mentions(self, document: str) -> tuple[MentionRow, ...]:
        self.document(document)
        place = TEXT.index(FARM.mention)
        return (MentionRow(iri=FARM.iri, label=FARM.label, type="Department", start=place, end=place + len(FARM.mention)),)

    def tasks(self, document: str | None = None, department: str | None = None, q: str | None = None) -> tuple[TaskRow, ...]:
        if document not in (None, CARD.id):
            raise NotFound("没有这份文件")
        names = [unit.label for unit in (*TASK.lead, *TASK.participants)]
        return (TASK,) if (department is None or department in names) and (q is None or q in TASK.text) else ()

    def targets(self, document: str | None = None) -> tuple[TargetRow, ...]:
        if document not in (None, CARD.id):
            raise NotFound("没有这份文件")
        return (TARGET,)

    def entities(
        self, q: str | None = None, type: str | None = None, limit: int = 100, offset: int = 0
    ) -> tuple[tuple[EntityRow, ...], int]:
        found = [e for e in (ENTITY, EVIL) if (q is None or q in e.label) and (type is None or type == e.type)]
        return tuple(found[offset : offset + limit]), len(found)

    def entity(self, iri_or_path: str) -> EntityView:
        for entity in (ENTITY, EVIL):
            if iri_or_path in (entity.iri, entity.iri.removeprefix(BASE), entity.label):
                fact = FactRow(
                    property="http://kgqa.local/ontology#lead",
                    property_label="牵头单位",
                    inverse=True,
                    label=TASK.title,
                    iri=TASK.iri,
                    type="Task",
                    role="lead",
                    basis="listed_first",
                    evidence=ATTRIBUTION,
                )
                return EntityView(
                    entity=entity, types=(entity.type, "Agent"), facts=(fact,), neighbours=(EVIL,), documents=(CARD,)
                )
        raise NotFound("没有这个实体", hint="先用 kgqa search 找找")

    def neighbourhood(self, iri: str, depth: int = 1) -> tuple[tuple[GraphNode, ...], tuple[GraphEdge, ...]]:
        nodes = (
            GraphNode(iri=iri, label=FARM.label, type="Department", depth=0),
            GraphNode(iri=TASK.iri, label=TASK.title, type="Task", depth=1),
        )
        return nodes, (GraphEdge(source=TASK.iri, target=iri, property="http://kgqa.local/ontology#lead", label="牵头单位"),)

    def connection(self, start: str, goal: str, without=()) -> Connection:
        nodes, edges = self.neighbourhood(start)
        if goal != TASK.iri:
            raise NotFound("没有找到联系")
        return Connection(nodes=nodes, steps=(ConnectionStep(edge=edges[0], forward=False, evidence=(ATTRIBUTION,)),))

    def suggest(self, prefix: str, limit: int = 8) -> tuple[Suggestion, ...]:
        return (Suggestion(text=FARM.label, iri=FARM.iri, type="Department"), Suggestion(text=LEAD_QUESTION))[:limit]


class FakeResources:
    """Knows its graphs only: linked data is tested over the real engine."""

    def find(self, path: str) -> str:
        raise NotFound("没有这个实体")

    def page(self, found: str, number: int) -> Resource:
        raise NotFound("没有这个实体")

    def pages_of_data(self, found: str) -> int:
        return 1

    def data(self, found: str, form: GraphFormat, number: int) -> bytes:
        raise NotFound("没有这个实体")

    def ontology(self, form: GraphFormat) -> bytes:
        return b""

    def statistics(self) -> Statistics:
        return Statistics(triples=0, subjects=0, objects=0, classes=(), properties=(), graphs=(), example=None)

    def graphs(self) -> tuple[str, ...]:
        return (BASE + "graph/" + CARD.id,)


@dataclass
class FakeEngine:
    generation: str
    catalog: FakeCatalog
    gate: threading.Event | None = None  # a question waits for it
    asked: list[Question] = field(default_factory=list)
    warmed: bool = False
    resources: FakeResources = field(default_factory=FakeResources)

    def ask(self, question: Question, *, on_step: OnStep | None = None) -> Answer:
        self.asked.append(question)
        if self.gate is not None:
            assert self.gate.wait(10)
        if on_step:
            on_step(Step(name="understand", detail="问牵头单位"))
            on_step(Step(name="plan", detail="查图谱"))
        if question.text in ANSWERS:
            return ANSWERS[question.text](question, self.generation)
        return Answer(
            id="a0",
            question=question.text,
            alone=question.text,
            within=question.document,
            outcome=Outcome.NOT_FOUND,
            kind=Kind.TEXT,
            text="文件没有说到这个问题。",
            generation=self.generation,
        )

    def search(self, text: str, *, document: str | None = None, limit: int = 10) -> tuple[Evidence, ...]:
        return (ATTRIBUTION, GOAL)[:limit]

    def warm(self) -> None:
        self.warmed = True


@dataclass
class FakeLibrary:
    """``number`` counts the generations; 0: nothing is published."""

    number: int = 1
    cards: tuple[DocumentCard, ...] = (CARD,)
    built: list[tuple[str, bytes]] = field(default_factory=list)
    replaced: list[str | None] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    engines: list[FakeEngine] = field(default_factory=list)
    gate: threading.Event | None = None
    busy: bool = False
    closed: bool = False
    faults: tuple[Fault, ...] = ()
    labelled: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def published(self) -> str | None:
        return f"g{self.number}" if self.number else None

    def kept(self) -> tuple[str, ...]:
        return tuple(f"g{n}" for n in range(self.number, max(0, self.number - 2), -1))

    def open(self, id=None) -> FakeEngine:
        if not self.number:
            raise NotBuilt("还没有发布任何文件", hint="先运行 kgqa build")
        engine = FakeEngine(id or f"g{self.number}", FakeCatalog(self.cards), self.gate)
        self.engines.append(engine)
        return engine

    def seen_by(self, labels) -> FakeLibrary:
        return self

    def labels(self):
        return {card.id: self.labelled.get(card.id, ()) for card in self.cards}

    def label(self, id, labels, *, on_progress=None) -> BuildReport:
        if id not in [card.id for card in self.cards]:
            raise NotFound("没有这份文件", hint="文件编号见 kgqa documents")
        self.labelled[id] = tuple(labels)
        self.number += 1
        return BuildReport(generation=f"g{self.number}", documents=(), skipped=(), seconds=0.1)

    def build(self, paths=(), *, replace=None, labels=None, force=False, on_progress=None) -> BuildReport:
        if self.busy:
            raise Busy("另一个程序正在重建图谱", hint="稍后再试")
        if replace is not None and replace not in [card.id for card in self.cards]:
            raise NotFound("没有这份文件", hint="文件编号见 kgqa documents")
        reports, skipped = [], []
        for n, path in enumerate(paths or [Path("bundled.md")]):
            content = Path(path).read_bytes() if Path(path).is_file() else b""
            if on_progress:
                on_progress("读取", n + 1, len(paths) or 1)
            self.built.append((Path(path).name, content))
            self.replaced.append(replace)
            if b"\x00" in content:
                skipped.append(Skipped(source=Path(path).name, code="unreadable_file", reason="文件不是文字"))
                continue
            reports.append(report_of(Path(path)))
            if labels is not None:
                self.labelled[Path(path).stem] = tuple(labels)
        if reports:
            self.number += 1
        return BuildReport(generation=f"g{self.number}", documents=tuple(reports), skipped=tuple(skipped), seconds=0.5)

    def load(self) -> Load:
        return Load(sessions=2, queries=1)

    def remove(self, id: str, *, on_progress=None) -> BuildReport:
        if id not in [card.id for card in self.cards]:
            raise NotFound("没有这份文件", hint="文件编号见 kgqa documents")
        self.removed.append(id)
        self.cards = tuple(card for card in self.cards if card.id != id)
        self.number += 1
        return BuildReport(generation=f"g{self.number}", documents=(), skipped=(), seconds=0.1)

    def close(self) -> None:
        self.closed = True

    def check(self) -> CheckReport:
        return CheckReport(generation=f"g{self.number}", documents=1, facts=9, quotations=2, faults=self.faults, seconds=0.2)

    def export(self, format: GraphFormat) -> bytes:
        return f"# {format.value}\n".encode()

    def sparql(self, query, *, results=ResultFormat.JSON, triples=GraphFormat.TURTLE, dataset=None, client="") -> Reply:
        if "DROP" in query:
            raise BadQuery("只接受查询，不接受更新", hint="用 SELECT、ASK、CONSTRUCT 或 DESCRIBE")
        if "CONSTRUCT" in query:
            media_type = {"turtle": "text/turtle", "jsonld": "application/ld+json", "ntriples": "application/n-triples"}
            return Reply(media_type=media_type[triples.value], body=query.encode())
        if results is not ResultFormat.JSON:
            return Reply(media_type=f"text/{results.value}", body=query.encode())
        if "ASK" in query:
            return Reply(media_type="application/sparql-results+json", body=b'{"head": {}, "boolean": true}')
        rows = [{"x": {"type": "uri", "value": FARM.iri}}] if "SELECT" in query else []
        body = json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": rows}})
        return Reply(media_type="application/sparql-results+json", body=body.encode())


def report_of(path: Path) -> DocumentReport:
    return DocumentReport(
        id=path.stem,
        title=path.stem,
        source=path.name,
        tasks=1,
        measures=0,
        targets=1,
        terms=2,
        facts=9,
        rejected=(
            Rejected(where=Provenance(span=Span(0, 2), rule="targets.past"), text="海州", reason="是已完成的数，不是目标"),
        ),
        violations=(Violation(focus=TASK.iri, path=None, value=None, message="任务没有标题", severe=False),),
    )


@pytest.fixture(autouse=True, scope="session")
def unsettled() -> Iterator[None]:
    """Hundreds of services start in one process here: each would walk through what all of them hold (half a second)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("qa.api.serving.settle", lambda: None)
        yield


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary()


@pytest.fixture
def lead_question() -> str:
    return LEAD_QUESTION


@pytest.fixture
def ask():
    """Asks an engine one question by its text."""

    def asked(engine: FakeEngine, text: str, session: str | None = None) -> Answer:
        return engine.ask(Question(text=text, session=session))

    return asked


# --- the real thing ---------------------------------------------------------------------------------

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="session")
def golden_documents() -> list[Path]:
    return [GOLDEN / "documents" / name for name in ("lin-2023-12-haiyang-nengyuan.txt", "yunze-2024-shuzi-nongye.md")]


@pytest.fixture(scope="session")
def real_data(tmp_path_factory, golden_documents) -> Path:
    """A data folder with two fictional documents, built for real. Not to be changed: copy it first."""
    data = tmp_path_factory.mktemp("real")
    report = LocalLibrary(QaSettings(data=data)).build(golden_documents)
    assert not report.skipped and len(report.documents) == len(golden_documents) == 2
    return data
