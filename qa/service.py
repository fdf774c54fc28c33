"""The foreman: one question from intake to answer. The only code that knows the order."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from kg import archive, generation
from kg.names import load as load_names
from kg.names.shapes import Shape
from kg.ontology import load as load_ontology
from kg.store import Store
from kg.text import fold
from qa import validity, words
from qa.absent import absent_document, absent_text
from qa.candidates import candidates
from qa.catalog import Catalog
from qa.compose import not_found_text
from qa.config import QaSettings
from qa.dialogue import Sessions, Turn
from qa.editions import MOST, SAME, alike, editions, rivals_of, together, twins_of
from qa.errors import BadQuestion
from qa.evidence import quote
from qa.execute import Outcome as Run
from qa.execute import run
from qa.explain import Steps, documents_said, proved, weighed, won
from qa.followup import Again, Follow, said_of, stand_alone
from qa.indexing import FOLDER, opened
from qa.intake import readable
from qa.link import content_spans
from qa.model import Answer, Choice, Evidence, Hit, OnStep, Outcome, Question
from qa.naming import called
from qa.passage import AMOUNTS, BONUS, Found, content, find, required_names
from qa.plan.model import Form, QueryPlan, Ref, narrowed
from qa.reader import Reader, Reading, links_of
from qa.refuse import missing, nearest_targets, nothing_for, unknown_name, works_at
from qa.resources import Resources
from qa.respond import (
    MOST_CHOICES,
    about_the_last,
    ask_back,
    from_run,
    from_standing,
    from_text,
    from_verdict,
    refusal,
    speaks_of,
    unclear,
    verdict_on,
    with_choices,
)
from qa.retrieve import Retriever
from qa.suggest import MOST as MOST_SUGGESTED
from qa.suggest import Offer, likely, news, of_choices
from qa.understand import Intent, Interpretation
from qa.world import World, open_world

MOST_BEFORE = 8  # earlier questions that are asked again to rebuild a dialogue
REMEMBERED = 4096  # suggested questions whose answers are kept
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
    amount: float = 0.50  # the same for a question for a number, whose number belongs to what was asked
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
        self._offered: dict[Offer, Answer | None] = {}  # what suggested questions are answered
        self.catalog = Catalog(world)
        self.resources = Resources(world)

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
        """Load what the first questions would wait for: torch, the model, the indexes, tables, what stands around sentences."""
        self._world.surroundings.warm(self._world.sentences)
        self._reader.warm()
        if self._retriever is not None:
            self._retriever.warm()
        for text in _rehearsal(self._world):
            self._answer(text, text, None, Steps(None))
        self.catalog.warm()

    def search(self, text: str, *, document: str | None = None, limit: int = 10) -> tuple[Evidence, ...]:
        """Passages by fused retrieval, best first, each quoted wholly. Raises BadQuestion, NotFound."""
        self._known(document)
        if self._retriever is None:
            return ()
        found = []
        for hit in self._retriever.search(readable(text, limit=self._limit), k=limit, document=document):
            source = self._world.documents[hit.document]
            span = source.passages[hit.passage].span
            found.append(quote(source, span, f"{self._world.base}{hit.document}/passage/{hit.passage}"))
        return tuple(found)

    def ask(self, question: Question, *, on_step: OnStep | None = None) -> Answer:
        """Raises BadQuestion, and NotFound for a document that is not published; every other outcome is an Answer."""
        started = time.perf_counter()
        text = readable(question.text, limit=self._limit)
        self._known(question.document)
        steps = Steps(on_step)
        if question.alone is None:
            last = self._rebuilt(question) if question.before else self._sessions.last(question.session)
            follow, answer = self._reply(text, question.document, last, steps)
        else:  # replayed
            follow = Follow(question=question.alone)
            answer = self._answer(text, question.alone, question.document, steps)
        document = question.document or follow.document
        answer = replace(
            answer,
            suggestions=self._suggestions(answer, steps),
            alone=None if follow.lost or follow.again or follow.among or follow.about else follow.question,
            within=document,
            id=_answer_id(text, follow.question, document, *follow.among, self._world.generation),
            session=question.session,
            steps=tuple(steps.found),
            generation=self._world.generation,
            elapsed_ms=round((time.perf_counter() - started) * 1000, 1),
        )
        if not question.before and question.alone is None:
            self._remember(self._sessions, question.session, follow, answer)
        return answer

    def _known(self, document: str | None) -> None:
        if document is not None and document not in self._world.documents:
            self.catalog.document(document)  # tells that there is none

    @staticmethod
    def _remember(sessions: Sessions, session: str | None, follow: Follow, answer: Answer) -> None:
        if not follow.lost and not follow.again:
            sessions.remember(session, follow.question, answer)

    def _rebuilt(self, question: Question) -> Turn | None:
        """The last turn of a dialogue that the asker keeps: its questions are asked again. Nothing of it stays here."""
        sessions = Sessions(ttl=float("inf"), most=1)
        for earlier in question.before[-MOST_BEFORE:]:
            try:
                text = readable(earlier, limit=self._limit)
            except BadQuestion:  # was refused then, too
                continue
            follow, answer = self._reply(text, question.document, sessions.last(_REBUILT), Steps(None))
            self._remember(sessions, _REBUILT, follow, answer)
        return sessions.last(_REBUILT)

    def _reply(self, text: str, document: str | None, last: Turn | None, steps: Steps) -> tuple[Follow, Answer]:
        """The question as it stands alone after the turn before, and its answer."""
        follow = stand_alone(text, last, self._world)
        if told := said_of(follow, text):
            steps.add("dialogue", told)
        if follow.lost:
            return follow, refusal(text, Outcome.NOT_FOUND, follow.lost)
        if follow.again and last and last.answer:
            return follow, about_the_last(text, last.answer, basis=follow.again is Again.BASIS)
        answer = self._answer(text, follow.question, document or follow.document, steps, follow.among)
        if follow.about and answer.outcome is Outcome.ANSWERED and not speaks_of(answer, follow.about, self._world):
            answer = refusal(text, Outcome.NOT_FOUND, not_found_text(f"“{follow.about}”的这一点"))
        return follow, answer

    def _suggestions(self, answer: Answer, steps: Steps) -> tuple[str, ...]:
        """At most three; each was asked, the graph answers it, and it tells something that is not told yet."""
        if answer.outcome in {Outcome.UNCLEAR, Outcome.OUT_OF_SCOPE}:
            return of_choices(answer)
        offered: dict[str, Answer] = {}
        for offer in likely(answer, self._world, steps.near):
            found = self._asked_once(offer)
            if found is not None and news(found, (answer, *offered.values())):
                offered[offer.text] = found
            if len(offered) == MOST_SUGGESTED:
                break
        return tuple(offered)

    def _asked_once(self, offer: Offer) -> Answer | None:
        """The graph's answer to a question that is offered time and again."""
        if offer not in self._offered:
            if len(self._offered) >= REMEMBERED:
                self._offered.clear()
            answer = self._answer(offer.text, offer.text, offer.document, Steps(None, checking=True, graph=True))
            self._offered[offer] = answer if answer.outcome is Outcome.ANSWERED else None
        return self._offered.get(offer)

    # --- the order of work -------------------------------------------------------------------------

    def _answer(self, asked: str, alone: str, document: str | None, steps: Steps, among: tuple[str, ...] = ()) -> Answer:
        if words.OUT_OF_SCOPE.search(fold(alone)):
            return refusal(
                asked, Outcome.OUT_OF_SCOPE, "这个问题与已收录的政策文件无关。可以问任务分工、牵头单位、目标、园区、平台等。"
            )
        if document is not None and document not in self._world.documents:
            return refusal(asked, Outcome.NOT_FOUND, "没有所指定的这份文件。文件的编号见文件列表。")
        reading = self._reader.read(alone, document, steps.add)
        if document is None and (absent := absent_document(reading, self._world)):
            steps.add("document", f"没有收录“{absent}”")
            return refusal(asked, Outcome.NOT_FOUND, absent_text(absent, self._world))
        steps.add("document", documents_said(reading, self._world))
        if unknown := unknown_name(reading):
            return refusal(asked, Outcome.NOT_FOUND, unknown, links=links_of(reading))
        if several := self._which_document(alone, reading, steps):
            steps.add("decide", "说法同样合适的文件不止一份")
            return replace(several, question=asked)
        plans = candidates(reading, self._world, self._at.work)
        if among:
            plans = tuple(narrowed(plan, among) for plan in plans if plan.say in {"works", "count_works"})
        steps.add("plan", weighed(plans))
        if graph := self._by_graph(asked, reading, plans, steps):
            return graph
        if plans and plans[0].say in {"works", "roles"}:
            return refusal(asked, Outcome.NOT_FOUND, nothing_for(plans[0], self._world), links=plans[0].links)
        if lacking := missing(reading, self._world):
            steps.near += nearest_targets(reading, self._world)
            return refusal(asked, Outcome.NOT_FOUND, lacking, links=links_of(reading))
        if among:
            return refusal(asked, Outcome.NOT_FOUND, not_found_text("前面所列各项中的这一点"))
        if steps.graph:
            return refusal(asked, Outcome.NOT_FOUND, not_found_text("所问的内容"))
        if validity.asked(reading.interpretation):
            return self._by_validity(asked, reading)
        return self._by_passage(asked, reading, steps)

    def _by_validity(self, asked: str, reading: Reading) -> Answer:
        found = validity.standing(reading.interpretation, reading.scope, self._world)
        if found is None:
            return refusal(asked, Outcome.NOT_FOUND, not_found_text("所问日期是否在有效期内"), links=links_of(reading))
        return from_standing(asked, found, self._world, links_of(reading))

    def _by_graph(self, asked: str, reading: Reading, plans: Sequence[QueryPlan], steps: Steps) -> Answer | None:
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
            several = self._several(asked, reading, plan, plans, steps)
            if several is not None:
                return several
            if plan.say in {"roles", "duty"} and rival and self._tied(plan, rival):
                tied = [p for p in plans if p.say == plan.say and plan.score - p.score < self._at.margin]
                steps.add("decide", f"有{len(tied)}种理解同样合适，请提问的人选")
                return self._asked_back(asked, tied, reading, steps)
            if plan.form is Form.COUNT and not outcome.evidence:
                continue
            steps.add("decide", won(plans, index))
            steps.add("query", proved(outcome))
            return from_run(asked, outcome, links_of(reading))
        return None

    def _several(self, asked: str, reading: Reading, plan: QueryPlan, plans: Sequence[QueryPlan], steps: Steps) -> Answer | None:
        """Several documents answer alike: an answer a document, or, where that says opposite things, the question back."""
        world = self._world
        if plan.say in {"yes_no", "duty"}:
            twins = twins_of(plan, reading.scope, world)
            truths = {run_.values[0].value for p in twins if (run_ := run(p, world))}
            return self._asked_back(asked, twins, reading, steps) if len(truths) > 1 else None
        same = alike(plan, plans, self._at.margin, world) if plan.say in {"roles", "target"} and plan.form is Form.SELECT else ()
        if len(same) < 2:
            return None
        tied = [
            p
            for p in plans
            if p.say == plan.say and abs(plan.score - p.score) < (SAME if plan.say == "target" else self._at.margin)
        ]
        if plan.say == "roles" and (
            len(same) > MOST or any(p not in same and not any(_nested(q, p, world) for q in same) for p in tied)
        ):
            return self._asked_back(asked, tied, reading, steps)
        found = editions(same[:MOST], world)
        if len(found) < 2 or (len({tuple(v.label for v in one.run.values) for one in found}) < 2 and plan.say == "target"):
            return None
        steps.add("decide", f"{len(found)}份文件都有说明，逐份作答：{'、'.join(called(one.document, world) for one in found)}")
        one = together(found, world)
        steps.add("query", proved(one))
        return from_run(asked, one, links_of(reading))

    def _asked_back(self, asked: str, plans: Sequence[QueryPlan], reading: Reading, steps: Steps) -> Answer:
        """Only choices that are answered when they are asked; none of them left: refused."""
        back = ask_back(asked, plans, links_of(reading), self._world)
        sure = () if steps.checking else tuple(c for c in back.choices if self._checked(c.question))
        if not sure:
            return refusal(asked, Outcome.NOT_FOUND, not_found_text("所问的是哪一项"), links=links_of(reading))
        return with_choices(back, sure)

    def _checked(self, question: str) -> Answer | None:
        """The answer to a question that we would offer; None when it has none."""
        answer = self._answer(question, question, None, Steps(None, checking=True))
        return answer if answer.outcome is Outcome.ANSWERED else None

    def _which_document(self, asked: str, reading: Reading, steps: Steps) -> Answer | None:
        """“人工智能那个文件由谁牵头”: the wording fits several documents and the rest of it tells none of them apart."""
        rivals = rivals_of(reading, self._world)
        if steps.checking or not rivals:
            return None
        span = reading.scope.spans[0]
        choices = [
            Choice(
                label=called(d, self._world) + f"（{self._world.documents[d].meta.jurisdiction or '未注明地区'}）",
                iri=self._world.base + d,
                question=f"{asked[: span.start]}{called(d, self._world)}里，{asked[span.end :].lstrip('，,的里')}",
            )
            for d in rivals[:MOST_CHOICES]
        ]
        sure = {c: found for c in choices if (found := self._checked(c.question))}
        if len(sure) == 1:
            return next(iter(sure.values()))
        return unclear(asked, tuple(sure), links_of(reading)) if sure else None

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

    def _by_passage(self, asked: str, reading: Reading, steps: Steps) -> Answer:
        world, interpretation = self._world, reading.interpretation
        weights = content(interpretation, reading.scope, world)
        boolean = interpretation.intent is Intent.BOOLEAN
        names = required_names(reading.linking, reading.scope, world)

        def found_with(hits: Sequence[Hit]) -> tuple[Found, ...]:
            return find(weights, interpretation, reading.scope, world, hits, () if boolean else names)

        found = found_with(self._hits(reading, use_vectors=False))
        enough = not boolean and bool(found) and self._enough(found[0], interpretation)
        if found and not enough and self._may_be_vouched(found[0], interpretation):
            hits = self._hits(reading, use_vectors=True)
            found = found_with(hits)
            enough = self._enough(found[0], interpretation) or self._vouched(found[0], hits)
        best = found[0] if found else None
        steps.add("retrieve", f"最接近的原文含所问内容的 {best.score:.0%}" if best else "没有相关原文")
        if best is not None and enough:
            return from_text(asked, best, world, links_of(reading))
        runs = [span.of(interpretation.folded) for span in content_spans(interpretation, reading.scope.spans)]
        settled = verdict_on(interpretation.folded, found, world, names, runs) if boolean else None
        if settled is not None and settled[0].score >= self._at.boolean:
            steps.add("decide", settled[1].reason)
            return from_verdict(asked, *settled, world, links_of(reading))
        foreign = best is None or best.score < 0.2 or not any(world.weights.known(g) for g in weights)
        if foreign and not reading.scope.hard:  # who names a document asks about it
            return refusal(asked, Outcome.OUT_OF_SCOPE, "已收录的政策文件没有涉及这个问题。", links=links_of(reading))
        if best is not None:
            steps.near += works_at(best.document, best.spans[0].start, world)
        return refusal(
            asked,
            Outcome.NOT_FOUND,
            not_found_text("所问的数量" if interpretation.intent in AMOUNTS else "所问的内容", self._near(best)),
            links=links_of(reading),
        )

    def _hits(self, reading: Reading, *, use_vectors: bool) -> tuple[Hit, ...]:
        if self._retriever is None:
            return ()
        where = reading.scope
        only = next(iter(where.documents)) if where.hard and len(where.documents) == 1 else None
        return self._retriever.search(reading.question, k=20, document=only, use_vectors=use_vectors)

    def _enough(self, found: Found, interpretation: Interpretation) -> bool:
        """Does the best sentence carry the question by its words? Numbers need more."""
        if not self._weighs(found, interpretation):
            return False
        least = self._at.amount if interpretation.intent is Intent.QUANTITY else self._at.passage
        return found.score >= least and found.own >= self._at.own

    def _may_be_vouched(self, found: Found, interpretation: Interpretation) -> bool:
        """Only then is the question embedded (some 15 ms): embeddings may vouch for an open question, not for a hopeless one."""
        able = self._retriever is not None and self._retriever.has_vectors and interpretation.intent is Intent.HOW
        return able and self._weighs(found, interpretation) and found.score >= self._at.vouched - BONUS

    def _vouched(self, found: Found, hits: Sequence[Hit]) -> bool:
        """Does embedding retrieval like the best sentence best, and well enough?"""
        nearest = max((hit.cosine or 0.0 for hit in hits), default=0.0)
        liked = found.cosine is not None and found.cosine >= max(nearest - 0.002, self._at.cosine)
        return liked and found.score >= self._at.vouched

    def _weighs(self, found: Found, interpretation: Interpretation) -> bool:
        return found.weight >= self._at.weight or interpretation.define

    def _near(self, found: Found | None) -> str:
        if found is None or found.score < 0.3:
            return ""
        text = self._world.sentences[found.sentences[0]].text
        return text if len(text) <= 80 else text[:79] + "…"


def _rehearsal(world: World) -> Iterator[str]:
    """Questions of several families about what the documents hold: asking them loads whatever loads itself when needed."""
    titles = {work.document: work.title for work in world.works}
    for title in islice(titles.values(), 5):
        yield from (f"{title}由谁牵头？", f"{title}怎么做？", f"{title}的责任单位是不是只有一家？", f"{title}的目标是多少亿元？")


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
