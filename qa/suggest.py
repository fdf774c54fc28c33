"""Follow-up questions worth asking next, most useful first. None is offered that was not asked and answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from kg.ontology import pol
from kg.text import key
from qa.model import Answer, Outcome
from qa.sparql import iri
from qa.world import Node, World

MOST = 3
TRIED = 5  # suggestions that are asked before an answer goes out
REMEMBERED = 4096  # offers whose answers are kept
_NODES = 3  # of the answer and of the question, each


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    text: str
    document: str | None  # where it is enough to look whether it is answered; None: it must be asked of all documents


class Suggestions:
    """``ask``: the graph's answer to an offer; None when it has none. Asked once, for the same are offered time and again."""

    def __init__(self, world: World, ask: Callable[[Offer], Answer | None]) -> None:
        self._world = world
        self._ask = ask
        self._answers: dict[Offer, Answer | None] = {}

    def after(self, answer: Answer, near: Sequence[str]) -> tuple[str, ...]:
        """At most three; the graph answers each, and it tells something that is not told yet. ``near``: see ``likely``."""
        if answer.outcome in {Outcome.UNCLEAR, Outcome.OUT_OF_SCOPE}:
            return tuple(choice.question for choice in answer.choices[:MOST])
        offered: dict[str, Answer] = {}
        for offer in likely(answer, self._world, near):
            found = self._asked_once(offer)
            if found is not None and _news(found, (answer, *offered.values())):
                offered[offer.text] = found
            if len(offered) == MOST:
                break
        return tuple(offered)

    def _asked_once(self, offer: Offer) -> Answer | None:
        if offer not in self._answers:
            if len(self._answers) >= REMEMBERED:
                self._answers.clear()
            self._answers[offer] = self._ask(offer)
        return self._answers.get(offer)


def likely(answer: Answer, world: World, near: Sequence[str] = ()) -> tuple[Offer, ...]:
    """Questions from facts that the graph holds: about what was asked, then about what was answered, by turns.

    ``near``: what a refusal came close to. None of them is the question just asked to the letter.
    """
    asked = [k.iri for k in answer.links] or list(near)
    nodes = [
        [world.nodes[i] for i in dict.fromkeys(iris) if i in world.nodes][:_NODES]
        for iris in (asked, [v.iri for v in answer.values if v.iri])
    ]
    lists = [list(_offers(node, world)) for some in zip_longest(*nodes) for node in some if node is not None]
    found = {one.text: one for some in zip_longest(*lists) for one in some if one}
    return tuple(one for text, one in found.items() if text != answer.question)[:TRIED]


def _offers(node: Node, world: World) -> Iterator[Offer]:
    """A name that is nobody else's is answered alike in its own document and in all; so is a unit, whose works add up."""
    own = node.iri in world.units or world.by_key.get(key(node.label)) == (node.iri,)
    document = min(node.documents, default=None) if own else None
    return (Offer(text=text, document=document) for text in _about(node, world))


def _news(found: Answer, others: Sequence[Answer]) -> bool:
    """Does it ask and tell what none of the other answers does?"""
    return all(found.reading != other.reading and _told(found) != _told(other) for other in others)


def _told(answer: Answer) -> frozenset[str]:
    return frozenset(v.iri or v.label for v in answer.values) or frozenset(e.iri + str(e.start) for e in answer.evidence)


def _about(node: Node, world: World) -> Iterator[str]:
    name = node.label.strip("“”")
    this = iri(node.iri)
    asked: list[tuple[str, str]] = []
    if world.ontology.is_a(node.type, "Work"):
        asked = [
            (f"{this} {iri(pol('participant'))} ?x", f"“{name}”的配合单位有哪些？"),
            (f"{this} {iri(pol('lead'))} ?x", f"“{name}”由哪个部门牵头？"),
            (f"?c {iri(pol('columnOf'))} {this}", f"“{name}”附了哪个专栏？"),
            (f"{this} {iri(pol('deadline'))} ?x", f"“{name}”的完成时限是什么时候？"),
        ]
    elif node.iri in world.units:
        asked = [
            (f"?x {iri(pol('lead'))} {this}", f"{name}牵头哪些任务？"),
            (f"?x {iri(pol('participant'))} {this}", f"{name}配合哪些工作？"),
        ]
    elif node.type == "Target":
        yield from _other_targets(node, world)
    elif node.type == "Column":
        asked = [(f"?x {iri(pol('belongsToColumn'))} {this}", f"“{name}”包括哪几项？")]
    elif world.ontology.is_a(node.type, "Park") or world.ontology.is_a(node.type, "Platform"):
        asked = [(f"{this} {iri(pol('locatedIn'))} ?x", f"{name}在哪个城市？")]
    yield from (text for pattern, text in asked if world.graph.ask(f"ASK {{ {pattern} }}"))


def _other_targets(node: Node, world: World) -> Iterator[str]:
    """The same indicator in other years, then its neighbours."""
    own = world.goals.get(node.iri)
    if own is None:
        return
    beside = [t for t in world.targets if t.document == own.document and t.iri != own.iri]
    same = [t for t in beside if t.indicator == own.indicator]
    for target in [own, *same, *(t for t in beside if t.indicator != own.indicator and t.year == own.year)][:TRIED]:
        yield f"{target.year}年{target.indicator}的目标是多少？" if target.year else f"{target.indicator}的目标是多少？"
