"""How much of a question's content a stretch of text carries: rare character pairs weigh more than common ones.

One measure serves linking to works, matching of targets, choice of sentences and refusal, so that their figures compare.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.model import Span
from kg.text import fold, key

_RUN = re.compile(r"[a-z0-9.%+]+|[^\sa-z0-9.%+]+")
_MODAL = frozenset("要将可应能会须需得")


def grams(text: str) -> tuple[str, ...]:
    """Character pairs of Chinese runs, Latin words and numbers whole; a lone character stands for itself."""
    found: list[str] = []
    for run in _RUN.findall(key(text)):
        if run[0].isascii() and (run[0].isalnum() or run[0] in ".%+"):
            found.append(run.strip(".+") or run)
        elif len(run) == 1:
            found.append(run)
        else:
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a passage; ``grams`` of its own words, ``context`` of its headings and document title."""

    number: int
    document: str
    passage: int
    span: Span
    text: str  # healed
    grams: frozenset[str]
    context: frozenset[str]
    folded: str = field(init=False, repr=False)  # the text
    key: str = field(init=False, repr=False)  # the text as names are compared

    def __post_init__(self) -> None:
        object.__setattr__(self, "folded", fold(self.text))
        object.__setattr__(self, "key", key(self.text))


class Weights:
    """Inverse document frequency over sentences, scaled to 0..1; unseen pairs weigh as if rare, but less."""

    UNSEEN = 0.7  # of the weight of a pair seen once: may be a paraphrase, may be foreign

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        """``sentences`` are numbered from 0 on; those of one document stand together."""
        self._postings: dict[str, list[int]] = defaultdict(list)
        self._ranges: dict[str, range] = {}
        for sentence in sentences:
            first = self._ranges.get(sentence.document, range(sentence.number, 0)).start
            self._ranges[sentence.document] = range(first, sentence.number + 1)
            for gram in sentence.grams:
                self._postings[gram].append(sentence.number)
        self._scale = math.log(1 + 2 * max(1, len(sentences)))
        self._count = len(sentences)
        self._weights: dict[str, float] = {}

    def known(self, gram: str) -> bool:
        return gram in self._postings

    def of(self, gram: str) -> float:
        if gram not in self._weights:
            weight = self._weight(gram)
            if gram not in self._postings:
                return weight  # what strangers ask must not fill the memory
            self._weights[gram] = weight
        return self._weights[gram]

    def _weight(self, gram: str) -> float:
        seen = len(self._postings.get(gram, ()))
        if not seen:
            return self.UNSEEN * math.log(1 + self._count) / self._scale
        weight = math.log(1 + self._count / seen) / self._scale
        return weight * (0.45 if len(gram) == 1 and not gram.isascii() else 1.0)

    def weigh(self, found: Iterable[str]) -> dict[str, float]:
        return {gram: self.of(gram) for gram in dict.fromkeys(found)}

    def weigh_run(self, run: Sequence[str]) -> dict[str, float]:
        """Weights of consecutive pairs. An unseen pair between two seen ones only straddles two words and weighs nothing, nor
        do the two around a modal verb (老旧农机【要】更新);
        of a longer unseen run every second pair counts, as n foreign characters make n + 1 foreign pairs."""
        weights = {gram: self.of(gram) for gram in run}
        start = None
        for i in range(len(run) + 1):
            unseen = i < len(run) and not self.known(run[i])
            if unseen and start is None:
                start = i
            elif not unseen and start is not None:
                inner = start > 0 and i < len(run)
                for k in range(start, i):
                    if (inner and i - start == 1) or (k - start) % 2:
                        weights[run[k]] = 0.0
                start = None
        return weights

    def sentences_with(self, gram: str) -> Sequence[int]:
        """Numbers of the sentences that hold ``gram``."""
        return self._postings.get(gram, ())

    def within(self, gram: str, document: str) -> Sequence[int]:
        """Numbers of the sentences of ``document`` that hold ``gram``."""
        numbers, own = self._postings.get(gram, ()), self._ranges.get(document, range(0))
        return numbers[bisect_left(numbers, own.start) : bisect_left(numbers, own.stop)]

    def cover(self, weights: Mapping[str, float], document: str) -> dict[int, float]:
        """Sentence of ``document`` → share of the content's weight that stands in the sentence itself."""
        total = sum(weights.values())
        found: dict[int, float] = defaultdict(float)
        if not total:
            return found
        for gram, weight in weights.items():
            for number in self.within(gram, document):
                found[number] += weight / total
        return found

    def bits(self, content: Content, document: str) -> dict[int, int]:
        """Sentence of ``document`` → the pairs of ``content`` that it holds; those that hold none are left out."""
        found: dict[int, int] = defaultdict(int)
        for gram, bit in content.pairs.items():
            for number in self.within(gram, document):
                found[number] |= bit
        return found


class Content:
    """What a question asks for, to be found in thousands of sentences: each pair is one bit, and equal bits are summed once."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.pairs = {gram: 1 << i for i, gram in enumerate(weights)}
        self.weight = math.fsum(weights.values())
        self._weights = tuple(weights.values())
        self._shares: dict[int, float] = {}

    def of(self, own: frozenset[str]) -> int:
        """The bits of the pairs that ``own`` holds."""
        return sum(bit for gram, bit in self.pairs.items() if gram in own)

    def share(self, bits: int) -> float:
        """The share of the content's weight that these pairs make, 0..1."""
        if not bits or not self.weight:
            return 0.0
        if bits not in self._shares:
            self._shares[bits] = math.fsum(weight for i, weight in enumerate(self._weights) if bits >> i & 1) / self.weight
        return self._shares[bits]

    def pairs_of(self, bits: int) -> tuple[str, ...]:
        return tuple(gram for gram, bit in self.pairs.items() if bits & bit)


def without_names(weights: Mapping[str, float], names: frozenset[str]) -> dict[str, float]:
    """``weights`` with what only names the document (its title, its place) discounted: it cannot tell its parts apart."""
    return {gram: weight * 0.2 if gram in names else weight for gram, weight in weights.items()}


def share(weights: Mapping[str, float], own: frozenset[str] | set[str]) -> float:
    """The share of ``weights`` that ``own`` explains, 0..1."""
    total = math.fsum(weights.values())  # whatever the order: sets have another one in each process
    return math.fsum(w for g, w in weights.items() if g in own) / total if total else 0.0
