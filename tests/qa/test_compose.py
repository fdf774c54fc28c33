"""Sentences made of proved values: nothing in them that the values do not say, and never too long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Span
from kg.ontology import pol
from qa.compose import LIMIT, answer_text, basis_note, cite, joined, not_found_text, quantity, quantity_of, yes_no_text
from qa.model import Evidence, Kind, Link, Value
from qa.plan.model import Form, Pattern, QueryPlan, Ref, Var

WORK = Ref("http://x/task")
LINK = Link(mention="制氢", span=Span(0, 2), iri=WORK.iri, label="“制氢”", type="Task", score=1, method="content")


def plan(
    say: str, property: str | None = None, *, form: Form = Form.SELECT, reading: str = "查制氢的事", links=(LINK,)
) -> QueryPlan:
    patterns = (Pattern(WORK, pol("lead"), Var("x")),)
    return QueryPlan(
        form=form, kind=Kind.ENTITIES, patterns=patterns, reading=reading, score=1, links=links, say=say, property=property
    )


def evidence(count: int) -> list[Evidence]:
    return [Evidence(document="d", title="t", section="", text="文", start=n, end=n + 1, iri="i") for n in range(count)]


def units(*labels: str, role: str = "lead", basis: str | None = "stated") -> tuple[Value, ...]:
    return tuple(Value(label=label, role=role, basis=basis) for label in labels)


@pytest.mark.parametrize(
    ("labels", "text"),
    [
        ([], ""),
        (["甲"], "甲"),
        (["甲", "乙"], "甲和乙"),
        (["甲", "乙", "丙"], "甲、乙和丙"),
        (list("甲乙丙丁"), "甲、乙、丙和丁"),
    ],
)
def test_joined(labels, text):
    assert joined(labels) == text


def test_a_long_list_is_cut_and_its_length_is_told():
    assert joined([str(n) for n in range(40)], 3) == "0、1、2等40项"


@pytest.mark.parametrize(
    ("comparator", "text"),
    [
        ("=", "300亿元"),
        ("≈", "300亿元左右"),
        ("≥", "300亿元以上"),
        (">", "超过300亿元"),
        ("≤", "不超过300亿元"),
        ("<", "低于300亿元"),
    ],
)
def test_a_quantity_reads_as_a_document_writes_it(comparator, text):
    assert quantity("300", "亿元", comparator) == text
    assert quantity_of(Value(label="300亿元", value=300, comparator=comparator)) == text


def test_a_range():
    assert quantity("120", "亿元", "=", "150") == "120—150亿元"


@given(st.text(max_size=900), st.integers(min_value=0, max_value=40))
def test_never_longer_than_the_contract_allows(text, count):
    cited = cite(text, evidence(count))
    assert len(cited) <= LIMIT
    assert cited.count("[1]") >= (count > 0)


def test_citations_are_numbered_up_to_nine():
    assert cite("甲。", evidence(2)) == "甲。[1][2]"
    assert cite("甲。", evidence(12)).endswith("[9]")
    assert "…" in cite("长" * 500, evidence(1))


@pytest.mark.parametrize(
    ("property", "text"),
    [
        ("lead", "“制氢”由省能源局牵头。"),
        ("participant", "“制氢”的参与、配合单位是省能源局。"),
        ("responsible", "“制氢”的责任单位是省能源局。"),
    ],
)
def test_roles(fiction_world, property, text):
    assert answer_text(plan("roles", property), units("省能源局"), fiction_world.ontology) == text


@pytest.mark.parametrize(
    ("basis", "note"),
    [("stated", ""), ("convention", "文件约定"), ("listed_first", "排序首位"), ("inferred", "推断"), ("equal", "")],
)
def test_how_a_lead_is_known_is_told(basis, note):
    said = basis_note(units("省能源局", basis=basis))
    assert note in said and bool(said) == bool(note)


def test_mixed_bases_claim_none():
    assert basis_note((*units("甲", basis="convention"), *units("乙", basis="listed_first"))) == ""
    assert basis_note(units("甲", role="participant", basis="convention")) == ""


def test_the_rest_of_the_units_and_the_document_are_named(fiction_world):
    text = answer_text(plan("roles", "lead"), units("甲局"), fiction_world.ontology, others="；乙局参与", titles=("某方案",))
    assert text == "“制氢”由甲局牵头；乙局参与。（《某方案》）"


def test_a_property_speaks_as_the_ontology_says(fiction_world):
    assert "位于青屿。" in answer_text(plan("property", "locatedIn"), units("青屿"), fiction_world.ontology)


@pytest.mark.parametrize(
    "say", ["roles", "works", "items", "agents", "most", "about", "mentioned", "group", "class", "inverse", "list"]
)
def test_every_family_names_every_value(fiction_world, say):
    text = answer_text(plan(say, "responsible"), units("甲局", "乙局"), fiction_world.ontology)
    assert "甲局" in text and "乙局" in text and text.endswith("。")


@pytest.mark.parametrize("say", ["count_works", "count_agents", "class", "property", "inverse"])
def test_every_count_says_its_number(fiction_world, say):
    text = answer_text(plan(say, "responsible", form=Form.COUNT), (Value(label="7", value=7),), fiction_world.ontology)
    assert "共7" in text


def test_a_target_with_its_year(fiction_world):
    value = Value(label="300家", value=300, unit="家", comparator="≥", year=2028)
    assert answer_text(plan("target"), (value,), fiction_world.ontology).startswith("到2028年，")
    assert "300家以上" in answer_text(plan("target"), (value,), fiction_world.ontology)


@pytest.mark.parametrize(
    ("truth", "text"), [(True, "是，省能源局牵头“制氢”"), (False, "否，省能源局不牵头“制氢”；文件列出的责任单位是甲局和乙局。")]
)
def test_yes_and_no(truth, text):
    said = yes_no_text(plan("yes_no", "lead", reading="查省能源局是否牵头“制氢”"), truth, ["甲局", "乙局"])
    assert said.startswith(text)


def test_not_found():
    assert not_found_text("补贴") == "文件没有说明补贴。"
    assert not_found_text("补贴", "支持海岛。") == "文件没有说明补贴。相近的内容：支持海岛。"
