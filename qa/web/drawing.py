"""What the graph page draws: a part of the graph that grows node by node, stays bounded, and can be thinned out. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from kg.ontology import POL, Ontology
from qa.rows import GraphEdge, GraphNode
from qa.web.kinds import COLOURS, Kind, Kinds

MOST_NODES: Final = 150
MOST_LABELLED_EDGES: Final = 30  # with more, only their lines tell relations apart
ROOMY: Final = 20  # nodes that can stand well apart
LONGEST_LABEL: Final = 14  # characters of a name in the picture
LINES: Final = ("solid", "dashed", "dotted")  # relations in turn
STRUCTURE: Final = frozenset({"partOf", "inDocument"})  # where something stands; hidden until asked for


def relation(edge: GraphEdge) -> str:
    """Local name of the property."""
    return edge.property.removeprefix(POL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Nodes in the order of their arrival; the first is the centre."""

    nodes: Mapping[str, GraphNode] = field(default_factory=dict)
    edges: frozenset[GraphEdge] = frozenset()
    opened: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)  # opened node → its neighbours for which there was no room

    @property
    def centre(self) -> str:
        return next(iter(self.nodes))

    def with_neighbours(self, iri: str, nodes: Sequence[GraphNode], edges: Sequence[GraphEdge]) -> Drawing:
        """``iri`` opened: ``nodes`` (itself first) and ``edges`` as the catalog gives them for one step."""
        known = dict(self.nodes)
        structural = {end for e in edges if relation(e) in STRUCTURE for end in (e.source, e.target)}
        proved = {end for e in edges if relation(e) not in STRUCTURE for end in (e.source, e.target)}
        wanted = sorted(nodes, key=lambda n: (n.iri != iri, n.iri in structural and n.iri not in proved))
        fresh = [node for node in wanted if node.iri not in known]
        room = max(0, MOST_NODES - len(known))
        known |= {node.iri: node for node in fresh[:room]}
        return replace(
            self,
            nodes=known,
            edges=self.edges | {edge for edge in edges if edge.source in known and edge.target in known},
            opened=(*(o for o in self.opened if o != iri), iri),
            left_out={**self.left_out, iri: len(fresh[room:])},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """Classes (families) and relations that are not shown, by local name."""

    classes: frozenset[str] = frozenset()
    relations: frozenset[str] = STRUCTURE

    @classmethod
    def read(cls, words: str | None) -> Hidden:
        """From an address: ``class:Task,relation:lead``. None: as it is at first."""
        if words is None:
            return cls()
        pairs = [word.partition(":") for word in words.split(",")]
        return cls(
            classes=frozenset(name for what, _, name in pairs if what == "class" and name),
            relations=frozenset(name for what, _, name in pairs if what == "relation" and name),
        )

    def written(self) -> str:
        classes = (f"class:{name}" for name in sorted(self.classes))
        return ",".join((*classes, *(f"relation:{name}" for name in sorted(self.relations))))

    def turned(self, *, family: str = "", relation: str = "") -> Hidden:
        """The other way for one of them."""
        return Hidden(
            classes=self.classes ^ {family} if family else self.classes,
            relations=self.relations ^ {relation} if relation else self.relations,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is left when the hidden is taken away: what still hangs together with the centre."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]


def shown(drawing: Drawing, hidden: Hidden, kinds: Kinds) -> Shown:
    edges = [edge for edge in drawing.edges if relation(edge) not in hidden.relations]
    allowed = {i for i, n in drawing.nodes.items() if kinds.kind(n.type).family not in hidden.classes} | {drawing.centre}
    beside: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        if edge.source in allowed and edge.target in allowed:
            beside[edge.source].add(edge.target)
            beside[edge.target].add(edge.source)
    reached, todo = {drawing.centre}, [drawing.centre]
    while todo:
        for other in sorted(beside[todo.pop()] - reached):
            reached.add(other)
            todo.append(other)
    kept = sorted(
        (e for e in edges if e.source in reached and e.target in reached), key=lambda e: (e.property, e.source, e.target)
    )
    return Shown(nodes=tuple(n for i, n in drawing.nodes.items() if i in reached), edges=tuple(kept))


def specific(edges: Iterable[GraphEdge], ontology: Ontology) -> tuple[GraphEdge, ...]:
    """Without those that another edge of the same ends says more exactly (牵头单位 over 责任单位)."""
    found = tuple(edges)
    said = {(edge.source, edge.target, relation(edge)) for edge in found}
    implied = {
        (source, target, parent)
        for source, target, name in said
        if name in ontology.properties
        for parent in ontology.properties[name].parents
    }
    return tuple(edge for edge in found if (edge.source, edge.target, relation(edge)) not in implied)


# --- the filters -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """One line of the legend. ``name``: of a family of classes, or of a relation."""

    name: str
    label: str
    count: int
    style: str = ""  # CSS class of its colour or line


def class_switches(drawing: Drawing, kinds: Kinds) -> tuple[Switch, ...]:
    counted = Counter(kinds.kind(node.type).family for node in drawing.nodes.values())
    families = [kinds.kind(name) for name in counted]
    return tuple(
        Switch(name=family.name, label=family.label, count=counted[family.name], style=family.style)
        for family in sorted(families, key=lambda family: (-counted[family.name], family.label))
    )


def relation_switches(drawing: Drawing) -> tuple[Switch, ...]:
    counted = Counter(relation(edge) for edge in drawing.edges)
    labels = {relation(edge): edge.label for edge in drawing.edges}
    names = sorted(counted, key=lambda name: (name in STRUCTURE, -counted[name], name))
    return tuple(
        Switch(name=name, label=labels[name], count=counted[name], style=f"line-{LINES[at % len(LINES)]}")
        for at, name in enumerate(names)
    )


# --- the picture -----------------------------------------------------------------------------------


def short(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else name[: LONGEST_LABEL - 1] + "…"


def colour(variable: str) -> dict[str, str]:
    """An ECharts ``color`` that static/graph.js reads off the page's style, whichever look it has."""
    return {":color": f"kgqaGraph.colour('--{variable}')"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the picture says beside what is shown."""

    centre: str
    chosen: str
    opened: tuple[str, ...] = ()
    lines: Mapping[str, str] = field(default_factory=dict)  # relation → one of LINES


def options(found: Shown, kinds: Kinds, look: Look) -> dict[str, Any]:
    """For ``ui.echart``. Names are data here, never code: only keys that begin with ``:`` run, and those are ours."""
    degrees = Counter(end for edge in found.edges for end in (edge.source, edge.target))
    labelled, roomy = len(found.edges) <= MOST_LABELLED_EDGES, len(found.nodes) <= ROOMY
    series: dict[str, Any] = {
        "type": "graph",
        "layout": "force",
        "roam": True,
        "draggable": True,
        "top": 30,
        "bottom": 30,
        "left": 30,
        "right": 30,
        "scaleLimit": {"min": 0.1, "max": 5},
        "categories": [{"name": str(n), "itemStyle": colour(f"class-{n}")} for n in range(1, COLOURS + 1)],
        "data": [_node(node, kinds.kind(node.type), degrees[node.iri], look) for node in found.nodes],
        "links": [_link(pair, edges, labelled, look.lines) for pair, edges in _pairs(found.edges).items()],
        "force": {
            "repulsion": 1200 if roomy else 340,
            "edgeLength": [110, 200] if roomy else [70, 180],
            "gravity": 0.06,
            "friction": 0.5,
            "layoutAnimation": False,  # labels are laid out once, where the nodes come to rest
        },
        "edgeSymbol": ["none", "arrow"],
        "edgeSymbolSize": 7,
        "lineStyle": colour("muted") | {"opacity": 0.5, "width": 1.2, "curveness": 0.06},
        "edgeLabel": colour("muted") | {"show": labelled, "fontSize": 11, "opacity": 1},
        "label": colour("text") | {"show": True, "position": "bottom", "distance": 4, "fontSize": 12.5},
        "labelLayout": {} if labelled else {"hideOverlap": True},  # it misplaces names of edges in a zoomed picture
        "emphasis": {"focus": "adjacency", "lineStyle": {"opacity": 0.9, "width": 2}, "edgeLabel": {"show": labelled}},
        "blur": {
            "itemStyle": {"opacity": 0.3},
            "lineStyle": {"opacity": 0.15},
            "label": {"opacity": 0.4},
            "edgeLabel": {"opacity": 0.3},
        },
    }
    return {
        "animation": False,  # names that fade in would stop half-way when the picture is fitted
        ":textStyle": "kgqaGraph.type()",
        "tooltip": {"renderMode": "richText", "formatter": "{b}", "confine": True},
        "series": [series],
    }


def _node(node: GraphNode, kind: Kind, degree: int, look: Look) -> dict[str, Any]:
    is_open, is_chosen, is_centre = node.iri in look.opened, node.iri == look.chosen, node.iri == look.centre
    style: dict[str, Any] = {"borderWidth": 3 if is_chosen else 0, "opacity": 1 if is_open or is_centre else 0.82}
    if is_chosen:
        style |= {":borderColor": "kgqaGraph.colour('--text')"}
    return {
        "id": node.iri,
        "name": node.label,
        "value": degree,  # a click on a node without a value is an error of NiceGUI
        "category": kind.colour - 1,
        "symbol": kind.symbol,
        "symbolSize": 40 if is_centre else min(34, (22 if is_open else 15) + degree),
        "itemStyle": style,
        "label": {"formatter": short(node.label)} | ({"fontWeight": "bold"} if is_centre or is_chosen else {}),
    }


def _pairs(edges: Sequence[GraphEdge]) -> dict[tuple[str, str], list[GraphEdge]]:
    found: dict[tuple[str, str], list[GraphEdge]] = defaultdict(list)
    for edge in edges:
        found[(edge.source, edge.target)].append(edge)
    return found


def _link(pair: tuple[str, str], edges: Sequence[GraphEdge], labelled: bool, lines: Mapping[str, str]) -> dict[str, Any]:
    name = "、".join(dict.fromkeys(edge.label for edge in edges))
    return {
        "source": pair[0],
        "target": pair[1],
        "value": len(edges),
        "label": {"formatter": name, "show": labelled},
        "lineStyle": {"type": lines.get(relation(edges[0]), LINES[0])},
    }
