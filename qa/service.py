"""The foreman: one question from intake to answer. The only code that knows the order."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from kg import archive, generation
from kg.model import Span
from kg.names import load as load_names
from kg.ontology import load as load_ontology
from kg.store import Store
from kg.text import fold
from qa import across, closing, consultation, contacts, sources, twofold, validity, words
from qa.absent import absent_document, absent_text, owners, strayed
from qa.candidates import candidates
from qa.catalog import Catalog
from qa.compared import Comparison, compare, comparison
from qa.compose import not_found_text
from qa.config import QaSettings
from qa.dialogue import Sessions, Turn
from qa.doubt import Doubt
from qa.errors import BadQuestion
from qa.explain import Steps, documents_said, weighed
from qa.followup import Again, Follow, said_of, stand_alone
from qa.graph import Remembering
from qa.indexing import FOLDER, opened
from qa.intake import readable
from qa.model import Answer, Evidence, OnStep, Outcome, Question
from qa.plan import holding
from qa.plan.model import narrowed
from qa.prose import Prose
from qa.reader import Reader, Reading, links_of
from qa.refuse import missing, nearest_targets, nothing_for, unknown_name
from qa.resources import Resources
from qa.respond import about_the_last, from_round, from_sentences, from_sources, from_standing, from_weighing, refusal, speaks_of
from qa.retrieve import Retriever
from qa.suggest import Offer, Suggestions
from qa.trial import Trial
from qa.world import World, open_world

MOST_BEFORE = 8  # earlier questions that are asked again to rebuild a dialogue
CUT = "前面的回答所依据的文件现在看不到了（已移除、改了标签或换了密钥），接不上前文。请把问题说完整。"
ENOUGH = 0.50  # share of the question that a work linked by content must carry; chosen as docs/quality.md tells
COMPARING = frozenset({"most", "more", "difference", "target_claim", "duty"})  # plans that compare by themselves
_REBUILT = "rebuilt"  # name of the only session there


def new_sessions(settings: QaSettings) -> Sessions:
    return Sessions(ttl=settings.session_minutes * 60.0, most=settings.max_sessions)


class PolicyQA:
    """Questions over one opened generation. Safe from several threads: only the sessions change."""

    def __init__(self, world: World, *, retriever: Retriever | None, sessions: Sessions, max_question: int) -> None:
        self._world = world
        self._sessions = sessions
        self._limit = max_question
        self._reader = Reader(world)
        self._doubt = Doubt(world, self._checked)
        self._trial = Trial(world, self._doubt)
        self._prose = Prose(world, retriever)
        self._suggestions = Suggestions(world, self._by_graph_alone)
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
            graph=Remembering(Store(found.graph)),
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
        self._world.warm()
        self._reader.warm()
        self._prose.warm()
        self.catalog.warm()
        self.resources.statistics()
        for text in _rehearsal(self._world):
            self._answer(text, text, None, Steps(None))

    def search(self, text: str, *, document: str | None = None, limit: int = 10) -> tuple[Evidence, ...]:
        """Passages by fused retrieval, best first, each quoted wholly. Raises BadQuestion, NotFound."""
        self._known(document)
        return self._prose.search(readable(text, limit=self._limit), document=document, limit=limit)

    def ask(self, question: Question, *, on_step: OnStep | None = None) -> Answer:
        """Raises BadQuestion, and NotFound for a document that is not published; every other outcome is an Answer."""
        started = time.perf_counter()
        text = readable(question.text, limit=self._limit)
        self._known(question.document)
        steps = Steps(on_step)
        if question.alone is None:
            last = self._rebuilt(question) if question.before else self._sessions.last(question.session)
            if cut := last is not None and not last.rests_on <= self._world.documents.keys():
                self._sessions.forget(question.session)
            follow, answer = self._reply(text, question.document, None if cut else last, steps)
            if cut and follow.lost:
                follow, answer = replace(follow, lost=CUT), refusal(text, Outcome.NOT_FOUND, CUT)
        else:  # replayed
            follow = Follow(question=question.alone)
            answer = self._answer(text, question.alone, question.document, steps)
        document = question.document or follow.document
        answer = replace(
            answer,
            suggestions=self._suggestions.after(answer, steps.near),
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

    def _checked(self, question: str) -> Answer | None:
        """The answer to a question that would be offered in asking back."""
        answer = self._answer(question, question, None, Steps(None, checking=True))
        return answer if answer.outcome is Outcome.ANSWERED else None

    def _by_graph_alone(self, offer: Offer) -> Answer | None:
        """The answer to a question that would be suggested."""
        answer = self._answer(offer.text, offer.text, offer.document, Steps(None, checking=True, graph=True))
        return answer if answer.outcome is Outcome.ANSWERED else None

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
        if (two := twofold.split(fold(alone))) and (both := self._twofold(asked, two, document)):
            steps.add("decide", "一问两项，分开查，合起来答")
            return both
        answer = self._of_reading(asked, alone, reading, steps, among)
        if document is not None or (place := strayed(answer, reading, self._world)) is None:
            return answer
        steps.add("document", f"所得出自别处的文件，不能用来回答“{place}”的问题")
        own = owners(place, self._world)
        if len(own) == 1:
            again = self._of_reading(asked, alone, self._reader.read(alone, own[0], steps.add), steps, among)
            if strayed(again, reading, self._world) is None:
                return again
        return refusal(asked, Outcome.NOT_FOUND, not_found_text(f"“{place}”的这一点"), links=links_of(reading))

    def _twofold(self, asked: str, two: tuple[str, str], document: str | None) -> Answer | None:
        first, second = (self._answer(question, question, document, Steps(None, checking=True)) for question in two)
        return twofold.together(asked, first, second)

    def _of_reading(self, asked: str, alone: str, reading: Reading, steps: Steps, among: tuple[str, ...]) -> Answer:
        steps.add("document", documents_said(reading, self._world))
        if unknown := unknown_name(reading, self._world):
            return refusal(asked, Outcome.NOT_FOUND, unknown, links=links_of(reading))
        if several := self._doubt.which_document(alone, reading, steps):
            steps.add("decide", "说法同样合适的文件不止一份")
            return replace(several, question=asked)
        plans = candidates(reading, self._world, ENOUGH)
        if among:
            plans = tuple(narrowed(plan, among) for plan in plans if plan.say in {"works", "count_works"})
        steps.add("plan", weighed(plans))
        if (compared := comparison(reading.interpretation)) and not any(plan.say in COMPARING for plan in plans):
            return self._by_comparison(asked, compared, reading, steps)
        if graph := self._trial.answer(asked, reading, plans, steps):
            return graph
        if sources.is_asked(reading, self._world):
            return self._by_sources(asked, reading, steps)
        if plans and plans[0].say in {"works", "roles"}:
            return refusal(asked, Outcome.NOT_FOUND, nothing_for(plans[0], self._world), links=plans[0].links)
        if lacking := missing(reading, self._world):
            steps.near += nearest_targets(reading, self._world)
            return refusal(asked, Outcome.NOT_FOUND, lacking, links=links_of(reading))
        if among:
            return refusal(asked, Outcome.NOT_FOUND, not_found_text("前面所列各项中的这一点"))
        if steps.graph:
            return refusal(asked, Outcome.NOT_FOUND, not_found_text("所问的内容"))
        if turn := consultation.round_of(reading.interpretation, fold(reading.question), reading.scope, self._world):
            steps.add("decide", turn.reason)
            return from_round(asked, turn, self._world, links_of(reading))
        if validity.asked(reading.interpretation):
            return self._by_validity(asked, reading)
        kinds = contacts.asked(reading.interpretation, fold(reading.question))
        if kinds and (lines := contacts.given(kinds, reading.scope, self._world)):
            steps.add("decide", f"原文写有{'、'.join(kinds)}")
            return from_sentences(asked, lines, self._world, links_of(reading))
        if kinds and contacts.is_all(fold(reading.question)):
            return refusal(asked, Outcome.NOT_FOUND, not_found_text("、".join(kinds)), links=links_of(reading))
        if closes := closing.until(reading.interpretation, fold(reading.question), reading.scope, self._world):
            steps.add("decide", "原文写明了截止的日期")
            return from_sentences(asked, (closes,), self._world, links_of(reading))
        told = self._prose.answer(asked, reading, steps)
        return self._by_holder(asked, reading, told, steps) or told

    def _by_holder(self, asked: str, reading: Reading, told: Answer, steps: Steps) -> Answer | None:
        """Who does what a sentence says: the units of the work that it belongs to."""
        if told.outcome is not Outcome.ANSWERED or len(told.evidence) != 1:
            return None
        quoted = told.evidence[0]
        where = (quoted.document, Span(quoted.start, quoted.end))
        plans = holding.units_of(reading.interpretation, reading.linking, reading.content, where, ENOUGH, self._world)
        return self._trial.answer(asked, reading, plans, steps) if plans else None

    def _by_comparison(self, asked: str, compared: Comparison, reading: Reading, steps: Steps) -> Answer:
        """Two figures that the text gives, or nothing: any other answer would leave the comparison out."""
        found = compare(compared, reading.interpretation, reading.scope, self._world)
        if found is None and compared.whether and not steps.graph:
            return self._prose.answer(asked, reading, steps)  # a sentence may make the very comparison
        if found is None and not steps.checking and (apart := across.sides(compared)):
            documents = reading.scope.documents if reading.scope.hard else ()
            only = next(iter(documents)) if len(documents) == 1 else None
            first, second = (self._answer(side, side, only, Steps(None, checking=True)) for side in apart)
            if both := across.held(asked, compared, first, second):
                steps.add("decide", "两边的数分开查，单位和指标相同，可以相比")
                return both
        if found is None or steps.graph:
            return refusal(asked, Outcome.NOT_FOUND, not_found_text("所比的两个数"), links=links_of(reading))
        steps.add("decide", found.said)
        return from_weighing(asked, found, self._world, links_of(reading))

    def _by_sources(self, asked: str, reading: Reading, steps: Steps) -> Answer:
        found = () if steps.graph else sources.saying(reading, self._world)
        if not found:
            return refusal(asked, Outcome.NOT_FOUND, "已收录的文件都没有写到所问的内容。", links=links_of(reading))
        steps.add("decide", f"写到所问内容的文件有{len(found)}份")
        best = found[: sources.MOST]
        return from_sources(asked, best, [sources.named(f.document, self._world) for f in best], self._world, links_of(reading))

    def _by_validity(self, asked: str, reading: Reading) -> Answer:
        found = validity.standing(reading.interpretation, reading.scope, self._world)
        if found is None:
            return refusal(asked, Outcome.NOT_FOUND, not_found_text("所问日期是否在有效期内"), links=links_of(reading))
        return from_standing(asked, found, self._world, links_of(reading))


def _rehearsal(world: World) -> Iterator[str]:
    """Questions of several families about what the documents hold: asking them loads whatever loads itself when needed."""
    titles = {work.document: work.title for work in world.works}
    for title in islice(titles.values(), 5):
        yield from (f"{title}由谁牵头？", f"{title}怎么做？", f"{title}的责任单位是不是只有一家？", f"{title}的目标是多少亿元？")


def _answer_id(*parts: str | None) -> str:
    return hashlib.sha256("\x1f".join(p or "" for p in parts).encode()).hexdigest()[:16]
