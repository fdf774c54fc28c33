"""What documents may not do: be anything but text on the pages, and be seen by who lacks their label. One service for both."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from qa.config import QaSettings
from qa.library import LocalLibrary

from .conftest import ADMIN_KEY, serving, wait_until_warm

PHONE = {"width": 390, "height": 844}
SCRIPT = "<script>document.title='gotcha'</script>"
IMAGE = '<img src=x onerror="document.title=1">'
HOSTILE = f"""岭海省推进智慧港口{SCRIPT}建设行动方案

岭海政发〔2026〕5号

一、主要目标
到2028年，智慧港口{IMAGE}泊位达到30个。
二、重点任务
1.建设自动化码头{IMAGE}。推广无人集卡{SCRIPT}&lt;b&gt;"远控"岸桥。（省交通运输厅{SCRIPT}牵头，省科技厅配合）
2.完善港口网络。铺设专网{{{{7*7}}}}，javascript:alert(1)。（省通信管理局牵头，省交通运输厅配合）
"""
EVIL = '<img src=x onerror=alert(1)>&"数据"&'
TASKS = [f"{n}.建设{EVIL}平台{n}。完善{EVIL}服务。（省甲厅牵头，省乙厅配合）" for n in range(1, 53)]
LONG = "\n\n".join(["海州省海上牧场行动方案", "二、重点任务", "（一）夯实基础", *TASKS, "海州省人民政府", "2026年3月1日"])

NAME = "玄渊省试验潜航器行动方案"
SECRET = f"""{NAME}

一、主要目标
到2029年，潜航器保有量达到77艘。

二、重点任务
（一）建设玄渊船坞。建成试验船坞。（玄渊省船舶厅牵头，玄渊省财政厅配合）
"""
SECRETS = ("玄渊", "潜航器")
PAGES = (
    "/",
    "/documents",
    "/documents/secret",
    "/tasks",
    "/tasks?department=玄渊省船舶厅",
    "/tasks/export.csv",
    "/targets",
    "/targets/export.csv",
    "/graph",
    "/graph?q=玄渊省船舶厅",
    "/entities/玄渊省船舶厅",
)


@pytest.fixture(scope="module")
def guarded(real_data, tmp_path_factory) -> Iterator[str]:
    folder, models = tmp_path_factory.mktemp("guarded"), real_data / "models"  # unfolded already
    for name, text in (("hostile", HOSTILE), ("long", LONG), ("secret", SECRET)):
        (folder / f"{name}.txt").write_text(text, "utf-8")
    library = LocalLibrary(QaSettings(data=folder / "data", models=models))
    assert len(library.build([folder / "hostile.txt", folder / "long.txt"]).documents) == 2
    report = library.build([folder / "secret.txt"], labels=["内部"])
    assert report.documents[0].id == "secret" and report.documents[0].tasks == 1
    with serving(folder / "data", KGQA_MODELS=str(models), KGQA_ADMIN_KEY=ADMIN_KEY) as address:
        wait_until_warm(address)
        yield address


@pytest.mark.parametrize(
    "question", ["建设自动化码头由谁牵头？", "完善港口网络怎么做？", "智慧港口的目标是多少？", "建设自动化码头怎么做？"]
)
def test_answers_and_their_proof_are_text(guarded, new_context, question):
    page = new_context().new_page()
    page.goto(f"{guarded}/?q={question}")
    expect(page.get_by_role("region", name="回答")).to_be_visible()
    for summary in page.locator("summary").all():
        summary.click()
    assert page.locator("main img, main script").count() == 0
    if page.locator("blockquote").count():
        assert page.locator("blockquote").first.text_content() in HOSTILE
    expect(page.get_by_label("只在一份文件里找")).to_contain_text("岭海省推进智慧港口")
    assert "问答" in page.title()


def test_names_in_the_graph_are_text(guarded, new_context):
    page = new_context(viewport=PHONE).new_page()
    for path in ("entities/省甲厅", "graph?iri=省甲厅", "graph?from=省甲厅&to=省乙厅"):
        page.goto(f"{guarded}/{path}")
        expect(page.locator("#main").get_by_text("<img src=x").first).to_be_visible()
        assert page.locator("#main img, #main script").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_long_tables_are_turned_page_by_page_and_markup_stays_text(guarded, new_context):
    page = new_context().new_page()
    page.goto(f"{guarded}/tasks?document=long")
    rows = page.locator(".grid tr.seen")
    expect(rows).to_have_count(50)
    expect(rows.first).to_contain_text(EVIL)
    page.get_by_role("button", name="下一页").press("Enter")
    expect(rows).to_have_count(2)
    expect(page.locator(".grid")).to_be_focused()
    expect(page.get_by_role("button", name="第 2 页")).to_have_attribute("aria-current", "page")
    page.wait_for_url("**page=2")
    rows.first.get_by_role("button").click()
    expect(page.locator(".whole").first).to_contain_text(EVIL)
    assert page.locator("img").count() == 0
    page.get_by_label("关键词", exact=True).fill(EVIL)
    expect(page.get_by_role("status")).to_contain_text("这里是第 1–50 项")
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("q") == [EVIL])


def seen(text: str, asked: str) -> list[str]:
    """The secrets that a page tells beyond what its own address says."""
    return [secret for secret in SECRETS if secret in text.replace(asked, "") and secret not in asked]


@pytest.mark.parametrize("page", PAGES)
def test_nobody_sees_it_without_the_label(guarded, page):
    found = httpx.get(guarded + page, follow_redirects=True)
    assert found.status_code in (200, 404)
    assert seen(found.text.encode().decode("unicode_escape", "ignore") + found.text, page) == []


def test_who_holds_the_key_sees_it(guarded):
    with httpx.Client(base_url=guarded, follow_redirects=True) as client:
        client.post("/login", data={"key": ADMIN_KEY, "next": "/documents"})
        assert NAME in client.get("/tasks/export.csv").text
        assert "玄渊省船舶厅" in client.get("/tasks/export.csv").text
