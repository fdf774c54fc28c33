"""Attribution clauses in all their forms. Every document here is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.config import KgSettings
from kg.extract.responsibility import Responsibility, attributions
from kg.model import Attribution, Basis, Document, Metadata, Passage, Role, Section, SectionKind, Source, Span
from kg.names import load

NAMES = load(KgSettings().ontology)


def drafted(*paragraphs: str, jurisdiction: str = "云江省") -> Document:
    """A document with one numbered section a paragraph; the heading ends at the first 。 (or is empty)."""
    text, sections, passages = "云江省实施方案\n", [], []
    for number, paragraph in enumerate(paragraphs, start=1):
        start = len(text)
        text += paragraph + "\n"
        stop = paragraph.find("。") + 1
        span = Span(start, start + len(paragraph))
        sections.append(
            Section(
                id=number,
                parent=0,
                kind=SectionKind.CLAUSE,
                level=1,
                number=str(number),
                title=paragraph[: max(stop - 1, 0)],
                heading=Span(start, start + stop),
                span=span,
                body=Span(start + stop, span.end),
            )
        )
        passages.append(Passage(id=number - 1, section=number, span=span))
    root = Section(
        id=0,
        parent=None,
        kind=SectionKind.DOCUMENT,
        level=0,
        number="",
        title="云江省实施方案",
        heading=Span(0, 7),
        span=Span(0, len(text)),
        body=Span(7, 8),
    )
    return Document(
        id="d",
        source=Source(name="d.txt", media_type="text/plain", sha256="0", text=text),
        meta=Metadata(title="云江省实施方案", jurisdiction=jurisdiction),
        sections=(root, *sections),
        passages=tuple(passages),
    )


def read(*paragraphs: str) -> Responsibility:
    document = drafted(*paragraphs)
    found = attributions(document, NAMES)
    for item in found.attributions:
        for unit in item.units:
            assert item.where.span.contains(unit.span)
            quoted = "".join(document.quote(unit.span).split())
            assert unit.mention in quoted or "—" in quoted or "。" in quoted  # debris only
    return found


def clause(text: str) -> Attribution:
    (found,) = read(f"做好事情。推进工作。{text}").attributions
    return found


def roles(item: Attribution) -> tuple[list[str], list[str]]:
    lead = [u.mention for u in item.units if u.role is Role.LEAD]
    return lead, [u.mention for u in item.units if u.role is Role.PARTICIPANT]


STATED, LISTED, EQUAL, CONVENTION = Basis.STATED, Basis.LISTED_FIRST, Basis.EQUAL, Basis.CONVENTION


@pytest.mark.parametrize(
    ("text", "basis", "lead", "rest"),
    [
        ("（省科技厅、省教育厅）", LISTED, ["省科技厅"], ["省教育厅"]),
        ("(省科技厅、省教育厅)", LISTED, ["省科技厅"], ["省教育厅"]),
        ("（有关省直单位）", LISTED, ["有关省直单位"], []),
        ("（责任单位：省科技厅、省教育厅）", LISTED, ["省科技厅"], ["省教育厅"]),
        ("（责任单位：省科技厅。）", LISTED, ["省科技厅"], []),
        ("（省科技厅、省教育厅等负责）", LISTED, ["省科技厅"], ["省教育厅"]),
        ("（省科技厅负责）", LISTED, ["省科技厅"], []),
        ("（省科技厅牵头）", STATED, ["省科技厅"], []),
        ("（省科技厅、省教育厅牵头负责）", STATED, ["省科技厅", "省教育厅"], []),
        ("（省科技厅牵头，省教育厅、省财政厅按职责分工配合）", STATED, ["省科技厅"], ["省教育厅", "省财政厅"]),
        ("（省科技厅牵头，省教育厅、省港航集团按职责分工负责）", STATED, ["省科技厅"], ["省教育厅", "省港航集团"]),
        ("（省科技厅牵头，省教育厅，各市参与）", STATED, ["省科技厅"], ["省教育厅", "各市"]),
        ("（由省科技厅牵头，省教育厅等单位配合）", STATED, ["省科技厅"], ["省教育厅"]),
        ("（省科技厅、省教育厅共同牵头）", EQUAL, ["省科技厅", "省教育厅"], []),
        ("（省科技厅、省教育厅按职责分工负责）", EQUAL, ["省科技厅", "省教育厅"], []),
        ("（各地区、各部门负责）", EQUAL, ["各地区", "各部门"], []),
        ("（省科技厅会同省教育厅、省财政厅）", STATED, ["省科技厅"], ["省教育厅", "省财政厅"]),
        ("（省科技厅牵头会同省教育厅落实，各县（市、区）配合）", STATED, ["省科技厅"], ["省教育厅", "各县（市、区）"]),
        ("（省科技厅负责，省教育厅配合）", STATED, ["省科技厅"], ["省教育厅"]),
        ("（省科技厅，省教育厅配合）", STATED, ["省科技厅"], ["省教育厅"]),
        ("（省科技厅、省教育厅配合）", STATED, [], ["省科技厅", "省教育厅"]),
        ("（省科技厅指导，试点城市政府负责落实）", STATED, ["试点城市政府"], ["省科技厅"]),
        ("（省科技厅、省教育厅指导）", LISTED, ["省科技厅"], ["省教育厅"]),
        ("（牵头单位：省科技厅；配合单位：省教育厅、省财政厅）", STATED, ["省科技厅"], ["省教育厅", "省财政厅"]),
        ("（牵头：省科技厅；配合：省教育厅）", STATED, ["省科技厅"], ["省教育厅"]),
        ("（牵头单位：省科技厅；责任单位：省教育厅）", STATED, ["省科技厅"], ["省教育厅"]),
        ("（牵头领导：张三；责任单位：省科技厅、省教育厅）", LISTED, ["省科技厅"], ["省教育厅"]),
        ("【责任单位：省科技厅，临河市、北川市人民政府】", LISTED, ["省科技厅"], ["临河市", "北川市人民政府"]),
        ("〔责任单位：省科技厅（省外专局）、省教育厅〕", LISTED, ["省科技厅"], ["省教育厅"]),
        (r"\[省科技厅、各区政府（含新区管委会，下同），省教育厅\]", LISTED, ["省科技厅"], ["各区政府", "省教育厅"]),
        ("（省科技厅、工业和信息化厅）", LISTED, ["省科技厅"], ["工业和信息化厅"]),
        ("（省科技厅，各市、县〔市、区〕政府）", LISTED, ["省科技厅"], ["各市、县〔市、区〕政府"]),
        ("（财政部等国务院相关部门及各地区按职责分工负责）", EQUAL, ["财政部", "各地区"], []),
        ("（省科技厅和省教育厅、省文化和旅游厅）", LISTED, ["省科技厅"], ["省教育厅", "省文化和旅游厅"]),
        ("（省推进“三区”建设领导小组成员单位按职责分工负责）", EQUAL, ["省推进“三区”建设领导小组成员单位"], []),
        ("（责任单位：云江股份、省科技厅）", LISTED, ["云江股份"], ["省科技厅"]),
        ("（省科技厅牵头，省科技厅、省教育厅负责）", STATED, ["省科技厅"], ["省教育厅"]),
    ],
)
def test_forms(text: str, basis: Basis, lead: list[str], rest: list[str]) -> None:
    item = clause(text)
    assert (item.basis, *roles(item)) == (basis, lead, rest)


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("（6月底完成，牵头考核单位：市科技局）", "6月底"),
        ("（省科技厅牵头，2026年6月底前完成）", "2026年6月底前"),
        ("（牵头单位：省科技厅；完成时限：2026年底前）", "2026年底前"),
        ("（省司法厅牵头，长期坚持）", "长期坚持"),
        ("（责任单位：省科技厅）（完成时限：2026年底）", "2026年底"),
        ("（省科技厅负责）", None),
    ],
)
def test_deadlines(text: str, deadline: str | None) -> None:
    assert clause(text).deadline == deadline


def test_scope() -> None:
    item = clause("（负责部门：省科技厅、省教育厅，适用范围：临河试验区）")
    assert (item.scope, roles(item)) == ("临河试验区", (["省科技厅"], ["省教育厅"]))
    item = clause("（负责部门：省科技厅；适用范围：所有试验区，以下除标注外均为所有试验区）")
    assert item.scope == "所有试验区"


@pytest.mark.parametrize(
    "text",
    [
        "采用新算法（AIGC）。",
        "在省会（青岛）建设。",
        "购置设备（套）。",
        "实施方案（2024—2026年）。",
        "落实原则（谁审批谁负责）。",
        "报省发展改革委（省能源局）备案。",
        "设立机构（以下简称“省数据局”）。",
        "高校（云江大学等）参与。",
        "支持各类主体（含省科技厅、省教育厅所属单位）。",
        "（一）（二）",
        "牵头部门要积极主动，责任单位和配合单位要密切协同。",
    ],
)
def test_an_ordinary_bracket_is_none(text: str) -> None:
    found = read(f"做好事情。{text}")
    assert found.attributions == ()
    assert found.rejected == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("推进工作。（责任单位：开展工作的人们、省科技厅）", "不像单位名称"),
        ("推进工作。（责任单位：待定）", "没有单位名称"),
        ("推进工作。（责任单位：某甲、某乙）", "不是单位"),
        ("推进工作。（责任单位：各尽其能）", "不是单位"),
        ("推进工作。（某甲、某乙、某丙牵头负责）", "多不是单位"),
    ],
)
def test_what_looks_like_one_is_rejected_with_its_reason(text: str, reason: str) -> None:
    found = read(f"做好事情。{text}")
    assert found.attributions == ()
    (rejected,) = found.rejected
    assert reason in rejected.reason and rejected.text and len(rejected.where.span)


# --- places in the text ---------------------------------------------------------------------------------


def test_an_escaped_bracket_is_quoted_whole() -> None:
    document = drafted(r"做好事情。推进工作。\[省科技厅、省教育厅\]")
    (item,) = attributions(document, NAMES).attributions
    assert document.quote(item.where.span) == r"\[省科技厅、省教育厅\]"


def test_names_broken_by_line_and_page_ends() -> None:
    document = drafted("做好事情。推进工作。（责任单位：省发展改革委、省委网信\n                —９—\n办、省经\n信厅）")
    (item,) = attributions(document, NAMES).attributions
    assert roles(item) == (["省发展改革委"], ["省委网信办", "省经信厅"])
    assert document.quote(item.units[1].span).startswith("省委网信\n")


def test_a_line_that_print_pushed_into_the_clause() -> None:
    text = "做好事情。优化流程，\n        （省科技厅、省教育厅、\n降低成本，提高效率。\n省财政厅等负责）"
    (item,) = read(text).attributions
    assert roles(item) == (["省科技厅"], ["省教育厅", "省财政厅"])


def test_several_in_one_paragraph_and_one_in_the_heading() -> None:
    found = read("建设平台（省科技厅牵头）。先做甲。（省教育厅）再做乙，（省财政厅负责）然后做丙。")
    assert [roles(a)[0] for a in found.attributions] == [["省科技厅"], ["省教育厅"], ["省财政厅"]]


def test_lines_of_their_own_are_one_attribution() -> None:
    document = drafted(
        "做好事情。推进工作。\n\n牵头部门：省科技厅、省司法厅\n\n参与部门：省级有关部门，各市、县、区政府\n\n完成时限：2026年6月底前"
    )
    (item,) = attributions(document, NAMES).attributions
    assert roles(item) == (["省科技厅", "省司法厅"], ["省级有关部门", "各市、县、区政府"])
    assert (item.basis, item.deadline) == (STATED, "2026年6月底前")
    assert document.quote(item.where.span).startswith("牵头部门：") and document.quote(item.where.span).endswith("6月底前")


def test_a_repeated_label_opens_a_new_attribution() -> None:
    found = read("做好事情。\n责任单位：省科技厅\n完成时限：长期\n责任单位：省教育厅")
    assert [(roles(a)[0], a.deadline) for a in found.attributions] == [(["省科技厅"], "长期"), (["省教育厅"], None)]


def test_a_label_behind_a_sentence() -> None:
    assert roles(clause("责任单位：省科技厅、省教育厅。")) == (["省科技厅"], ["省教育厅"])


def test_the_closing_paragraph_names_who_carries_it_out() -> None:
    document = drafted("本措施自2026年1月1日起实施，由省科技厅负责牵头组织实施。")
    (item,) = attributions(document, NAMES).attributions
    assert (item.basis, roles(item)) == (STATED, (["省科技厅"], []))
    assert read("本措施由省科技厅负责解释。").attributions == ()


def test_a_signature_under_the_title_is_no_attribution() -> None:
    document = drafted("做好事情。推进工作。")
    text = document.text.replace("云江省实施方案\n", "（云江省发展改革委）\n")
    root = document.sections[0]
    signed = Document(
        id="d",
        source=Source(name="d", media_type="", sha256="", text=text),
        meta=document.meta,
        sections=(
            Section(
                id=0,
                parent=None,
                kind=root.kind,
                level=0,
                number="",
                title="",
                heading=Span(0, 0),
                span=root.span,
                body=Span(0, 10),
            ),
        ),
        passages=(),
    )
    assert attributions(signed, NAMES).attributions == ()


# --- conventions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "declared",
    [
        "（省教育厅、省财政厅。列第一位的为牵头单位，下同）",
        "（省教育厅、省财政厅等负责，列第一位者为牵头部门，下同）",
        "（责任单位：省教育厅、省财政厅〔列首位的为牵头单位，下同〕，以下各项均需各市推进，不再单独列出）",
        "（责任单位：省教育厅、省财政厅，排名第一的单位为牵头单位）",
        "（省教育厅、省财政厅，第一个单位为牵头单位）",
    ],
)
def test_a_convention_holds_from_the_start(declared: str) -> None:
    found = read("做好甲。推进。（省科技厅、省教育厅）", f"做好乙。推进。{declared}", "做好丙。推进。（省商务厅）").attributions
    assert [a.basis for a in found] == [CONVENTION, CONVENTION, LISTED]
    assert roles(found[0]) == (["省科技厅"], ["省教育厅"])
    assert roles(found[1]) == (["省教育厅"], ["省财政厅"])
    assert found[0].convention is not None and found[2].convention is None


def test_the_comma_convention() -> None:
    first = "（省科技厅、临河市政府，省教育厅、云江公司。列逗号之前的为牵头单位，其他有关单位按职责分工配合，下同）"
    found = read(
        f"做好甲。推进。{first}", "做好乙。推进。（省财政厅、省教育厅）", "做好丙。推进。（省商务厅牵头，省外办）"
    ).attributions
    assert [roles(a) for a in found] == [
        (["省科技厅", "临河市政府"], ["省教育厅", "云江公司"]),
        (["省财政厅", "省教育厅"], []),
        (["省商务厅"], ["省外办"]),
    ]
    assert [a.basis for a in found] == [CONVENTION, CONVENTION, STATED]


def test_the_semicolon_convention() -> None:
    found = read("做好甲。推进。（省科技厅、省教育厅；省财政厅。分号前为牵头单位，下同）").attributions
    assert roles(found[0]) == (["省科技厅", "省教育厅"], ["省财政厅"])
    assert found[0].basis is CONVENTION


def test_what_is_written_goes_before_the_convention() -> None:
    found = read("做好甲。推进。（省科技厅、省教育厅共同牵头。列第一位的为牵头单位，下同）").attributions
    assert (found[0].basis, roles(found[0])[0]) == (EQUAL, ["省科技厅", "省教育厅"])


# --- the law --------------------------------------------------------------------------------------------

PIECES = [
    "（",
    "）",
    "省科技厅",
    "省教育厅",
    "、",
    "，",
    "。",
    "；",
    "牵头",
    "配合",
    "负责",
    "责任单位：",
    "完成时限：",
    "等",
    "各市、县（市、区）",
    "\n",
    "〔",
    "〕",
    "下同",
    "列第一位的为牵头单位",
    "推进工作",
    "2026年底前",
    "由",
    "会同",
    "及",
]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_text_is_read_without_a_fall(body: str) -> None:
    document = drafted("做好事情。" + body.replace("\n", "\n "))
    found = attributions(document, NAMES)
    for item in found.attributions:
        assert item.units
        assert len({u.mention for u in item.units}) == len(item.units)
        for unit in item.units:
            quoted = iter(document.quote(unit.span))
            assert all(char in quoted for char in unit.mention)  # its letters in order, debris between them at most
            assert item.where.span.contains(unit.span)
