"""钉钉 robot. Over HTTP the card goes back in the response; over the long connection, or when late, to the session's webhook.

A webhook's address comes with the message: it is used only when it has the one origin that is set, so that nobody who knows
the secret of a robot makes this machine call another.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Literal
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, ValidationError

from qa.channels.cards import TITLES, Button, Source, buttons, cut, fitted, sources, with_twins
from qa.channels.core import ONLY_TEXT, Asked, Card, Incoming, Reply, must_be_fresh, must_match, number, without_mentions
from qa.channels.platform import Api, Undelivered
from qa.config import DingtalkSettings
from qa.errors import Refused
from qa.model import Answer

WINDOW = 3600.0  # seconds, the platform's own rule
LONGEST = 12_000  # bytes of the text; the whole message may have 20,000, and addresses of buttons are long
_LABEL, _QUESTION = 60, 600  # bytes
_JSON = "application/json; charset=utf-8"


class Text(BaseModel, frozen=True):
    content: str = ""


class Message(BaseModel, frozen=True):
    """What the platform posts; names are the platform's."""

    msgId: str
    msgtype: str
    text: Text | None = None
    conversationId: str
    conversationType: Literal["1", "2"]  # between two, group
    senderId: str
    senderStaffId: str | None = None
    isInAtList: bool | None = None
    sessionWebhook: str = ""
    robotCode: str | None = None
    chatbotCorpId: str | None = None


class Dingtalk:
    """An adapter (``qa.channels.core.Adapter``)."""

    name: ClassVar[str] = "dingtalk"

    def __init__(
        self, settings: DingtalkSettings, *, base: str | None, api: Api | None = None, now: Callable[[], float] = time.time
    ) -> None:
        self._settings, self._base, self._now = settings, base, now
        self._api = api or Api(settings.webhook_origin)

    @property
    def patience(self) -> float:
        return self._settings.patience

    def verify(self, request: Incoming) -> Message | Reply:
        sent, secret = request.headers.get("timestamp", ""), self._settings.app_secret.get_secret_value()
        must_be_fresh(number(sent) / 1000, window=WINDOW, now=self._now())
        signed = hmac.digest(secret.encode(), f"{sent}\n{secret}".encode(), hashlib.sha256)
        must_match(request.headers.get("sign", ""), base64.b64encode(signed).decode())
        return self.message(request.body)

    def message(self, body: object) -> Message:
        """What came over a connection that is already known to be the platform's. Raises Refused."""
        try:
            given = Message.model_validate_json(body) if isinstance(body, bytes) else Message.model_validate(body)
        except ValidationError as error:
            raise Refused("消息不合格式") from error
        for expected, found in ((self._settings.robot_code, given.robotCode), (self._settings.corp_id, given.chatbotCorpId)):
            if expected is not None and found != expected:
                raise Refused("消息是发给别的机器人的")
        return given

    def question_from(self, payload: Message) -> Asked | None:
        group = payload.conversationType == "2"
        if group and payload.isInAtList is False:
            return None
        text = without_mentions(payload.text.content) if payload.msgtype == "text" and payload.text else ""
        return Asked(
            message=payload.msgId,
            user=payload.senderStaffId or payload.senderId,
            conversation=payload.conversationId if group else "",
            text=text,
            notice="" if payload.msgtype == "text" else ONLY_TEXT,
            send_to=self._webhook(payload.sessionWebhook),
        )

    def card_from(self, answer: Answer) -> Card:
        offered, title = buttons(answer), TITLES[answer.outcome]
        text = fitted(with_twins(answer.text) + "\n", [_marked(source) for source in sources(answer, self._base)], "", LONGEST)
        body: Mapping[str, object] = {"msgtype": "markdown", "markdown": {"title": title, "text": text}}
        if offered:
            card = {"title": title, "text": text, "btnOrientation": "0", "btns": _pressed(offered)}
            body = {"msgtype": "actionCard", "actionCard": card}
        return Card(text=answer.text, bodies=(body,))

    def reply(self, asked: Asked | None, card: Card | None) -> Reply:
        found = card.bodies[0] if asked and card else {"msgtype": "empty"}
        return Reply(body=json.dumps(found, ensure_ascii=False).encode(), media_type=_JSON)

    def send(self, asked: Asked, card: Card) -> None:
        for body in card.bodies:
            found = self._api.post(asked.send_to, body)
            if found.get("errcode") != 0:
                raise Undelivered(f"钉钉没有收下消息，错误码 {found.get('errcode')}")

    def _webhook(self, address: str) -> str:
        """Path and query of the webhook; empty where it is not where the platform's webhooks are."""
        try:
            found, allowed = urlsplit(address), urlsplit(self._settings.webhook_origin)
            same = (found.scheme, found.netloc) == (allowed.scheme, allowed.netloc)  # no user, no other port
        except ValueError:
            return ""
        return f"{found.path}?{found.query}" if same and found.path.startswith("/") else ""


def _marked(source: Source) -> tuple[str, str]:
    title = f"> [{source.n}] 《{with_twins(source.title)}》{with_twins(source.section)}"
    link = f" [查看原文]({source.url})" if source.url else ""
    return f"{title}：“{with_twins(source.text)}”{link}\n", f"{title}{link}\n"


def _pressed(offered: Sequence[Button]) -> list[dict[str, str]]:
    """A press sends the question as the user's own message."""
    return [
        {
            "title": cut(button.label, _LABEL),
            "actionURL": "dtmd://dingtalkclient/sendMessage?content=" + quote(cut(button.question, _QUESTION), safe=""),
        }
        for button in offered
    ]
