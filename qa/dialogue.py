"""What a session remembers between questions: the last turn, the last list, the choices that were offered.

For a limited time, in memory. How a follow-up is filled in from it: ``qa.followup``.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from qa.model import Answer, Choice, Link, Outcome, Value

WORKS = frozenset({"Work", "Task", "Measure", "Action"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What the next question may refer to."""

    question: str  # standing alone
    links: tuple[Link, ...]
    values: tuple[Value, ...]
    asked: float  # seconds
    listed: tuple[Value, ...] = ()  # of the last answer that listed several: “第二个”
    works: tuple[Value, ...] = ()  # of the last one that listed works: “第二项”, “这些任务里”
    documents: tuple[str, ...] = ()  # that the answer quotes, in its order
    rests_on: frozenset[str] = frozenset()  # documents, of all that is remembered here
    choices: tuple[Choice, ...] = ()  # offered by the last answer, and not taken yet
    answer: Answer | None = None  # “依据是什么”


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

    def forget(self, session: str | None) -> None:
        with self._lock:
            self._turns.pop(session or "", None)

    def remember(self, session: str | None, question: str, answer: Answer) -> None:
        """``question`` standing alone. A question outside the documents leaves the turn before it."""
        if not session or answer.outcome is Outcome.OUT_OF_SCOPE:
            return
        with self._lock:
            before = self._turns.get(session)
            self._turns[session] = self._next(before, question, answer)
            self._turns.move_to_end(session)
            while len(self._turns) > self._most:
                self._turns.popitem(last=False)

    def _next(self, before: Turn | None, question: str, answer: Answer) -> Turn:
        quoted = dict.fromkeys(e.document for e in answer.evidence)
        carries = before is not None and (before.listed or before.works or not quoted or not answer.links)
        turn = Turn(
            question=question,
            links=answer.links or (before.links if before else ()),
            values=answer.values,
            asked=self._clock(),
            listed=before.listed if before else (),
            works=before.works if before else (),
            documents=tuple(quoted) or (before.documents if before else ()),
            rests_on=frozenset(quoted)
            | {v.document for v in answer.values if v.document}
            | (before.rests_on if before and carries else frozenset()),
            choices=answer.choices,
            answer=answer,
        )
        named = tuple(v for v in answer.values if v.iri)
        if len(named) < 2:
            return turn
        return replace(turn, listed=named, works=named if all(v.type in WORKS for v in named) else turn.works)
