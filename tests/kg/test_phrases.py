from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.phrases import balanced, clauses, is_act, left_edge, over_columns, pieces, sentences, split_joint, word_ends

PROSE = st.text(alphabet="推进建设支持企业的和、与，。（）“”智能平台技术12等云岭省", max_size=40)


def cut(text: str) -> str:
    return text[left_edge(text, 0, len(text)) :]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("提高折叠光路模组", "折叠光路模组"),
        ("支持龙头企业积极推进整机散热器", "整机散热器"),
        ("高水平建设滨湖软件园", "滨湖软件园"),
        ("引进培育100家以上链主企业", "链主企业"),
        ("面向老年人的可穿戴监测技术", "可穿戴监测技术"),
        ("谋划建设未来产业先导区", "产业先导区"),
        ("鼓励高校共同研发深海钻机", "深海钻机"),
        ("依托研究院建设中试平台", "中试平台"),
        ("利用开源代码开发地图软件", "地图软件"),
        ("积极探索网络问诊", "网络问诊"),
        ("标准制定与验证平台", "标准制定与验证平台"),
        ("增强现实终端", "增强现实终端"),
    ],
)
def test_the_left_edge_stands_behind_what_directs(text: str, phrase: str) -> None:
    assert cut(text) == phrase


def test_quotes_and_brackets_do_not_cut() -> None:
    text = "建设县（市、区）平台、“A、B”系统，好"
    assert [text[a:b] for a, b in pieces(text, 0, len(text), "、，")] == ["建设县（市、区）平台", "“A、B”系统", "好"]


def test_sentences_and_clauses() -> None:
    text = "到2030年，建成甲；建成乙。丙"
    assert [text[a:b] for a, b in sentences(text)] == ["到2030年，建成甲", "建成乙", "丙"]
    assert [text[a:b] for a, b in clauses(text, 0, 10)] == ["到2030年", "建成甲"]


def test_joints_cut_only_where_they_are_words() -> None:
    assert [*_parts("传感器和编码器")] == ["传感器", "编码器"]
    assert [*_parts("和谐号列车")] == ["和谐号列车"]
    assert [*_parts("设计与制造", whole="与")] == ["设计与制造"]
    assert [*_parts("甲（乙和丙）")] == ["甲（乙和丙）"]


def _parts(text: str, *, whole: str = "") -> list[str]:
    return [text[a:b] for a, b in split_joint(text, 0, len(text), whole=whole)]


def test_acts_and_things() -> None:
    assert is_act("手势识别")
    assert not is_act("自由曲面棱镜")
    assert not is_act("光波导")


@pytest.mark.parametrize(
    ("quote", "over"), [("甲   乙", True), ("甲\n                  乙", True), ("甲\n    乙", False), ("甲 乙", False)]
)
def test_a_phrase_over_table_columns(quote: str, over: bool) -> None:
    assert over_columns(quote) is over


def test_balanced() -> None:
    assert balanced("“甲（乙）”")
    assert not balanced("甲（乙")
    assert not balanced("甲）")


@given(PROSE)
def test_words_cover_the_text(text: str) -> None:
    ends = word_ends(text)
    assert ends[0] == 0 and ends[-1] == len(text) and list(ends) == sorted(ends)


@given(PROSE)
def test_the_left_edge_stays_inside(text: str) -> None:
    assert 0 <= left_edge(text, 0, len(text)) <= len(text)


@given(PROSE)
def test_pieces_are_in_order_and_disjoint(text: str) -> None:
    spans = list(pieces(text, 0, len(text), "、，。"))
    assert all(a < b for a, b in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
