"""Works in which nobody has the other role."""

from __future__ import annotations

import pytest

from qa.plan.model import Form
from qa.plan.partners import is_asked, without_partners


@pytest.mark.parametrize(
    ("question", "form", "role"),
    [
        ("省科技厅牵头的任务里，哪一项没有配合单位？", Form.SELECT, "lead"),
        ("没有参与单位的任务有几项？", Form.COUNT, "responsible"),
    ],
)
def test_the_denied_role_is_left_out(fiction_reads, fiction_world, question, form, role):
    reading = fiction_reads(question)
    assert is_asked(reading.interpretation)
    (plan,) = without_partners(reading.interpretation, reading.linking, reading.scope, fiction_world)
    assert (plan.form, plan.property) == (form, role)
    assert plan.without[0][0].predicate.endswith("participant")


@pytest.mark.parametrize("question", ["省科技厅牵头的任务有哪些？", "智慧种植有没有配合单位吗？"])
def test_not_asked(fiction_reads, question):
    assert not is_asked(fiction_reads(question).interpretation)
