"""From a proved row to the very characters: statements of its triples, quoted, de-duplicated, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.model import Document, Span
from kg.ontology import pol
from kg.store import Ref as StoredIri
from qa.model import Evidence
from qa.plan.model import Lit, Pattern, QueryPlan, Ref, Term, Var
from qa.sparql import iri, render_bindings, statements_of
from qa.world import World

MOST_QUOTED = 40  # evidences an answer carries at most

Triple = tuple[str, str, Term]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The statements behind an answer."""

    evidence: tuple[Evidence, ...]
    confidence: float
    bases: dict[tuple[str, str], str]  # (subject, object IRI) → basis


def quote(document: Document, span: Span, source: str) -> Evidence:
    """An evidence that quotes ``span`` to the letter."""
    passage = document.passage_at(span.start)
    section = passage.section if passage else document.section_at(span.start).id
    path = " / ".join(s.caption for s in document.path(section))
    return Evidence(
        document=document.id,
        title=document.meta.title,
        section=path,
        text=document.quote(span),
        start=span.start,
        end=span.end,
        iri=source,
    )


def _ground(pattern: Pattern, bound: dict[str, Term]) -> Triple | None:
    def fill(value: Term) -> Term | None:
        if isinstance(value, Var):
            return bound.get(value.name)
        return value

    subject, obj = fill(pattern.subject), fill(pattern.object)
    if not isinstance(subject, Ref) or obj is None:
        return None
    return subject.iri, pattern.predicate, obj


def _typed(triple: Triple | None, world: World) -> Triple | None:
    """A date is stored as one: as plain text it would match no statement."""
    if triple is None or not isinstance(triple[2], Lit):
        return triple
    info = next((p for p in world.ontology.properties.values() if p.iri == triple[1]), None)
    dated = info is not None and (info.range or "").endswith("date")
    return (triple[0], triple[1], Lit(triple[2].value, "date")) if dated else triple


def triples_of(plan: QueryPlan, world: World) -> list[Triple]:
    """The plan's patterns with every row of its bindings filled in."""
    found: dict[Triple, None] = {}
    if not plan.patterns:
        return []
    for row in world.graph.select(render_bindings(plan)):
        bound: dict[str, Term] = {name: Ref(row.iri(name)) for name in row.names if isinstance(row[name], StoredIri)}
        bound |= {name: Lit(row.text(name)) for name in row.names if type(row[name]) is str}
        for pattern in plan.patterns:
            triple = _typed(_ground(pattern, bound), world)
            if triple and pattern.predicate != pol("inDocument"):
                found[triple] = None
    return list(found)


def prove(triples: Sequence[Triple], world: World) -> Proof:
    found: dict[tuple[str, int, int], Evidence] = {}
    bases: dict[tuple[str, str], str] = {}
    confidences: list[float] = []
    for start in range(0, len(triples), 200):
        for row in world.graph.select(statements_of(list(triples[start : start + 200]))):
            document = world.documents[row.text("doc").removeprefix(world.base)]
            span = Span(int(row.text("start")), int(row.text("end")))
            place = (document.id, span.start, span.end)
            if len(span) and place not in found:
                found[place] = quote(document, span, row.text("f"))
            confidences.append(float(row.text("confidence")))
            if row["basis"] is not None:
                bases[(row.text("s"), row.text("o"))] = row.text("basis")
    ordered = sorted(found.values(), key=lambda e: (e.document, e.start, e.end))
    return Proof(evidence=tuple(ordered[:MOST_QUOTED]), confidence=min(confidences, default=1.0), bases=bases)


def quote_sentence(number: int, world: World) -> Evidence:
    sentence = world.sentences[number]
    return quote(world.documents[sentence.document], sentence.span, f"{world.base}{sentence.document}/passage/{sentence.passage}")


def own_place(nodes: Iterable[str], world: World) -> tuple[Evidence, ...]:
    """Quotations for nodes that carry their own place (targets), or the first statement that mentions them."""
    found: dict[tuple[str, int, int], Evidence] = {}
    wanted = list(nodes)
    if not wanted:
        return ()
    values = " ".join(iri(n) for n in wanted)
    rows = world.graph.select(
        f"SELECT ?n ?doc ?start ?end WHERE {{ VALUES ?n {{ {values} }} ?n pol:start ?start ; pol:end ?end ; pol:exact ?q ;"
        " pol:inDocument ?doc }"
    )
    seen: set[str] = set()
    statements = world.graph.select(
        f"SELECT ?n ?doc ?start ?end WHERE {{ VALUES ?n {{ {values} }} {{ ?f rdf:object ?n }} UNION {{ ?f rdf:subject ?n }}"
        f" ?f rdf:predicate ?p ; pol:start ?start ; pol:end ?end ; pol:inDocument ?doc }} ORDER BY ?n ?doc ?start"
    )
    titles = world.graph.select(
        f"SELECT ?n ?doc ?start ?end WHERE {{ VALUES ?n {{ {values} }} ?f rdf:subject ?n ; rdf:predicate skos:prefLabel ;"
        " pol:start ?start ; pol:end ?end ; pol:inDocument ?doc } ORDER BY ?n ?doc ?start"
    )
    for row in (*rows, *titles, *statements):
        node = row.text("n")
        if node in seen:
            continue
        seen.add(node)
        document = world.documents[row.text("doc").removeprefix(world.base)]
        span = Span(int(row.text("start")), int(row.text("end")))
        if len(span):
            found[(document.id, span.start, span.end)] = quote(document, span, node)
    return tuple(sorted(found.values(), key=lambda e: (e.document, e.start, e.end))[:MOST_QUOTED])
