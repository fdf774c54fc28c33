"""The graph pages in a browser: completion, a click that expands, filters, words, the picture, connections with proofs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from qa.config import QaSettings

UNIT = "org/林川省/能源"  # 省能源局


@pytest.fixture(scope="module")
def unit(real_data) -> str:
    """IRI of a department that leads and joins several tasks."""
    from qa.service import PolicyQA

    catalog = PolicyQA.open(QaSettings(data=real_data)).catalog
    rows = [row for row in catalog.entities(type="Department")[0] if row.mentions > 3]
    return rows[0].iri


def nodes(page) -> list[dict]:
    """What the chart holds."""
    return page.evaluate("() => getElement(document.querySelector('.chart').id.slice(1)).chart.getOption().series[0].data")


def press(page, index: int) -> None:
    """Clicks on the node ``index`` of the picture, when it has come to rest."""
    page.locator(f".chart[data-fitted='{len(nodes(page))}']").wait_for()
    at = page.evaluate("(n) => kgqaGraph.place(document.querySelector('.chart').id.slice(1), n)", index)
    page.mouse.click(at["x"], at["y"])


def opened(page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("status")).to_contain_text("个实体")
    expect(page.locator(".chart canvas")).to_be_visible()


def test_a_click_on_a_node_adds_its_neighbours_and_shows_its_facts(pages, new_context, unit):
    page = new_context(reduced_motion="reduce").new_page()
    opened(page, f"{pages}/graph?iri={unit}")
    before = nodes(page)
    press(page, 1)
    panel = page.get_by_role("complementary", name="选中的实体")
    expect(panel.get_by_role("heading", level=2)).to_have_text(before[1]["name"])
    expect(panel.locator("mark").first).to_be_visible()
    page.wait_for_function(
        "(n) => getElement(document.querySelector('.chart').id.slice(1)).chart.getOption().series[0].data.length > n",
        arg=len(before),
    )
    assert {one["id"] for one in before} < {one["id"] for one in nodes(page)}
    expect(panel.get_by_role("link", name="以它为中心")).to_be_visible()


def test_filters_thin_the_picture_out_and_stand_in_the_address(pages, new_context, unit):
    page = new_context().new_page()
    opened(page, f"{pages}/graph?iri={unit}")
    all_nodes = len(nodes(page))
    lead = page.get_by_role("group", name="按关系筛选").get_by_role("button", name=re.compile("^牵头单位"))
    expect(lead).to_have_attribute("aria-pressed", "true")
    lead.click()
    expect(page.get_by_role("group", name="按关系筛选").get_by_role("button", name=re.compile("^牵头单位"))).to_have_attribute(
        "aria-pressed", "false"
    )
    page.wait_for_function(
        "(n) => getElement(document.querySelector('.chart').id.slice(1)).chart.getOption().series[0].data.length < n",
        arg=all_nodes,
    )
    page.wait_for_url("**relation%3Alead**")
    kept = len(nodes(page))
    page.reload()
    expect(page.get_by_role("status")).to_contain_text(f"{kept} 个实体")


def test_the_same_in_words_is_operable_by_keyboard(pages, new_context, unit):
    page = new_context().new_page()
    opened(page, f"{pages}/graph?iri={unit}")
    before = page.locator(".sentences li").count()
    opener = page.get_by_role("button", name=re.compile("^展开")).first
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".sentences li")).not_to_have_count(before)
    expect(page.locator(".sentences li").first).to_contain_text(re.compile("由.+(牵头|参与)"))


def test_the_look_turns_and_stays_and_the_picture_turns_with_it(pages, new_context, unit):
    page = new_context(color_scheme="light").new_page()
    opened(page, f"{pages}/graph?iri={unit}")
    colour = "() => getElement(document.querySelector('.chart').id.slice(1)).chart.getOption().series[0].label.color"
    light = page.evaluate(colour)
    page.get_by_role("button", name="切换深浅色").click()
    page.wait_for_function(f"(light) => ({colour})() !== light", arg=light)
    page.get_by_role("button", name=re.compile("^展开")).first.click()
    expect(page.get_by_role("link", name="以它为中心")).to_be_visible()
    assert page.evaluate("document.body.classList.contains('body--dark')")


def test_the_picture_is_saved_as_png(pages, new_context, unit):
    page = new_context().new_page()
    opened(page, f"{pages}/graph?iri={unit}")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出图片").click()
    assert download.value.suggested_filename.endswith("的关系.png")
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


def test_completion_is_walked_by_keyboard(pages, new_context):
    page = new_context().new_page()
    page.goto(f"{pages}/graph")
    field = page.get_by_label("实体名称").get_by_role("searchbox")
    field.fill("能源")
    found = page.get_by_label("实体名称").get_by_role("link")
    expect(found.first).to_be_visible()
    name = found.first.locator(".finder-name").inner_text()
    field.press("ArrowDown")
    expect(found.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page).to_have_url(re.compile(r"/graph\?iri="))


def test_completion_within_a_class(pages, new_context):
    page = new_context().new_page()
    page.goto(f"{pages}/graph")
    finder = page.get_by_role("search", name="实体名称")
    finder.get_by_label("只找这一类").focus()
    finder.get_by_label("只找这一类").select_option("Target")
    expect(finder.get_by_role("link").first).to_contain_text("目标")
    finder.get_by_role("searchbox").fill("没有这样的名称")
    expect(finder.get_by_text("没有这个名称的实体")).to_be_visible()


def test_a_connection_shows_the_sentences_and_another_way_round(pages, new_context):
    page = new_context().new_page()
    page.goto(f"{pages}/graph?from=省教育厅&to=省应急管理厅")
    expect(page.get_by_role("heading", level=1)).to_have_text("两个实体的联系")
    stops = page.locator(".stop-name")
    expect(stops.first).to_have_text("省教育厅")
    expect(stops.last).to_have_text("省应急管理厅")
    links = page.locator(".chain .link")
    assert links.count() == stops.count() - 1
    for n in range(links.count()):
        expect(links.nth(n).locator("mark").first).to_be_visible()
    middle = stops.nth(1).inner_text()
    page.get_by_role("link", name=f"绕开{middle}").click()
    expect(page.get_by_role("link", name=f"重新允许经过{middle}")).to_be_visible()
    expect(page.locator(".stop-name", has_text=middle)).to_have_count(0)


@pytest.mark.parametrize(
    ("query", "said"),
    [("iri=没有的实体", "没有名为"), ("from=省教育厅&to=没有的", "没有名为"), ("from=省教育厅", "再选一个实体")],
)
def test_what_is_not_there_is_said(pages, new_context, query, said):
    page = new_context().new_page()
    page.goto(f"{pages}/graph?{query}")
    expect(page.locator("#main")).to_contain_text(said)
