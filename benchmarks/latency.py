"""Measures how fast a running service answers: p50, p99 by method, one client after another question, then many at once.

    python benchmarks/latency.py FILE.jsonl… --data DATA [--clients 32 --seconds 60 --hostile -o benchmarks/load.md]
    python benchmarks/latency.py FILE.jsonl… --url http://127.0.0.1:8000

DATA is a published data folder: the service is started over it, and what the start and the first answers cost is measured too.
Times are those of the client, in milliseconds, and so hold HTTP and JSON. Methods: ``graph`` and ``passage`` are answered
questions, ``refused`` all others; ``error``: any other status than 200, or none. With -o the figures are also written as the
section of docs/quality.md that benchmarks/quality.py takes in.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import re
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from qa.questions import Item, read_questions

METHODS = ("graph", "passage", "refused")
ERROR = "error"
ALL = "all"
PATIENCE = 300.0  # seconds that a service may take to get ready
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What some clients got who asked together for some seconds."""

    clients: int
    seconds: float  # that it took
    found: tuple[Timed, ...]
    hostile: tuple[int, ...] | None = None  # statuses that a hostile client beside them got

    @property
    def answered(self) -> tuple[Timed, ...]:
        return tuple(one for one in self.found if one.method != ERROR)

    @property
    def errors(self) -> int:
        return len(self.found) - len(self.answered)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.answered) / self.seconds

    def p99(self, method: str) -> float:
        """In milliseconds; 0 where there was no such answer."""
        times = [one.ms for one in self.answered if method in (ALL, one.method)]
        return percentile(times, 0.99) if times else 0.0


def ratios(before: Load, after: Load) -> dict[str, float]:
    """By how much the p99 grew, of each method that came in both."""
    both = [(name, before.p99(name), after.p99(name)) for name in (*METHODS, ALL)]
    return {name: late / soon for name, soon, late in both if soon and late}


def rows(found: Sequence[Timed]) -> Iterator[tuple[str, int, float, float, float, float]]:
    """Method, answers, p50, p90, p99, slowest; methods that never came are left out, errors always."""
    for method in (*METHODS, ALL):
        times = [one.ms for one in found if one.method == method or (method == ALL and one.method != ERROR)]
        if times:
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
        try:
            self._http.request("POST", "/api/ask", body, {"Content-Type": "application/json"})
            response = self._http.getresponse()
            answer = json.loads(response.read())
            method = method_of(answer) if response.status == 200 else ERROR
        except (OSError, http.client.HTTPException, ValueError):
            self._http.close()
            method = ERROR
        return Timed(method=method, ms=(time.perf_counter() - started) * 1000, question=question)

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


def at_once(url: str, asked: Sequence[tuple[str, str | None]], clients: int, seconds: float) -> Load:
    """``clients`` ask without pause for ``seconds``, each beginning somewhere else in the list."""
    found: list[Timed] = []
    started = time.perf_counter()
    end = started + seconds

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
    return Load(clients=clients, seconds=time.perf_counter() - started, found=tuple(found))


@contextmanager
def hostile(url: str) -> Iterator[list[int]]:
    """Somebody who sends sorted cross joins without pause; the statuses that he gets."""
    statuses: list[int] = []
    over = threading.Event()

    def work() -> None:
        while not over.is_set():
            connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
            try:
                connection.request("POST", "/sparql", HOSTILE, {"Content-Type": "application/sparql-query"})
                response = connection.getresponse()
                response.read()
                statuses.append(response.status)
            except (OSError, http.client.HTTPException):
                statuses.append(0)
            finally:
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


def told(load: Load) -> str:
    return f"{load.clients} clients for {load.seconds:.0f} s: {load.rate:.0f} answers a second, {load.errors} errors"


def measure(url: str, asked: Sequence[tuple[str, str | None]], chosen: argparse.Namespace) -> list[Load]:
    """One client alone, then many, then many beside a hostile one, as far as ``chosen``."""
    started = time.perf_counter()
    first = tuple(one_by_one(url, asked, chosen.rounds))
    loads = [Load(clients=1, seconds=time.perf_counter() - started, found=first)]
    firsts = {one.method: one for one in reversed(first)}
    print("first answers: " + ", ".join(f"{method} {firsts[method].ms:.0f} ms" for method in METHODS if method in firsts))
    report(f"One client, {len(first)} questions, {loads[0].errors} errors", first, chosen.slowest)
    if chosen.clients:
        loads.append(many := at_once(url, asked, chosen.clients, chosen.seconds))
        report(told(many), many.found, chosen.slowest)
        if chosen.hostile:
            with hostile(url) as statuses:
                beside = at_once(url, asked, chosen.clients, chosen.seconds)
            loads.append(replace(beside, hostile=tuple(statuses)))
            report(
                f"Beside a hostile SPARQL client, who got {sorted(set(statuses))}: {told(beside)}", beside.found, chosen.slowest
            )
            said = ", ".join(f"{name} {ratio:.2f}" for name, ratio in ratios(many, beside).items())
            print(f"\np99 beside him, times that without: {said}")
    return loads


