"""The foreman: one question from intake to answer, whatever its family; steps, restrictions, and what is kept between turns."""

from __future__ import annotations

import json
import threading
from dataclasses import replace

import pytest

from kg.errors import NotBuilt
from qa.config import QaSettings
from qa.errors import BadQuestion
from qa.model import Kind, Method, Outcome, Question, Step
from qa.service import MOST_BEFORE, PolicyQA

LEAD = "推动海上风电制氢由谁牵头？"


def test_nothing_published_nothing_opened(tmp_path):
    with pytest.raises(NotBuilt):
        PolicyQA.open(QaSettings(data=tmp_path))


@pytest.mark.parametrize(
    ("question", "kind", "method"),
    [
        (LEAD, Kind.ENTITIES, Method.GRAPH),
        ("省商务厅牵头几项任务？", Kind.NUMBER, Method.GRAPH),
        ("零碳海岛要建几个？", Kind.NUMBER, Method.GRAPH),
        ("省海洋局牵头推动海上风电制氢吗？", Kind.BOOLEAN, Method.GRAPH),
        ("人口密集区飞行高度可以低于120米吗？", Kind.BOOLEAN, Method.PASSAGE),
        ("怎么推进智慧养殖？", Kind.TEXT, Method.PASSAGE),
    ],
)
def test_each_family_answers_in_its_kind(fiction, question, kind, method):
    answer = fiction.ask(Question(text=question))
    assert (answer.outcome, answer.kind, answer.method) == (Outcome.ANSWERED, kind, method)
    assert 0 < answer.confidence <= 1
    assert answer.reading and answer.text


def test_the_answer_repeats_the_question_and_names_its_generation(fiction):
    answer = fiction.ask(Question(text=LEAD, session="s-1"))
    assert (answer.question, answer.session, answer.generation) == (LEAD, "s-1", fiction.generation)
    assert answer.elapsed_ms > 0
    assert answer.id == fiction.ask(Question(text=LEAD)).id  # of what was asked, not of who asked
    assert answer.id != fiction.ask(Question(text="建设智慧冷链由谁牵头？")).id


def test_each_step_is_told_as_it_is_done(fiction):
    told: list[Step] = []
    answer = fiction.ask(Question(text=LEAD), on_step=told.append)
    assert tuple(told) == answer.steps
    assert [step.name for step in told if step.name != "spelling"] == [
        "understand",
        "link",
        "document",
        "plan",
        "decide",
        "query",
    ]
    assert not any("http" in step.detail or "SELECT" in step.detail for step in told)  # words, not debug output
    assert "文件自己约定" in told[-1].detail and "得分" in told[-3].detail


def test_one_document_only(fiction):
    """The same words, asked of the wrong document, are not answered from the right one."""
    right = fiction.ask(Question(text=LEAD, document="lin-2023-12-haiyang-nengyuan"))
    wrong = fiction.ask(Question(text=LEAD, document="yunze-2024-shuzi-nongye"))
    assert [value.label for value in right.values] == ["省能源局"]
    assert not wrong.values
    assert {one.document for one in wrong.evidence} <= {"yunze-2024-shuzi-nongye"}


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("你好", Outcome.OUT_OF_SCOPE),
        ("今天天气怎么样？", Outcome.OUT_OF_SCOPE),
        ("给我讲个笑话", Outcome.OUT_OF_SCOPE),
        ("2028年海上风电累计装机目标是多少？", Outcome.NOT_FOUND),
        ("省水利厅牵头哪些任务？", Outcome.NOT_FOUND),
        ("青岛的园区有哪些？", Outcome.NOT_FOUND),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_reason(fiction, question, outcome):
    answer = fiction.ask(Question(text=question))
    assert (answer.outcome, answer.values, answer.evidence) == (outcome, (), ())
    assert len(answer.text) > 10


@pytest.mark.parametrize("text", ["", "？", "问" * 501])
def test_no_question(fiction, text):
    with pytest.raises(BadQuestion):
        fiction.ask(Question(text=text))


def test_a_slip_of_the_pen_is_mended_and_told(fiction):
    answer = fiction.ask(Question(text="推动海上风电治氢由谁牵头？"))
    assert [value.label for value in answer.values] == ["省能源局"]


