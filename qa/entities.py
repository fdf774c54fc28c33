"""Entities: by class and name, the facts about one, and what is around it in the graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kg.errors import NotFound
from kg.model import Span
from kg.ontology import POL, pol
from kg.text import key
from kg.vocabulary import ALT_LABEL, PREF_LABEL, RDF_TYPE
from qa.evidence import quote
from qa.rows import EntityRow, FactRow, GraphEdge, GraphNode
from qa.sparql import iri
from qa.world import Node, World

_HIDDEN: Final = frozenset({RDF_TYPE, PREF_LABEL, ALT_LABEL, pol("start"), pol("end"), pol("exact"), pol("order")})
MOST_STEPS, MOST_NODES = 3, 300  # of a neighbourhood


class Entities:
    """Of one opened generation. What is not there raises kg.errors.NotFound."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._mentions = self._count_mentions()
        self._named: tuple[tuple[Node, tuple[str, ...]], ...] = ()  # with the keys of its names

    def _count_mentions(self) -> dict[str, int]:
        rows = self._world.graph.select("SELECT ?o (COUNT(?f) AS ?n) WHERE { ?f rdf:object ?o FILTER(isIRI(?o)) } GROUP BY ?o")
        return {row.text("o"): int(row.text("n")) for row in rows}

    def row(self, node: Node) -> EntityRow:
        return EntityRow(
            iri=node.iri, label=node.label, type=node.type, aliases=node.aliases, mentions=self._mentions.get(node.iri, 0)
        )

    def listed(
        self, q: str | None = None, type: str | None = None, limit: int = 100, offset: int = 0
    ) -> tuple[tuple[EntityRow, ...], int]:
        """Entities of a class (sub-classes answer to their parents) whose name contains ``q``; most mentioned first."""
        needle = key(q or "")
        nodes = [
            node
            for node, keys in self.named()
            if (not q or any(needle in one for one in keys)) and (type is None or self._world.ontology.is_a(node.type, type))
        ]
        if q:
            nodes.sort(
                key=lambda n: (
                    key(n.label) != needle,
                    not key(n.label).startswith(needle),
                    -self._mentions.get(n.iri, 0),
                    n.label,
                    n.iri,
                )
            )
        else:
            nodes.sort(key=lambda n: (-self._mentions.get(n.iri, 0), n.label, n.iri))
        return tuple(self.row(n) for n in nodes[offset : offset + limit]), len(nodes)

    def named(self) -> tuple[tuple[Node, tuple[str, ...]], ...]:
        """All of the generation with the keys of their names, made once."""
        if not self._named:
            nodes = self._world.nodes.values()
            self._named = tuple((node, tuple(map(key, (node.label, *node.aliases)))) for node in nodes)
        return self._named

    def find(self, iri_or_path: str) -> Node:
        for candidate in (iri_or_path, self._world.base + iri_or_path):
            if candidate in self._world.nodes:
                return self._world.nodes[candidate]
        named = self._world.by_key.get(key(iri_or_path), ())
        if named:
            return self._world.nodes[max(named, key=lambda i: (self._mentions.get(i, 0), i))]
        raise NotFound(f"没有名为“{iri_or_path[:60]}”的实体", hint="用 GET /api/entities?q= 或 kgqa search 查找相近的名称")

    def facts(self, node: Node) -> tuple[FactRow, ...]:
        """What the documents say of it, and what they say of others with it."""
        return (*self._facts(node.iri, inverse=False), *self._facts(node.iri, inverse=True))

    def types(self, node: Node) -> tuple[str, ...]:
        """Its class and those above it."""
        ontology = self._world.ontology
        return tuple(sorted(ontology.ancestors(node.type) & set(ontology.classes), key=lambda t: (t != node.type, t)))

    def _facts(self, node: str, *, inverse: bool) -> tuple[FactRow, ...]:
        this, other = ("rdf:object", "rdf:subject") if inverse else ("rdf:subject", "rdf:object")
        rows = self._world.graph.select(
            f"SELECT ?f ?p ?o ?start ?end ?doc ?basis WHERE {{ ?f {this} {iri(node)} ; rdf:predicate ?p ; {other} ?o ;"
            " pol:start ?start ;"
            f" pol:end ?end ; pol:inDocument ?doc . OPTIONAL {{ ?f pol:basis ?basis }} }} ORDER BY ?p ?doc ?start ?o"
        )
        found = []
        for row in rows:
            value = row.text("o")
            known = self._world.nodes.get(value)
            predicate = row.text("p")
            if (inverse and known is None) or predicate in _HIDDEN:
                continue
            span = Span(int(row.text("start")), int(row.text("end")))
            document = self._world.documents[row.text("doc").removeprefix(self._world.base)]
            local = predicate.removeprefix(POL)
            info = self._world.ontology.properties.get(local)
            found.append(
                FactRow(
                    property=predicate,
                    property_label=info.label if info else local,
                    inverse=inverse,
                    label=known.label if known else value,
                    iri=known.iri if known else None,
                    type=known.type if known else None,
                    role=local if local in {"lead", "participant"} else None,
                    basis=None if row["basis"] is None else row.text("basis"),
                    evidence=quote(document, span, row.text("f")) if len(span) else None,
                )
            )
        return tuple(found)

    def neighbourhood(self, iri_or_path: str, depth: int = 1) -> tuple[tuple[GraphNode, ...], tuple[GraphEdge, ...]]:
        """Nodes within ``depth`` steps (at most MOST_STEPS) and the edges among them; at most MOST_NODES nodes."""
        start = self.find(iri_or_path).iri
        seen = {start: 0}
        edges: dict[tuple[str, str, str], GraphEdge] = {}
        frontier = [start]
        for step in range(1, min(depth, MOST_STEPS) + 1):
            reached: list[str] = []
            for edge in self._edges(frontier):
                edges[(edge.source, edge.property, edge.target)] = edge
                for end in (edge.source, edge.target):
                    if end not in seen and len(seen) < MOST_NODES:
                        seen[end] = step
                        reached.append(end)
            frontier = reached
            if not frontier:
                break
        nodes = tuple(
            GraphNode(iri=i, label=self._world.nodes[i].label, type=self._world.nodes[i].type, depth=d) for i, d in seen.items()
        )
        return nodes, tuple(e for e in edges.values() if e.source in seen and e.target in seen)

    def _edges(self, nodes: Sequence[str]) -> list[GraphEdge]:
        values = " ".join(iri(n) for n in nodes)
        rows = self._world.graph.select(
            f"SELECT DISTINCT ?s ?p ?o WHERE {{ {{ VALUES ?s {{ {values} }} ?s ?p ?o }}"
            f" UNION {{ VALUES ?o {{ {values} }} ?s ?p ?o }}"
            f" FILTER(isIRI(?o)) }}"
        )
        found = []
        for predicate, source, target in sorted((row.text("p"), row.text("s"), row.text("o")) for row in rows):
            if (
                source in self._world.nodes
                and target in self._world.nodes
                and predicate.startswith(POL)
                and predicate != pol("responsible")
            ):
                info = self._world.ontology.properties.get(predicate.removeprefix(POL))
                found.append(GraphEdge(source=source, target=target, property=predicate, label=info.label if info else predicate))
        return found
