"""钉钉 over its long connection: this machine calls out, nothing needs to reach it. A process of its own.

``DingTalkStreamClient.start`` never returns and swallows one cancellation (dingtalk-stream 0.24), so it runs on an event loop of
its own that ``Stream.close`` ends.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING

import structlog

from kg.errors import BadSetting
from qa.channels.core import Channel
from qa.channels.dingtalk import Dingtalk
from qa.config import QaSettings
from qa.errors import Refused
from qa.ports import Asker

if TYPE_CHECKING:
    from dingtalk_stream import CallbackMessage, DingTalkStreamClient

_OPEN = "/v1.0/gateway/connections/open"
_ENDED_WITHIN = 5.0  # seconds; the client asks for its ticket with a blocking call


class Stream:
    """Raises BadSetting when the application's key is missing."""

    def __init__(self, settings: QaSettings, asker: Callable[[], Asker]) -> None:
        if settings.dingtalk is None or settings.dingtalk.app_key is None:
            raise BadSetting(
                "没有钉钉应用的密钥", hint="设置 KGQA_DINGTALK__APP_KEY 和 KGQA_DINGTALK__APP_SECRET，见 docs/channels.md"
            )
        self._settings = settings.dingtalk
        self._adapter = Dingtalk(settings.dingtalk, base=settings.public_url)
        self._channel = Channel(self._adapter, asker, max_question=settings.max_question)
        self._loop = asyncio.new_event_loop()
        self._stopped = asyncio.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listens in the background, and connects again by itself."""
        self._thread = threading.Thread(target=self._listen, args=(self._client(),), name="kgqa-dingtalk-stream", daemon=True)
        self._thread.start()

    def close(self) -> None:
        if self._thread is not None:
            self._loop.call_soon_threadsafe(self._stopped.set)
            self._thread.join(_ENDED_WITHIN)
        else:
            self._loop.close()
        self._channel.close()

    def take(self, data: object) -> bool:
        """One message of the connection; False where it is not for us."""
        try:
            asked = self._adapter.question_from(self._adapter.message(data))
        except Refused as error:
            structlog.get_logger().warning("channel_refused", channel=self._adapter.name, detail=str(error))
            return False
        if asked is not None:
            self._channel.take_once(asked)
        return True

    def _listen(self, client: DingTalkStreamClient) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(_until(self._stopped, client.start()))

    def _client(self) -> DingTalkStreamClient:
        from dingtalk_stream import AckMessage, ChatbotHandler, ChatbotMessage, Credential, DingTalkStreamClient

        take = self.take

        class Handler(ChatbotHandler):  # type: ignore[misc]
            """Acknowledges at once; the card goes to the session's webhook."""

            async def process(self, message: CallbackMessage) -> tuple[int, str]:
                return (AckMessage.STATUS_OK, "OK") if take(message.data) else (AckMessage.STATUS_BAD_REQUEST, "bad request")

        quiet = logging.getLogger("dingtalk_stream")
        quiet.setLevel(logging.WARNING)  # its info lines hold tickets
        quiet.addFilter(_plain)
        DingTalkStreamClient.OPEN_CONNECTION_API = self._settings.api_url.rstrip("/") + _OPEN  # it has no argument for that
        secret = self._settings.app_secret.get_secret_value()
        client = DingTalkStreamClient(Credential(self._settings.app_key, secret), logger=quiet)
        client.register_callback_handler(ChatbotMessage.TOPIC, Handler())
        return client


async def _until(stopped: asyncio.Event, listening: Coroutine[None, None, None]) -> None:
    task = asyncio.create_task(listening)
    await stopped.wait()
    while not task.done():
        task.cancel()
        await asyncio.sleep(0)


def _plain(record: logging.LogRecord) -> bool:
    """The client logs a lost connection with an argument that its message has no place for: formatting it would raise."""
    if "%" not in str(record.msg):
        record.args = ()
    return True
