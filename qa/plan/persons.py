"""People that a table names beside its works (责任领导, 责任人): what is somebody's, and whose something is.

Only names that the graph has as such are known; a name in prose is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kg.ontology import pol
from kg.text import fold
from qa.link import content_link
from qa.model import Kind
from qa.plan.model import Form, Lit, Pattern, QueryPlan, Ref, Var
from qa.plan.roles import document_patterns, document_values
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.works import WorkLink
from qa.world import World

PROPERTY = "responsiblePerson"
_APART = re.compile(r"[、,，;；/\s]+")
_RANK = "(?:同志|先生|女士|(?:副?(?:省|市|区|县|州|旗|镇|乡|街道|局|处|科|部)?(?:长|主任|书记|局长|处长|科长|部长|主席|秘书长)))?"
_DOES = "(?:负责|分管|主管|牵头|包保|包联|联系|挂钩|主抓|抓|管|承担|负)"
_CALLED = "(?:领导|责任人|负责人|联系人)(?:是|为|叫|写的?是)?"
_GIVEN = "SELECT DISTINCT ?w ?p WHERE { GRAPH ?g { ?w pol:responsiblePerson ?p } } ORDER BY ?p ?w"
_ALIKE = 0.95  # of the best work's score
_LEAST = 0.35  # share of the question's content that a work must carry to be the one that is asked about


def _people(scope: Scope, world: World) -> Mapping[str, tuple[str, ...]]:
    """Each name → the texts (a cell may list several) in which the documents of ``scope`` give it."""
    found: dict[str, list[str]] = {}
    for row in world.graph.select(_GIVEN):
        work = row.text("w")
        if scope.documents and not any(work.startswith(f"{world.base}{document}/") for document in scope.documents):
            continue
        for name in _APART.split(row.text("p")):
            if len(name) > 1 and row.text("p") not in found.setdefault(name, []):
                found[name].append(row.text("p"))
    return {name: tuple(texts) for name, texts in found.items()}


def is_asked(interpretation: Interpretation) -> bool:
    """“…的责任领导是谁”."""
    return interpretation.intent is Intent.WHICH and interpretation.has_property(PROPERTY)


def works_of(interpretation: Interpretation, scope: Scope, world: World) -> Iterator[QueryPlan]:
    """“王某某负责哪些任务”, “责任领导是王某某的有几项”: the works that name the person."""
    if interpretation.intent not in {Intent.WHICH, Intent.COUNT, Intent.HOW}:
        return
    for name, texts in _people(scope, world).items():
        said = re.escape(fold(name))
        if not re.search(f"{said}{_RANK}{_DOES}|{_CALLED}{said}", interpretation.folded):
            continue
        counting = interpretation.intent is Intent.COUNT
        yield QueryPlan(
            form=Form.COUNT if counting else Form.SELECT,
            kind=Kind.NUMBER if counting else Kind.ENTITIES,
            patterns=(Pattern(Var("x"), pol(PROPERTY), Var("p")), *document_patterns(Var("x"), scope, world)),
            values=((Var("p"), tuple(map(Lit, texts))), *document_values(scope, world)),
            reading=f"查{name}负责的工作" + ("有几项" if counting else ""),
            score=0.97,
            links=(),
            say="count_works" if counting else "works",
            property=PROPERTY,
        )


def of_works(interpretation: Interpretation, works: Sequence[WorkLink], world: World) -> Iterator[QueryPlan]:
    """“…的责任领导是谁”: the person of the best work, and of those that fit as well; none where it names nobody."""
    named = {row.text("w") for row in world.graph.select(_GIVEN)}
    for found in works[:4]:
        if found.work.iri not in named or found.score < max(_LEAST, _ALIKE * works[0].score):
            return
        title = found.work.title.strip("“”")
        link = content_link(interpretation, iri=found.work.iri, label=title, type=found.work.type, score=found.score)
        yield QueryPlan(
            form=Form.SELECT,
            kind=Kind.TEXT,
            patterns=(Pattern(Ref(found.work.iri), pol(PROPERTY), Var("x")),),
            reading=f"查“{title}”的责任领导",
            score=found.score,
            links=(link,),
            say="property",
            property=PROPERTY,
            features=(("内容吻合", round(found.score, 3)), ("标题吻合", round(found.title_share, 3))),
        )
