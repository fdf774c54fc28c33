"""Questions for a number: the right indicator, year and unit, or nothing."""

from __future__ import annotations

import pytest

from qa.model import Kind, Outcome, Question

NUMBERS = (
    # question, value, unit, comparator, year
    ("2025年海上风电累计装机目标是多少？", 600, "万千瓦", "=", 2025),
    ("2030年海上风电累计装机要达到多少？", 1500, "万千瓦", "≥", 2030),
    ("潮流能示范装机要达到多少万千瓦？", 2.5, "万千瓦", "=", 2025),
    ("海洋能源装备产业产值目标是多少亿元？", 800, "亿元", ">", 2025),
    ("深远海关键装备国产化率目标是多少？", 90, "%", "=", 2030),
    ("国产化率要达到百分之几？", 90, "%", "=", 2030),
    ("骨干企业要达到几家？", 6, "家", "=", 2025),
    ("零碳海岛要建几个？", 4, "个", "=", 2026),
    ("到2027年智慧农场建多少个？", 300, "个", "=", 2027),
    ("数字农业专业技术人员要达到多少人？", 2, "万人", "=", 2027),
    ("海澄2026年要开通多少条低空物流航线？", 180, "条", "=", 2026),
    ("海澄2027年要开通多少条低空物流航线？", 300, "条", "≥", 2027),  # the year stands on two lines
    ("常规航线申请办理时间压缩到多少小时？", 2, "小时", "≤", None),
    ("末端起降点对街道的覆盖率目标是多少？", 85, "%", "≥", 2027),
)


@pytest.mark.parametrize(("question", "number", "unit", "comparator", "year"), NUMBERS, ids=[n[0] for n in NUMBERS])
def test_value_unit_comparator_year(proved, question, number, unit, comparator, year):
    answer = proved(question)
    assert answer.kind is Kind.NUMBER
    (value,) = answer.values
    assert (value.value, value.unit, value.comparator, value.year) == (number, unit, comparator, year)
    assert str(number) in answer.text and value.label == f"{number}{unit}"
    assert any(str(number) in one.text for one in answer.evidence)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("2030年海上风电累计装机要达到多少？", "1500万千瓦以上"),
        ("海洋能源装备产业产值目标是多少亿元？", "超过800亿元"),
        ("常规航线申请办理时间压缩到多少小时？", "不超过2小时"),
        ("海洋能源发电量占全省可再生能源发电量的比重目标是多少？", "35%左右"),
    ],
)
def test_the_comparison_is_said(proved, question, words):
    assert words in proved(question).text


def test_a_range_is_told_wholly(proved):
    answer = proved("海澄2027年低空物流产业规模目标是多少？")
    assert [value.label for value in answer.values] == ["120—150亿元"]
    assert "120—150亿元" in answer.text


@pytest.mark.parametrize(
    ("question", "asked", "near"),
    [
        ("2028年海上风电累计装机目标是多少？", "2028年", "2025年"),
        ("深远海关键装备国产化率2026年要达到多少？", "2026年", "90%"),
    ],
)
def test_another_year_is_refused_and_the_given_one_told(fiction, question, asked, near):
    answer = fiction.ask(Question(text=question))
    assert (answer.outcome, answer.values) == (Outcome.NOT_FOUND, ())
    assert asked in answer.text and near in answer.text


@pytest.mark.parametrize(
    "question",
    ["海上风电制氢预算是多少？", "海上风电制氢补贴多少钱？", "累计装机要达到多少亿元？", "新能源汽车销量目标是多少万辆？"],
)
def test_a_number_that_no_document_gives(fiction, question):
    answer = fiction.ask(Question(text=question))
    assert answer.outcome in {Outcome.NOT_FOUND, Outcome.OUT_OF_SCOPE}
    assert not answer.values


def test_without_a_year_all_years_are_told(proved):
    answer = proved("云泽农业生产信息化率目标是多少？")
    assert [(value.year, value.label) for value in answer.values] == [(2025, "32%"), (2027, "38%")]
    assert "2025年32%" in answer.text and "2027年38%" in answer.text
    assert len(answer.evidence) >= 1


@pytest.mark.parametrize(
    ("question", "year", "label"),
    [
        ("海上风电累计装机最终要达到多少？", 2030, "1500万千瓦"),
        ("海上风电累计装机的近期目标是多少？", 2025, "600万千瓦"),
        ("海上风电累计装机要达到多少万千瓦以上？", 2030, "1500万千瓦"),
        ("云泽农产品追溯覆盖率至少要到多少？", 2027, "80%"),
    ],
)
def test_the_wording_tells_the_year(proved, question, year, label):
    assert [(value.year, value.label) for value in proved(question).values] == [(year, label)]


@pytest.mark.parametrize(
    "question",
    [
        "波浪能示范装机要达到多少万千瓦？",  # the number is of 潮流能
        "到2025年深远海关键装备国产化率要达到多少？",
        "云泽要建多少个直播电商基地？",
        "起降场地消防安全规程有多少条？",
    ],
)
def test_the_number_of_something_else_is_no_answer(fiction, question):
    answer = fiction.ask(Question(text=question))
    assert answer.outcome is Outcome.NOT_FOUND and not answer.values


def test_a_refused_year_tells_every_year_that_is_given(fiction):
    answer = fiction.ask(Question(text="2035年海上风电累计装机目标是多少？"))
    assert "2025年目标：600万千瓦" in answer.text and "2030年目标：1500万千瓦以上" in answer.text
