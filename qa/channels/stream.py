"""钉钉 over its long connection: this machine calls out, nothing needs to reach it. A process of its own.

``DingTalkStreamClient.start`` swallows cancellation and waits seconds before it looks up again, so it runs on a thread that
ends with the process.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
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

    def start(self) -> None:
        """Listens in the background, and connects again by itself."""
        client = self._client()
        threading.Thread(target=lambda: asyncio.run(client.start()), name="kgqa-dingtalk-stream", daemon=True).start()

    def close(self) -> None:
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

    def _client(self) -> DingTalkStreamClient:
        from dingtalk_stream import AckMessage, ChatbotHandler, ChatbotMessage, Credential, DingTalkStreamClient

        take = self.take

        class Handler(ChatbotHandler):  # type: ignore[misc]
            """Acknowledges at once; the card goes to the session's webhook."""

            async def process(self, message: CallbackMessage) -> tuple[int, str]:
                return (AckMessage.STATUS_OK, "OK") if take(message.data) else (AckMessage.STATUS_BAD_REQUEST, "bad request")

        quiet = logging.getLogger("dingtalk_stream")
        quiet.setLevel(logging.WARNING)  # its info lines hold tickets
        DingTalkStreamClient.OPEN_CONNECTION_API = self._settings.api_url.rstrip("/") + _OPEN  # it has no argument for that
        secret = self._settings.app_secret.get_secret_value()
        client = DingTalkStreamClient(Credential(self._settings.app_key, secret), logger=quiet)
        client.register_callback_handler(ChatbotMessage.TOPIC, Handler())
        return client
