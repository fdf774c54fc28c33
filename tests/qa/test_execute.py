"""Plans run on the real graph: values exactly as asked, with roles and bases, and what proves them."""

from __future__ import annotations

import pytest

from kg.model import Span
from kg.ontology import pol
from qa.execute import run
from qa.model import Kind, Link
from qa.plan.model import Form, Pattern, QueryPlan, Ref, Var


@pytest.fixture
def iri(fiction_world):
    """The one node of a name (in a document)."""

    def found(label: str, document: str = "lin-2023-12-haiyang-nengyuan") -> str:
        (one,) = [n.iri for n in fiction_world.nodes.values() if n.label == label and document in n.documents]
        return one

    return found


def plan(form: Form, pattern: Pattern, say: str, *, property: str | None = None, links=(), **more) -> QueryPlan:
    kind = {Form.SELECT: Kind.ENTITIES, Form.MOST: Kind.ENTITIES, Form.COUNT: Kind.NUMBER, Form.ASK: Kind.BOOLEAN}[form]
    return QueryPlan(
        form=form, kind=kind, patterns=(pattern,), reading="查某事", score=1, links=links, say=say, property=property, **more
    )


def link(iri: str, label: str, cls: str = "Task") -> Link:
    return Link(mention=label, span=Span(0, 1), iri=iri, label=label, type=cls, score=1, method="content")


def units_of(work: str, role: str, title: str) -> QueryPlan:
    return plan(Form.SELECT, Pattern(Ref(work), pol(role), Var("x")), "roles", property=role, links=(link(work, title),))


def test_units_in_the_order_of_the_attribution_with_role_and_basis(fiction_world, iri):
    work = iri("科学规划海域空间")
    found = run(units_of(work, "responsible", "科学规划海域空间"), fiction_world)
    assert [(v.label, v.role, v.basis) for v in found.values] == [
        ("省自然资源厅", "lead", "convention"),
        ("省能源局", "participant", "convention"),
        ("省海洋局", "participant", "convention"),
        ("省交通运输厅", "participant", "convention"),
    ]
    assert all(v.type == "Department" and v.document == "lin-2023-12-haiyang-nengyuan" for v in found.values)
    assert found.evidence


def test_a_lead_tells_who_else_takes_part(fiction_world, iri):
    found = run(units_of(iri("推动海上风电制氢"), "lead", "推动海上风电制氢"), fiction_world)
    assert [v.label for v in found.values] == ["省能源局"]
    assert "省工业和信息化厅和省应急管理厅参与" in found.text


def test_no_rows_no_outcome(fiction_world, iri):
    work = iri("健全工作机制")  # two leads, nobody else
    assert run(units_of(work, "participant", "健全工作机制"), fiction_world) is None


def test_works_in_the_order_of_the_text(fiction_world, iri):
    unit = iri("省科技厅")
    found = run(plan(Form.SELECT, Pattern(Var("x"), pol("lead"), Ref(unit)), "works", property="lead"), fiction_world)
    assert [v.label for v in found.values] == ["开展潮流能、波浪能规模化示范", "加强关键技术攻关", "建设创新平台"]
    assert {v.role for v in found.values} == {"lead"} and {v.basis for v in found.values} == {"convention"}


def test_a_count_and_what_it_counted(fiction_world, iri):
    unit = iri("省科技厅")
    found = run(plan(Form.COUNT, Pattern(Var("x"), pol("lead"), Ref(unit)), "count_works", property="lead"), fiction_world)
    assert [(v.label, v.value) for v in found.values] == [("3", 3)]
    assert "建设创新平台" in found.text and found.evidence


def test_a_count_of_nothing_is_zero(fiction_world, iri):
    unit = iri("省海洋局")
    found = run(plan(Form.COUNT, Pattern(Var("x"), pol("lead"), Ref(unit)), "count_works", property="lead"), fiction_world)
    assert [v.value for v in found.values] == [0]
    assert not found.evidence


@pytest.mark.parametrize(("unit", "truth"), [("省能源局", True), ("省海洋局", False)])
def test_yes_and_no_are_proved_by_the_list(fiction_world, iri, unit, truth):
    work = iri("推动海上风电制氢")
    asked = plan(
        Form.ASK,
        Pattern(Ref(work), pol("lead"), Ref(iri(unit))),
        "yes_no",
        property="lead",
        proof=(Pattern(Ref(work), pol("responsible"), Var("x")),),
    )
    found = run(asked, fiction_world)
    assert [(v.label, v.value) for v in found.values] == [("是" if truth else "否", truth)]
    assert "（省能源局、省工业和信息化厅、省应急管理厅等负责）" in [one.text for one in found.evidence]


def test_silence_proves_no_no(fiction_world, iri):
    """Nothing is listed of this subject: neither yes nor no."""
    nobody = Ref(iri("省海洋局"))
    pattern = Pattern(nobody, pol("lead"), Ref(iri("省能源局")))
    assert run(plan(Form.ASK, pattern, "yes_no", proof=(Pattern(nobody, pol("lead"), Var("x")),)), fiction_world) is None


@pytest.mark.parametrize(("fewest", "labels"), [(False, {"市交通运输局"})])
def test_the_most(fiction_world, fewest, labels):
    pattern = Pattern(Var("w"), pol("lead"), Var("x"))
    found = run(plan(Form.MOST, pattern, "most", property="lead", over=Var("w"), fewest=fewest), fiction_world)
    assert {v.label for v in found.values} == labels


def test_the_fewest_are_all_that_have_as_few(fiction_world):
    pattern = Pattern(Var("w"), pol("lead"), Var("x"))
    found = run(plan(Form.MOST, pattern, "most", property="lead", over=Var("w"), fewest=True), fiction_world)
    assert {"市气象局", "市邮政管理局", "省畜牧兽医局"} <= {v.label for v in found.values}
    assert "市交通运输局" not in {v.label for v in found.values}


def test_a_target_is_one_number_with_all_that_belongs_to_it(fiction_world):
    target = next(t for t in fiction_world.targets if t.indicator == "产业规模")
    asked = plan(
        Form.SELECT,
        Pattern(Ref(target.iri), pol("value"), Var("x")),
        "target",
        property="value",
        links=(link(target.iri, "产业规模", "Target"),),
    )
    found = run(asked, fiction_world)
    (value,) = found.values
    assert (value.label, value.value, value.unit, value.year) == ("120—150亿元", 120, "亿元", 2027)
    assert [one.text for one in found.evidence] == ["产业规模达到120亿元至150亿元"]


def test_what_is_set_apart_is_not_among_the_values(fiction_world, iri):
    work = iri("推动海上风电制氢")
    pattern = Pattern(Ref(work), pol("responsible"), Var("x"))
    asked = plan(
        Form.SELECT,
        pattern,
        "roles",
        property="responsible",
        links=(link(work, "推动海上风电制氢"),),
        apart=(Ref(iri("省能源局")),),
    )
    assert [v.label for v in run(asked, fiction_world).values] == ["省工业和信息化厅", "省应急管理厅"]


def test_nobody_else(fiction_world, iri):
    """SOLE: works that this unit leads and no other."""
    unit = Ref(iri("省能源局"))
    pattern = Pattern(Var("x"), pol("lead"), unit)
    asked = plan(Form.SELECT, pattern, "works", property="lead", sole=(Pattern(Var("x"), pol("lead"), Var("other")), unit))
    assert [v.label for v in run(asked, fiction_world).values] == ["有序推进海上风电建设", "推动海上风电制氢"]
