"""Plans become SPARQL from data alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib.plugins.sparql import prepareQuery

from kg.config import KgSettings
from kg.ontology import load, pol
from qa.model import Kind
from qa.plan.model import Form, Lit, Pattern, QueryPlan, Ref, Var
from qa.sparql import check, iri, literal, render, term

ONTOLOGY = load(KgSettings().ontology)
WORK = Ref("http://kgqa.local/id/d/task/海水淡化")
UNIT = Ref("http://kgqa.local/id/org/云泽省/省水利厅")


def plan(form: Form, **extra: object) -> QueryPlan:
    given_: dict[str, object] = {
        "form": form,
        "kind": Kind.ENTITIES,
        "patterns": (Pattern(WORK, pol("lead"), Var("x")),),
        "reading": "查",
        "score": 1.0,
        "links": (),
    }
    return QueryPlan(**(given_ | extra))  # type: ignore[arg-type]


@pytest.mark.parametrize("form", [Form.SELECT, Form.COUNT, Form.ASK])
def test_every_form_is_sparql(form: Form) -> None:
    prepareQuery(
        render(plan(form, apart=(UNIT,), types=(pol("Department"),), without=((Pattern(WORK, pol("participant"), Var("x")),),)))
    )


def test_superlative_is_sparql() -> None:
    text = render(plan(Form.MOST, patterns=(Pattern(Var("w"), pol("lead"), Var("x")),), over=Var("w")))
    prepareQuery(text)
    assert "MAX" in text


@given(st.text())
def test_a_literal_never_ends_early(text: str) -> None:
    written = literal(text)
    assert written.startswith('"') and written.endswith('"')
    inner = written[1:-1]
    assert "\n" not in inner
    assert '"' not in inner.replace("\\\\", "").replace('\\"', "")


@pytest.mark.parametrize("bad", ["http://a/> ?x ?y . <http://b", "http://a b", "javascript", "", "http://a/\n", 'http://a/"'])
def test_an_iri_that_could_break_out_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="not an IRI"):
        iri(bad)


def test_a_variable_name_is_checked() -> None:
    with pytest.raises(ValueError, match="variable"):
        term(Var("x } DROP ALL"))


def test_typed_literal() -> None:
    assert term(Lit("15", "decimal")) == '"15"^^<http://www.w3.org/2001/XMLSchema#decimal>'


def test_check_names_unknown_terms() -> None:
    wrong = check(plan(Form.SELECT, patterns=(Pattern(WORK, pol("noSuch"), Var("x")),), types=(pol("Nothing"),)), ONTOLOGY)
    assert len(wrong) == 2
    assert check(plan(Form.SELECT), ONTOLOGY) == ()
    assert check(plan(Form.SELECT, patterns=()), ONTOLOGY) == ("查询没有条件",)
