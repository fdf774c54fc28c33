"""What a session remembers between questions."""

from __future__ import annotations

from dataclasses import replace

from qa.dialogue import Sessions
from qa.model import Answer, Choice, Evidence, Kind, Outcome, Value

PROOF = (Evidence(document="d", title="t", section="", text="文", start=0, end=1, iri="i"),)
WORK, UNIT = "推动海上风电制氢", "省能源局"


def answered(*values: Value, outcome: Outcome = Outcome.ANSWERED) -> Answer:
    return Answer(
        id="a",
        question="问",
        outcome=outcome,
        kind=Kind.ENTITIES,
        text="答",
        values=values,
        evidence=PROOF if outcome is Outcome.ANSWERED else (),
        choices=(Choice(label="x", question="y"),) if outcome is Outcome.UNCLEAR else (),
    )


def entity(label: str, cls: str) -> Value:
    return Value(label=label, iri="http://x/" + label, type=cls)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_turn_is_remembered_for_its_time_only():
    clock = Clock()
    sessions = Sessions(ttl=60, clock=clock)
    sessions.remember("s", "谁牵头？", answered(entity(UNIT, "Department")))
    clock.now = 60
    assert sessions.last("s").question == "谁牵头？"
    clock.now = 60.1
    assert sessions.last("s") is None


def test_each_turn_begins_the_time_anew():
    clock = Clock()
    sessions = Sessions(ttl=60, clock=clock)
    for now in (0, 50, 100):
        clock.now = now
        sessions.remember("s", f"问{now}", answered(entity(UNIT, "Department")))
    clock.now = 150
    assert sessions.last("s").question == "问100"


def test_nobody_and_strangers_have_no_turn():
    sessions = Sessions(ttl=60)
    sessions.remember(None, "谁牵头？", answered(entity(UNIT, "Department")))
    sessions.remember("s", "谁牵头？", answered(entity(UNIT, "Department")))
    assert (sessions.last(None), sessions.last("t")) == (None, None)


def test_the_longest_silent_session_makes_room():
    sessions = Sessions(ttl=60, most=2)
    for name in ("a", "b", "a", "c"):
        sessions.remember(name, name, answered(entity(UNIT, "Department")))
    assert [sessions.last(name) is not None for name in "abc"] == [True, False, True]


def test_a_question_outside_the_documents_leaves_the_turn_before():
    sessions = Sessions(ttl=60)
    sessions.remember("s", "谁牵头？", answered(entity(UNIT, "Department")))
    sessions.remember("s", "天气？", answered(outcome=Outcome.OUT_OF_SCOPE))
    assert sessions.last("s").question == "谁牵头？"


def test_choices_are_kept_for_the_next_answer_only():
    sessions = Sessions(ttl=60)
    sessions.remember("s", "谁牵头？", answered(outcome=Outcome.UNCLEAR))
    assert [choice.question for choice in sessions.last("s").choices] == ["y"]
    sessions.remember("s", "y", answered(entity(UNIT, "Department")))
    assert not sessions.last("s").choices


def test_the_last_list_outlives_answers_with_one_value():
    sessions = Sessions(ttl=60)
    sessions.remember("s", "哪些任务？", answered(entity("甲", "Task"), entity("乙", "Measure")))
    sessions.remember("s", "谁配合甲？", answered(entity("子", "Department"), entity("丑", "Department")))
    sessions.remember("s", "谁牵头？", answered(entity(UNIT, "Department")))
    turn = sessions.last("s")
    assert ([v.label for v in turn.works], [v.label for v in turn.listed]) == (["甲", "乙"], ["子", "丑"])


def test_a_turn_rests_on_the_documents_of_all_that_it_remembers():
    def quoting(document: str, *values: Value) -> Answer:
        return replace(answered(*values), evidence=(replace(PROOF[0], document=document),))

    sessions = Sessions(ttl=60)
    sessions.remember("s", "有哪些任务？", quoting("a", entity(WORK, "Task"), entity("另一项", "Task")))
    assert sessions.last("s").rests_on == {"a"}
    sessions.remember("s", "第二个呢？", quoting("b", entity(UNIT, "Department")))
    assert sessions.last("s").rests_on == {"a", "b"}  # the list is still remembered
    sessions.remember("t", "？", quoting("a", replace(entity(UNIT, "Department"), document="c")))
    assert sessions.last("t").rests_on == {"a", "c"}
    sessions.forget("t")
    sessions.forget(None)
    assert sessions.last("t") is None and sessions.last("s")
