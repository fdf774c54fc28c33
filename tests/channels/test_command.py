"""``kgqa dingtalk-stream``."""

from __future__ import annotations

import os
import signal
import threading

import pytest
from typer.testing import CliRunner

from qa.channels import stream
from qa.cli.app import app


@pytest.fixture
def command(monkeypatch, library, tmp_path):
    monkeypatch.setattr("qa.cli.chat.open_library", lambda _settings: library)
    before = {told: signal.getsignal(told) for told in (signal.SIGINT, signal.SIGTERM)}
    yield lambda: CliRunner().invoke(app, ["dingtalk-stream", "--data", str(tmp_path)])
    for told, handler in before.items():
        signal.signal(told, handler)


def test_it_listens_until_it_is_told_to_stop(command, library, monkeypatch):
    monkeypatch.setenv("KGQA_DINGTALK__APP_KEY", "k")
    monkeypatch.setenv("KGQA_DINGTALK__APP_SECRET", "s3cret")
    kill = threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGTERM))
    monkeypatch.setattr(stream.Stream, "start", lambda self: kill.start())
    found = command()
    assert found.exit_code == 0 and "已开始接收钉钉消息" in found.output and "s3cret" not in found.output
    assert library.closed


def test_without_keys(command):
    found = command()
    assert found.exit_code == 3 and "KGQA_DINGTALK__APP_KEY" in found.output


def test_nothing_published(command, library, monkeypatch):
    monkeypatch.setenv("KGQA_DINGTALK__APP_KEY", "k")
    monkeypatch.setenv("KGQA_DINGTALK__APP_SECRET", "s")
    library.number = 0
    found = command()
    assert found.exit_code == 3 and "kgqa build" in found.output and library.closed
