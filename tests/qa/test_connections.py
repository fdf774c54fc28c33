"""How two entities of the fictional documents hang together."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kg.errors import NotFound

START, GOAL = "省教育厅", "省应急管理厅"


@pytest.fixture
def catalog(fiction):
    return fiction.catalog


def test_each_step_is_proved_to_the_letter(catalog):
    found = catalog.connection(START, GOAL)
    assert (found.nodes[0].label, found.nodes[-1].label) == (START, GOAL)
    assert [node.depth for node in found.nodes] == list(range(len(found.nodes)))
    for one, other in pairwise(found.nodes):
        between = [step for step in found.steps if {step.edge.source, step.edge.target} == {one.iri, other.iri}]
        assert between and all(step.forward == (step.edge.source == one.iri) for step in between)
    for step in found.steps:
        assert step.evidence and step.edge.label
        assert all(catalog.document(one.document).text[one.start : one.end] == one.text for one in step.evidence)
    assert any(step.basis == "convention" for step in found.steps)


def test_the_way_back_is_the_same_way(catalog):
    there, back = catalog.connection(START, GOAL), catalog.connection(GOAL, START)
    assert len(there.nodes) == len(back.nodes)


def test_another_way_round(catalog):
    middle = catalog.connection(START, GOAL).nodes[1].iri
    assert middle not in [node.iri for node in catalog.connection(START, GOAL, [middle]).nodes]


def test_the_same_entity_is_no_step_away(catalog):
    found = catalog.connection(START, START)
    assert len(found.nodes) == 1 and found.steps == ()


def test_documents_that_share_nothing_are_not_connected(catalog):
    with pytest.raises(NotFound, match="没有找到"):
        catalog.connection("省海洋局", next(t for t in catalog.tasks("haicheng-2025-dikong-wuliu")).iri)


def test_no_such_entity(catalog):
    with pytest.raises(NotFound, match="没有名为"):
        catalog.connection(START, "没有的单位")