# --- the section of docs/quality.md ------------------------------------------------------------------

_SAID = {"graph": "图谱", "passage": "原文", "refused": "不答", ALL: "合计"}

_SECTION = """## 负载

{on} 测于 {where}，{documents} 份文件{vectors}、{questions} 问。服务和所有客户同在这台机器上；
毫秒是客户所等的时间，含 HTTP 和 JSON。
本节由下面的命令写成 `benchmarks/load.md`，上面的命令收入本页（只换这一节：`python benchmarks/quality.py --load-only`）：

```
{command}
```

客户不停地问，一问接一问，所以等待的时间约为客户数除以每秒的答案数；同时只答两问，其余按先后排队（设置 `askers`）。
恶意客户不停地向 `/sparql` 发排序的三重笛卡儿积。

| 情形 | 每秒 | 出错 | 方式 | 答案 | p50 | p90 | p99 | 最慢 |
|---|---|---|---|---|---|---|---|---|
{rows}

{ratios}
"""


def _name(load: Load) -> str:
    if load.hostile is None:
        return f"{load.clients} 个客户"
    got = "、".join(map(str, sorted(set(load.hostile)))) or "没有应答"
    return f"{load.clients} 个客户，旁有恶意客户（得 {got}）"


def section(loads: Sequence[Load], *, on: date, command: str, questions: int, documents: int, has_vectors: bool) -> str:
    """The figures as one section of the page, in Chinese."""
    lines = []
    for load in loads:
        head = f"| {_name(load)} | {load.rate:.1f} | {load.errors} "
        for method, n, *times in rows(load.found):
            lines.append(f"{head}| {_SAID[method]} | {n} | {' | '.join(f'{ms:.0f}' for ms in times)} |")
            head = "| | | "
    grown = ratios(*loads[-2:]) if loads[-1].hostile is not None else {}
    return _SECTION.format(
        on=on.isoformat(),
        where=f"{platform.machine()}、{os.cpu_count()} 核（负载 {os.getloadavg()[0]:.1f}），Python {platform.python_version()}",
        documents=documents,
        vectors="（有向量）" if has_vectors else "",
        questions=questions,
        command=command,
        rows="\n".join(lines),
        ratios="恶意客户在旁时 p99 是原来的："
        + "、".join(f"{_SAID[name]} {ratio:.2f} 倍" for name, ratio in grown.items())
        + "。"
        if grown
        else "",
    )


def described(url: str, data: Path | None) -> tuple[int, bool]:
    """How many documents are served, and whether their passages have vectors (known of a folder only)."""
    with urllib.request.urlopen(url + "/api/documents", timeout=PATIENCE) as found:
        documents = len(json.load(found)["items"])
    if data is None:
        return documents, False
    current = (data / "current").read_text("utf-8").strip()
    return documents, (data / "generations" / current / "index" / "vectors").exists()


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
    parser.add_argument("-o", "--output", type=Path, help="also write the figures as a section of docs/quality.md")
    chosen = parser.parse_args()
    asked = turns(item for file in chosen.files for item in read_questions(file))
    started = time.perf_counter()
    with nullcontext(chosen.url.rstrip("/")) if chosen.url else served(chosen.data) as url:
        until_ready(url)
        print(f"ready after {time.perf_counter() - started:.1f} s")
        loads = measure(url, asked, chosen)
        documents, has_vectors = described(url, chosen.data)
    if chosen.output:
        command = "python benchmarks/latency.py " + " ".join(sys.argv[1:])
        known = {"questions": len(asked), "documents": documents, "has_vectors": has_vectors}
        chosen.output.write_text(section(loads, on=date.today(), command=command, **known), encoding="utf-8")
    raise SystemExit(any(load.errors for load in loads))


if __name__ == "__main__":
    main()
