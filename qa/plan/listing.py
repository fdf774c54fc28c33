"""Questions for all of a class, or for the clause of a number."""

from __future__ import annotations

import re

from kg.ontology import pol
from kg.text import fold
from kg.vocabulary import OBJECT, RDF_TYPE
from qa import words
from qa.link import Linking, content_link
from qa.model import Kind
from qa.plan.asked import class_iris, form_of, unexplained
from qa.plan.model import Form, Lit, Pattern, QueryPlan, Ref, Var
from qa.plan.roles import ROLES, WORK_CLASSES, document_patterns, document_values
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
    if interpretation.numbered is not None or interpretation.has_property(*ROLES):
        return ()
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


def about_document(interpretation: Interpretation, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“这份文件的文号是多少”: a property of the document that is meant (the only one, or the one in scope)."""
    cued = [info for c in interpretation.properties if (info := world.ontology.properties[c.name]).domain == "Document"]
    meant = tuple(scope.documents) if scope.documents else tuple(world.documents)
    if not cued or len(meant) != 1 or interpretation.intent is Intent.BOOLEAN:
        return ()
    if unexplained(interpretation, world, scope, ()) > _BESIDE:
        return ()  # “某方案里某规划什么时候发布” asks for another thing's date
    info, document = cued[0], world.documents[meant[0]]
    link = content_link(interpretation, iri=world.base + document.id, label=document.meta.title, type="Document", score=1.0)
    return (
        QueryPlan(
            form=Form.SELECT,
            kind=Kind.TEXT,
            patterns=(Pattern(Ref(world.base + document.id), info.iri, Var("x")),),
            reading=f"查《{document.meta.title}》的{info.label}",
            score=0.9,
            links=(link,),
            say="property",
            property=info.name,
        ),
    )


_BESIDE = 0.4  # share of the question that speaks of neither the document nor what is asked of it
_APPLIES = re.compile(r"(?:适用(?:于|范围[是为]?)?|专给|专门给|专为|只给|仅限于?|只限于?)(?P<place>[^的是有,，?？()（）]{2,20})")


def _areas(place: str, world: World) -> tuple[Lit, ...]:
    """The scopes of application, as written, that ``place`` names: 某地自贸区 is short for 某地自贸试验区."""
    rows = world.graph.select("SELECT DISTINCT ?area WHERE { ?w pol:appliesTo ?area } ORDER BY ?area")
    return tuple(Lit(row.text("area")) for row in rows if _is_short_for(fold(place), fold(row.text("area"))))


def _is_short_for(short: str, name: str) -> bool:
    """All characters of ``short`` stand in ``name`` in that order, its first two together."""
    rest = iter(name)
    return short[:2] in name and all(char in rest for char in short)


def applying_to(interpretation: Interpretation, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“只适用于某某试验区的是哪几条”: works whose scope of application names it."""
    match = _APPLIES.search(interpretation.folded)
    if match is None or not interpretation.has_property("appliesTo") or interpretation.intent not in {Intent.WHICH, Intent.COUNT}:
        return ()
    form, kind = form_of(interpretation)
    place = match["place"]
    areas = _areas(place, world)
    if not areas:
        return ()
    return (
        QueryPlan(
            form=form,
            kind=kind,
            patterns=(Pattern(Var("x"), pol("appliesTo"), Var("area")), *document_patterns(Var("x"), scope, world)),
            values=(*document_values(scope, world), (Var("area"), areas)),
            reading=f"查适用范围为“{place}”的措施",
            score=0.95,
            links=(),
            say="works",
            property="appliesTo",
        ),
    )
