from __future__ import annotations

import pytest
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
