from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from qa.api.app import create_app
from qa.config import QaSettings

KEY = "sesame-秘钥"


@pytest.fixture
def settings(tmp_path, monkeypatch) -> QaSettings:
    monkeypatch.setenv("KGQA_ADMIN_KEY", KEY)
    return QaSettings(data=tmp_path, max_file_mb=1)


@pytest.fixture
def app(settings, library):
    return create_app(settings, library)


@pytest.fixture
def client(app):
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def admin() -> dict[str, str]:
    return {"Authorization": b"Bearer " + KEY.encode()}  # as bytes: header text would have to be latin-1


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """``app`` on a free port of this machine, as its clients see it; gives its address."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        assert thread.is_alive()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)
            assert not thread.is_alive()


@pytest.fixture
def address(app) -> Iterator[str]:
    """The service over the fake library, on a real port."""
    with served(app) as found:
        yield found


@pytest.fixture(scope="session")
def real_address(real_data) -> Iterator[str]:
    """The service over two real documents, on a real port."""
    with served(create_app(QaSettings(data=real_data))) as found:
        yield found


@pytest.fixture(scope="session")
def serve():
    """Serves an application of one's own: ``with serve(app) as address``."""
    return served


@pytest.fixture(scope="session")
def cited():
    """What a link to a marked passage points at: ``cited(get, link)``, read from the document's text (its page is qa.web's)."""

    def text_at(get, link: str) -> str:
        found = re.fullmatch(r"(?:https?://[^/]+)?/documents/([^?]+)\?start=(\d+)&end=(\d+)#mark", link)
        assert found, link
        return get(f"/api/documents/{found[1]}").json()["text"][int(found[2]) : int(found[3])]

    return text_at
