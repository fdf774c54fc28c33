"""The how-manieth time a draft is put out for comment: 第二次公开征求意见, by the title or the letter that asks for views."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model import Document, Span, Status
from kg.text import fold, numeral
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.world import World

_ASKS = (
    r"(?:公开|再|向社会|面向社会|向公众|广泛|书面|地|的|在|就)*(?:征求|征集|征询|听取|收集)[过了]?"
    r"(?:社会|公众|各界|群众|方面|的|[和、])*意见?"
)
_ORDINAL = r"第?[一二三四五六两\d](?:次|轮|回|遍)|第?[一二三四五六]度|再次|再度|首次|首轮|初次|头一?(?:次|回|轮|遭)"
_ROUND = re.compile(rf"(?P<n>{_ORDINAL}){_ASKS}")
_WHICH = re.compile(rf"(?:第几|几)(?:次|轮|回|遍){_ASKS}|{_ASKS}[^,，]{{0,8}}?第?几(?:次|轮|回|遍)")
_CLAIMED = re.compile(rf"(?P<a>{_ORDINAL}|之前|以前|曾经?){_ASKS}|{_ASKS}[^,，]{{0,6}}?(?:是|算)(?:不是)?(?P<b>{_ORDINAL})")
_FIRST, _AGAIN = re.compile("首|初|头"), re.compile("再|之前|以前|曾")
_LEAST_AGAIN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Where a document says which round it is; ``truth``: of what the question claims, None where it only asks."""

    document: str
    span: Span
    truth: bool | None
    reason: str


def round_of(interpretation: Interpretation, question: str, scope: Scope, world: World) -> Round | None:
    """None when the question is not about the round, no single draft is meant, or the draft does not settle it.

    ``question``: folded, with the document's name in it.
    """
    folded = re.sub(r"\s", "", question)
    which, claimed = _WHICH.search(folded), _CLAIMED.search(folded)
    boolean = interpretation.intent is Intent.BOOLEAN
    if not (claimed if boolean else which):
        return None
    meant = [d for d in scope.documents or world.documents if world.documents[d].meta.status is Status.DRAFT]
    told = _told(world.documents[meant[0]]) if len(meant) == 1 and (scope.documents or len(world.documents) == 1) else None
    if told is None:
        return None
    span, said = told
    if not boolean or claimed is None:
        return Round(document=meant[0], span=span, truth=None, reason=said)
    truth = _agrees(claimed["a"] or claimed["b"], said)
    return None if truth is None else Round(document=meant[0], span=span, truth=truth, reason=f"文件写的是“{said}”")


def _told(document: Document) -> tuple[Span, str] | None:
    """The sentence, or the title, in which the document counts its own round; its words."""
    for span in (document.sections[0].heading, *(p.span for p in document.passages)):
        folded = fold(document.quote(span))
        squeezed = [(i, char) for i, char in enumerate(folded) if not char.isspace()]
        text = "".join(char for _, char in squeezed)
        if found := _ROUND.search(text):
            begin = max(text.rfind(stop, 0, found.start()) for stop in "。;") + 1
            end = min((at for stop in "。;" if (at := text.find(stop, found.end())) >= 0), default=len(text) - 1)
            return Span(span.start + squeezed[begin][0], span.start + squeezed[end][0] + 1), found[0]
    return None


def _ordinal(said: str) -> int | None:
    if _FIRST.match(said):
        return 1
    digits = re.search(r"[一二三四五六两\d]", said)
    return numeral(digits[0]) if digits else None


def _agrees(claimed: str, said: str) -> bool | None:
    """Whether the round that is claimed is the one that is said; “再次” only says that it is not the first."""
    mine, its = _ordinal(claimed), _ordinal(said)
    if _AGAIN.match(claimed):
        return None if its is None else its >= _LEAST_AGAIN
    if its is None:
        return False if mine == 1 else None
    return mine == its
