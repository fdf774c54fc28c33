"""The page of questions in a real browser."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from qa.audit import AuditFile

LEAD = "完善乡村网络设施由哪个部门牵头？"
LISTED = "开展潮流能、波浪能规模化示范由哪个部门牵头？"
UNCLEAR = "发展智慧由谁牵头？"
MISSING = "2035年海上风电累计装机的目标是多少？"
MAKING = 30_000  # ms: the first visitor waits for the examples while the service still warms
EVIL = '<script>alert(1)</script><img src=x onerror="alert(2)">&lt;b&gt;由谁牵头？'


@pytest.fixture
def opened(pages, new_context):
    """Opens the page of questions."""

    def open_(path: str = "/", **options):
        page = new_context(**options).new_page()
        page.goto(pages + path)
        expect(page.get_by_label("问题", exact=True)).to_be_focused()
        return page

    return open_


def put(page, question: str):
    """Asks by Enter; gives the answer's card."""
    turns = page.locator(".turn").count()
    page.get_by_label("问题", exact=True).fill(question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").nth(turns)
    expect(turn.get_by_role("heading", level=2)).to_have_text(question)
    answer = turn.get_by_role("region", name="回答")
    expect(answer).to_be_visible()
    return answer


def test_ask_answer_citation_card_document(pages, opened):
    page = opened()
    answer = put(page, LEAD)
    expect(answer.locator(".sentence")).to_contain_text("省通信管理局牵头")
    expect(answer.locator(".basis")).to_contain_text("文件明确写明")
    expect(answer.locator(".meta")).to_contain_text(re.compile("牵头单位.*把握很高（0", re.S))
    value = answer.get_by_role("link", name="省通信管理局")
    assert value.get_attribute("href").startswith("/entities/org/")
    card = page.locator(".evidence").first
    assert "lit" not in card.get_attribute("class")
    answer.get_by_role("button", name="出处 1").click()
    expect(card).to_have_class(re.compile(r"\blit\b"))
    expect(card.get_by_role("link")).to_be_focused()
    with page.context.expect_page() as found:
        card.locator(".section").click()  # anywhere on it
    address = urlsplit(found.value.url)
    start, end = (int(parse_qs(address.query)[name][0]) for name in ("start", "end"))
    text = httpx.get(f"{pages}/api{address.path}").json()["text"]
    assert card.locator("blockquote").text_content() == text[start:end] and address.fragment == "mark"
    found.value.close()


def test_the_dialogue_goes_on_until_a_new_topic(opened):
    page = opened()
    put(page, LEAD)
    expect(put(page, "它的配合单位有哪些？").locator(".sentence")).to_contain_text("省广播电视局")
    page.get_by_role("button", name="新话题").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_url(lambda url: urlsplit(url).query == "")
    expect(put(page, "它的配合单位有哪些？").locator(".sentence")).to_contain_text("前面没有问过")


def test_an_unclear_question_is_answered_by_a_button(opened):
    page = opened()
    answer = put(page, UNCLEAR)
    expect(answer.locator(".badge").first).to_have_text("请选择")
    answer.get_by_role("button", name="“发展智慧养殖”").click()
    chosen = page.get_by_role("region", name="回答").nth(1)
    expect(chosen.locator(".sentence")).to_contain_text("省畜牧兽医局")
    expect(page.locator(".turn").nth(1).get_by_role("heading", level=2)).to_have_text("“发展智慧养殖”的牵头单位有哪些？")


def test_a_refusal_shows_what_is_near_and_what_can_be_asked(opened):
    page = opened()
    answer = put(page, MISSING)
    expect(answer.locator(".badge").first).to_have_text("文件未载")
    expect(answer.locator(".sentence")).to_contain_text("没有说明2035年")
    expect(answer.locator(".near-by")).to_contain_text("2030年")
    expect(page.locator(".evidence")).to_have_count(0)
    page.locator(".next button").first.click()
    expect(page.get_by_role("region", name="回答").nth(1).locator(".cite").first).to_be_visible()


def test_examples_come_from_the_documents_and_are_answered(opened):
    page = opened()
    topic = page.locator(".topic", has_text="谁牵头")
    topic.wait_for(timeout=MAKING)
    question = topic.get_by_role("button").first.text_content()
    topic.get_by_role("button").first.click()
    answer = page.get_by_role("region", name="回答")
    expect(answer.locator(".cite").first).to_be_visible()
    expect(page.locator(".topics")).to_be_hidden()
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("q") == [question])


def test_a_shared_link_asks_at_once_in_its_document(pages, opened):
    document = httpx.get(f"{pages}/api/documents").json()["items"][0]["id"]
    page = opened(f"/?q={quote(LISTED)}&document={quote(document)}")
    answer = page.get_by_role("region", name="回答")
    expect(answer.locator(".basis")).to_contain_text("按文件声明的排列约定")
    expect(page.get_by_label("只在一份文件里找")).to_have_value(document)
    link = answer.get_by_role("button", name="链接").get_attribute("data-copy")
    assert parse_qs(urlsplit(link).query) == {"q": [LISTED], "document": [document]} and link.startswith(pages)
    page.goto(f"{pages}/?document=nowhere")
    expect(page.get_by_text("没有编号为“nowhere”的文件")).to_be_visible()


