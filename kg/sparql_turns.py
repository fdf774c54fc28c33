"""Whose query runs next: a client who asks for much waits behind those who ask for little."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field

from kg.errors import Busy


@dataclass(eq=False, slots=True)
class _Ticket:
    client: str
    called: threading.Event = field(default_factory=threading.Event)


class Turns:
    """``places`` at the same time, one less than that for one client; ``waiting`` in the line. Safe from several threads."""

    def __init__(self, places: int, waiting: int) -> None:
        self._free, self._share = places, max(1, places - 1)
        self._most, self._most_of_one = waiting, max(1, waiting // 2)
        self._line: list[_Ticket] = []  # by arrival
        self._running: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._closed = False

    def take(self, client: str, patience: float) -> None:
        """A place for ``client``; to be given back. Raises Busy when the line is full, or after ``patience`` seconds."""
        ticket = _Ticket(client)
        with self._lock:
            self._check(client)
            self._line.append(ticket)
            self._call()
        if not ticket.called.wait(patience):
            with self._lock:
                if ticket in self._line:
                    self._line.remove(ticket)
                    raise Busy("查询太多，暂时排不上", hint="稍后再试")
        with self._lock:
            if self._closed:
                raise Busy("图谱刚刚更新", hint="再试一次")

    def give_back(self, client: str) -> None:
        with self._lock:
            self._free += 1
            self._running[client] -= 1
            self._running += Counter()  # drops the zeros
            self._call()

    def close(self) -> None:
        """Sends everybody away who waits, and who comes."""
        with self._lock:
            self._closed = True
            for ticket in self._line:
                ticket.called.set()
            self._line.clear()

    def _check(self, client: str) -> None:
        if self._closed:
            raise Busy("图谱刚刚更新", hint="再试一次")
        of_one = sum(1 for ticket in self._line if ticket.client == client)
        if len(self._line) >= self._most or of_one >= self._most_of_one:
            raise Busy("排队的查询太多", hint="等前面的查询有了结果再试")

    def _call(self) -> None:
        """Who has least running goes first; among equals who came first."""
        while self._free and (able := [t for t in self._line if self._running[t.client] < self._share]):
            ticket = min(able, key=lambda t: self._running[t.client])
            self._line.remove(ticket)
            self._free -= 1
            self._running[ticket.client] += 1
            ticket.called.set()
