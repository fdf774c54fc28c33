"""The conversation, with an adapter that knows no platform."""

from __future__ import annotations

import asyncio
import queue
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import NotBuilt
from qa.channels import core
from qa.channels.core import Asked, Card, Channel, Handover, Incoming, Reply
from qa.errors import Refused
from qa.model import Answer, Kind, Outcome


class Plain:
    """``query`` is the message; a card is the answer's text."""

    name = "plain"

    def __init__(self, patience=2.0):
        self.patience = patience
        self.sent: queue.Queue[tuple[str, str]] = queue.Queue()

    def verify(self, request):
        if "bad" in request.query:
            raise Refused("不是平台发来的")
        return Reply(body=b"hello") if "handshake" in request.query else request.query

    def question_from(self, payload):
        return None if "ignored" in payload else Asked(**payload)

    def card_from(self, answer):
        return Card(text=answer.text, bodies=())

    def reply(self, asked, card):
        return Reply(body=card.text.encode() if card else b"ok")

    def send(self, asked, card):
        self.sent.put((asked.send_to, card.text))


class Echo:
    """Says which session asked what."""

    def __init__(self):
        self.asked, self.gate, self.error = [], None, None

    def ask(self, question, *, on_step=None):
        self.asked.append(question)
        if self.gate:
            assert self.gate.wait(5)
        if self.error:
            raise self.error
        more = ("第一个问题？", "第二个问题？")
        text = f"答：{question.text}"
        return Answer(id="1", question="", outcome=Outcome.NOT_FOUND, kind=Kind.TEXT, text=text, suggestions=more)


@pytest.fixture
def engine():
    return Echo()


@pytest.fixture
def adapter():
    return Plain()


@pytest.fixture
def channel(adapter, engine):
    found = Channel(adapter, lambda: engine, max_question=100)
    yield found
    if engine.gate:
        engine.gate.set()
    found.close()


def tell(channel, **query) -> str:
    request = Incoming(query=query, headers={}, body=b"")
    return asyncio.run(channel.receive(request)).body.decode()


def asks(channel, text, message, user="甲", **more):
    return tell(channel, message=message, user=user, text=text, **more)


def test_an_answer_goes_back_at_once(channel, adapter):
    assert asks(channel, "谁？", "1", send_to="甲") == "答：谁？"
    assert adapter.sent.empty()


def test_a_handshake_asks_nothing(channel, engine):
    assert tell(channel, handshake="1") == "hello" and tell(channel, ignored="1") == "ok"
    assert not engine.asked


def test_what_the_adapter_refuses_is_not_asked(channel, engine):
    with pytest.raises(Refused):
        tell(channel, bad="1")
    assert not engine.asked


def test_a_message_is_taken_once(channel, engine):
    assert [asks(channel, "谁？", "1") for _ in range(3)] == ["答：谁？", "ok", "ok"]
    assert len(engine.asked) == 1


def test_a_late_answer_is_sent_and_only_sent(channel, adapter, engine):
    adapter.patience, engine.gate = 0.02, threading.Event()
    assert asks(channel, "慢？", "1", send_to="甲") == "ok"
    engine.gate.set()
    assert adapter.sent.get(timeout=5) == ("甲", "答：慢？")
    time.sleep(0.02)
    assert adapter.sent.empty()


def test_late_and_nowhere_to_send(channel, adapter, engine):
    adapter.patience, engine.gate = 0.02, threading.Event()
    assert asks(channel, "慢？", "1") == core.STILL_AT_IT


def test_without_patience_everything_is_sent(channel, adapter):
    adapter.patience = 0.0
    assert asks(channel, "谁？", "1", send_to="甲") == "ok"
    assert adapter.sent.get(timeout=5) == ("甲", "答：谁？")


def test_a_request_that_is_cut_off_still_gets_its_card(channel, adapter, engine):
    engine.gate = threading.Event()

    async def hang_up():
        message = {"message": "1", "user": "甲", "text": "谁？", "send_to": "甲"}
        receiving = asyncio.create_task(channel.receive(Incoming(query=message, headers={}, body=b"")))
        await asyncio.sleep(0.02)
        receiving.cancel()

    asyncio.run(hang_up())
    engine.gate.set()
    assert adapter.sent.get(timeout=5) == ("甲", "答：谁？")


