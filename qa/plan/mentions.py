"""“哪几个城市要做大产业规模”: the named things of a class in the one clause that says what was asked."""

from __future__ import annotations

import re

from kg.model import Span
from kg.ontology import pol
from kg.text import fold, heal, key
from kg.vocabulary import PREDICATE, PREF_LABEL, SUBJECT
from qa.link import Linking, content_weights
from qa.model import Kind
from qa.passage import NAMED
from qa.plan.model import Form, Pattern, QueryPlan, Ref, Var
from qa.plan.roles import ROLES
from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.weigh import Sentence, grams, share, without_names
from qa.world import World

ENOUGH = 0.6  # share of the content that must stand in the clause
CERTAIN = 0.75  # the same where a unit is asked for: a work's attribution may be meant
NO_ROLE = {"由", "归"}  # cues that alone ask for no role: 由谁组建


def by_mention(interpretation: Interpretation, linking: Linking, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    asked = [w for w in interpretation.wanted if any(world.ontology.is_a(w, n) for n in NAMED if n != "Agent")]
    if (
        not asked
        or interpretation.wanted_span is None
        or interpretation.intent is not Intent.WHICH
        or interpretation.has_property(*ROLES)
    ):
        return ()
    best = _best_clause(interpretation, scope, world)
    if best is None or best[0] < ENOUGH:
        return ()
    fit, sentence, clause = best
    clause = _own_part(clause, sentence, linking, scope, world)
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
            apart=_already_said(linking, scope),
            reading=f"查原文这一句提到的{label}",
            score=0.3 + 0.6 * fit,
            links=(),
            say="mentioned",
            property=None,
            sentences=(sentence.number,),
            features=(("分句吻合", round(fit, 3)),),
        ),
    )


