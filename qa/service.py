"""The foreman: one question from intake to answer. The only code that knows the order."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg import archive, generation
from kg.names import load as load_names
from kg.names.shapes import Shape
from kg.ontology import load as load_ontology
from kg.store import Store
from kg.text import fold
from qa import words
from qa.candidates import candidates
from qa.catalog import Catalog
from qa.compose import not_found_text
from qa.config import QaSettings
from qa.dialogue import Sessions, Turn, stand_alone
from qa.errors import BadQuestion
from qa.evidence import quote
from qa.execute import Outcome as Run
from qa.execute import run
from qa.indexing import FOLDER, opened
from qa.intake import readable
from qa.model import Answer, Evidence, Hit, OnStep, Outcome, Question, Step
from qa.passage import Found, content, find, required_names
from qa.plan.model import Form, QueryPlan, Ref
from qa.reader import Reader, Reading, links_of
from qa.refuse import missing, nothing_for, unknown_name
from qa.respond import ask_back, from_run, from_text, from_verdict, refusal, verdict_on
from qa.retrieve import Retriever
from qa.suggest import suggestions
from qa.understand import Intent, Interpretation
from qa.world import World, open_world

MOST_BEFORE = 8  # earlier questions that are asked again to rebuild a dialogue
TRIES = 24  # plans that are run for one question at most
_REBUILT = "rebuilt"  # name of the only session there


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Where an answer becomes a refusal. Chosen on the development questions; see docs/quality.md."""

    work: float = 0.50  # a work linked by content must carry this share of the question
    margin: float = 0.04  # and beat the next by this
    passage: float = 0.55  # a sentence with its headings must carry this share
    weight: float = 0.5  # what the question says beyond the document's own name must weigh this much
    own: float = 0.33  # and this share by itself
    amount: float = 0.60  # the same for a question for a number
    cosine: float = 0.90  # a passage that embeddings like best, and at least this much,
    vouched: float = 0.36  # may carry less of an open question
    boolean: float = 0.50  # a sentence that settles a yes-or-no question


def new_sessions(settings: QaSettings) -> Sessions:
    return Sessions(ttl=settings.session_minutes * 60.0, most=settings.max_sessions)


