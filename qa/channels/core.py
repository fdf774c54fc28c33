"""One conversation for all chat tools. An adapter says who is asking what and how a card looks; all else is here.

A message is taken once (de-duplicated by its id), asked on a thread of its own, and its card either goes back in the reply,
if it is ready while the platform waits, or is sent later through the platform's API. Never both, never a stack trace.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Generic, Protocol, TypeVar

import structlog

from kg.errors import InputError, KgError
from qa.channels.cards import buttons
from qa.channels.recent import Recent
from qa.errors import Refused
from qa.intake import readable
from qa.model import Answer, Kind, Outcome, Question
from qa.ports import Asker

ASKERS, SENDERS = 2, 4  # threads: asking is work for the processor, sending waits for another machine
MOST_WAITING = 64  # messages in work at once; who comes after that is asked to try again
SEEN_FOR, MOST_SEEN = 2 * 3600.0, 100_000  # longer than any platform's replay window
OFFERED_FOR, MOST_OFFERED = 1800.0, 10_000

GREETING = "您好！请直接提问，例如：某项任务由哪个部门牵头？某项目标是多少？答案都附文件原文出处；文件没有说的，会如实告诉您。"
ONLY_TEXT = "目前只能回答文字问题，请把问题写成文字发来。"
SORRY = "抱歉，服务暂时答不了这个问题，请稍后再试；若总是如此，请告诉管理员。"
BUSY = "现在提问的人太多，请过一会儿再试。"
STILL_AT_IT = "这个问题还在查，请过几秒再问一次。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A request as it came. Names of ``headers`` are in lower case."""

    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What goes back in the response."""

    body: bytes = b""
    media_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question out of a message. ``notice`` is said instead of asking where the message is no question."""

    message: str  # for de-duplication
    user: str
    conversation: str = ""  # a group; empty between two
    text: str = ""
    notice: str = ""
    send_to: str = ""  # what the adapter needs to send later; empty: it cannot
    pressed: bool = False  # a button, not a typed text


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An answer in the platform's own shape. ``text`` goes where nothing but text may go."""

    text: str
    bodies: tuple[Mapping[str, object], ...]


Payload = TypeVar("Payload")


class Adapter(Protocol[Payload]):
    """What differs between the platforms. Calls are cheap, except ``send``, which blocks."""

    name: ClassVar[str]

    @property
    def patience(self) -> float:
        """Seconds that the platform may be kept waiting for the card; 0: acknowledge at once, always send later."""
        ...

    def verify(self, request: Incoming) -> Payload | Reply:
        """The message, decrypted; or the answer to the platform's handshake. Raises Refused for anything else."""
        ...

    def question_from(self, payload: Payload) -> Asked | None:
        """None: nothing that wants an answer."""
        ...

    def card_from(self, answer: Answer) -> Card: ...

    def reply(self, asked: Asked | None, card: Card | None) -> Reply:
        """The response; without a card the acknowledgement."""
        ...

    def send(self, asked: Asked, card: Card) -> None:
        """Raises kg.errors.Busy when the platform does not take it."""
        ...


def said(text: str) -> Answer:
    """What the service itself has to say, in the shape of an answer, so that it takes the same way."""
    return Answer(id="", question="", outcome=Outcome.OUT_OF_SCOPE, kind=Kind.TEXT, text=text)


def must_be_fresh(sent: float, *, window: float, now: float) -> None:
    """Raises Refused unless ``sent`` (seconds) lies within ``window`` seconds of ``now``."""
    if not abs(now - sent) <= window:  # written so that NaN is refused
        raise Refused("消息的时间戳过期或超前", hint="若是平台发来的，请校准本机时间")


def must_match(given: str, expected: str) -> None:
    """Raises Refused unless the signatures are the same; takes as long when they are not."""
    if not hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode()):
        raise Refused("消息的签名不对")


def number(text: str) -> float:
    """A timestamp of the platform. Raises Refused when it is none."""
    if not re.fullmatch(r"[0-9]{1,16}", text):
        raise Refused("消息没有时间戳")
    return float(text)


def without_mentions(text: str) -> str:
    """``text`` without @某人; an address such as a@b.cn stays."""
    return re.sub(r"(?:(?<=\s)|^)@[^\s@]+(?=\s|$)", "", text).strip()


class Handover:
    """Either the request takes the card, or, once it has given up, the worker sends it."""

    def __init__(self) -> None:
        self.ready: Future[Card] = Future()
        self._given_up = False
        self._lock = threading.Lock()

    def offer(self, card: Card) -> bool:
        """Whether somebody still waits for it."""
        with self._lock:
            if not self._given_up:
                self.ready.set_result(card)
            return not self._given_up

    def give_up(self) -> Card | None:
        """The card, if it came in the last moment."""
        with self._lock:
            if self.ready.done():
                return self.ready.result()
            self._given_up = True
            return None


