from __future__ import annotations

import pytest

from qa.channels.platform import EARLY, Api, Token, Undelivered


def test_a_token_is_kept_until_shortly_before_its_end():
    now, fetched = 0.0, []

    def fetch() -> Token:
        fetched.append(now)
        return Token(value=f"t{len(fetched)}", lasts=7200)

    api = Api("http://127.0.0.1:9", clock=lambda: now)
    assert [api.token(fetch) for _ in range(3)] == ["t1"] * 3
    now = 7200 - EARLY
    assert api.token(fetch) == "t2"
    assert api.token(fetch, stale="t1") == "t2"  # somebody else has fetched already
    assert api.token(fetch, stale="t2") == "t3"


def test_what_goes_wrong_names_no_address(platform):
    platform.down = True
    with pytest.raises(Undelivered) as found:
        Api(platform.base).get("/cgi-bin/gettoken", query={"corpsecret": "s3cret"})
    assert "s3cret" not in str(found.value) and found.value.__cause__ is None


def test_the_reply_of_a_platform_is_an_object(platform, monkeypatch):
    monkeypatch.setattr(platform, "answer", lambda call: [1])
    with pytest.raises(Undelivered, match="看不懂"):
        Api(platform.base).post("/x", {})
