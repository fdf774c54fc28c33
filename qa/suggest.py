"""Follow-up questions that this generation can answer: each is made from a fact that was just checked in the graph."""

from __future__ import annotations

from kg.ontology import pol
from qa.model import Answer, Outcome
from qa.sparql import iri
from qa.world import Node, World

MOST = 3


def suggestions(answer: Answer, world: World) -> tuple[str, ...]:
    """At most three, none of them the question just asked."""
    nodes = [world.nodes[i] for i in dict.fromkeys((*_values(answer), *(k.iri for k in answer.links))) if i in world.nodes]
    if answer.outcome is Outcome.UNCLEAR:
        return tuple(choice.question for choice in answer.choices[:MOST])
    found: dict[str, None] = {}
    for node in nodes[:4]:
        for text in _about(node, world):
            if text != answer.question:
                found[text] = None
    return tuple(found)[:MOST]


def _values(answer: Answer) -> tuple[str, ...]:
    return tuple(v.iri for v in answer.values[:2] if v.iri)


def _about(node: Node, world: World) -> list[str]:
    name = node.label.strip("“”")
    this = iri(node.iri)
    asked: list[tuple[str, str]] = []
    if world.ontology.is_a(node.type, "Work"):
        asked = [
            (f"{this} {iri(pol('lead'))} ?x", f"“{name}”由哪个部门牵头？"),
            (f"{this} {iri(pol('participant'))} ?x", f"“{name}”的配合单位有哪些？"),
            (f"?c {iri(pol('columnOf'))} {this}", f"“{name}”附了哪个专栏？"),
        ]
    elif node.iri in world.units:
        asked = [
            (f"?x {iri(pol('lead'))} {this}", f"{name}牵头哪些任务？"),
            (f"?x {iri(pol('participant'))} {this}", f"{name}配合哪些工作？"),
        ]
    elif node.type == "Column":
        asked = [(f"?x {iri(pol('belongsToColumn'))} {this}", f"“{name}”包括哪几项？")]
    elif world.ontology.is_a(node.type, "Park") or world.ontology.is_a(node.type, "Platform"):
        asked = [(f"{this} {iri(pol('locatedIn'))} ?x", f"{name}在哪个城市？")]
    return [text for pattern, text in asked if world.graph.ask(f"ASK {{ {pattern} }}")]
