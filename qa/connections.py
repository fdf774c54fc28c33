"""How two entities hang together: the shortest chain of statements between them, each with the sentences that prove it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from threading import Lock
from typing import Final

from kg.errors import NotFound
from kg.model import Span
from kg.ontology import POL, pol
from qa.evidence import quote
from qa.model import Evidence
from qa.rows import Connection, ConnectionStep, GraphEdge, GraphNode
from qa.shortest import MOST_STEPS, Edge, Links, shortest
from qa.sparql import iri
from qa.world import World

_SAID_TWICE: Final = frozenset({pol("responsible")})  # lead and participant say it, and say more
MOST_QUOTED: Final = 3  # sentences of one edge


class Connections:
    """Over what the documents state: an edge without a sentence (where a task stands, say) connects nothing."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._links: Links | None = None
        self._lock = Lock()

    def between(self, start: str, goal: str, without: Collection[str] = ()) -> Connection:
        """``start`` and ``goal``: IRIs of nodes. Raises NotFound when no chain of at most MOST_STEPS links them."""
        nodes = shortest(self._all(), start, goal, without=without)
        if nodes is None:
            one, other = (self._world.nodes[end].label for end in (start, goal))
            raise NotFound(
                f"没有找到“{one}”与“{other}”的联系", hint=f"已查遍 {MOST_STEPS} 步以内文件写明的事实。可以换一个实体再找"
            )
        pairs = list(pairwise(nodes))
        edges = [edge for one, other in pairs for edge in self._all().between(one, other)]
        proofs = self._proofs(edges)
        steps = tuple(self._steps(pairs, proofs))
        return Connection(
            nodes=tuple(self._node(found, at) for at, found in enumerate(nodes)),
            steps=steps,
        )

    def warm(self) -> None:
        self._all()

    def _all(self) -> Links:
        with self._lock:
            if self._links is None:
                self._links = Links.of(self._stated())
            return self._links

    def _stated(self) -> Iterator[Edge]:
        rows = self._world.graph.select(
            "SELECT ?s ?p ?o WHERE { ?f rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; pol:start ?a ; pol:end ?z"
            " FILTER(isIRI(?o) && ?a < ?z) }"
        )
        for row in rows:
            source, target, property = row.text("s"), row.text("o"), row.text("p")
            known = source in self._world.nodes and target in self._world.nodes
            if known and property.startswith(POL) and property not in _SAID_TWICE:
                yield Edge(source=source, target=target, property=property)

    def _steps(
        self, pairs: Iterable[tuple[str, str]], proofs: Mapping[Edge, list[tuple[str | None, Evidence]]]
    ) -> Iterator[ConnectionStep]:
        for one, other in pairs:
            for edge in self._all().between(one, other):
                proved = proofs[edge]
                yield ConnectionStep(
                    edge=self._edge(edge),
                    forward=edge.source == one,
                    basis=next((basis for basis, _ in proved if basis), None),
                    evidence=tuple(dict.fromkeys(evidence for _, evidence in proved))[:MOST_QUOTED],
                )

    def _proofs(self, edges: Iterable[Edge]) -> Mapping[Edge, list[tuple[str | None, Evidence]]]:
        values = " ".join(f"({iri(edge.source)} {iri(edge.property)} {iri(edge.target)})" for edge in edges)
        found: dict[Edge, list[tuple[str | None, Evidence]]] = defaultdict(list)
        if not values:
            return found
        rows = self._world.graph.select(
            f"SELECT ?f ?s ?p ?o ?start ?end ?doc ?basis WHERE {{ VALUES (?s ?p ?o) {{ {values} }} ?f rdf:subject ?s ;"
            " rdf:predicate ?p ; rdf:object ?o ; pol:start ?start ; pol:end ?end ; pol:inDocument ?doc ."
            " OPTIONAL { ?f pol:basis ?basis } } ORDER BY ?doc ?start ?f"
        )
        for row in rows:
            span = Span(int(row.text("start")), int(row.text("end")))
            document = self._world.documents[row.text("doc").removeprefix(self._world.base)]
            if len(span):
                edge = Edge(source=row.text("s"), target=row.text("o"), property=row.text("p"))
                basis = None if row["basis"] is None else row.text("basis")
                found[edge].append((basis, quote(document, span, row.text("f"))))
        return found

    def _node(self, found: str, at: int) -> GraphNode:
        node = self._world.nodes[found]
        return GraphNode(iri=found, label=node.label, type=node.type, depth=at)

    def _edge(self, edge: Edge) -> GraphEdge:
        info = self._world.ontology.properties.get(edge.property.removeprefix(POL))
        return GraphEdge(
            source=edge.source, target=edge.target, property=edge.property, label=info.label if info else edge.property
        )
