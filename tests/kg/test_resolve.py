"""Readings become facts: the graph's schema, node by node."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest

from kg.model import Alias, Iri, Literal, Provenance, Relation, Span, Term
from kg.ontology import pol
from kg.resolve import resolve
from kg.resolve.targets import quantity
from kg.vocabulary import ALT_LABEL, IDENTIFIER, ISSUED, PREF_LABEL, PUBLISHER, RDF_TYPE

BASE = "http://kgqa.local/id/"
DOC = BASE + "深海方案"


class Facts:
    """Facts as a test asks for them: local names in, plain values out."""

    def __init__(self, resolution, document):
        self.all = resolution.facts
        self.rejected = [(r.text, r.reason) for r in resolution.rejected]
        self.document = document

    def of(self, subject, predicate):
        predicate = predicate if predicate.startswith("http") else pol(predicate)
        return sorted({f.object.value for f in self.all if f.subject.value == subject and f.predicate == predicate})

    def to(self, predicate, value):
        return sorted({f.subject.value for f in self.all if f.predicate == pol(predicate) and f.object.value == value})

    def quotes(self, subject, predicate, value):
        predicate = predicate if predicate.startswith("http") else pol(predicate)
        return sorted(
            self.document.quote(f.where.span)
            for f in self.all
            if (f.subject.value, f.predicate, f.object.value) == (subject, predicate, value) and f.where
        )

    def instances(self, cls):
        return sorted({f.subject.value for f in self.all if f.predicate == RDF_TYPE and f.object.value == pol(cls)})


@pytest.fixture
def read(hand_made, census_of, policy):
    def run(**parts):
        reading = hand_made(**parts)
        return Facts(resolve(reading, census_of(reading), policy, BASE), reading.document)

    return run


@pytest.fixture
def facts(read):
    return read()


TASK, BREED = DOC + "/task/智慧网箱攻关", DOC + "/task/建设苗种基地"
ACTION, COLUMN = DOC + "/action/水下机器人", DOC + "/column/深海装备提升行动"
FARM, SEA = BASE + "org/云州省/农业", BASE + "org/云州省/海洋"
ROBOT, LAB = BASE + "hardwarecomponent/水下机器人", BASE + "platform/云州海洋实验室"


def test_the_document_says_what_its_text_proves(facts):
    assert facts.of(DOC, PREF_LABEL) == ["云州省深海养殖装备发展行动方案"]
    assert facts.of(DOC, ALT_LABEL) == ["深海装备方案"]
    assert facts.of(DOC, "jurisdiction") == ["云州省"]
    assert facts.quotes(DOC, IDENTIFIER, "云政发〔2031〕7号") == ["云政发〔2031〕7号"]
    assert facts.quotes(DOC, PUBLISHER, "云州省人民政府") == ["云州省人民政府"]
    assert facts.quotes(DOC, ISSUED, "2031-04-02") == ["2031年4月2日"]
    assert facts.quotes(DOC, PREF_LABEL, "云州省深海养殖装备发展行动方案") == ["云州省深海养殖装备发展行动方案"]


def test_what_the_text_does_not_say_to_the_letter_stays_without_evidence(read, hand_made):
    meta = replace(hand_made().document.meta, issuers=("别处",), date="2031-04", number=None)
    facts = read(meta=meta)
    assert facts.of(DOC, PUBLISHER) == ["别处"]
    assert facts.quotes(DOC, PUBLISHER, "别处") == []
    assert facts.quotes(DOC, ISSUED, "2031-04") == []


def test_a_title_that_the_text_writes_otherwise_is_proved_by_the_heading(read, hand_made):
    facts = read(meta=replace(hand_made().document.meta, title="深海养殖装备方案"))
    assert facts.quotes(DOC, PREF_LABEL, "深海养殖装备方案") == ["云州省深海养殖装备发展行动方案"]


def test_sections_form_a_tree_and_works_are_no_sections(facts):
    aims, tasks = DOC + "/section/一主要目标", DOC + "/section/二重点任务"
    assert facts.instances("Section") == [aims, DOC + "/section/三保障措施", tasks]
    assert facts.of(tasks, "partOf") == [DOC]
    assert facts.of(TASK, "partOf") == [tasks]
    assert facts.of(ACTION, "partOf") == [tasks]
    assert facts.of(DOC + "/measure/加强组织领导", "partOf") == [DOC + "/section/三保障措施"]


def test_a_heading_that_is_a_work_and_groups_others_is_both(read, hand_made):
    reading = hand_made()
    work = replace(reading.works[0], section=2, title="重点任务", title_span=Span(0, 0), attributions=())
    facts = read(works=(work, *reading.works[2:]))
    assert DOC + "/section/二重点任务" in facts.instances("Section")
    assert facts.of(BREED, "partOf") == [DOC + "/section/二重点任务"]


def test_a_column_hangs_on_the_task_before_it(facts):
    assert facts.of(COLUMN, "columnOf") == [TASK]
    assert facts.quotes(COLUMN, "columnOf", TASK) == ["专栏1：深海装备提升行动"]
    assert facts.of(COLUMN, ALT_LABEL) == ["专栏1"]
    assert facts.of(ACTION, "belongsToColumn") == [COLUMN]


def test_a_column_without_any_task_before_it_hangs_on_nothing(read):
    assert read(works=()).of(COLUMN, "columnOf") == []


def test_works_carry_title_number_and_order(facts):
    assert facts.of(TASK, PREF_LABEL) == ["“智慧网箱”攻关"]
    assert facts.of(TASK, ALT_LABEL) == ["智慧网箱攻关"]
    assert facts.of(BREED, ALT_LABEL) == ["第2条"]
    assert facts.of(BREED, "order") == ["3"]
    assert facts.quotes(TASK, PREF_LABEL, "“智慧网箱”攻关") == ["“智慧网箱”攻关"]


def test_an_ordinal_that_two_works_share_names_neither(facts):
    assert "第1条" not in facts.of(TASK, ALT_LABEL)  # “1.” and “（一）” both


def test_works_headed_alike_get_numbered_iris(read, hand_made):
    works = hand_made().works
    facts = read(works=(works[0], replace(works[2], title="智慧网箱攻关")))
    assert facts.instances("Task") == [TASK, TASK + "-2"]


def test_roles_and_basis_stand_in_a_responsibility_node(facts):
    node = TASK + "/responsibility/1"
    assert facts.of(node, "unit") == [FARM]
    assert facts.of(node, "role") == ["lead"]
    assert facts.of(node, "basis") == ["stated"]
    assert facts.of(node, "mentionedAs") == ["省农业农村厅"]
    assert facts.of(node, "exact") == ["（省农业农村厅牵头，省科技厅、省海洋局配合。2032年底前完成）"]
    assert facts.of(TASK, "lead") == [FARM]
    assert facts.of(TASK, "participant") == [SEA, BASE + "org/云州省/科技"]
    assert len(facts.of(TASK, "responsible")) == 3
    assert facts.of(TASK, "deadline") == ["2032年底前"]


def test_a_lead_by_convention_is_proved_twice(facts):
    quotes = facts.quotes(BREED, "lead", FARM)
    assert quotes == ["列第一位的为牵头单位，下同", "（省农业厅、省海洋局。列第一位的为牵头单位，下同）"]
    assert facts.quotes(BREED, "participant", SEA) == ["（省农业厅、省海洋局。列第一位的为牵头单位，下同）"]


def test_two_names_of_one_organ_are_one_agent_with_both_proved(facts):
    assert facts.instances("Department") == [FARM, SEA, BASE + "org/云州省/科技"]
    assert facts.of(FARM, PREF_LABEL) == ["省农业农村厅"]  # as often as the other, but longer
    assert facts.quotes(FARM, ALT_LABEL, "省农业厅") == ["省农业厅"]
    assert "云州省农业农村厅" in facts.of(FARM, ALT_LABEL)
    assert "省农业农村厅" not in facts.of(FARM, ALT_LABEL)


def test_the_preferred_label_is_the_most_frequent_of_the_whole_corpus(hand_made, census_of, policy):
    one = hand_made()
    two = replace(hand_made(id="另一份"), works=hand_made().works[2:3])
    facts = Facts(resolve(one, census_of(one, two), policy, BASE), one.document)
    assert facts.of(FARM, PREF_LABEL) == ["省农业厅"]
    assert facts.quotes(FARM, ALT_LABEL, "省农业农村厅") == ["省农业农村厅"]


def test_an_organ_without_a_known_place_stays_in_its_document(read, hand_made):
    work = hand_made().works[2]
    unit = replace(work.attributions[0].units[0], mention="有关单位")
    attribution = replace(work.attributions[0], units=(unit,))
    facts = read(works=(replace(work, attributions=(attribution,)),))
    assert facts.of(BREED, "lead") == [BASE + "org/深海方案/有关单位"]


def test_agents_are_enterprises_or_institutions_by_form_or_by_term(read, hand_made):
    work = hand_made().works[2]
    units = tuple(replace(work.attributions[0].units[0], mention=name) for name in ("云州渔业集团", "云州海洋大学", "深蓝"))
    works = (replace(work, attributions=(replace(work.attributions[0], units=units),)),)
    term = Term(where=Provenance(span=Span(0, 2), rule="t"), label="深蓝", cls="Enterprise", section=0)
    facts = read(works=works, terms=(term,), aliases=(), relations=())
    assert facts.instances("Enterprise") == [BASE + "org/云州省/云州渔业集团", BASE + "org/云州省/深蓝"]
    assert facts.instances("Institution") == [BASE + "org/云州省/云州海洋大学"]
    assert facts.instances("Department") == []


def test_a_defined_short_name_of_an_organ_means_the_organ(read, hand_made):
    work = hand_made().works[2]
    unit = replace(work.attributions[0].units[0], mention="牧场专班")
    works = (hand_made().works[0], replace(work, attributions=(replace(work.attributions[0], units=(unit,)),)))
    alias = Alias(where=Provenance(span=Span(0, 3), rule="t"), label="省农业农村厅", alias="牧场专班")
    assert read(works=works, aliases=(alias,)).of(BREED, "lead") == [FARM]


def test_terms_hang_on_the_innermost_work(facts):
    assert facts.of(TASK, "concerns") == sorted(
        [ROBOT, BASE + "hardwarecomponent/投饵机", BASE + "hardwarecomponent/深水网箱控制系统", LAB]
    )
    assert facts.of(ACTION, "concerns") == sorted([ROBOT, LAB, BASE + "region/望海市"])
    assert facts.of(TASK, "usesHardware") == sorted(
        [ROBOT, BASE + "hardwarecomponent/投饵机", BASE + "hardwarecomponent/深水网箱控制系统"]
    )
    assert facts.of(TASK, "developsTechnology") == []


def test_the_surest_class_wins_and_defined_names_are_one_node(facts):
    assert facts.instances("Product") == []
    assert facts.of(ROBOT, PREF_LABEL) == ["水下机器人"]
    assert facts.of(ROBOT, ALT_LABEL) == ["AUV"]
    assert "水下机器人（AUV）" in facts.quotes(ROBOT, ALT_LABEL, "AUV")
    assert BASE + "hardwarecomponent/auv" not in facts.instances("HardwareComponent")


def test_spellings_of_one_name_are_one_node(read):
    terms = [
        Term(where=Provenance(span=Span(i, i + 2), rule="t"), label=label, cls="Technology", section=0)
        for i, label in enumerate(("5Ｇ网络", "5G网络", "5g网络", "5G网络"))
    ]
    facts = read(terms=tuple(terms), aliases=(), relations=())
    assert facts.instances("Technology") == [BASE + "technology/5g网络"]
    assert facts.of(BASE + "technology/5g网络", PREF_LABEL) == ["5G网络"]
    assert facts.of(BASE + "technology/5g网络", ALT_LABEL) == ["5g网络", "5Ｇ网络"]


def test_names_of_one_place_are_one_region(read):
    terms = tuple(
        Term(where=Provenance(span=Span(i, i + 2), rule="t"), label=label, cls="Region", section=0)
        for i, label in enumerate(("望海", "望海市", "望海", "远山"))
    )
    facts = read(terms=terms, aliases=(), relations=())
    assert facts.instances("Region") == [BASE + "region/望海市", BASE + "region/远山"]
    assert facts.of(BASE + "region/望海市", PREF_LABEL) == ["望海"]
    assert facts.of(BASE + "region/望海市", ALT_LABEL) == ["望海市"]


def test_a_thing_is_called_alike_in_all_documents(hand_made, census_of, policy):
    def spelled(id, *labels):
        terms = tuple(
            Term(where=Provenance(span=Span(i, i + 2), rule="t"), label=label, cls="Technology", section=0)
            for i, label in enumerate(labels)
        )
        return hand_made(id=id, terms=terms, aliases=(), relations=(), works=(), targets=())

    one, two = spelled("甲", "ai芯片"), spelled("乙", "AI芯片", "AI芯片")
    census = census_of(one, two)
    for reading in (one, two):
        facts = Facts(resolve(reading, census, policy, BASE), reading.document)
        assert facts.of(BASE + "technology/ai芯片", PREF_LABEL) == ["AI芯片"]


def test_a_circle_of_definitions_ends(read):
    where = Provenance(span=Span(0, 2), rule="t")
    terms = tuple(Term(where=where, label=label, cls="Technology", section=0) for label in ("甲法", "乙法"))
    aliases = (Alias(where=where, label="甲法", alias="乙法"), Alias(where=where, label="乙法", alias="甲法"))
    facts = read(terms=terms, aliases=aliases, relations=())
    assert len(facts.instances("Technology")) == 1


def test_groups_become_concepts_proved_by_their_enumeration(facts):
    concept = BASE + "concept/深海方案/智能养殖装备"
    assert facts.of(ROBOT, "broader") == [concept]
    assert facts.quotes(ROBOT, "broader", concept) == ["深水网箱控制系统、水下机器人、投饵机等智能养殖装备"]
    assert len(facts.to("broader", concept)) == 3


def test_relations_have_terms_or_the_work_as_subject(facts):
    assert facts.of(TASK, "reliesOn") == [LAB]
    assert facts.of(LAB, "locatedIn") == [BASE + "region/望海市"]
    assert facts.quotes(LAB, "locatedIn", BASE + "region/望海市") == ["云州海洋实验室位于望海市"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"property": "ateForBreakfast"}, "本体中没有这个关系"),
        ({"object": "不曾提到"}, "主语或宾语不在图谱中"),
        ({"subject": "不曾提到"}, "主语或宾语不在图谱中"),
        ({"object": "水下机器人"}, "宾语的类别不符合本体"),
        ({"property": "usesHardware", "object": "水下机器人"}, "主语的类别不符合本体"),
        ({"object": "云州海洋实验室", "property": "reliesOn"}, "主语和宾语是同一个事物"),
    ],
)
def test_relations_that_do_not_fit_are_rejected_with_their_reason(read, hand_made, change, reason):
    relation = replace(hand_made().relations[1], **change)
    assert [r for _, r in read(relations=(relation,)).rejected] == [reason]


def test_a_relation_outside_any_work_falls_to_the_section(read, hand_made):
    span = Span(hand_made().document.text.index("深海网箱达到"), hand_made().document.text.index("300套"))
    relation = Relation(
        where=Provenance(span=span, rule="t"), section=1, property="reliesOn", subject=None, object="云州海洋实验室"
    )
    assert read(relations=(relation,)).of(DOC + "/section/一主要目标", "reliesOn") == [LAB]


def test_a_thing_is_meant_before_a_part_of_the_document_headed_alike(facts):
    assert facts.of(ROBOT, ALT_LABEL) == ["AUV"]
    assert facts.of(ACTION, ALT_LABEL) == []  # the item “水下机器人” has no such alias


def test_aliases_of_nothing_and_terms_of_no_class_are_rejected(read, hand_made):
    where = Provenance(span=Span(0, 2), rule="t")
    facts = read(
        aliases=(Alias(where=where, label="甲", alias="乙"),),
        terms=(Term(where=where, label="丙", cls="Nonsense", section=0), Term(where=where, label="“”", cls="Region", section=0)),
        relations=(),
    )
    assert sorted(facts.rejected) == sorted(
        [("甲＝乙", "两个名称都不在图谱中"), ("丙", "本体中没有类别 Nonsense"), ("“”", "名称为空")]
    )


def test_targets_read_as_chinese_and_hang_on_work_or_document(facts):
    nets, areas = DOC + "/target/1-深海网箱", DOC + "/target/2-示范区"
    assert facts.of(nets, PREF_LABEL) == ["深海网箱300套左右"]
    assert facts.of(areas, PREF_LABEL) == ["示范区2—3个"]
    assert facts.of(areas, "upperValue") == ["3"]
    assert facts.of(DOC, "aimsAt") == [nets]
    assert facts.of(TASK, "aimsAt") == [areas]
    assert facts.of(nets, "partOf") == [DOC + "/section/一主要目标"]
    assert facts.of(areas, "partOf") == [DOC + "/section/二重点任务"]
    assert facts.quotes(nets, "value", "300") == ["深海网箱达到300套左右"]


@pytest.mark.parametrize(
    ("comparator", "said"),
    [("=", "300套"), ("≈", "300套左右"), ("≥", "300套以上"), (">", "超过300套"), ("≤", "不超过300套"), ("<", "低于300套")],
)
def test_comparators_are_said_in_chinese(hand_made, comparator, said):
    assert quantity(replace(hand_made().targets[0], comparator=comparator)) == said


def test_a_vague_year_stays_text(read, hand_made):
    facts = read(targets=(replace(hand_made().targets[0], year="“十六五”末"),))
    years = [f.object for f in facts.all if f.predicate == pol("year")]
    assert years == [Literal(value="“十六五”末", datatype="string")]


def test_places_outside_the_text_are_rejected_everywhere(read, hand_made):
    reading = hand_made()
    outside = Provenance(span=Span(10**6, 10**6 + 3), rule="t")
    work = reading.works[0]
    broken = replace(work, title_span=outside.span, attributions=(replace(work.attributions[0], where=outside),))
    facts = read(
        works=(broken,),
        targets=(replace(reading.targets[0], where=outside),),
        terms=(replace(reading.terms[0], where=outside),),
        aliases=(),
        relations=(),
    )
    assert {reason for _, reason in facts.rejected} == {"出处不在原文范围内"}
    assert facts.instances("Responsibility") == []
    assert facts.instances("Target") == []


def test_the_same_reading_gives_the_same_facts_in_the_same_order(hand_made, census_of, policy):
    first, second = (resolve(hand_made(), census_of(hand_made()), policy, BASE) for _ in range(2))
    assert first == second


def test_no_fact_is_written_twice_and_every_object_is_known(facts):
    seen = [(f.subject, f.predicate, f.object, f.where and f.where.span) for f in facts.all]
    assert len(seen) == len(set(seen))
    types = defaultdict(set)
    for fact in facts.all:
        if fact.predicate == RDF_TYPE:
            types[fact.subject.value].add(fact.object.value)
    assert all(len(found) == 1 for found in types.values())
    nodes = {f.object.value for f in facts.all if isinstance(f.object, Iri) and f.predicate != RDF_TYPE}
    assert nodes <= set(types)
