"""企业微信: messages signed and encrypted with wechatpy, over the HTTP door; sending against a platform on localhost."""

from __future__ import annotations

import base64
import time

import pytest
import xmltodict
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.utils import WeChatSigner
from wechatpy.work.crypto import WeChatCrypto

from kg.errors import BadSetting
from qa.channels import core
from qa.channels.cards import size
from qa.channels.core import Asked, Incoming
from qa.channels.platform import Undelivered
from qa.channels.wecom import LONGEST, Wecom
from qa.config import WecomSettings
from qa.errors import Refused

TOKEN, KEY, CORP = "callback-token", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wwcorp"
CRYPTO = WeChatCrypto(TOKEN, KEY, CORP)
URL = "/channels/wecom"

# Tencent's published sample of WXBizMsgCrypt: handshake and message
SAMPLE = WecomSettings(
    corp_id="wx5823bf96d3bd56c7", agent_id=218, token="QDG6eK", aes_key="jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
)
SAMPLE_TIME = 1409659700
SAMPLE_HANDSHAKE = {
    "msg_signature": "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
    "timestamp": "1409659589",
    "nonce": "263014780",
    "echostr": "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
}
SAMPLE_QUERY = {
    "msg_signature": "477715d11cdb4164915debcba66cb864d751f3e6",
    "timestamp": "1409659813",
    "nonce": "1372623149",
}
SAMPLE_ENCRYPTED = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccA"
    "S0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ"
    "3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo"
    "6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="
)


def sample_body(encrypted: str = SAMPLE_ENCRYPTED) -> bytes:
    name = SAMPLE.corp_id
    return f"<xml><ToUserName><![CDATA[{name}]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>".encode()


def settings(platform=None, **more) -> WecomSettings:
    given = {"corp_id": CORP, "agent_id": 7, "token": TOKEN, "aes_key": KEY}
    if platform:
        given |= {"secret": "wecom-secret", "api_url": platform.base}
    return WecomSettings.model_validate(given | more)


RUBBISH = Wecom(settings(), base=None, now=lambda: 1000.0)


def message(text="", user="zhang", *, to=CORP, agent=7, id="1", **event) -> str:
    inner = {"ToUserName": to, "FromUserName": user, "CreateTime": str(int(time.time())), "AgentID": str(agent)}
    inner |= event or {"MsgType": "text", "Content": text, "MsgId": id}
    return xmltodict.unparse({"xml": inner}, full_document=False)


def sealed(xml: str, *, sent: float | None = None, crypto=CRYPTO) -> dict:
    """Arguments of a request as the platform makes it."""
    moment, nonce = str(int(sent if sent is not None else time.time())), "n0nce"
    encrypted = xmltodict.parse(crypto.encrypt_message(xml, nonce, moment))["xml"]
    query = {"msg_signature": encrypted["MsgSignature"], "timestamp": moment, "nonce": nonce}
    body = f"<xml><ToUserName>{CORP}</ToUserName><Encrypt>{encrypted['Encrypt']}</Encrypt><AgentID>7</AgentID></xml>"
    return {"params": query, "content": body}


