"""“数字孪生工厂属于哪项任务”, “哪些任务提到可信数据空间”: works found by what stands in them."""

from __future__ import annotations

import re

from kg.ontology import pol
from qa.link import Linking, content_weights, link_works
from qa.model import Kind
from qa.plan.model import Form, Pattern, QueryPlan, Ref, Var
from qa.plan.roles import ROLES, WORK_CLASSES
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.world import World

ENOUGH = 0.75  # share of the content that a work must carry
# “把哪些新内容纳入统计”: things that a sentence lists, no works
_OBJECT_OF = re.compile(r"[把将对向给从为](?:哪些|哪几[个项类种]|什么)?[\u4e00-\u9fff]{0,2}$")
TITLED = {"Task", "Measure"}


def works_about(interpretation: Interpretation, linking: Linking, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """One for “哪项”, all that carry the content alike for “哪些”."""
    wanted = set(interpretation.wanted) & WORK_CLASSES
    if not wanted or interpretation.intent not in {Intent.WHICH, Intent.COUNT} or linking.agents:
        return ()
    if interpretation.has_property(*ROLES) or interpretation.numbered or interpretation.wanted_span is None:
        return ()
    if _OBJECT_OF.search(interpretation.folded[: interpretation.wanted_span.start]):
        return ()
    drop = [*scope.spans, interpretation.wanted_span, *(c.span for c in interpretation.properties)]
    weights = content_weights(interpretation, world, drop)
    if sum(weights.values()) < 0.8:
        return ()  # nothing to go by
    found = [
        w for w in link_works(weights, world, scope) if w.work.type in TITLED and w.score >= ENOUGH and w.sentence is not None
    ]
    if not found:
        return ()
    one = "哪项" in interpretation.folded or "哪一" in interpretation.folded or "哪个" in interpretation.folded
    alike = found[:1] if one else [w for w in found if w.score >= found[0].score - 0.1]
    sentences = tuple(w.sentence for w in alike if w.sentence is not None)
    counting = interpretation.intent is Intent.COUNT
    return (
        QueryPlan(
            form=Form.COUNT if counting else Form.SELECT,
            kind=Kind.NUMBER if counting else Kind.ENTITIES,
            patterns=(Pattern(Var("x"), pol("inDocument"), Var("doc")),),
            types=tuple(sorted(pol(t) for t in TITLED)),
            covers=tuple((Ref(world.base + world.sentences[n].document), world.sentences[n].span.start) for n in sentences),
            reading="查正文写到所问内容的工作" + ("有几项" if counting else ""),
            score=0.2 + 0.6 * min(1.0, alike[-1].score),
            links=(),
            say="about",
            sentences=sentences,
            features=(("内容吻合", round(alike[-1].score, 3)),),
        ),
    )
