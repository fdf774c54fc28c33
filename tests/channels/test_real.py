"""The real engine behind all three platforms: the right answer with its quotation, in each one's own shape."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from qa.api.app import create_app
from qa.config import QaSettings

from . import test_dingtalk, test_feishu, test_wecom

QUESTION = "完善乡村网络设施由哪个部门牵头？"
LEAD = "省通信管理局"


@pytest.fixture(scope="module")
def client_of(real_data):
    def start(**settings) -> TestClient:
        return TestClient(create_app(QaSettings(data=real_data, **settings)))

    return start


@pytest.fixture
def told(client_of, platform):
    """What each platform's user gets to read."""

    def wecom() -> str:
        with client_of(wecom=test_wecom.settings()) as client:
            return test_wecom.opened(client.post(test_wecom.URL, **test_wecom.sealed(test_wecom.message(QUESTION))))["Content"]

    def dingtalk() -> str:
        with client_of(dingtalk=test_dingtalk.settings()) as client:
            return client.post(test_dingtalk.URL, **test_dingtalk.signed(test_dingtalk.message(QUESTION))).text

    def feishu() -> str:
        with client_of(feishu=test_feishu.settings(platform)) as client:
            client.post(test_feishu.URL, **test_feishu.sealed(test_feishu.event(test_feishu.text(QUESTION))))
            return json.loads(platform.next().body["content"])["elements"][0]["content"]

    return {"wecom": wecom, "dingtalk": dingtalk, "feishu": feishu}


@pytest.mark.parametrize("name", ["wecom", "dingtalk", "feishu"])
def test_a_right_and_cited_answer(told, name):
    text = told[name]()
    assert LEAD in text and "[1]" in text and "《" in text and "“" in text
