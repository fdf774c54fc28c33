"""飞书: event subscription, version 2. Acknowledged at once; the card is a reply sent through the platform's API.

Signature and decryption are some lines over ``hashlib`` and ``cryptography``: the platform's own lark-oapi costs 2.5 s and 100 MB
to load for them and answers a refused message with its exception's text. The tests hold ours against it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from qa.channels.cards import TITLES, Button, Source, buttons, cut, fitted, sources, with_entities
from qa.channels.core import ONLY_TEXT, Asked, Card, Incoming, Reply, must_be_fresh, must_match, number
from qa.channels.platform import Api, Token, Undelivered
from qa.config import FeishuSettings
from qa.errors import Refused
from qa.model import Answer, Outcome

WINDOW = 600.0  # seconds
LONGEST = 12_000  # bytes of the text; the whole card may have 30 KB, and entities are long in JSON
_LABEL = 60  # bytes
_JSON = "application/json; charset=utf-8"
_STALE_TOKEN = frozenset({99991661, 99991663, 99991668})
_COLOURS = {Outcome.ANSWERED: "blue", Outcome.UNCLEAR: "orange", Outcome.NOT_FOUND: "grey", Outcome.OUT_OF_SCOPE: "grey"}


class _Shape(BaseModel):
    """Part of what the platform posts; names are the platform's."""

    model_config = ConfigDict(frozen=True)


class Id(_Shape):
    open_id: str | None = None


class Sender(_Shape):
    sender_id: Id
    sender_type: str = "user"


class Mention(_Shape):
    key: str
    id: Id = Id()
    name: str = ""


class Said(_Shape):
    message_id: str
    chat_id: str
    chat_type: str
    message_type: str
    content: str
    mentions: tuple[Mention, ...] = ()


class Action(_Shape):
    value: Mapping[str, object] = Field(default_factory=dict)


class Context(_Shape):
    open_message_id: str
    open_chat_id: str


class Event(_Shape):
    sender: Sender | None = None
    message: Said | None = None
    operator: Id | None = None
    action: Action | None = None
    context: Context | None = None


class Header(_Shape):
    event_id: str
    event_type: str
    token: str
    app_id: str


class Message(_Shape):
    header: Header
    event: Event


class Challenge(_Shape):
    challenge: str
    token: str


