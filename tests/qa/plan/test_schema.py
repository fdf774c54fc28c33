"""Containers, properties, numbers of clauses, enumerations and listings, on the fictional documents."""

from __future__ import annotations

import pytest

from qa.model import Kind, Method, Outcome, Question

LISTED = (
    # what a part holds
    ("“促进融合利用”部分有哪些任务？", ["推动海上风电制氢", "发展“海洋能源+海洋牧场”", "建设零碳海岛"]),
    ("“推进智慧生产”包括哪些任务？", ["发展智慧种植", "发展智慧养殖", "推广智能农机", "攻关智慧种业"]),
    ("守牢安全底线部分有哪些任务？", ["加强空域管理", "完善应急保障"]),
    # the nearest part that holds a work
    ("发展智慧种植属于哪一部分？", ["推进智慧生产"]),
    ("推动海上风电制氢属于哪个部分？", ["促进融合利用"]),
    # by number
    ("云泽的第5项任务是什么？", ["发展智慧养殖"]),
    ("云泽方案的第十二项任务是什么？", ["建设数字农业园区"]),
    ("海澄的第三项任务是什么？", ["搭建飞行服务平台"]),
    # all of a class, in one document
    ("云泽的保障措施有哪些？", ["加强组织领导", "强化资金保障", "严格数据安全"]),
    ("海澄方案有哪些保障措施？", ["加强统筹协调", "强化资金支持", "深化宣传引导"]),
    ("林川省意见提到了哪些园区？", ["海上风电装备产业园", "海缆产业园"]),
)


@pytest.mark.parametrize(("question", "labels"), LISTED, ids=[q for q, _ in LISTED])
def test_listed_in_the_order_of_the_text(proved, question, labels):
    answer = proved(question)
    assert [value.label for value in answer.values] == labels
    assert answer.kind is Kind.ENTITIES


ENUMERATED = (
    ("林川重点突破哪些关键技术？", {"漂浮式基础", "柔性直流输电", "抗台风智能叶片", "功率波动预测"}),
    ("智慧种业要突破哪几种技术？", {"基因编辑育种", "全基因组选择", "智能设计育种"}),
    ("林川要重点发展哪些装备？", {"大容量风电机组", "动态海缆", "海上升压站", "运维船舶"}),
)


@pytest.mark.parametrize(("question", "labels"), ENUMERATED, ids=[q for q, _ in ENUMERATED])
def test_the_items_of_one_enumeration(proved, question, labels):
    answer = proved(question)
    assert {value.label for value in answer.values} == labels
    quoted = "".join(one.text for one in answer.evidence)
    assert all(label in quoted for label in labels)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("云泽有几项重点任务？", 13),
        ("云泽方案有几项保障措施？", 3),
        ("“推进智慧生产”部分有几项任务？", 4),
        ("林川意见的“突破关键技术和装备”有几项任务？", 3),
    ],
)
def test_counted(proved, question, number):
    answer = proved(question)
    assert (answer.kind, [value.value for value in answer.values]) == (Kind.NUMBER, [number])


def test_a_listing_names_its_document(proved):
    assert "《云泽省数字农业发展行动方案（2024—2027年）》" in proved("云泽的保障措施有哪些？").text


def test_only_the_asked_document(fiction):
    """The asker's own restriction, and none of the question's words."""
    for document, labels in (
        ("yunze-2024-shuzi-nongye", ["加强组织领导", "强化资金保障", "严格数据安全"]),
        ("haicheng-2025-dikong-wuliu", ["加强统筹协调", "强化资金支持", "深化宣传引导"]),
    ):
        answer = fiction.ask(Question(text="有哪些保障措施？", document=document))
        assert [value.label for value in answer.values] == labels
        assert {one.document for one in answer.evidence} == {document}


def test_all_of_unrelated_documents_is_no_answer(fiction):
    """Three documents have tasks: which are meant?"""
    answer = fiction.ask(Question(text="重点任务有几项？"))
    assert answer.method is not Method.GRAPH


def test_what_no_document_has_is_not_found(fiction):
    answer = fiction.ask(Question(text="青岛的园区有哪些？"))
    assert (answer.outcome, answer.values) == (Outcome.NOT_FOUND, ())
    assert "青岛" in answer.text


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """Named things with a place, a columned list, and who relies on whom: fictional items in real cities."""
    from kg.build import build
    from qa.config import QaSettings
    from qa.service import PolicyQA

    folder = tmp_path_factory.mktemp("sites")
    path = folder / "潮能装备发展行动计划.md"
    path.write_text(
        "# 山东省潮能装备发展行动计划\n\n鲁潮发〔2026〕9号\n\n## 一、重点任务\n\n"
        "（一）做强载体。支持各地建设特色载体。（省发展改革委、省科技厅负责）\n\n"
        "专栏1 载体提升行动\n\n"
        "1．潮能装备产业园（烟台）。依托望潮研究院，建设装备中试基地。\n\n"
        "2．深流重点实验室（潍坊）。依托济海大学，开展深流测试。\n\n"
        "（二）扩大应用。推广潮能供暖。（省能源局负责）\n",
        "utf-8",
    )
    settings = QaSettings(data=folder / "data")
    assert build(settings, [path]).documents
    return PolicyQA.open(settings)


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("潮能装备产业园在哪个城市？", {"烟台"}),
        ("深流重点实验室位于哪里？", {"潍坊"}),
        ("烟台有哪些园区？", {"潮能装备产业园"}),
        ("潍坊有哪些实验室？", {"深流重点实验室"}),
        ("深流重点实验室依托哪所大学？", {"济海大学"}),
        ("载体提升行动包括哪几项？", {"潮能装备产业园", "深流重点实验室"}),
    ],
)
def test_places_columns_and_properties(sites, question, labels):
    answer = sites.ask(Question(text=question))
    assert (answer.outcome, answer.method) == (Outcome.ANSWERED, Method.GRAPH), answer.text
    assert {value.label.removesuffix("市").split("（")[0] for value in answer.values} == labels
    assert answer.evidence


@pytest.mark.parametrize(("question", "truth"), [("深流重点实验室在潍坊吗？", True), ("深流重点实验室在烟台吗？", False)])
def test_yes_and_no_between_two_named_things(sites, question, truth):
    answer = sites.ask(Question(text=question))
    assert (answer.kind, [value.value for value in answer.values]) == (Kind.BOOLEAN, [truth])


def test_a_place_without_any_of_the_kind_is_not_filled_from_elsewhere(sites):
    answer = sites.ask(Question(text="烟台有哪些实验室？"))
    assert not answer.values
