"""“第九项任务是什么”, “第九项任务谁牵头”: a clause by its number; one parted among several units counts whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from kg.ontology import pol
from qa.link import Linking, content_link
from qa.model import Kind
from qa.plan.asked import unexplained
from qa.plan.duties import NOUN
from qa.plan.model import Form, Lit, Pattern, QueryPlan, Ref, Var
from qa.plan.roles import WORK_CLASSES, RoleQuestion
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.works import WorkText
from qa.world import World

UNEXPLAINED = 0.4  # share of the question beyond the number from which more than a number is asked for


def is_numbered(interpretation: Interpretation, scope: Scope, world: World) -> bool:
    """Does the question point at a clause by its number alone?"""
    return interpretation.numbered is not None and unexplained(interpretation, world, scope, ()) <= UNEXPLAINED


def _written(number: int) -> tuple[str, ...]:
    """How a number may stand in front of a clause: 2, 二, （二）, 第二条."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    chinese = (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones or not tens else "")
    forms = ("{}", "（{}）", "第{}条", "专栏{}")
    return tuple(form.format(one) for form in forms for one in (str(number), chinese))


def _classes(interpretation: Interpretation) -> tuple[tuple[str, ...], ...]:
    """The classes that the number may count, the surest first: 第三项【保障措施】; a bare 第十八项 counts tasks and measures."""
    wanted = [w for w in interpretation.wanted if w in WORK_CLASSES] or sorted(
        (c.name for c in interpretation.classes if c.name in WORK_CLASSES | {"Column"}), key=lambda c: c != "Column"
    )
    if wanted and wanted[0] in {"Measure", "Column", "Action"}:
        return ((wanted[0],),)
    return (("Task",), ("Measure",))


def _of_number(number: int, classes: Sequence[str], scope: Scope, world: World) -> list[list[WorkText]]:
    """The works of that number, those of one clause together."""
    forms = _written(number)
    found = [
        w
        for w in world.works
        if w.number in forms
        and (w.document in scope.documents if scope.documents else True)
        and any(world.ontology.is_a(w.type, cls) for cls in classes)
    ]
    return [list(group) for _, group in groupby(found, key=lambda w: (w.document, w.section))]


def _clauses(interpretation: Interpretation, scope: Scope, world: World) -> list[list[WorkText]]:
    """The clauses that are meant. Where numbers begin anew in each chapter, the way of numbering that does not tells which."""
    found = _that_may_be_meant(interpretation, scope, world)
    return found if _one_each(found) else [g for g in found if _is_only(g, found, world)]


def _that_may_be_meant(interpretation: Interpretation, scope: Scope, world: World) -> list[list[WorkText]]:
    """Every clause of the number, however it is written."""
    number = int(interpretation.numbered or 0)
    for classes in _classes(interpretation):
        found = _of_number(number, classes, scope, world)
        if classes == ("Measure",) and len(_classes(interpretation)) > 1:
            found = [g for g in found if _goes_on(g[0], world)]
        if found:
            return found
    return []


def _one_each(found: Iterable[Sequence[WorkText]]) -> bool:
    documents = [group[0].document for group in found]
    return len(set(documents)) == len(documents)


def _is_only(group: Sequence[WorkText], found: Iterable[Sequence[WorkText]], world: World) -> bool:
    """No other clause of the document bears the number written so, nor does a chapter over such clauses."""
    own = (group[0].document, group[0].number)
    over = {
        section.id
        for other in found
        if other[0].document == own[0]
        for section in world.documents[own[0]].path(other[0].section)
        if section.number == own[1]
    }
    chapters = {
        section.id
        for work in world.shelves[own[0]].works
        if work.type == group[0].type
        for section in world.documents[own[0]].path(work.section)[:-1]
        if section.number == own[1]
    }
    return sum((other[0].document, other[0].number) == own for other in found) == 1 and len(over | chapters) == 1


def _goes_on(measure: WorkText, world: World) -> bool:
    """Do the measures go on in the numbers of the tasks (17, 18 behind 16)?"""
    before = [w for w in world.works if w.document == measure.document and w.type == "Task"]
    return any(_form(w.number) == _form(measure.number) for w in before)


def _form(number: str) -> str:
    return re.sub("[0-9]+", "1", re.sub("[一二三四五六七八九十百]+", "一", number))