@pytest.mark.parametrize(
    "question",
    [
        "推动海上风电制氢 由谁牵头",
        "請問推動海上風電製氫由誰牽頭？",
        "推动海上风电制氢，谁来牵头呀",
        "推动海上风电制氢是哪个部门牵头的",
    ],
)
def test_the_wording_does_not_matter(fiction, question):
    assert [value.label for value in fiction.ask(Question(text=question)).values] == ["省能源局"]


# --- asking back ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "choices"),
    [
        ("建设平台由谁牵头？", {"建设农业农村大数据平台", "建设创新平台", "搭建飞行服务平台"}),
        ("加强人才由谁牵头？", {"培养数字农业人才", "强化人才支撑"}),
    ],
)
def test_several_works_fit_alike_then_it_asks_back(fiction, question, choices):
    answer = fiction.ask(Question(text=question))
    assert answer.outcome is Outcome.UNCLEAR
    assert {choice.label.rpartition("》")[2].strip("“”") for choice in answer.choices} == choices
    assert not answer.values and not answer.evidence
    assert all(choice.label in answer.text for choice in answer.choices)


def test_every_choice_asks_one_thing(fiction):
    for choice in fiction.ask(Question(text="建设平台由谁牵头？")).choices:
        answer = fiction.ask(Question(text=choice.question))
        assert answer.outcome is Outcome.ANSWERED
        assert choice.iri in {link.iri for link in answer.links}


def test_a_choice_may_be_named_by_its_number(fiction):
    fiction.ask(Question(text="建设平台由谁牵头？", session="choosing"))
    asked_back = fiction.ask(Question(text="建设平台由谁牵头？"))
    answer = fiction.ask(Question(text="2", session="choosing"))
    assert answer.outcome is Outcome.ANSWERED
    assert asked_back.choices[1].iri in {link.iri for link in answer.links}


# --- a dialogue that the asker keeps -------------------------------------------------------------------


def test_earlier_questions_give_the_context_and_nothing_stays(fiction):
    before = (LEAD, "天气怎么样？", "", "问" * 501)  # what was refused then is passed over now
    answer = fiction.ask(Question(text="那配合单位呢？", before=before))
    in_session = [fiction.ask(Question(text=text, session="kept")) for text in (LEAD, "那配合单位呢？")][-1]
    assert answer.outcome is Outcome.ANSWERED and answer.values == in_session.values
    assert answer.id == in_session.id
    assert fiction.ask(Question(text="那配合单位呢？")).values == ()


def test_a_chain_of_follow_ups(fiction):
    before = ("省能源局牵头哪些任务？", "第二项任务的配合单位有哪些？")
    first = fiction.ask(Question(text="省能源局牵头哪些任务？"))
    answer = fiction.ask(Question(text="它由谁牵头？", before=before))
    assert answer.outcome is not Outcome.ANSWERED or {v.label for v in answer.values} == {"省能源局"}
    assert len(first.values) > 1


def test_only_the_last_questions_are_asked_again(fiction):
    long_ago = (LEAD, *["天气怎么样？"] * MOST_BEFORE)
    assert fiction.ask(Question(text="那配合单位呢？", before=long_ago)).values == ()


def test_a_choice_in_a_rebuilt_dialogue(fiction):
    answer = fiction.ask(Question(text="1", before=("建设平台由谁牵头？",)))
    assert answer.outcome is Outcome.ANSWERED and answer.values


def test_what_is_suggested_can_be_answered(fiction):
    for question in (LEAD, "省能源局牵头哪些任务？", "建设平台由谁牵头？", "发展智慧种植属于哪一部分？"):
        answer = fiction.ask(Question(text=question))
        assert question not in answer.suggestions and len(answer.suggestions) <= 3
        for suggested in answer.suggestions:
            assert fiction.ask(Question(text=suggested)).outcome is Outcome.ANSWERED, suggested


# --- follow-ups ----------------------------------------------------------------------------------------

