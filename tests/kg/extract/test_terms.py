"""Terms from enumerations, endings and places. The prose is invented."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.config import KgSettings
from kg.extract.terms import terms
from kg.model import Document
from kg.names import Names
from kg.names import load as load_names
from kg.ontology import Ontology, from_graph, read_graph
from kg.quantities import half_width
from kg.text import heal

Draft = Callable[..., Document]


@pytest.fixture(scope="module")
def names() -> Names:
    return load_names(KgSettings().ontology)


def found(document: Document, ontology: Ontology, names: Names | None = None) -> list[tuple[str, str]]:
    return [(one.label, one.cls) for one in terms(document, ontology, names)]


ENUMERATIONS = [
    (
        "提高声波透镜、光纤陀螺、棱镜等关键光学器件产能规模。",
        ["声波透镜", "光纤陀螺", "棱镜"],
        "HardwareComponent",
        "关键光学器件",
    ),
    ("发展冰面识别、雪道追踪等技术。", ["冰面识别", "雪道追踪"], "Technology", "技术"),
    ("推广雪车、冰壶机和造雪机等训练设备。", ["雪车", "冰壶机", "造雪机"], "HardwareComponent", "训练设备"),
    ("加快突破雪道引擎、赛事直播系统等冰雪应用软件。", ["雪道引擎", "赛事直播系统"], "Product", "冰雪应用软件"),
    ("支持龙头企业积极推进雪具、雪服等产品产业化。", ["雪具", "雪服"], "Product", "产品"),
    ("面向生鲜配送、医药冷链等场景开展应用。", ["生鲜配送", "医药冷链"], "Scenario", "场景"),
    ("发展以雪板、雪杖为代表的冰雪装备。", ["雪板", "雪杖"], "HardwareComponent", "冰雪装备"),
    ("建设基于雪崩预警、冰川遥感和雪情测绘技术的体系。", ["雪崩预警", "冰川遥感", "雪情测绘技术"], "Technology", "技术"),
]


@pytest.mark.parametrize(("text", "labels", "cls", "group"), ENUMERATIONS)
def test_members_of_an_enumeration(draft: Draft, ontology: Ontology, text: str, labels: list[str], cls: str, group: str) -> None:
    document = draft(("任务", text))
    members = [one for one in terms(document, ontology) if one.group]
    assert [one.label for one in members] == labels
    assert {one.cls for one in members} == {cls}
    assert {one.group for one in members} == {group}
    for one in members:
        assert one.group_span is not None
        quote = document.quote(one.group_span)
        assert quote.startswith(labels[0]) and quote.endswith(group)


COUNTED = [
    ("划定乌礁湾、赤岬、外浮山三个集中开发区。", ["乌礁湾", "赤岬", "外浮山"], "Zone", "集中开发区"),
    (
        "攻关雪崩预警、索道协同控制、冰面识别、造雪节能四项技术。",
        ["雪崩预警", "索道协同控制", "冰面识别", "造雪节能"],
        "Technology",
        "技术",
    ),
    (
        "高标准建设东岭冰雪产业园、西岭智慧种业谷、南岭冷链物流园三个园区，吸引企业集聚。",
        ["东岭冰雪产业园", "西岭智慧种业谷", "南岭冷链物流园"],
        "Park",
        "园区",
    ),
    ("布局东岭冰雪园区和西岭冰雪园区2个园区。", ["东岭冰雪园区", "西岭冰雪园区"], "Park", "园区"),
    ("建设云上雪事、好雪溯源、冰链通等三大平台。", ["云上雪事", "好雪溯源", "冰链通"], "Platform", "平台"),
    ("打造云上雪事平台、好雪溯源平台两大公共服务平台。", ["云上雪事平台", "好雪溯源平台"], "Platform", "公共服务平台"),
    ("建设“云上雪事”“好雪溯源”两个平台。", ["云上雪事", "好雪溯源"], "Platform", "平台"),
    ("突破冰面识别、雪崩预警和雪情测绘三项关键技术。", ["冰面识别", "雪崩预警", "雪情测绘"], "Technology", "关键技术"),
    ("发展雪板和雪杖两类装备。", ["雪板", "雪杖"], "HardwareComponent", "装备"),
]


@pytest.mark.parametrize(("text", "labels", "cls", "group"), COUNTED)
def test_a_number_closes_an_enumeration(
    draft: Draft, ontology: Ontology, text: str, labels: list[str], cls: str, group: str
) -> None:
    document = draft(("任务", text))
    members = terms(document, ontology)
    assert [(one.label, one.cls, one.group) for one in members] == [(label, cls, group) for label in labels]
    for one in members:
        assert one.group_span is not None
        quote = document.quote(one.group_span)
        assert quote.removeprefix("“").startswith(labels[0]) and quote.endswith(group)


@pytest.mark.parametrize(
    "text",
    [
        "建设3个雪场、2个冰场、5个平台。",
        "推进雪场改造、冰场扩建两大工程。",
        "建设东岭、西岭、南岭两个园区。",  # not as many as the number says
        "加强冰雪运动、冰雪旅游，打造两个平台。",
    ],
)
def test_a_number_that_closes_no_list(draft: Draft, ontology: Ontology, text: str) -> None:
    assert found(draft(("任务", text)), ontology) == []


def test_two_counted_lists_in_one_clause(draft: Draft, ontology: Ontology) -> None:
    members = terms(draft(("任务", "建设东岭、西岭两个开发区和雪事通、冰链通两个平台。")), ontology)
    assert [(one.label, one.group) for one in members] == [
        ("东岭", "开发区"),
        ("西岭", "开发区"),
        ("雪事通", "平台"),
        ("冰链通", "平台"),
    ]


def test_a_member_with_an_ending_of_its_own_keeps_its_class(draft: Draft, ontology: Ontology) -> None:
    assert found(draft(("任务", "开发雪具、雪情监测技术等产品。")), ontology) == [
        ("雪具", "Product"),
        ("雪情监测技术", "Technology"),
    ]


def test_equipment_stays_equipment(draft: Draft, ontology: Ontology) -> None:
    assert ("升降式观雪平台", "HardwareComponent") in found(draft(("任务", "发展升降式观雪平台、造雪机等高端装备。")), ontology)


@pytest.mark.parametrize(
    "text",
    [
        "支持高校、科研院所等设备开放共享。",
        "加强关键技术、共性技术等核心技术攻关。",
        "聚焦高端装备、先进材料等领域，做强产业。",
        "突破一批关键核心技术，建设公共服务平台和特色产业园区。",
        "打造产业发展新引擎，搭建大平台。",
        "完善相关技术。加强现有产业园区管理。",
        "发展平台经济，壮大技术人员队伍，服务大学生。",
        "依托《云岭雪情监测技术》开展工作。",
        "建设生态监管体系。（责任单位：云岭冰雪集团、云岭大学）",
    ],
)
def test_class_words_clauses_and_attributions_are_no_terms(draft: Draft, ontology: Ontology, text: str) -> None:
    assert found(draft(("任务", text)), ontology) == []


NAMED = [
    ("建设云岭雪域软件园，支持企业集聚。", "云岭雪域软件园", "Park"),
    ("建强国家冰雪装备创新中心（云岭）。", "国家冰雪装备创新中心", "Platform"),
    ("依托云岭大学冰川研究院开展研究。", "云岭大学冰川研究院", "Institution"),
    ("支持建设冰雪产业链中试平台。", "冰雪产业链中试平台", "Platform"),
    ("依托冰雪装备技术国家工程研究中心。", "冰雪装备技术国家工程研究中心", "Platform"),
    ("研发雪面可穿戴监测技术，提高水平。", "雪面可穿戴监测技术", "Technology"),
    ("鼓励高校共同研发高寒芯片。", "高寒芯片", "HardwareComponent"),
    ("依托中国（云岭）自由贸易试验区平台，先行先试。", "中国（云岭）自由贸易试验区", "Zone"),
    ("引进云岭雪具有限公司。", "云岭雪具有限公司", "Enterprise"),
    ("建设雪情标准制定与验证平台。", "雪情标准制定与验证平台", "Platform"),
    ("建设雪域车联网与冰上物流园区。", "冰上物流园区", "Park"),
    ("1.做优产业。建设雪具数据库。", "雪具数据库", "Platform"),
    ("建设省、市雪情信息平台。", "雪情信息平台", "Platform"),
]


@pytest.mark.parametrize(("text", "label", "cls"), NAMED)
def test_names_by_their_ending(draft: Draft, ontology: Ontology, text: str, label: str, cls: str) -> None:
    assert (label, cls) in found(draft(("任务", text)), ontology)


def test_a_name_with_a_latin_short_form_is_a_term(draft: Draft, ontology: Ontology) -> None:
    assert found(draft(("任务", "开展雪面生成内容（AIGC）研发。")), ontology) == [("雪面生成内容", "Technology")]
    assert found(draft(("任务", "降低贷款市场报价利率（LPR）。")), ontology) == []


def test_a_kind_of_company_is_no_company(draft: Draft, ontology: Ontology) -> None:
    assert found(draft(("任务", "扶持雪具租赁公司。")), ontology) == []


def test_the_title_of_an_item_names_a_thing(draft: Draft, ontology: Ontology) -> None:
    document = draft(("云岭雪域软件园", "打造产业高地。"))
    (one,) = terms(document, ontology)
    assert (one.label, one.section, document.quote(one.where.span)) == ("云岭雪域软件园", 1, "云岭雪域软件园")


def test_names_are_healed_over_line_ends_but_not_over_columns(draft: Draft, ontology: Ontology) -> None:
    document = draft(("任务", "建设云岭雪\n域软件园。建设雪具     数据库。"))
    (one,) = terms(document, ontology)
    assert one.label == "云岭雪域软件园"
    assert document.quote(one.where.span) == "云岭雪\n域软件园"


def test_full_width_letters_become_half_width(draft: Draft, ontology: Ontology) -> None:
    assert ("ＡＩ芯片" not in dict(found(draft(("任务", "研发ＡＩ芯片。")), ontology))) and found(
        draft(("任务", "研发ＡＩ芯片。")), ontology
    ) == [("AI芯片", "HardwareComponent")]


def test_places(draft: Draft, ontology: Ontology, names: Names) -> None:
    document = draft(("任务", "支持广州雪域软件园建设（广州市教育局、广州市科技局）。在杭州开展试点。"))
    labels = found(document, ontology, names)
    assert labels == [("广州", "Region"), ("广州雪域软件园", "Park"), ("杭州", "Region")]
    rules = {one.label: one.where.rule for one in terms(document, ontology, names)}
    assert rules["广州"] == "terms.place_in_name" and rules["杭州"] == "terms.place"


def test_a_province_in_a_name_is_no_site(draft: Draft, ontology: Ontology, names: Names) -> None:
    assert found(draft(("任务", "建设浙江省雪情重点实验室。")), ontology, names) == [("浙江省雪情重点实验室", "Platform")]


def test_a_class_added_in_turtle_is_read_with_no_change_here(draft: Draft, tmp_path: Path) -> None:
    (tmp_path / "policy.ttl").write_text((KgSettings().ontology / "policy.ttl").read_text("utf-8"), "utf-8")
    (tmp_path / "more.ttl").write_text(
        "@prefix pol: <http://kgqa.local/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'pol:Festival a owl:Class ; rdfs:label "节庆" ; pol:suffix "文化节" ; pol:groupWord "节庆活动" .',
        "utf-8",
    )
    ontology = from_graph(read_graph(tmp_path))
    labels = found(draft(("任务", "举办云岭冰灯文化节，培育雪雕赛、冬捕节等节庆活动。")), ontology)
    assert labels == [("云岭冰灯文化节", "Festival"), ("雪雕赛", "Festival"), ("冬捕节", "Festival")]


ANY = st.text(alphabet="建设推进云岭雪域软件园技术平台、和与等关键光学器件，。；（）“”《》的支持高校A1 \n", max_size=60)


@given(ANY)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_label_is_what_stands_there(draft: Draft, ontology: Ontology, names: Names, text: str) -> None:
    document = draft(("任务", text))
    for one in terms(document, ontology, names):
        assert half_width(heal(document.text, one.where.span).text) == one.label
        assert one.label and one.cls in ontology.classes
        assert 0 < one.where.confidence <= 1
        assert one.group_span is None or one.group_span.contains(one.where.span)


def test_a_list_under_a_noun_that_is_no_class_becomes_listed_things(draft: Draft, ontology: Ontology) -> None:
    document = draft(("总则", "聚焦盐晶、冰盘、雪核、风帆等环节招引企业。"))
    listed = [one for one in terms(document, ontology) if one.cls == "Listed"]
    assert [one.label for one in listed] == ["盐晶", "冰盘", "雪核", "风帆"]
    assert {one.group for one in listed} == {"环节"}


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("盐晶能是取之不尽的能源，包括岩盐能、海盐能和雪盐能等。", "盐晶能"),
        ("夜间灯具主要包括路灯、壁灯、地灯。", "夜间灯具"),
    ],
)
def test_a_list_behind_its_noun_is_one_too(draft: Draft, ontology: Ontology, text: str, group: str) -> None:
    listed = [one for one in terms(draft(("总则", text)), ontology) if one.cls == "Listed"]
    assert len(listed) == 3 and {one.group for one in listed} == {group}


@pytest.mark.parametrize(
    "text", ["公示收费制度，单位要公示具体事项，包括项目、对象和期限。", "主要任务包括修路、架桥。", "包括盐晶。"]
)
def test_a_list_of_nothing_that_is_named_is_none(draft: Draft, ontology: Ontology, text: str) -> None:
    assert not [one for one in terms(draft(("总则", text)), ontology) if one.cls == "Listed"]


@pytest.mark.parametrize("text", ["会同海事、渔政等部门负责。", "由甲市、乙市等负责。", "完善船厂、码头等推进船运发展。"])
def test_a_list_of_units_or_before_a_verb_is_none(draft: Draft, ontology: Ontology, text: str) -> None:
    assert not [one for one in terms(draft(("总则", text)), ontology) if one.cls == "Listed"]
