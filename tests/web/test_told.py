"""Facts in words, in order, by pages; quotations in their sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.config import KgSettings
from kg.ontology import load, pol
from qa.model import Evidence
from qa.rows import FactRow
from qa.web.addresses import ask_about, connection_of, data_of, graph_of
from qa.web.told import excerpt, grouped, sheet, template
from qa.wire.links import entity_link

ONTOLOGY = load(KgSettings().ontology)
BASE = "http://kgqa.local/id/"


def quoted(start: int, text: str = "原文") -> Evidence:
    return Evidence(document="d", title="题", section="", text=text, start=start, end=start + len(text), iri="f")


def fact(relation: str, label: str, *, inverse: bool = False, at: int = 0, basis: str | None = None, iri: bool = True) -> FactRow:
    return FactRow(
        property=pol(relation),
        property_label=ONTOLOGY.properties[relation].label,
        inverse=inverse,
        label=label,
        iri=BASE + label if iri else None,
        basis=basis,
        evidence=quoted(at),
    )


def test_the_ontology_says_the_relation():
    assert template(pol("lead"), ONTOLOGY) == ("{s}", "由", "{o}", "牵头")
    assert template("http://elsewhere/x", ONTOLOGY) == ("{s}", "：", "{o}")


def test_facts_of_one_relation_stand_together_outgoing_first():
    groups = grouped(
        [fact("lead", "任务", inverse=True), fact("locatedIn", "海州"), fact("lead", "另一任务", inverse=True)], ONTOLOGY
    )
    assert [(g.heading, [f.label for f in g.facts]) for g in groups] == [
        ("位于", ["海州"]),
        ("……由它牵头", ["任务", "另一任务"]),
    ]
    assert [g.name for g in groups] == ["locatedIn", "-lead"]


def test_what_is_said_twice_is_one_fact_with_two_places_the_particular_one_first():
    rows = [
        fact("lead", "甲", at=1, basis="convention"),
        fact("lead", "甲", at=20),
        fact("lead", "乙", at=1),
        fact("lead", "乙", at=30),
    ]
    (group,) = grouped(rows, ONTOLOGY)
    assert [(f.label, [e.start for e in f.evidence]) for f in group.facts] == [("甲", [20, 1]), ("乙", [30, 1])]
    assert group.facts[0].bases == ("convention",)


def test_the_wider_relation_is_left_out_where_the_narrower_says_more():
    rows = [fact("responsible", "厅"), fact("lead", "厅"), fact("responsible", "局")]
    assert [(g.name, [f.label for f in g.facts]) for g in grouped(rows, ONTOLOGY)] == [("lead", ["厅"]), ("responsible", ["局"])]


def test_literals_have_no_address():
    (group,) = grouped([fact("deadline", "2028年", iri=False)], ONTOLOGY)
    assert group.facts[0].iri is None


@given(st.lists(st.integers(1, 9), max_size=6), st.integers(1, 5))
def test_pages_show_every_fact_once(counts, size):
    names = ["lead", "participant", "concerns", "locatedIn", "reliesOn", "hosts"]
    rows = [fact(name, f"{name}{n}") for name, count in zip(names, counts, strict=False) for n in range(count)]
    groups = grouped(rows, ONTOLOGY)
    pages = sheet(groups, 1, size=size).pages
    seen = [f.label for page in range(1, pages + 1) for g in sheet(groups, page, size=size).groups for f in g.facts]
    assert seen == [f.label for g in groups for f in g.facts]
    assert all(sum(len(g.facts) for g in sheet(groups, page, size=size).groups) <= size for page in range(1, pages + 1))


@pytest.mark.parametrize(("asked", "shown"), [(0, 1), (-3, 1), (99, 2)])
def test_a_page_that_is_not_there_is_the_nearest(asked, shown):
    assert sheet(grouped([fact("lead", str(n)) for n in range(3)], ONTOLOGY), asked, size=2).page == shown


TEXT = "一、总则。\n发展海上\n风电，建设装备园。（省能源局、\n省海洋局）\n二、其他\n\n尾"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("风电", ("发展海上", "风电", "，建设装备园。")),
        ("（省能源局、\n省海洋局）", ("", "（省能源局、省海洋局）", "")),
        ("尾", ("", "尾", "")),
        ("一、总则。", ("", "一、总则。", "")),
    ],
)
def test_a_quotation_stands_in_its_sentence(words, found):
    start = TEXT.index(words)
    made = excerpt(TEXT, start, start + len(words))
    assert (made.before, made.quoted, made.after) == found


def test_a_long_sentence_is_cut_and_says_so():
    text = "甲" * 300
    made = excerpt(text, 150, 151)
    assert made.before.startswith("…") and made.after.endswith("…") and len(made.before + made.after) < 250


@given(st.text(alphabet="甲乙ab。！\n （）", min_size=1, max_size=60), st.data())
def test_nothing_of_the_quotation_is_lost(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    made = excerpt(text, start, end)
    assert "".join(made.quoted.split()) == "".join(text[start:end].split())
    assert "".join((made.before + made.quoted + made.after).replace("…", "").split()) in "".join(text.split())


def test_addresses():
    assert graph_of(BASE + "省/厅&局") == "/graph?iri=http%3A%2F%2Fkgqa.local%2Fid%2F%E7%9C%81%2F%E5%8E%85%26%E5%B1%80"
    assert graph_of("x", "") == "/graph?iri=x&hide="
    assert connection_of("a", "b", ["c", "d"]) == "/graph?from=a&to=b&without=c&without=d"
    assert connection_of("", "b") == "/graph?to=b"
    assert ask_about("谁&谁？") == "/?q=%E8%B0%81%26%E8%B0%81%EF%BC%9F"
    assert data_of(BASE + "org/厅", BASE) == "/data/org/%E5%8E%85.ttl"
    assert entity_link(BASE + "org/厅#?", BASE) == "/entities/org/%E5%8E%85%23%3F"
    assert data_of("javascript:alert(1)", BASE) is entity_link("javascript:alert(1)", BASE) is None
