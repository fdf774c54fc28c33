"""What the fields of an answer are called where people read them: on a terminal and on the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from qa.model import Method, Outcome, Step

ROLE: Final[Mapping[str, str]] = {"lead": "牵头", "participant": "参与"}
METHOD: Final[Mapping[Method, str]] = {Method.GRAPH: "图谱", Method.PASSAGE: "原文段落", Method.NONE: "未作答"}
OUTCOME: Final[Mapping[Outcome, str]] = {
    Outcome.ANSWERED: "已答",
    Outcome.UNCLEAR: "请选择",
    Outcome.NOT_FOUND: "文件未载",
    Outcome.OUT_OF_SCOPE: "超出范围",
}
STEP: Final[Mapping[str, str]] = {
    "dialogue": "接上文",
    "spelling": "正字",
    "understand": "理解",
    "document": "文件",
    "link": "指认",
    "plan": "规划",
    "query": "查图谱",
    "retrieve": "查原文",
    "decide": "取舍",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """On what a unit is said to lead: for the cell of a table, in a few words, and why that is so."""

    short: str
    words: str
    why: str


BASIS: Final[Mapping[str, Ground]] = {
    "stated": Ground(short="文中写明", words="文件明确写明", why="原文直接写出了谁牵头、谁参与。"),
    "convention": Ground(short="文件惯例", words="按文件声明的排列约定", why="文件自己约定：责任单位中列在第一位的为牵头单位。"),
    "listed_first": Ground(
        short="排序首位",
        words="按惯例以列第一位者为牵头",
        why="原文没有写“牵头”，这里按公文惯例，把排在首位的责任单位认定为牵头单位。",
    ),
    "equal": Ground(short="共同负责", words="并列、未分主次", why="原文写明由几家共同负责，没有分出谁牵头。"),
    "inferred": Ground(short="推断", words="推断", why="原文没有直接写出，是由上下文推断的，请核对原文。"),
}
_LISTS: Final = frozenset({"plan", "link"})  # steps that tell of several things
_CONFIDENCE: Final = ((0.95, "很高"), (0.85, "高"), (0.7, "较高"), (0.5, "一般"))


def confidence(value: float) -> str:
    """How sure an answer is, in a word and as the number."""
    word = next((word for least, word in _CONFIDENCE if value >= least), "较低")
    return f"{word}（{value:.2f}）"


def basis_in_short(basis: str | None) -> str:
    """Empty where there is none."""
    ground = BASIS.get(basis or "")
    return ground.short if ground else ""


def told(step: Step) -> tuple[str, ...]:
    """What was done, a line each."""
    return tuple(step.detail.split("；")) if step.name in _LISTS else (step.detail,)
