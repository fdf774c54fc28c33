"""Several documents on one subject: a draft and its final text, a later edition, another city's. Which one is meant?"""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.build import build
from qa.config import QaSettings
from qa.model import Outcome, Question
from qa.service import PolicyQA

FOLDER = Path(__file__).parent.parent / "golden" / "editions"
DRAFT, FINAL, LATER = "panzhou-2023-zhineng-chuanbo-caogao", "panzhou-2023-31-zhineng-chuanbo", "panzhou-2025-7-zhineng-chuanbo"


@pytest.fixture(scope="module")
def editions(tmp_path_factory) -> PolicyQA:
    settings = QaSettings(data=tmp_path_factory.mktemp("editions"))
    report = build(settings, [FOLDER])
    assert len(report.documents) == 4 and not report.skipped
    return PolicyQA.open(settings)


@pytest.mark.parametrize(
    ("named", "lead"),
    [
        ("盘政发31号文里", "省工业和信息化厅"),
        ("盘政发〔2025〕7号文，", "省数据局"),
        ("盘政发2025年7号文里", "省数据局"),
        ("7号文里", "省数据局"),
        ("征求意见稿里", "省科技厅"),
        ("2025年那个方案里", "省数据局"),
        ("最新的文件里", "省数据局"),
        ("《盘洲省智能船舶产业提质行动方案》里", "省数据局"),
        ("《盘洲省智能船舶产业发展行动方案》（征求意见稿）里，", "省科技厅"),
        ("《盘洲省智能船舶产业发展行动方案》（正式）里，", "省工业和信息化厅"),
    ],
)
def test_a_named_document_alone_answers(editions, named, lead):
    answer = editions.ask(Question(text=f"{named}研发智能航行系统由谁牵头？"))
    assert [v.label for v in answer.values] == [lead], answer.text


def test_without_a_name_each_document_answers_the_newest_in_force_first(editions):
    answer = editions.ask(Question(text="研发智能航行系统由谁牵头？"))
    told = [(v.label, v.document) for v in answer.values]
    assert told == [("省数据局", LATER), ("省工业和信息化厅", FINAL), ("省科技厅", DRAFT)]
    assert {e.document for e in answer.evidence} == {LATER, FINAL, DRAFT}
    assert answer.text.index("提质行动方案") < answer.text.index("（正式）") < answer.text.index("（征求意见稿）")


def test_the_query_of_several_documents_returns_the_values(editions):
    answer = editions.ask(Question(text="研发智能航行系统由谁牵头？"))
    rows = editions._world.graph.select(answer.sparql)
    assert sorted(row.text("x") for row in rows) == sorted(v.iri for v in answer.values)


def test_numbers_of_several_documents(editions):
    answer = editions.ask(Question(text="2027年智能船舶产业规模目标是多少？"))
    assert [(v.value, v.document) for v in answer.values] == [(500, LATER), (350, FINAL), (300, DRAFT)]
    final = editions.ask(Question(text="正式文件里2027年智能船舶产业规模目标是多少？"))
    assert [v.value for v in final.values] == [500, 350]


def test_what_one_document_alone_says_is_answered_from_it(editions):
    answer = editions.ask(Question(text="拓展国际市场由谁牵头？"))
    assert ([v.label for v in answer.values], {e.document for e in answer.evidence}) == (["省商务厅"], {LATER})


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("盘政发〔2024〕9号文里研发智能航行系统由谁牵头？", "盘政发〔2024〕9号文"),
        ("99号文里研发智能航行系统由谁牵头？", "99号文"),
        ("《盘洲省海洋牧场发展规划》里研发智能航行系统由谁牵头？", "《盘洲省海洋牧场发展规划》"),
        ("1999年的文件里研发智能航行系统由谁牵头？", "1999年的文件"),
        ("江西的文件里研发智能航行系统由谁牵头？", "江西的文件"),
    ],
)
def test_a_document_that_is_not_held_is_refused_by_name(editions, question, missing):
    answer = editions.ask(Question(text=question))
    assert answer.outcome is Outcome.NOT_FOUND
    assert missing in answer.text and len(answer.text) <= 400


def test_opposite_answers_are_asked_back_and_the_choice_is_taken(editions):
    answer = editions.ask(Question(text="省科技厅参与建设船舶试验场吗？", session="s"))
    assert answer.outcome is Outcome.UNCLEAR and len(answer.choices) >= 2
    for choice in answer.choices:
        assert editions.ask(Question(text=choice.question)).outcome is Outcome.ANSWERED
    taken = editions.ask(Question(text="第一个", session="s"))
    assert [v.value for v in taken.values] == [False]  # the later edition


def test_a_follow_up_put_in_words_of_no_document_is_refused(editions):
    editions.ask(Question(text="拓展国际市场由谁牵头？", session="t"))
    answer = editions.ask(Question(text="那量子计算呢？", session="t"))
    assert answer.outcome is Outcome.NOT_FOUND
