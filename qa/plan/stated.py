"""“写明由某单位牵头的”: only leads that the text states count, none that custom takes for granted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg.ontology import pol
from kg.text import fold
from kg.vocabulary import OBJECT, PREDICATE, SUBJECT
from qa.plan.model import Lit, Pattern, QueryPlan, Ref, Var
from qa.scope import Scope
from qa.understand import Interpretation
from qa.world import World

# folded
_ASKED = re.compile(
    "(?:写明|写着|写了|标明|注明|载明|明文|点明)|明确(?:写|规定|指定|指出|提出|标|说|要求)?(?:了)?(?:是|要|应)?由|明确(?:为|是)?牵头|明确写"
)
_WORD = re.compile("牵头|主办|主抓|打头")


def is_asked(interpretation: Interpretation) -> bool:
    """Looks at the whole question: 文件里写明 may be taken for the document's name."""
    return bool(_ASKED.search(fold(interpretation.text)))


def only(plans: Sequence[QueryPlan], scope: Scope, world: World) -> tuple[QueryPlan, ...]:
    """Each plan for what units lead, held to what is stated; where none is, to the convention that the document declares."""
    found: list[QueryPlan] = []
    for plan in plans:
        led = [p for p in plan.patterns if p.predicate == pol("lead") and p.subject == plan.select]
        units = [p.object.iri for p in led if isinstance(p.object, Ref)]
        if len(units) != len(led) or not led:
            found.append(plan)
            continue
        meant = {w.iri for w in world.works if scope.admits(w.document)}
        works = [_works(unit, world) for unit in units]
        written = meant.intersection(*(one for one, _ in works))
        agreed = meant.intersection(*(other for _, other in works))
        found.append(_held(plan, led, written or agreed, "文件约定" if agreed and not written else "原文写明"))
    return tuple(found)


def is_stated(work: str, unit: str, world: World) -> bool:
    return any(work in works for works in _works(unit, world))


def _works(unit: str, world: World) -> tuple[set[str], set[str]]:
    """Works that the unit leads by a word of the text, and those that it leads by a declared convention."""
    rows = world.graph.select(
        "SELECT ?u ?w ?b ?q WHERE { ?r pol:unit ?u ; pol:role 'lead' ; pol:work ?w ; pol:basis ?b ; pol:exact ?q }"
    )
    found = [(r.text("w"), r.text("b"), bool(_WORD.search(r.text("q")))) for r in rows if r.text("u") == unit]
    written = {w for w, basis, word in found if basis == "stated" or (basis == "equal" and word)}
    return written, {w for w, basis, _ in found if basis == "convention"}


def _held(plan: QueryPlan, led: Sequence[Pattern], works: set[str], how: str) -> QueryPlan:
    """``plan`` with the basis of every lead as a condition; a query without works has no rows."""
    patterns = list(plan.patterns)
    values = list(plan.values)
    for index, pattern in enumerate(led):
        fact, basis = Var(f"f{index}"), Var(f"basis{index}")
        patterns += [
            Pattern(fact, SUBJECT, pattern.subject),
            Pattern(fact, PREDICATE, Ref(pattern.predicate)),
            Pattern(fact, OBJECT, pattern.object),
            Pattern(fact, pol("basis"), basis),
        ]
        values.append((basis, (Lit("stated"), Lit("equal"), Lit("convention"))))
    values.append((plan.select, tuple(Ref(work) for work in sorted(works))))
    return replace(plan, patterns=tuple(patterns), values=tuple(values), reading=plan.reading.replace("查", f"查{how}", 1))