def opened(response) -> dict:
    """The passive reply, as the platform reads it."""
    assert response.status_code == 200, response.text
    outer = xmltodict.parse(response.content)["xml"]
    inner = CRYPTO.decrypt_message(response.content, outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"])
    return xmltodict.parse(inner)["xml"]


def test_tencent_s_sample():
    adapter = Wecom(SAMPLE, base=None, now=lambda: SAMPLE_TIME)
    assert adapter.verify(Incoming(query=SAMPLE_HANDSHAKE, headers={}, body=b"")).body == b"1616140317555161061"
    found = adapter.verify(Incoming(query=SAMPLE_QUERY, headers={}, body=sample_body()))
    assert (found.FromUserName, found.Content, found.AgentID, found.MsgId) == ("mycreate", "hello", 218, "4561255354251345929")
    assert adapter.question_from(found) == Asked(message="4561255354251345929", user="mycreate", text="hello")


@pytest.mark.parametrize(
    ("query", "body"),
    [
        (SAMPLE_QUERY | {"msg_signature": "0" * 40}, sample_body()),
        (SAMPLE_QUERY | {"nonce": "1372623148"}, sample_body()),
        (SAMPLE_QUERY | {"timestamp": "1409659814"}, sample_body()),
        (SAMPLE_QUERY, sample_body(SAMPLE_ENCRYPTED[:-8] + "AAAAAA==")),
        (SAMPLE_QUERY, b""),
        ({}, sample_body()),
        (SAMPLE_HANDSHAKE | {"echostr": "AAAA"}, b""),
    ],
)
def test_tencent_s_sample_tampered(query, body):
    with pytest.raises(Refused):
        Wecom(SAMPLE, base=None, now=lambda: SAMPLE_TIME).verify(Incoming(query=query, headers={}, body=body))


@pytest.mark.parametrize("now", [SAMPLE_TIME + 600, SAMPLE_TIME - 600, time.time()], ids=["later", "earlier", "today"])
def test_tencent_s_sample_is_stale_today(now):
    adapter = Wecom(SAMPLE, base=None, now=lambda: now)
    for request in (
        Incoming(query=SAMPLE_HANDSHAKE, headers={}, body=b""),
        Incoming(query=SAMPLE_QUERY, headers={}, body=sample_body()),
    ):
        with pytest.raises(Refused):
            adapter.verify(request)


def test_the_handshake(serve):
    client = serve(wecom=settings())
    moment, nonce = str(int(time.time())), "n"
    encrypted = xmltodict.parse(CRYPTO.encrypt_message("61616161", nonce, moment))["xml"]
    query = {"msg_signature": encrypted["MsgSignature"], "timestamp": moment, "nonce": nonce, "echostr": encrypted["Encrypt"]}
    response = client.get(URL, params=query)
    assert (response.status_code, response.text) == (200, "61616161")
    assert client.get(URL, params=query | {"nonce": "other"}).status_code == 403
    assert client.get(URL).status_code == 403


def test_a_cited_answer_in_the_reply(serve, lead_question):
    client = serve(wecom=settings(), public_url="https://kg.example")
    found = opened(client.post(URL, **sealed(message(lead_question))))
    assert (found["ToUserName"], found["FromUserName"], found["MsgType"]) == ("zhang", CORP, "text")
    lines = found["Content"].splitlines()
    assert lines[0] == "建设海上牧场由省农业农村厅牵头。[1]"
    assert lines[1] == "[1] 《海州省建设海上牧场行动方案》二、重点任务 / 1.建设海上牧场：“（省农业农村厅、省海洋局）”"
    assert lines[2].startswith("https://kg.example/documents/haizhou-mucang?start=")
    assert lines[-1] == "1. 建设海上牧场有哪些参与单位？"


def test_without_an_address_of_our_own_there_are_no_links(serve, lead_question):
    assert "http" not in opened(serve(wecom=settings()).post(URL, **sealed(message(lead_question))))["Content"]


def test_asking_back_and_picking_by_number(serve, lead_question):
    client = serve(wecom=settings())
    assert "1. 建设海上牧场" in opened(client.post(URL, **sealed(message("谁牵头？", id="1"))))["Content"]
    assert "省农业农村厅" in opened(client.post(URL, **sealed(message("1", id="2"))))["Content"]
    assert "省农业农村厅" not in opened(client.post(URL, **sealed(message("1", "li", id="3"))))["Content"]


def test_users_do_not_share_a_session(serve, library):
    client = serve(wecom=settings())
    for id, user in enumerate(("zhang", "zhang", "li")):
        client.post(URL, **sealed(message("谁牵头？", user, id=str(id))))
    first, again, other = [question.session for question in library.engines[0].asked]
    assert first == again != other and "zhang" not in first


def test_a_replayed_message_is_acknowledged_and_not_asked_again(serve, library, lead_question):
    client, request = serve(wecom=settings()), sealed(message(lead_question))
    assert opened(client.post(URL, **request))
    again = client.post(URL, **request)
    assert (again.status_code, again.content) == (200, b"")
    assert client.post(URL, **sealed(message(lead_question))).content == b""  # signed anew, the same MsgId
    assert len(library.engines[0].asked) == 1


OTHER_KEY = WeChatCrypto(TOKEN, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg", CORP)


@pytest.mark.parametrize(
    "request_",
    [
        sealed(message("谁？"), sent=time.time() - 7000),
        sealed(message("谁？"), sent=time.time() + 7000),
        sealed(message("谁？"), crypto=WeChatCrypto("other-token", KEY, CORP)),
        sealed(message("谁？"), crypto=WeChatCrypto(TOKEN, KEY, "wwother")),
        sealed(message("谁？"), crypto=OTHER_KEY),
        sealed(message("谁？", to="wwother")),
        sealed(message("谁？", agent=8)),
        sealed("<xml><ToUserName>wwcorp</ToUserName>"),
        sealed("<xml/>"),
        sealed("no xml"),
        sealed(message(CreateTime="soon", MsgType="text")),
        sealed(message("谁？")) | {"content": "<xml><Encrypt>!!!</Encrypt></xml>"},
        sealed(message("谁？")) | {"content": "<xml><Encrypt/></xml>"},
        sealed(message("谁？")) | {"content": "<xml>"},
        sealed(message("谁？")) | {"content": b"\xff\xfe\x00"},
        sealed(message("谁？")) | {"content": '<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>'},
        sealed(message("谁？")) | {"params": {}},
    ],
)
def test_refused(serve, library, request_):
    response = serve(wecom=settings()).post(URL, **request_)
    assert response.status_code == 403 and response.json()["code"] == "refused"
    assert "Traceback" not in response.text
    assert not any(engine.asked for engine in library.engines)


def test_signed_but_no_ciphertext(serve):
    """Who knows the token but not the key."""
    signer, moment = WeChatSigner(), str(int(time.time()))
    signer.add_data(TOKEN, moment, "n", "QUJD")
    query = {"msg_signature": signer.signature, "timestamp": moment, "nonce": "n"}
    assert serve(wecom=settings()).post(URL, params=query, content="<xml><Encrypt>QUJD</Encrypt></xml>").status_code == 403


@given(st.binary(max_size=96))
def test_signed_rubbish(raw):
    """Whatever the ciphertext opens to: refused, never another error."""
    encrypted, signer = base64.b64encode(raw).decode(), WeChatSigner()
    signer.add_data(TOKEN, "1000", "n", encrypted)
    query = {"msg_signature": signer.signature, "timestamp": "1000", "nonce": "n"}
    request = Incoming(query=query, headers={}, body=f"<xml><Encrypt>{encrypted}</Encrypt></xml>".encode())
    with pytest.raises(Refused):
        RUBBISH.verify(request)


def test_oversized(serve):
    client = serve(wecom=settings())
    assert client.post(URL, content=b"x" * 300_000).status_code in (403, 413)
    assert client.post(URL, **(sealed(message("谁？")) | {"content": b"x" * 300_000})).status_code == 413
    assert "太长" in opened(client.post(URL, **sealed(message("问" * 600))))["Content"]


@pytest.mark.parametrize("event", ["subscribe", "enter_agent"])
def test_a_greeting_once_in_a_while(serve, event):
    client = serve(wecom=settings())
    coming = message(MsgType="event", Event=event)
    assert opened(client.post(URL, **sealed(coming)))["Content"] == core.GREETING
    assert client.post(URL, **sealed(coming)).content == b""


def test_what_is_no_text(serve, library):
    client = serve(wecom=settings())
    image = message(MsgType="image", PicUrl="http://p", MediaId="m", MsgId="9")
    assert opened(client.post(URL, **sealed(image)))["Content"] == core.ONLY_TEXT
    assert client.post(URL, **sealed(message(MsgType="event", Event="unsubscribe"))).content == b""
    assert not any(engine.asked for engine in library.engines)


def test_a_slow_answer_is_sent_by_the_api(serve, platform, slow, lead_question):
    client = serve(wecom=settings(platform, patience=0.05), public_url="https://kg.example")
    response = client.post(URL, **sealed(message(lead_question)))
    assert (response.status_code, response.content) == (200, b"")
    assert platform.silent()
    slow.set()
    call = platform.next()
    assert (call.path, call.query) == ("/cgi-bin/message/send", {"access_token": "token-1"})
    assert (call.body["touser"], call.body["agentid"], call.body["msgtype"]) == ("zhang", 7, "markdown")
    content = call.body["markdown"]["content"]
    assert content.startswith("建设海上牧场由省农业农村厅牵头。[1]\n> [1] 《海州省")
    assert "[查看原文](https://kg.example/documents/haizhou-mucang?start=" in content


def test_slow_and_no_secret(serve, slow):
    response = serve(wecom=settings(patience=0.05)).post(URL, **sealed(message("谁牵头？")))
    assert opened(response)["Content"] == core.STILL_AT_IT


def test_cards_with_buttons_and_their_press(serve, platform, lead_question):
    client = serve(wecom=settings(platform, cards=True))
    assert client.post(URL, **sealed(message("谁牵头？"))).content == b""
    assert platform.next().body["msgtype"] == "markdown"
    card = platform.next().body["template_card"]
    (button,) = card["button_list"]
    assert card["card_type"] == "button_interaction" and card["task_id"] and button["key"] == lead_question
    press = message(MsgType="event", Event="template_card_event", EventKey=button["key"], TaskId=card["task_id"])
    assert client.post(URL, **sealed(press)).content == b""
    assert "省农业农村厅" in platform.next().body["markdown"]["content"]
    assert platform.next().body["template_card"]["task_id"] != card["task_id"]
    assert platform.tokens == 1  # kept


def test_a_stale_token_is_fetched_anew(platform):
    adapter = Wecom(settings(platform), base=None)
    card = adapter.card_from(core.said("好"))
    adapter.send(Asked(message="1", user="u", send_to="u"), card)
    platform.stale.add("token-1")
    adapter.send(Asked(message="2", user="u", send_to="u"), card)
    assert [platform.next().query["access_token"] for _ in range(2)] == ["token-1", "token-2"]


def test_a_platform_that_does_not_take_it(platform):
    card = core.said("好")
    wrong = Wecom(settings(platform, secret="wrong-secret"), base=None)
    with pytest.raises(Undelivered) as refused:
        wrong.send(Asked(message="1", user="u", send_to="u"), wrong.card_from(card))
    assert "wrong-secret" not in str(refused.value)
    platform.stale |= {f"token-{n}" for n in range(9)}
    adapter = Wecom(settings(platform), base=None)
    with pytest.raises(Undelivered):
        adapter.send(Asked(message="1", user="u", send_to="u"), adapter.card_from(card))


def test_limits(long_answer):
    card = Wecom(settings(), base="https://kg.example").card_from(long_answer)
    markdown, template = card.bodies
    assert size(card.text) <= LONGEST and size(markdown["markdown"]["content"]) <= LONGEST
    assert "处出处" in markdown["markdown"]["content"]
    assert len(template["template_card"]["button_list"]) == 6
    assert all(size(button["key"]) <= 1024 for button in template["template_card"]["button_list"])


def test_a_document_s_text_is_no_markup(hostile_answer):
    adapter = Wecom(settings(), base=None)
    card = adapter.card_from(hostile_answer)
    content = card.bodies[0]["markdown"]["content"]
    assert not set("*_`<[#~") & set(content.replace("[1]", ""))
    reply = adapter.reply(Asked(message="1", user="u"), card)
    outer = xmltodict.parse(reply.body)["xml"]
    inner = CRYPTO.decrypt_message(reply.body, outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"])
    assert "]]＞" in xmltodict.parse(inner)["xml"]["Content"]


def test_refusals(refusals):
    adapter = Wecom(settings(), base=None)
    not_found, foreign, unclear = (adapter.card_from(answer) for answer in refusals)
    assert not_found.text == "文件没有说到。" and len(foreign.bodies) == 1
    assert unclear.text.splitlines() == ["您问的是哪一项？", "回复序号可接着问：", "1. 甲任务", "2. 乙任务"]


def test_bad_settings():
    with pytest.raises(BadSetting, match="Secret"):
        Wecom(settings(cards=True), base=None)
    with pytest.raises(BadSetting, match="EncodingAESKey"):
        Wecom(settings(aes_key="密" * 43), base=None)
