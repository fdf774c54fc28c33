"""A document in a browser: citations open at their characters, the outline follows, marks can be switched, text can be quoted."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import expect

QUESTION = "完善乡村网络设施由哪个部门牵头？"
DOCUMENT = "yunze-2024-shuzi-nongye"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SELECT = """([start, end]) => {
  const walk = document.createTreeWalker(document.getElementById('text'), NodeFilter.SHOW_TEXT), range = document.createRange();
  for (let at = 0, node; (node = walk.nextNode()); ) {
    const points = [...node.data], units = (count) => points.slice(0, count).join('').length;
    if (at <= start && start < at + points.length) range.setStart(node, units(start - at));
    if (at < end && end <= at + points.length) range.setEnd(node, units(end - at));
    at += points.length;
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def wide(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.fixture
def opened(pages, new_context):
    def open_(tail: str = "", **options):
        page = new_context(**options).new_page()
        page.goto(f"{pages}/documents/{DOCUMENT}{tail}")
        expect(page.locator("#text")).not_to_be_empty()
        return page

    return open_


def test_a_citation_opens_at_exactly_its_characters(pages, opened):
    answer = httpx.get(f"{pages}/api/ask", params={"q": QUESTION}, timeout=30).json()
    quoted = answer["evidence"][0]
    assert quoted["document"] == DOCUMENT
    page = opened(f"?start={quoted['start']}&end={quoted['end']}#mark")
    mark = page.locator("#mark")
    expect(mark).to_be_in_viewport()
    assert mark.text_content() == mark.inner_text() == quoted["text"]
    assert page.locator("#text").text_content() == httpx.get(f"{pages}/api/documents/{DOCUMENT}").json()["text"]
    expect(page.locator(".outline [aria-current]")).to_be_visible()


@pytest.mark.parametrize("range_", ["?start=5", "?start=9&end=3", "?start=0&end=1000000", "?start=-1&end=3", "?start=a&end=3"])
def test_a_place_that_is_not_there_is_said_above_the_text(pages, range_):
    found = httpx.get(f"{pages}/documents/{DOCUMENT}{range_}")
    assert found.status_code == 200 and "不在这份文件的原文之内" in found.text and "乡村网络" in found.text


def test_no_such_document(pages, new_context):
    page = new_context().new_page()
    page.goto(f"{pages}/documents/none")
    expect(page.get_by_role("alert")).to_contain_text("没有编号为“none”的文件")


def test_the_legend_switches_classes_and_the_browser_remembers(opened):
    page = opened()
    units, switch = page.locator('#text a.named[data-class="Department"]'), page.get_by_role("button", name=re.compile("^部门"))
    line = "element => getComputedStyle(element).borderBottomColor"
    shown = units.first.evaluate(line)
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    assert units.first.evaluate(line) != shown
    page.reload()
    expect(switch).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="全部关闭").click()
    expect(page.locator("#text .named:not(.off)")).to_have_count(0)
    page.get_by_role("button", name="全部打开").click()
    expect(page.locator("#text .named.off")).to_have_count(0)


def test_a_mark_leads_to_its_entity(opened):
    page = opened()
    page.locator('#text a.named[data-class="Department"]').first.click()
    page.wait_for_url("**/entities/org/**")


def test_the_outline_leads_and_follows(opened):
    page = opened()
    page.wait_for_load_state("networkidle")  # what loads late must not move the text after the click
    last = page.locator(".outline a").last
    last.click()
    expect(page.locator(last.get_attribute("href"))).to_be_in_viewport()
    page.mouse.wheel(0, -100_000)
    expect(last).not_to_have_attribute("aria-current", "location")


def test_selected_text_is_quoted_with_a_link_that_marks_it(pages, opened):
    text = httpx.get(f"{pages}/api/documents/{DOCUMENT}").json()["text"]
    words = "乡村网络"
    start = text.index(words)
    page = opened()
    expect(page.get_by_role("button", name="引用此处")).to_be_hidden()
    page.evaluate(SELECT, [start, start + len(words)])
    page.get_by_role("button", name="引用此处").click()
    assert page.locator("#quotation").inner_text() == words
    link = page.get_by_label("链接").input_value()
    assert link == f"{pages}/documents/{DOCUMENT}?start={start}&end={start + len(words)}#mark"
    page.keyboard.press("Escape")
    expect(page.locator("#quote")).to_be_hidden()


def test_on_a_phone_the_outline_is_a_drawer(opened):
    page = opened(**PHONE)
    assert not wide(page)
    outline, button = page.locator(".outline"), page.get_by_role("button", name="目录")
    expect(outline).to_be_hidden()
    button.click()
    expect(outline.locator("a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(outline).to_be_hidden()
    button.click()
    outline.locator("a").last.click()
    expect(outline).to_be_hidden()
    expect(page.locator(page.locator(".outline a").last.get_attribute("href"))).to_be_in_viewport()


def test_dark(opened):
    page = opened(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 28)"
