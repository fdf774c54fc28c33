"""Sends a running service thousands of requests that nobody should send; it must go on answering.

    python benchmarks/fuzz.py --data DATA [--requests 10000 --seed 5]
    python benchmarks/fuzz.py --url http://127.0.0.1:8000 [--key KEY]

The routes are those of the service's own OpenAPI, and those that it does not list (/mcp, pages, files). A third of the requests
carry the administrator's key, so DATA is copied first: some of them add and remove documents.
No answer may be a 5xx but the documented 503 (problem+json), and every connection must be answered. Prints statuses and faults.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import re
import shutil
import socket
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.latency import Client, served, until_ready

# besides those of the OpenAPI; /mcp by POST only: by GET it is a stream that stays open
UNLISTED = ("/", "/docs", "/openapi.json", "/widget", "/widget.js", "/widget/panel.js",
            "/login", "/documents", "/tasks", "/targets", "/graph", "/entities")  # fmt: skip
PREFIXES = ("/id/", "/data/", "/page/", "/documents/", "/entities/", "/_nicegui/",
            "/api/documents/", "/api/entities/", "/v1/models/", "/docs/assets/",
            "/widget/", "/api/", "/v1/", "/")  # fmt: skip
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "QQ")
TYPES = ("application/json", "application/x-www-form-urlencoded", "application/sparql-query",
         "multipart/form-data; boundary=x",
         "multipart/form-data", "text/plain", "application/json; charset=utf-7", "", "\x80", "application/xml")  # fmt: skip
WORDS = (
    "谁牵头？", "a" * 600, "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "\x00", "%00", "..",
    "../../etc/passwd",
    "..%2f..%2f", "//evil", "<script>alert(1)</script>", "'; DROP ALL; --", '"}]}', "} } DELETE WHERE { ?s ?p ?o }",
    "SELECT * { ?s ?p ?o } LIMIT 3", "SELECT * { SERVICE <http://127.0.0.1:9/> {} }", "ASK { ?s ?p",
    "${7*7}", "{{7*7}}", "\u202e", "\r\nX: y", "=1+1", "csv", "xlsx", "text/event-stream",
    "\ufeff", "-1", "1e999", "99999999999999999999", "NaN", "[]", "true", "null", "http://kgqa.local/id/", "{" * 300, "％", "𠮷",
    "由哪个部门牵头？", "有多少项任务？", "第二个呢？", "依据是什么？", "省工业和信息化厅", "目标", "e\u0301" * 40, "\uffff",
    "\u2028", "0", "1", "3", "10",
)  # fmt: skip
NAMES = ("q", "query", "question", "document", "session_id", "limit", "offset", "page", "start", "end", "depth", "type", "update",
         "default-graph-uri", "named-graph-uri", "model", "messages", "stream", "id", "department", "format", "labels",
         "answer_id", "rating", "comment")  # fmt: skip
ACCEPTS = ("*/*", "text/turtle", "text/event-stream", "x", ";q=", "a/b;q=1e9", "text/csv", "text/html", "application/ld+json",
           "application/json, text/event-stream",
           "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")  # fmt: skip
TOOLS = ("ask", "search", "entity", "tasks", "sparql", "nothing")
CALLS = ("initialize", "tools/list", "tools/call", "resources/list", "resources/read", "resources/templates/list", "ping",
         "prompts/list", "notifications/initialized", "x")  # fmt: skip
KNOWN = (  # ids that are there, or nearly
    "shandong-metaverse-guidance", "lin-2023-12-haiyang-nengyuan", "haizhou-mucang", "shandong-metaverse-guidance.ttl",
    "graph/shandong-metaverse-guidance", "shandong-metaverse-guidance/passage/3", "shandong-metaverse-guidance/passage/３",
    "org/山东省/省工业和信息化厅", "org/林川省/省能源局", "org/海州省/省农业农村厅", "kgqa", "kgqa:shandong-metaverse-guidance",
    "省科技厅", "dataset.nt", "loader.js",
)  # fmt: skip
UPLOADS = 0.003  # of the requests: files that can be read, which the service then builds from


PATIENCE = 12.0  # seconds of silence; a query may run for ten
BUILDING = 120.0  # and a build for longer

Route = tuple[str, str]  # method, path


def value(chance: random.Random) -> str:
    return "".join(chance.choice(WORDS) for _ in range(chance.choice((1, 1, 1, 2, 3))))


def fields(chance: random.Random) -> list[tuple[str, str]]:
    return [(chance.choice(NAMES), value(chance)) for _ in range(chance.randrange(1, 5))]


def body(chance: random.Random) -> bytes:
    kind = chance.randrange(9)
    pairs = fields(chance)
    if kind == 0:
        return b""
    if kind == 1:
        return chance.randbytes(chance.choice((1, 100, 5000)))
    if kind == 2:
        return "&".join(f"{name}={quote(said)}" for name, said in pairs).encode()
    if kind == 3:
        name = chance.choice(("../a.md", "a.pdf", "", "a.docx", "\u202egpj.exe", "=1.md", "a" * 300))
        head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        return head.encode() + chance.choice((b"", b"PK\x03\x04", b"%PDF-1.7", b"\xff\xfe", b"\x00")) + b"\r\n--x--\r\n"
    if kind == 4:
        return b'{"question": "' + value(chance).encode() + chance.choice((b'"}', b"", b'\\ud800"}', b"\xff"))
    if kind == 5:
        return b"[" * chance.choice((10, 5000, 100_000, 300_000))
    if kind == 6:
        return json.dumps(dict(pairs)).encode()
    if kind == 7:
        messages = [{"role": chance.choice(("user", "assistant", "system", "x")), "content": value(chance)} for _ in range(2)]
        return json.dumps({"model": chance.choice(("kgqa", value(chance))), "messages": messages, **dict(pairs)}).encode()
    text = ", ".join(f'"{name}": "{said}"'.replace("\x00", "\\u0000") for name, said in pairs)
    return f"{{{text}}}".encode()


def called(chance: random.Random) -> bytes:
    """A message to /mcp, more or less."""
    arguments = {chance.choice(("question", "text", "name", "query", "limit", "document")): value(chance) for _ in range(2)}
    params = {
        "name": chance.choice(TOOLS),
        "arguments": chance.choice((arguments, [], None, value(chance))),
        "uri": "kgqa://documents/" + value(chance),
        "protocolVersion": chance.choice(("2025-06-18", "x")),
    }
    found = {"jsonrpc": chance.choice(("2.0", "1")), "id": chance.choice((1, "a", None, -1)), "method": chance.choice(CALLS)}
    return json.dumps(found | {"params": chance.choice((params, params, params, [], "x"))}).encode()


def readable_file(chance: random.Random) -> bytes:
    """A small policy document with something nasty in it, as a form."""
    text = f"# 海州省{value(chance)}方案\n\n一、重点任务\n1.建设{value(chance)}平台。（省农业农村厅牵头）\n"
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="fuzz{chance.randrange(3)}.md"\r\n\r\n'
    return head.encode() + text.encode(chance.choice(("utf-8", "gb18030", "utf-16")), "replace") + b"\r\n--x--\r\n"


def target(chance: random.Random, routes: Sequence[Route]) -> tuple[str, str]:
    """A method and a path, perhaps with a query."""
    if chance.random() < 0.8:
        method, path = chance.choice(routes)
        known = method in {"GET", "POST"} and chance.random() < 0.5
        path = re.sub(r"\{[^}]*\}", lambda _: quote(chance.choice(KNOWN) if known else value(chance), safe="/%."), path)
    else:
        method, path = chance.choice(("GET", "POST")), chance.choice(PREFIXES) + quote(value(chance), safe="/%.")
    if chance.random() < 0.1:
        method = chance.choice(METHODS)
    if chance.random() < 0.6:
        found = (f"{name}={quote(said) if chance.random() < 0.9 else '%FF%'}" for name, said in fields(chance))
        path += "?" + "&".join(found)
    return method, path


def request(chance: random.Random, routes: Sequence[Route], key: str = "") -> bytes:
    """One HTTP/1.1 request, to the byte; with ``key`` in a third of them."""
    (method, path), sent, headers = target(chance, routes), body(chance), ["Connection: close"]
    kind, accept = chance.choice(TYPES), chance.choice(ACCEPTS)
    if chance.random() < 0.08:
        method, path, sent, kind, accept = "POST", "/mcp", called(chance), TYPES[0], "application/json, text/event-stream"
    elif key and chance.random() < UPLOADS:
        method, path, sent, kind = "POST", "/api/documents", readable_file(chance), "multipart/form-data; boundary=x"
    elif chance.random() < 0.02:
        sent = b"x" * chance.choice((262_144, 262_145, 2_000_000))
    headers.append(f"Host: {chance.choice(('localhost', 'localhost', '127.0.0.1', 'evil', '127.0.0.1:1'))}")
    headers.append(f"Content-Length: {len(sent)}")
    if chance.random() < 0.8:
        headers.append(f"Content-Type: {kind}")
    if chance.random() < 0.7:
        headers.append(f"Accept: {accept}")
    if key and chance.random() < 0.33:
        headers.append(f"Authorization: Bearer {key}")
    elif chance.random() < 0.15:
        name = chance.choice(("Authorization", "X-API-Key", "X-Request-ID", "Range", "Cookie", "Origin", "Last-Event-ID"))
        headers.append(f"{name}: {'Bearer ' + chr(233) * 9}")
    head = f"{method} {path} HTTP/1.1\r\n"
    return (head + "\r\n".join(headers) + "\r\n\r\n").encode("latin-1", "replace") + sent


def routes_of(url: str) -> list[Route]:
    """Every operation that the service lists, and pages that it does not."""
    with urllib.request.urlopen(url + "/openapi.json", timeout=PATIENCE) as answer:
        listed = json.load(answer)["paths"]
    found = [(method.upper(), path) for path, item in listed.items() for method in item if method != "parameters"]
    return [*found, *(("GET", path) for path in UNLISTED)]


def exchange(address: tuple[str, int], sent: bytes) -> tuple[int, bytes]:
    """Status and answer; 0 when none came."""
    with socket.create_connection(address, timeout=BUILDING if b" /api/documents" in sent[:40] else PATIENCE) as link:
        with contextlib.suppress(ConnectionError):  # refused half-way: the answer is there already
            link.sendall(sent)
        answer = b""
        with contextlib.suppress(ConnectionError, TimeoutError):  # a stream of events has no end
            while part := link.recv(65536):
                answer += part
    first = answer.split(b" ", 2)
    return (int(first[1]) if len(first) > 1 and first[1].isdigit() else 0), answer


def is_fault(status: int, answer: bytes) -> bool:
    return status == 0 or (status >= 500 and not (status == 503 and (b"problem+json" in answer or b'"code"' in answer)))


def fuzz(url: str, requests: int, seed: int, key: str = "") -> tuple[Counter[int], list[tuple[bytes, bytes]]]:
    """Statuses, and the exchanges that should not have been."""
    chance, statuses, faults = random.Random(seed), Counter[int](), []
    where, routes = urlsplit(url), routes_of(url)
    for _ in range(requests):
        sent = request(chance, routes, key)
        status, answer = exchange((where.hostname or "", where.port or 80), sent)
        statuses[status] += 1
        if is_fault(status, answer):
            faults.append((sent, answer))
    return statuses, faults


@contextlib.contextmanager
def own_service(data: Path, key: str) -> Iterator[str]:
    """A service over a copy of ``data``, whose administrator has ``key``."""
    os.environ["KGQA_ADMIN_KEY"] = key
    with tempfile.TemporaryDirectory(prefix="kgqa-fuzz-") as folder:
        copy = Path(folder) / "data"
        shutil.copytree(data, copy, ignore=shutil.ignore_patterns("audit.sqlite*"))
        with served(copy) as url:
            yield url


def run(url: str, requests: int, seed: int, key: str) -> bool:
    until_ready(url)
    began = time.perf_counter()
    statuses, faults = fuzz(url, requests, seed, key)
    print(f"{requests} requests in {time.perf_counter() - began:.0f} s: {dict(sorted(statuses.items()))}")
    for sent, answer in faults[:10]:
        print(sent[:400], "→", answer[:300])
    alive = Client(url).is_ready()
    print(f"faults: {len(faults)}; the service {'answers' if alive else 'IS GONE'}")
    return alive and not faults


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--data", type=Path, help="published data folder; a service is started over a copy of it")
    where.add_argument("--url", help="of a service that runs; with --key it is changed")
    parser.add_argument("--key", default="", help="administrator's key of the service at --url")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=5)
    chosen = parser.parse_args()
    if chosen.url:
        raise SystemExit(not run(chosen.url.rstrip("/"), chosen.requests, chosen.seed, chosen.key))
    with own_service(chosen.data, key := "fuzz-" + "k" * 20) as url:
        raise SystemExit(not run(url, chosen.requests, chosen.seed, key))


if __name__ == "__main__":
    main()
