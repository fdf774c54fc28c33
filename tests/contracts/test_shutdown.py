"""``kgqa serve`` is told to stop: it says so, ends what it began, leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
BODY = json.dumps({"question": "完善乡村网络设施由哪个部门牵头？"}).encode()
HEAD = "POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Forwarded-For: 203.0.113.7\r\nContent-Length: "


@pytest.fixture
def start(real_data, tmp_path):
    started = []

    def run(**settings: str) -> tuple[subprocess.Popen, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KGQA_")}
        config = tmp_path / "kgqa.toml"
        config.write_text("".join(f"{name} = {value}\n" for name, value in settings.items()), "utf-8")
        process = subprocess.Popen(
            [sys.executable, "-c", "from qa.cli import main; main()", "serve", "--config", str(config), "--port", "0"],
            env={**kept, "PYTHONPATH": str(ROOT), "KGQA_DATA": str(real_data)},
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process, process.stderr.readline().split("：")[1].split()[0]

    yield run
    for process in started:
        process.kill()
        process.wait()


def begun(address: str) -> socket.socket:
    """A question whose last byte is still to come."""
    link = socket.create_connection((urlsplit(address).hostname, urlsplit(address).port), timeout=20)
    link.sendall((HEAD + f"{len(BODY)}\r\nConnection: close\r\n\r\n").encode() + BODY[:-1])
    return link


def reply(link: socket.socket) -> tuple[bytes, bytes]:
    with link, link.makefile("rb") as file:
        head, _, body = file.read().partition(b"\r\n\r\n")
    return head, body


def readiness(address: str) -> int:
    try:
        with urllib.request.urlopen(address + "/readyz", timeout=20) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


def until_ready(address: str) -> None:
    deadline = time.monotonic() + 60
    while readiness(address) != 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_it_says_so_and_ends_what_it_began(start, real_data):
    process, address = start(drain_seconds="0.5", audit_personal="true", trusted_proxies='"127.0.0.1"')
    until_ready(address)
    link = begun(address)
    process.send_signal(signal.SIGTERM)
    while (found := readiness(address)) == 200:  # until the signal has arrived
        pass
    assert found == 503
    link.sendall(BODY[-1:])
    head, body = reply(link)
    assert b"200 OK" in head.splitlines()[0]
    answer = json.loads(body)
    assert answer["status"] == "answered"
    assert process.wait(20) in (0, -signal.SIGTERM)
    log = [json.loads(line) for line in process.stderr.read().splitlines()]
    assert any(line["event"] == "request" and line["route"] == "/api/ask" for line in log)
    with sqlite3.connect(real_data / "audit.sqlite") as db:  # closed in order: the row is there, with whom the proxy named
        rows = db.execute("SELECT door, asker FROM answers WHERE answer = ?", (answer["id"],)).fetchall()
    assert ("http", "203.0.113.7") in rows


def test_it_waits_no_longer_than_set(start):
    process, address = start(shutdown_seconds="1")
    until_ready(address)
    with begun(address):
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) in (0, -signal.SIGTERM)
