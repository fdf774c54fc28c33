"""Questions for all of a class, or for the clause of a number."""

from __future__ import annotations

from kg.ontology import pol
from kg.vocabulary import OBJECT, RDF_TYPE
from qa import words
from qa.link import Linking
from qa.model import Kind
from qa.plan.asked import class_iris, form_of, unexplained
from qa.plan.model import Form, Lit, Pattern, QueryPlan, Ref, Var
from qa.plan.roles import WORK_CLASSES
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.weigh import grams
from qa.world import World


def _meant(interpretation: Interpretation, modifier: str, scope: Scope, world: World) -> tuple[str, ...] | None:
    """The documents that a listing is about; None when its modifier (“数字农业园区”) fits no title.

    Over several documents a listing needs a scope: all parks of unrelated documents are no answer.
    """
    admitted = tuple(scope.documents) if scope.documents else tuple(world.documents)
    wanted = set(grams(modifier))
    fitting = tuple(d.id for d in world.document_names if d.id in admitted and wanted <= set(grams(d.title)))
    if not fitting or (len(fitting) > 1 and not scope.documents and not words.EVERYWHERE.search(interpretation.folded)):
        return None
    return fitting


def by_class(interpretation: Interpretation, linking: Linking, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“文件提到了哪些园区”: all of a class, when nothing else narrows the question."""
    wanted = [w for w in interpretation.wanted if w in world.ontology.classes]
    if (
        not wanted
        or interpretation.wanted_span is None
        or interpretation.intent not in {Intent.WHICH, Intent.COUNT}
        or linking.agents
    ):
        return ()
    phrase = interpretation.wanted_span.of(interpretation.folded)
    head = max(
        (c for c in interpretation.classes if c.span.end == interpretation.wanted_span.end),
        key=lambda c: len(c.span),
        default=None,
    )
    modifier = phrase[: -len(head.word)] if head and phrase.endswith(head.word) else ""
    documents = _meant(interpretation, modifier, scope, world)
    if documents is None:
        return ()
    rest = unexplained(interpretation, world, scope, ())
    if rest > 0.15:
        return ()
    form, kind = form_of(interpretation)
    types = class_iris(world, [wanted[0]])
    inside: tuple[Pattern, ...] = ()
    if wanted[0] == "Section":
        inside = (Pattern(Var("x"), pol("partOf"), Var("doc")), Pattern(Var("doc"), RDF_TYPE, Ref(pol("Document"))))
    values: tuple[tuple[Var, tuple[Ref, ...]], ...] = ()
    if len(documents) < len(world.documents):
        values = ((Var("doc"), tuple(Ref(world.base + d) for d in documents)),)
        inside = inside or (Pattern(Var("x"), pol("inDocument"), Var("doc")),)
        if wanted[0] != "Section" and not set(wanted[:1]) & (WORK_CLASSES | {"Column", "Target"}):
            inside = (Pattern(Var("f"), OBJECT, Var("x")), Pattern(Var("f"), pol("inDocument"), Var("doc")))
    label = world.ontology.classes[wanted[0]].label
    return (
        QueryPlan(
            form=form,
            kind=kind,
            patterns=inside,
            values=values,
            types=types,
            reading=f"列出文件中的{label}" if form is Form.SELECT else f"数文件中的{label}",
            score=0.7 - rest,
            links=(),
            say="class",
            property=None,
            features=(("未解释的问句", round(rest, 3)),),
        ),
    )


def by_number(interpretation: Interpretation, linking: Linking, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“重点任务第十四项是什么”: a clause by its number."""
    if interpretation.numbered is None or interpretation.intent is not Intent.WHICH or linking.agents:
        return ()
    wanted = (
        [w for w in interpretation.wanted if w in WORK_CLASSES]
        or [c.name for c in interpretation.classes if c.name in WORK_CLASSES]
        or ["Task"]
    )
    rest = unexplained(interpretation, world, scope, ())
    if rest > 0.4:
        return ()
    number = interpretation.numbered
    return (
        QueryPlan(
            form=Form.SELECT,
            kind=Kind.ENTITIES,
            patterns=(
                Pattern(Var("x"), pol("number"), Lit(number)),
                *((Pattern(Var("x"), pol("inDocument"), Var("doc")),) if scope.documents else ()),
            ),
            values=((Var("doc"), tuple(Ref(world.base + d) for d in scope.documents)),) if scope.documents else (),
            types=class_iris(world, wanted[:1]),
            reading=f"查第{number}项{world.ontology.classes[wanted[0]].label}",
            score=0.9 - rest,
            links=(),
            say="items",
            property="number",
        ),
    )
