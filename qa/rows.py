"""What the read side (``qa.catalog``) hands to the doors: rows for listing and looking up. Frozen, no I/O.

They are nouns like those in ``qa.model``: a door maps them to JSON, a table or a page, and never sees a triple.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import Span
from qa.model import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCard:
    """One published document in a list."""

    id: str
    title: str
    source: str  # file name without folders
    issuers: tuple[str, ...] = ()
    number: str | None = None  # 文号
    date: str | None = None  # ISO 8601
    status: str = "正式"  # 正式, 征求意见稿
    tasks: int = 0  # tasks and measures
    passages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineEntry:
    """One section; ``start`` and ``end`` count in the document's stored text."""

    id: int
    parent: int | None  # None: the document itself
    kind: str  # value of kg.model.SectionKind
    level: int
    number: str
    title: str
    start: int
    end: int
    caption: str = ""  # number and title as the text writes them
    heading: Span | None = None  # number and title in the stored text


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """A document wholly: metadata, outline, and the stored text that all offsets count in."""

    card: DocumentCard
    outline: tuple[OutlineEntry, ...]
    text: str
    iri: str = ""
    jurisdiction: str = ""
    aliases: tuple[str, ...] = ()
    media_type: str = ""
    sha256: str = ""
    paragraphs: tuple[Span, ...] = ()  # as a reader sees them, whole over line and page ends


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionRow:
    """A place in a document that names a task, a target or another entity."""

    iri: str
    label: str
    type: str  # most specific local class name
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """A responsible unit of one task."""

    label: str  # canonical name
    mention: str  # as the text writes it, page-break debris removed
    iri: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One line of the 任务分工表: a task or a measure, with who leads and who takes part."""

    iri: str
    document: str
    document_title: str
    type: str  # Task, Measure, Action
    title: str
    number: str
    path: tuple[str, ...]  # headings above, outermost first, with their numbers: 二、重点任务
    text: str  # verbatim body
    start: int  # of the body in the stored text
    end: int
    lead: tuple[UnitRow, ...] = ()
    participants: tuple[UnitRow, ...] = ()
    basis: str | None = None  # stated convention listed_first equal inferred; None without a unit
    deadline: str | None = None
    evidence: tuple[Evidence, ...] = ()  # the attribution(s) first, then the convention that decided the lead
    page: int | None = None

    @property
    def quotations(self) -> tuple[Evidence, ...]:
        """The evidence with each place once: several units of one attribution are proved by one quotation."""
        once: dict[tuple[str, int, int], Evidence] = {}
        for one in self.evidence:
            once.setdefault((one.document, one.start, one.end), one)
        return tuple(once.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """One quantified goal. ``value`` and ``upper`` are plain decimal strings in ``unit``."""

    iri: str
    document: str
    document_title: str
    indicator: str
    value: str
    unit: str
    comparator: str  # = ≈ ≥ > ≤ <
    upper: str | None = None
    year: str | None = None
    path: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityRow:
    iri: str
    label: str
    type: str  # most specific local class name
    aliases: tuple[str, ...] = ()
    mentions: int = 0  # statements that carry it


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """One statement about an entity. ``inverse``: the entity is the object, ``other`` the subject."""

    property: str  # full IRI
    property_label: str
    inverse: bool
    label: str  # of the other end, or the literal as text
    iri: str | None = None  # of the other end; None for a literal
    type: str | None = None  # class of the other end
    role: str | None = None
    basis: str | None = None
    evidence: Evidence | None = None  # None only for what the structure itself is


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityView:
    """One entity with all that is said about it."""

    entity: EntityRow
    types: tuple[str, ...]  # local class names, most specific first
    facts: tuple[FactRow, ...] = ()
    neighbours: tuple[EntityRow, ...] = ()
    documents: tuple[DocumentCard, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphNode:
    iri: str
    label: str
    type: str
    depth: int  # steps from the entity asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphEdge:
    source: str  # IRI
    target: str  # IRI
    property: str  # full IRI
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionStep:
    """One statement between two neighbours of a connection; neighbours may have several."""

    edge: GraphEdge
    forward: bool  # the connection follows it from subject to object
    basis: str | None = None
    evidence: tuple[Evidence, ...] = ()  # the sentences that prove it, at least one


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How two entities hang together. ``GraphNode.depth`` counts the steps from the first."""

    nodes: tuple[GraphNode, ...]
    steps: tuple[ConnectionStep, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A completion: the name of an entity, or a whole question."""

    text: str
    iri: str | None = None  # None for a question
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One triple on the page of a resource, with the statement that proves it."""

    subject: str  # IRI
    subject_label: str
    property: str  # IRI
    property_label: str
    object: str | None  # IRI; None for a literal
    object_label: str
    incoming: bool  # the resource is not the subject
    statement: str | None = None  # IRI
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One page of what is said about an IRI."""

    iri: str
    label: str
    types: tuple[str, ...]
    said: tuple[Said, ...]
    total: int
    page: int  # from 1
    pages: int
    document: str | None = None  # id, of a graph or passage
    quotation: Evidence | None = None  # where the thing itself stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Counts over everything that is published; pairs are IRI and number."""

    triples: int
    subjects: int
    objects: int
    classes: tuple[tuple[str, int], ...]
    properties: tuple[tuple[str, int], ...]
    graphs: tuple[tuple[str, int], ...]  # triples of each
    example: str | None  # IRI of a task
