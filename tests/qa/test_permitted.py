"""Who may: the sentence must speak of that party and of that thing."""

from __future__ import annotations

import pytest

from qa.permitted import is_of, permission


@pytest.mark.parametrize(
    ("question", "sentence", "same"),
    [
        ("应届毕业生可以在就业地落户吗", "应届高校毕业生可在就业地办理落户手续", True),
        ("往届毕业生可以在就业地落户吗", "应届高校毕业生可在就业地办理落户手续", False),
        ("渔民能不能做灵活用工登记", "渔民参加灵活用工培训的,给予补贴", False),  # no 登记 in it
        ("船员教师可以评职称吗", "船员教师可参加相关职称评审", True),
        ("区内的医院可不可以做临床研究", "区内医疗机构可开展临床研究", True),  # under another name
        ("个体户能领补贴吗", "对个体工商户给予补贴", True),
        ("农户能领补贴吗", "对渔业企业给予补贴", False),
    ],
)
def test_of_whom_and_of_what(question: str, sentence: str, same: bool) -> None:
    asked = permission(question)
    assert asked is not None
    assert is_of(asked, sentence) is same


@pytest.mark.parametrize("question", ["智能网联汽车怎么推广", "氢能源由谁负责", "泵站是2027年投用吗"])
def test_no_permission_is_asked_for(question: str) -> None:
    assert permission(question) is None
