"""“谁来组织乙”: the sentence that says 乙 belongs to one work, and the units of that work are what was asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kg.model import Span
from kg.text import heal
from qa import words
from qa.link import Linking
from qa.plan.model import QueryPlan
from qa.plan.responsibility import forward
from qa.plan.roles import RoleQuestion, read_roles
from qa.understand import Intent, Interpretation
from qa.weigh import grams, share, without_names
from qa.works import WorkLink, WorkText
from qa.world import World

CLEARLY = 1.25  # times the share of the next
_UNIT = re.compile("(?!第[一二三四五六七八九十百零]+[条章节])[\u4e00-\u9fff]{3}")


def done_by(interpretation: Interpretation, linking: Linking, works: Sequence[WorkLink], world: World) -> tuple[QueryPlan, ...]:
    """“谁组织乙” without a word for a role: of works whose sentences their units begin, those units."""
    asked = _asked(interpretation, linking)
    own = [found for found in works if _begins_with_its_unit(found.work, world)]
    return forward(interpretation, asked, own, {}, world) if asked and own else ()


def units_of(
    interpretation: Interpretation,
    linking: Linking,
    content: Mapping[str, float],
    told: tuple[str, Span],
    score: float,
    world: World,
) -> tuple[QueryPlan, ...]:
    """The units of the one attributed work in whose text ``told`` (document, where) lies; none where several share it."""
    work = _holder(content, *told, world)
    if work is None:
        return ()
    found = WorkLink(work=work, score=score, title_share=0.0, sentence=None)
    asked = read_roles(interpretation, linking)
    if asked is None:
        return done_by(interpretation, linking, (found,), world)
    if not asked.wants_agents or linking.agents:
        return ()
    return forward(interpretation, asked, (found,), {}, world)


def _asked(interpretation: Interpretation, linking: Linking) -> RoleQuestion | None:
    """Who acts; not who is given something, nor what a unit that is named does."""
    wants = bool({"Agent", "Department"} & set(interpretation.wanted)) and interpretation.intent is Intent.WHICH
    if not wants or linking.agents or interpretation.why or words.RECEIVES.search(interpretation.folded):
        return None
    return RoleQuestion(role="responsible", by_agent=(), wants_agents=True, wants_works=False)


def _holder(content: Mapping[str, float], document: str, told: Span, world: World) -> WorkText | None:
    """The work that ``told`` belongs to; of several (“乙”（甲）、“丁”（丙）) the one that clearly holds most of the question."""
    there = [w for w in world.works if w.document == document and w.attributed and _shares(w.span, told)]
    inner = [w for w in there if not any(w.span != other.span and w.span.contains(other.span) for other in there)]
    weights = without_names(content, world.named_by[document])
    text = world.documents[document].text
    ranked = sorted(((share(weights, frozenset(grams(heal(text, w.span).text))), at) for at, w in enumerate(inner)), reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] < ranked[1][0] * CLEARLY):
        return None
    return inner[ranked[0][1]]


def _begins_with_its_unit(work: WorkText, world: World) -> bool:
    """“甲：组织乙”: whoever acts in the sentence is its unit; elsewhere the units stand behind what others do."""
    text = heal(world.documents[work.document].text, work.span).text
    return _UNIT.match(text[: max(0, text.find(work.title))]) is not None


def _shares(work: Span, told: Span) -> bool:
    """Is half of the shorter part of the longer?"""
    common = min(work.end, told.end) - max(work.start, told.start)
    return common * 2 > min(len(work), len(told))
