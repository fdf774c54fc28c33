"""PDF: pages, running heads, indents, ruled tables, scans."""

from __future__ import annotations

import pytest

from kg.errors import UnreadableFile
from kg.model import MarkKind
from kg.reading import read_bytes
from kg.text import heal, key

MAX = 50 * 2**20
BODY = "统筹布局城市起降点和乡村起降点，推动与交通枢纽衔接，提升服务能力。"
PARAGRAPHS = ["明川省低空装备发展方案", "一、总体要求", *[f"（{n}）建设设施。{BODY * 6}" for n in "一二三四五六"]]


def read(data):
    return read_bytes("a.pdf", data, max_bytes=MAX)


def test_text_is_whole_and_heads_and_feet_are_gone(make_pdf):
    source = read(make_pdf(PARAGRAPHS, head="明川省人民政府公报"))
    assert "公报" not in source.text
    assert "— 1 —" not in source.text
    assert key(source.text) == key("".join(PARAGRAPHS))


def test_pages_cover_the_text_in_order(make_pdf):
    source = read(make_pdf(PARAGRAPHS))
    assert [page.number for page in source.pages] == [1, 2, 3]
    assert source.pages[0].span.start == 0
    assert source.pages[-1].span.end == len(source.text)
    assert all(a.span.end == b.span.start for a, b in zip(source.pages, source.pages[1:], strict=False))
    assert all(page.confidence == 1.0 for page in source.pages)


def test_indents_survive_as_spaces(make_pdf):
    lines = read(make_pdf(PARAGRAPHS)).text.split("\n")
    assert lines[0].startswith("    明川省")
    assert not lines[3].startswith(" ")


def test_paragraphs_run_on_over_page_ends(make_pdf, opened):
    document = opened("a.pdf", make_pdf(PARAGRAPHS))
    clauses = [section for section in document.sections if section.kind.value == "clause"]
    assert [section.number for section in clauses] == ["（一）", "（二）", "（三）", "（四）", "（五）", "（六）"]
    assert all(heal(document.text, section.body).text == BODY * 6 for section in clauses)


def test_a_ruled_table_gives_rows_a_box_gives_text(blank_page, bind_pdf):
    page = blank_page()
    page.text(72, 760, "附件 重点任务分工表，各单位应当按照分工抓好落实。")
    for y in (720, 680, 640):
        page.rule(72, y, 512, y)
    for x in (72, 292, 512):
        page.rule(x, 720, x, 640)
    for x, y, text in ((80, 695, "工作任务"), (300, 695, "责任单位"), (80, 655, "建设港口"), (300, 655, "省交通厅")):
        page.text(x, y, text, 12)
    page.text(72, 600, "注：责任单位按分工落实。")
    source = read(bind_pdf([page]))
    rows = [source.text[m.span.start : m.span.end] for m in source.marks if m.kind is MarkKind.ROW]
    assert rows == ["工作任务\t责任单位", "建设港口\t省交通厅"]
    assert source.text.index("注：") > source.text.index("省交通厅") > source.text.index("附件")


def test_a_bare_page_number_goes(blank_page, bind_pdf):
    pages = []
    for number in (1, 2):
        page = blank_page()
        page.text(72, 700, f"第{'一二'[number - 1]}段内容，推动港口建设和发展。")
        page.text(290, 60, str(number), 12)
        pages.append(page)
    assert [line.strip() for line in read(bind_pdf(pages)).text.split("\n") if line.strip()] == [
        "第一段内容，推动港口建设和发展。",
        "第二段内容，推动港口建设和发展。",
    ]


def test_a_scan_without_the_ocr_extra_says_what_to_install(blank_page, bind_pdf, monkeypatch):
    import sys

    from kg.reading import ocr

    monkeypatch.setitem(sys.modules, "rapidocr", None)
    ocr._loaded.cache_clear()
    with pytest.raises(UnreadableFile, match="扫描件") as caught:
        read(bind_pdf([blank_page()]))
    assert "ocr" in caught.value.hint


def test_an_encrypted_pdf():
    data = ENCRYPTED.encode("latin-1")
    with pytest.raises(UnreadableFile, match=r"加密|不是完整"):
        read(data)


ENCRYPTED = """%PDF-1.4
1 0 obj
<< /Type /Catalog /Pages 2 0 R >>
endobj
2 0 obj
<< /Type /Pages /Kids [] /Count 0 >>
endobj
3 0 obj
<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef>
/U <0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef> >>
endobj
xref
0 4
0000000000 65535 f 
0000000009 00000 n 
0000000058 00000 n 
0000000110 00000 n 
trailer
<< /Size 4 /Root 1 0 R /Encrypt 3 0 R /ID [<01><01>] >>
startxref
310
%%EOF"""


def test_a_font_that_the_file_does_not_carry_loses_no_lines(glyphless_pdf):
    text = "推动港口发展建设提升能力。"
    paragraphs = [text * 2 + "完", text]  # the first leaves one character on its second line
    source = read(glyphless_pdf(paragraphs))
    assert key(source.text) == key("".join(paragraphs))
    assert len(source.text.split("\n")) >= 4