def test_sessions_are_per_user_and_conversation(channel, engine):
    for number, (user, group) in enumerate([("甲", ""), ("甲", ""), ("乙", ""), ("甲", "群"), ("乙", "群")]):
        asks(channel, "谁？", str(number), user=user, conversation=group)
    first, again, *others = [question.session for question in engine.asked]
    assert first == again and len({first, *others}) == 4
    assert not any("甲" in session or "乙" in session for session in (first, *others))


def test_a_number_picks_what_was_offered_to_this_user(channel, engine):
    asks(channel, "谁？", "1")
    asks(channel, " 2 ", "2")
    asks(channel, "2", "3", user="乙")
    asks(channel, "9", "4")
    assert [question.text for question in engine.asked] == ["谁？", "第二个问题？", "2", "9"]


@pytest.mark.parametrize(("text", "said"), [("", "问题是空的"), ("问" * 101, "问题太长"), ("\x00", "控制字符")])
def test_what_is_no_question_is_said_politely(channel, engine, text, said):
    assert said in asks(channel, text, "1")
    assert not engine.asked


@pytest.mark.parametrize("error", [RuntimeError("/srv/机密/路径"), NotBuilt("还没有发布", hint="运行 kgqa build")])
def test_errors_are_an_apology(channel, engine, error):
    engine.error = error
    assert asks(channel, "谁？", "1") == core.SORRY
    engine.error = None
    assert asks(channel, "谁？", "2") == "答：谁？"


def test_a_notice_asks_nothing(channel, engine):
    assert tell(channel, message="1", user="甲", notice="您好") == "您好"
    assert not engine.asked


def test_too_many_at_once(adapter, engine):
    adapter.patience, engine.gate = 0.01, threading.Event()
    channel = Channel(adapter, lambda: engine, max_question=100, most_waiting=2)
    said = [asks(channel, "慢？", str(number), send_to="甲") for number in range(3)]
    assert said == ["ok", "ok", core.BUSY]
    engine.gate.set()
    for _ in range(2):
        adapter.sent.get(timeout=5)
    adapter.patience = 2.0
    assert asks(channel, "快？", "9") == "答：快？"
    channel.close()


def test_a_send_that_fails_frees_its_place(adapter, engine):
    adapter.patience, tried = 0.0, queue.Queue()

    def broken(asked, card):
        tried.put(card)
        raise RuntimeError("断线")

    adapter.send = broken
    channel = Channel(adapter, lambda: engine, max_question=100, most_waiting=1)
    for number in range(3):
        asks(channel, "谁？", str(number), send_to="甲")
        tried.get(timeout=5)
        deadline = time.monotonic() + 5
        while not channel._room.acquire(blocking=False) and time.monotonic() < deadline:
            time.sleep(0.001)
        channel._room.release()
    channel.close()


def test_the_long_connection_sends_once(channel, adapter):
    for _ in range(2):
        channel.take_once(Asked(message="1", user="甲", text="谁？", send_to="甲"))
    assert adapter.sent.get(timeout=5) == ("甲", "答：谁？")
    assert adapter.sent.empty()


@given(st.booleans())
def test_a_card_is_handed_over_or_sent_never_both(first_gives_up):
    handover, card = Handover(), Card(text="", bodies=())
    if first_gives_up:
        assert handover.give_up() is None and not handover.offer(card)
    else:
        assert handover.offer(card) and handover.give_up() is card


@pytest.mark.parametrize("sent", [99.0, 301.0, float("nan"), float("inf")])
def test_stale_or_early(sent):
    with pytest.raises(Refused):
        core.must_be_fresh(sent, window=100, now=200)


@pytest.mark.parametrize("text", ["", "-1", "1e9", "１２３", "9" * 17, "nan"])
def test_no_timestamp(text):
    with pytest.raises(Refused):
        core.number(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("@小助手 谁牵头？", "谁牵头？"),
        ("谁牵头？ @小助手", "谁牵头？"),
        ("写信给 a@b.cn 谁？", "写信给 a@b.cn 谁？"),
        ("@甲\u2005@乙 谁？", "谁？"),
    ],
)
def test_mentions(text, left):
    assert core.without_mentions(text) == left
