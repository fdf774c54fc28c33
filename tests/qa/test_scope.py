"""Which document a question speaks of."""

from __future__ import annotations

import pytest

from qa.scope import DocumentName, scope


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
