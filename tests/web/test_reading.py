"""The markup of a document: its text content is the stored text, the mark is the quotation, what is written stays text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.config import KgSettings
from kg.model import Span
from kg.ontology import load
from qa.rows import DocumentCard, DocumentView, MentionRow, OutlineEntry
from qa.web.kinds import Kinds
from qa.web.reading import Reading, reading

KINDS = Kinds.from_ontology(load(KgSettings().ontology))
BASE = "http://kgqa.local/id/"
EVIL = "<script>alert(\"1\")</script>&lt;img src=x onerror='x'>"
OURS = {"p", "h2", "h3", "h4", "h5", "div", "span", "strong", "a", "mark", "ol", "li"}
PIECES = st.sampled_from(
    ["海上牧场", "一、", "\n", "\n\n", " ", "\t", "\r\n", "—9—\n", "𠮷", "AI agent", "<b>", "&amp;", '"', "</mark>", "<!--"]
)


class Seen(HTMLParser):
    """What a browser would make of markup: text, the text of the mark, elements with their attributes."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.text, self.marked, self.marks, self.elements, self._open = "", "", 0, [], []
        self.feed(markup)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self._open.append(tag)
        self.marks += tag == "mark"
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text += data
        self.marked += data if "mark" in self._open else ""

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_comment


@st.composite
def spans(draw, length: int, *, most: int = 6) -> list[Span]:
    pairs = draw(st.lists(st.tuples(st.integers(0, length), st.integers(0, length)), max_size=most))
    return [Span(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]


@st.composite
def opened(draw):
    text = "".join(draw(st.lists(PIECES, min_size=1, max_size=40)))
    outline = [OutlineEntry(id=0, parent=None, kind="document", level=0, number="", title="方案", start=0, end=len(text))]
    for number, span in enumerate(draw(spans(len(text), most=3)), 1):
        outline.append(
            OutlineEntry(
                id=number,
                parent=0,
                kind="heading",
                level=number,
                number="",
                title=EVIL,
                start=span.start,
                end=len(text),
                heading=span,
            )
        )
    view = DocumentView(
        card=DocumentCard(id="x", title=EVIL, source="x.md"),
        outline=tuple(outline),
        text=text,
        iri=BASE + "x",
        paragraphs=tuple(draw(spans(len(text)))),
    )
    mentions = [
        MentionRow(iri=BASE + 'product/"<' + str(n), label=EVIL, type="Product", start=s.start, end=s.end)
        for n, s in enumerate(draw(spans(len(text))))
    ]
    quoted = draw(st.none() | spans(len(text), most=1).filter(bool).map(lambda found: found[0])) if len(text) else None
    return view, mentions, quoted


@given(opened())
def test_text_is_whole_the_mark_is_the_quotation_and_only_our_elements_exist(given_):
    view, mentions, quoted = given_
    seen = Seen(reading(view, mentions, KINDS, quoted=quoted).text)
    assert seen.text == view.text
    assert (seen.marks, seen.marked) == ((1, quoted.of(view.text)) if quoted else (0, ""))
    assert {tag for tag, _ in seen.elements} <= OURS
    linked = [attributes["href"] for tag, attributes in seen.elements if tag == "a"]
    assert all(link.startswith("/entities/product/%22%3C") for link in linked)
    assert bool(linked) == bool(mentions)


TEXT = (
    "《海州省海上牧场方案》\n海政发〔2026〕3号\n\n一、重点任务\n（一）建设海上牧场。推广深水网\n\n—２—\n\n箱。（省海洋局）\n"
    "1.收官。年底前完成。\n"
)


def place(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def section(id: int, parent: int, level: int, words: str, kind: str = "heading") -> OutlineEntry:
    span = place(words)
    return OutlineEntry(
        id=id, parent=parent, kind=kind, level=level, number="", title=words, start=span.start, end=len(TEXT), heading=span
    )


@pytest.fixture
def shown() -> Reading:
    title = place("海州省海上牧场方案")
    outline = (
        OutlineEntry(id=0, parent=None, kind="document", level=0, number="", title="方案", start=0, end=len(TEXT), heading=title),
        section(1, 0, 1, "一、重点任务"),
        section(2, 1, 2, "（一）建设海上牧场。", "clause"),
        section(3, 2, 3, "1.收官。", "row"),
    )
    task, unit = place("建设海上牧场"), place("省海洋局")
    mentions = (
        MentionRow(iri=BASE + "x/task/建设海上牧场", label="建设海上牧场", type="Task", start=task.start, end=task.end),
        MentionRow(iri=BASE + "product/牧场", label="牧场", type="Product", start=task.end - 2, end=task.end),
        MentionRow(iri=BASE + "org/海州省/海洋", label="省海洋局", type="Department", start=unit.start, end=unit.end),
    )
    view = DocumentView(
        card=DocumentCard(id="x", title="方案", source="x.md"),
        outline=outline,
        text=TEXT,
        iri=BASE + "x",
        paragraphs=(Span(place("（一）").start, place("（省海洋局）").end), place("1.收官。年底前完成。")),
    )
    return reading(view, mentions, KINDS)


def test_headings_are_headings_and_page_ends_inside_of_paragraphs_are_hidden(shown):
    assert '<p class="title" id="s0">' in shown.text and '<h2 id="s1">一、重点任务' in shown.text
    assert '<strong id="s2">（一）</strong>' in shown.text
    assert '推广深水网<span class="debris">\n\n—２—\n\n</span>箱。' in shown.text
    assert '<p class="plain"><span class="as-is">海政发〔2026〕3号</span>' in shown.text


def test_a_name_within_a_name_is_the_link_and_the_wider_one_goes_on_around_it(shown):
    assert 'data-class="Task" title="任务：建设海上牧场">建设海上</a>' in shown.text
    assert '<span class="named around kind-' in shown.text and 'title="产品：牧场">牧场</a></span>' in shown.text
    assert 'href="/entities/org/%E6%B5%B7%E5%B7%9E%E7%9C%81/%E6%B5%B7%E6%B4%8B"' in shown.text


def test_cells_of_a_row_stay_apart():
    text = "指标\t2025年\n产值\t300亿元\n"
    view = DocumentView(
        card=DocumentCard(id="x", title="方案", source="x.md"), outline=(), text=text, iri=BASE + "x", paragraphs=(Span(9, 17),)
    )
    tab = '<span class="tab">\t</span>'
    found = reading(view, (), KINDS).text
    assert f'<p class="cells">产值{tab}300亿元<span class="debris">\n</span></p>' in found
    assert f'<span class="as-is">指标</span>{tab}<span class="as-is">2025年</span>' in found


def test_the_outline_nests_and_names_no_rows(shown):
    assert shown.outline == (
        '<ol><li><a href="#s1">一、重点任务</a><ol><li><a href="#s2">（一）建设海上牧场。</a></li></ol></li></ol>'
    )


def test_the_legend_counts_classes(shown):
    assert sorted((named.kind.label, named.count) for named in shown.named) == [("产品", 1), ("任务", 1), ("部门", 1)]
