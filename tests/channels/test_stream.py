"""钉钉's long connection: the official client against a gateway on localhost that speaks the real protocol."""

from __future__ import annotations

import asyncio
import json
import logging
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import websockets

from kg.errors import BadSetting
from qa.channels.stream import Stream
from qa.config import DingtalkSettings, QaSettings

from .test_dingtalk import message

TOPIC = "/v1.0/im/bot/messages/get"


class Gateway:
    """Hands out a ticket over HTTP, then pushes frames over a websocket and keeps the acknowledgements."""

    def __init__(self):
        self.opened: queue.Queue[dict] = queue.Queue()
        self.acks: queue.Queue[dict] = queue.Queue()
        self.push: queue.Queue[dict] = queue.Queue()
        self.loop = asyncio.new_event_loop()
        self.ready = threading.Event()
        threading.Thread(target=self.loop.run_until_complete, args=(self.serve(),), daemon=True).start()
        assert self.ready.wait(5)

    async def serve(self):
        self.stopping = asyncio.Event()
        async with websockets.serve(self.talk, "127.0.0.1", 0) as server:
            self.port = server.sockets[0].getsockname()[1]
            self.ready.set()
            await self.stopping.wait()

    async def talk(self, socket):
        assert "ticket=a%2Fb" in socket.request.path
        while frame := await asyncio.to_thread(self.push.get):
            await socket.send(json.dumps(frame))
            self.acks.put(json.loads(await socket.recv()))

    def stop(self):
        self.push.put({})
        self.loop.call_soon_threadsafe(self.stopping.set)


@pytest.fixture
def gateway():
    found = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.opened.put({"path": self.path, **asked})
            body = json.dumps({"endpoint": f"ws://127.0.0.1:{found.port}/connect", "ticket": "a/b"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield found
    found.stop()
    server.shutdown()
    server.server_close()


def frame(data: dict, id: str = "f1") -> dict:
    headers = {
        "appId": "app",
        "connectionId": "c",
        "contentType": "application/json",
        "messageId": id,
        "time": "1",
        "topic": TOPIC,
    }
    return {"specVersion": "1.0", "type": "CALLBACK", "headers": headers, "data": json.dumps(data)}


def test_a_question_over_the_long_connection(gateway, platform, library, tmp_path, lead_question, caplog):
    chosen = DingtalkSettings(
        app_key="ding-key", app_secret="ding-secret", api_url=gateway.url, webhook_origin=platform.base, robot_code="dingbot"
    )
    engine = library.open()
    stream = Stream(QaSettings(data=tmp_path, dingtalk=chosen), lambda: engine)
    stream.start()
    opened = gateway.opened.get(timeout=10)
    assert opened["path"] == "/v1.0/gateway/connections/open"
    assert (opened["clientId"], opened["clientSecret"]) == ("ding-key", "ding-secret")
    assert {"type": "CALLBACK", "topic": TOPIC} in opened["subscriptions"]

    asked = message(lead_question, sessionWebhook=f"{platform.base}/robot/sendBySession?session=s1")
    for id, data, code in (("f1", asked, 200), ("f2", asked, 200), ("f3", asked | {"robotCode": "other"}, 400), ("f4", {}, 400)):
        gateway.push.put(frame(data, id))
        ack = gateway.acks.get(timeout=5)
        assert (ack["headers"]["messageId"], ack["code"]) == (id, code)
    call = platform.next()
    assert call.path == "/robot/sendBySession" and "省农业农村厅" in call.body["actionCard"]["text"]
    assert platform.silent() and [question.text for question in engine.asked] == [lead_question]

    logging.getLogger("dingtalk_stream").error("unknown exception", OSError("lost"))  # noqa: PLE1205  as the client says it
    assert "unknown exception" in caplog.messages
    stream.close()
    assert "kgqa-dingtalk-stream" not in {thread.name for thread in threading.enumerate()}


def test_the_key_must_be_set(library):
    for settings in (QaSettings(), QaSettings(dingtalk=DingtalkSettings(app_secret="s"))):
        with pytest.raises(BadSetting, match="密钥"):
            Stream(settings, library.open)