DIALOGUES = (
    # a pronoun for the value, for the work
    ((LEAD, ["省能源局"]), ("它还牵头哪些任务？", ["有序推进海上风电建设", "推动海上风电制氢", "健全工作机制"])),
    ((LEAD, ["省能源局"]), ("该部门还牵头哪些任务？", ["有序推进海上风电建设", "推动海上风电制氢", "健全工作机制"])),
    (("电子耳标属于哪项任务？", ["发展智慧养殖"]), ("这项任务由谁牵头？", ["省畜牧兽医局"])),
    # an ellipsis: another work, another unit, another role
    ((LEAD, ["省能源局"]), ("那建设零碳海岛呢？", ["蓝屿市人民政府"])),
    (("省水利厅配合哪些任务？", ["构建空天地监测网", "发展智慧种植"]), ("那省商务厅呢？", ["建设智慧冷链", "推行质量追溯"])),
    (
        ("建设智慧冷链由谁牵头？", ["省发展改革委"]),
        ("配合单位呢？", ["省商务厅", "省交通运输厅"]),
        ("省商务厅参与吗？", ["是"]),
        ("省财政厅参与吗？", ["否"]),
    ),
    # by its place in the list
    (
        ("省能源局牵头哪些任务？", ["有序推进海上风电建设", "推动海上风电制氢", "健全工作机制"]),
        ("第一项的配合单位有哪些？", ["省发展改革委", "省自然资源厅", "国网林川电力公司"]),
    ),
    (("省能源局牵头哪些任务？", None), ("第二项的配合单位有哪些？", ["省工业和信息化厅", "省应急管理厅"])),
    # a number, then what was counted
    (("市交通运输局牵头几项任务？", ["5"]), ("分别是哪些？", 5)),
    (("省商务厅牵头几项任务？", ["1"]), ("是哪些？", ["壮大农村电商"])),
)


@pytest.mark.parametrize("turns", DIALOGUES, ids=[turns[1][0] for turns in DIALOGUES])
def test_a_follow_up_is_read_with_the_turn_before(fiction, turns, request):
    for question, expected in turns:
        answer = fiction.ask(Question(text=question, session=request.node.name))
        labels = [value.label for value in answer.values]
        if isinstance(expected, int):
            assert len(labels) == expected
        elif expected is not None:
            assert labels == expected, answer.text


def test_how_a_follow_up_was_read_is_told(fiction):
    fiction.ask(Question(text=LEAD, session="told"))
    answer = fiction.ask(Question(text="那建设零碳海岛呢？", session="told"))
    assert [step.detail for step in answer.steps if step.name == "dialogue"] == ["接着上一问理解为：建设零碳海岛由谁牵头？"]
    assert answer.question == "那建设零碳海岛呢？"


@pytest.mark.parametrize("session", [None, "another"])
def test_a_session_is_nobody_elses(fiction, session):
    fiction.ask(Question(text=LEAD, session="mine"))
    answer = fiction.ask(Question(text="该部门还牵头哪些任务？", session=session))
    assert "推动海上风电制氢" not in [value.label for value in answer.values]


def test_a_refusal_to_read_forgets_nothing(fiction):
    fiction.ask(Question(text=LEAD, session="kept"))
    with pytest.raises(BadQuestion):
        fiction.ask(Question(text="？？", session="kept"))
    answer = fiction.ask(Question(text="该部门还牵头哪些任务？", session="kept"))
    assert "推动海上风电制氢" in [value.label for value in answer.values]


# --- without embeddings, and many at once ---------------------------------------------------------------


def test_without_an_index_there_is_no_passage_search_and_nothing_to_warm(fiction):
    fiction.warm()
    assert fiction.search("海上风电") == ()


def test_answers_do_not_change_when_several_ask_at_once(fiction):
    questions = [LEAD, "省能源局牵头哪些任务？", "零碳海岛要建几个？", "怎么推进智慧养殖？"]

    def said(text: str) -> str:
        answer = fiction.ask(Question(text=text, session=None))
        return json.dumps([answer.id, answer.text, [v.label for v in answer.values], [e.start for e in answer.evidence]])

    alone = {text: said(text) for text in questions}
    wrong: list[str] = []

    def ask_all() -> None:
        wrong.extend(text for text in questions * 3 if said(text) != alone[text])

    threads = [threading.Thread(target=ask_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_an_answer_is_the_same_whoever_asks(fiction):
    one, other = (fiction.ask(Question(text=LEAD, session=session)) for session in ("a", "b"))
    assert replace(one, session=None, elapsed_ms=0) == replace(other, session=None, elapsed_ms=0)