class Feishu:
    """An adapter (``qa.channels.core.Adapter``)."""

    name: ClassVar[str] = "feishu"
    patience: float = 0.0  # the platform takes no card in the response to a message

    def __init__(
        self, settings: FeishuSettings, *, base: str | None, api: Api | None = None, now: Callable[[], float] = time.time
    ) -> None:
        self._settings, self._base, self._now = settings, base, now
        self._api = api or Api(settings.api_url)

    def verify(self, request: Incoming) -> Message | Reply:
        try:
            outer = json.loads(request.body)
            sealed = outer.get("encrypt")
            inner = json.loads(self._opened(sealed)) if sealed is not None else outer
            if inner.get("type") == "url_verification":
                return self._greeted(Challenge.model_validate(inner))
            if sealed is None:
                raise Refused("消息没有加密")
            self._must_be_signed(request)
            message = Message.model_validate(inner)
        except (ValueError, TypeError, AttributeError, RecursionError) as error:  # pydantic's and JSON's errors are ValueErrors
            raise Refused("消息无法解密或不合格式") from error
        must_match(message.header.token, self._settings.verification_token.get_secret_value())
        if message.header.app_id != self._settings.app_id:
            raise Refused("消息是发给别的应用的")
        return message

    def question_from(self, payload: Message) -> Asked | None:
        kind, event, id = payload.header.event_type, payload.event, payload.header.event_id
        if kind == "card.action.trigger" and event.action and event.context and event.operator:
            question, user, chat = event.action.value.get("question"), event.operator.open_id, event.context
            if not isinstance(question, str) or not user:
                return None
            where, to = chat.open_chat_id, chat.open_message_id
            return Asked(message=id, user=user, conversation=where, text=question, send_to=to, pressed=True)
        if kind == "im.message.receive_v1" and event.message and event.sender and event.sender.sender_type == "user":
            said, user = event.message, event.sender.sender_id.open_id
            if not user or (said.chat_type != "p2p" and not self._meant(said.mentions)):
                return None
            text, notice = (_text(said), "") if said.message_type == "text" else ("", ONLY_TEXT)
            where, to = said.chat_id, said.message_id
            return Asked(message=id, user=user, conversation=where, text=text, notice=notice, send_to=to)
        return None

    def card_from(self, answer: Answer) -> Card:
        shown = [_marked(source) for source in sources(answer, self._base)]
        elements: list[Mapping[str, object]] = [
            {"tag": "markdown", "content": fitted(with_entities(answer.text), shown, "", LONGEST)}
        ]
        if offered := buttons(answer):
            elements.append({"tag": "action", "actions": _pressed(offered)})
        header = {"title": {"tag": "plain_text", "content": TITLES[answer.outcome]}, "template": _COLOURS[answer.outcome]}
        body = {"config": {"wide_screen_mode": True}, "header": header, "elements": elements}
        return Card(text=answer.text, bodies=(body,))

    def reply(self, asked: Asked | None, card: Card | None) -> Reply:
        found: Mapping[str, object] = {}
        if asked and asked.pressed:
            found = {"toast": {"type": "info", "content": card.text if card else "正在查：" + cut(asked.text, 90)}}
        return Reply(body=json.dumps(found, ensure_ascii=False).encode(), media_type=_JSON)

    def send(self, asked: Asked, card: Card) -> None:
        path = f"/open-apis/im/v1/messages/{quote(asked.send_to, safe='')}/reply"
        for body in card.bodies:
            # the same message is shown once, though we say it twice
            once = hashlib.blake2b(asked.message.encode(), digest_size=16).hexdigest()
            content = {"msg_type": "interactive", "content": json.dumps(body, ensure_ascii=False), "uuid": once}
            token = self._api.token(self._fetched)
            found = self._api.post(path, content, bearer=token)
            if found.get("code") in _STALE_TOKEN:
                found = self._api.post(path, content, bearer=self._api.token(self._fetched, stale=token))
            if found.get("code") != 0:
                raise Undelivered(f"飞书没有收下消息，错误码 {found.get('code')}")

    def _opened(self, sealed: str) -> bytes:
        """AES-256-CBC with the key's SHA-256; the first block is the initialisation vector. Raises ValueError."""
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
        from cryptography.hazmat.primitives.padding import PKCS7

        key = hashlib.sha256(self._settings.encrypt_key.get_secret_value().encode()).digest()
        raw = base64.b64decode(sealed, validate=True)
        decryptor = Cipher(algorithms.AES256(key), modes.CBC(raw[:16])).decryptor()
        padded = decryptor.update(raw[16:]) + decryptor.finalize()
        unpadder = PKCS7(128).unpadder()
        return unpadder.update(padded) + unpadder.finalize()

    def _must_be_signed(self, request: Incoming) -> None:
        sent, nonce = (request.headers.get(f"x-lark-request-{name}", "") for name in ("timestamp", "nonce"))
        must_be_fresh(number(sent), window=WINDOW, now=self._now())
        signed = f"{sent}{nonce}{self._settings.encrypt_key.get_secret_value()}".encode() + request.body
        must_match(request.headers.get("x-lark-signature", ""), hashlib.sha256(signed).hexdigest())

    def _greeted(self, challenge: Challenge) -> Reply:
        must_match(challenge.token, self._settings.verification_token.get_secret_value())
        return Reply(body=json.dumps({"challenge": challenge.challenge}).encode(), media_type=_JSON)

    def _meant(self, mentions: Sequence[Mention]) -> bool:
        """Somebody is named in a group: only if we know our own name, it is known to be us."""
        bot = self._settings.bot_open_id
        return bot is not None and any(mention.id.open_id == bot for mention in mentions)

    def _fetched(self) -> Token:
        secret = self._settings.app_secret.get_secret_value()
        path = "/open-apis/auth/v3/tenant_access_token/internal"
        found = self._api.post(path, {"app_id": self._settings.app_id, "app_secret": secret})
        value, lasts = found.get("tenant_access_token"), found.get("expire")
        if found.get("code") != 0 or not isinstance(value, str) or not isinstance(lasts, int):
            raise Undelivered(f"飞书没有给出 tenant_access_token，错误码 {found.get('code')}", hint="核对 App ID 与 App Secret")
        return Token(value=value, lasts=lasts)


def _text(said: Said) -> str:
    """The words without placeholders of mentions. Raises Refused when the content is not what a text has."""
    try:
        text = json.loads(said.content)["text"]
    except (ValueError, TypeError, KeyError) as error:
        raise Refused("消息不合格式") from error
    return re.sub(r"@_(?:user_\d+|all)\b", " ", text).strip() if isinstance(text, str) else ""


def _marked(source: Source) -> tuple[str, str]:
    title = f"[{source.n}] 《{with_entities(source.title)}》{with_entities(source.section)}"
    link = f" [查看原文]({source.url})" if source.url else ""
    return f"{title}：“{with_entities(source.text)}”{link}", f"{title}{link}"


def _pressed(offered: Sequence[Button]) -> list[Mapping[str, object]]:
    return [
        {
            "tag": "button",
            "text": {"tag": "plain_text", "content": cut(button.label, _LABEL)},
            "type": "default",
            "value": {"question": button.question},
        }
        for button in offered
    ]
