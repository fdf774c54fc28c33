"""HTML: the prose of government pages, their tables, and nothing of their furniture."""

from __future__ import annotations

import pytest

from kg.errors import UnreadableFile
from kg.model import MarkKind
from kg.reading.html import read_html

PROSE = "<p>为加快数字港口建设，提升港航服务效率，结合本市实际，提出以下意见，请认真贯彻执行。</p>" * 3


def page(content: str, before: str = "", after: str = "", head: str = "") -> str:
    return f"<html><head>{head}</head><body>{before}<div class='main'>{content}</div>{after}</body></html>"


def marked(out, kind):
    return [out.text[m.span.start : m.span.end].strip() for m in out.marks if m.kind is kind]


def test_furniture_falls_away():
    out = read_html(
        "a.html",
        page(
            PROSE,
            before="<div class='nav'>首页 政务公开</div><div id='share-box'>分享到微信</div><form>搜索<input></form>",
            after="<div class='related-list'><a href='#'>相关文件一</a></div><footer>版权所有</footer><script>var 脚本</script>",
        ),
    )
    assert out.text.count("为加快数字港口建设") == 3
    for word in ("首页", "分享", "搜索", "相关文件", "版权", "脚本"):
        assert word not in out.text


@pytest.mark.parametrize(
    "wrap", ["<form>{}</form>", "<header>{}</header>", "<div style='display:none'>{}</div>", "<aside>{}</aside>"]
)
def test_what_holds_the_article_is_kept_whatever_it_is(wrap):
    page = wrap.format(f"<div class='nav'>首页 政务公开</div><div><div>{PROSE}</div></div>")
    out = read_html("a.html", f"<html><body>{page}<footer>版权所有</footer><script>var 脚本</script></body></html>")
    assert out.text.count("为加快数字港口建设") == 3
    assert not any(word in out.text for word in ("首页", "版权", "脚本"))


@pytest.mark.parametrize("editor", ["TRS_Editor", "trs_editor_view TRS_UEDITOR", "pages_content"])
def test_headings_inside_an_editor_s_class_stay(editor):
    out = read_html("a.html", page(f"<div class='{editor}'><h2>一、总体要求</h2>{PROSE}</div>"))
    assert marked(out, MarkKind.HEADING) == ["一、总体要求"]


def test_a_bare_table_cell_as_the_state_council_s_site_serves_it():
    cell = "<td class='b12c' id='UCAP-CONTENT'><p style='text-align: center'><span style='font-weight: bold'>某市意见</span></p>"
    out = read_html("a.html", f"<tbody><tr>{cell}{PROSE}</td></tr><tr><td></td></tr></tbody>")
    assert out.text.startswith("某市意见\n为加快")
    assert marked(out, MarkKind.BOLD) == ["某市意见"]
    assert marked(out, MarkKind.CENTER) == ["某市意见"]
    assert not marked(out, MarkKind.ROW)


def test_what_the_portal_says_of_the_document_and_its_title_lead_the_text():
    out = read_html(
        "a.html",
        page(
            PROSE,
            before="<ul><li>发文字号：清政发〔2024〕12号</li><li>成文日期：2024年6月30日</li><li>浏览：5次</li></ul>",
            head="<meta name='ArticleTitle' content='清河市数字港口建设意见'>",
        ),
    )
    assert out.text.split("\n")[:3] == ["发文字号：清政发〔2024〕12号", "成文日期：2024年6月30日", "清河市数字港口建设意见"]
    assert marked(out, MarkKind.HEADING) == ["清河市数字港口建设意见"]


def test_labels_and_values_in_two_cells():
    before = "<table><tr><td>发文机关：</td><td>清河市人民政府</td></tr></table>"
    assert read_html("a.html", page(PROSE, before=before)).text.startswith("发文机关：清河市人民政府\n")


def test_a_title_that_the_text_has_is_not_repeated():
    head = "<meta name='ArticleTitle' content='清河市数字港口建设意见'>"
    out = read_html("a.html", page(f"<p>清河市数字<br>港口建设意见</p>{PROSE}", head=head))
    assert out.text.replace("\n", "").count("清河市数字港口建设意见") == 1


def test_line_breaks_entities_and_inline_runs():
    out = read_html("a.html", page(f"<p>第一行<br/>第二&nbsp;行 <b>粗</b><strong>体</strong>\n   接着</p>{PROSE}"))
    assert out.text.startswith("第一行\n第二\u00a0行 粗体 接着\n")


def test_comments_and_hidden_parts_fall_away_but_not_the_text_behind_them():
    out = read_html("a.html", page(f"<p>前<!-- 注 -->后<span style='display:none'>藏</span>尾</p>{PROSE}"))
    assert out.text.startswith("前后尾\n")


def test_data_tables_with_merged_cells():
    table = (
        "<table><tr><th>序号</th><th>任务</th><th>单位</th></tr>"
        "<tr><td rowspan='2'>1</td><td><p>建港口</p><p>修航道</p></td><td rowspan='2'>市交通局</td></tr>"
        "<tr><td>通铁路</td></tr><tr><td colspan='3'>二、管理</td></tr></table>"
    )
    out = read_html("a.html", page(PROSE + table))
    assert marked(out, MarkKind.ROW) == ["序号\t任务\t单位", "1\t建港口\n修航道\t市交通局", "1\t通铁路\t市交通局", "二、管理"]


def test_a_box_of_one_column_is_text():
    out = read_html("a.html", page(PROSE + "<table><tr><td><p>专栏1 工程</p><p>内容。</p></td></tr></table>"))
    assert not marked(out, MarkKind.ROW)
    assert out.text.endswith("专栏1 工程\n内容。\n")


def test_numbers_of_ordered_lists_are_written_out():
    out = read_html("a.html", page(PROSE + "<ol start='3'><li>建港口</li><li>修航道</li></ol><ul><li>不编号</li></ul>"))
    assert out.text.endswith("3. 建港口\n4. 修航道\n不编号\n")


def test_prose_in_an_element_that_is_called_like_furniture_stays():
    out = read_html("a.html", f"<html><body><div class='position'>{PROSE * 6}</div></body></html>")
    assert "为加快数字港口建设" in out.text


@pytest.mark.parametrize("text", ["", "<!-- -->", "<?xml version='1.0'?>"])
def test_no_page_at_all(text):
    with pytest.raises(UnreadableFile, match="网页"):
        read_html("a.html", text)


def test_a_long_page_is_read_fast():
    import time

    body = "".join(f"<div><p>第{i}段，推动港口数字化转型，提升服务效率和水平。</p></div>" for i in range(4000))
    start = time.perf_counter()
    read_html("a.html", page(body))
    assert time.perf_counter() - start < 3
