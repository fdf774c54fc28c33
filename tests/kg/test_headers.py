"""Words that head columns, and words that only look so."""

from __future__ import annotations

import pytest

from kg.headers import Column, assesses, kind_of, kinds_of, measures


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("序号", Column.NUMBER),
        ("序 号", Column.NUMBER),
        ("重点任务", Column.TEXT),
        ("工作内容", Column.TEXT),
        ("目标任务", Column.TEXT),
        ("考核指标", Column.TEXT),
        ("牵头单位", Column.UNITS),
        ("牵头（责任）单位", Column.UNITS),
        ("牵头單位", Column.UNITS),
        ("责任部门", Column.UNITS),
        ("评分部门", Column.UNITS),
        ("责任领导", Column.PERSON),
        ("第一责任人", Column.PERSON),
        ("完成时限", Column.TIME),
        ("时间进度", Column.TIME),
        ("年度目标", Column.VALUE),
        ("2025年目标", Column.VALUE),
        ("计量单位", Column.MEASURE),
        ("备注", Column.NOTE),
        ("指标类别", Column.GROUP),
    ],
)
def test_a_head_tells_what_its_column_holds(head, kind):
    assert kind_of(head) is kind


@pytest.mark.parametrize(
    "text", ["", "加强组织领导", "保障措施", "市财政局", "责任单位：市财政局", "各责任单位要加强领导", "目标"]
)
def test_other_words_head_nothing_or_only_in_company(text):
    assert kind_of(text) is None or kinds_of((text,)) is None


def test_unit_alone_is_of_measure_beside_values_and_of_duty_elsewhere():
    assert kinds_of(("序号", "指标", "单位", "年度目标", "责任部门")) == (
        Column.NUMBER,
        Column.TEXT,
        Column.MEASURE,
        Column.VALUE,
        Column.UNITS,
    )
    assert kinds_of(("序号", "工作任务", "单位")) == (Column.NUMBER, Column.TEXT, Column.UNITS)
    assert measures("单位", ("指标", "年度目标")) and not measures("单位", ("工作任务", "备注"))


@pytest.mark.parametrize(
    "heads",
    [
        ("序号", "责任单位"),  # nothing to be done
        ("序号", "工作任务", "备注"),  # nobody, no time, no figure
        ("序号", "工作任务", "工作任务", "责任单位"),  # the same head twice
        ("序号", "工作任务", "通知", "责任单位"),  # a word that heads nothing
    ],
)
def test_what_cannot_head_a_table_of_works(heads):
    assert kinds_of(heads) is None


def test_who_judges_is_told_from_who_works():
    assert assesses("评分部门") and assesses("考核单位") and not assesses("责任单位")
