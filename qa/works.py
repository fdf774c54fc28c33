"""Works found by what they say: how much of a question's content the title, the heading, the body of each carries."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.model import Document, SectionKind, Span
from qa.weigh import Content, Sentence, Weights, grams


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkText:
    """A work as text to be linked to by content."""

    iri: str
    type: str
    document: str
    title: str
    number: str
    span: Span  # with the columns that hang on it
    attributed: bool
    section: int
    title_grams: frozenset[str]
    sentences: tuple[int, ...]  # numbers of its sentences
    body_grams: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLink:
    work: WorkText
    score: float  # 0..1: share of the question's content that the work carries
    title_share: float  # share of the title's weight that the question carries
    sentence: int | None  # number of its best sentence


class Shelf:
    """The works of one document, turned round once so that a question is weighed by the few pairs that it asks for:
    which works have a pair in their title or heading, and which hold a sentence."""

    def __init__(self, works: Sequence[WorkText], document: Document, sentences: Sequence[Sentence], weights: Weights) -> None:
        """``sentences``: of all documents, by number. ``works``: of this document."""
        self.works = tuple(works)
        self._document, self._sentences, self._weights = document.id, sentences, weights
        self._titled: dict[str, list[int]] = defaultdict(list)  # pair → positions of works
        self._headed: dict[str, list[int]] = defaultdict(list)
        self._holding: dict[int, list[int]] = defaultdict(list)  # sentence → positions of works
        headings = {work.section: _heading(document, work.section) for work in works}
        for at, work in enumerate(works):
            for gram in sorted(work.title_grams):
                self._titled[gram].append(at)
            for gram in sorted(headings[work.section] - work.title_grams):
                self._headed[gram].append(at)
            for number in work.sentences:
                self._holding[number].append(at)
        self._title_weights = [math.fsum(weights.weigh(work.title_grams).values()) for work in works]

    def carrying(self, asked: Mapping[str, float], near: float, *, attributed: bool = False) -> Iterator[WorkLink]:
        """The works that carry anything of ``asked``, in the document's order; ``near`` (0..1) scales their scores."""
        content = Content(asked)
        titles, headings = _bits(content, self._titled), _bits(content, self._headed)
        held = self._weights.bits(content, self._document) if content.weight else {}
        bodies, best = self._bodies(content, held)
        contexts: dict[frozenset[str], int] = {}
        backs: dict[int, float] = {}
        for at, work in enumerate(self.works):
            if attributed and not work.attributed:
                continue
            title, body, number = titles.get(at, 0), bodies.get(at, 0), best.get(at, min(work.sentences, default=None))
            seen = title | headings.get(at, 0) | (held.get(number, 0) if number is not None else 0)
            context = 0
            if number is not None:
                around = self._sentences[number].context
                context = contexts[around] if around in contexts else contexts.setdefault(around, content.of(around))
            score = content.share(title) + 0.92 * content.share(seen & ~title)
            score += 0.75 * content.share(body & ~seen)
            score += 0.6 * content.share(context & ~seen & ~body)
            if score <= 0:
                continue
            if title not in backs:
                backs[title] = math.fsum(self._weights.of(gram) for gram in content.pairs_of(title))
            whole = self._title_weights[at]
            yield WorkLink(work=work, score=score * near, title_share=backs[title] / whole if whole else 0.0, sentence=number)

    def _bodies(self, content: Content, held: Mapping[int, int]) -> tuple[Mapping[int, int], Mapping[int, int]]:
        """Of each work that holds something: what its sentences hold together, and which of them holds most (the first such)."""
        bodies: dict[int, int] = defaultdict(int)
        best: dict[int, int] = {}
        shares = {bits: content.share(bits) for bits in set(held.values())}
        most: dict[int, float] = defaultdict(float)
        for number in sorted(held):
            bits = held[number]
            for at in self._holding.get(number, ()):
                bodies[at] |= bits
                if shares[bits] > most[at]:
                    most[at], best[at] = shares[bits], number
        return bodies, best


def _bits(content: Content, postings: Mapping[str, Sequence[int]]) -> Mapping[int, int]:
    found: dict[int, int] = defaultdict(int)
    for gram, bit in content.pairs.items():
        for at in postings.get(gram, ()):
            found[at] |= bit
    return found


def _heading(document: Document, section: int) -> frozenset[str]:
    """Pairs of the numbered clause that a work is, or is a part of."""
    found = document.sections[section]
    return frozenset(grams(found.title)) if found.kind is SectionKind.CLAUSE else frozenset()
