"""What the graph page draws: growing, bounded, thinned out, and nothing of it is code."""

from __future__ import annotations

import json

import pytest

from kg.config import KgSettings
from kg.ontology import load, pol
from qa.rows import GraphEdge, GraphNode
from qa.web import drawing
from qa.web.drawing import MOST_NODES, Drawing, Hidden, Look, options, shown
from qa.web.kinds import Kinds

ONTOLOGY = load(KgSettings().ontology)
KINDS = Kinds.from_ontology(ONTOLOGY)


def node(name: str, cls: str = "Task") -> GraphNode:
    return GraphNode(iri=name, label=name, type=cls, depth=0)


def edge(source: str, target: str, relation: str = "lead") -> GraphEdge:
    return GraphEdge(source=source, target=target, property=pol(relation), label=ONTOLOGY.properties[relation].label)


UNIT, TASK, PLACE = node("厅", "Department"), node("任务"), node("章", "Section")
FIRST = Drawing().with_neighbours("厅", [UNIT, TASK], [edge("任务", "厅")])


def test_it_grows_by_the_neighbours_of_what_is_opened():
    grown = FIRST.with_neighbours("任务", [TASK, UNIT, PLACE], [edge("任务", "厅"), edge("任务", "章", "partOf")])
    assert list(grown.nodes) == ["厅", "任务", "章"] and len(grown.edges) == 2
    assert (grown.centre, grown.opened) == ("厅", ("厅", "任务"))


def test_it_is_bounded_and_says_so_and_leaves_out_the_mere_structure_first():
    tasks = [node(f"t{n}") for n in range(MOST_NODES - 1)]
    edges = [edge("s", "厅", "partOf"), *(edge(task.iri, "厅") for task in tasks)]
    full = Drawing().with_neighbours("厅", [UNIT, node("s", "Section"), *tasks], edges)
    assert len(full.nodes) == MOST_NODES and full.left_out == {"厅": 1} and "s" not in full.nodes
    assert all(one.source in full.nodes and one.target in full.nodes for one in full.edges)
    more = full.with_neighbours("t0", [tasks[0], node("u"), node("v")], [edge("t0", "u"), edge("t0", "v")])
    assert more.left_out == {"厅": 1, "t0": 2} and len(more.nodes) == MOST_NODES


def test_structure_is_hidden_until_asked_for():
    grown = FIRST.with_neighbours("任务", [TASK, PLACE], [edge("任务", "章", "partOf")])
    assert [n.iri for n in shown(grown, Hidden(), KINDS).nodes] == ["厅", "任务"]
    assert len(shown(grown, Hidden(relations=frozenset()), KINDS).nodes) == 3


def test_what_no_longer_hangs_together_goes_too():
    far = FIRST.with_neighbours("任务", [TASK, node("技", "Technology")], [edge("任务", "技", "concerns")])
    without_tasks = shown(far, Hidden(classes=frozenset({KINDS.kind("Task").family})), KINDS)
    assert [n.iri for n in without_tasks.nodes] == ["厅"] and without_tasks.edges == ()


def test_the_centre_stays_whatever_is_hidden():
    found = shown(FIRST, Hidden(classes=frozenset({KINDS.kind("Department").family})), KINDS)
    assert [n.iri for n in found.nodes] == ["厅", "任务"]


@pytest.mark.parametrize(
    "hidden", [Hidden(), Hidden(classes=frozenset({"Work"}), relations=frozenset({"lead"})), Hidden.read("")]
)
def test_filters_stand_in_the_address(hidden):
    assert Hidden.read(hidden.written()) == hidden
    assert hidden.turned(family="Agent").turned(family="Agent") == hidden
    assert hidden.turned(relation="lead") != hidden


def test_nonsense_in_the_address_hides_nothing():
    assert Hidden.read("x,,class,relation:,:;") == Hidden(relations=frozenset())


def test_the_narrower_relation_speaks_for_the_wider():
    both = [edge("任务", "技", "concerns"), edge("任务", "技", "developsTechnology"), edge("任务", "物", "concerns")]
    assert [(e.target, drawing.relation(e)) for e in drawing.specific(both, ONTOLOGY)] == [
        ("技", "developsTechnology"),
        ("物", "concerns"),
    ]


def test_switches_count_what_is_drawn():
    grown = FIRST.with_neighbours("任务", [TASK, PLACE], [edge("任务", "章", "partOf")])
    assert [(s.name, s.count) for s in drawing.relation_switches(grown)] == [("lead", 1), ("partOf", 1)]  # structure last
    assert {s.label: s.count for s in drawing.class_switches(grown, KINDS)} == {"单位": 1, "工作事项": 1, "章节": 1}
    assert len({s.style for s in drawing.relation_switches(grown)}) == 2


def _code(value) -> list[tuple[str, object]]:
    """What NiceGUI would run in the browser."""
    if isinstance(value, dict):
        return [(k, v) for k, v in value.items() if k.startswith(":")] + [pair for v in value.values() for pair in _code(v)]
    return [pair for v in value for pair in _code(v)] if isinstance(value, list) else []


def test_names_are_data_and_never_code():
    evil = "</script><img src=x onerror=alert(1)>');alert(1)//"
    found = Drawing().with_neighbours(evil, [node(evil), TASK], [edge("任务", evil)])
    look = Look(centre=evil, chosen=evil, opened=(evil,))
    made = options(shown(found, Hidden(), KINDS), KINDS, look)
    assert all("alert" not in str(value) for _, value in _code(made))
    (series,) = made["series"]
    assert series["data"][0]["id"] == evil
    assert made["tooltip"]["renderMode"] == "richText"
    json.dumps(made)


def test_every_node_has_a_value_and_a_colour():
    (series,) = options(shown(FIRST, Hidden(), KINDS), KINDS, Look(centre="厅", chosen="任务"))["series"]
    assert all(one["value"] == 1 and 0 <= one["category"] < len(series["categories"]) for one in series["data"])
    assert series["data"][1]["itemStyle"]["borderWidth"] and not series["data"][0]["itemStyle"]["borderWidth"]
    assert series["links"][0]["label"] == {"formatter": "牵头单位", "show": True}


def test_long_names_are_cut_in_the_picture_only():
    long = "长" * 40
    (series,) = options(
        shown(Drawing().with_neighbours(long, [node(long)], []), Hidden(), KINDS), KINDS, Look(centre=long, chosen="")
    )["series"]
    assert series["data"][0]["name"] == long
    assert series["data"][0]["label"]["formatter"] == "长" * (drawing.LONGEST_LABEL - 1) + "…"
