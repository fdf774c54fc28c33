"""What a question asks for, read from the ontology's cues and general Chinese alone."""

from __future__ import annotations

import pytest

from kg.config import KgSettings
from kg.ontology import load
from qa.understand import Intent, understand

ONTOLOGY = load(KgSettings().ontology)


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("海水淡化示范由哪个部门牵头？", Intent.WHICH),
        ("海水淡化示范谁牵头", Intent.WHICH),
        ("省水利厅参与几项任务？", Intent.COUNT),
        ("文件里有多少个专栏", Intent.COUNT),
        ("到2027年海水淡化规模达到多少？", Intent.QUANTITY),
        ("要建设多少座泵站", Intent.QUANTITY),
        ("省水利厅参与海水淡化吗？", Intent.BOOLEAN),
        ("能不能申请补贴", Intent.BOOLEAN),
        ("海水淡化怎么推进？", Intent.HOW),
        ("为什么要发展海水淡化", Intent.HOW),
        ("泵站改造什么时候完成", Intent.WHEN),
        ("哪个部门牵头的任务最多？", Intent.MOST),
        ("省水利厅牵头哪几项任务", Intent.WHICH),
    ],
)
def test_intent(question: str, intent: Intent) -> None:
    assert understand(question, ONTOLOGY).intent is intent


@pytest.mark.parametrize(
    ("question", "wanted", "phrase"),
    [
        ("这件事归哪个部门负责", "Department", "部门"),
        ("哪些淡化膜器件要扩产？", "HardwareComponent", "淡化膜器件"),
        ("责任单位有哪些？", "Department", "责任单位"),
        ("省水利厅牵头哪几项任务", "Task", "任务"),
        ("实验室在哪个城市？", "Region", "城市"),
        ("文件有哪些产业园区", "Park", "产业园区"),
    ],
)
def test_wanted_class_and_noun(question: str, wanted: str, phrase: str) -> None:
    found = understand(question, ONTOLOGY)
    assert found.wanted[0] == wanted
    assert found.wanted_span is not None
    assert found.wanted_span.of(question) == phrase


def test_a_measure_word_is_the_unit_asked_for() -> None:
    assert understand("要培育多少家企业", ONTOLOGY).measure == "家"
    assert understand("自给率是百分之几", ONTOLOGY).measure == "%"
    assert understand("投资要达到多少亿元", ONTOLOGY).measure == "亿元"


def test_one_character_cues_need_an_interrogative_beside_them() -> None:
    assert understand("这事归哪个厅管", ONTOLOGY).has_property("responsible")
    assert not understand("自由曲面怎么加工", ONTOLOGY).has_property("responsible")


def test_roles_together_and_taken_out() -> None:
    assert understand("涉及哪些部门，牵头的配合的都要", ONTOLOGY).all_roles
    assert not understand("省水利厅牵头哪些任务", ONTOLOGY).all_roles


def test_years_are_numbers_of_four_digits_before_a_year_word() -> None:
    assert understand("到2027年规模多少", ONTOLOGY).years == (2027,)
    assert understand("编号20271的项目有几个", ONTOLOGY).years == ()


def test_spans_count_in_the_question_as_asked() -> None:
    question = "請問“海水淡化”由哪個部門牽頭？"
    found = understand(question, ONTOLOGY)
    assert found.wanted_span is not None
    assert found.wanted_span.of(question) == "部門"
    assert [cue.span.of(question) for cue in found.properties if cue.name == "lead"] == ["牽頭"]


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("老师您好，打扰了，谁来牵头海上牧场？", "谁来牵头海上牧场？"),
        ("请问下哈，谁来牵头海上牧场？谢谢啦！", "谁来牵头海上牧场？"),
        ("海上牧场归谁管，麻烦了", "海上牧场归谁管"),
        ("感谢信由谁写", "感谢信由谁写"),
        ("请问题库由谁建", "请问题库由谁建"),
    ],
)
def test_courtesies_are_no_content(said: str, left: str) -> None:
    from qa.reader import courtesies

    kept = "".join(char for i, char in enumerate(said) if not any(s.start <= i < s.end for s in courtesies(said)))
    assert kept.strip("，？！") == left.strip("，？！")
