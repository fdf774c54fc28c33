"""Answers as Markdown: numbered sources with links; a document's own characters stay characters."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from qa.model import Answer, Choice, Evidence, Kind, Outcome
from qa.wire.links import document_link, passage_link
from qa.wire.markdown import LONGEST, QUOTED, escaped, markdown

BASE = "http://kgqa.gov.example/zc/"


def evidence(text: str = "（省海洋局）", start: int = 10, **other: str) -> Evidence:
    known = {"document": "haizhou", "title": "海州省方案", "section": "一、任务 / 1.牧场", "iri": "i"} | other
    return Evidence(text=text, start=start, end=start + len(text), **known)


def answered(text: str, *proof: Evidence, suggestions: tuple[str, ...] = ()) -> Answer:
    return Answer(
        id="a", question="问", outcome=Outcome.ANSWERED, kind=Kind.TEXT, text=text, evidence=proof, suggestions=suggestions
    )


def html(text: str) -> str:
    return MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table").render(text)


def test_links_lead_to_the_marked_passage():
    assert passage_link(evidence(), BASE) == "http://kgqa.gov.example/zc/documents/haizhou?start=10&end=16#mark"
    assert document_link("海 州/a?b", "http://x") == "http://x/documents/%E6%B5%B7%20%E5%B7%9E%2Fa%3Fb"


def test_the_numbers_lead_to_the_sources():
    said = markdown(answered("由省海洋局牵头。[1][2]", evidence(), evidence(start=40), suggestions=("谁配合？",)), BASE)
    first, second = passage_link(evidence(), BASE), passage_link(evidence(start=40), BASE)
    assert said.startswith(f"由省海洋局牵头。[[1]]({first})[[2]]({second})\n\n**出处**\n\n")
    rendered = html(said)
    assert rendered.count("<a ") == 4 and "[1]</a>" in rendered
    assert "<blockquote>\n<p>（省海洋局）</p>" in rendered
    assert "<li>谁配合？</li>" in rendered


def test_without_an_address_there_are_no_links():
    said = markdown(answered("由省海洋局牵头。[1]", evidence()), None)
    assert "](" not in said and "[1] 《海州省方案》" in html(said)


def test_a_number_within_the_text_is_the_documents_own():
    said = markdown(answered("见附注[1]所列。[1]", evidence()), BASE)
    assert said.count("[[1]]") == 1 and said.startswith("见附注\\[1\\]所列。[[1]](")


def test_many_and_long_sources_are_cut_and_counted():
    said = markdown(answered("共12项。", *[evidence("字" * 500, start=n) for n in range(12)]), BASE)
    assert said.count("查看原文") == QUOTED and f"另有 {12 - QUOTED} 处出处" in said
    assert "字" * (LONGEST - 1) + "…" in said and "字" * LONGEST not in said


def test_asking_back_lists_the_choices():
    choices = (Choice(label="建设牧场", question="甲？"), Choice(label="建设*渔港*", question="乙？"))
    unclear = replace(
        answered("请选一项：", evidence()), outcome=Outcome.UNCLEAR, choices=choices, evidence=(), suggestions=("甲？",)
    )
    said = markdown(unclear, BASE)
    assert "1. 建设牧场\n2. 建设\\*渔港\\*" in said and "回复序号" in said
    assert "可以接着问" not in said and "出处" not in said


def test_a_refusal_is_its_sentence():
    refused = Answer(id="a", question="问", outcome=Outcome.NOT_FOUND, kind=Kind.TEXT, text="文件没有说明。")
    assert markdown(refused, BASE) == "文件没有说明。"


HOSTILE = [
    "<script>alert(1)</script>",
    "[点我](javascript:alert(1))",
    "![x](http://evil/x.png)",
    "<http://evil>",
    "# 标题",
    "- 项",
    "1. 项",
    "***",
    "===",
    "a | b\n- | -\n1 | 2",
    "`x` **粗** ~~删~~ &amp; $x$ \\",
    "    缩进",
    "> 引",
    "[1]: http://evil",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_document_says_stays_text(text):
    rendered = html(markdown(answered(text, evidence(text, title=text.replace("\n", " "), section="")), BASE))
    for tag in (
        "<script",
        "<img",
        "<h1",
        "<h2",
        "<ul",
        "<ol",
        "<code",
        "<strong><",
        "<table",
        "<hr",
        'evil">',
        'javascript:alert(1)"',
    ):
        assert tag not in rendered
    assert rendered.count("<a ") == 1 and rendered.count("<blockquote>") == 1


@given(st.text(alphabet="甲1a\\`*_{}[]()<>#+-.!|~&$=: \n", max_size=30).filter(lambda text: text.strip()))
def test_escaped_text_renders_to_itself(text):
    """Only blanks and line ends may change: they mean nothing in Markdown."""
    rendered = MarkdownIt("commonmark").render(escaped(text))
    plain = rendered.replace("<p>", "").replace("</p>", "")
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        plain = plain.replace(entity, char)
    assert plain.split() == text.split()
