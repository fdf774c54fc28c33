"""Single points of structure: nesting, titles, joins, attachments, tables, documents without numbers."""

from __future__ import annotations

import pytest

from kg.model import SectionKind
from kg.text import heal

HEAD = "明川省港口发展方案\n\n"


# --- nesting -----------------------------------------------------------------------------------------


def test_numbers_that_run_on_across_parts(parse, drawn):
    text = HEAD + "一、任务\n（一）甲。做甲事情。\n（二）乙。做乙事情。\n二、保障\n（三）丙。做丙事情。\n"
    assert drawn(parse(text)) == [
        "heading 一 任务",
        "..clause （一） 甲",
        "..clause （二） 乙",
        "heading 二 保障",
        "..clause （三） 丙",
    ]


def test_numbers_that_skip_a_rank_and_return(parse, drawn):
    text = HEAD + "一、任务\n1.甲。做甲事情。\n（1）细则一。做细则。\n2.乙。做乙事情。\n（一）丙。做丙事情。\n二、保障\n"
    assert drawn(parse(text)) == [
        "heading 一 任务",
        "..heading 1 甲",
        "....clause （1） 细则一",
        "..clause 2 乙",
        "..clause （一） 丙",
        "clause 二 保障",
    ]


def test_decimal_numbers(parse, drawn):
    text = HEAD + "1.总则\n1.1 目的\n规范工作。\n1.2 范围\n1.2.1 地域\n全省范围。\n2.分则\n"
    assert drawn(parse(text)) == [
        "heading 1 总则",
        "..clause 1.1 目的",
        "..heading 1.2 范围",
        "....clause 1.2.1 地域",
        "clause 2 分则",
    ]


def test_the_next_task_closes_a_column_though_its_items_are_numbered_alike(parse, drawn):
    text = HEAD + "1.建港。加快建设港口。\n专栏1 工程\n1.码头。建设码头三座。\n2.航道。疏浚航道两条。\n2.修路。加快修建道路。\n"
    assert drawn(parse(text)) == [
        "clause 1 建港",
        "..column 专栏1 工程",
        "....item 1 码头",
        "....item 2 航道",
        "clause 2 修路",
    ]


def test_a_column_whose_items_are_marked_bold_has_no_others(parse, drawn):
    text = (
        "# 明川省港口发展方案\n\n1.建港。加快建设港口。\n\n### 专栏1：工程\n\n**码头工程。**建设码头三座。\n\n"
        "补充说明。这里没有加粗的标题，只是前一项的正文。\n\n**航道工程。**疏浚航道两条。\n"
    )
    document = parse(text, "a.md")
    assert [line for line in drawn(document) if "item" in line] == ["....item 码头工程", "....item 航道工程"]


# --- titles ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paragraph", "title", "body"),
    [
        ("（一）建设港口。加快建设港口，提升能力。", "建设港口", "加快建设港口，提升能力。"),
        ("（一）建设港口：加快建设港口，提升能力。", "建设港口", "加快建设港口，提升能力。"),
        (
            "（一）以整机为引领，推动协同发展。加快建设整机基地，推动零部件企业配套发展，形成合力。",
            "以整机为引领，推动协同发展",
            None,
        ),
        ("（一）借鉴试点经验，放宽外商投资建设工程设计企业的比例要求。（负责部门：商务部）", "借鉴试点经验", None),
        ("（一）支持设置受理窗口。（负责部门：知识产权局）", "支持设置受理窗口", "（负责部门：知识产权局）"),
        (
            "（一）对为本省（市）服务，且符合条件的企业予以支持，取消首次申请资质时对投资者的工程设计业绩要求。",
            "对为本省（市）服务",
            None,
        ),
        ("（一）“港口+园区”融合。推动港口与园区融合发展。", "“港口+园区”融合", "推动港口与园区融合发展。"),
        ("（一）加强组织领导（省交通厅牵头）", "加强组织领导", "（省交通厅牵头）"),
        ("（一）加强组织领导", "加强组织领导", ""),
        ("（一）建设\n", "建设", ""),
    ],
)
def test_titles_of_numbered_paragraphs(parse, paragraph, title, body):
    document = parse(HEAD + "一、任务\n\n" + paragraph + "\n\n（二）其他。做其他事情。\n")
    section = document.sections[2]
    assert section.title == title
    assert document.quote(section.heading).startswith("（一）")
    if body is not None:
        assert document.quote(section.body) == body


