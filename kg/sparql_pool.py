"""Queries from outside, each in a process of its own kind: limited in time and memory, answered whole or not at all."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from kg.errors import BadQuery, Busy, Corrupt, KgError, TooLarge
from kg.sparql_turns import Turns
from kg.sparql_worker import Request, receive, send
from kg.store import Dataset, GraphFormat, ResultFormat

START = 30.0  # seconds that a process may take to open the graph
_ERRORS: dict[str, type[KgError]] = {kind.code: kind for kind in (BadQuery, TooLarge, Corrupt)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    seconds: float = 10.0  # wall clock of one query once it runs; as long it may wait for its turn
    memory_mb: int = 512  # what a query may take beyond the opened store
    max_bytes: int = 32 * 1024 * 1024  # of a result
    workers: int = 1
    waiting: int = 16  # queries in the line


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
        self._turns = Turns(self._limits.workers, self._limits.waiting)
        self._lock = threading.Lock()
        self._closed = False
        self._idle = [_Worker(folder, self._limits) for _ in range(self._limits.workers)]

    def run(
        self,
        query: str,
        *,
        results: ResultFormat = ResultFormat.JSON,
        triples: GraphFormat = GraphFormat.TURTLE,
        dataset: Dataset | None = None,
        client: str = "",
    ) -> Reply:
        """Run ``query``; SELECT and ASK answer in ``results``, CONSTRUCT and DESCRIBE in ``triples``.

        ``dataset`` goes before FROM in the query. ``client``: whoever asks; clients take turns.
        Raises BadQuery (not allowed, not SPARQL), TooLarge (result), Busy (time or memory ran out, no worker free).
        """
        wanted = dataset or Dataset()
        seconds = self._limits.seconds
        request = Request(
            query=query,
            results=results,
            triples=triples,
            seconds=seconds,
            default_graphs=wanted.default,
            named_graphs=wanted.named,
        )
        self._turns.take(client, seconds)
        try:
            return self._run(request)
        finally:
            self._turns.give_back(client)

    def _run(self, request: Request) -> Reply:
        with self._lock:
            if self._closed:
                raise Busy("图谱刚刚更新", hint="再试一次")
            worker = self._idle.pop()
        healthy = False
        try:
            reply = worker.ask(request)
            healthy = True
        except KgError as error:
            healthy = not isinstance(error, Busy)
            raise
        finally:
            self._give_back(worker, healthy)
        return reply

    def _give_back(self, worker: _Worker, healthy: bool) -> None:
        with self._lock:
            closed = self._closed
            if healthy and not closed:
                self._idle.append(worker)
                return
        worker.kill()
        fresh = None if closed else _Worker(self._folder, self._limits)
        with self._lock:
            if fresh is not None and not self._closed:
                self._idle.append(fresh)
                return
        if fresh is not None:
            fresh.kill()

    def close(self) -> None:
        """End the workers that are idle; a query that still runs ends within its time, and its worker with it."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        self._turns.close()
        for worker in idle:
            worker.kill()

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
        self._ready = False

    def ask(self, request: Request) -> Reply:
        """Raises Busy when time is up and when the process dies of the query. Its own start is not the query's time."""
        try:
            if not self._ready:
                _checked(receive(self._link, time.monotonic() + START)[0])
                self._ready = True
            deadline = time.monotonic() + request.seconds
            self._link.settimeout(request.seconds)
            send(self._link, request)
            head, body = receive(self._link, deadline)
        except TimeoutError:
            raise Busy(f"查询超过 {request.seconds:g} 秒，已停止", hint="缩小范围，或加上 LIMIT") from None
        except (EOFError, ConnectionError):
            raise Busy("查询用尽了内存，已中断", hint="缩小范围，或加上 LIMIT") from None
        _checked(head)
        return Reply(media_type=str(head["media_type"]), body=body)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._link.close()


def _checked(head: Mapping[str, object]) -> None:
    """Raises the error that a worker told."""
    if code := str(head["code"]):
        raise _ERRORS.get(code, BadQuery)(str(head["message"]), hint=str(head["hint"]))
