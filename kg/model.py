"""The nouns of the graph house. Frozen, no I/O, no third party.

Offsets are Unicode code points in ``Document.text``, which never changes (the quotation law:
``document.text[span.start:span.end]`` *is* the quotation).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open interval ``[start, end)`` of code points in a stored text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def of(self, text: str) -> str:
        return text[self.start : self.end]


class MarkKind(StrEnum):
    """What a file format said about a stretch of text. A hint, never a verdict: numbering decides."""

    HEADING = "heading"
    BOLD = "bold"
    CENTER = "center"
    ROW = "row"  # one table row; its cells are CELL marks inside it
    CELL = "cell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    kind: MarkKind
    span: Span
    level: int = 0  # heading level (1..6); for CELL the column index; else 0
    table: int = -1  # running number of the table for ROW and CELL; else -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    number: int
    span: Span
    confidence: float = 1.0  # mean OCR confidence of the page; 1.0 for born-digital text


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file as read: the stored text and what its format marked in it."""

    name: str  # file name without folders
    media_type: str
    sha256: str  # of the file's bytes
    text: str
    marks: tuple[Mark, ...] = ()
    pages: tuple[Page, ...] = ()


class Status(StrEnum):
    FINAL = "正式"
    DRAFT = "征求意见稿"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    title: str
    number: str | None = None  # 文号, e.g. 国发〔2018〕42号
    issuers: tuple[str, ...] = ()  # 发文机关
    date: str | None = None  # 成文日期, ISO 8601
    status: Status = Status.FINAL
    jurisdiction: str = ""  # 山东省 / 深圳市 / 国家; "" when the text does not tell
    aliases: tuple[str, ...] = ()  # titles found inside 《》 of an enclosing notice, without 关于…的通知


