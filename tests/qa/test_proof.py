"""The law of the product: an answer is proved, or there is none. Over every golden question, and over hostile text."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import generation
from kg.sparql_pool import GuardedQuery
from kg.store import Store
from qa.errors import BadQuestion
from qa.model import Answer, Kind, Method, Outcome, Question
from qa.questions import read_questions
from qa.service import PolicyQA
from qa.words import table

FILES = ("fixtures_dev", "fixtures_held", "shandong_dev", "shandong_held")
LONGEST = 400  # characters of an answer


@pytest.fixture(scope="module")
def corpora(fiction_settings, fiction, shandong_settings, shandong):
    return {"fixtures": (fiction_settings, fiction), "shandong": (shandong_settings, shandong)}


@pytest.fixture(scope="module")
def questions(golden_questions):
    """Every golden question and turn of a dialogue: corpus → (id, question)."""
    found: dict[str, list[tuple[str, Question]]] = {"fixtures": [], "shandong": []}
    for name in FILES:
        for item in read_questions(golden_questions / f"{name}.jsonl"):
            session = item.id if item.turns else None
            for turn in item.turns or (item,):
                found[name.split("_")[0]].append((item.id, Question(text=turn.q, session=session)))
    return found


@pytest.fixture(scope="module", params=("fixtures", "shandong"))
def asked(request, corpora, questions):
    """One corpus: its settings, its engine, and every answer by the engine."""
    where, engine = corpora[request.param]
    return where, engine, [(id, engine.ask(question)) for id, question in questions[request.param]]


def answered(asked) -> list[tuple[str, Answer]]:
    found = [(id, answer) for id, answer in asked[2] if answer.outcome is Outcome.ANSWERED]
    assert len(found) > len(asked[2]) / 2  # the law is held against something
    return found


def test_every_quotation_stands_in_the_text(asked):
    texts = {card.id: asked[1].catalog.document(card.id).text for card in asked[1].catalog.documents()}
    wrong = [
        (id, one)
        for id, answer in answered(asked)
        for one in answer.evidence
        if one.text != texts[one.document][one.start : one.end]
    ]
    assert not wrong


def test_every_answer_is_short_and_quotes_something(asked):
    assert not [id for id, answer in answered(asked) if not answer.evidence]
    assert not [(id, answer.text) for id, answer in asked[2] if not 0 < len(answer.text) <= LONGEST]


def test_a_refusal_claims_nothing(asked):
    refused = [(id, answer) for id, answer in asked[2] if answer.outcome is not Outcome.ANSWERED]
    assert refused
    assert not [id for id, a in refused if a.values or a.sparql or a.evidence or a.method is not Method.NONE]


def test_a_text_answer_has_no_values_and_every_other_has_some(asked):
    assert not [(id, a.text) for id, a in answered(asked) if (a.kind is Kind.TEXT) is bool(a.values)]


def test_no_value_twice(asked):
    def said(value):
        return value.iri or (value.label, value.value)

    assert not [id for id, a in answered(asked) if len({said(v) for v in a.values}) != len(a.values)]


def rerun(store: Store, answer: Answer) -> object:
    """What the answer's own query says: a truth, or its column as a set (decimals as they are)."""
    assert answer.sparql
    if answer.sparql.lstrip().upper().startswith("ASK"):
        return store.ask(answer.sparql)
    rows = store.select(answer.sparql)
    assert all(len(row.names) == 1 for row in rows)
    return {str(row[row.names[0]]) for row in rows}


def claimed(answer: Answer) -> object:
    if answer.kind is Kind.BOOLEAN:
        return answer.values[0].value
    if answer.kind is Kind.NUMBER:
        return {str(value.value) for value in answer.values}  # one, or one a year
    return {value.iri or value.label for value in answer.values}


def by_graph(asked) -> list[tuple[str, Answer]]:
    found = [(id, answer) for id, answer in answered(asked) if answer.method is Method.GRAPH]
    assert len(found) > 20
    return found


def test_the_query_of_a_graph_answer_returns_exactly_its_values(asked):
    store = Store(generation.current(asked[0].data).graph)
    wrong = [
        (id, answer.sparql, said, rerun(store, answer))
        for id, answer in by_graph(asked)
        if answer.kind is not Kind.TEXT and (said := claimed(answer)) != rerun(store, answer)
    ]
    assert not wrong


def test_only_graph_answers_carry_a_query(asked):
    assert not [id for id, a in answered(asked) if bool(a.sparql) is not (a.method is Method.GRAPH)]


