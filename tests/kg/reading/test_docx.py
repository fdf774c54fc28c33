"""Word documents: styles, automatic numbers, text boxes, tracked changes, tables."""

from __future__ import annotations

import io

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from kg.model import MarkKind
from kg.reading import read_bytes
from kg.reading.numerals import chinese, written

MAX = 50 * 2**20


@pytest.fixture
def document():
    return docx.Document()


def read(document):
    out = io.BytesIO()
    document.save(out)
    return read_bytes("a.docx", out.getvalue(), max_bytes=MAX)


def marked(source, kind):
    return [source.text[m.span.start : m.span.end] for m in source.marks if m.kind is kind]


def test_styles_bold_and_centre(document):
    title = document.add_paragraph("明川省方案")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_heading("一、总体要求", 2)
    paragraph = document.add_paragraph()
    for text in ("（一）", "指导思想。"):
        paragraph.add_run(text).bold = True
    paragraph.add_run("坚持创新。")
    source = read(document)
    assert source.text == "明川省方案\n一、总体要求\n（一）指导思想。坚持创新。\n"
    assert marked(source, MarkKind.CENTER) == ["明川省方案"]
    assert [(m.level, source.text[m.span.start : m.span.end]) for m in source.marks if m.kind is MarkKind.HEADING] == [
        (2, "一、总体要求")
    ]
    assert "（一）指导思想。" in marked(source, MarkKind.BOLD)


def number(document, paragraph, num_id, level=0):
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{num_id}"/></w:numPr>'))


def define(document, num_id, levels):
    """``levels``: (format, text) by level."""
    root = document.part.numbering_part.element
    body = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (kind, text) in enumerate(levels)
    )
    abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{num_id}">{body}</w:abstractNum>')
    root.insert(0, abstract)
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{num_id}"><w:abstractNumId w:val="{num_id}"/></w:num>'))


def test_automatic_numbers_are_written_as_word_shows_them(document):
    define(document, 77, [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")])
    for text, level in (
        ("总体要求", 0),
        ("重点任务", 0),
        ("补强链条", 1),
        ("研制部件", 2),
        ("做强企业", 2),
        ("建设设施", 1),
        ("保障", 0),
    ):
        number(document, document.add_paragraph(text), 77, level)
    document.add_paragraph("没有编号")
    assert read(document).text.split("\n")[:-1] == [
        "一、总体要求",
        "二、重点任务",
        "（一）补强链条",
        "1.研制部件",
        "2.做强企业",
        "（二）建设设施",
        "三、保障",
        "没有编号",
    ]


def test_bullets_and_unknown_lists_write_nothing(document):
    define(document, 78, [("bullet", "·")])
    number(document, document.add_paragraph("要点"), 78)
    number(document, document.add_paragraph("野表"), 999)
    assert read(document).text == "要点\n野表\n"


def test_tracked_changes_read_as_accepted(document):
    paragraph = document.add_paragraph("牵头单位：")
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>省工业厅</w:t></w:r></w:ins>"))
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>省商务厅</w:delText></w:r></w:del>"))
    assert read(document).text == "牵头单位：省工业厅\n"


def test_a_box_table_is_text_and_a_data_table_is_rows(document):
    box = document.add_table(1, 1).cell(0, 0)
    box.text = "专栏1 攻关行动"
    box.add_paragraph().add_run("攻关飞控系统。").bold = True
    table = document.add_table(3, 3)
    for r, row in enumerate([("序号", "任务", "单位"), ("1", "建港", "交通局"), ("2", "修路", "")]):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    source = read(document)
    assert source.text.startswith("专栏1 攻关行动\n攻关飞控系统。\n序号\t任务\t单位\n")
    assert [row.split("\t")[2].strip() for row in marked(source, MarkKind.ROW)] == ["单位", "交通局", "交通局"]


def test_text_boxes_follow_their_paragraph(document):
    paragraph = document.add_paragraph("正文。")
    box = (
        f'<w:r {nsdecls("w")}><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
        "<w:p><w:r><w:t>专栏2 平台工程</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    paragraph._p.append(parse_xml(box))
    assert read(document).text == "正文。\n专栏2 平台工程\n"


def test_outline_levels_make_headings_without_styles(document):
    paragraph = document.add_paragraph("二、重点任务")
    paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="0"/>'))
    assert marked(read(document), MarkKind.HEADING) == ["二、重点任务"]


def test_bold_of_a_style_can_be_switched_off(document):
    style = document.styles["Normal"]
    style.element.get_or_add_rPr().append(parse_xml(f"<w:b {nsdecls('w')}/>"))
    paragraph = document.add_paragraph()
    paragraph.add_run("粗")
    run = paragraph.add_run("细")
    run._r.get_or_add_rPr().append(parse_xml(f'<w:b {nsdecls("w")} w:val="0"/>'))
    style_id = paragraph._p.get_or_add_pPr()
    style_id.append(parse_xml(f'<w:pStyle {nsdecls("w")} w:val="Normal"/>'))
    assert marked(read(document), MarkKind.BOLD) == ["粗"]
    assert qn("w:b")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (99, "九十九"),
        (100, "一百"),
        (105, "一百零五"),
        (112, "一百一十二"),
        (130, "一百三十"),
    ],
)
def test_chinese_numbers(value, text):
    assert chinese(value) == text


@pytest.mark.parametrize("value", range(1, 999, 7))
def test_chinese_numbers_read_back(value):
    from kg.text import numeral

    assert numeral(chinese(value)) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("decimal", "4"),
        ("decimalEnclosedCircle", "④"),
        ("decimalFullWidth", "４"),
        ("upperLetter", "D"),
        ("lowerLetter", "d"),
        ("upperRoman", "IV"),
        ("lowerRoman", "iv"),
        ("chineseCountingThousand", "四"),
        ("unknown", "4"),
    ],
)
def test_number_formats(kind, text):
    assert written(4, kind) == text
