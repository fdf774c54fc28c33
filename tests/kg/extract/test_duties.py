"""Duties in sentences, brackets left open, brackets in brackets: read from a text as the program reads a file."""

from __future__ import annotations

import pytest

from kg.build.rooms import Rooms
from kg.config import KgSettings
from kg.model import Basis, Source, Work
from kg.names import load as load_names
from kg.ontology import load as load_ontology


@pytest.fixture(scope="module")
def rooms() -> Rooms:
    folder = KgSettings().ontology
    return Rooms(load_names(folder), load_ontology(folder))


@pytest.fixture
def works(rooms):
    def read(title: str, *lines: str) -> dict[str, Work]:
        text = "\n\n".join((title, *lines)) + "\n"
        found = rooms.read(Source(name="a.txt", media_type="text/plain", sha256="0", text=text), "a").works
        for work in found:
            for item in work.attributions:
                assert all(unit.mention in unit.span.of(text).replace("\n", "") for unit in item.units)
        return {work.title: work for work in found if work.attributions}

    return read


def units(work: Work) -> list[tuple[str, str]]:
    return [(unit.mention, unit.role.value) for item in work.attributions for unit in item.units]


RULES = "锦湾市河道管理办法"


@pytest.mark.parametrize(
    ("sentence", "title", "wanted"),
    [
        ("市水务局负责河道采砂的监督管理。", "河道采砂的监督管理", [("市水务局", "lead")]),
        ("水行政主管部门（以下简称水务部门）负责河道清淤。", "河道清淤", [("水行政主管部门", "lead")]),
        ("市水务局对全市河道实施统一监督管理。", "对全市河道实施统一监督管理", [("市水务局", "lead")]),
        (
            "河道垃圾的清理由市城管局会同市水务局负责组织实施。",
            "河道垃圾的清理",
            [("市城管局", "lead"), ("市水务局", "participant")],
        ),
        (
            "關於“保護水源”的問題，由市水務局會同市財政局負責落實。",
            "保護水源",
            [("市水務局", "lead"), ("市財政局", "participant")],
        ),
        (
            "市水务局负责河道巡查，市公安局、市林业局配合。",
            "河道巡查",
            [("市水务局", "lead"), ("市公安局", "participant"), ("市林业局", "participant")],
        ),
        ("由市水务局会同市财政局负责河道修缮。", "河道修缮", [("市水务局", "lead"), ("市财政局", "participant")]),
        ("河道保洁，市城管局牵头，市水务局参与。", "河道保洁", [("市城管局", "lead"), ("市水务局", "participant")]),
        ("市水务局牵头开展河道执法，市公安局参加。", "开展河道执法", [("市水务局", "lead"), ("市公安局", "participant")]),
        ("各区人民政府是本辖区河道保护的责任主体。", "本辖区河道保护", [("各区人民政府", "lead")]),
        ("河道绿化的责任单位为市林业局。", "河道绿化", [("市林业局", "lead")]),
        ("河道信息公开归市大数据局管理。", "河道信息公开", [("市大数据局", "lead")]),
    ],
)
def test_a_sentence_states_a_duty(works, sentence, title, wanted):
    found = works(RULES, "第一条 为加强河道管理，制定本办法。", f"第二条 {sentence}")
    assert {name: units(work) for name, work in found.items()} == {title: wanted}
    assert all(item.basis is Basis.STATED for item in found[title].attributions)


def test_each_part_of_a_sentence_is_a_work(works):
    found = works(RULES, "第一条 市水务局负责河道巡查，各区人民政府负责本辖区河道保洁。")
    assert {name: units(work)[0][0] for name, work in found.items()} == {
        "河道巡查": "市水务局",
        "本辖区河道保洁": "各区人民政府",
    }


def test_nobody_leads_where_each_does_a_part(works):
    found = works(RULES, "第一条 市水务局、市林业局按照各自职责，分别负责河道和堤岸的巡查。")
    assert [item.basis for item in found["河道和堤岸的巡查"].attributions] == [Basis.EQUAL]


def test_an_item_of_a_list_gives_each_of_its_clauses_to_its_unit(works):
    found = works(
        "锦湾市防汛应急预案",
        "2.成员单位职责：",
        "（1）市水务局：负责汛期巡查；组织清淤，指导排涝。",
        "（2）市气象局：提供预警信息。",
    )
    assert {name: units(work)[0][0] for name, work in found.items()} == {
        "汛期巡查": "市水务局",
        "组织清淤，指导排涝": "市水务局",
        "提供预警信息": "市气象局",
    }


PLAN = "锦湾市河道整治行动方案"


def test_anywhere_pairs_and_named_bearers(works):
    found = works(PLAN, "“新建公厕二十座”（市城管局）、“改造老旧小区”（市住建局）等项目滞后。市水务局为河道清淤工作的牵头部门。")
    assert {name: units(work) for name, work in found.items()} == {
        "新建公厕二十座": [("市城管局", "lead")],
        "改造老旧小区": [("市住建局", "lead")],
        "河道清淤": [("市水务局", "lead")],
    }
    assert works(PLAN, "推广“河道一张图”（市水务局平台），“双随机”（一公开）。") == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "建设单位负责施工现场的清理。",  # no organ
        "有关部门负责做好相关工作。",  # nobody in particular
        "任何单位不得由他人负责申报。",
        "加强管理，完善制度，由市水务局负责。",  # which of the clauses?
    ],
)
def test_other_sentences_state_none(works, sentence):
    assert works(RULES, f"第一条 {sentence}") == {}


def test_plans_are_not_read_so(works):
    assert works("锦湾市河道整治行动方案", "一、重点任务", "1.清理河道。市水务局负责河道巡查。") == {}


@pytest.mark.parametrize(
    ("clause", "wanted"),
    [
        ("（责任单位：市水务局、市财政局", ["市水务局", "市财政局"]),
        ("（责任单位：市水务局，各区人民政府〈含开发区、风景区管委会，下同〉）", ["市水务局", "各区人民政府"]),
        ("（责任单位：市水务局、各区人民政府〈含开发区", ["市水务局", "各区人民政府"]),
        ("（市水务局、市财政局负责", ["市水务局", "市财政局"]),
    ],
)
def test_brackets_in_brackets_and_brackets_left_open(works, clause, wanted):
    found = works("锦湾市河道整治行动方案", "一、重点任务", f"1.清理河道。开展清淤。{clause}", "2.修复堤岸。加固堤防。")
    assert [name for name, _ in units(found["清理河道"])] == wanted


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("按照国家统一部署，平稳实施保险缴费政策，保持缴费成本稳定。", "平稳实施保险缴费政策"),
        ("为加强河道管理，建立巡查制度，明确巡查责任。", "建立巡查制度"),
        ("针对河道淤积问题，开展清淤行动，恢复行洪能力。", "开展清淤行动"),
        ("落实税收优惠政策，减轻企业负担，优化办税服务。", "落实税收优惠政策"),
        ("为企业提供融资服务，降低融资成本，扩大担保规模。", "为企业提供融资服务"),
    ],
)
def test_a_clause_that_leads_up_to_the_work_is_no_title(works, item, title):
    found = works(
        "锦湾市河道整治行动方案", "一、重点任务", f"1.{item}（市水务局、市财政局负责）", "2.修复堤岸。加固堤防。（市水务局）"
    )
    assert title in found
