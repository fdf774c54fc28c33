"""The JSON is product.md's, to the letter."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from pydantic import ValidationError

from qa.model import Value
from qa.wire.asking import AskIn, answer_out, evidence_out, value_out
from qa.wire.base import Items, Page
from qa.wire.building import build_report_out
from qa.wire.listing import (
    EntityOut,
    TaskOut,
    document_out,
    document_view_out,
    entity_view_out,
    graph_out,
    target_out,
    task_out,
)


def as_json(model) -> dict:
    return json.loads(model.model_dump_json())


@pytest.fixture
def engine(library):
    return library.open()


def test_an_answer_has_the_fields_of_the_contract(engine, lead_question, ask):
    body = as_json(answer_out(ask(engine, lead_question)))
    assert list(body) == [
        "id",
        "question",
        "status",
        "kind",
        "answer",
        "values",
        "evidence",
        "reading",
        "sparql",
        "method",
        "confidence",
        "entities",
        "choices",
        "suggestions",
        "session_id",
        "generation",
        "elapsed_ms",
    ]
    assert body["status"] == "answered"
    assert body["values"] == [
        {
            "label": "省农业农村厅",
            "aliases": ["省农业厅"],
            "iri": "http://kgqa.local/id/org/海州省/省农业农村厅",
            "type": "Department",
            "role": "lead",
            "basis": "listed_first",
        }
    ]
    assert list(body["evidence"][0]) == ["n", "document", "title", "section", "text", "start", "end", "iri"]
    assert body["evidence"][0]["n"] == 1
    assert body["entities"][0] | {"iri": ""} == {
        "mention": "海上牧场",
        "label": "建设海上牧场",
        "iri": "",
        "type": "Task",
        "start": 8,
        "end": 12,
    }
    assert body["elapsed_ms"] == 1.3
    assert body["session_id"] == "s-new"


def test_a_refusal_keeps_its_empty_fields(engine, ask):
    body = as_json(answer_out(ask(engine, "没有的事")))
    assert (body["values"], body["evidence"], body["choices"], body["sparql"], body["session_id"]) == ([], [], [], None, None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Value(label="7", value=7), {"label": "7", "value": 7}),
        (Value(label="是", value=True), {"label": "是", "value": True}),
        (Value(label="否", value=False), {"label": "否", "value": False}),
        (Value(label="0", value=0), {"label": "0", "value": 0}),
        (
            Value(label="1500亿元", value=1500, unit="亿元", comparator="≈", year=2025),
            {"label": "1500亿元", "value": 1500, "unit": "亿元", "comparator": "≈", "year": 2025},
        ),
        (Value(label="1.5万台", value=1.5, unit="万台"), {"label": "1.5万台", "value": 1.5, "unit": "万台"}),
        (Value(label="省厅", iri="i", type="Department"), {"label": "省厅", "aliases": [], "iri": "i", "type": "Department"}),
    ],
)
def test_a_value_says_no_more_than_it_has(value, expected):
    text = value_out(value).model_dump_json()
    assert json.loads(text) == expected
    assert ("true" in text) == (value.value is True)  # 1 and true must not change places


def test_evidence_is_numbered_from_one(engine, ask, lead_question):
    evidence = ask(engine, lead_question).evidence * 2
    assert [e.n for e in evidence_out(evidence)] == [1, 2]


def test_a_question_with_an_unknown_field_is_refused():
    with pytest.raises(ValidationError):
        AskIn.model_validate({"question": "谁牵头？", "temperature": 0.2})


def test_task(engine):
    (row,) = engine.catalog.tasks()
    body = as_json(task_out(row))
    assert set(body) >= {"iri", "title", "number", "path", "text", "lead", "participants", "basis", "deadline", "evidence"}
    assert body["lead"][0] | {"iri": ""} == {
        "label": "省农业农村厅",
        "mention": "省农业农村厅",
        "iri": "",
        "aliases": ["省农业厅"],
    }
    assert [unit["label"] for unit in body["participants"]] == ["省海洋局"]
    assert body["deadline"] is None
    text = engine.catalog.document(row.document).text
    for found in (body, body["evidence"]):
        assert text[found["start"] : found["end"]] == found["text"]


def test_a_quotation_that_proves_several_units_is_given_once(engine):
    (row,) = engine.catalog.tasks()
    other = replace(row.evidence[0], text="海上牧场", start=52, end=56)
    body = as_json(task_out(replace(row, evidence=(*row.evidence, *row.evidence, other, *row.evidence))))
    assert body["evidence"]["text"] == "（省农业农村厅、省海洋局）"
    assert [quote["text"] for quote in body["further_evidence"]] == ["海上牧场"]


def test_target(engine):
    body = as_json(target_out(engine.catalog.targets()[0]))
    assert {k: body[k] for k in ("indicator", "value", "unit", "comparator", "year")} == {
        "indicator": "海上牧场产值",
        "value": "300",
        "unit": "亿元",
        "comparator": "≈",
        "year": "2028",
    }
    assert body["evidence"]["text"] == "海上牧场产值达到300亿元左右"


def test_document(engine):
    body = as_json(document_out(engine.catalog.documents()[0]))
    assert list(body) == ["id", "title", "source", "issuer", "number", "date", "status", "tasks", "passages"]
    assert body["issuer"] == "海州省人民政府、海州省海洋局"
    view = as_json(document_view_out(engine.catalog.document(body["id"])))
    assert view["text"].startswith("海州省")
    assert view["outline"][0]["parent"] is None


def test_entity_and_graph(engine):
    view = engine.catalog.entity("省农业农村厅")
    body = as_json(entity_view_out(view))
    assert body["facts"][0]["evidence"]["n"] == 1
    assert body["documents"] == ["haizhou-mucang"]
    graph = as_json(graph_out(*engine.catalog.neighbourhood(view.entity.iri)))
    assert {edge["target"] for edge in graph["edges"]} <= {node["iri"] for node in graph["nodes"]}
    listed = engine.catalog.entities()[0]
    page = as_json(Page[EntityOut](items=tuple(EntityOut.of(e) for e in listed), total=2))
    assert page["total"] == 2
    assert list(page["items"][0]) == ["iri", "label", "aliases", "type", "mentions"]


def test_build_report(library, tmp_path):
    path = tmp_path / "a.md"
    path.write_text("x")
    body = as_json(build_report_out(library.build([path])))
    assert body["documents"][0]["rejected"][0] == {
        "text": "海州",
        "reason": "是已完成的数，不是目标",
        "rule": "targets.past",
        "start": 0,
        "end": 2,
    }
    assert body["documents"][0]["violations"][0]["severe"] is False


def test_the_contract_is_frozen(engine):
    items = Items[TaskOut](items=(task_out(engine.catalog.tasks()[0]),))
    with pytest.raises(ValidationError):
        items.items = ()


def test_what_is_given_otherwise_wins_over_the_noun():
    noun = Value(label="甲", iri="urn:甲", type="Task")
    given = {"mentions": 3, "aliases": ()}
    assert EntityOut.of(noun, **given) == EntityOut(iri="urn:甲", label="甲", aliases=(), type="Task", mentions=3)
    with pytest.raises(ValidationError):
        EntityOut.of(noun, **given, title="没有这一栏")
