"""Yes or no from one sentence."""

from __future__ import annotations

import pytest

from qa.verdict import judge


def places(text: str) -> tuple[str, ...]:
    return tuple(name for name in ("海澄区", "云湾区") if name in text)


@pytest.mark.parametrize(
    ("question", "sentence", "truth"),
    [
        ("海水淡化项目要纳入省重大专项吗", "将海水淡化项目纳入省重大专项", True),
        ("取水口附近还能新建码头吗", "取水口附近原则上不得新建码头", False),
        ("渔船过闸还要交过闸费吗", "免收渔船过闸费", False),
        ("首批试点放在海澄区吗", "在云湾区开展首批试点后逐步推广", False),
        ("首批试点放在云湾区吗", "在云湾区开展首批试点后逐步推广", True),
        ("泵站是2026年投用吗", "力争泵站2027年投用", False),
        ("泵站是2027年投用吗", "力争泵站2027年投用", True),
        ("船闸是不是不再收费", "船闸不再收费", True),
        ("离岸未登记渔船能享受补贴吗", "离岸未登记渔船同样享受补贴", True),  # 未 belongs to the name
        ("渔民可以延期还贷吗", "渔民贷款可延期还贷，延期期间不收罚息", True),  # 不收 denies something else
        ("这是头一回征求意见吧", "泵站建设方案第二次公开征求意见", False),
        ("2027年还发放纸质通行证吗", "从2027年起，不再发放《云湾通行证》（以下称通行证），取消补办", False),
    ],
)
def test_verdict(question: str, sentence: str, truth: bool) -> None:
    found = judge(question, sentence, own=0.8, places=places)
    assert found is not None
    assert found.truth is truth


def test_a_sentence_that_carries_too_little_settles_nothing() -> None:
    assert judge("海水淡化项目要纳入省重大专项吗", "加强组织领导", own=0.1, places=places) is None


def test_a_place_that_the_sentence_does_not_name_settles_nothing() -> None:
    assert judge("海澄区要建泵站吗", "建设一批泵站", own=0.9, places=places) is None


def test_other_places_do_not_prove_that_there_is_none() -> None:
    assert judge("海澄区有没有泵站", "在云湾区建设泵站", own=0.9, places=places) is None


def test_what_is_merely_said_does_not_go_on_for_that() -> None:
    assert judge("明年还发放纸质通行证吗", "向渔民发放纸质通行证", own=0.9, places=places) is None