def test_the_same_through_the_guard_for_people_from_outside(asked):
    """The query of an answer is public: the guard lets it pass, and it says the same."""
    proved = [(id, a) for id, a in by_graph(asked) if a.kind is not Kind.TEXT]
    sample = proved[:: max(1, len(proved) // 20)][:20]
    with GuardedQuery(generation.current(asked[0].data).graph) as guard:
        for id, answer in sample:
            body = json.loads(guard.run(answer.sparql).body)
            if answer.kind is Kind.BOOLEAN:
                assert body["boolean"] is claimed(answer), id
                continue
            cells = {cell["value"] for row in body["results"]["bindings"] for cell in row.values()}
            if answer.kind is Kind.NUMBER:
                assert set(map(Decimal, cells)) == set(map(Decimal, claimed(answer))), id
            else:
                assert cells == claimed(answer), id


def test_every_link_and_value_names_a_node_of_the_graph(asked):
    catalog = asked[1].catalog
    for id, answer in answered(asked):
        for iri in {v.iri for v in answer.values if v.iri} | {link.iri for link in answer.links}:
            assert catalog.entity(iri).entity.iri == iri, id


def timeless(answer: Answer) -> Answer:
    return replace(answer, elapsed_ms=0.0)


def test_asked_again_in_another_order_by_another_engine_the_answer_is_the_same(asked):
    """Nothing is left behind by the questions before, nor by the order of a set."""
    alone = [(id, answer) for id, answer in asked[2] if answer.session is None]
    fresh = PolicyQA.open(asked[0])
    changed = [id for id, first in reversed(alone) if timeless(fresh.ask(Question(text=first.question))) != timeless(first)]
    assert not changed
    assert not [id for id, first in alone[:10] if timeless(asked[1].ask(Question(text=first.question))) != timeless(first)]


# --- hostile questions -------------------------------------------------------------------------------

HOSTILE = (
    "",
    " \t\n　",
    "？？！！，，。。",
    "\x00\x01\x02牵头\x7f\x1b[31m",
    "}} DROP ALL",
    '谁牵头" } UNION { ?s ?p ?o } #',
    "牵头单位 WHERE { ?x ?p ?o } LIMIT 1; DELETE WHERE { ?s ?p ?o }",
    "<http://kgqa.local/id/> a pol:Task . ?x",
    '\\u0022 \\" \'\'\' """ 牵头单位是谁',
    "<script>alert(1)</script>由谁牵头？",
    "<img src=x onerror=alert(1)>数字农业",
    "问" * 10_000,
    "牵头" * 250,
    "省" * 499,
    "哪" * 400 + "？",
    "（" * 300,
    "“" * 400 + "谁牵头",
    "1" * 500,
    "第" + "九" * 300 + "项任务是什么？",
    "99999999999999999999年目标是多少？",
    "0000年目标是多少？",
    "😀🚜谁牵头🌊？",
    "🧑‍🌾" * 80,
    "\u202e？头牵谁由 台平据数大\u202c",
    "\u200f\u200e\u2066谁牵头\u2069？",
    "\ufeff谁牵头",
    "a\u0301" * 200,
    "{s} {o} {0} %s %d ${x}",
    "../../../../etc/passwd 由谁牵头",
    "null",
    "那呢？",
    "第二个呢",
    "除了还有谁",
    "不是不是不是不是牵头的不是",
    "\ud800谁牵头",
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_refused_or_answered_with_proof(fiction, text):
    try:
        answer = fiction.ask(Question(text=text, session="hostile"))
    except BadQuestion as error:
        assert str(error)
        return
    assert len(answer.text) <= LONGEST
    document = {card.id: fiction.catalog.document(card.id).text for card in fiction.catalog.documents()}
    assert all(one.text == document[one.document][one.start : one.end] for one in answer.evidence)


@pytest.mark.parametrize("text", ["", " \n　", "？！。", "问" * 10_000])
def test_what_is_no_question_is_said_to_be_none(fiction, text):
    with pytest.raises(BadQuestion):
        fiction.ask(Question(text=text))


@pytest.mark.parametrize("session", [None, "s"])
@given(text=st.text(max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_answered_or_bad(fiction, session, text):
    with suppress(BadQuestion):
        assert isinstance(fiction.ask(Question(text=text, session=session)), Answer)


WORDS = table("""
谁 哪个 哪些 哪两个 几项 多少 什么时候 是不是 牵头 配合 参与 负责 任务 部门 园区 平台 目标 省能源局 省农业农村厅 市公安局
云泽 林川 海澄 雁湖 2025年 2027年 智慧农场 海上风电 起降点 的 、 ， ？ 不 没有 除了 以外 最多 那 呢 它 第二个 吗 在
""")


@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=9))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_heap_of_words_that_mean_something(fiction, words):
    """Nearer to the code than random text: cues, names and connectives in any order."""
    try:
        answer = fiction.ask(Question(text="".join(words), session="heap"))
    except BadQuestion:
        return
    assert answer.outcome is not Outcome.ANSWERED or answer.evidence
