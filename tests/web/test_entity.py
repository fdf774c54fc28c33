"""An entity's page in a browser: facts with their sentences, the ways on, addresses."""

from __future__ import annotations

import re

import httpx
from playwright.sync_api import expect


def test_each_fact_has_its_sentence_that_opens_the_document(pages, new_context):
    page = new_context().new_page()
    page.goto(f"{pages}/entities/省能源局")
    expect(page.get_by_role("heading", level=1)).to_have_text("省能源局")
    expect(page.get_by_role("heading", name="……由它牵头")).to_be_visible()
    facts = page.locator(".facts li")
    for n in range(facts.count()):
        expect(facts.nth(n).locator("mark").first).not_to_be_empty()
    expect(facts.first.locator("figcaption a").first).to_have_attribute(
        "href", re.compile(r"^/documents/.+\?start=\d+&end=\d+#mark$")
    )
    expect(page.get_by_text("按文件声明的排列约定").first).to_be_visible()  # on what ground it leads


def test_it_leads_on(pages, new_context):
    page = new_context().new_page()
    page.goto(f"{pages}/entities/省能源局")
    expect(page.get_by_role("link", name="问一问")).to_have_attribute("href", re.compile(r"^/\?q="))
    data = page.get_by_role("link", name="原始数据").get_attribute("href")
    assert httpx.get(pages + data).headers["content-type"].startswith("text/turtle")
    page.get_by_role("navigation", name="按关系筛选").get_by_role("link", name=re.compile("由它牵头")).click()
    expect(page).to_have_url(re.compile(r"\?relation=-lead$"))
    expect(page.locator(".facts h2")).to_have_count(1)
    page.get_by_role("link", name="关系图").click()
    expect(page).to_have_url(re.compile(r"/graph\?iri="))


def test_an_iri_leads_to_its_page(pages):
    found = httpx.get(f"{pages}/entities", params={"iri": "http://kgqa.local/id/org/甲"})
    assert found.is_redirect and found.headers["location"].startswith("/entities/org/")
    assert httpx.get(f"{pages}/entities", params={"iri": "https://evil.example/"}).headers["location"] == "/graph"


def test_an_unknown_entity_and_a_bad_page_are_no_errors(pages, new_context):
    page = new_context().new_page()
    page.goto(f"{pages}/entities/没有这个")
    expect(page.get_by_role("alert")).to_contain_text("没有名为")
    page.goto(f"{pages}/entities/省能源局?page=x&relation=none")
    expect(page.locator(".facts li").first).to_be_visible()
