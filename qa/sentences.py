"""Documents cut into sentences, the unit in which content is weighed and text answers are quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from kg.model import Document, Section, Span
from kg.text import fold, heal, key
from qa.weigh import Sentence, grams

_STOP = re.compile("[。；！？;!?]")


def split_sentences(document: Document, span: Span) -> tuple[Span, ...]:
    """Stretches of ``span`` up to and with 。；！？ ; a closing bracket or quotation mark behind the stop stays with it."""
    text = document.text
    found, start = [], span.start
    for match in _STOP.finditer(text, span.start, span.end):
        end = match.end()
        if _depth(text, start, match.start()) > 0:
            continue  # “（…等负责。列第一位者为牵头单位，下同）” is one piece
        while end < span.end and text[end] in "”’）)〕]":
            end += 1
        if text[start:end].strip():
            found.append(Span(start, end))
        start = end
    if text[start : span.end].strip():
        found.append(Span(start, span.end))
    return tuple(_trim(text, piece) for s in found for piece in _without_opening_bracket(text, s))


_OPENING = {"（": "）", "〔": "〕", "[": "]", "［": "］"}


def _depth(text: str, start: int, end: int) -> int:
    return sum((c in _OPENING) - (c in _OPENING.values()) for c in text[start:end])


def _without_opening_bracket(text: str, span: Span) -> tuple[Span, ...]:
    """“（某厅负责）支持…。”: the bracket belongs to the sentence before and stands alone."""
    span = _trim(text, span)
    close = _OPENING.get(text[span.start : span.start + 1])
    if close is None:
        return (span,)
    depth = 0
    for i in range(span.start, span.end):
        depth += (text[i] in _OPENING) - (text[i] in _OPENING.values())
        if depth == 0:
            rest = Span(i + 1, span.end)
            return (Span(span.start, i + 1), rest) if len(rest) > 8 and i - span.start > 6 else (span,)
    return (span,)


def _trim(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def read_sentences(documents: Mapping[str, Document]) -> tuple[Sentence, ...]:
    found: list[Sentence] = []
    for id, document in documents.items():
        title = frozenset(grams(document.meta.title))
        paths: dict[int, frozenset[str]] = {}
        for passage in document.passages:
            if passage.section not in paths:
                names = [section.title for section in document.path(passage.section)]
                paths[passage.section] = title.union(*(grams(name) for name in names))
            for span in split_sentences(document, passage.span):
                text = heal(document.text, span).text
                found.append(
                    Sentence(
                        number=len(found),
                        document=id,
                        passage=passage.id,
                        span=span,
                        text=text,
                        grams=frozenset(grams(text)),
                        context=paths[passage.section],
                    )
                )
    return tuple(found)


class Surroundings:
    """What a sentence stands in: its paragraph and its headings. Worked out when first asked for, then kept."""

    def __init__(self, documents: Mapping[str, Document], sentences: Sequence[Sentence]) -> None:
        self._documents = documents
        self._ranges: dict[tuple[str, int], range] = {}
        for sentence in sentences:
            place = (sentence.document, sentence.passage)
            first = self._ranges.get(place, range(sentence.number, 0)).start
            self._ranges[place] = range(first, sentence.number + 1)
        self._paragraphs: dict[tuple[str, int], str] = {}
        self._around: dict[tuple[str, int], str] = {}
        self._headings: dict[tuple[str, int], frozenset[str]] = {}  # by document and section
        self._titles: dict[tuple[str, int], frozenset[str]] = {}
        self._openings: dict[tuple[str, int], frozenset[str]] = {}

    def sentences(self, document: str, passage: int) -> Sequence[int]:
        """Numbers of the sentences of a paragraph."""
        return self._ranges.get((document, passage), range(0))

    def section(self, sentence: Sentence) -> Section:
        document = self._documents[sentence.document]
        return document.sections[document.passages[sentence.passage].section]

    def paragraph(self, sentence: Sentence) -> str:
        """Its paragraph, folded."""
        place = (sentence.document, sentence.passage)
        if place not in self._paragraphs:
            document = self._documents[sentence.document]
            self._paragraphs[place] = fold(heal(document.text, document.passages[sentence.passage].span).text)
        return self._paragraphs[place]

    def around(self, sentence: Sentence) -> str:
        """Its paragraph and all its headings, as names are compared."""
        place = (sentence.document, sentence.passage)
        if place not in self._around:
            path = self._documents[sentence.document].path(self.section(sentence).id)
            self._around[place] = key(self.paragraph(sentence) + "".join(section.title for section in path))
        return self._around[place]

    def heading(self, sentence: Sentence) -> frozenset[str]:
        """Pairs of its own heading: a paragraph speaks of what its title names."""
        section = self.section(sentence)
        place = (sentence.document, section.id)
        if place not in self._headings:
            self._headings[place] = frozenset(grams(section.title))
        return self._headings[place]

    def is_heading(self, sentence: Sentence) -> bool:
        """A title in front of its paragraph."""
        section = self.section(sentence)
        place = (sentence.document, section.id)
        if place not in self._titles:
            self._titles[place] = frozenset(map(key, (section.title, section.caption, section.number + section.title)))
        return sentence.key in self._titles[place]

    def opening(self, document: str, start: int) -> frozenset[str]:
        """Pairs of what stands over a place of the stored text: the headings, and the clauses that open its paragraph."""
        place = (document, start)
        if place not in self._openings:
            self._openings[place] = self._opening(self._documents[document], start)
        return self._openings[place]

    @staticmethod
    def _opening(document: Document, start: int) -> frozenset[str]:
        passage = document.passage_at(start)
        if passage is None:
            return frozenset()
        before = heal(document.text, Span(passage.span.start, max(passage.span.start, start))).text
        clauses = re.split("[，,。；;]", before, maxsplit=2)[:2]
        headings = "，".join(section.title for section in document.path(passage.section))
        return frozenset(grams("，".join((*clauses, headings))))

    def warm(self, sentences: Sequence[Sentence], places: Iterable[tuple[str, int]]) -> None:
        """Work everything out now; ``places``: those whose ``opening`` will be asked for."""
        for document, start in places:
            self.opening(document, start)
        for sentence in sentences:
            self.around(sentence)
            self.heading(sentence)
            self.is_heading(sentence)
