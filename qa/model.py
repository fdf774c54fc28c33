"""The nouns of the answering house. Frozen, no I/O, no third party.

Two constructor checks are the product: a proved answer carries evidence, and an evidence is longer than nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from kg.model import Span


class Outcome(StrEnum):
    ANSWERED = "answered"
    UNCLEAR = "unclear"  # asks back; choices are filled
    NOT_FOUND = "not_found"  # in scope, but the documents do not say
    OUT_OF_SCOPE = "out_of_scope"


class Kind(StrEnum):
    ENTITIES = "entities"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TEXT = "text"


class Method(StrEnum):
    GRAPH = "graph"
    PASSAGE = "passage"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A stretch of the question that names a node of the graph."""

    mention: str  # as the asker wrote it
    span: Span  # in the question
    iri: str
    label: str
    type: str  # local class name
    score: float  # 1.0 for a label or alias to the letter
    method: str  # label alias short typo content


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A verbatim quotation: ``text == document_text[start:end]``."""

    document: str
    title: str
    section: str  # path, " / " between levels
    text: str
    start: int
    end: int
    iri: str  # of the statement or passage

    def __post_init__(self) -> None:
        if not self.text or self.end - self.start != len(self.text):
            raise ValueError("evidence must quote its span to the letter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of an answer. ``value`` is a number or a truth value; entities have ``iri`` and ``type``."""

    label: str
    iri: str | None = None
    type: str | None = None
    aliases: tuple[str, ...] = ()
    role: str | None = None
    basis: str | None = None
    value: int | float | bool | None = None
    unit: str | None = None
    comparator: str | None = None
    year: int | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way to read an unclear question; ``question`` asks it unambiguously."""

    label: str
    question: str
    iri: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What was done, in plain Chinese, for the explanation and for streaming."""

    name: str  # dialogue spelling understand link document plan decide query retrieve
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    text: str
    document: str | None = None  # only this document
    session: str | None = None
    before: tuple[str, ...] = ()  # the dialogue's earlier questions, oldest first, where the asker keeps it; session is unused
    alone: str | None = None  # what ``text`` means by itself, where that is known: an answer is replayed; no dialogue then


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    id: str
    question: str
    alone: str | None = None  # the question by itself; None when only its dialogue tells what was asked
    within: str | None = None  # the one document that was looked at, by the asker's wish or by what came before
    outcome: Outcome
    kind: Kind
    text: str  # one to three sentences, at most 400 characters
    values: tuple[Value, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    reading: str = ""
    sparql: str | None = None
    method: Method = Method.NONE
    confidence: float = 0.0
    links: tuple[Link, ...] = ()
    choices: tuple[Choice, ...] = ()
    suggestions: tuple[str, ...] = ()
    steps: tuple[Step, ...] = field(default=())
    session: str | None = None
    generation: str = ""
    elapsed_ms: float = 0.0

    def __post_init__(self) -> None:
        if self.outcome is Outcome.ANSWERED and not self.evidence:
            raise ValueError("an answer without evidence must not exist")
        if self.outcome is Outcome.UNCLEAR and not self.choices:
            raise ValueError("asking back needs choices")


OnStep = Callable[[Step], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found by retrieval."""

    document: str
    passage: int
    score: float  # fused, 0..1
    lexical: float  # raw BM25
    cosine: float | None  # None when no embedding was asked
