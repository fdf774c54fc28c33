"""企业微信: callback of a self-built application. Encrypted XML in, an encrypted text back at once or markdown by API later.

wechatpy does signature and encryption. It raises whatever its parsers raise on bad input; here all of that is Refused.
"""

from __future__ import annotations

import secrets
import struct
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar
from xml.parsers.expat import ExpatError

from pydantic import BaseModel

from kg.errors import BadSetting
from qa.channels.cards import TITLES, Button, Source, buttons, cut, fitted, sources, with_twins
from qa.channels.core import GREETING, ONLY_TEXT, Asked, Card, Incoming, Reply, must_be_fresh, must_match, number
from qa.channels.platform import Api, Token, Undelivered
from qa.config import WecomSettings
from qa.errors import Refused
from qa.model import Answer

if TYPE_CHECKING:
    from wechatpy.work.crypto import WeChatCrypto

WINDOW = 300.0  # seconds; the platform repeats for 15
LONGEST = 2048  # bytes of a text or markdown message
_LABEL, _KEY = 60, 1024  # bytes of a button's label and key
_STALE_TOKEN = frozenset({40001, 40014, 42001})
_MALFORMED = (ExpatError, ValueError, TypeError, KeyError, IndexError, AttributeError, struct.error)  # what wechatpy lets through


class Message(BaseModel, frozen=True):
    """The decrypted XML; names are the platform's."""

    ToUserName: str
    FromUserName: str
    CreateTime: int
    MsgType: str
    AgentID: int | None = None
    MsgId: str | None = None
    Content: str | None = None
    Event: str | None = None
    EventKey: str | None = None
    TaskId: str | None = None


class Wecom:
    """An adapter (``qa.channels.core.Adapter``). Without the application's secret it can only answer at once."""

    name: ClassVar[str] = "wecom"

    def __init__(
        self, settings: WecomSettings, *, base: str | None, api: Api | None = None, now: Callable[[], float] = time.time
    ) -> None:
        if settings.cards and settings.secret is None:
            raise BadSetting("企业微信要发送卡片，但没有应用的 Secret", hint="设置 KGQA_WECOM__SECRET，或去掉 KGQA_WECOM__CARDS")
        self._settings, self._base, self._now = settings, base, now
        self._api = api or Api(settings.api_url)
        self._crypto = _crypto(settings)

    @property
    def patience(self) -> float:
        return 0.0 if self._settings.cards else self._settings.patience

    def verify(self, request: Incoming) -> Message | Reply:
        import xmltodict
        from wechatpy.exceptions import WeChatException

        asked = request.query
        must_be_fresh(number(asked.get("timestamp", "")), window=WINDOW, now=self._now())
        try:
            if "echostr" in asked and not request.body:
                return Reply(body=self._opened(asked["echostr"], asked).encode())
            encrypted = xmltodict.parse(request.body)["xml"]["Encrypt"]
            message = Message.model_validate(xmltodict.parse(self._opened(encrypted, asked))["xml"])
        except (*_MALFORMED, WeChatException) as error:  # pydantic's errors are ValueErrors
            raise Refused("消息无法解密或不合格式") from error
        if message.ToUserName != self._settings.corp_id or message.AgentID not in (None, self._settings.agent_id):
            raise Refused("消息是发给别的应用的")
        return message

    def question_from(self, payload: Message) -> Asked | None:
        user = payload.FromUserName
        send_to = user if self._settings.secret else ""
        if payload.MsgType == "event":
            event = (payload.Event or "").lower()
            if event in ("subscribe", "enter_agent"):  # each time the user comes in: greeted only once in a while
                return Asked(message=f"greeting:{user}", user=user, notice=GREETING, send_to=send_to)
            if event == "template_card_event" and payload.EventKey and send_to:
                id = f"{user}:{payload.TaskId}:{payload.EventKey}:{payload.CreateTime}"
                return Asked(message=id, user=user, text=payload.EventKey, send_to=send_to, pressed=True)
            return None
        id = payload.MsgId or f"{user}:{payload.CreateTime}"
        if payload.MsgType == "text":
            return Asked(message=id, user=user, text=payload.Content or "", send_to=send_to)
        return Asked(message=id, user=user, notice=ONLY_TEXT, send_to=send_to)

    def card_from(self, answer: Answer) -> Card:
        shown, offered = sources(answer, self._base), buttons(answer)
        marked = fitted(with_twins(answer.text), [_marked(source) for source in shown], "", LONGEST)
        bodies: list[Mapping[str, object]] = [{"msgtype": "markdown", "markdown": {"content": marked}}]
        if offered:
            bodies.append({"msgtype": "template_card", "template_card": _template(answer, offered)})
        plain = fitted(answer.text, [_plain(source) for source in shown], _numbered(offered), LONGEST)
        return Card(text=plain, bodies=tuple(bodies))

    def reply(self, asked: Asked | None, card: Card | None) -> Reply:
        if asked is None or card is None or asked.pressed:  # a pressed button may only be answered by API
            return Reply()
        from wechatpy.work.replies import TextReply

        # the library writes CDATA as it is: a text must not end it
        content = "".join(char for char in card.text.replace("]]>", "]]＞") if char in "\n\t" or char >= " ")
        xml = TextReply(source=self._settings.corp_id, target=asked.user, content=content).render()
        nonce, sent = secrets.token_hex(8), str(int(self._now()))
        return Reply(body=self._crypto.encrypt_message(xml, nonce, sent).encode(), media_type="application/xml; charset=utf-8")

    def send(self, asked: Asked, card: Card) -> None:
        bodies = card.bodies
        if not self._settings.cards and not asked.pressed:
            bodies = bodies[:1]
        for body in bodies:
            self._send({"touser": asked.send_to, "agentid": self._settings.agent_id, **_with_task(body)})

    def _opened(self, encrypted: str, asked: Mapping[str, str]) -> str:
        """Decrypted. The library compares signatures byte by byte; ours takes as long when they differ."""
        from wechatpy.utils import WeChatSigner

        signer = WeChatSigner()
        signer.add_data(self._settings.token.get_secret_value(), asked["timestamp"], asked["nonce"], encrypted)
        must_match(asked["msg_signature"], signer.signature)
        opened = self._crypto.check_signature(asked["msg_signature"], asked["timestamp"], asked["nonce"], encrypted)
        return str(opened)

    def _send(self, body: Mapping[str, object]) -> None:
        token = self._api.token(self._fetched)
        found = self._api.post("/cgi-bin/message/send", body, query={"access_token": token})
        if found.get("errcode") in _STALE_TOKEN:
            token = self._api.token(self._fetched, stale=token)
            found = self._api.post("/cgi-bin/message/send", body, query={"access_token": token})
        if found.get("errcode") != 0:
            raise Undelivered(f"企业微信没有收下消息，错误码 {found.get('errcode')}")

    def _fetched(self) -> Token:
        secret = self._settings.secret.get_secret_value() if self._settings.secret else ""
        found = self._api.get("/cgi-bin/gettoken", query={"corpid": self._settings.corp_id, "corpsecret": secret})
        value, lasts = found.get("access_token"), found.get("expires_in")
        if found.get("errcode") != 0 or not isinstance(value, str) or not isinstance(lasts, int):
            raise Undelivered(
                f"企业微信没有给出 access_token，错误码 {found.get('errcode')}", hint="核对企业 ID、Secret 与可信 IP"
            )
        return Token(value=value, lasts=lasts)


