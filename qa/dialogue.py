"""Follow-ups: “它的配合单位？”, “这项任务还有谁参与？”, “那潍坊呢？” → a question that stands alone.

A session remembers the last answered turn only, for a limited time, in memory.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kg.text import fold, numeral
from qa import words
from qa.model import Answer, Choice, Link, Outcome, Value
from qa.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What the next question may refer to."""

    question: str  # standing alone
    links: tuple[Link, ...]
    values: tuple[Value, ...]
    asked: float  # seconds
    choices: tuple[Choice, ...] = ()  # what was offered since, when the last question was unclear


class Sessions:
    """The last turn of each session, at most ``most`` of them, each for ``ttl`` seconds. Safe from several threads.

    One object outlives the generations that are opened beside it, so that a new one does not break a dialogue off.
    """

    def __init__(self, *, ttl: float, most: int = 10_000, clock: Callable[[], float] = time.monotonic) -> None:
        self._turns: OrderedDict[str, Turn] = OrderedDict()
        self._ttl, self._most, self._clock = ttl, most, clock
        self._lock = threading.Lock()

    def count(self) -> int:
        """Sessions that are remembered; those whose time is over too, until they make room."""
        return len(self._turns)

    def last(self, session: str | None) -> Turn | None:
        with self._lock:
            turn = self._turns.get(session) if session else None
        return turn if turn and self._clock() - turn.asked <= self._ttl else None

    def remember(self, session: str | None, question: str, answer: Answer) -> None:
        if not session or answer.outcome is Outcome.OUT_OF_SCOPE:
            return
        with self._lock:
            before = self._turns.get(session) or Turn(question=question, links=(), values=(), asked=0.0)
            if answer.outcome is Outcome.UNCLEAR:
                turn = replace(before, choices=answer.choices, asked=self._clock())
            else:
                turn = Turn(question=question, links=answer.links or before.links, values=answer.values, asked=self._clock())
            self._turns[session] = turn
            self._turns.move_to_end(session)
            while len(self._turns) > self._most:
                self._turns.popitem(last=False)


_NUMBERED = re.compile(r"(?:我?选|是)?第?(?P<n>[一二三四五六七八九十\d]{1,2})[个项条]?[.。、)]?")
_AROUND_NAMES = "“”\"'《》「」。.?？ "
LIST_THEM = re.compile(r"(?:那|都|分别|具体)*(?:是|有)?(?:哪些|哪几[个项家条]|什么|啥|谁)(?:呢|呀|啊)?")
_NOUN_CLASS = {
    "任务": "Work",
    "工作": "Work",
    "措施": "Work",
    "部门": "Agent",
    "单位": "Agent",
    "机构": "Agent",
    "厅": "Agent",
    "局": "Agent",
    "企业": "Agent",
    "园区": "Park",
    "平台": "Platform",
    "实验室": "Platform",
    "中心": "Platform",
    "专栏": "Column",
    "行动": "Work",
    "地方": "Region",
    "城市": "Region",
    "目标": "Target",
    "文件": "Document",
    "技术": "Technology",
    "事": "Work",
}


def _candidates(turn: Turn) -> list[tuple[str, str]]:
    """(label, class) that a pronoun may mean: the answer's values first when it was one, then what was asked about."""
    values = [(v.label, v.type) for v in turn.values if v.iri and v.type]
    links = [(link.label, link.type) for link in turn.links]
    return [*values, *links] if len(values) == 1 else [*links, *values]


def _pick(turn: Turn, noun: str, world: World) -> str | None:
    candidates = _candidates(turn)
    wanted = _NOUN_CLASS.get(noun)
    if wanted is None:
        return candidates[0][0] if candidates else None
    fitting = [label for label, cls in candidates if world.ontology.is_a(cls, wanted)]
    values = [v.label for v in turn.values if v.type and world.ontology.is_a(v.type, wanted)]
    return values[0] if len(values) == 1 else fitting[0] if fitting else None