class SectionKind(StrEnum):
    DOCUMENT = "document"  # the root, one per document (and one per document inside a notice)
    HEADING = "heading"  # groups others: 二、重点任务
    CLAUSE = "clause"  # a numbered leaf with a body: 1.塑强关键硬件。…
    COLUMN = "column"  # 专栏
    ITEM = "item"  # a run-in titled item of a column
    ATTACHMENT = "attachment"
    ROW = "row"  # a table row that reads as a task or a target


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    id: int  # index in Document.sections; the root is 0
    parent: int | None
    kind: SectionKind
    level: int  # depth in the tree, root 0
    number: str  # as written, punctuation removed: 二, （一）, 1, 专栏1; "" when unnumbered
    title: str  # healed (no page-break debris), without number and final punctuation
    heading: Span  # number + title as they stand in the text (empty span at start for untitled roots)
    span: Span  # heading, own body and all children
    body: Span  # own text after the heading, before the first child

    @property
    def caption(self) -> str:
        """Number and title as a reader writes them: 二、重点任务, （一）加快…, 1.塑强…, 专栏1：…"""
        if not self.number:
            return self.title
        if self.number.isdigit():
            return f"{self.number}.{self.title}"
        if self.number.endswith(("）", ")")) or not self.title:
            return self.number + self.title
        if self.number.startswith(("专栏", "附件")):
            return f"{self.number}：{self.title}"
        return f"{self.number} {self.title}" if self.number.startswith("第") else f"{self.number}、{self.title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One paragraph as a reader sees it (healed over page breaks), quotable as one span."""

    id: int
    section: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    id: str  # slug of the file name, stable over re-indexing
    source: Source
    meta: Metadata
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]

    @property
    def text(self) -> str:
        return self.source.text

    def quote(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def path(self, section: int) -> tuple[Section, ...]:
        """Sections from the root (left out) down to ``section``."""
        found: list[Section] = []
        here: int | None = section
        while here is not None:
            entry = self.sections[here]
            if entry.parent is not None:
                found.append(entry)
            here = entry.parent
        return tuple(reversed(found))

    def section_at(self, offset: int) -> Section:
        """The innermost section that covers ``offset`` (the root when none does)."""
        best = self.sections[0]
        for section in self.sections:
            if section.span.start <= offset < section.span.end and section.level >= best.level:
                best = section
        return best

    def passage_at(self, offset: int) -> Passage | None:
        for passage in self.passages:
            if passage.span.start <= offset < passage.span.end:
                return passage
        return None


# --- what the extraction rooms return -------------------------------------------------------------


class Role(StrEnum):
    LEAD = "lead"  # 牵头
    PARTICIPANT = "participant"  # 配合、参与、会同, listed after the lead


class Basis(StrEnum):
    STATED = "stated"  # “牵头” is written
    CONVENTION = "convention"  # “列第一位的为牵头单位，下同”
    LISTED_FIRST = "listed_first"  # custom only: the first listed unit leads
    EQUAL = "equal"  # 共同牵头 / 按职责分工负责: several alike
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a fact was read. Never optional."""

    span: Span
    rule: str  # dotted name of the rule, e.g. responsibility.listed
    confidence: float = 1.0


class WorkKind(StrEnum):
    TASK = "Task"
    MEASURE = "Measure"
    ACTION = "Action"  # an item of a 专栏


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A responsible unit as one attribution names it."""

    mention: str  # healed surface
    span: Span
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One clause that says who is responsible: （A牵头，B、C配合）."""

    where: Provenance
    basis: Basis
    units: tuple[Unit, ...]
    deadline: str | None = None  # as written, healed: 2021年6月底前
    scope: str | None = None  # 适用范围 as written
    convention: Span | None = None  # where the convention that decided the lead is declared
    person: str | None = None  # 责任领导 as written
    assessor: str | None = None  # 评分部门 as written: it judges the work and does none of it
    assessed: Provenance | None = None  # where the assessor stands
    duty: Span | None = None  # what a sentence (甲部门负责乙) says is to be done; a work of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A task, measure or column item, with its attributions."""

    kind: WorkKind
    section: int
    title: str
    title_span: Span
    number: str
    span: Span  # the verbatim body (heading included)
    attributions: tuple[Attribution, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A quantified goal. ``value`` is a plain decimal string in ``unit`` (2万台 → value 2, unit 万台)."""

    where: Provenance
    section: int
    indicator: str
    value: str
    upper: str | None = None  # the other end of a range 1—2个
    unit: str
    comparator: str  # = ≈ ≥ > ≤ <
    year: str | None = None
    number_span: Span  # the number with its unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A named thing of an ontology class: technology, hardware, park, platform, region, organisation…"""

    where: Provenance  # span of the mention itself
    label: str  # healed surface
    cls: str  # local name of the ontology class
    section: int
    group: str | None = None  # the class word of its enumeration: 关键光学器件
    group_span: Span | None = None  # the whole enumeration with its class word


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Two names that one text makes equal: 人工智能生成内容（AIGC）."""

    where: Provenance
    label: str
    alias: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A property of the ontology read by its text cue: 依托X, 位于X."""

    where: Provenance
    section: int
    property: str  # local name
    subject: str | None  # label of a term; None: the work that the section is
    object: str  # label of a term


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    where: Provenance
    text: str
    reason: str  # Chinese, for the user


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that the rooms read off one document."""

    document: Document
    works: tuple[Work, ...] = ()
    targets: tuple[Target, ...] = ()
    terms: tuple[Term, ...] = ()
    aliases: tuple[Alias, ...] = ()
    relations: tuple[Relation, ...] = ()
    rejected: tuple[Rejected, ...] = ()


# --- what resolution makes of it -------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Iri:
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    value: str
    datatype: str = "string"  # local name in xsd: string integer decimal boolean date gYear


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One triple with the place where it was read. ``basis`` only where a role was decided."""

    subject: Iri
    predicate: str  # full IRI
    object: Iri | Literal
    where: Provenance | None  # None only for what the structure itself is (types, labels, part-of)
    basis: Basis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One SHACL result in plain Chinese."""

    focus: str
    path: str | None
    value: str | None
    message: str
    severe: bool  # True: the fact is dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReport:
    id: str
    title: str
    source: str
    tasks: int
    measures: int
    targets: int
    terms: int
    facts: int
    rejected: tuple[Rejected, ...] = ()
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file that could not be read; the others are built."""

    source: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    generation: str
    documents: tuple[DocumentReport, ...]
    skipped: tuple[Skipped, ...]
    seconds: float
    unchanged: tuple[str, ...] = field(default=())
