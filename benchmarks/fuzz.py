"""Sends a running service thousands of requests that nobody should send; it must go on answering.

    python benchmarks/fuzz.py --data DATA [--requests 10000 --seed 5]
    python benchmarks/fuzz.py --url http://127.0.0.1:8000

No answer may be a 5xx but the documented 503 (problem+json), and every connection must be answered. Prints statuses and faults.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import socket
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.latency import Client, served, until_ready

# not /mcp by GET: that is a stream that stays open
PATHS = (
    "/", "/docs", "/openapi.json", "/healthz", "/readyz", "/api/ask", "/api/ask/stream", "/api/documents", "/api/tasks",
    "/api/search",
    "/api/entities",
    "/api/suggest", "/sparql", "/v1/chat/completions", "/v1/models", "/.well-known/void", "/ontology",
    "/data/dataset.ttl", "/channels/wecom", "/channels/feishu",
)  # fmt: skip
PREFIXES = ("/id/", "/data/", "/page/", "/documents/", "/api/documents/", "/api/entities/", "/v1/models/", "/docs/assets/", "/")
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "QQ")
TYPES = ("application/json", "application/x-www-form-urlencoded", "application/sparql-query",
         "multipart/form-data; boundary=x",
         "multipart/form-data", "text/plain", "application/json; charset=utf-7", "", "\x80", "application/xml")  # fmt: skip
WORDS = (
    "谁牵头？", "a" * 600, "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "\x00", "%00", "..",
    "../../etc/passwd",
    "..%2f..%2f", "//evil", "<script>alert(1)</script>", "'; DROP ALL; --", '"}]}', "} } DELETE WHERE { ?s ?p ?o }",
    "SELECT * { ?s ?p ?o } LIMIT 3", "SELECT * { SERVICE <http://127.0.0.1:9/> {} }", "ASK { ?s ?p",
    "${7*7}", "{{7*7}}", "\u202e",
    "\ufeff", "-1", "1e999", "99999999999999999999", "NaN", "[]", "true", "null", "http://kgqa.local/id/", "{" * 300, "％", "𠮷",
)  # fmt: skip
NAMES = ("q", "query", "question", "document", "session_id", "limit", "offset", "page", "start", "end", "depth", "type", "update",
         "default-graph-uri", "model", "messages", "stream", "id", "department")  # fmt: skip


PATIENCE = 12.0  # seconds of silence; a query may run for ten


def value(chance: random.Random) -> str:
    return "".join(chance.choice(WORDS) for _ in range(chance.choice((1, 1, 1, 2, 3))))


def body(chance: random.Random) -> bytes:
    kind = chance.randrange(7)
    pairs = [(chance.choice(NAMES), value(chance)) for _ in range(chance.randrange(1, 5))]
    if kind == 0:
        return b""
    if kind == 1:
        return chance.randbytes(chance.choice((1, 100, 5000)))
    if kind == 2:
        return "&".join(f"{name}={quote(said)}" for name, said in pairs).encode()
    if kind == 3:
        return b'--x\r\nContent-Disposition: form-data; name="file"; filename="../a.md"\r\n\r\n' + value(chance).encode()
    if kind == 4:
        return b'{"question": "' + value(chance).encode() + chance.choice((b'"}', b"", b'\\ud800"}', b"\xff"))
    if kind == 5:
        return b"[" * chance.choice((10, 5000, 100_000))
    text = ", ".join(f'"{name}": "{said}"'.replace("\x00", "\\u0000") for name, said in pairs)
    return f"{{{text}}}".encode()


def request(chance: random.Random) -> bytes:
    """One HTTP/1.1 request, to the byte."""
    path = chance.choice(PATHS) if chance.random() < 0.6 else chance.choice(PREFIXES) + quote(value(chance), safe="/%.")
    if chance.random() < 0.6:
        found = (
            f"{chance.choice(NAMES)}={quote(value(chance)) if chance.random() < 0.9 else '%FF%'}"
            for _ in range(chance.randrange(1, 4))
        )
        path += "?" + "&".join(found)
    sent = body(chance)
    headers = [
        f"Host: {chance.choice(('localhost', 'evil', '127.0.0.1:1'))}",
        "Connection: close",
        f"Content-Length: {len(sent)}",
    ]
    if chance.random() < 0.7:
        headers.append(f"Content-Type: {chance.choice(TYPES)}")
    if chance.random() < 0.5:
        headers.append(
            f"Accept: {chance.choice(('*/*', 'text/turtle', 'text/event-stream', 'x', ';q=', 'a/b;q=1e9', 'text/csv'))}"
        )
    if chance.random() < 0.3:
        headers.append(
            f"{chance.choice(('Authorization', 'X-API-Key', 'X-Request-ID', 'Range', 'Cookie'))}: {'Bearer ' + chr(233) * 9}"
        )
    head = f"{chance.choice(METHODS) if chance.random() < 0.3 else chance.choice(('GET', 'POST'))} {path} HTTP/1.1\r\n"
    return (head + "\r\n".join(headers) + "\r\n\r\n").encode("latin-1", "replace") + sent


def exchange(address: tuple[str, int], sent: bytes) -> tuple[int, bytes]:
    """Status and answer; 0 when none came."""
    with socket.create_connection(address, timeout=PATIENCE) as link:
        with contextlib.suppress(ConnectionError):  # refused half-way: the answer is there already
            link.sendall(sent)
        answer = b""
        with contextlib.suppress(ConnectionError, TimeoutError):  # a stream of events has no end
            while part := link.recv(65536):
                answer += part
    first = answer.split(b" ", 2)
    return (int(first[1]) if len(first) > 1 and first[1].isdigit() else 0), answer


def fuzz(url: str, requests: int, seed: int) -> tuple[Counter[int], list[tuple[bytes, bytes]]]:
    """Statuses, and the exchanges that should not have been."""
    chance, statuses, faults = random.Random(seed), Counter[int](), []
    where = urlsplit(url)
    for _ in range(requests):
        sent = request(chance)
        status, answer = exchange((where.hostname or "", where.port or 80), sent)
        statuses[status] += 1
        if status == 0 or (status >= 500 and not (status == 503 and b"problem+json" in answer)):
            faults.append((sent, answer))
    return statuses, faults


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--data", type=Path, help="published data folder; a service is started over it")
    where.add_argument("--url", help="of a service that runs")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=5)
    chosen = parser.parse_args()

    def run(url: str) -> None:
        until_ready(url)
        began = time.perf_counter()
        statuses, faults = fuzz(url, chosen.requests, chosen.seed)
        print(f"{chosen.requests} requests in {time.perf_counter() - began:.0f} s: {dict(sorted(statuses.items()))}")
        for sent, answer in faults[:10]:
            print(sent[:400], "→", answer[:300])
        alive = Client(url).is_ready()
        print(f"faults: {len(faults)}; the service {'answers' if alive else 'IS GONE'}")
        raise SystemExit(bool(faults) or not alive)

    if chosen.url:
        run(chosen.url.rstrip("/"))
    with served(chosen.data) as url:
        run(url)


if __name__ == "__main__":
    main()
