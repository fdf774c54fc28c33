"""The list of documents in a browser, and what administrators change in it."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import expect

from .conftest import ADMIN_KEY, sign_in
from .test_document import DOCUMENT, PHONE, SELECT, wide

EVIL = (
    '海州省<script>alert("1")</script>测试办法\n海政发〔2026〕9号\n\n一、总体要求\n到2028年，<b>产值</b>&lt;𠮷达到300亿元。\n\n'
    "二、重点任务\n（一）建设<img src=x onerror=alert(2)>海上牧场。推广𠮷深水网箱，每户补助3000元。"
    "（省农业农村厅牵头，省海洋局配合）\n"
)
LONG = 60_000  # ms: two cores build beside other tests


@pytest.fixture
def shelf(pages, new_context):
    def open_(tail: str = "", **options):
        page = new_context(**options).new_page()
        page.goto(f"{pages}/documents{tail}")
        expect(page.locator(".documents > li").first.or_(page.locator(".state"))).to_be_visible()
        return page

    return open_


def test_facets_words_and_order_narrow_the_list_and_stay_in_the_address(pages, shelf):
    cards = httpx.get(f"{pages}/api/documents").json()["items"]
    page = shelf()
    titles = page.locator(".documents h2")
    expect(titles).to_have_count(len(cards))
    page.get_by_role("button", name="2023 1").click()
    expect(titles).to_have_count(1)
    page.wait_for_url("**/documents?year=2023")
    page.get_by_role("button", name="2023 1").click()
    page.get_by_role("searchbox").fill("海洋")
    expect(page.get_by_text("2 份文件中的 1 份")).to_be_visible()
    page.get_by_label("排序").select_option("任务最多")
    page.wait_for_url("**/documents?q=%E6%B5%B7%E6%B4%8B&sort=tasks")
    page.reload()
    expect(titles).to_have_count(1)
    expect(page.get_by_role("searchbox")).to_have_value("海洋")
    page.get_by_role("searchbox").fill("没有的")
    expect(page.get_by_text("没有符合条件的文件")).to_be_visible()
    page.get_by_role("button", name="清除筛选").click()
    expect(titles).to_have_count(len(cards))


def test_an_entry_leads_to_its_text_tasks_and_targets(shelf):
    page = shelf()
    entry = page.locator(".documents > li").filter(has_text="数字农业")
    assert entry.get_by_role("link", name="任务").get_attribute("href") == f"/tasks?document={DOCUMENT}"
    assert entry.get_by_role("heading").get_by_role("link").get_attribute("href") == f"/documents/{DOCUMENT}"
    expect(page.get_by_role("button", name="移除")).to_have_count(0)  # for administrators
    expect(page.get_by_text("上传文件")).to_have_count(0)


def test_on_a_phone_facets_unfold(shelf):
    page = shelf(**PHONE)
    assert not wide(page)
    facet = page.get_by_role("button", name="2023 1")
    expect(facet).to_be_hidden()
    page.get_by_role("button", name="筛选").click()
    expect(facet).to_be_visible()
    assert not wide(page)


def test_an_administrator_uploads_labels_replaces_and_removes(own_pages, new_context):
    page = new_context(reduced_motion="reduce").new_page()  # dialogs that stand still can be clicked at once
    sign_in(page, own_pages, then="/documents")
    page.get_by_text("上传文件").click()
    files = [
        {"name": "evil.txt", "mimeType": "text/plain", "buffer": EVIL.encode()},
        {"name": "broken.txt", "mimeType": "text/plain", "buffer": b"\x00\x01\xff" * 99},
    ]
    page.locator("input[type=file]").set_input_files(files)
    expect(page.get_by_role("status")).to_contain_text("正在上传")
    told = page.locator(".outcome")
    expect(told).to_contain_text("已上传", timeout=LONG)
    expect(told.get_by_role("link", name='海州省<script>alert("1")</script>测试办法')).to_be_visible()
    expect(told.locator(".skipped")).to_contain_text("broken.txt：")  # and why
    expect(page.locator(".documents h2")).to_have_count(3)

    text = httpx.get(f"{own_pages}/api/documents/evil").json()["text"]
    reading = page.context.new_page()
    reading.goto(f"{own_pages}/documents/evil")
    expect(reading.locator("#text")).to_contain_text("<img src=x onerror=alert(2)>")
    assert reading.locator("#text").text_content() == text
    assert reading.locator("main img, main script").count() == 0
    expect(reading.get_by_label("未收入图谱的内容").locator("summary")).to_have_text("未收入图谱 1 条")
    assert "未收入图谱" not in httpx.get(f"{own_pages}/documents/evil").text  # that is the administrators'
    words = "𠮷深水网箱"
    reading.evaluate(SELECT, [text.index(words), text.index(words) + len(words)])
    reading.get_by_role("button", name="引用此处").click()
    link = reading.get_by_label("链接").input_value()
    assert link.endswith(f"?start={text.index(words)}&end={text.index(words) + len(words)}#mark")  # code points
    reading.goto(link)
    expect(reading.locator("#mark")).to_have_text(words)

    entry = page.locator(".documents > li").filter(has_text="海政发〔2026〕9号")
    entry.get_by_role("button", name="标签").click()
    page.get_by_label("标签，逗号隔开").fill("内部")
    page.get_by_role("button", name="保存").click()
    expect(entry.locator(".badge.info")).to_have_text("内部", timeout=LONG)
    assert "没有编号为“evil”的文件" in httpx.get(f"{own_pages}/documents/evil").text  # who has no key with this label

    entry.get_by_role("button", name="替换").click()
    newer = {"name": "newer.txt", "mimeType": "text/plain", "buffer": EVIL.replace("9号", "10号").encode()}
    page.get_by_role("dialog").locator("input[type=file]").set_input_files(newer)
    expect(told).to_contain_text("已替换", timeout=LONG)
    expect(page.locator(".documents > li").filter(has_text="海政发〔2026〕10号")).to_be_visible()

    page.get_by_role("button", name="移除《海州省").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="取消").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="移除《海州省").click()
    dialog.get_by_role("button", name="移除", exact=True).click()
    expect(told).to_contain_text("已移除", timeout=LONG)
    expect(page.locator(".documents h2")).to_have_count(2)
    assert [card["id"] for card in httpx.get(f"{own_pages}/api/documents").json()["items"] if card["id"] == "evil"] == []


def test_only_a_signed_in_administrator_may_send_a_file_s_worth_of_bytes(pages):
    where, body = f"{pages}/_nicegui/client/none/upload/1", {"file": ("a.txt", b"x" * 400_000)}
    assert httpx.post(where, files=body).status_code == 413
    signed_in = httpx.post(f"{pages}/login", data={"key": ADMIN_KEY, "next": "/documents"})
    cookies = {"kgqa_session": signed_in.cookies["kgqa_session"]}
    assert httpx.post(where, files=body, cookies=cookies).status_code in (404, 405)  # heard out, but there is no such page
    assert httpx.post(f"{pages}/login", files=body, cookies=cookies).status_code in (400, 413)
