"""The scoring rules: what counts as right, and what must not."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError, UnreadableFile
from qa.errors import BadQuestion
from qa.evaluate import evaluate, is_right, quotes_gold, summarise
from qa.model import Answer, Choice, Evidence, Kind, Outcome, Value
from qa.questions import Item, read_questions

PROOF = (Evidence(document="d", title="t", section="", text="（省农业农村厅负责）", start=0, end=10, iri="i"),)


def answered(text="", *values: Value, kind=Kind.ENTITIES, evidence=PROOF) -> Answer:
    return Answer(id="a", question="q", outcome=Outcome.ANSWERED, kind=kind, text=text, values=values, evidence=evidence)


def refused(outcome=Outcome.NOT_FOUND) -> Answer:
    return Answer(id="a", question="q", outcome=outcome, kind=Kind.TEXT, text="文件没有说。")


def item(kind: str, *gold, truth=None, evidence=()) -> Item:
    return Item(id="1", q="q", kind=kind, gold=tuple(gold), truth=truth, evidence=evidence)


def names(*labels: str) -> list[Value]:
    return [Value(label=label, iri=label) for label in labels]


SEA, FARM = ("省海洋局", "海洋局"), ("省农业农村厅",)


@pytest.mark.parametrize(
    ("got", "right"),
    [
        (("省海洋局", "省农业农村厅"), True),
        (("省农业农村厅", "海洋局"), True),  # order and spelling are free
        (("1.省海洋局", "（一）省农业农村厅"), True),  # numbering does not count
        (("“省海洋局”", "省农业 农村厅"), True),
        (("省海洋局",), False),  # one is missing
        (("省海洋局", "省农业农村厅", "省财政厅"), False),  # one too many
        ((), False),
    ],
)
def test_entities_must_be_the_exact_set(got, right):
    assert is_right(item("entities", SEA, FARM), answered("", *names(*got))) is right


def test_an_alias_of_a_value_counts():
    value = Value(label="海州省海洋局", iri="i", aliases=("省海洋局",))
    assert is_right(item("entities", SEA), answered("", value))


def test_entities_contains_allows_more():
    wanted = item("entities_contains", SEA)
    assert is_right(wanted, answered("", *names("省海洋局", "省财政厅")))
    assert not is_right(wanted, answered("", *names("省财政厅")))


@pytest.mark.parametrize(
    ("text", "label", "right"),
    [
        ("达到1500亿元左右。", "1500亿元", True),
        ("达到1500亿元左右。", "1500亿元左右", True),
        ("共1500亿元", "150亿元", False),  # the value says another number
        ("很多", "15", False),
        ("１５００亿元", "１５００亿元", True),  # full width
    ],
)
def test_number(text, label, right):
    assert is_right(item("number", ("1500亿元", "1500亿元左右")), answered(text, Value(label=label, value=1))) is right


def test_number_has_one_value_at_most():
    two = [Value(label="1500亿元", value=1500), Value(label="100家", value=100)]
    assert not is_right(item("number", ("1500亿元",)), answered("1500亿元", *two))
    assert is_right(item("number", ("1500亿元",)), answered("是1500亿元。"))  # in the text alone will do


def test_percent_is_not_a_plain_number():
    assert not is_right(item("number", ("15%",)), answered("15", Value(label="15", value=15)))
    assert is_right(item("number", ("15%",)), answered("15%以上", Value(label="15%", value=15)))


@pytest.mark.parametrize(
    ("truth", "value", "right"), [(True, True, True), (False, False, True), (True, False, False), (True, 1, False)]
)
def test_boolean(truth, value, right):
    assert is_right(item("boolean", truth=truth), answered("是", Value(label="是", value=value))) is right


def test_boolean_without_value_is_wrong():
    assert not is_right(item("boolean", truth=False), answered("否"))


def test_text_needs_a_phrase_of_every_group_and_must_be_short():
    wanted = item("text", ("深水网箱", "网箱"), ("补贴",))
    assert is_right(wanted, answered("推广深水网箱，给予“补贴”。"))
    assert not is_right(wanted, answered("推广深水网箱。"))
    assert not is_right(wanted, answered("推广深水网箱，给予补贴" + "很" * 400))


@pytest.mark.parametrize("outcome", [Outcome.NOT_FOUND, Outcome.OUT_OF_SCOPE])
def test_unanswerable(outcome):
    assert is_right(item("unanswerable"), refused(outcome))
    assert not is_right(item("unanswerable"), answered("省海洋局"))


@pytest.mark.parametrize("kind", ["entities", "number", "text"])
def test_a_refusal_answers_nothing(kind):
    assert not is_right(item(kind, ("x",)), refused())


@pytest.mark.parametrize(
    ("gold", "quoted", "right"),
    [
        ("省农业农村厅负责", "（省农业农村厅负责）", True),
        ("推广网箱（省农业农村厅负责）等", "（省农业农村厅负责）", True),  # a good part of it
        ("推广网箱（省农业农村厅负责）等", "网箱", False),  # too short a part
        ("（省海洋局负责）", "（省农业农村厅负责）", False),
    ],
)
def test_evidence(gold, quoted, right):
    quoted_by = Evidence(document="d", title="t", section="", text=quoted, start=5, end=5 + len(quoted), iri="i")
    assert quotes_gold(item("entities", FARM, evidence=(gold,)), answered("", evidence=(quoted_by,))) is right


def test_no_gold_evidence_is_not_counted():
    assert quotes_gold(item("entities", FARM), answered()) is None


# --- the run ---------------------------------------------------------------------------------------


class Scripted:
    """Answers by question; remembers the sessions."""

    def __init__(self, **answers: Answer) -> None:
        self.answers, self.sessions = answers, []

    def ask(self, question, *, on_step=None):
        self.sessions.append(question.session)
        if question.text not in self.answers:
            raise BadQuestion("问题是空的")
        return self.answers[question.text]


def one(q: str, kind: str, *gold, id="", tags=(), evidence=(), turns=()) -> Item:
    return Item(id=id or q, q=q, kind=kind, gold=tuple(gold), tags=tags, evidence=evidence, turns=turns)


def test_the_whole_score():
    engine = Scripted(
        a=answered("", *names("省农业农村厅")), b=refused(), c=refused(), d=answered("乱说"), e=answered("", *names("省海洋局"))
    )
    items = [
        one("a", "entities", FARM, tags=("lead",), evidence=("省农业农村厅负责",)),
        one("b", "entities", FARM, tags=("lead", "hop")),  # refused, though there is an answer
        one("c", "unanswerable"),
        one("d", "unanswerable"),
        one("e", "entities", SEA, evidence=("别的话",)),  # right, but not proved
        one("", "unanswerable"),  # the engine refuses to read it
    ]
    score = evaluate(engine, items)
    assert (score.accuracy.hit, score.accuracy.total) == (4, 6)
    assert {kind: (r.hit, r.total) for kind, r in score.by_kind.items()} == {"entities": (2, 3), "unanswerable": (2, 3)}
    assert {tag: (r.hit, r.total) for tag, r in score.by_tag.items()} == {"hop": (0, 1), "lead": (1, 2)}
    assert (score.evidence.hit, score.evidence.total) == (1, 2)
    assert (score.refusal_precision.hit, score.refusal_precision.total) == (2, 3)
    assert (score.refusal_recall.hit, score.refusal_recall.total) == (2, 3)
    assert (score.needless_refusals.hit, score.needless_refusals.total) == (1, 3)
    assert (score.wrong_answers.hit, score.wrong_answers.total) == (0, 3)  # “d” has no answer: it counts in the recall
    assert [(b.n, b.accuracy) for b in score.calibration.bins] == [(3, pytest.approx(2 / 3))]  # a, d, e; all of confidence 0
    assert 0 <= score.p50_ms <= score.p99_ms
    assert [turn.status for result in score.results for turn in result.turns][-1] == "bad_question"


def test_a_dialogue_is_one_session_and_right_only_as_a_whole():
    engine = Scripted(a=answered("", *names("省海洋局")), b=refused())
    talk = one("", "dialogue", id="t", turns=(one("a", "entities", SEA), one("b", "entities", SEA)))
    score = evaluate(engine, [talk, one("a", "entities", SEA)])
    first, second, alone = engine.sessions
    assert first and first == second and alone is None
    assert [result.right for result in score.results] == [False, True]
    assert score.accuracy.total == 2


def test_an_answer_beside_the_point_is_wrong_not_refused():
    score = evaluate(Scripted(a=answered("", *names("省海洋局"))), [one("a", "entities", FARM)])
    assert score.wrong_answers.share == 1.0 and score.needless_refusals.share == 0.0


def test_unclear_counts_as_refused():
    back = Answer(
        id="a", question="q", outcome=Outcome.UNCLEAR, kind=Kind.TEXT, text="哪个？", choices=(Choice(label="x", question="y"),)
    )
    score = evaluate(Scripted(a=back), [one("a", "unanswerable")])
    assert score.accuracy.share == 1.0


def test_nothing_to_ask():
    with pytest.raises(InputError):
        evaluate(Scripted(), [])


def test_progress_is_told_result_by_result():
    seen = []
    evaluate(Scripted(a=refused()), [one("a", "unanswerable")] * 3, on_result=seen.append)
    assert len(seen) == 3


@given(st.lists(st.floats(min_value=0, max_value=1e4), min_size=1, max_size=300))
def test_percentiles_are_ordered_values_of_the_run(times):
    from qa.evaluate import Result, Turn

    i = one("a", "unanswerable")
    turns = [Turn(item=i, right=True, status="not_found", answer="", values=(), evidence_right=None, ms=ms) for ms in times]
    score = summarise(tuple(Result(item=i, right=True, turns=(turn,)) for turn in turns))
    ordered = sorted(times)
    assert score.p50_ms in times and score.p99_ms in times and score.p50_ms <= score.p99_ms
    assert sum(t <= score.p99_ms for t in ordered) >= math.ceil(0.99 * len(ordered)) - 1e-9


# --- the file --------------------------------------------------------------------------------------


def write(tmp_path, *lines) -> object:
    path = tmp_path / "q.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    return path


def test_reading_all_kinds(tmp_path):
    path = write(
        tmp_path,
        {"id": "1", "q": "谁牵头？", "kind": "entities", "gold": [["省海洋局", "海洋局"]], "evidence": ["x"], "tags": ["lead"]},
        "",
        {"id": "2", "q": "多少？", "kind": "number", "gold": ["7", "七"], "evidence": [], "tags": []},
        {"id": "3", "q": "是吗？", "kind": "boolean", "gold": False, "tags": []},
        {"id": "4", "q": "无", "kind": "unanswerable", "gold": None, "evidence": [], "tags": ["refuse"]},
        {"id": "5", "q": "", "kind": "dialogue", "gold": [{"q": "甲", "kind": "text", "gold": [["乙"]]}], "tags": []},
    )
    first, number, boolean, none, talk = read_questions(path)
    assert first.gold == (("省海洋局", "海洋局"),) and first.evidence == ("x",) and first.tags == ("lead",)
    assert number.gold == (("7", "七"),)
    assert boolean.truth is False
    assert none.gold == ()
    assert talk.turns[0].q == "甲" and talk.turns[0].gold == (("乙",),)


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "3",
        '{"q": "x"}',
        '{"q": "x", "kind": "poem", "gold": []}',
        '{"q":"x","kind":"boolean","gold":"是"}',
        '{"q":"x","kind":"entities","gold":[]}',
    ],
)
def test_a_bad_line_is_named(tmp_path, line):
    good = {"q": "x", "kind": "unanswerable"}
    with pytest.raises(UnreadableFile, match="第 2 行"):
        read_questions(write(tmp_path, good, line))


def test_no_file_no_items_no_text(tmp_path):
    with pytest.raises(UnreadableFile):
        read_questions(tmp_path / "none.jsonl")
    with pytest.raises(UnreadableFile, match="没有题目"):
        read_questions(write(tmp_path, "\n"))
    (tmp_path / "b.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableFile):
        read_questions(tmp_path / "b.jsonl")