def _crypto(settings: WecomSettings) -> WeChatCrypto:
    from wechatpy.work.crypto import WeChatCrypto

    try:
        return WeChatCrypto(settings.token.get_secret_value(), settings.aes_key.get_secret_value(), settings.corp_id)
    except (ValueError, AssertionError) as error:
        raise BadSetting("企业微信的 EncodingAESKey 不对", hint="照抄管理后台里的 43 个字符到 KGQA_WECOM__AES_KEY") from error


def _marked(source: Source) -> tuple[str, str]:
    title = f"> [{source.n}] 《{with_twins(source.title)}》{with_twins(source.section)}"
    link = f" [查看原文]({source.url})" if source.url else ""
    return f"{title}：“{with_twins(source.text)}”{link}", f"{title}{link}"


def _plain(source: Source) -> tuple[str, str]:
    title = f"[{source.n}] 《{source.title}》{source.section}"
    link = f"\n{source.url}" if source.url else ""
    return f"{title}：“{source.text}”{link}", f"{title}{link}"


def _numbered(offered: Sequence[Button]) -> str:
    """A passive text has no buttons: a number picks."""
    if not offered:
        return ""
    lines = (f"{n}. {button.label}" for n, button in enumerate(offered, start=1))
    return "\n".join(("回复序号可接着问：", *lines))


def _template(answer: Answer, offered: Sequence[Button]) -> Mapping[str, object]:
    title = TITLES[answer.outcome] if answer.choices else "接着问"
    pressed = [{"text": cut(b.label, _LABEL), "style": 2, "key": cut(b.question, _KEY)} for b in offered]
    return {"card_type": "button_interaction", "main_title": {"title": title}, "button_list": pressed}


def _with_task(body: Mapping[str, object]) -> Mapping[str, object]:
    """A card with buttons wants an id that was never used before."""
    card = body.get("template_card")
    return {**body, "template_card": {**card, "task_id": secrets.token_hex(16)}} if isinstance(card, dict) else body