def test_a_title_is_healed_and_its_heading_is_verbatim(parse):
    body = "支持港口建设提升能力和服务水平\n" * 12
    lines = f"    一、任务\n    （一）推动港口和园区融合\n发展。{body[3:]}完成任务。\n    （二）其他。做其他事情。\n"
    document = parse("明川省港口发展方案\n" + lines)
    section = document.sections[2]
    assert section.title == "推动港口和园区融合发展"
    assert document.quote(section.heading) == "（一）推动港口和园区融合\n发展。"


def test_a_sentence_that_is_all_of_its_section_is_its_passage(parse, texts):
    document = parse(HEAD + "一、任务\n（一）允许港口推出新的服务举措。\n（二）建设码头\n二、保障\n")
    assert texts(document, "允许港口推出新的服务举措") == ["（一）允许港口推出新的服务举措。"]


# --- joining -----------------------------------------------------------------------------------------


def test_a_sentence_cut_by_a_page_end_goes_on_in_the_next_block(parse, texts):
    text = HEAD + "一、目标\n\n到2025年，全省港口货物吞吐量达到三亿吨以上，集装箱吞\n\n—１—\n\n吐量突破三百万标箱。\n"
    assert texts(parse(text), "目标") == ["到2025年，全省港口货物吞吐量达到三亿吨以上，集装箱吞\n\n—１—\n\n吐量突破三百万标箱。"]


def test_a_line_that_begins_with_a_closing_mark_goes_on(parse, texts):
    text = HEAD + "一、目标\n\n建设港口\n，提升能力。\n"
    assert texts(parse(text), "目标") == ["建设港口\n，提升能力。"]


def test_lines_of_labels_are_passages_of_their_own(parse, texts):
    text = HEAD + "1.建港。加快建设港口\n牵头单位：省交通厅\n配合单位：省水利厅\n完成时限：2025年底\n"
    assert texts(parse(text), "建港")[-3:] == ["牵头单位：省交通厅", "配合单位：省水利厅", "完成时限：2025年底"]


def test_a_closing_paragraph_belongs_to_the_document(parse, texts):
    text = HEAD + "一、任务\n\n（一）建港。加快建设港口。\n\n本方案自2024年1月1日起施行，有效期三年。\n"
    document = parse(text)
    assert texts(document, "明川省港口发展方案") == ["本方案自2024年1月1日起施行，有效期三年。"]


def test_numbers_inside_a_short_paragraph_do_not_cut_it(parse, drawn):
    text = HEAD + "一、任务\n\n建设以下项目：（一）码头；（二）航道。按照（三）的要求投资1.5亿元。2.5公里以内的岸线优先利用。\n"
    assert drawn(parse(text)) == ["clause 一 任务"]


def test_two_paragraphs_that_lost_the_line_end_between_them(parse, drawn):
    text = HEAD + "一、任务\n\n1.建港。加快建设港口。（省交通厅负责）2.修路。加快修建道路。（省公路局负责）\n"
    assert drawn(parse(text)) == ["heading 一 任务", "..clause 1 建港", "..clause 2 修路"]


# --- attachments -------------------------------------------------------------------------------------

LETTER = "明川省关于印发港口方案的通知\n\n各市：\n\n现将方案印发给你们，请认真执行。\n\n"


def test_a_list_of_attachments_is_no_attachment(parse, drawn):
    text = (
        LETTER
        + "附件：1.港口名单\n　　　2.航道名单\n\n明川省交通厅\n2024年3月5日\n\n"
        + "附件1\n港口名单\n东港、西港。\n附件2\n航道名单\n南航道。\n"
    )
    document = parse(text)
    assert drawn(document) == ["attachment 附件1 港口名单", "attachment 附件2 航道名单"]
    assert "附件：1.港口名单\n　　　2.航道名单" in [document.quote(p.span) for p in document.passages]


