"""A platform of one's own: it speaks the three platforms' API over real HTTP on localhost and keeps what it is told."""

from __future__ import annotations

import json
import queue
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from qa.api.app import create_app
from qa.config import QaSettings
from qa.model import Answer, Choice, Evidence, Kind, Outcome

PATIENCE = 5.0  # seconds a test waits for what must come


@dataclass(frozen=True)
class Call:
    path: str
    query: dict[str, str]
    bearer: str
    body: dict


@dataclass
class Platform:
    base: str
    tokens: int = 0
    stale: set[str] = field(default_factory=set)  # tokens that are refused
    down: bool = False
    calls: queue.Queue[Call] = field(default_factory=queue.Queue)

    def next(self) -> Call:
        return self.calls.get(timeout=PATIENCE)

    def silent(self) -> bool:
        return self.calls.empty()

    def answer(self, call: Call) -> dict:
        if call.path == "/cgi-bin/gettoken":
            if call.query != {"corpid": "wwcorp", "corpsecret": "wecom-secret"}:
                return {"errcode": 40013, "errmsg": "invalid corpid"}
            return {"errcode": 0, "errmsg": "ok", "access_token": self._issue(), "expires_in": 7200}
        if call.path == "/open-apis/auth/v3/tenant_access_token/internal":
            if call.body != {"app_id": "cli_app", "app_secret": "feishu-secret"}:
                return {"code": 10003, "msg": "invalid app"}
            return {"code": 0, "msg": "ok", "tenant_access_token": self._issue(), "expire": 7200}
        token = call.query.get("access_token") or call.bearer
        if token in self.stale:
            return {"errcode": 42001, "code": 99991663}
        self.calls.put(call)
        return {"errcode": 0, "code": 0, "errmsg": "ok", "msgid": "m", "data": {}}

    def _issue(self) -> str:
        self.tokens += 1
        return f"token-{self.tokens}"


@pytest.fixture
def platform():
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            found = urlsplit(self.path)
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = {name: values[0] for name, values in parse_qs(found.query).items()}
            bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
            answer = fake.answer(Call(found.path, query, bearer, json.loads(raw) if raw else {}))
            body = b"<html>502</html>" if fake.down else json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake = Platform(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield fake
    server.shutdown()
    server.server_close()


@pytest.fixture
def serve(tmp_path, library):
    """A service with these channels; everything over its HTTP door."""
    opened = []

    def start(**settings) -> TestClient:
        client = TestClient(create_app(QaSettings(data=tmp_path, **settings), library), raise_server_exceptions=False)
        opened.append(client)
        return client.__enter__()

    yield start
    if library.gate is not None:
        library.gate.set()
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def slow(library):
    """Every question waits until this is set."""
    library.gate = threading.Event()
    return library.gate


HOSTILE = "**粗** [点我](http://evil.example) <@all> <at id=all></at> `x` # 标题 ]]> &amp; ~~删~~"


def evidence(text: str = "海上牧场由省农业农村厅负责。", document: str = "文件/一") -> Evidence:
    return Evidence(
        document=document, title="海州省方案", section="二、重点任务 / 1.建设", text=text, start=3, end=3 + len(text), iri="i"
    )


def answer(text: str = "由省农业农村厅牵头。[1]", **given) -> Answer:
    given.setdefault("outcome", Outcome.ANSWERED)
    given.setdefault("evidence", (evidence(),))
    return Answer(id="a", question="q", kind=Kind.TEXT, text=text, **given)


@pytest.fixture
def hostile_answer() -> Answer:
    choices = (Choice(label=HOSTILE, question=HOSTILE),)
    return answer(HOSTILE, evidence=(evidence(HOSTILE),), choices=choices)


@pytest.fixture
def long_answer() -> Answer:
    found = tuple(evidence("海上牧场建设要求很多，说来话长。" * 40) for _ in range(60))
    return answer("这是很长的回答。" * 60, evidence=found, suggestions=("接着问什么？" * 60,) * 9)


@pytest.fixture
def plain_answer() -> Answer:
    return answer(suggestions=("还有哪些单位参与？", "何时完成？"))


@pytest.fixture
def refusals() -> tuple[Answer, ...]:
    asked_back = (Choice(label="甲任务", question="甲任务由谁牵头？"), Choice(label="乙任务", question="乙任务由谁牵头？"))
    return (
        answer("文件没有说到。", outcome=Outcome.NOT_FOUND, evidence=()),
        answer("这不是政策问题。", outcome=Outcome.OUT_OF_SCOPE, evidence=()),
        answer("您问的是哪一项？", outcome=Outcome.UNCLEAR, evidence=(), choices=asked_back),
    )
