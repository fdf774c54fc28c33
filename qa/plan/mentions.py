"""“哪几个城市要做大产业规模”: the named things of a class in the one clause that says what was asked."""

from __future__ import annotations

import re

from kg.model import Span
from kg.ontology import pol
from kg.text import heal
from kg.vocabulary import PREDICATE, PREF_LABEL, SUBJECT
from qa.link import content_weights
from qa.model import Kind
from qa.passage import NAMED
from qa.plan.model import Form, Pattern, QueryPlan, Ref, Var
from qa.plan.roles import ROLES
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.weigh import Sentence, grams, share, without_names
from qa.world import World

ENOUGH = 0.6  # share of the content that must stand in the clause


def by_mention(interpretation: Interpretation, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    asked = [w for w in interpretation.wanted if any(world.ontology.is_a(w, n) for n in NAMED if n != "Agent")]
    if (
        not asked
        or interpretation.wanted_span is None
        or interpretation.intent is not Intent.WHICH
        or interpretation.has_property(*ROLES)
    ):
        return ()
    weights = content_weights(interpretation, world, [*scope.spans, interpretation.wanted_span])
    best: tuple[float, Sentence, Span] | None = None
    for document in world.documents:
        if not scope.admits(document):
            continue
        own = without_names(weights, world.named_by[document])
        for number, cover in world.weights.cover(own, document).items():
            sentence = world.sentences[number]
            if cover < ENOUGH:
                continue
            for clause in _clauses(sentence, world):
                fit = share(own, frozenset(grams(heal(world.documents[document].text, clause).text)))
                if best is None or fit > best[0]:
                    best = (fit, sentence, clause)
    if best is None or best[0] < ENOUGH:
        return ()
    fit, sentence, clause = best
    label = world.ontology.classes[asked[0]].label
    return (
        QueryPlan(
            form=Form.SELECT,
            kind=Kind.ENTITIES,
            patterns=(
                Pattern(Var("f"), SUBJECT, Var("x")),
                Pattern(Var("f"), PREDICATE, Ref(PREF_LABEL)),
                Pattern(Var("f"), pol("inDocument"), Ref(world.base + sentence.document)),
                Pattern(Var("f"), pol("start"), Var("at")),
            ),
            between=((Var("at"), clause.start, clause.end),),
            types=tuple(sorted(pol(c) for c in world.ontology.meant_by(asked[0]) if c in world.ontology.classes)),
            reading=f"查原文这一句提到的{label}",
            score=0.3 + 0.6 * fit,
            links=(),
            say="mentioned",
            property=None,
            sentences=(sentence.number,),
            features=(("分句吻合", round(fit, 3)),),
        ),
    )


def _clauses(sentence: Sentence, world: World) -> list[Span]:
    text = world.documents[sentence.document].text
    found, start = [], sentence.span.start
    for match in re.finditer("[，,；;]", text[sentence.span.start : sentence.span.end]):
        found.append(Span(start, sentence.span.start + match.end()))
        start = sentence.span.start + match.end()
    found.append(Span(start, sentence.span.end))
    return [span for span in found if len(span) > 2]
