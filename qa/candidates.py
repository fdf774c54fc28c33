"""Every plan that a reading allows, best first: the one place that lists the families of questions."""

from __future__ import annotations

from collections.abc import Sequence

from qa.plan import (
    claims,
    contents,
    counts,
    deadlines,
    duties,
    facts,
    groups,
    holding,
    hops,
    listing,
    mentions,
    ordinals,
    partners,
    persons,
    responsibility,
    roles,
    schema,
    stated,
    targets,
)
from qa.plan.model import QueryPlan
from qa.reader import Reading
from qa.sparql import check
from qa.understand import Intent
from qa.world import World


def candidates(reading: Reading, world: World, least: float) -> tuple[QueryPlan, ...]:
    """Sound plans (every term is in the ontology) that score at least ``least``, best first, in a fixed order."""
    interpretation, linking, where = reading.interpretation, reading.linking, reading.scope
    found: list[QueryPlan] = []
    if partners.is_asked(interpretation):  # whatever leaves that out answers something else
        return _sound(tuple(partners.without_partners(interpretation, linking, where, world)), world, least)
    if persons.is_asked(interpretation) and (
        whose := _sound(tuple(persons.of_works(interpretation, reading.works, world)), world, least)
    ):
        return whose  # a unit is no person
    found.extend(persons.works_of(interpretation, where, world))
    asked = roles.read_roles(interpretation, linking)
    if asked is not None:
        found.extend(responsibility.most(interpretation, asked, where, world))
        found.extend(duties.more(interpretation, asked, where, world))
        if interpretation.intent is not Intent.BOOLEAN:
            found.extend(responsibility.not_led_by(interpretation, asked, where, world))
        enough = [w for w in reading.works if w.score >= least and roles.does(interpretation, w.work, world)]
        found.extend(hops.works_of_holders(interpretation, enough, where, world))
        if interpretation.intent is Intent.BOOLEAN or duties.is_choice(interpretation, asked):
            found.extend(duties.yes_no(interpretation, asked, enough, world))
        elif asked.wants_agents and ordinals.is_numbered(interpretation, where, world):
            return _sound(ordinals.units_of(interpretation, asked, where, world), world, least)
        elif asked.wants_agents and interpretation.intent in {Intent.WHICH, Intent.COUNT}:
            found.extend(responsibility.forward(interpretation, asked, enough, reading.content, world))
            found.extend(hops.shared_works(interpretation, asked, where, world))
        elif linking.agents and asked.wants_works:
            led = responsibility.reverse(interpretation, asked, linking, where, world)
            found.extend(stated.only(led, where, world) if stated.is_asked(interpretation) else led)
    else:
        found.extend(holding.done_by(interpretation, linking, [w for w in reading.works if w.score >= least], world))
    found.extend(claims.yes_no(interpretation, where, world))
    found.extend(claims.difference(interpretation, where, world))
    found.extend(facts.yes_no(interpretation, where, world))
    found.extend(schema.yes_no(interpretation, linking, where, world))
    found.extend(ordinals.by_number(interpretation, linking, where, world))
    found.extend(listing.applying_to(interpretation, where, world))
    found.extend(listing.about_document(interpretation, where, world))
    found.extend(schema.by_property(interpretation, linking, where, world))
    found.extend(groups.by_group(interpretation, linking, where, world))
    found.extend(contents.works_about(interpretation, linking, where, world))
    found.extend(mentions.agents_mentioned(interpretation, linking, where, world))
    found.extend(mentions.by_mention(interpretation, linking, where, world))
    found.extend(counts.once_each(listing.by_class(interpretation, linking, where, world), world))
    found.extend(deadlines.when(interpretation, linking, reading.works, world))
    found.extend(deadlines.until(interpretation, linking, where, world))
    found.extend(targets.by_target(interpretation, where, world))
    return _sound(found, world, least)


def _sound(found: Sequence[QueryPlan], world: World, least: float) -> tuple[QueryPlan, ...]:
    sound = [p for p in found if not check(p, world.ontology) and p.score >= least]
    return tuple(sorted(sound, key=lambda p: (-p.score, p.reading)))