class PolicyQA:
    """Questions over one opened generation. Safe from several threads: only the sessions change."""

    def __init__(
        self,
        world: World,
        *,
        retriever: Retriever | None,
        sessions: Sessions,
        max_question: int,
        thresholds: Thresholds | None = None,
    ) -> None:
        self._world = world
        self._retriever = retriever
        self._sessions = sessions
        self._limit = max_question
        self._at = thresholds or Thresholds()
        self._reader = Reader(world)
        self.catalog = Catalog(world)

    @classmethod
    def open(cls, settings: QaSettings, *, sessions: Sessions | None = None, id: str | None = None) -> PolicyQA:
        """The published generation, or the kept one ``id``; ``sessions`` are taken over from the one before.

        Raises kg.errors.NotBuilt when there is none, Corrupt when it cannot be read.
        """
        found = generation.at(settings.data, id) if id else generation.current(settings.data)
        world = open_world(
            generation=found.id,
            base=settings.base_iri,
            graph=Store(found.graph),
            ontology=load_ontology(settings.ontology),
            names=load_names(settings.ontology),
            documents={d.id: d for d in archive.documents(found.documents)},
        )
        retriever = opened(settings, found.folder) if (found.folder / FOLDER).is_dir() else None
        return cls(world, retriever=retriever, sessions=sessions or new_sessions(settings), max_question=settings.max_question)

    @property
    def generation(self) -> str:
        return self._world.generation

    def warm(self) -> None:
        """Load what the first passage question would wait for (torch, the model, the indexes)."""
        if self._retriever is not None:
            self._retriever.warm()

    def search(self, text: str, *, document: str | None = None, limit: int = 10) -> tuple[Evidence, ...]:
        """Passages by fused retrieval, best first, each quoted wholly. Raises BadQuestion."""
        if self._retriever is None:
            return ()
        found = []
        for hit in self._retriever.search(readable(text, limit=self._limit), k=limit, document=document):
            source = self._world.documents[hit.document]
            span = source.passages[hit.passage].span
            found.append(quote(source, span, f"{self._world.base}{hit.document}/passage/{hit.passage}"))
        return tuple(found)

    def ask(self, question: Question, *, on_step: OnStep | None = None) -> Answer:
        """Raises kg.errors.BadQuestion; every other outcome is an Answer."""
        started = time.perf_counter()
        text = readable(question.text, limit=self._limit)
        steps = _Steps(on_step)
        if question.alone is None:
            last = self._rebuilt(question) if question.before else self._sessions.last(question.session)
            alone, answer = self._reply(text, question.document, last, steps)
        else:  # replayed
            alone, answer = question.alone, self._answer(text, question.alone, question.document, steps)
        answer = replace(
            answer,
            suggestions=suggestions(answer, self._world),
            alone=alone,
            id=_answer_id(text, alone, question.document, self._world.generation),
            session=question.session,
            steps=tuple(steps.found),
            generation=self._world.generation,
            elapsed_ms=round((time.perf_counter() - started) * 1000, 1),
        )
        if not question.before and question.alone is None:
            self._sessions.remember(question.session, alone, answer)
        return answer

    def _rebuilt(self, question: Question) -> Turn | None:
        """The last turn of a dialogue that the asker keeps: its questions are asked again. Nothing of it stays here."""
        sessions = Sessions(ttl=float("inf"), most=1)
        for earlier in question.before[-MOST_BEFORE:]:
            try:
                text = readable(earlier, limit=self._limit)
            except BadQuestion:  # was refused then, too
                continue
            alone, answer = self._reply(text, question.document, sessions.last(_REBUILT), _Steps(None))
            sessions.remember(_REBUILT, alone, answer)
        return sessions.last(_REBUILT)

    def _reply(self, text: str, document: str | None, last: Turn | None, steps: _Steps) -> tuple[str, Answer]:
        """The question as it stands alone after the turn before, and its answer."""
        alone = stand_alone(text, last, self._world)
        if alone != text:
            steps.add("dialogue", f"接着上一问理解为：{alone}")
        return alone, self._answer(text, alone, document, steps)

    # --- the order of work -------------------------------------------------------------------------

    def _answer(self, asked: str, alone: str, document: str | None, steps: _Steps) -> Answer:
        if words.OUT_OF_SCOPE.search(fold(alone)):
            return refusal(
                asked, Outcome.OUT_OF_SCOPE, "这个问题与已收录的政策文件无关。可以问任务分工、牵头单位、目标、园区、平台等。"
            )
        reading = self._reader.read(alone, document, steps.add)
        if unknown := unknown_name(reading):
            return refusal(asked, Outcome.NOT_FOUND, unknown, links=links_of(reading))
        plans = candidates(reading, self._world, self._at.work)
        steps.add("plan", "；".join(f"{p.reading}（{p.score:.2f}）" for p in plans[:4]) or "图谱中没有合适的查询")
        if graph := self._by_graph(asked, reading, plans, steps):
            return graph
        if plans and plans[0].say in {"works", "roles"}:
            return refusal(asked, Outcome.NOT_FOUND, nothing_for(plans[0], self._world), links=plans[0].links)
        if lacking := missing(reading, self._world):
            return refusal(asked, Outcome.NOT_FOUND, lacking, links=links_of(reading))
        return self._by_passage(asked, reading, steps)

    def _by_graph(self, asked: str, reading: Reading, plans: Sequence[QueryPlan], steps: _Steps) -> Answer | None:
        for index, plan in enumerate(plans[:TRIES]):
            outcome = run(plan, self._world)
            if outcome is None and plan.say == "roles":
                return None  # the work that was meant lists nobody so; another work's units are no answer
            if outcome is None or (not outcome.evidence and not (plan.form is Form.COUNT and outcome.values[0].value == 0)):
                continue
            if _wrong_number(reading.interpretation, outcome):
                named = self._without_groups(plan, outcome)
                if named is None or _wrong_number(reading.interpretation, named):
                    continue
                outcome = named
            rival = plans[index + 1] if index + 1 < len(plans) else None
            if plan.say in {"roles", "yes_no"} and rival and self._tied(plan, rival):
                tied = [p for p in plans if p.say == plan.say and plan.score - p.score < self._at.margin]
                return ask_back(asked, tied, links_of(reading))
            if plan.form is Form.COUNT and not outcome.evidence:
                continue
            steps.add("query", outcome.sparql)
            return from_run(asked, outcome, links_of(reading))
        return None

    def _without_groups(self, plan: QueryPlan, outcome: Run) -> Run | None:
        """“哪两个部委”: 各地区, 有关部门 are no units that one would count."""
        shape = self._world.names.shape
        groups = tuple(Ref(v.iri) for v in outcome.values if v.iri and shape(v.label) is Shape.GROUP)
        return (
            run(replace(plan, apart=(*plan.apart, *groups)), self._world) if groups and plan.say in {"roles", "agents"} else None
        )

    def _tied(self, plan: QueryPlan, rival: QueryPlan) -> bool:
        close = rival.say == plan.say and plan.score - rival.score < self._at.margin
        return close and not _nested(plan, rival, self._world)

    def _by_passage(self, asked: str, reading: Reading, steps: _Steps) -> Answer:
        world, interpretation = self._world, reading.interpretation
        weights = content(interpretation, reading.scope, world)
        hits: tuple[Hit, ...] = ()
        if self._retriever is not None:
            only = next(iter(reading.scope.documents)) if reading.scope.hard and len(reading.scope.documents) == 1 else None
            hits = self._retriever.search(reading.question, k=20, document=only)
        boolean = interpretation.intent is Intent.BOOLEAN
        names = required_names(reading.linking, reading.scope, world)
        found = find(weights, interpretation, reading.scope, world, hits, () if boolean else names)
        best = found[0] if found else None
        steps.add("retrieve", f"原文吻合度 {best.score:.2f}" if best else "没有相关原文")
        if boolean:
            if (settled := verdict_on(interpretation.folded, found, world, names)) and settled[0].score >= self._at.boolean:
                steps.add("decide", settled[1].reason)
                return from_verdict(asked, *settled, world, links_of(reading))
        elif best is not None and self._enough(best, interpretation, hits):
            return from_text(asked, best, world, links_of(reading))
        if best is None or best.score < 0.2 or not any(world.weights.known(g) for g in weights):
            return refusal(asked, Outcome.OUT_OF_SCOPE, "已收录的政策文件没有涉及这个问题。", links=links_of(reading))
        return refusal(asked, Outcome.NOT_FOUND, not_found_text("所问的内容", self._near(best)), links=links_of(reading))

    def _enough(self, found: Found, interpretation: Interpretation, hits: Sequence[Hit]) -> bool:
        """Does the best sentence carry the question? Numbers need more; embedding retrieval may vouch for an open question."""
        if found.weight < self._at.weight and not interpretation.define:
            return False
        if interpretation.intent is Intent.QUANTITY:
            return found.score >= self._at.amount and found.own >= self._at.own
        if found.score >= self._at.passage and found.own >= self._at.own:
            return True
        nearest = max((h.cosine or 0.0 for h in hits), default=0.0)
        vouched = found.cosine is not None and found.cosine >= max(nearest - 0.002, self._at.cosine)
        return interpretation.intent is Intent.HOW and vouched and found.score >= self._at.vouched

    def _near(self, found: Found | None) -> str:
        if found is None or found.score < 0.3:
            return ""
        text = self._world.sentences[found.sentences[0]].text
        return text if len(text) <= 80 else text[:79] + "…"


class _Steps:
    def __init__(self, listener: OnStep | None) -> None:
        self.found: list[Step] = []
        self._listener = listener

    def add(self, name: str, detail: str) -> None:
        step = Step(name=name, detail=detail)
        self.found.append(step)
        if self._listener:
            self._listener(step)


def _answer_id(*parts: str | None) -> str:
    return hashlib.sha256("\x1f".join(p or "" for p in parts).encode()).hexdigest()[:16]


def _wrong_number(interpretation: Interpretation, outcome: Run) -> bool:
    """“哪三个…” and the query gives four: it is not what was meant."""
    return (
        interpretation.expected is not None
        and outcome.plan.form is Form.SELECT
        and len(outcome.values) != interpretation.expected
    )


def _nested(plan: QueryPlan, rival: QueryPlan, world: World) -> bool:
    """Two works of which one contains the other are no two readings: the inner one is meant."""
    spans = {w.iri: w for w in world.works}
    a, b = spans.get(plan.links[-1].iri), spans.get(rival.links[-1].iri)
    return bool(a and b and a.document == b.document and (a.span.contains(b.span) or b.span.contains(a.span)))
