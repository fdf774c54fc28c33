"""A document full of markup: on the pages it is text, whatever it says."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from qa.config import QaSettings
from qa.library import LocalLibrary

from .conftest import serving, wait_until_warm

SCRIPT = "<script>document.title='gotcha'</script>"
IMAGE = '<img src=x onerror="document.title=1">'
TEXT = f"""岭海省推进智慧港口{SCRIPT}建设行动方案

岭海政发〔2026〕5号

一、主要目标
到2028年，智慧港口{IMAGE}泊位达到30个。
二、重点任务
1.建设自动化码头{IMAGE}。推广无人集卡{SCRIPT}&lt;b&gt;"远控"岸桥。（省交通运输厅{SCRIPT}牵头，省科技厅配合）
2.完善港口网络。铺设专网{{{{7*7}}}}，javascript:alert(1)。（省通信管理局牵头，省交通运输厅配合）
"""


@pytest.fixture(scope="module")
def hostile_pages(real_data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "document.txt").write_text(TEXT, "utf-8")
    report = LocalLibrary(QaSettings(data=folder / "data", models=real_data / "models")).build([folder / "document.txt"])
    assert report.documents
    with serving(folder / "data", KGQA_MODELS=str(real_data / "models")) as address:
        wait_until_warm(address)
        yield address


@pytest.mark.parametrize(
    "question", ["建设自动化码头由谁牵头？", "完善港口网络怎么做？", "智慧港口的目标是多少？", "建设自动化码头怎么做？"]
)
def test_answers_and_their_proof_are_text(hostile_pages, new_context, question):
    page = new_context().new_page()
    page.goto(f"{hostile_pages}/?q={question}")
    expect(page.get_by_role("region", name="回答")).to_be_visible()
    for summary in page.locator("summary").all():
        summary.click()
    assert page.locator("main img, main script").count() == 0
    if page.locator("blockquote").count():
        assert page.locator("blockquote").first.text_content() in TEXT
    expect(page.get_by_label("只在一份文件里找")).to_contain_text("岭海省推进智慧港口")
    assert "问答" in page.title()
