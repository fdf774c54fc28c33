"""The process in which a query from outside runs: ``python -m kg.sparql_worker GRAPH-FOLDER SOCKET MEMORY-MB MAX-BYTES``.

Reads requests from the socket, one at a time, and answers each whole. It may die at any moment (a query that eats its
memory aborts it, the parent kills it at the deadline, an alarm ends it when the parent is gone): nothing is lost.
"""

from __future__ import annotations

import gc
import json
import resource
import signal
import socket
import struct
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from kg.errors import KgError
from kg.sparql_guard import screen
from kg.store import GraphFormat, ResultFormat, Store

_HEAD = struct.Struct(">II")  # bytes of the JSON head, bytes of the body
_GRACE = 2.0  # seconds after the deadline until the alarm ends a worker whose parent did not


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    query: str
    results: str  # ResultFormat
    triples: str  # GraphFormat
    seconds: float


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


def receive(link: socket.socket, deadline: float | None = None) -> tuple[dict[str, str | float], bytes]:
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
            media_type, body = store.serialized(
                screen(str(asked["query"]), graphs),
                results=ResultFormat(str(asked["results"])),
                triples=GraphFormat(str(asked["triples"])),
                max_bytes=max_bytes,
            )
        except KgError as error:
            send(link, Response(code=error.code, message=str(error), hint=error.hint))
        else:
            send(link, Response(media_type=media_type), body)
        signal.setitimer(signal.ITIMER_REAL, 0)


def main(arguments: list[str]) -> None:
    folder, descriptor, memory_mb, max_bytes = arguments
    link = socket.socket(fileno=int(descriptor))
    try:
        store = Store(Path(folder))
    except KgError as error:
        receive(link)
        send(link, Response(code=error.code, message=str(error), hint=error.hint))
        return
    store.ask("ASK { ?s ?p ?o }")
    gc.freeze()
    confine(int(memory_mb))
    serve(store, link, int(max_bytes))


if __name__ == "__main__":
    main(sys.argv[1:])