class Channel(Generic[Payload]):
    """One platform's conversation with the engine. ``asker`` gives the open engine. Safe from several threads."""

    def __init__(
        self,
        adapter: Adapter[Payload],
        asker: Callable[[], Asker],
        *,
        max_question: int,
        clock: Callable[[], float] = time.monotonic,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self.adapter = adapter
        self._asker, self._max_question = asker, max_question
        self._seen: Recent[None] = Recent(most=MOST_SEEN, ttl=SEEN_FOR, clock=clock)
        self._offered: Recent[tuple[str, ...]] = Recent(most=MOST_OFFERED, ttl=OFFERED_FOR, clock=clock)
        self._room = threading.BoundedSemaphore(most_waiting)
        self._askers = ThreadPoolExecutor(ASKERS, thread_name_prefix=f"kgqa-{adapter.name}-ask")
        self._senders = ThreadPoolExecutor(SENDERS, thread_name_prefix=f"kgqa-{adapter.name}-send")
        self._salt = secrets.token_bytes(16)
        self._log = structlog.get_logger().bind(channel=adapter.name)

    async def receive(self, request: Incoming) -> Reply:
        """The response to a request of the platform. Raises Refused when it is not from the platform."""
        payload = self.adapter.verify(request)
        if isinstance(payload, Reply):
            return payload
        asked = self.adapter.question_from(payload)
        if asked is None or not self._seen.add(asked.message, None):
            return self.adapter.reply(None, None)
        handover = Handover()
        if not self.adapter.patience:
            handover.give_up()  # before anybody can be quicker: this platform takes no card here
        if not self.take(asked, handover):
            return self.adapter.reply(asked, self.adapter.card_from(said(BUSY)))
        card = await self._wait(handover)
        if card is None and self.adapter.patience and not asked.send_to:
            card = self.adapter.card_from(said(STILL_AT_IT))
        return self.adapter.reply(asked, card)

    def take_once(self, asked: Asked) -> None:
        """For a long connection: nobody waits, the card is sent."""
        if self._seen.add(asked.message, None):
            handover = Handover()
            handover.give_up()
            self.take(asked, handover)

    def take(self, asked: Asked, handover: Handover) -> bool:
        """Has it asked in the background; False where too many wait already."""
        if not self._room.acquire(blocking=False):
            self._log.warning("channel_full")
            return False
        asking = self._askers.submit(self._answer, asked)
        asking.add_done_callback(lambda done: self._then(partial(self._deliver, asked, done, handover)))
        return True

    def close(self) -> None:
        self._askers.shutdown(wait=False, cancel_futures=True)
        self._senders.shutdown(wait=False, cancel_futures=True)

    async def _wait(self, handover: Handover) -> Card | None:
        if not self.adapter.patience:
            return None
        try:
            await asyncio.wait((asyncio.wrap_future(handover.ready),), timeout=self.adapter.patience)
        finally:  # also when the platform has hung up: then the card is sent
            card = handover.give_up()
        return card

    def _session(self, asked: Asked) -> str:
        """One for each user in each conversation. Says nothing about who that is, not even to our own logs."""
        who = "\x00".join((self.adapter.name, asked.conversation, asked.user))
        return hashlib.blake2b(who.encode("utf-8", "surrogatepass"), key=self._salt, digest_size=16).hexdigest()

    def _answer(self, asked: Asked) -> Answer:
        if asked.notice:
            return said(asked.notice)
        session = self._session(asked)
        text = readable(self._picked(asked.text, session), limit=self._max_question)
        answer = self._asker().ask(Question(text=text, session=session))
        self._offered.put(session, tuple(button.question for button in buttons(answer)))
        return answer

    def _picked(self, text: str, session: str) -> str:
        """A bare number picks what the last card offered."""
        if re.fullmatch(r"[1-9]", text.strip()):
            offered = self._offered.get(session) or ()
            place = int(text) - 1
            return offered[place] if place < len(offered) else text
        return text

    def _then(self, work: Callable[[], None]) -> None:
        try:
            sending = self._senders.submit(work)
        except RuntimeError:  # the service is closing
            return
        sending.add_done_callback(self._log_failure)

    def _deliver(self, asked: Asked, asking: Future[Answer], handover: Handover) -> None:
        try:
            error = asking.exception()
            card = self.adapter.card_from(self._apology(error) if error else asking.result())
            if not handover.offer(card) and asked.send_to:
                self.adapter.send(asked, card)
        finally:
            self._room.release()

    def _apology(self, error: BaseException) -> Answer:
        if isinstance(error, InputError):  # the asker can mend it
            return said("。".join(part.rstrip("。") for part in (str(error), error.hint) if part) + "。")
        code = error.code if isinstance(error, KgError) else "internal"
        self._log.error("channel_question", code=code, exc_info=None if isinstance(error, KgError) else error)
        return said(SORRY)

    def _log_failure(self, sending: Future[None]) -> None:
        if sending.cancelled() or not (error := sending.exception()):
            return
        known = isinstance(error, KgError)
        self._log.error("channel_send", detail=str(error) if known else "", exc_info=None if known else error)