def test_a_question_can_be_kept_to_one_document(opened):
    page = opened()
    page.get_by_label("只在一份文件里找").select_option(label="林川省人民政府关于促进海洋能源高质量发展的意见")
    expect(page.get_by_label("问题", exact=True)).to_be_focused()
    expect(put(page, LEAD).locator(".badge").first).to_have_text("文件未载")
    page.get_by_label("只在一份文件里找").select_option("")
    expect(put(page, LEAD).locator(".cite").first).to_be_visible()


def test_history_stays_in_this_browser(pages, opened):
    page = opened()
    put(page, LEAD)
    page.goto(pages)
    page.get_by_role("button", name="历史").click()
    dialog = page.get_by_role("dialog", name="问过的问题")
    dialog.get_by_role("button", name=LEAD).click()
    expect(page.locator(".sentence")).to_contain_text("省通信管理局")
    page.get_by_role("button", name="历史").click()
    dialog.get_by_role("button", name="清空").click()
    expect(dialog.get_by_text("还没有问过")).to_be_visible()
    assert page.evaluate("localStorage.getItem('kgqa.history')") == "[]"


def test_markup_in_a_question_is_shown_as_text(opened):
    page = opened()
    answer = put(page, EVIL)
    expect(page.locator(".asked")).to_have_text(EVIL)
    page.get_by_role("button", name="历史").click()
    expect(page.get_by_role("dialog")).to_contain_text(EVIL)
    page.keyboard.press("Escape")
    assert EVIL in answer.get_by_role("button", name="复制").get_attribute("data-copy")
    assert page.locator("main img, main script").count() == 0


def test_completion_by_keyboard(opened):
    page = opened()
    question = page.get_by_label("问题", exact=True)
    offered = page.get_by_role("listbox", name="补全").get_by_role("option")
    question.press_sequentially("请问哪个部门牵头完善乡村网")
    expect(offered).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(offered.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(question).to_have_value("请问哪个部门牵头完善乡村网络设施")
    question.fill("完善乡村")
    expect(offered.first).to_contain_text("问题")
    page.keyboard.press("Escape")
    expect(offered).to_have_count(0)
    question.fill("完善乡村网")
    offered.first.click()  # a whole question is asked at once
    expect(page.locator(".sentence")).to_contain_text("省通信管理局")


def test_proof_on_demand_copy_and_rating(pages, real_data, opened):
    page = opened(permissions=["clipboard-read", "clipboard-write"])
    answer = put(page, LEAD)
    answer.get_by_text("怎样得出").click()
    expect(answer.locator(".steps li").first).to_contain_text("理解")
    answer.get_by_text("查询语句").click()
    answer.get_by_role("button", name="运行").click()
    expect(answer.get_by_role("cell", name="省通信管理局")).to_be_visible()
    answer.locator(".sparql").get_by_role("button", name="复制").click()
    expect(answer.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == answer.locator("pre").text_content()
    answer.locator(".acts").get_by_role("button", name="复制").click()
    expect(answer.locator(".acts")).to_contain_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"问：{LEAD}\n答：")
    answer.get_by_role("button", name="没帮助").click()
    answer.get_by_label("意见").fill("<b>少了一家</b>")
    page.keyboard.press("Enter")
    expect(answer.get_by_text("已收到")).to_be_visible()
    (given,) = AuditFile(real_data).feedback()
    assert (given.rating, given.comment, given.question) == ("down", "<b>少了一家</b>", LEAD)


def test_an_answer_is_printed_with_all_its_evidence(opened):
    page = opened(color_scheme="dark")
    put(page, "省农业农村厅牵头哪些任务？")
    put(page, LEAD)
    page.evaluate("window.print = () => window.dispatchEvent(new Event('beforeprint'))")
    page.locator(".turn").first.get_by_role("button", name="打印").click()
    page.emulate_media(media="print")
    first, second = page.locator(".turn").all()
    for card in first.locator(".evidence").all():
        expect(card).to_be_visible()
        expect(card).to_have_css("background-color", "rgb(255, 255, 255)")
    for value in first.locator(".value").all():  # what is folded on the screen, too
        expect(value).to_be_visible()
    expect(first.locator(".on-paper")).to_contain_text(re.compile(r"图谱第 \w+ 代 · 打印于 20\d\d"))
    expect(second).to_be_hidden()
    expect(page.get_by_role("search")).to_be_hidden()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(second).to_be_visible()


def test_a_phone_shows_it_without_sideways_scrolling(opened):
    page = opened(viewport={"width": 390, "height": 844}, color_scheme="light")
    page.locator(".topic").first.wait_for(timeout=MAKING)
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not page.evaluate(wide)
    answer = put(page, "省农业农村厅牵头哪些任务？")
    assert not page.evaluate(wide)
    below = page.locator(".evidence").first.bounding_box()
    assert below["y"] > answer.bounding_box()["y"] + answer.bounding_box()["height"] - 1
    for scheme, colour in (("light", "rgb(28, 36, 48)"), ("dark", "rgb(229, 233, 238)")):
        page.emulate_media(color_scheme=scheme)
        expect(answer).to_have_css("color", colour)
