"""Queries from outside, each in a process of its own kind: limited in time and memory, answered whole or not at all."""

from __future__ import annotations

import contextlib
import os
import queue
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from kg.errors import BadQuery, Busy, Corrupt, KgError, TooLarge
from kg.sparql_worker import Request, receive, send
from kg.store import GraphFormat, ResultFormat

_ERRORS: dict[str, type[KgError]] = {kind.code: kind for kind in (BadQuery, TooLarge, Corrupt)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    seconds: float = 10.0  # wall clock of one query, waiting for its turn included
    memory_mb: int = 512  # what a query may take beyond the opened store
    max_bytes: int = 32 * 1024 * 1024  # of a result
    workers: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A whole result. ``media_type`` without parameters."""

    media_type: str
    body: bytes


class GuardedQuery:
    """Read-only SPARQL over one published graph for people that nobody vouches for. Safe from several threads."""

    def __init__(self, folder: Path, limits: Limits | None = None) -> None:
        """``folder``: the graph folder of a generation. Workers warm up by themselves; this returns at once."""
        self._folder = folder
        self._limits = limits or Limits()
        self._idle: queue.Queue[_Worker | None] = queue.Queue()  # None: closed
        self._closed = False
        for _ in range(self._limits.workers):
            self._idle.put(_Worker(folder, self._limits))

    def run(self, query: str, *, results: ResultFormat = ResultFormat.JSON, triples: GraphFormat = GraphFormat.TURTLE) -> Reply:
        """Run ``query``; SELECT and ASK answer in ``results``, CONSTRUCT and DESCRIBE in ``triples``.

        Raises BadQuery (not allowed, not SPARQL), TooLarge (result), Busy (time or memory ran out, no worker free).
        """
        deadline = time.monotonic() + self._limits.seconds
        worker = self._worker()
        healthy = False
        try:
            reply = worker.ask(Request(query=query, results=results, triples=triples, seconds=self._limits.seconds), deadline)
            healthy = True
        except KgError as error:
            healthy = not isinstance(error, Busy)
            raise
        finally:
            self._give_back(worker, healthy)
        return reply

    def _worker(self) -> _Worker:
        """The next idle worker. Raises Busy when none becomes idle in time, or ever will."""
        try:
            worker = self._idle.get(timeout=self._limits.seconds)
        except queue.Empty:
            raise Busy("查询太多，暂时排不上", hint="稍后再试") from None
        if worker is None:
            self._idle.put(None)
            raise Busy("图谱刚刚更新", hint="再试一次")
        return worker

    def _give_back(self, worker: _Worker, healthy: bool) -> None:
        if not healthy or self._closed:
            worker.kill()
        if not self._closed:
            self._idle.put(worker if healthy else _Worker(self._folder, self._limits))

    def close(self) -> None:
        """End the workers; a query that is still running ends with Busy."""
        self._closed = True
        with contextlib.suppress(queue.Empty):
            while worker := self._idle.get_nowait():
                worker.kill()
        self._idle.put(None)

    def __enter__(self) -> GuardedQuery:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class _Worker:
    """One process and the socket to it."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._link, far = socket.socketpair()
        root = str(Path(__file__).resolve().parent.parent)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))}
        numbers = (far.fileno(), limits.memory_mb, limits.max_bytes)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kg.sparql_worker", str(folder), *map(str, numbers)],
            pass_fds=(far.fileno(),),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        far.close()

    def ask(self, request: Request, deadline: float) -> Reply:
        """Raises Busy at the deadline and when the process dies of the query."""
        try:
            self._link.settimeout(max(0.001, deadline - time.monotonic()))
            send(self._link, request)
            head, body = receive(self._link, deadline)
        except TimeoutError:
            raise Busy(f"查询超过 {request.seconds:g} 秒，已停止", hint="缩小范围，或加上 LIMIT") from None
        except (EOFError, ConnectionError):
            raise Busy("查询用尽了内存，已中断", hint="缩小范围，或加上 LIMIT") from None
        code = str(head["code"])
        if code:
            raise _ERRORS.get(code, BadQuery)(str(head["message"]), hint=str(head["hint"]))
        return Reply(media_type=str(head["media_type"]), body=body)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._link.close()
