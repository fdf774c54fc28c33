"""“写明由X牵头”: what the text states; without that the declared convention; custom never."""

from __future__ import annotations

import pytest

from qa.model import Outcome, Question


@pytest.mark.parametrize(
    ("question", "titles", "bases"),
    [
        ("林川海洋能源意见里，写明由省能源局牵头的任务有哪些？", {"健全工作机制"}, {"stated"}),
        ("云泽方案里写明由省农业农村厅牵头的保障措施有哪些？", {"加强组织领导"}, {"stated"}),
        ("海澄方案明确写明市公安局牵头的任务有哪些", {"搭建飞行服务平台", "加强空域管理"}, {"convention"}),
    ],
)
def test_only_what_is_written(proved, question, titles, bases):
    values = proved(question).values
    assert {value.label for value in values} == titles
    assert {value.basis for value in values} == bases


def test_counted(proved):
    assert proved("林川原文写了由省能源局牵头的有几项？").values[0].value == 1


def test_without_the_word_all_leads_count(proved):
    assert len(proved("林川海洋能源意见里，省能源局牵头的任务有哪些？").values) == 3


def test_a_convention_is_said_to_be_one(proved):
    assert "文件约定" in proved("海澄方案明确写明市公安局牵头的任务有哪些").text


def test_custom_states_nothing(tmp_path):
    from kg.build import build
    from qa.config import QaSettings
    from qa.service import PolicyQA

    path = tmp_path / "a.txt"
    path.write_text(
        "白川市夜市经济实施方案\n\n一、重点任务\n（一）改造灯光街区。更新老旧路灯。（市城管局、市商务局）\n（二）整治占道摊点。（市公安局牵头，市城管局配合）\n",
        encoding="utf-8",
    )
    settings = QaSettings(data=tmp_path / "data")
    build(settings, [path])
    engine = PolicyQA.open(settings)
    assert [v.label for v in engine.ask(Question(text="写明由市公安局牵头的任务有哪些？")).values] == ["整治占道摊点"]
    for text in ("写明由市城管局牵头的任务有哪些？", "方案写明改造灯光街区由市城管局牵头吗？"):
        assert engine.ask(Question(text=text)).outcome is not Outcome.ANSWERED
