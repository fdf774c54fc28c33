"""When the graph has no plan: a sentence that carries the question answers it, or settles its yes or no, or nothing is said."""

from __future__ import annotations

from collections.abc import Sequence

from qa import listed
from qa.compose import not_found_text
from qa.evidence import quote
from qa.explain import Steps
from qa.link import content_spans
from qa.model import Answer, Evidence, Hit, Outcome
from qa.passage import AMOUNTS, BONUS, Found, content, find, required_names, strange
from qa.reader import Reading, links_of
from qa.refuse import works_at
from qa.respond import from_text, from_verdict, refusal, verdict_on, with_values
from qa.retrieve import Retriever
from qa.understand import Intent, Interpretation
from qa.world import World

# Where an answer becomes a refusal; chosen on the development questions, see docs/quality.md.
CARRIES = 0.55  # share of the question that a sentence with its headings must carry
CARRIES_AMOUNT = 0.50  # the same for a question for a number, whose number belongs to what was asked
OWN = 0.33  # share that the sentence must carry by itself
WEIGHT = 0.5  # what the question says beyond the document's own name must weigh this much
COSINE = 0.90  # a passage that embeddings like best, and at least this much,
VOUCHED = 0.36  # may carry less of an open question
SETTLES = 0.50  # share that a sentence which settles a yes-or-no question must carry
FOREIGN = 0.2  # what carries less is no trace of the question: it is about something else
NEAR = 0.3  # a sentence that carries so much is told as what is near
LISTENED = 20  # passages of retrieval that lend their sentences a bonus
_SHOWN = 80  # characters of a sentence that a refusal quotes


class Prose:
    """The documents' own words. ``retriever``: None where a generation was built without an index."""

    def __init__(self, world: World, retriever: Retriever | None) -> None:
        self._world = world
        self._retriever = retriever

    def warm(self) -> None:
        if self._retriever is not None:
            self._retriever.warm()

    def search(self, text: str, *, document: str | None, limit: int) -> tuple[Evidence, ...]:
        """Passages by fused retrieval, best first, each quoted wholly."""
        if self._retriever is None:
            return ()
        found = []
        for hit in self._retriever.search(text, k=limit, document=document):
            source = self._world.documents[hit.document]
            span = source.passages[hit.passage].span
            found.append(quote(source, span, f"{self._world.base}{hit.document}/passage/{hit.passage}"))
        return tuple(found)

    def answer(self, asked: str, reading: Reading, steps: Steps) -> Answer:
        """Answered, or refused with what is near."""
        found, enough = self._found(reading)
        best = found[0] if found else None
        steps.add("retrieve", f"最接近的原文含所问内容的 {best.score:.0%}" if best else "没有相关原文")
        if best is not None and enough:
            return self._with_what_it_lists(from_text(asked, best, self._world, links_of(reading)), best, reading)
        return self._settled(asked, reading, found, steps) or self._refused(asked, reading, best, steps)

    def _with_what_it_lists(self, answer: Answer, best: Found, reading: Reading) -> Answer:
        """With values, where the one sentence tells them surely."""
        sentence = self._world.sentences[best.sentences[0]]
        if len(best.sentences) != 1:
            return answer
        organs = self._world.names.organs(sentence.text)
        found = listed.units(reading.interpretation, sentence.text, organs) or listed.items(reading.interpretation, sentence.text)
        return with_values(answer, found) if found else answer

    def _found(self, reading: Reading) -> tuple[tuple[Found, ...], bool]:
        """The sentences that carry the question, best first, and whether the best one may answer it."""
        interpretation = reading.interpretation
        weights = content(interpretation, reading.scope, self._world)
        boolean = interpretation.intent is Intent.BOOLEAN
        names = () if boolean else required_names(reading.linking, reading.scope, self._world)

        def found_with(hits: Sequence[Hit]) -> tuple[Found, ...]:
            return find(weights, interpretation, reading.scope, self._world, hits, names)

        found = found_with(self._hits(reading, use_vectors=False))
        enough = not boolean and bool(found) and _carries(found[0], interpretation)
        if found and not enough and self._may_be_vouched(found[0], interpretation):
            hits = self._hits(reading, use_vectors=True)
            found = found_with(hits)
            enough = _carries(found[0], interpretation) or _vouched(found[0], hits)
        if enough and interpretation.intent in {Intent.HOW, Intent.WHICH}:
            enough = not strange(found[0], interpretation, reading.scope, self._world)
        return found, enough

    def _hits(self, reading: Reading, *, use_vectors: bool) -> tuple[Hit, ...]:
        if self._retriever is None:
            return ()
        where = reading.scope
        only = next(iter(where.documents)) if where.hard and len(where.documents) == 1 else None
        return self._retriever.search(reading.question, k=LISTENED, document=only, use_vectors=use_vectors)

    def _may_be_vouched(self, found: Found, interpretation: Interpretation) -> bool:
        """Only then is the question embedded (some 15 ms): embeddings may vouch for an open question, not for a hopeless one."""
        able = self._retriever is not None and self._retriever.has_vectors and interpretation.intent is Intent.HOW
        return able and _weighs(found, interpretation) and found.score >= VOUCHED - BONUS

    def _settled(self, asked: str, reading: Reading, found: Sequence[Found], steps: Steps) -> Answer | None:
        """Yes or no, where one of the sentences says so."""
        world, interpretation = self._world, reading.interpretation
        if interpretation.intent is not Intent.BOOLEAN:
            return None
        names = required_names(reading.linking, reading.scope, world)
        runs = [span.of(interpretation.folded) for span in content_spans(interpretation, reading.scope.spans)]
        settled = verdict_on(interpretation.folded, found, world, names, runs)
        if settled is None or settled[0].score < SETTLES:
            return None
        steps.add("decide", settled[1].reason)
        return from_verdict(asked, *settled, world, links_of(reading))

    def _refused(self, asked: str, reading: Reading, best: Found | None, steps: Steps) -> Answer:
        world = self._world
        weights = content(reading.interpretation, reading.scope, world)
        foreign = best is None or best.score < FOREIGN or not any(world.weights.known(gram) for gram in weights)
        if foreign and not reading.scope.hard:  # who names a document asks about it
            return refusal(asked, Outcome.OUT_OF_SCOPE, "已收录的政策文件没有涉及这个问题。", links=links_of(reading))
        if best is not None:
            steps.near += works_at(best.document, best.spans[0].start, world)
        what = "所问的数量" if reading.interpretation.intent in AMOUNTS else "所问的内容"
        return refusal(asked, Outcome.NOT_FOUND, not_found_text(what, self._near(best)), links=links_of(reading))

    def _near(self, found: Found | None) -> str:
        if found is None or found.score < NEAR:
            return ""
        text = self._world.sentences[found.sentences[0]].text
        return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _carries(found: Found, interpretation: Interpretation) -> bool:
    """Does the best sentence carry the question by its words?"""
    least = CARRIES_AMOUNT if interpretation.intent is Intent.QUANTITY else CARRIES
    return _weighs(found, interpretation) and found.score >= least and found.own >= OWN


def _vouched(found: Found, hits: Sequence[Hit]) -> bool:
    """Does embedding retrieval like the best sentence best, and well enough?"""
    nearest = max((hit.cosine or 0.0 for hit in hits), default=0.0)
    liked = found.cosine is not None and found.cosine >= max(nearest - 0.002, COSINE)
    return liked and found.score >= VOUCHED


def _weighs(found: Found, interpretation: Interpretation) -> bool:
    return found.weight >= WEIGHT or interpretation.define
