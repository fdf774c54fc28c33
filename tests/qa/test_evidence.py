"""Quotations: to the letter, each place once, in the order of the text, with the headings above."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Span
from kg.ontology import pol
from qa.evidence import MOST_QUOTED, own_place, prove, quote, quote_sentence, triples_of
from qa.model import Kind
from qa.plan.model import Form, Pattern, QueryPlan, Ref, Var

LIN, HAI = "lin-2023-12-haiyang-nengyuan", "haicheng-2025-dikong-wuliu"


@pytest.fixture
def task(fiction_world):
    """IRI of a work by its title."""
    return lambda title: next(work.iri for work in fiction_world.works if work.title == title)


def select(*patterns: Pattern) -> QueryPlan:
    return QueryPlan(form=Form.SELECT, kind=Kind.ENTITIES, patterns=patterns, reading="查", score=1, links=())


@given(data=st.data())
def test_any_span_is_quoted_to_the_letter(fiction_world, data):
    document = fiction_world.documents[data.draw(st.sampled_from(sorted(fiction_world.documents)))]
    start = data.draw(st.integers(min_value=0, max_value=len(document.text) - 1))
    end = data.draw(st.integers(min_value=start + 1, max_value=len(document.text)))
    found = quote(document, Span(start, end), "http://x")
    assert (found.text, found.start, found.end) == (document.text[start:end], start, end)
    assert (found.document, found.title) == (document.id, document.meta.title)


def test_the_headings_above_are_the_section(fiction_world):
    document = fiction_world.documents[HAI]
    start = document.text.index("建设低空微气象观测站")
    section = quote(document, Span(start, start + 10), "http://x").section
    assert section.startswith("二、重点任务 / （一）完善基础设施 / 2")


def test_an_empty_span_is_no_evidence(fiction_world):
    with pytest.raises(ValueError, match="quote"):
        quote(fiction_world.documents[LIN], Span(3, 3), "http://x")


def test_the_rows_of_a_plan_become_triples(fiction_world, task):
    work = task("推动海上风电制氢")
    found = triples_of(select(Pattern(Ref(work), pol("responsible"), Var("x"))), fiction_world)
    assert {(s, p) for s, p, _ in found} == {(work, pol("responsible"))}
    assert {fiction_world.nodes[o.iri].label for _, _, o in found} == {"省能源局", "省工业和信息化厅", "省应急管理厅"}


def test_in_which_document_a_thing_stands_needs_no_quotation(fiction_world, task):
    plan = select(Pattern(Var("x"), pol("inDocument"), Ref(fiction_world.base + LIN)), Pattern(Var("x"), pol("lead"), Var("u")))
    assert {p for _, p, _ in triples_of(plan, fiction_world)} == {pol("lead")}


def test_one_attribution_proves_all_its_units_with_one_quotation(fiction_world, task):
    plan = select(Pattern(Ref(task("推动海上风电制氢")), pol("responsible"), Var("x")))
    proof = prove(triples_of(plan, fiction_world), fiction_world)
    assert [one.text for one in proof.evidence] == ["（省能源局、省工业和信息化厅、省应急管理厅等负责）"]
    assert 0 < proof.confidence <= 1


def test_a_lead_by_convention_is_proved_by_the_convention_too(fiction_world, task):
    work = task("推动海上风电制氢")
    proof = prove(triples_of(select(Pattern(Ref(work), pol("lead"), Var("x"))), fiction_world), fiction_world)
    assert "列第一位者为牵头单位" in [one.text for one in proof.evidence]
    assert set(proof.bases.values()) == {"convention"}
    assert [one.start for one in proof.evidence] == sorted(one.start for one in proof.evidence)


def test_what_the_graph_does_not_say_is_not_proved(fiction_world, task):
    proof = prove([(task("推动海上风电制氢"), pol("lead"), Ref("http://kgqa.local/id/nobody"))], fiction_world)
    assert (proof.evidence, proof.bases) == ((), {})
    assert prove([], fiction_world).evidence == ()


def test_more_than_can_be_read_is_not_quoted(fiction_world):
    everything = select(Pattern(Var("w"), pol("responsible"), Var("x")))
    proof = prove(triples_of(everything, fiction_world), fiction_world)
    assert len(proof.evidence) == MOST_QUOTED
    places = [(one.document, one.start, one.end) for one in proof.evidence]
    assert len(set(places)) == len(places) and places == sorted(places)


def test_a_sentence_is_quoted_with_its_stop(fiction_world):
    number = next(s.number for s in fiction_world.sentences if "人口密集区" in s.text)
    assert quote_sentence(number, fiction_world).text.endswith("不得低于120米。")


def test_a_thing_is_quoted_where_it_stands(fiction_world):
    target = next(t for t in fiction_world.targets if t.indicator == "潮流能示范装机")
    (one,) = own_place([target.iri], fiction_world)
    assert one.text == "潮流能示范装机达到2.5万千瓦"
    assert own_place([], fiction_world) == () == own_place(["http://kgqa.local/id/nobody"], fiction_world)