def agents_mentioned(interpretation: Interpretation, linking: Linking, scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """“办公室设在哪个部门”, “由哪两家联合组建”: units that the clause itself names, where no role is asked for."""
    asked = [w for w in interpretation.wanted if world.ontology.is_a(w, "Agent")]
    roles = {cue.word for cue in interpretation.properties if cue.name in ROLES}
    if not asked or interpretation.intent is not Intent.WHICH or interpretation.why or not roles <= NO_ROLE:
        return ()
    best = _best_clause(interpretation, scope, world, with_before=True)
    if best is None or best[0] < CERTAIN:
        return ()
    fit, sentence, clause = best
    said = set(_already_said(linking, scope))
    clause = _own_work(interpretation, clause, sentence, scope, world)
    text = heal(world.documents[sentence.document].text, clause).text
    kinds = {c for w in asked for c in world.ontology.classes if world.ontology.is_a(c, w)} | (
        {"Department", "Institution", "Enterprise"} if set(asked) & {"Agent", "Department"} else set()
    )
    units = tuple(iri for iri in _named_in(text, sentence.document, kinds, world) if Ref(iri) not in said)
    if not units or not _predicate_stands(interpretation, text):
        return ()
    return (
        QueryPlan(
            form=Form.SELECT,
            kind=Kind.ENTITIES,
            patterns=(),
            values=((Var("x"), tuple(Ref(iri) for iri in units)),),
            types=tuple(sorted(pol(c) for c in kinds)),
            reading="查原文这一句提到的单位",
            score=0.4 + 0.7 * fit,
            links=(),
            say="mentioned",
            property=None,
            sentences=(sentence.number,),
            features=(("分句吻合", round(fit, 3)),),
        ),
    )


def _own_work(interpretation: Interpretation, clause: Span, sentence: Sentence, scope: Scope, world: World) -> Span:
    """“乙”（甲）、“丁”（丙）: of several works that the clause gives to units, the one that was asked about."""
    given = [w for w in world.works if w.document == sentence.document and w.attributed and clause.contains(w.span)]
    if len(given) < 2:
        return clause
    weights = without_names(content_weights(interpretation, world, scope.spans), world.named_by[sentence.document])
    text = world.documents[sentence.document].text
    return max((work.span for work in given), key=lambda span: share(weights, frozenset(grams(heal(text, span).text))))


_DOES = re.compile("[的呢啊呀吗?？。,，的是了来去]")


def _predicate_stands(interpretation: Interpretation, clause: str) -> bool:
    """What is said of the unit asked for (设在…, …联合组建) stands in the clause, not only the thing it is said of."""
    noun = interpretation.wanted_span or interpretation.interrogative
    if noun is None:
        return False
    behind = _DOES.sub("", interpretation.folded[noun.end :])
    if len(behind) >= 2:
        return any(gram in clause for gram in grams(behind))
    before = interpretation.folded[: (interpretation.interrogative or noun).start]
    return bool(re.search("(?:设在|设于|挂靠在?|依托|隶属于?|落在|放在)$", before)) and before[-2:-1] in clause


def _named_in(text: str, document: str, kinds: set[str], world: World) -> tuple[str, ...]:
    """Nodes of the document and of ``kinds`` that ``text`` names, the longest names first, each place once."""
    folded, found = key(text), []
    taken = [False] * len(folded)
    names = sorted(
        (
            (key(name), node.iri)
            for node in world.nodes.values()
            if node.type in kinds and (document in node.documents or node.iri.startswith(f"{world.base}org/国家/"))
            for name in (node.label, *node.aliases)
        ),
        key=lambda pair: (-len(pair[0]), pair),
    )
    for name, iri in names:
        at = folded.find(name) if len(name) > 2 else -1
        while at >= 0:
            if not any(taken[at : at + len(name)]):
                taken[at : at + len(name)] = [True] * len(name)
                found.append((at, iri))
            at = folded.find(name, at + 1)
    return tuple(dict.fromkeys(iri for _, iri in sorted(found)))


def _already_said(linking: Linking, scope: Scope) -> tuple[Ref, ...]:
    """What the question names itself is no answer to it."""
    named = {k.iri for m in linking.mentions if not any(s.contains(m.span) for s in scope.spans) for k in m.links}
    return tuple(Ref(iri) for iri in sorted(named))


def _best_clause(
    interpretation: Interpretation, scope: Scope, world: World, *, with_before: bool = False
) -> tuple[float, Sentence, Span] | None:
    """The clause that carries most of what is asked, with that share.

    ``with_before``: the clause in front may name what it speaks of: 成立领导小组，【办公室设在…】.
    """
    drop = [*scope.spans, *([interpretation.wanted_span] if interpretation.wanted_span else [])]
    weights = content_weights(interpretation, world, drop)
    best: tuple[float, Sentence, Span] | None = None
    for document in world.documents:
        if not scope.admits(document):
            continue
        own = without_names(weights, world.named_by[document])
        for number, cover in world.weights.cover(own, document).items():
            sentence = world.sentences[number]
            if sentence.document != document or cover < ENOUGH:
                continue
            before: frozenset[str] = frozenset()
            for clause in _clauses(sentence, world):
                here = frozenset(grams(heal(world.documents[document].text, clause).text))
                fit = share(own, here) + (0.95 * share(own, before - here) if with_before else 0.0)
                before = here
                if best is None or fit > best[0]:
                    best = (fit, sentence, clause)
    return best


def _own_part(clause: Span, sentence: Sentence, linking: Linking, scope: Scope, world: World) -> Span:
    """“甲市建A园、乙市建B园” asked of 甲市: the part between 、 that holds the name and more, when only one does."""
    text = world.documents[sentence.document].text
    names = [fold(m.text) for m in linking.mentions if m.links and not any(s.contains(m.span) for s in scope.spans)]
    parts, start = [], clause.start
    for match in re.finditer("、", text[clause.start : clause.end]):
        parts.append(Span(start, clause.start + match.start()))
        start = clause.start + match.end()
    parts.append(Span(start, clause.end))
    own = [p for p in parts if any(n in fold(text[p.start : p.end]) and len(p) > len(n) + 4 for n in names)]
    return own[0] if len(own) == 1 and len(parts) > 1 else clause


def _clauses(sentence: Sentence, world: World) -> list[Span]:
    text = world.documents[sentence.document].text
    found, start = [], sentence.span.start
    for match in re.finditer("[，,；;]", text[sentence.span.start : sentence.span.end]):
        found.append(Span(start, sentence.span.start + match.end()))
        start = sentence.span.start + match.end()
    found.append(Span(start, sentence.span.end))
    return [span for span in found if len(span) > 2]