def _same_kind(turn: Turn, what: str, world: World) -> str | None:
    """“那X呢”: the last question with the name of X's kind replaced by X."""
    iris = world.by_key.get(fold(what).strip("“”\"'《》 "), ())
    organs = [o for o in world.names.organs(fold(what)) if o.end - o.start >= len(what) - 1]
    kinds = {world.nodes[iri].type for iri in iris} | ({"Department"} if organs else set())
    kinds |= {"Region"} if world.names.regions(what) else set()
    for link in turn.links:
        if link.type in kinds or any(world.ontology.is_a(link.type, k) or world.ontology.is_a(k, link.type) for k in kinds):
            for name in (link.mention, link.label, link.label.strip("“”"), _without_verb(link.label)):
                if name and name in turn.question:
                    return turn.question.replace(name, what, 1)
    if kinds & {"Region"} or not kinds:
        for region in world.names.regions(turn.question):
            if kinds:
                return turn.question[: region.start] + what + turn.question[region.end :]
    return None


def _without_verb(title: str) -> str:
    """加快“元平台”建设 → “元平台”建设: the title as people say it."""
    return title[2:] if len(title) > 4 else ""


def stand_alone(question: str, turn: Turn | None, world: World) -> str:
    """``question`` with what it leaves out filled in from the last turn; unchanged when it leaves nothing out."""
    if turn is None:
        return question
    folded = fold(question)
    if chosen := _chosen(folded, turn.choices):
        return chosen.question
    if LIST_THEM.fullmatch(folded.rstrip("?？。 ")):
        return re.sub(r"(?<!哪)(?:几|多少)(?=[个项家条种座处])", "哪几", turn.question)
    if match := words.ELLIPSIS.match(folded):
        what = question[match.start("what") : match.end("what")]
        if replaced := _same_kind(turn, what, world):
            return replaced
        if _is_role(what) and (work := _pick(turn, "任务", world)):
            return f"{work}的{what}是谁？"
    if (match := words.ORDINAL.search(folded)) and len(question) <= 16 and (picked := _ordinal(match, turn)):
        return question[: match.start()] + picked + question[match.end() :]
    if match := words.PRONOUN.search(folded):
        noun = match["noun"] or _meant_by_it(folded)
        if picked := _pick(turn, noun, world):
            return question[: match.start()] + f"“{picked}”" + question[match.end() :]
    if _names_only_a_unit(folded, world) and (work := _pick(turn, "任务", world)):
        return f"“{work}”，{question}"
    if _names_nothing(folded) and _is_role(folded) and (work := _pick(turn, "任务", world)):
        return f"“{work}”{question}"
    return question


def _chosen(folded: str, choices: Sequence[Choice]) -> Choice | None:
    """The choice that was offered and is now named, by its number (1, 选第二个, 3.) or by its label."""
    if match := _NUMBERED.fullmatch(folded.strip()):
        n = numeral(match["n"])
        return choices[n - 1] if n and 0 < n <= len(choices) else None
    said = folded.strip(_AROUND_NAMES)
    return next((choice for choice in choices if fold(choice.label).strip(_AROUND_NAMES) == said), None)


def _meant_by_it(folded: str) -> str:
    """它的配合单位 is a work's, 它还牵头哪些任务 a unit's."""
    if not _is_role(folded):
        return ""
    return "单位" if re.search(r"哪(?:些|几)?[项个条]?(?:任务|工作|措施|事)|哪[几些]?[项条]", folded) else "任务"


def _ordinal(match: re.Match[str], turn: Turn) -> str | None:
    n = numeral(match["n"])
    return turn.values[n - 1].label if n and 0 < n <= len(turn.values) else None


def _is_role(text: str) -> bool:
    return bool(re.search(r"牵头|配合|参与|负责|责任", text))


def _names_only_a_unit(folded: str, world: World) -> bool:
    """“省商务厅参与吗？”: a unit and a role, but no work."""
    organs = world.names.organs(folded)
    if len(organs) != 1 or not folded.rstrip("?？ ").endswith(("吗", "么", "没有", "不")):
        return False
    return _names_nothing(folded[: organs[0].start] + folded[organs[0].end :])


def _names_nothing(folded: str) -> bool:
    """A bare role question: 谁牵头？配合单位有哪些？"""
    rest = re.sub(r"牵头|配合|参与|负责|责任|单位|部门|谁|哪些|哪个|有|是|由|的|还|呢|吗|[?？,，。\s]|都|了", "", folded)
    return len(rest) == 0
