"""The process in which a query from outside runs: ``python -m kg.sparql_worker GRAPH-FOLDER SOCKET MEMORY-MB MAX-BYTES``.

Reads requests from the socket, one at a time, and answers each whole. It may die at any moment (a query that eats its
memory aborts it, the parent kills it at the deadline, an alarm ends it when the parent is gone): nothing is lost.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import signal
import socket
import struct
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.sparql_guard import check_graphs, dataset, screen
from kg.store import Dataset, GraphFormat, ResultFormat, Store

_HEAD = struct.Struct(">II")  # bytes of the JSON head, bytes of the body
NICE = 10  # queries from outside yield the processor to questions
_GRACE = 2.0  # seconds after the deadline until the alarm ends a worker whose parent did not


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    query: str
    results: str  # ResultFormat
    triples: str  # GraphFormat
    seconds: float
    default_graphs: tuple[str, ...] = ()  # the protocol's dataset goes before FROM in the query
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """``code`` is "" for a result, else that of the error."""

    code: str = ""
    message: str = ""
    hint: str = ""
    media_type: str = ""


def send(link: socket.socket, head: Request | Response, body: bytes = b"") -> None:
    text = json.dumps(asdict(head), ensure_ascii=True).encode("ascii")
    link.sendall(_HEAD.pack(len(text), len(body)) + text + body)


def receive(link: socket.socket, deadline: float | None = None) -> tuple[dict[str, Any], bytes]:
    """One whole message. Raises EOFError when the other side is gone, TimeoutError after ``deadline`` (monotonic)."""
    head, body = _HEAD.unpack(_exactly(link, _HEAD.size, deadline))
    return json.loads(_exactly(link, head, deadline)), _exactly(link, body, deadline)


def _exactly(link: socket.socket, count: int, deadline: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        if deadline is not None:
            link.settimeout(max(0.001, deadline - time.monotonic()))
        part = link.recv(min(count - len(parts), 1 << 20))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def confine(memory_mb: int) -> None:
    """No more memory than ``memory_mb`` beyond what is in use, and no core dumps."""
    in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    limit = in_use + memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(store: Store, link: socket.socket, max_bytes: int) -> None:
    """Answer requests until the parent hangs up."""
    graphs = frozenset(store.graphs())
    while True:
        try:
            asked, _ = receive(link)
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, float(asked["seconds"]) + _GRACE)
        try:
            media_type, body = _run(store, Request(**asked), graphs, max_bytes)
        except KgError as error:
            send(link, Response(code=error.code, message=str(error), hint=error.hint))
        else:
            send(link, Response(media_type=media_type), body)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _run(store: Store, asked: Request, graphs: frozenset[str], max_bytes: int) -> tuple[str, bytes]:
    query = screen(asked.query, graphs)
    wanted = dataset(asked.query)
    if asked.default_graphs or asked.named_graphs:
        check_graphs((*asked.default_graphs, *asked.named_graphs), graphs)
        wanted = Dataset(default=tuple(asked.default_graphs), named=tuple(asked.named_graphs))
    return store.serialized(
        query,
        results=ResultFormat(asked.results),
        triples=GraphFormat(asked.triples),
        max_bytes=max_bytes,
        dataset=wanted,
    )


def main(arguments: list[str]) -> None:
    folder, descriptor, memory_mb, max_bytes = arguments
    link = socket.socket(fileno=int(descriptor))
    try:
        store = Store(Path(folder))
    except KgError as error:
        send(link, Response(code=error.code, message=str(error), hint=error.hint))
        return
    store.ask("ASK { ?s ?p ?o }")
    gc.freeze()
    os.nice(NICE)
    confine(int(memory_mb))
    send(link, Response())  # ready
    serve(store, link, int(max_bytes))


if __name__ == "__main__":
    with contextlib.suppress(ConnectionError):  # the parent is gone
        main(sys.argv[1:])
