"""飞书: events encrypted and signed as the platform does, and lark-oapi, the platform's own library, agrees."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import time

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from pydantic import ValidationError

from kg.errors import BadSetting
from qa.channels import core
from qa.channels.cards import size
from qa.channels.core import Asked, Incoming
from qa.channels.feishu import LONGEST, Feishu
from qa.channels.platform import Undelivered
from qa.config import FeishuSettings, load_settings
from qa.errors import Refused

KEY, TOKEN = "encrypt-key", "verification-token"
URL = "/channels/feishu"


def settings(platform=None, **more) -> FeishuSettings:
    given = {"app_id": "cli_app", "app_secret": "feishu-secret", "encrypt_key": KEY, "verification_token": TOKEN}
    return FeishuSettings.model_validate(given | ({"api_url": platform.base} if platform else {}) | more)


def encrypted(inner: bytes, key: str = KEY) -> str:
    vector, padder = os.urandom(16), PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES256(hashlib.sha256(key.encode()).digest()), modes.CBC(vector)).encryptor()
    padded = padder.update(inner) + padder.finalize()
    return base64.b64encode(vector + encryptor.update(padded) + encryptor.finalize()).decode()


def sealed(event, *, key=KEY, sent: float | None = None) -> dict:
    inner = event if isinstance(event, bytes) else json.dumps(event).encode()
    content = json.dumps({"encrypt": encrypted(inner, key)}).encode()
    moment, nonce = str(int(sent if sent is not None else time.time())), "n0nce"
    signature = hashlib.sha256(f"{moment}{nonce}{key}".encode() + content).hexdigest()
    headers = {"X-Lark-Request-Timestamp": moment, "X-Lark-Request-Nonce": nonce, "X-Lark-Signature": signature}
    return {"content": content, "headers": headers}


def event(body: dict, *, id="e1", kind="im.message.receive_v1", token=TOKEN, app="cli_app") -> dict:
    header = {"event_id": id, "event_type": kind, "create_time": "1", "token": token, "app_id": app, "tenant_key": "t"}
    return {"schema": "2.0", "header": header, "event": body}


def text(
    said="谁牵头？", *, user="ou_zhang", chat="oc_1", group=False, mentions=(), message="om_1", kind="text", bot=False
) -> dict:
    return {
        "sender": {"sender_id": {"open_id": user}, "sender_type": "app" if bot else "user"},
        "message": {
            "message_id": message,
            "chat_id": chat,
            "chat_type": "group" if group else "p2p",
            "message_type": kind,
            "content": json.dumps({"text": said}),
            "mentions": list(mentions),
        },
    }


def mention(open_id="ou_bot", key="@_user_1") -> dict:
    return {"key": key, "id": {"open_id": open_id}, "name": "政策助手"}


def test_the_platform_s_own_library_takes_what_these_tests_make(lead_question):
    """What lark-oapi accepts and refuses, our adapter accepts and refuses."""
    import lark_oapi

    taken = []
    builder = lark_oapi.EventDispatcherHandler.builder(KEY, TOKEN)
    handler = builder.register_p2_im_message_receive_v1(taken.append).build()
    adapter = Feishu(settings(), base=None)
    good = sealed(event(text(lead_question)))
    foreign = [sealed(event(text()), key="other"), sealed(event(text(), token="other"))]
    tampered = good | {"headers": good["headers"] | {"X-Lark-Signature": "0" * 64}}
    for request, accepted in ((good, True), (tampered, False), *((each, False) for each in foreign)):
        raw = lark_oapi.RawRequest()
        raw.uri, raw.headers, raw.body = URL, request["headers"], request["content"]
        assert (handler.do(raw).status_code == 200) is accepted
        headers = {name.lower(): value for name, value in request["headers"].items()}
        incoming = Incoming(query={}, headers=headers, body=request["content"])
        if accepted:
            assert adapter.question_from(adapter.verify(incoming)).text == lead_question
        else:
            with pytest.raises(Refused):
                adapter.verify(incoming)
    assert json.loads(taken[0].event.message.content)["text"] == lead_question


@pytest.mark.parametrize("sealing", [True, False])
def test_the_handshake(serve, sealing):
    client = serve(feishu=settings())

    def shake(token):
        given = {"challenge": "ajls384", "token": token, "type": "url_verification"}
        return client.post(URL, json={"encrypt": encrypted(json.dumps(given).encode())} if sealing else given)

    assert shake(TOKEN).json() == {"challenge": "ajls384"}
    assert shake("other").status_code == 403


def test_a_cited_card_is_the_reply_to_the_message(serve, platform, lead_question):
    client = serve(feishu=settings(platform), public_url="https://kg.example")
    response = client.post(URL, **sealed(event(text(lead_question))))
    assert (response.status_code, response.json()) == (200, {})
    call = platform.next()
    assert (call.path, call.bearer, call.body["msg_type"]) == ("/open-apis/im/v1/messages/om_1/reply", "token-1", "interactive")
    card = json.loads(call.body["content"])
    markdown, actions = card["elements"]
    assert markdown["content"].startswith(
        "建设海上牧场由省农业农村厅牵头。[1]\n[1] 《海州省建设海上牧场行动方案》二、重点任务 / 1.建设海上牧场"
    )
    assert "[查看原文](https://kg.example/documents/haizhou-mucang?start=" in markdown["content"]
    (button,) = actions["actions"]
    assert button["value"] == {"question": "建设海上牧场有哪些参与单位？"}
    assert 0 < len(call.body["uuid"]) <= 50


def test_a_pressed_button_asks(serve, platform, lead_question):
    client = serve(feishu=settings(platform))
    client.post(URL, **sealed(event(text("谁牵头？"))))
    button = json.loads(platform.next().body["content"])["elements"][1]["actions"][0]
    assert button["text"]["content"] == "建设海上牧场"
    press = {
        "operator": {"open_id": "ou_zhang"},
        "action": {"value": button["value"], "tag": "button"},
        "context": {"open_message_id": "om_card", "open_chat_id": "oc_1"},
    }
    response = client.post(URL, **sealed(event(press, id="e2", kind="card.action.trigger")))
    assert response.json()["toast"]["content"] == f"正在查：{lead_question}"
    call = platform.next()
    assert call.path.endswith("/om_card/reply") and "省农业农村厅" in call.body["content"]
    assert client.post(URL, **sealed(event(press | {"action": {"value": {}}}, id="e3", kind="card.action.trigger"))).json() == {}
    assert platform.tokens == 1


def test_in_a_group_only_when_mentioned(serve, platform, library, lead_question):
    client = serve(feishu=settings(platform, bot_open_id="ou_bot"))
    said = f"@_user_1 {lead_question}"
    client.post(URL, **sealed(event(text(said, group=True, mentions=[mention()]))))
    platform.next()
    for n, mentions in enumerate(([], [mention("ou_other")])):
        client.post(URL, **sealed(event(text(said, group=True, mentions=mentions), id=f"x{n}")))
    client.post(URL, **sealed(event(text(said, bot=True), id="x9")))
    assert [question.text for question in library.engines[0].asked] == [lead_question]


def test_without_its_own_name_the_bot_answers_private_chats_only():
    """Whoever is mentioned in the group may be another bot."""
    adapter = Feishu(settings(), base=None)
    said = "@_user_1 谁？ @_all"
    for mentions in ([mention("x")], [mention()], []):
        assert adapter.question_from(adapter.verify(received(text(said, group=True, mentions=mentions)))) is None
    asked = adapter.question_from(adapter.verify(received(text("谁？"))))
    assert asked == Asked(message="e1", user="ou_zhang", conversation="oc_1", text="谁？", send_to="om_1")


def received(body: dict) -> Incoming:
    request = sealed(event(body))
    return Incoming(
        query={}, headers={name.lower(): value for name, value in request["headers"].items()}, body=request["content"]
    )


def test_sessions(serve, platform, library):
    client = serve(feishu=settings(platform))
    people = [("ou_a", "oc_1"), ("ou_a", "oc_1"), ("ou_b", "oc_1"), ("ou_a", "oc_2")]
    for n, (user, chat) in enumerate(people):
        client.post(URL, **sealed(event(text(user=user, chat=chat), id=str(n))))
        platform.next()
    first, again, *others = [question.session for question in library.engines[0].asked]
    assert first == again and len({first, *others}) == 3


def test_replayed(serve, platform, library):
    client, request = serve(feishu=settings(platform)), sealed(event(text()))
    assert [client.post(URL, **request).json() for _ in range(3)] == [{}, {}, {}]
    platform.next()
    assert len(library.engines[0].asked) == 1 and platform.silent()


GOOD = event(text())


@pytest.mark.parametrize(
    "request_",
    [
        sealed(GOOD, key="other"),
        sealed(GOOD, sent=time.time() - 7000),
        sealed(GOOD, sent=time.time() + 7000),
        sealed(event(text(), token="other")),
        sealed(event(text(), app="cli_other")),
        sealed(GOOD) | {"headers": {}},
        {"json": GOOD},
        {"content": b"{"},
        {"content": b"[]"},
        {"content": b"\xff"},
        {"content": b"[" * 100_000},
        {"json": {"encrypt": "AAAA"}},
        {"json": {"encrypt": 7}},
        {"json": {"encrypt": "!"}},
        sealed(b"no json"),
        sealed({}),
        sealed({"header": {}, "event": {}}),
        sealed(event({**text(), "message": {**text()["message"], "content": "no json"}})),
        sealed(event({**text(), "message": {**text()["message"], "content": "[]"}})),
    ],
)
def test_refused(serve, library, request_):
    response = serve(feishu=settings()).post(URL, **request_)
    assert response.status_code == 403 and response.json()["code"] == "refused"
    assert not any(engine.asked for engine in library.engines)


def test_one_byte_more(serve):
    request = sealed(GOOD)
    assert serve(feishu=settings()).post(URL, content=request["content"] + b" ", headers=request["headers"]).status_code == 403


def test_oversized_and_no_text(serve, platform):
    client = serve(feishu=settings(platform))
    assert client.post(URL, content=b"x" * 300_000).status_code == 413
    client.post(URL, **sealed(event(text("问" * 600))))
    assert "太长" in platform.next().body["content"]
    client.post(URL, **sealed(event(text(kind="image"), id="e2")))
    assert core.ONLY_TEXT in platform.next().body["content"]
    assert client.post(URL, **sealed(event({}, id="e3", kind="im.chat.updated_v1"))).json() == {}


def test_acknowledged_before_it_is_answered(serve, platform, slow, lead_question):
    client = serve(feishu=settings(platform))
    assert client.post(URL, **sealed(event(text(lead_question)))).json() == {}
    assert platform.silent()
    slow.set()
    assert "省农业农村厅" in platform.next().body["content"]


def test_a_stale_token_is_fetched_anew(platform):
    adapter, asked = Feishu(settings(platform), base=None), Asked(message="1", user="u", send_to="om/../1")
    card = adapter.card_from(core.said("好"))
    adapter.send(asked, card)
    platform.stale.add("token-1")
    adapter.send(asked, card)
    first, second = platform.next(), platform.next()
    assert (first.bearer, second.bearer) == ("token-1", "token-2") and first.path.endswith("/messages/om%2F..%2F1/reply")
    platform.stale |= {f"token-{n}" for n in range(9)}
    with pytest.raises(Undelivered):
        adapter.send(asked, card)
    with pytest.raises(Undelivered, match="tenant_access_token"):
        Feishu(settings(platform, app_secret="wrong"), base=None).send(asked, card)


def test_limits(long_answer):
    (body,) = Feishu(settings(), base="https://kg.example").card_from(long_answer).bodies
    assert size(body["elements"][0]["content"]) <= LONGEST
    assert size(json.dumps(body, ensure_ascii=False)) <= 30_000


def test_a_document_s_text_is_no_markup(hostile_answer):
    (body,) = Feishu(settings(), base=None).card_from(hostile_answer).bodies
    assert not set("*_`<~(") & set(body["elements"][0]["content"])


def test_the_encrypt_key_must_be_there(monkeypatch):
    with pytest.raises(ValidationError):
        settings(encrypt_key="")
    for name, value in {"APP_ID": "a", "APP_SECRET": "s", "VERIFICATION_TOKEN": "v"}.items():
        monkeypatch.setenv(f"KGQA_FEISHU__{name}", value)
    with pytest.raises(BadSetting, match="KGQA_FEISHU__ENCRYPT_KEY"):
        load_settings()
    monkeypatch.setenv("KGQA_FEISHU__ENCRYPT_KEY", "e")
    found = load_settings()
    assert found.feishu and found.feishu.encrypt_key.get_secret_value() == "e" and "'e'" not in repr(found)
    monkeypatch.setenv("KGQA_FEISHU__ENCRYPTKEY", "e")
    with pytest.raises(BadSetting, match="KGQA_FEISHU__ENCRYPTKEY"):
        load_settings()
