"""Answers in the document's own words, and the cases in which nothing is said."""

from __future__ import annotations

import pytest

from qa.link import link
from qa.model import Kind, Method, Outcome, Question
from qa.passage import LONGEST, content, find
from qa.scope import scope
from qa.understand import understand

SAID = (
    ("怎么推进智慧养殖？", "推广电子耳标、智能饲喂、环境自动调控等设备"),
    ("海上风电和海洋牧场怎么融合？", "立体分层设权用海"),
    ("人口密集区飞行高度有什么要求？", "不得低于120米"),
    ("什么是海洋能源？", "海洋能源是蕴藏于海洋之中、可以持续利用的清洁能源"),
    ("智慧农场一次性奖补多少钱？", "一次性奖补50万元"),
    ("海洋能源产业发展基金总规模是多少？", "总规模100亿元"),
    ("每年培训多少人次？", "每年培训5000人次"),
    ("“云泽好味”是什么？", "“云泽好味”区域公用品牌"),
    ("本方案什么时候起施行？", "自2025年4月1日起施行"),
    ("零碳海岛什么时候建成？", "到2026年建成零碳海岛4个"),
    ("联合组建林川省海洋能源技术创新中心的高校是哪家？", "林川海洋大学"),
)


@pytest.mark.parametrize(("question", "words"), SAID, ids=[q for q, _ in SAID])
def test_the_sentence_that_says_it(fiction, question, words):
    answer = fiction.ask(Question(text=question))
    assert (answer.outcome, answer.kind, answer.method) == (Outcome.ANSWERED, Kind.TEXT, Method.PASSAGE), answer.text
    assert words in answer.text
    assert answer.values == () and answer.sparql is None
    assert any(words in "".join(one.text.split()) for one in answer.evidence)


def test_what_is_said_is_what_is_quoted(fiction):
    """Nothing but the document's words and the numbers of the quotations."""
    for question, _ in SAID:
        answer = fiction.ask(Question(text=question))
        said = answer.text
        for n in range(len(answer.evidence), 0, -1):
            said = said.removesuffix(f"[{n}]")
        quoted = "".join("".join(one.text.split()) for one in answer.evidence)
        assert "".join(said.split()) == quoted, question


SETTLED = (
    ("人口密集区飞行高度可以低于120米吗？", False),  # 不得
    ("可以在候鸟迁徙通道核心区布局风机吗？", False),  # 严禁
    ("林川省是否设立海洋能源产业发展基金？", True),
    ("鼓励大学生返乡创业吗？", True),
    ("零碳海岛要在2028年建成吗？", False),  # 2026
    ("允许海洋能源项目参与跨省绿色电力交易吗？", True),
)


@pytest.mark.parametrize(("question", "truth"), SETTLED)
def test_yes_and_no_from_a_sentence(fiction, question, truth):
    answer = fiction.ask(Question(text=question))
    assert (answer.kind, answer.method) == (Kind.BOOLEAN, Method.PASSAGE)
    assert [value.value for value in answer.values] == [truth]
    assert answer.text.startswith("是" if truth else "否")


@pytest.mark.parametrize(
    "question",
    [
        "云泽省新能源汽车怎么补贴？",
        "火星移民归谁管？",
        "海上风电制氢预算是多少？",
        "推动海上风电制氢的联系人是谁？",
        "文件对核电有什么要求？",
        "允许个人申请核电牌照吗？",
    ],
)
def test_what_no_sentence_says(fiction, question):
    answer = fiction.ask(Question(text=question))
    assert answer.outcome in {Outcome.NOT_FOUND, Outcome.OUT_OF_SCOPE}
    assert (answer.values, answer.evidence) == ((), ())


@pytest.fixture
def found(fiction_world):
    """The best sentences for a question, by the public function."""

    def sought(text: str, only: str | None = None):
        where = scope(text, fiction_world.document_names, only=only)
        interpretation = understand(text, fiction_world.ontology)
        link(interpretation, fiction_world, where)
        return find(content(interpretation, where, fiction_world), interpretation, where, fiction_world)

    return sought


def test_best_first_and_at_most_five(found):
    hits = found("推广水下在线监测怎么做？")
    assert 0 < len(hits) <= 5
    assert [one.score for one in hits] == sorted((one.score for one in hits), reverse=True)
    assert all(len(one.spans) == len(one.sentences) for one in hits)


def test_short_enough_to_be_an_answer(found, fiction_world):
    for text in ("怎么发展海洋能源？", "怎么建设数字农业？", "低空物流怎么发展？"):
        for one in found(text):
            assert len(one.spans) == 1 or sum(map(len, one.spans)) <= LONGEST + 40


def test_a_number_that_was_asked_for_must_stand_in_the_sentence(found, fiction_world):
    for one in found("智慧农场奖补多少万元？")[:1]:
        assert any("万元" in fiction_world.sentences[n].text for n in one.sentences)


def test_one_document_only(found):
    assert {one.document for one in found("建立什么机制？", "haicheng-2025-dikong-wuliu")} == {"haicheng-2025-dikong-wuliu"}


def test_words_that_stand_nowhere_find_nothing(found):
    assert not [one for one in found("鲲鹏量子烹饪怎么做？") if one.own > 0.3]
