"""Constraints: good graphs pass, bad ones are told in Chinese, and what is wrong falls without dragging the rest along."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import RDFS, Graph, Literal, URIRef

from kg.errors import Corrupt
from kg.iri import Iris
from kg.model import Basis, Fact, Iri, Provenance, Role, Span, Violation
from kg.ontology import pol, read_graph
from kg.rdf import graph_of
from kg.resolve import resolve
from kg.shapes import conforming, load, validate, without

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
FILES = Path(__file__).resolve().parents[1] / "shapes"
BASE = "http://kgqa.local/id/"
MESSAGE = URIRef("http://www.w3.org/ns/shacl#message")


def read(path):
    return Graph().parse(path, format="turtle")


@pytest.fixture(scope="module")
def shapes():
    return load(ONTOLOGY)


@pytest.mark.parametrize("path", sorted(FILES.glob("ok_*.ttl")), ids=lambda p: p.stem)
def test_good_graphs_pass(path, shapes):
    assert validate(read(path), shapes) == ()


@pytest.mark.parametrize("path", sorted(FILES.glob("bad_*.ttl")), ids=lambda p: p.stem)
def test_bad_graphs_are_told(path, shapes):
    found = validate(read(path), shapes)
    assert found
    assert all(v.message and v.focus.startswith(BASE) for v in found)


def test_every_message_is_provoked_by_a_bad_file(shapes):
    told = {v.message for path in FILES.glob("bad_*.ttl") for v in validate(read(path), shapes)}
    assert told == {str(message) for message in shapes.objects(None, MESSAGE)}


def test_every_bad_file_has_its_good_one():
    assert {p.stem.removeprefix("bad_") for p in FILES.glob("bad_*.ttl")} == {
        p.stem.removeprefix("ok_") for p in FILES.glob("ok_*.ttl")
    }


def test_a_violation_says_where_and_what(shapes):
    found = validate(read(FILES / "bad_statement.ttl"), shapes)
    sure = next(v for v in found if v.path == pol("confidence"))
    assert sure == Violation(focus=BASE + "f", path=pol("confidence"), value="1.5", message="置信度应在 0 与 1 之间", severe=True)


def test_warnings_are_not_severe_and_come_last(shapes):
    found = validate(read(FILES / "bad_document.ttl"), shapes)
    assert [v.severe for v in found] == sorted((v.severe for v in found), reverse=True)
    assert [v.message for v in found if not v.severe] == ["成文日期应是完整的年月日"]


def test_subclasses_of_the_ontology_answer_to_their_parents(shapes):
    graph = Graph()
    graph.add((URIRef(BASE + "t"), URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), URIRef(pol("Pilot"))))
    ontology = Graph()
    ontology.add((URIRef(pol("Pilot")), RDFS.subClassOf, URIRef(pol("Task"))))
    assert validate(graph, shapes) == ()
    assert validate(graph, shapes, ontology)
    assert len(graph) == 1  # left as it was


def test_missing_and_broken_shapes_are_the_operators_business(tmp_path):
    with pytest.raises(Corrupt, match="没有 shapes"):
        load(tmp_path)
    (tmp_path / "shapes.ttl").write_text("@prefix nonsense", "utf-8")
    with pytest.raises(Corrupt, match="不是合法的 Turtle"):
        load(tmp_path)


# --- dropping -------------------------------------------------------------------------------------


@pytest.fixture
def check(hand_made, census_of, policy, shapes):
    def run(**parts):
        reading = hand_made(**parts)
        facts = resolve(reading, census_of(reading), policy, BASE).facts
        return run_facts(reading.document, facts)

    def run_facts(document, facts):
        iris = Iris(base=BASE, document_id=document.id)
        return conforming(facts, lambda f: graph_of(document, f, BASE), iris, shapes, read_graph(ONTOLOGY))

    run.facts = run_facts
    return run


def test_a_sound_reading_conforms_as_it_is(check):
    checked = check()
    assert checked.violations == ()
    assert checked.rejected == ()


def test_a_bad_target_falls_alone(check, hand_made):
    bad = replace(hand_made().targets[0], unit="")
    checked = check(targets=(bad, hand_made().targets[1]))
    left = {str(s) for s in checked.graph.subjects(None, URIRef(pol("Target")))}
    assert left == {BASE + "深海方案/target/2-示范区"}
    assert [(r.text, r.reason) for r in checked.rejected] == [(BASE + "深海方案/target/1-深海网箱", "目标应有且只有一个计量单位")]
    assert checked.rejected[0].where.span == bad.where.span
    assert not any("1-深海网箱" in str(term) for triple in checked.graph for term in triple)


def test_a_statement_surer_than_sure_falls_with_its_triple(check, hand_made):
    target = hand_made().targets[0]
    checked = check(targets=(replace(target, where=replace(target.where, confidence=1.5)),))
    assert (None, URIRef(pol("aimsAt")), None) not in checked.graph
    assert checked.rejected


def test_a_bad_responsibility_takes_the_direct_triples_that_only_it_carried(hand_made, census_of, policy):
    reading = hand_made()
    facts = resolve(reading, census_of(reading), policy, BASE).facts
    task, farm = BASE + "深海方案/task/智慧网箱攻关", BASE + "org/云州省/农业"
    kept = without(facts, Iris(base=BASE, document_id="深海方案"), {task + "/responsibility/1"})
    direct = [f for f in kept if f.subject.value == task and f.object.value == farm]
    assert direct == []
    assert [f for f in kept if f.subject.value == task and f.predicate == pol("participant")]


def test_a_unit_named_twice_stays_responsible_when_one_naming_falls(hand_made, census_of, policy):
    reading = hand_made()
    work = reading.works[2]
    attribution = work.attributions[0]
    twice = replace(
        attribution, basis=Basis.EQUAL, units=(attribution.units[0], replace(attribution.units[0], role=Role.PARTICIPANT))
    )
    reading = replace(reading, works=(replace(work, attributions=(twice,)),))
    facts = resolve(reading, census_of(reading), policy, BASE).facts
    task = BASE + "深海方案/task/建设苗种基地"
    kept = without(facts, Iris(base=BASE, document_id="深海方案"), {task + "/responsibility/1"})
    assert [f.object.value for f in kept if f.subject.value == task and f.predicate == pol("responsible")]


def test_a_violation_that_hangs_on_no_fact_is_the_operators_business(hand_made, shapes):
    bad = read(FILES / "bad_statement.ttl")
    with pytest.raises(Corrupt, match="找不到可以去掉的事实"):
        conforming((), lambda _: bad, Iris(base=BASE, document_id="甲"), shapes, Graph())


def test_each_round_drops_until_nothing_severe_is_left(shapes):
    where = Provenance(span=Span(0, 2), rule="t", confidence=7.0)
    facts = tuple(
        Fact(subject=Iri(value=BASE + f"n{i}"), predicate=pol("concerns"), object=Iri(value=BASE + f"n{i + 1}"), where=where)
        for i in range(3)
    )

    def draw(kept):
        graph = Graph()
        iris = Iris(base=BASE, document_id="甲")
        for fact in kept:
            node = URIRef(iris.statement(fact).value)
            graph.add((node, URIRef(pol("confidence")), Literal("7.0")))
            graph.add((node, URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), URIRef(pol("Statement"))))
        return graph

    checked = conforming(facts, draw, Iris(base=BASE, document_id="甲"), shapes, Graph())
    assert checked.facts == ()
    assert len(checked.rejected) == 3
