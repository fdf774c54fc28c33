"""钉钉 over HTTP: signed as the platform signs; late answers to a webhook on localhost."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from urllib.parse import unquote

import pytest

from qa.channels import core
from qa.channels.cards import size
from qa.channels.core import Asked
from qa.channels.dingtalk import LONGEST, Dingtalk
from qa.channels.platform import Undelivered
from qa.config import DingtalkSettings

SECRET = "ding-secret"
URL = "/channels/dingtalk"


def settings(**more) -> DingtalkSettings:
    return DingtalkSettings.model_validate({"app_secret": SECRET} | more)


def message(text="谁牵头？", **more) -> dict:
    given = {
        "msgId": "m1",
        "msgtype": "text",
        "text": {"content": f" {text} "},
        "conversationId": "cid1",
        "conversationType": "1",
        "senderId": "$:LWCP_v1:$x",
        "senderStaffId": "zhang",
        "senderNick": "张三",
        "robotCode": "dingbot",
        "chatbotCorpId": "dingcorp",
        "createAt": 1,
    }
    return given | more


def signed(body, *, sent: float | None = None, secret=SECRET) -> dict:
    moment = str(int((sent if sent is not None else time.time()) * 1000))
    found = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256).digest()
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Timestamp": moment, "Sign": base64.b64encode(found).decode(), "Content-Type": "application/json"}
    return {"content": content, "headers": headers}


def test_a_cited_answer_with_buttons(serve, lead_question):
    client = serve(dingtalk=settings(), public_url="https://kg.example")
    found = client.post(URL, **signed(message(lead_question))).json()
    card = found["actionCard"]
    assert found["msgtype"] == "actionCard" and card["title"] == "政策问答"
    assert card["text"].startswith("建设海上牧场由省农业农村厅牵头。[1]\n\n> [1] 《海州省建设海上牧场行动方案》二、重点任务")
    assert "（省农业农村厅、省海洋局）" in card["text"]
    assert "[查看原文](https://kg.example/documents/haizhou-mucang?start=" in card["text"]
    (button,) = card["btns"]
    action, _, content = button["actionURL"].partition("?content=")
    assert action == "dtmd://dingtalkclient/sendMessage" and unquote(content) == "建设海上牧场有哪些参与单位？"


def test_no_follow_ups_no_card(serve):
    found = serve(dingtalk=settings()).post(URL, **signed(message("海上牧场产值目标是多少？"))).json()
    assert found["msgtype"] == "markdown" and found["markdown"]["text"].startswith("到2028年为300亿元左右。[1]")


def test_asking_back_has_choices(serve, lead_question):
    found = serve(dingtalk=settings()).post(URL, **signed(message("谁牵头？"))).json()
    assert found["actionCard"]["title"] == "请选一种理解"
    assert unquote(found["actionCard"]["btns"][0]["actionURL"]).endswith(lead_question)


def test_in_a_group(serve, library, lead_question):
    client = serve(dingtalk=settings())
    group = {"conversationType": "2", "conversationId": "cidg", "atUsers": [{"dingtalkId": "x"}]}
    meant = message(f"@政策助手 {lead_question}", isInAtList=True, **group)
    assert client.post(URL, **signed(meant)).json()["msgtype"] == "actionCard"
    overheard = client.post(URL, **signed(message("大家好", msgId="m2", isInAtList=False, **group)))
    assert (overheard.status_code, overheard.json()) == (200, {"msgtype": "empty"})
    assert [question.text for question in library.engines[0].asked] == [lead_question]


def test_sessions(serve, library):
    client = serve(dingtalk=settings())
    group = {"conversationType": "2", "isInAtList": True}
    people = [("a", {}), ("a", {}), ("b", {}), ("a", group), ("b", group), ("a", group | {"conversationId": "cid2"})]
    for n, (staff, more) in enumerate(people):
        client.post(URL, **signed(message(msgId=str(n), senderStaffId=staff, **more)))
    first, again, *others = [question.session for question in library.engines[0].asked]
    assert first == again and len({first, *others}) == 5


def test_replayed(serve, library):
    client, request = serve(dingtalk=settings()), signed(message())
    assert client.post(URL, **request).json()["msgtype"] == "actionCard"
    assert client.post(URL, **request).json() == {"msgtype": "empty"}
    assert len(library.engines[0].asked) == 1


@pytest.mark.parametrize(
    "made",
    [
        lambda: signed(message(), secret="other"),
        lambda: signed(message(), sent=time.time() - 3700),
        lambda: signed(message(), sent=time.time() + 3700),
        lambda: signed(message()) | {"headers": {}},
        lambda: signed(message()) | {"headers": {"timestamp": "now", "sign": "x"}},
        lambda: signed(b"{"),
        lambda: signed(b"[]"),
        lambda: signed(b"\xff"),
        lambda: signed({}),
        lambda: signed(message(conversationType="3")),
        lambda: signed(message() | {"text": {"content": 7}}),
        lambda: signed(message(robotCode="other")),
        lambda: signed(message(chatbotCorpId="other")),
    ],
)
def test_refused(serve, library, made):
    response = serve(dingtalk=settings(robot_code="dingbot", corp_id="dingcorp")).post(URL, **made())
    assert response.status_code == 403 and response.json()["code"] == "refused"
    assert not any(engine.asked for engine in library.engines)


def test_a_tampered_signature(serve):
    request = signed(message())
    request["headers"]["Timestamp"] = str(int(request["headers"]["Timestamp"]) + 1)
    assert serve(dingtalk=settings()).post(URL, **request).status_code == 403


def test_oversized_and_no_text(serve):
    client = serve(dingtalk=settings())
    assert client.post(URL, **signed(b"x" * 300_000)).status_code == 413
    assert "太长" in client.post(URL, **signed(message("问" * 600))).text
    assert core.ONLY_TEXT in client.post(URL, **signed(message(msgId="m3", msgtype="picture"))).text


def test_a_slow_answer_goes_to_the_webhook(serve, platform, slow, lead_question):
    client = serve(dingtalk=settings(webhook_origin=platform.base, patience=0.05))
    hook = f"{platform.base}/robot/sendBySession?session=s1"
    assert client.post(URL, **signed(message(lead_question, sessionWebhook=hook))).json() == {"msgtype": "empty"}
    slow.set()
    call = platform.next()
    assert (call.path, call.query) == ("/robot/sendBySession", {"session": "s1"})
    assert "省农业农村厅" in call.body["actionCard"]["text"]


@pytest.mark.parametrize(
    "hook",
    [
        "",
        "https://oapi.dingtalk.com.evil.example/robot?session=1",
        "https://oapi.dingtalk.com@evil.example/robot",
        "https://oapi.dingtalk.com:444/robot",
        "http://oapi.dingtalk.com/robot",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "//oapi.dingtalk.com/robot",
        "https://[/robot",
    ],
)
def test_no_other_machine_is_called(serve, slow, hook):
    adapter = Dingtalk(settings(), base=None)
    assert adapter.question_from(adapter.message(message(sessionWebhook=hook))).send_to == ""
    client = serve(dingtalk=settings(patience=0.05))
    assert core.STILL_AT_IT in client.post(URL, **signed(message(sessionWebhook=hook))).text


def test_the_platform_s_own_webhook():
    adapter = Dingtalk(settings(), base=None)
    hook = "https://oapi.dingtalk.com/robot/sendBySession?session=abc"
    assert adapter.question_from(adapter.message(message(sessionWebhook=hook))).send_to == "/robot/sendBySession?session=abc"


def test_a_webhook_that_does_not_answer(platform):
    adapter = Dingtalk(settings(webhook_origin=platform.base), base=None)
    platform.down = True
    with pytest.raises(Undelivered):
        adapter.send(Asked(message="1", user="u", send_to="/robot?session=1"), adapter.card_from(core.said("好")))
    gone = Dingtalk(settings(webhook_origin="http://127.0.0.1:9"), base=None)
    with pytest.raises(Undelivered, match="没有应答"):
        gone.send(Asked(message="1", user="u", send_to="/robot?session=1"), gone.card_from(core.said("好")))


def test_limits(long_answer):
    (body,) = Dingtalk(settings(), base="https://kg.example").card_from(long_answer).bodies
    assert size(body["actionCard"]["text"]) <= LONGEST and len(body["actionCard"]["btns"]) == 6
    assert size(json.dumps(body, ensure_ascii=False)) <= 24_000


def test_a_document_s_text_is_no_markup(hostile_answer):
    (body,) = Dingtalk(settings(), base=None).card_from(hostile_answer).bodies
    assert not set("*_`<[#~") & set(body["actionCard"]["text"].replace("[1]", ""))
