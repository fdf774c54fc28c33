"""The 任务分工表 in a real browser."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
from openpyxl import load_workbook
from playwright.sync_api import expect

YUNZE = "yunze-2024-shuzi-nongye"
NETWORK = "完善乡村网络设施"


def opened(context, address: str):
    page = context.new_page()
    page.goto(address, timeout=20_000)  # the first page of a browser takes its time on a busy machine
    expect(page.get_by_role("heading", level=1)).to_have_text("任务分工")
    return page


def rows(page):
    return page.locator(".grid tr.seen")


def asked(page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def test_filters_show_rows_and_stand_in_the_address(pages, new_context):
    page = opened(new_context(), f"{pages}/tasks")
    count = page.get_by_role("status")
    expect(count).to_have_text(re.compile(r"共 3\d 项任务"))
    everything = rows(page).count()
    page.get_by_label("依据", exact=True).select_option("convention")
    expect(count).to_contain_text(re.compile(r"^1\d 项任务"))
    page.get_by_label("依据", exact=True).select_option("")
    page.get_by_label("单位", exact=True).fill("省科技厅（云泽省）")
    expect(page.locator(".profile h2")).to_have_text("省科技厅")
    expect(rows(page)).to_have_count(2)
    expect(page.locator("tr.group")).to_have_text(["牵头（1 项）", "参与（1 项）"])
    page.get_by_label("角色", exact=True).select_option("lead")
    expect(rows(page)).to_have_count(1)
    page.wait_for_url("**role=lead*")
    assert asked(page) == {"department": "省科技厅（云泽省）", "role": "lead"}
    again = opened(page.context, page.url)
    expect(rows(again)).to_have_count(1)
    expect(again.get_by_label("角色", exact=True)).to_have_value("lead")
    expect(again.get_by_label("单位", exact=True)).to_have_value("省科技厅（云泽省）")
    again.get_by_role("link", name="清除筛选").click()
    expect(rows(again)).to_have_count(everything)


def test_words_are_followed_while_they_are_typed(pages, new_context):
    page = opened(new_context(), f"{pages}/tasks")
    page.get_by_label("关键词", exact=True).press_sequentially("乡村网络", delay=40)
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_label("关键词", exact=True)).to_have_value("乡村网络")
    page.get_by_label("关键词", exact=True).fill("没有这样的任务")
    expect(page.get_by_text("没有符合条件的任务")).to_be_visible()
    expect(page.locator(".grid")).to_be_hidden()


def test_a_department_by_its_iri_and_one_name_of_several(pages, new_context):
    page = opened(new_context(), f"{pages}/tasks?department=省科技厅")
    expect(page.locator(".several")).to_contain_text("可以指 2 个单位")
    page.get_by_role("link", name=re.compile("^省科技厅（林川省）")).click()
    expect(page.locator(".profile")).to_contain_text("林川省")
    expect(page.locator(".profile .sums")).to_contain_text("份文件")
    iri = httpx.get(f"{pages}/api/tasks", params={"department": "省通信管理局"}).json()["items"][0]["lead"][0]["iri"]
    page = opened(page.context, f"{pages}/tasks?department={iri}")
    expect(page.locator(".profile h2")).to_have_text("省通信管理局")
    expect(page.locator(".profile .chips li").first).to_be_visible()


def test_sorting_by_keyboard_keeps_the_place(pages, new_context):
    page = opened(new_context(), f"{pages}/tasks?document={YUNZE}")
    head = page.get_by_role("columnheader", name="时限")
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(rows(page).first).to_contain_text("2025年6月底")
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(rows(page).first).to_contain_text("2027年12月底")
    expect(head.get_by_role("button")).to_be_focused()
    page.wait_for_url("**sort=-deadline*")


def test_a_row_opens_its_quotation_to_the_letter(pages, new_context):
    page = opened(new_context(), f"{pages}/tasks?q={NETWORK}")
    opener = rows(page).get_by_role("button", name=NETWORK)
    quotation = page.locator(".quotation")
    expect(quotation).to_be_hidden()
    opener.press("Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(quotation).to_be_visible()
    link = page.get_by_role("link", name="在原文中查看")
    place = urlsplit(link.get_attribute("href"))
    start, end = (int(parse_qs(place.query)[name][0]) for name in ("start", "end"))
    text = httpx.get(f"{pages}/api/documents/{YUNZE}").json()["text"]
    assert place.path == f"/documents/{YUNZE}" and place.fragment == "mark"
    assert quotation.text_content() == text[start:end] != ""
    task = httpx.get(f"{pages}/api/tasks", params={"q": NETWORK}).json()["items"][0]
    assert page.locator(".whole").text_content() == task["text"]
    opener.press("Enter")
    expect(quotation).to_be_hidden()


def test_what_is_taken_away_is_what_is_shown(pages, new_context):
    page = opened(new_context(accept_downloads=True), f"{pages}/tasks?department=省农业农村厅（云泽省）&role=lead&sort=-deadline")
    shown = rows(page).locator(".opener").all_text_contents()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 CSV").click()
    assert download.value.suggested_filename == "任务分工表.csv"
    content = Path(download.value.path()).read_bytes()
    head, *lines = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert [line[head.index("任务")] for line in lines] == shown and len(shown) == 4
    page.get_by_label("角色", exact=True).select_option("")
    expect(page.locator("tr.group")).to_have_count(2)
    shown = rows(page).locator(".opener").all_text_contents()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Excel").click()
    sheet = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).active
    at = [cell.value for cell in sheet[1]].index("任务")
    assert [row[at].value for row in sheet.iter_rows(min_row=2)] == shown and len(shown) > 4
    assert httpx.get(f"{pages}/tasks/export.pdf").status_code == 404


def test_on_phones_rows_are_cards(pages, new_context):
    page = opened(new_context(viewport={"width": 390, "height": 844}, color_scheme="light"), f"{pages}/tasks")
    expect(rows(page).first).to_be_visible()
    rows(page).first.get_by_role("button").click()
    expect(page.locator(".opened").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert rows(page).first.evaluate("row => getComputedStyle(row).display") == "block"
    page.get_by_label("排序", exact=True).select_option("-deadline")
    expect(rows(page).first).to_contain_text("2027年12月底")
    for scheme, surface in (("light", "rgb(255, 255, 255)"), ("dark", "rgb(26, 32, 41)")):
        page.emulate_media(color_scheme=scheme)
        expect(rows(page).first).to_have_css("background-color", surface)
