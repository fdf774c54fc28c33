"""“那X呢”: the last question with X in the place of what it asked about.

Only where X can stand there: a unit for a unit, a place for a place, other words for those that name a work or an indicator.
"""

from __future__ import annotations

import re

from kg.text import fold, key
from qa import words
from qa.dialogue import Turn
from qa.scope import scope
from qa.world import World

# where the words that name a work or an indicator end
_PREDICATE = re.compile(
    r"(?:[,，])?(?:是|的|应该?|要|主要|到底|究竟)*(?:[由归](?:谁|哪|什么|几)|谁|(?:牵头|配合|参与|负责|责任|主办|协办)(?:单位|部门|的|哪|了)"
    r"|有?哪|目标|完成时限|时限|(?:要|将|会|能|计划)?(?:达到?|突破|超过|实现)|是?有?多少|什么时候|何时|怎么|如何|有?什么|几[个项家]|[^,，]{2,14}(?:牵头|参与|配合|负责)吗)"
)
_LED = re.compile(r"^(?:由)?(?:谁|哪个(?:部门|单位)|哪些(?:部门|单位))(?:来)?(?:牵头|负责|配合|参与|管|承担|抓)")
_LEAD_IN = re.compile(r"^(?:请问|那么?|在|到|至|[里中上的,，]|(?:19|20)\d\d年?底?前?)+")


def year_changed(turn: Turn, year: str, world: World) -> str | None:
    """The last question of another year; None when it was not about a year or a number."""
    spans = scope(fold(turn.question), world.document_names).spans
    for match in reversed(list(words.YEAR.finditer(fold(turn.question)))):
        if not any(s.start <= match.start() < s.end for s in spans):
            return turn.question[: match.start("year")] + year + turn.question[match.end("year") :]
    if any(v.year is not None or v.type == "Target" for v in turn.values):
        return f"{year}年{turn.question}"
    return None


def substituted(what: str, turn: Turn, world: World) -> str | None:
    """None when ``what`` fits no place of the last question."""
    iris = world.by_key.get(key(what), ())
    organs = [o for o in world.names.organs(what) if o.end - o.start >= len(what) - 1]
    if organs or any(iri in world.units or world.is_a(iri, "Department") for iri in iris):
        return _unit(what, turn, world)
    if _is_place(what, world):
        return _place(what, turn, world)
    if any(world.is_a(iri, "Work") for iri in iris):
        return _content(what, turn, world) or f"“{what}”的责任单位有哪些？"
    for link in turn.links:
        if any(world.ontology.is_a(world.nodes[iri].type, link.type) for iri in iris) and link.type != "Target":
            for name in (link.mention, link.label, link.label.strip("“”")):
                if len(name) > 1 and name in turn.question:
                    return turn.question.replace(name, what, 1)
    if iris and not any(world.is_a(iri, "Target") for iri in iris) and not _about_work(turn, world):
        return f"“{what}”是什么？"
    return _content(what, turn, world)


def _about_work(turn: Turn, world: World) -> bool:
    return any(world.ontology.is_a(link.type, "Work") or link.type == "Target" for link in turn.links)


def _unit(what: str, turn: Turn, world: World) -> str | None:
    """For the unit that was asked about; else: does it take part in the work that was asked about?"""
    organs = world.names.organs(fold(turn.question))
    if organs:
        return turn.question[: organs[0].start] + what + turn.question[organs[0].end :]
    for link in turn.links:
        if link.iri in world.units and len(link.mention) > 1 and link.mention in turn.question:
            return turn.question.replace(link.mention, what, 1)
    work = next((k.label for k in turn.links if world.ontology.is_a(k.type, "Work")), None)
    return f"“{work.strip('“”')}”，{what}参与吗？" if work else None


def _is_place(what: str, world: World) -> bool:
    named = any(m.end - m.start == len(what) for m in world.names.regions(what))
    return named or any(what in d.short_regions for d in world.document_names)


def _place(what: str, turn: Turn, world: World) -> str | None:
    asked = fold(turn.question)
    for region in world.names.regions(asked):
        return turn.question[: region.start] + what + turn.question[region.end :]
    for short in sorted({s for d in world.document_names for s in d.short_regions}, key=lambda s: (-len(s), s)):
        if short in asked:
            return turn.question[: asked.index(short)] + what + turn.question[asked.index(short) + len(short) :]
    return None


def _content(what: str, turn: Turn, world: World) -> str | None:
    """For the words that name the work or the indicator, of which nothing is left standing."""
    asked = fold(turn.question)
    start = max((s.end for s in scope(asked, world.document_names).spans if s.start <= 12), default=0)
    if lead := _LEAD_IN.match(asked[start:]):
        start += lead.end()
    if led := _LED.match(asked[start:]):
        begin, end = start + led.end(), len(asked.rstrip("?？。 "))
    else:
        predicate = _PREDICATE.search(asked, start + 1)
        if predicate is None:
            return None
        begin, end = start, predicate.start()
    slot = asked[begin:end]
    if len(slot) < 2 or world.names.organs(slot):
        return None
    if any(short in what for d in world.document_names for short in d.short_regions) or world.names.regions(what):
        return what + turn.question[end:]  # “云泽的智慧冷链”: it names its own document
    return turn.question[:begin] + what + turn.question[end:]