def by_number(interpretation: Interpretation, linking: Linking, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“重点任务第十四项是什么”: the clause by its number."""
    if interpretation.intent is not Intent.WHICH or linking.agents or not is_numbered(interpretation, scope, world):
        return ()
    if "Column" in _classes(interpretation)[0]:
        return _column(interpretation, scope, world)
    clauses = _clauses(interpretation, scope, world)
    if not clauses:
        return ()
    number = interpretation.numbered
    label = world.ontology.classes[clauses[0][0].type].label
    return (
        QueryPlan(
            form=Form.SELECT,
            kind=Kind.ENTITIES,
            patterns=(Pattern(Var("x"), pol("number"), Var("number")),),
            values=((Var("x"), tuple(Ref(_whole(group, world)) for group in clauses)),),
            reading=f"查第{number}项{label}",
            score=0.9 - unexplained(interpretation, world, scope, ()),
            links=(),
            say="items",
            property="number",
        ),
    )


def _whole(group: Sequence[WorkText], world: World) -> str:
    """The clause's node: the work itself, or the section whose parts the works are."""
    first = group[0]
    section = world.documents[first.document].sections[first.section]
    nodes = (n for n in world.nodes.values() if n.type == "Section" and n.label == section.title)
    iri = f"{world.base}{first.document}/section/"
    return first.iri if len(group) == 1 else next((n.iri for n in nodes if n.iri.startswith(iri)), first.iri)


def _column(interpretation: Interpretation, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    number = interpretation.numbered
    return (
        QueryPlan(
            form=Form.SELECT,
            kind=Kind.ENTITIES,
            patterns=(
                Pattern(Var("x"), pol("number"), Var("number")),
                *((Pattern(Var("x"), pol("inDocument"), Var("doc")),) if scope.documents else ()),
            ),
            values=(
                (Var("number"), tuple(Lit(form) for form in _written(int(number or 0)))),
                *(((Var("doc"), tuple(Ref(world.base + d) for d in scope.documents)),) if scope.documents else ()),
            ),
            types=(pol("Column"),),
            reading=f"查第{number}项{world.ontology.classes['Column'].label}",
            score=0.9 - unexplained(interpretation, world, scope, ()),
            links=(),
            say="items",
            property="number",
        ),
    )


MOST_ASKED_BACK = 5  # clauses of one number among which the asker may choose


def units_of(interpretation: Interpretation, question: RoleQuestion, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“第九项任务由谁牵头”: the units of the clause of that number; of several, one plan each, for the asker to choose."""
    clauses = _clauses(interpretation, scope, world)
    if len(clauses) != 1:
        clauses = _that_may_be_meant(interpretation, scope, world)
    meant = [group for group in clauses if any(w.attributed for w in group)]
    if len(clauses) == 1:
        return (_units_of(meant[0], interpretation, question, world),) if meant else ()
    if not 2 <= len(meant) <= MOST_ASKED_BACK or any(len(group) > 1 for group in meant):
        return ()
    return tuple(_units_of(group, interpretation, question, world) for group in meant)


def _units_of(group: Sequence[WorkText], interpretation: Interpretation, question: RoleQuestion, world: World) -> QueryPlan:
    section = world.documents[group[0].document].sections[group[0].section]
    title = (group[0].title if len(group) == 1 else section.title).strip("“”")
    iri = _whole(group, world)
    counting = interpretation.intent is Intent.COUNT
    work = Ref(group[0].iri) if len(group) == 1 else Var("w")
    return QueryPlan(
        form=Form.COUNT if counting else Form.SELECT,
        kind=Kind.NUMBER if counting else Kind.ENTITIES,
        patterns=(Pattern(work, pol(question.role), Var("x")),),
        values=((Var("w"), tuple(Ref(w.iri) for w in group)),) if len(group) > 1 else (),
        reading=f"查第{interpretation.numbered}项“{title}”的{NOUN[question.role]}" + ("有几个" if counting else ""),
        score=1.0,
        links=(content_link(interpretation, iri=iri, label=title, type=world.nodes[iri].type, score=1.0),),
        say="count_agents" if counting else "roles" if len(group) == 1 else "agents",
        property=question.role,
    )
