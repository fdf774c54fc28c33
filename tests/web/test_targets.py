"""Goals in a real browser."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
from playwright.sync_api import expect


def opened(context, address: str):
    page = context.new_page()
    page.goto(address, timeout=20_000)  # the first page of a browser takes its time on a busy machine
    expect(page.get_by_role("heading", level=1)).to_have_text("目标")
    return page


def rows(page):
    return page.locator(".grid tr.seen")


def test_filters_rows_and_what_is_taken_away(pages, new_context):
    page = opened(new_context(accept_downloads=True), f"{pages}/targets")
    page.get_by_label("年份", exact=True).select_option("2027")
    page.get_by_label("单位", exact=True).select_option("%")
    expect(rows(page)).to_have_count(2)
    expect(page.locator(".quantity")).to_have_text(["38%", "80%以上"])
    page.wait_for_url("**unit=%25*")
    page.get_by_role("columnheader", name="目标值").get_by_role("button").click()
    page.get_by_role("columnheader", name="目标值").get_by_role("button").click()
    expect(page.locator(".quantity")).to_have_text(["80%以上", "38%"])
    page.wait_for_url("**sort=-value*")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 CSV").click()
    head, *lines = csv.reader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig")))
    assert [line[head.index("目标值")] for line in lines] == ["80%以上", "38%"]


def test_a_quotation_is_the_document_s_and_leads_to_its_place(pages, new_context):
    page = opened(new_context(), f"{pages}/targets?q=北斗")
    expect(rows(page)).to_have_count(2)
    for link in page.locator(".quoted").all():
        place = urlsplit(link.get_attribute("href"))
        start, end = (int(parse_qs(place.query)[name][0]) for name in ("start", "end"))
        text = httpx.get(f"{pages}/api{place.path}").json()["text"]
        assert link.locator("q").text_content() == text[start:end] != ""


def test_charts_are_drawn_in_the_theme_and_say_what_the_table_says(pages, new_context):
    page = opened(new_context(color_scheme="light"), f"{pages}/targets?q=零售额")
    chart = page.get_by_role("img", name=re.compile("农产品网络零售额：2025年 400亿元，2027年 600亿元"))
    expect(chart.locator("svg text").filter(has_text="600亿元")).to_be_visible()
    bar = chart.locator('svg path[fill="var(--accent)"]').first
    for scheme, drawn in (("light", "rgb(31, 95, 139)"), ("dark", "rgb(127, 188, 230)")):
        page.emulate_media(color_scheme=scheme)
        expect(bar).to_have_css("fill", drawn)
    expect(page.locator(".quantity")).to_have_text(["400亿元", "600亿元"])
    page.get_by_label("年份", exact=True).select_option("2025")
    expect(page.locator(".chart")).to_have_count(0)


def test_further_charts_wait_to_be_asked_for_and_phones_hold_them(pages, new_context):
    page = opened(new_context(viewport={"width": 390, "height": 844}), f"{pages}/targets")
    expect(page.locator(".chart svg")).to_have_count(2)
    page.get_by_role("button", name=re.compile("显示其余")).click()
    expect(page.locator(".chart").nth(3)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_label("关键词", exact=True).fill("没有这样的目标")
    expect(page.get_by_text("没有符合条件的目标")).to_be_visible()
