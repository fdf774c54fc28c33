"""Names that a text makes equal. The prose is invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.extract.aliases import aliases
from kg.model import Document

Draft = Callable[..., Document]


def pairs(document: Document) -> list[tuple[str, str]]:
    return [(one.label, one.alias) for one in aliases(document)]


@pytest.mark.parametrize(
    ("text", "label", "alias"),
    [
        ("鼓励企业开展雪面智能生成内容（AIGC）研发。", "雪面智能生成内容", "AIGC"),
        ("发展云上模型、冰面融合系统（ICE-R）和雪具。", "冰面融合系统", "ICE-R"),
        ("与面向冰川研究的智能体（AI4G）融合。", "面向冰川研究的智能体", "AI4G"),
        ("提升雪情MaaS（模型即服务）能力。", "模型即服务", "MaaS"),
        ("拓展有线电视网和第四代移动通信（４Ｇ）覆盖。", "第四代移动通信", "4G"),
        ("全面对接《冰雪贸易伙伴协定》（ISTP）规则。", "冰雪贸易伙伴协定", "ISTP"),
        ("成立冰雪产业推进工作专班（以下简称工作专班）。", "冰雪产业推进工作专班", "工作专班"),
        ("印发《云岭省冰雪发展若干措施》（以下简称《若干措施》）。", "云岭省冰雪发展若干措施", "若干措施"),
        ("推广雪地摩托，又称雪上飞。", "雪地摩托", "雪上飞"),
        ("建强国家冰雪装备创新中心（云岭）、实验室。", "国家冰雪装备创新中心", "国家冰雪装备创新中心（云岭）"),
        ("推进雪场安全管控平台（雪鹰平台）升级。", "雪场安全管控平台", "雪鹰平台"),
    ],
)
def test_pairs(draft: Draft, text: str, label: str, alias: str) -> None:
    document = draft(("任务", text))
    assert pairs(document) == [(label, alias)]
    quote = document.quote(aliases(document)[0].where.span)
    assert quote in text and len(quote) > 2


@pytest.mark.parametrize(
    "text",
    [
        "制定办法（试行）。",
        "建设中试基地（一期）。",
        "鼓励政府和社会资本合作（PPP）。",
        "各市、县（市、区）政府要落实（以下简称办法）。",
        "见附件（2031年）。",
        "建设平台（2）。",
        "第四代冰上通信\n                  省发展改革委（4G）。",
    ],
)
def test_other_brackets_are_no_aliases(draft: Draft, text: str) -> None:
    assert pairs(draft(("任务", text))) == []


def test_the_shorter_long_form_wins(draft: Draft) -> None:
    text = "建成全域冰面融合系统（ICE）。\n\n7.建设冰面融合系统（ICE）。"
    assert pairs(draft(("任务", text))) == [("冰面融合系统", "ICE")]


def test_each_pair_once(draft: Draft) -> None:
    assert len(pairs(draft(("任务", "研发雪面内容（AIGC）。\n\n推广雪面内容（AIGC）。")))) == 1


@given(st.text(alphabet="建设推进雪面内容（）()AIGC以下简称《》“”、，。和的平台云岭中心 ", max_size=50))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_names_stand_in_the_quotation(draft: Draft, text: str) -> None:
    document = draft(("任务", text))
    for one in aliases(document):
        quote = document.quote(one.where.span).replace(" ", "")
        assert one.label != one.alias
        assert one.label.replace(" ", "") in quote and one.alias.replace(" ", "") in quote
