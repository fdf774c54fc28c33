"""An engine whose answers are told to who keeps count: the audit log and the metrics. Every door asks through one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from qa.audit import AuditLog, Given, now
from qa.model import Answer, Evidence, OnStep, Question
from qa.ports import Catalog, Engine, Resources

Told = dict[str, str]  # attributes of a span; those added while it is open are told too
Span = Callable[[str, Told], AbstractContextManager[object]]  # of a trace


def digest(answer: Answer) -> str:
    """Of all that makes an answer what it is: not of when, how fast and to whom it was given."""
    same = replace(answer, session=None, steps=(), elapsed_ms=0.0)
    return hashlib.sha256(repr(same).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def no_span(_name: str, _attributes: Told) -> AbstractContextManager[object]:
    return nullcontext()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """From where a question came. ``asker``: a person's address or id; ``view``: what they may see, empty for all;
    ``reader``: whose the sessions are, empty for all who need not say who they are."""

    door: str
    asker: str | None = None
    view: str = ""
    reader: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """What is kept of answers. ``on_answer`` hears of each one; without ``log`` nothing is written."""

    log: AuditLog | None = None
    questions: bool = True  # write their texts
    personal: bool = False  # write sessions and askers
    on_answer: Callable[[Answer, Asked], None] = lambda _answer, _asked: None
    span: Span = no_span

    def keep(self, question: Question, answer: Answer, asked: Asked) -> None:
        self.on_answer(answer, asked)
        if self.log is None:
            return
        self.log.add(
            Given(
                answer=answer.id,
                at=now(),
                generation=answer.generation,
                question=answer.question if self.questions else None,
                alone=answer.alone if self.questions else None,
                document=answer.within,
                outcome=answer.outcome.value,
                method=answer.method.value,
                ms=answer.elapsed_ms,
                door=asked.door,
                view=asked.view,
                session=question.session if self.personal else None,
                asker=asked.asker if self.personal else None,
                digest=digest(answer) if self.questions else None,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """``inner`` with its answers kept. An ``Engine`` itself."""

    inner: Engine
    keeper: Keeper
    asked: Asked

    @property
    def generation(self) -> str:
        return self.inner.generation

    @property
    def catalog(self) -> Catalog:
        return self.inner.catalog

    @property
    def resources(self) -> Resources:
        return self.inner.resources

    def search(self, text: str, *, document: str | None = None, limit: int = 10) -> tuple[Evidence, ...]:
        return self.inner.search(text, document=document, limit=limit)

    def warm(self) -> None:
        self.inner.warm()

    def ask(self, question: Question, *, on_step: OnStep | None = None) -> Answer:
        with self.keeper.span("ask", {"kgqa.door": self.asked.door, "kgqa.generation": self.generation}):
            answer = self.inner.ask(self._own(question), on_step=on_step)
        answer = replace(answer, session=question.session) if question.session else answer
        self.keeper.keep(question, answer, self.asked)
        return answer

    def _own(self, question: Question) -> Question:
        """One reader cannot go on with another's dialogue by naming its session."""
        return replace(question, session=f"{self.asked.reader}\x1f{question.session}") if question.session else question
