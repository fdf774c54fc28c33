"""Names that the text defines by a Latin short form: 人工智能生成内容（AIGC）."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.abbreviations import abbreviations
from kg.extract.terms.found import Found
from kg.extract.terms.nouns import specific, wellformed
from kg.extract.terms.vocabulary import Words

_TECHNICAL = re.compile("技术|研发|攻关|算法|模型")
_CONTEXT = 24  # code points on either side that may say that the thing is technical
_CLASS_WORD = "技术"


def defined(text: str, words: Words) -> Iterator[Found]:
    """Long forms by their ending, or of the class of 技术 where the words around are technical; others are left alone."""
    for one in abbreviations(text):
        label = text[one.start : one.middle]
        if label != one.long or not wellformed(label, most=32):
            continue
        suffix = words.suffix(text, one.start, one.middle)
        around = text[max(0, one.start - _CONTEXT) : one.end + _CONTEXT]
        cls = words.suffixes[suffix] if suffix else words.groups.get(_CLASS_WORD) if _TECHNICAL.search(around) else None
        if cls is not None and specific(label, suffix or ""):
            yield Found(start=one.start, end=one.middle, label=label, cls=cls, rule="terms.defined", confidence=0.8)
