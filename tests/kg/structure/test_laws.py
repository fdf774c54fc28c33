"""What holds for every outline of every text."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.metadata import metadata
from kg.model import Document, SectionKind, Source
from kg.structure import outline
from kg.text import key


def check(document: Document) -> None:
    sections = document.sections
    assert sections[0].parent is None
    assert sections[0].kind is SectionKind.DOCUMENT
    assert (sections[0].span.start, sections[0].span.end) == (0, len(document.text))
    ends: dict[int, int] = {}
    for section in sections[1:]:
        parent = sections[section.parent]
        assert section.parent < section.id, "parents come before their children"
        assert parent.level + 1 == section.level
        assert parent.span.contains(section.span), "children lie inside their parents"
        assert section.span.start >= ends.get(section.parent, 0), "siblings are disjoint and in the order of the text"
        ends[section.parent] = section.span.end
        assert section.span.contains(section.heading)
        assert section.span.contains(section.body)
        assert section.title == section.title.strip(" 。；：")
        assert "\n" not in section.title
    last = 0
    for passage in document.passages:
        text = document.quote(passage.span)
        assert text == document.text[passage.span.start : passage.span.end]
        assert text.strip() == text, "a passage has no blank edge"
        assert text
        assert passage.span.start >= last, "passages are disjoint and in order"
        last = passage.span.end
        owner = sections[passage.section]
        assert owner.span.contains(passage.span)
        assert document.section_at(passage.span.start).id == owner.id, "a passage lies in its innermost section"
        assert document.section_at(passage.span.end - 1).id == owner.id, "… to its end"


def test_every_document_obeys(document):
    check(document)


def test_every_document_gives_the_same_outline_again(document):
    assert outline(document.source, document.meta, document.id) == document


LINES = st.sampled_from(
    [
        "明川省建设方案",
        "关于印发《明川省建设方案》的通知",
        "现印发给你们，请认真贯彻执行。",
        "明川省人民政府",
        "2024年3月5日",
        "（此件公开发布）",
        "附件",
        "附件：任务分工表",
        "附件2 名单",
        "第一章 总则",
        "第一条 为了规范工作，制定本办法。",
        "一、总体要求",
        "二、重点任务",
        "（一）建设港口",
        "（二）疏通航道。推进航道整治，提升通航能力。",
        "（三）有场所；",
        "1.建设码头。加快码头建设。（交通局、水务局）",
        "2．修复湿地",
        "（1）整治岸线；",
        "①清理",
        "专栏1 港口工程",
        "专栏",
        "港口数字化。建设智慧港口，提升作业效率和服务水平。",
        "（省交通厅牵头，",
        "省水利厅配合）",
        "牵头单位：交通局",
        "——目标进一步明确。",
        "—１—",
        "- 2 -",
        "一是加强领导。二是强化监督。",
        "到2025年，吞吐量达到3亿吨，",
        "航道等级明显提升。",
        "本方案自2024年1月1日起施行。",
        "抄送：市委各部门，",
        "目录",
        "一、总体要求……………1",
        "序号    工作任务    责任单位",
        "1    建港    交通局",
        "2    修路    公路局",
        "",
    ]
)
INDENTS = st.sampled_from(["", "　　", "    ", "            "])


@given(st.lists(st.tuples(INDENTS, LINES), max_size=40))
@settings(max_examples=100, deadline=None)
def test_any_order_of_such_lines_obeys(lines):
    from kg.reading.plain import read_plain

    out = read_plain("\n".join(indent + line for indent, line in lines))
    marks = tuple(sorted(out.marks, key=lambda m: (m.span.start, -m.span.end)))
    source = Source(name="a.txt", media_type="text/plain", sha256="", text=out.text, marks=marks)
    check(outline(source, metadata(source), "a"))


@given(st.text(alphabet="一二三（）1２.．、。；：，专栏附件第章条甲乙省厅牵头\n 　—", max_size=160))
@settings(max_examples=100, deadline=None)
def test_any_text_obeys(text):
    source = Source(name="a.txt", media_type="text/plain", sha256="", text=text)
    check(outline(source, metadata(source), "a"))


@given(st.text(alphabet="一二三（）1.。；，*#|专栏附件省厅\n -", max_size=160))
@settings(max_examples=100, deadline=None)
def test_any_markdown_obeys(text):
    from kg.reading.markdown import read_markdown

    out = read_markdown(text)
    marks = tuple(sorted(out.marks, key=lambda m: (m.span.start, -m.span.end)))
    source = Source(name="a.md", media_type="text/markdown", sha256="", text=out.text, marks=marks)
    check(outline(source, metadata(source), "a"))


# Layouts that have nothing to do with one another, and things that a text says.
BEFORE = st.sampled_from(
    ["", "一、", "（一）", "1.", "2. ", "第一条 ", "附件1 ", "专栏1 ", "| ", "## ", "**", "目录", "（", "——", "  "]
)
SAID = st.sampled_from(
    [
        "明川省加快港口建设，提升通航能力。",
        "每个项目奖励二十万元；",
        "2031年投资3亿元",
        "由甲乙同志负责",
        "明川省港口建设奖励办法",
    ]
)
ODD = st.lists(st.tuples(BEFORE, SAID, st.sampled_from([1, 12])), min_size=1, max_size=5)
ONE_LINE = [("| ", "明川省港口建设奖励办法", 1), ("", "为加快港口建设，现公告如下：1.建港奖二十万元。 2.疏浚奖三十万元。", 12)]


@given(ODD, st.sampled_from(["\n", "\n\n", " ", ""]), st.sampled_from(["a.txt", "a.md"]))
@example(ONE_LINE, "", "a.txt")  # a whole document on one line behind the bar of a table
@example([("", "明川省港口建设奖励办法", 1)], "", "a.txt")  # nothing but a title
@example([("## ", "明川省加快港口建设，提升通航能力。", 1)] * 3, "\n", "a.md")  # nothing but headings
@settings(max_examples=40, deadline=None)
def test_nothing_that_a_text_says_is_lost(lines, between, name):
    """Every line stands in a passage or is a heading; only a title may be printed a second time for nothing."""
    from kg.reading.markdown import read_markdown
    from kg.reading.plain import read_plain

    out = (read_plain if name == "a.txt" else read_markdown)(between.join(a + b * times for a, b, times in lines))
    marks = tuple(sorted(out.marks, key=lambda m: (m.span.start, -m.span.end)))
    source = Source(name=name, media_type="", sha256="", text=out.text, marks=marks)
    document = outline(source, metadata(source), "a")
    check(document)
    assert document.passages
    spans = [*(p.span for p in document.passages), *(s.heading for s in document.sections)]
    kept = {at for span in spans for at in range(span.start, span.end)}
    lost = "".join(char for at, char in enumerate(out.text) if char.isalnum() and at not in kept)
    for title in ("附件1", "目录", *(key(s.title) for s in document.sections if s.kind is SectionKind.DOCUMENT)):
        lost = lost.replace(title, "") if title else lost
    assert lost == ""


def test_a_text_on_one_line_has_the_paragraphs_that_its_numbers_tell():
    text = (
        "|\n明川省港口奖励办法为加快建设，现公告如下： 1.建港的每个奖十万元。 2.疏浚的每个奖二十万元。 本办法自发布之日起执行。"
    )
    source = Source(name="a.txt", media_type="text/plain", sha256="", text=text)
    document = outline(source, metadata(source), "a")
    assert document.meta.title == "明川省港口奖励办法"
    assert [document.quote(p.span)[:6] for p in document.passages] == ["为加快建设，", "1.建港的每", "2.疏浚的每", "本办法自发布"]
    glued = Source(
        name="a.txt",
        media_type="text/plain",
        sha256="",
        text="明川省方案\n为落实要求，制定本方案。一、指导思想以港口为重点，"
        + "推进航道整治，" * 40
        + "提升能力。二、主要目标到2031年，建成码头。"
        "（一）能力提升。吞吐量达到3亿吨。",
    )
    found = outline(glued, metadata(glued), "a").sections[1:]
    assert [(s.number, s.title) for s in found] == [("一", "指导思想"), ("二", "主要目标"), ("（一）", "能力提升")]


def test_fifty_pages_in_a_third_of_a_second():
    import time

    body = "推进航道整治，提升通航能力，支持企业采用新装备，提高作业效率和服务水平。" * 12
    text = "\n".join(f"（{n}）建设工程。{body}" for n in "一二三四五六七八九十")
    text = "\n".join(f"{n}、重点任务\n{text}" for n in "一二三四五六七八九")
    source = Source(name="a.txt", media_type="text/plain", sha256="", text="明川省方案\n" + text)
    assert len(source.text) > 35_000
    metadata(source)  # tables are read on first use
    start = time.perf_counter()
    outline(source, metadata(source), "a")
    assert time.perf_counter() - start < 0.6  # 0.1 s on a quiet machine
