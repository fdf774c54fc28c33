"""Questions about 完成时限: when a work is due, which works are due by a year or month."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.ontology import pol
from kg.text import fold
from qa import words
from qa.link import Linking, content_link
from qa.model import Kind
from qa.plan.model import Form, Lit, Pattern, QueryPlan, Ref, Var
from qa.plan.roles import WORK_CLASSES, document_patterns, document_values
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.works import WorkLink
from qa.world import World

_DUE = re.compile(r"完成|办结|截止|到期|弄完|做完|干完|办完|建成|时限|期限")
_MONTH = re.compile(r"(?P<month>\d{1,2})月")
_EARLIEST = re.compile(r"最早|最先|最近")
_LATEST = re.compile(r"最晚|最迟|最后")
_DATE = re.compile(r"(?P<year>\d{4})年(?:(?P<month>\d{1,2})月)?(?:(?P<day>\d{1,2})日)?")


def _asks_for_works(interpretation: Interpretation) -> bool:
    """“哪些任务…”, “…的任务有几项”; the 时限 in it asks for no time then."""
    asked = interpretation.intent in {Intent.WHICH, Intent.COUNT, Intent.MOST}
    named = words.WHICH.search(interpretation.folded) is not None and interpretation.intent is Intent.WHEN
    return bool(set(interpretation.wanted) & WORK_CLASSES) and (asked or named)


def when(interpretation: Interpretation, linking: Linking, works: Sequence[WorkLink], world: World) -> tuple[QueryPlan, ...]:
    """“…什么时候完成”: the deadline of the best-fitting work, where one is given."""
    if interpretation.intent is not Intent.WHEN or not works or linking.agents:
        return ()
    if interpretation.years and _asks_for_works(interpretation):
        return ()
    if any(world.ontology.properties[c.name].domain == "Document" for c in interpretation.properties):
        return ()  # when it was issued is not when it must be done
    found = works[0]
    link = content_link(interpretation, iri=found.work.iri, label=found.work.title, type=found.work.type, score=found.score)
    return (
        QueryPlan(
            form=Form.SELECT,
            kind=Kind.TEXT,
            patterns=(Pattern(Ref(found.work.iri), pol("deadline"), Var("x")),),
            reading=f"查“{found.work.title}”的完成时限",
            score=found.score,
            links=(link,),
            say="property",
            property="deadline",
        ),
    )


def until(interpretation: Interpretation, linking: Linking, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“要在2025年6月底前完成的任务”: works whose deadline names that time."""
    if not _asks_for_works(interpretation):
        return ()
    if not interpretation.years:
        return _by_words(interpretation, linking, scope, world)
    if _DUE.search(interpretation.folded) is None or interpretation.intent is Intent.MOST:
        return ()
    year = str(interpretation.years[-1])
    month = _MONTH.search(interpretation.folded)
    said = year + "年" + (month.group(0) if month else "")
    return (_works_due(interpretation, linking, scope, world, reading=f"完成时限为{said}", said=said),)


def _by_words(interpretation: Interpretation, linking: Linking, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“哪项任务最早完成”, “哪些任务要长期坚持”: by the deadlines that the one document gives."""
    given = _given(scope, world)
    if not given:
        return ()
    folded = interpretation.folded
    if undated := [text for text in given if not _DATE.search(text) and len(text) > 2 and fold(text) in folded]:
        return (_works_due(interpretation, linking, scope, world, reading=f"时限为“{undated[0]}”", said=undated[0]),)
    dated = sorted((date, text) for text in given if (date := _date(text)) is not None)
    first, last = _EARLIEST.search(folded), _LATEST.search(folded)
    if not dated or _DUE.search(folded) is None or bool(first) == bool(last):
        return ()
    best = dated[0 if first else -1][0]
    texts = tuple(text for date, text in dated if date == best)
    reading = f"完成时限最{'早' if first else '晚'}（{texts[0]}）"
    return (_works_due(interpretation, linking, scope, world, reading=reading, texts=texts),)


def _given(scope: Scope, world: World) -> tuple[str, ...]:
    """The deadlines of the document that is meant; of several documents none can be compared."""
    rows = world.graph.select("SELECT ?w ?due WHERE { ?w pol:deadline ?due } ORDER BY ?due ?w")
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        for document in world.nodes[row.text("w")].documents if row.text("w") in world.nodes else ():
            if document in scope.documents or not scope.documents:
                found.setdefault(document, {})[row.text("due")] = None
    return tuple(next(iter(found.values()))) if len(found) == 1 else ()


def _date(text: str) -> tuple[int, int, int] | None:
    """When a deadline ends; 2025年底 and 2025年6月底 are the last days of that year and month."""
    match = _DATE.match(fold(text))
    if match is None:
        return None
    return int(match["year"]), int(match["month"] or 12), int(match["day"] or 31)


def _works_due(
    interpretation: Interpretation,
    linking: Linking,
    scope: Scope,
    world: World,
    *,
    reading: str,
    said: str = "",
    texts: tuple[str, ...] = (),
) -> QueryPlan:
    """Works whose deadline contains ``said``, or is one of ``texts``."""
    counting = interpretation.intent is Intent.COUNT
    return QueryPlan(
        form=Form.COUNT if counting else Form.SELECT,
        kind=Kind.NUMBER if counting else Kind.ENTITIES,
        patterns=(
            Pattern(Var("x"), pol("deadline"), Var("due")),
            *document_patterns(Var("x"), scope, world),
            *(Pattern(Var("x"), pol("responsible"), Ref(k.iri)) for m in linking.agents for k in m.links[:1]),
        ),
        values=(*document_values(scope, world), *(((Var("due"), tuple(map(Lit, texts))),) if texts else ())),
        contains=((Var("due"), said),) if said else (),
        reading=f"查{reading}的工作" + ("有几项" if counting else ""),
        score=0.95,
        links=(),
        say="count_works" if counting else "works",
        property="deadline",
    )
