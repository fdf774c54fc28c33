"""The words of a short phrase stand together in a work or it is not meant; a thing bears the name the documents give it."""

from __future__ import annotations

import pytest

from qa.model import Outcome, Question
from qa.together import misnamed, stands_together

APART = [
    "云泽数据保险谁牵头？",  # 农业数据 in one clause, 农业保险 in the next
    "云泽遥感贷款归哪个部门牵头？",
    "云泽快递品牌谁牵头打造？",
    "云泽农机平台由谁牵头？",  # the work on 农机 has no 平台, the one on the 平台 is no 农机平台
    "海澄夜间零部件由谁牵头？",
]
TOGETHER = [
    ("云泽遥感定损谁牵头？", {"省委金融办"}),
    ("海澄夜间飞行谁牵头？", {"市工业和信息化局"}),
    ("海澄血液运输归谁牵头？", {"市卫生健康委"}),  # 血液、检验样本…运输: a list shares its end
    ("海澄航空货箱标准谁牵头？", {"市市场监管局"}),
    ("海澄低空方案里，医院和血站之间的血液运输由谁牵头？", {"市卫生健康委"}),
]
MISNAMED = [
    ("云泽的青禾冷链物流园归谁牵头建设？", "石桥冷链物流园"),
    ("雁湖智慧种业谷由谁牵头？", "青禾智慧种业谷"),
    ("林川澜港漂浮式风电实证基地由谁牵头建？", "汐州漂浮式风电实证基地"),
    ("海澄的东港无人机智造园谁牵头建？", "云浦无人机智造园"),
    ("海澄滨海无人机货运枢纽由谁牵头？", "无人机货运枢纽"),
]
NAMED = [
    ("石桥冷链物流园由谁牵头？", "建设数字农业园区"),
    ("云浦无人机智造园谁牵头", "招引"),
    ("澜港海缆检测中心归哪些单位负责？", "建设创新平台"),
    ("海澄北岭无人机货运枢纽由谁牵头？", "枢纽"),  # 在东港、北岭、云浦建设…枢纽
]


def ask(fiction, text):
    return fiction.ask(Question(text=text))


@pytest.mark.parametrize("text", APART)
def test_words_that_stand_apart_carry_nothing(fiction, text):
    answer = ask(fiction, text)
    assert answer.outcome is not Outcome.ANSWERED, answer.text


@pytest.mark.parametrize(("text", "units"), TOGETHER)
def test_words_that_stand_together_do(fiction, text, units):
    answer = ask(fiction, text)
    assert {value.label for value in answer.values} == units, answer.text


@pytest.mark.parametrize(("text", "given"), MISNAMED)
def test_another_places_thing_is_refused_with_the_name_that_is_given(fiction, text, given):
    answer = ask(fiction, text)
    assert answer.outcome is Outcome.NOT_FOUND, answer.text
    assert given in answer.text


@pytest.mark.parametrize(("text", "work"), NAMED)
def test_a_thing_by_its_own_name_is_answered(fiction, text, work):
    answer = ask(fiction, text)
    assert answer.outcome is Outcome.ANSWERED, answer.text
    assert work in answer.text


def test_a_long_question_may_be_put_in_any_words(fiction_world):
    work = next(w for w in fiction_world.works if w.title == "创新普惠金融")
    assert not stands_together(["数据保险"], work, fiction_world)
    assert stands_together(["数据保险", "合理确定信用贷款授信额度"], work, fiction_world)


@pytest.mark.parametrize(
    "run",
    ["建设冷链物流园", "云泽石桥冷链物流园", "三个冷链物流园", "雁湖和石桥冷链物流园", "创新平台", "火星科技冷链物流园区域外"],
)
def test_what_picks_out_nothing_is_no_other_name(fiction_world, run):
    """Verbs, numbers, the document's own place; a class word is nobody's name; two things side by side are no modifier."""
    assert misnamed([run], ["yunze-2024-shuzi-nongye"], fiction_world) is None
