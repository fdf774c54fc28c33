"""Signing in with a key: what the browser keeps, where it leads, who is sent there."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import expect

from .conftest import ADMIN_KEY, serving, sign_in

QUESTION = "完善乡村网络设施由哪个部门牵头？"


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


@pytest.fixture(scope="module")
def strict(real_data) -> Iterator[str]:
    """Lets in who signs in, hears one question a minute, keeps nothing of it."""
    told = {"KGQA_OPEN_READING": "false", "KGQA_QUESTIONS_PER_MINUTE": "1", "KGQA_AUDIT_DAYS": "0"}
    with serving(real_data, KGQA_ADMIN_KEY=ADMIN_KEY, **told) as address:
        yield address


def test_the_cookie_opens_pages_not_programs(strict):
    turned_away = httpx.get(f"{strict}/tasks")
    assert (turned_away.status_code, turned_away.headers["location"]) == (303, "/login?next=/tasks")
    signed_in = httpx.post(f"{strict}/login", data={"key": ADMIN_KEY, "next": "/tasks"})
    cookies = {"kgqa_session": signed_in.cookies["kgqa_session"]}
    assert httpx.get(f"{strict}/tasks", cookies=cookies).status_code == 200
    assert httpx.get(f"{strict}/api/documents", cookies=cookies).status_code == 401
    assert httpx.delete(f"{strict}/api/documents/x", cookies=cookies).status_code == 401
    assert httpx.get(f"{strict}/login/out", cookies=cookies).status_code == 303
    assert httpx.get(f"{strict}/tasks", cookies=cookies).status_code == 303


def test_who_asks_too_often_is_told_in_place(strict, new_context):
    page = new_context().new_page()
    sign_in(page, strict)
    question = page.get_by_label("问题", exact=True)
    question.fill(QUESTION)
    page.keyboard.press("Enter")
    answer = page.get_by_role("region", name="回答")
    expect(answer).to_be_visible()
    expect(answer.get_by_role("button", name="有帮助")).to_have_count(0)  # nothing is kept, so nothing can be rated
    question.fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("提问太频繁")


def test_an_unknown_page_is_ours_and_an_unknown_route_the_service_s(pages):
    page, route = httpx.get(f"{pages}/documents/a/b"), httpx.get(f"{pages}/api/nowhere")
    assert page.status_code == route.status_code == 404
    assert "没有这一页" in page.text and route.json()["code"] == "no_such_route"


def test_a_key_in_a_header_opens_a_page_too(pages):
    found = httpx.get(pages, headers={"Authorization": f"Bearer {ADMIN_KEY}"})
    assert found.status_code == 200 and "退出" in found.text.encode().decode("unicode_escape", "ignore") + found.text
