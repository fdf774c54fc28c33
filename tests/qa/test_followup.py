"""How a follow-up is filled in from the turn before, and when it is not."""

from __future__ import annotations

import pytest

from kg.model import Span
from qa.dialogue import Turn
from qa.followup import Again, stand_alone
from qa.model import Choice, Link, Value

WORK, UNIT = "推动海上风电制氢", "省能源局"


def entity(label: str, cls: str) -> Value:
    return Value(label=label, iri="http://x/" + label, type=cls)


def linked(label: str, cls: str) -> Link:
    return Link(mention=label, span=Span(0, len(label)), iri="http://x/" + label, label=label, type=cls, score=1, method="label")


LED = Turn(question=f"{WORK}由谁牵头？", links=(linked(WORK, "Task"),), values=(entity(UNIT, "Department"),), asked=0)
LISTED = Turn(
    question=f"{UNIT}牵头哪些任务？",
    links=(linked(UNIT, "Department"),),
    values=(entity("有序推进海上风电建设", "Task"), entity(WORK, "Task")),
    listed=(entity("有序推进海上风电建设", "Task"), entity(WORK, "Task")),
    works=(entity("有序推进海上风电建设", "Task"), entity(WORK, "Task")),
    documents=("lin",),
    asked=0,
)
TARGET = Turn(
    question="2025年海上风电累计装机目标是多少？",
    links=(linked("海上风电累计装机", "Target"),),
    values=(Value(label="600万千瓦", iri="http://x/t", type="Target", value=600, year=2025),),
    asked=0,
)
OFFERED = Turn(
    question="谁牵头？",
    links=(),
    values=(),
    choices=(Choice(label="《林川意见》的人才支撑", question="甲？"), Choice(label="《云泽方案》的人才支撑", question="乙？")),
    asked=0,
)
COUNTED = Turn(
    question="省商务厅牵头几项任务？", links=(linked("省商务厅", "Department"),), values=(Value(label="1", value=1),), asked=0
)


@pytest.mark.parametrize(
    ("turn", "question", "alone"),
    [
        (LED, "该部门还牵头哪些任务？", f"“{UNIT}”还牵头哪些任务？"),
        (LED, "它还牵头哪些任务？", f"“{UNIT}”还牵头哪些任务？"),
        (LED, "这项任务的配合单位有哪些？", f"“{WORK}”的配合单位有哪些？"),
        (LED, "那建设零碳海岛呢？", "建设零碳海岛由谁牵头？"),
        (LED, "配合单位呢？", f"{WORK}的配合单位是谁？"),
        (LED, "谁牵头？", f"“{WORK}”谁牵头？"),
        (LED, "省商务厅参与吗？", f"“{WORK}”，省商务厅参与吗？"),
        (LISTED, "那省商务厅呢？", "省商务厅牵头哪些任务？"),
        (LISTED, "第二项由谁配合？", f"{WORK}由谁配合？"),
        (LED, "换成省商务厅", f"“{WORK}”，省商务厅参与吗？"),
        (LED, "它的配合单位呢？", f"{WORK}的配合单位是谁？"),
        (LED, "那云泽的智慧冷链呢", "云泽的智慧冷链由谁牵头？"),
        (LED, "省商务厅参与这项工作吗", f"省商务厅参与“{WORK}”吗"),
        (LED, "再说一遍", f"{WORK}由谁牵头？"),
        (LISTED, "换成省商务厅", "省商务厅牵头哪些任务？"),
        (LISTED, "第二个呢", f"“{WORK}”的责任单位有哪些？"),
        (LISTED, "最后一项谁配合？", f"{WORK}谁配合？"),
        (LISTED, "有几项？", f"{UNIT}牵头几项任务？"),
        (TARGET, "2030年呢", "2030年海上风电累计装机目标是多少？"),
        (TARGET, "那2030年底的呢？", "2030年海上风电累计装机目标是多少？"),
        (TARGET, "那零碳海岛呢", "2025年零碳海岛目标是多少？"),
        (OFFERED, "第二个", "乙？"),
        (OFFERED, "1", "甲？"),
        (OFFERED, "云泽那个", "乙？"),
        (COUNTED, "分别是哪些？", "省商务厅牵头哪几项任务？"),
        (COUNTED, "都有哪些呢？", "省商务厅牵头哪几项任务？"),
    ],
)
def test_what_is_left_out_is_filled_in(fiction_world, turn, question, alone):
    follow = stand_alone(question, turn, fiction_world)
    assert (follow.question, follow.lost) == (alone, "")


@pytest.mark.parametrize(
    ("turn", "question"),
    [
        (LED, "建设智慧冷链由谁牵头？"),  # nothing is left out
        (LED, "2025年海上风电累计装机目标是多少？"),
        (LED, "那个园区在哪里？"),  # no park was spoken of
        (LED, "建立工作专班这项工作由谁牵头？"),  # names its work itself
        (LISTED, "保障措施第二条是什么"),
    ],
)
def test_a_question_that_stands_alone_stays_as_it_is(fiction_world, turn, question):
    follow = stand_alone(question, turn, fiction_world)
    assert (follow.question, follow.lost, follow.among, follow.document) == (question, "", (), None)


@pytest.mark.parametrize(
    ("turn", "question"),
    [
        (None, "它还牵头哪些任务？"),
        (None, "那省商务厅呢？"),
        (None, "为什么"),
        (None, "第二个呢"),
        (LISTED, "第九项由谁配合？"),  # there were two
        (LISTED, "那量子通信呢？"),  # no unit, and a unit was asked about
        (LED, "2030年呢"),  # no year was spoken of
        (LED, "有几个？"),  # nothing to count
    ],
)
def test_what_cannot_be_filled_in_is_lost(fiction_world, turn, question):
    follow = stand_alone(question, turn, fiction_world)
    assert follow.lost and follow.question == question


def test_a_part_of_what_was_answered(fiction_world):
    follow = stand_alone("这些任务里省商务厅参与哪几项", LISTED, fiction_world)
    assert (follow.question, len(follow.among)) == ("省商务厅参与哪几项", 2)
    assert stand_alone("上面那个文件里谁负责人才？", LISTED, fiction_world).document == "lin"
    assert stand_alone("那个文件里谁负责人才？", LED, fiction_world).document is None  # no document was quoted


@pytest.mark.parametrize(
    ("question", "again"),
    [
        ("依据是什么？", Again.BASIS),
        ("为什么", Again.BASIS),
        ("原文怎么说", Again.BASIS),
        ("还有吗", Again.MORE),
        ("就这些吗？", Again.MORE),
    ],
)
def test_what_is_asked_of_the_last_answer(fiction_world, question, again):
    assert stand_alone(question, LED, fiction_world).again is again