def test_a_plan_behind_the_word_attachment_is_a_document_with_its_number(parse, drawn):
    text = LETTER + "明川省交通厅\n2024年3月5日\n\n附件\n明川省港口建设实施方案\n一、目标\n建成三港。\n二、任务\n建设码头。\n"
    document = parse(text)
    assert drawn(document) == ["document 附件 明川省港口建设实施方案", "..clause 一 目标", "..clause 二 任务"]


def test_a_file_that_is_itself_an_attachment(parse, drawn):
    text = "附件1\n\n明川省港口建设实施方案\n\n一、目标\n\n建成三港。\n\n附件2\n\n港口名单\n\n东港。\n"
    assert drawn(parse(text)) == ["clause 一 目标", "attachment 附件2 港口名单"]


# --- tables ------------------------------------------------------------------------------------------


def table(*rows):
    head, *body = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([head, "|" + "---|" * len(rows[0]), *body]) + "\n"


def test_rows_of_a_work_table_are_sections(parse, drawn, texts):
    text = "# 明川省任务分工表\n\n" + table(
        ("序号", "重点任务", "具体举措", "牵头单位"),
        ("", "一、建设设施", "", ""),
        ("1", "建港", "加快建设东港，提升吞吐能力和服务水平", "省交通厅"),
        ("2", "建港", "修复湿地", "省林业局"),
    )
    document = parse(text, "a.md")
    row, heading = "加快建设东港，提升吞吐能力和服务水平", "建港"  # the name that two rows share groups them
    assert drawn(document) == ["heading 一 建设设施", f"..heading {heading}", f"....row 1 {row}", "....row 2 修复湿地"]
    assert document.quote(document.sections[2].heading) == heading
    row = document.sections[3]
    assert document.quote(row.body) == "1\t建港\t加快建设东港，提升吞吐能力和服务水平\t省交通厅"


def test_a_table_of_something_else_is_passages(parse, drawn):
    text = "# 明川省港口方案\n\n一、现状\n\n" + table(("港口", "岸线长度"), ("东港", "3公里"), ("西港", "5公里"))
    document = parse(text, "a.md")
    assert drawn(document) == ["clause 一 现状"]
    assert [document.quote(p.span) for p in document.passages][-1] == "西港\t5公里"


def test_text_behind_a_table_belongs_to_the_section_above(parse, texts):
    text = "# 明川省港口方案\n\n一、任务\n\n" + table(("任务", "责任单位"), ("建港", "省交通厅")) + "\n各单位要抓好落实。\n"
    assert texts(parse(text, "a.md"), "任务") == ["各单位要抓好落实。"]


# --- documents without numbers -----------------------------------------------------------------------


def test_marked_headings_count_when_nothing_is_numbered(parse, drawn):
    text = (
        "# 明川省港口方案\n\n## 总体要求\n\n建设强港。\n\n## 重点任务\n\n"
        "### 建设码头\n\n新建码头三座。\n\n### 疏浚航道\n\n疏浚航道两条。\n"
    )
    assert drawn(parse(text, "a.md")) == ["clause 总体要求", "heading 重点任务", "..clause 建设码头", "..clause 疏浚航道"]


def test_marked_lines_are_no_headings_when_numbers_tell(parse, drawn):
    text = (
        "# 明川省港口方案\n\n一、目标\n\n建成三港。\n\n###### 信息来源：交通厅\n\n## 小标题\n\n"
        "二、任务\n\n建设码头。\n\n三、保障\n\n加强领导。\n"
    )
    assert drawn(parse(text, "a.md")) == ["clause 一 目标", "clause 二 任务", "clause 三 保障"]


def test_a_text_without_any_structure_is_one_section(parse):
    document = parse("港口是重要的基础设施。\n\n要加快建设。\n")
    assert [section.kind for section in document.sections] == [SectionKind.DOCUMENT]
    assert len(document.passages) >= 1
    assert heal(document.text, document.passages[-1].span).text.endswith("要加快建设。")
