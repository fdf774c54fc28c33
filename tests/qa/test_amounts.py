"""Which numbers of a text are of the measure that was asked for, of the thing, and of the year."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from kg.text import fold
from qa import amounts
from qa.amounts import foreign, holds_amount, is_attached, is_of_year
from qa.weigh import grams

AMOUNTS = (
    # text, measure, holds
    ("给予最高200万元补助", "万元", True),
    ("给予最高２００万元补助", "元", True),
    ("每年培训5000人次", "人次", True),
    ("每个枢纽设置不少于6条专用跑道", "条", True),
    ("下降30%", "%", True),
    ("压缩三分之一", "%", True),
    ("提高两成以上", "%", True),
    ("形成一批可推广的模式", "%", False),
    ("形成一批可推广的模式", None, False),
    ("最多不超过六批", "批", True),
    ("产值翻一番", None, True),
    ("2025年底前建成", None, False),
    ("推动涉农数据按需共享", "万元", False),
)


@pytest.mark.parametrize(("text", "measure", "holds"), AMOUNTS)
def test_an_amount_of_the_measure(text, measure, holds):
    assert holds_amount(text, measure) is holds


def _sentence(world, words):
    return next(s for s in world.sentences if words in s.text)


@pytest.mark.parametrize(
    ("words", "asked", "measure", "attached"),
    [
        ("一次性奖补50万元", "智慧农场", "万元", True),
        ("累计开通低空物流航线180条", "低空物流年货运量", None, True),
        ("潮流能示范装机达到2.5万千瓦", "潮流能示范装机", "万千瓦", True),
        ("潮流能示范装机达到2.5万千瓦", "波浪能示范装机", "万千瓦", False),  # the document says 波浪能 elsewhere
        ("2025—2027年每年安排2亿元", "航线运营补助", "元", True),  # “用于…” behind the number says what it is for
        ("制定起降场地消防安全规程", "起降场地消防安全规程", "条", False),
    ],
)
def test_the_number_belongs_to_what_was_asked(fiction_world, words, asked, measure, attached):
    sentence = _sentence(fiction_world, words)
    weights = fiction_world.weights.weigh(grams(asked))
    assert is_attached(sentence, weights, [asked], measure, fiction_world) is attached


def test_a_word_of_something_else_is_foreign(fiction_world):
    document = next(d for d in fiction_world.documents if d.startswith("lin"))
    near = set(grams("潮流能示范装机"))
    assert foreign(["波浪能示范装机"], near, near, document, fiction_world) == "波浪"
    assert foreign(["潮流能示范装机"], near, near, document, fiction_world) == ""
    assert foreign(["潜流能示范装机"], near, near, document, fiction_world) == ""  # never said: may be a paraphrase


@pytest.mark.parametrize(
    ("words", "year", "fits"),
    [
        ("海上风电累计装机达到600万千瓦", 2025, True),
        ("海上风电累计装机达到600万千瓦", 2030, False),
        ("深远海关键装备国产化率达到90%", 2030, True),
        ("深远海关键装备国产化率达到90%", 2025, False),  # of the sentence before
        ("每年培训5000人次", 2026, False),
    ],
)
def test_the_year_is_the_one_said_in_front(fiction_world, words, year, fits):
    assert is_of_year(_sentence(fiction_world, words), {year}, fiction_world) is fits


@pytest.mark.parametrize(
    ("question", "sentence", "beside"),
    [
        ("首期投了3000万奖多少", "投资额1000万元~2000万元(含2000万元)的项目，奖励标准为1‰。", True),
        ("首期投了1500万奖多少", "投资额1000万元~2000万元(含2000万元)的项目，奖励标准为1‰。", False),
        ("投资8000万的奖多少", "投资5000万元至1亿元的，奖励1%。", False),
        ("投资2亿的奖多少", "投资5000万元至1亿元的，奖励1%。", True),
        ("投资6亿元的补多少", "投资5-8亿元的补助2%。", False),
        ("投资600万的补多少", "投资1亿元以上的，补助2%。", True),
        ("投资3亿的补多少", "投资1亿元及以上的，补助2%。", False),
        ("投资3000万的补多少", "对新建项目给予100万元以内补助。", False),  # what is given
        ("投资1亿元以上的补多少", "投资1000万元~2000万元的，补助1%。", False),  # a tier itself
        ("奖励500万元的要投资多少", "投资1亿元以上的，奖励500万元。", False),
    ],
)
def test_an_amount_beside_every_tier_of_the_sentence(question, sentence, beside):
    assert amounts.beside_its_tiers(question, SimpleNamespace(folded=fold(sentence))) is beside


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("每千人口执业医师数要达到多少", "每千人口医院床位数达到0.55张", True),
        ("每千人口医院床位数要达到多少", "每千人口医院床位数达到0.55张", False),
        ("每万人发明专利拥有量是多少", "发明专利拥有量达到20件", False),
        ("每千名老人养老床位数", "每千名老年人养老床位数达到40张", False),
        ("每百户充电桩数", "每百户停车位数达到120个", True),
    ],
)
def test_what_is_counted_a_head(question, text, other):
    assert amounts.of_other_head(fold(question), fold(text)) is other
