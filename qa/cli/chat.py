"""``kgqa dingtalk-stream``: the process of the long connection to 钉钉."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

from qa.api.servings import Servings
from qa.channels.stream import Stream
from qa.cli.frame import open_library
from qa.config import load_settings


def run(*, data: Path | None) -> None:
    """Listens until it is told to stop. Raises BadSetting, or NotBuilt where nothing is published."""
    settings = load_settings(data=data)
    behind = open_library(settings)
    servings = Servings(behind)
    stream = Stream(settings, lambda: servings.of(settings.channel_labels_held).engine())
    stopped = threading.Event()
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, lambda _signal, _frame: stopped.set())
    try:
        servings.of(settings.channel_labels_held).refresh()  # before the first message; says so when nothing is published
        stream.start()
        print("已开始接收钉钉消息，按 Ctrl+C 结束", file=sys.stderr, flush=True)
        stopped.wait()
    finally:
        stream.close()
        behind.close()
