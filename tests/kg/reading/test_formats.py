"""One document, five formats, one outline."""

from __future__ import annotations

from kg.config import KgSettings
from kg.extract.responsibility import attributions
from kg.extract.works import works
from kg.names import load as load_names
from kg.ontology import load as load_ontology


def shape(document):
    return [(section.level, section.kind.value, section.number, section.title) for section in document.sections[1:]]


WANTED = [
    (1, "clause", "一", "主要目标"),
    (1, "heading", "二", "重点任务"),
    (2, "heading", "（一）", "补强产业链条"),
    (3, "clause", "1", "研制关键部件"),
    (4, "column", "专栏1", "关键部件攻关行动"),
    (5, "item", "", "攻关飞控系统"),
    (5, "item", "", "攻关轻质电机"),
    (3, "clause", "2", "做强整机企业"),
    (2, "heading", "（二）", "建设基础设施"),
    (3, "clause", "3", "统筹起降设施"),
    (1, "heading", "三", "保障措施"),
    (2, "clause", "（一）", "加强组织领导"),
    (1, "attachment", "附件", "重点任务分工表"),
    (2, "row", "1", "研制载人飞行器"),
    (2, "row", "2", "建设起降场"),
]


def test_every_format_gives_the_same_outline(rendered, opened):
    name, data = rendered
    document = opened(name, data)
    assert document.meta.title == "明川省低空装备产业发展行动方案"
    assert document.meta.jurisdiction == "明川省"
    assert shape(document) == WANTED


def test_every_format_keeps_the_attribution_verbatim(rendered, opened):
    from kg.text import heal

    document = opened(*rendered)
    task = next(section for section in document.sections if section.title == "做强整机企业")
    assert heal(document.text, task.body).text.endswith("（省工业厅牵头，省交通运输厅配合）")


def test_every_format_gives_the_same_works_and_units(rendered, as_plan_md, opened):
    names, ontology = load_names(KgSettings().ontology), load_ontology(KgSettings().ontology)

    def read(name, data):
        document = opened(name, data)
        listed = works(document, attributions(document, names).attributions, ontology)
        return [(w.title, [(u.mention, u.role.value) for a in w.attributions for u in a.units]) for w in listed]

    got = read(*rendered)
    assert ("做强整机企业", [("省工业厅", "lead"), ("省交通运输厅", "participant")]) in got
    assert got == read(*as_plan_md)
