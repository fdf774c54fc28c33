"""Measures how fast a running service answers: p50, p99 by method, one client after another question, then many at once.

    python benchmarks/latency.py FILE.jsonl… --data DATA [--clients 8 --seconds 20]
    python benchmarks/latency.py FILE.jsonl… --url http://127.0.0.1:8000

DATA is a published data folder: the service is started over it, and what the start and the first answers cost is measured too.
Times are those of the client, in milliseconds, and so hold HTTP and JSON. Methods: ``graph`` and ``passage`` are answered
questions, ``refused`` all others.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from qa.questions import Item, read_questions

METHODS = ("graph", "passage", "refused")
PATIENCE = 120.0  # seconds that a service may take to get ready
HOSTILE = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i LIMIT 1"
_SERVE = ("-c", "from qa.cli import main; main()", "serve", "--port", "0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One answer: how it was found, and how long the client waited."""

    method: str
    ms: float
    question: str


def percentile(times: Sequence[float], share: float) -> float:
    """Of unsorted times; the next higher one where the share falls between two."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def rows(found: Sequence[Timed]) -> Iterator[tuple[str, int, float, float, float, float]]:
    """Method, answers, p50, p90, p99, slowest; methods that never came are left out."""
    for method in METHODS:
        if times := [one.ms for one in found if one.method == method]:
            yield method, len(times), percentile(times, 0.5), percentile(times, 0.9), percentile(times, 0.99), max(times)


def turns(items: Iterable[Item]) -> list[tuple[str, str | None]]:
    """Questions as ``(text, session)``; the turns of a dialogue share one session."""
    return [(turn.q, item.id if item.turns else None) for item in items for turn in item.turns or (item,)]


class Client:
    """One connection, kept open."""

    def __init__(self, url: str) -> None:
        self._http = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)

    def ask(self, question: str, session: str | None) -> Timed:
        body = json.dumps({"question": question} | ({"session_id": session} if session else {}))
        started = time.perf_counter()
        self._http.request("POST", "/api/ask", body, {"Content-Type": "application/json"})
        response = self._http.getresponse()
        answer = json.loads(response.read())
        ms = (time.perf_counter() - started) * 1000
        if response.status != 200:
            raise SystemExit(f"{response.status}: {answer}")
        return Timed(method=method_of(answer), ms=ms, question=question)

    def is_ready(self) -> bool:
        try:
            self._http.request("GET", "/readyz")
            response = self._http.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            self._http.close()
            return False
        return response.status == 200


def method_of(answer: Mapping[str, object]) -> str:
    return str(answer["method"]) if answer["status"] == "answered" else "refused"


@contextmanager
def started(data: Path) -> Iterator[tuple[str, int]]:
    """A service over ``data`` on a free port: its URL and process id. It is stopped at the end."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parent.parent), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, *_SERVE, "--data", str(data)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr is not None
        try:
            url = next((m[1] for line in process.stderr if (m := re.search(r"(http://\S+:\d+)", line))), None)
            if url is None:
                raise SystemExit("the service did not start")
            threading.Thread(target=process.stderr.read, daemon=True).start()  # its log must not fill the pipe
            yield url, process.pid
        finally:
            process.terminate()


@contextmanager
def served(data: Path) -> Iterator[str]:
    with started(data) as (url, _):
        yield url


def until_ready(url: str) -> None:
    client, started = Client(url), time.perf_counter()
    while not client.is_ready():
        if time.perf_counter() - started > PATIENCE:
            raise SystemExit(f"not ready after {PATIENCE:.0f} s")
        time.sleep(0.05)


def one_by_one(url: str, asked: Sequence[tuple[str, str | None]], rounds: int) -> list[Timed]:
    client = Client(url)
    return [client.ask(question, session and f"{session}-{n}") for n in range(rounds) for question, session in asked]


def at_once(url: str, asked: Sequence[tuple[str, str | None]], clients: int, seconds: float) -> list[Timed]:
    """``clients`` ask without pause for ``seconds``, each beginning somewhere else in the list."""
    found: list[Timed] = []
    end = time.perf_counter() + seconds

    def work(number: int) -> None:
        client = Client(url)
        for at in count(number * len(asked) // clients):
            if time.perf_counter() >= end:
                return
            question, session = asked[at % len(asked)]
            found.append(client.ask(question, session and f"{session}-{number}-{at // len(asked)}"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@contextmanager
def hostile(url: str) -> Iterator[list[int]]:
    """Somebody who sends sorted cross joins without pause; the statuses that he gets."""
    statuses: list[int] = []
    over = threading.Event()

    def work() -> None:
        while not over.is_set():
            connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
            connection.request("POST", "/sparql", HOSTILE, {"Content-Type": "application/sparql-query"})
            response = connection.getresponse()
            response.read()
            statuses.append(response.status)
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield statuses
    finally:
        over.set()
        thread.join()


def report(title: str, found: Sequence[Timed], slowest: int = 0) -> None:
    print(f"\n{title}\n\n| method | answers | p50 | p90 | p99 | slowest |\n|---|---|---|---|---|---|")
    for method, n, *times in rows(found):
        print(f"| {method} | {n} | " + " | ".join(f"{ms:.1f}" for ms in times) + " |")
    for one in sorted(found, key=lambda one: -one.ms)[:slowest]:
        print(f"    {one.ms:.0f} ms {one.method}: {one.question}")
    sys.stdout.flush()


def measure(url: str, asked: Sequence[tuple[str, str | None]], chosen: argparse.Namespace) -> None:
    alone = one_by_one(url, asked, chosen.rounds)
    firsts = {one.method: one for one in reversed(alone)}
    print("first answers: " + ", ".join(f"{method} {firsts[method].ms:.0f} ms" for method in METHODS if method in firsts))
    report(f"One client, {len(alone)} questions", alone, chosen.slowest)
    if chosen.clients:
        started = time.perf_counter()
        many = at_once(url, asked, chosen.clients, chosen.seconds)
        rate = len(many) / (time.perf_counter() - started)
        report(f"{chosen.clients} clients for {chosen.seconds:.0f} s: {rate:.0f} answers a second", many, chosen.slowest)
        if chosen.hostile:
            with hostile(url) as statuses:
                beside = at_once(url, asked, chosen.clients, chosen.seconds)
            report(f"The same beside a hostile SPARQL client, who got {sorted(set(statuses))}", beside, chosen.slowest)
            before, after = (percentile([one.ms for one in found], 0.99) for found in (many, beside))
            print(f"\np99 of all answers: {before:.0f} ms, beside him {after:.0f} ms: {after / before:.2f} times")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="question files, JSON lines")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--data", type=Path, help="published data folder; a service is started over it")
    where.add_argument("--url", help="of a service that runs")
    parser.add_argument("--rounds", type=int, default=1, help="how often one client asks everything")
    parser.add_argument("--clients", type=int, default=8, help="that ask at the same time; 0: leave this out")
    parser.add_argument("--seconds", type=float, default=20.0, help="that they go on")
    parser.add_argument("--hostile", action="store_true", help="measure once more with a hostile SPARQL client beside them")
    parser.add_argument("--slowest", type=int, default=5, help="questions that are named")
    chosen = parser.parse_args()
    asked = turns(item for file in chosen.files for item in read_questions(file))
    if chosen.url:
        measure(chosen.url.rstrip("/"), asked, chosen)
        return
    started = time.perf_counter()
    with served(chosen.data) as url:
        until_ready(url)
        print(f"ready after {time.perf_counter() - started:.1f} s")
        measure(url, asked, chosen)


if __name__ == "__main__":
    main()
