"""Signing in with a key: what the browser keeps, where it leads, who is sent there."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import expect

from .conftest import ADMIN_KEY, serving, sign_in


def test_who_signs_in_is_known_and_can_leave(pages, new_context):
    page = new_context().new_page()
    sign_in(page, pages, then="/documents")
    leave = page.get_by_role("link", name="退出")
    expect(leave).to_be_visible()
    (cookie,) = [one for one in page.context.cookies() if one["name"] == "kgqa_session"]
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax" and ADMIN_KEY not in cookie["value"]
    leave.click()
    expect(page.get_by_role("link", name="登录")).to_be_visible()


def test_a_wrong_key_is_said_to_be_wrong(pages, new_context):
    page = new_context().new_page()
    page.goto(f"{pages}/login")
    page.get_by_label("密钥").fill("another")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("密钥不对")
    assert page.context.cookies() == []


@pytest.mark.parametrize(
    "stranger", ["https://evil.example/", "//evil.example", "/\\evil.example", "/api/ask", "javascript:alert(1)"]
)
def test_signing_in_leads_to_our_pages_only(pages, stranger):
    found = httpx.post(f"{pages}/login", data={"key": ADMIN_KEY, "next": stranger})
    assert (found.status_code, found.headers["location"]) == (303, "/")


def test_the_cookie_opens_pages_not_programs(real_data):
    with serving(real_data, KGQA_ADMIN_KEY=ADMIN_KEY, KGQA_OPEN_READING="false") as address:
        turned_away = httpx.get(f"{address}/tasks")
        assert (turned_away.status_code, turned_away.headers["location"]) == (303, "/login?next=/tasks")
        signed_in = httpx.post(f"{address}/login", data={"key": ADMIN_KEY, "next": "/tasks"})
        cookies = {"kgqa_session": signed_in.cookies["kgqa_session"]}
        assert httpx.get(f"{address}/tasks", cookies=cookies).status_code == 200
        assert httpx.get(f"{address}/api/documents", cookies=cookies).status_code == 401
        assert httpx.delete(f"{address}/api/documents/x", cookies=cookies).status_code == 401
        assert httpx.get(f"{address}/login/out", cookies=cookies).status_code == 303
        assert httpx.get(f"{address}/tasks", cookies=cookies).status_code == 303


def test_an_unknown_page_is_ours_and_an_unknown_route_the_service_s(pages):
    page, route = httpx.get(f"{pages}/documents/a/b"), httpx.get(f"{pages}/api/nowhere")
    assert page.status_code == route.status_code == 404
    assert "没有这一页" in page.text and route.json()["code"] == "no_such_route"


def test_a_key_in_a_header_opens_a_page_too(pages):
    found = httpx.get(pages, headers={"Authorization": f"Bearer {ADMIN_KEY}"})
    assert found.status_code == 200 and "退出" in found.text.encode().decode("unicode_escape", "ignore") + found.text
