"""The shortest connection between two nodes of a graph. Pure: strings and tuples, no store.

Going through a hub proves little (“各地区” takes part in everything), so a busy node costs as much as further steps. What is
cheapest wins; then what has fewer steps; then what goes through less busy nodes; then the order of the names. The same graph
gives the same path, whatever order its edges come in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

MOST_STEPS: Final = 6
BUSY: Final = 24  # neighbours from which on a node is a hub
DETOUR: Final = 2  # further steps that are worth avoiding a hub


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Edge:
    """A directed statement. Connections follow it either way."""

    source: str
    target: str
    property: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Edges by node, read once."""

    neighbours: Mapping[str, tuple[str, ...]]
    edges: Mapping[tuple[str, str], tuple[Edge, ...]]  # pair in alphabetical order → what is said between them

    @classmethod
    def of(cls, edges: Iterable[Edge]) -> Links:
        beside: dict[str, set[str]] = defaultdict(set)
        between: dict[tuple[str, str], set[Edge]] = defaultdict(set)
        for edge in edges:
            if edge.source != edge.target:
                beside[edge.source].add(edge.target)
                beside[edge.target].add(edge.source)
                between[_pair(edge.source, edge.target)].add(edge)
        return cls(
            neighbours={node: tuple(sorted(found)) for node, found in beside.items()},
            edges={pair: tuple(sorted(found)) for pair, found in between.items()},
        )

    def between(self, one: str, other: str) -> tuple[Edge, ...]:
        return self.edges.get(_pair(one, other), ())

    def toll(self, node: str) -> int:
        return DETOUR if len(self.neighbours.get(node, ())) >= BUSY else 0


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


# A way so far: its cost, its steps, the neighbours of the nodes it goes through, its nodes. Less is better, in this order.
_Way = tuple[int, int, int, tuple[str, ...]]


def shortest(
    links: Links, start: str, goal: str, *, most: int = MOST_STEPS, without: Collection[str] = ()
) -> tuple[str, ...] | None:
    """The nodes of the best connection of at most ``most`` steps, both ends included; None where there is none.

    ``without``: nodes it must not go through (the ends may be among them).
    """
    if start == goal:
        return (start,)
    barred = frozenset(without) - {start, goal}
    layer: dict[str, _Way] = {start: (0, 0, 0, (start,))}  # breadth first: the best way to each node in exactly n steps
    best: _Way | None = None
    for _ in range(most):
        layer = _next(links, layer, barred, goal)
        arrived = layer.pop(goal, None)
        if arrived is not None and (best is None or arrived < best):
            best = arrived
        if best is not None:
            layer = {node: way for node, way in layer.items() if way[0] < best[0]}
    return None if best is None else best[3]


def _next(links: Links, layer: Mapping[str, _Way], barred: Collection[str], goal: str) -> dict[str, _Way]:
    found: dict[str, _Way] = {}
    for node, (cost, steps, busy, nodes) in layer.items():
        for neighbour in links.neighbours.get(node, ()):
            if neighbour in barred or neighbour in nodes:
                continue
            through = () if neighbour == goal else links.neighbours[neighbour]
            toll = 0 if neighbour == goal else links.toll(neighbour)
            way = (cost + 1 + toll, steps + 1, busy + len(through), (*nodes, neighbour))
            if neighbour not in found or way < found[neighbour]:
                found[neighbour] = way
    return found
