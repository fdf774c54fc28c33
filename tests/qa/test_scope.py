"""Which document a question speaks of."""

from __future__ import annotations

import pytest

from qa.scope import scope
from qa.scope.names import DocumentName, weight_of


def name(
    id: str, title: str, number: str | None = None, date: str | None = None, region: str = "", short: tuple[str, ...] = ()
) -> DocumentName:
    return DocumentName(
        id=id,
        iri="http://x/" + id,
        title=title,
        aliases=(),
        number=number,
        date=date,
        issuers=(),
        jurisdiction=region,
        short_regions=short,
    )


DOCUMENTS = (
    name("water", "云泽省加快海水淡化产业发展实施意见", "云政发〔2023〕12号", "2023-05-01", "云泽省", ("云泽",)),
    name("drone", "海澄市低空物流基础设施建设方案（2025—2027年）", None, "2025-03-02", "海澄市", ("海澄",)),
    name("farm", "国务院关于推进数字农业的指导意见", "国发〔2022〕9号", "2022-01-08", "国家", ("国家",)),
)


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("云政发2023年12号文，泵站谁负责", "water"),
        ("国发9号文里谁牵头", "farm"),
        ("《海澄市低空物流基础设施建设方案》里起降点有多少个", "drone"),
        ("云泽海水淡化实施意见里，管网改造由谁牵头？", "water"),
        ("按国务院2022年数字农业指导意见，大豆谁管？", "farm"),
        ("海澄低空物流建设方案中，起降点由哪个局负责", "drone"),
    ],
)
def test_a_named_document_is_a_hard_scope(question: str, document: str) -> None:
    found = scope(question, DOCUMENTS)
    assert found.hard
    assert max(found.documents, key=lambda d: found.documents[d]) == document
    assert found.spans


def test_the_number_must_fit_the_year() -> None:
    assert not scope("国发2019年9号文里谁牵头", DOCUMENTS).hard


def test_a_region_only_leans() -> None:
    found = scope("海澄的起降点归谁管", DOCUMENTS)
    assert not found.hard
    assert set(found.documents) == {"drone"}
    assert found.admits("water")


def test_no_document_named() -> None:
    found = scope("起降点归谁管", DOCUMENTS)
    assert not found.hard
    assert not found.documents


def test_the_asker_s_own_restriction_wins() -> None:
    found = scope("国发9号文里谁牵头", DOCUMENTS, only="drone")
    assert found.hard
    assert set(found.documents) == {"drone"}


def test_this_document_names_none() -> None:
    assert not scope("文件里，泵站谁负责", DOCUMENTS).hard


TALENT = name("talent", "关于推进青年工匠集聚工程的实施意见", None, "2021-03-01", "海澄市", ("海澄",))
LISTED = name("list", "云泽省促进人工智能高质量发展行动方案(2026版)重点任务清单", None, None, "云泽省", ("云泽", "云泽省"))


@pytest.mark.parametrize(
    ("question", "span"),
    [
        ("海澄青年工匠集聚工程每年资助多少人", "海澄青年工匠集聚工程"),
        ("青年工匠集聚工程里，谁来办讲座", "青年工匠集聚工程里,"),
        ("海澄2021年青年工匠集聚工程，讲座由谁办", "海澄2021年青年工匠集聚工程,"),
    ],
)
def test_a_topic_with_its_place_year_or_kind_names_a_document(question: str, span: str) -> None:
    folded = question.replace("，", ",")
    found = scope(folded, (TALENT, *DOCUMENTS))
    assert (found.hard, list(found.documents)) == (True, ["talent"])
    assert [folded[s.start : s.end] for s in found.spans] == [span]


def test_an_abbreviation_stands_for_the_word_of_a_title() -> None:
    found = scope("云泽2026版ai任务清单,算力券补多少", (LISTED, *DOCUMENTS))
    assert (found.hard, list(found.documents)) == (True, ["list"])


def test_a_short_topic_with_only_a_place_may_be_content() -> None:
    assert not scope("云泽人工智能企业有多少家", (LISTED, *DOCUMENTS)).hard


def test_the_last_year_of_a_range_is_asked_about() -> None:
    assert not scope("2027年海澄低空物流规模多大", DOCUMENTS).hard


@pytest.mark.parametrize("question", ["加强政策支持涉及哪些部门", "谁来出台配套措施，怎么落实"])
def test_what_a_work_does_names_no_document(question: str) -> None:
    assert scope(question.replace("，", ","), DOCUMENTS).spans == ()


@pytest.mark.parametrize("question", ["按国2022年9号文，谁牵头", "国发2022年9号文谁牵头"])
def test_a_number_s_sign_may_be_cut_short(question: str) -> None:
    assert list(scope(question.replace("，", ","), DOCUMENTS).documents) == ["farm"]


def test_a_weight_does_not_depend_on_the_order_of_a_set() -> None:
    rarity = {"甲乙": 0.1, "乙丙": 0.2, "丙丁": 0.3}
    assert weight_of(rarity, rarity) == weight_of(reversed(rarity), rarity)
    assert weight_of(["戊己"], rarity) == 0.5
