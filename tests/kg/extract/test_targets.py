"""Quantified goals. The prose is invented; its forms are those of official documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.extract.targets import targets
from kg.extract.targets.value import value_of
from kg.extract.targets.years import years
from kg.model import Document, Mark, MarkKind, Metadata, Passage, Source, Span, Target
from kg.ontology import Ontology

Draft = Callable[..., Document]
Row = tuple[str, str, str, str, str | None]


def rows(document: Document, ontology: Ontology) -> list[Row]:
    found, _ = targets(document, ontology)
    return [(one.indicator, one.value, one.unit, one.comparator, one.year) for one in found]


GOALS = [
    (
        "到2031年，雪道全面贯通。（省林业局，省水利厅）建设雪情观测站80个。",
        [("雪情观测站", "80", "个", "=", None)],
    ),
    (
        "到2031年，云岭省冰雪产业规模年均增长15%左右、达到1500亿元左右。",
        [("云岭省冰雪产业规模年均增长", "15", "%", "≈", "2031"), ("云岭省冰雪产业规模", "1500", "亿元", "≈", "2031")],
    ),
    ("到2031年，骨干企业累计申请专利3000项以上。", [("骨干企业累计申请专利", "3000", "项", "≥", "2031")]),
    ("力争到2031年，引进培育100家以上雪具企业。", [("雪具企业", "100", "家", "≥", "2031")]),
    (
        "到2031年，建成10个雪场和2个训练基地。",
        [("雪场", "10", "个", "=", "2031"), ("训练基地", "2", "个", "=", "2031")],
    ),
    (
        "到2031年，在冰雪领域培育创新载体5家、研发机构30家，实施科技项目30项。",
        [
            ("冰雪领域创新载体", "5", "家", "=", "2031"),
            ("研发机构", "30", "家", "=", "2031"),
            ("科技项目", "30", "项", "=", "2031"),
        ],
    ),
    (
        "到2031年，苹果种植、采收机械化率分别达到50%和65%。",
        [("苹果种植机械化率", "50", "%", "=", "2031"), ("苹果采收机械化率", "65", "%", "=", "2031")],
    ),
    (
        "到2031年，苹果种植、采收机械化率均达到45%。",
        [("苹果种植机械化率", "45", "%", "=", "2031"), ("苹果采收机械化率", "45", "%", "=", "2031")],
    ),
    (
        "到2031年，货物贸易、对外投资分别占比达30%和20%。",
        [("货物贸易占比", "30", "%", "=", "2031"), ("对外投资占比", "20", "%", "=", "2031")],
    ),
    (
        "到2031年，设施农业和水产养殖机械化率总体达到50%左右。",
        [("设施农业和水产养殖机械化率", "50", "%", "≈", "2031")],
    ),
    (
        "新建159个起降点，总规模达205个。",
        [("新建起降点", "159", "个", "=", None), ("起降点总规模", "205", "个", "=", None)],
    ),
    (
        "省级事项网办率不低于90%，市县级不低于70%。",
        [("省级事项网办率", "90", "%", "≥", None), ("市县级事项网办率", "70", "%", "≥", None)],
    ),
    ("到2031年实现98%的行政村通光纤。", [("行政村通光纤比例", "98", "%", "=", "2031")]),
    ("打造100亿元以上冰雪基金群。", [("冰雪基金群规模", "100", "亿元", "≥", None)]),
    ("每年引进10名以上教练人才。", [("每年引进教练人才", "10", "名", "≥", None)]),
    ("易腐货物抵达口岸的，实行6小时内放行。", [("易腐货物抵达口岸的放行时间", "6", "小时", "≤", None)]),
    ("到2031年，雪道1公里半径覆盖景区比例突破50%。", [("雪道1公里半径覆盖景区比例", "50", "%", ">", "2031")]),
    ("到2031年，形成20家年收入超过100亿元的雪具企业。", [("年收入超过100亿元的雪具企业", "20", "家", "=", "2031")]),
    (
        "到2031年，增加值超过5000亿元，占地区生产总值的比重达到7%左右。",
        [("增加值", "5000", "亿元", ">", "2031"), ("增加值占地区生产总值的比重", "7", "%", "≈", "2031")],
    ),
    ("“十五五”末冰雪场馆达到50座。", [("冰雪场馆", "50", "座", "=", "2030")]),
    ("培育滑雪、冰壶等5个产业集群。", [("滑雪、冰壶等产业集群", "5", "个", "=", None)]),
    ("建成1—2个中试平台。", [("中试平台", "1", "个", "=", None)]),
]


@pytest.mark.parametrize(("text", "expected"), GOALS)
def test_goals(draft: Draft, ontology: Ontology, text: str, expected: list[Row]) -> None:
    assert rows(draft(("重点任务", text)), ontology) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("对通过评审的项目，给予最高500万元补助。", "补助"),
        ("按照投资额30%的标准，给予资金奖励。", "补助"),
        ("目前，全省已建成雪场超过300家。", "既往"),
        ("应当在20个工作日内办结。", "法定"),
        ("对年销售额达1000万元以上的雪具生产企业，优先推荐。", "条件"),
        ("研发费用占比超过3%的企业，可以申报建设平台。", "条件"),
        ("营业收入突破1 2万亿元。", "缺字"),
    ],
)
def test_numbers_that_are_no_goals_are_refused_with_the_reason(draft: Draft, ontology: Ontology, text: str, reason: str) -> None:
    found, refused = targets(draft(("重点任务", text)), ontology)
    assert found == ()
    assert [reason in one.reason for one in refused] == [True]
    assert all(one.text for one in refused)


@pytest.mark.parametrize(
    "text",
    [
        "实施“2小时同城、4小时跨城”配送。",
        "落实第3条规定。",
        "推进两个维护。",
        "发展5G网络。",
        "印发3个方案。",
        "上述5个方案已印发。",
        "打造千亿级集群。",
    ],
)
def test_slogans_names_and_counts_are_nothing(draft: Draft, ontology: Ontology, text: str) -> None:
    assert targets(draft(("重点任务", text)), ontology) == ((), ())


def test_a_list_of_goals_inherits_the_year_of_the_paragraph_before(draft: Draft, ontology: Ontology) -> None:
    body = "到2031年，形成冰雪产业体系。\n\n——支持建设30个以上体验中心。\n\n到2035年，建成强省。\n\n——打造100个应用场景。"
    assert [row[4] for row in rows(draft(("主要目标", body)), ontology)] == ["2031", "2035"]


def test_no_year_is_inherited_outside_a_section_of_goals(draft: Draft, ontology: Ontology) -> None:
    body = "到2031年，形成冰雪产业体系。\n\n建设30个以上体验中心。"
    assert [row[4] for row in rows(draft(("重点任务", body)), ontology)] == [None]


def test_a_year_before_the_document_is_past(draft: Draft, ontology: Ontology) -> None:
    found, refused = targets(draft(("重点任务", "2028年，雪场达到30家。"), date="2030-05-01"), ontology)
    assert found == () and "既往" in refused[0].reason


def test_a_section_that_looks_back_has_no_goals(draft: Draft, ontology: Ontology) -> None:
    found, refused = targets(draft(("发展现状", "建成雪场30家以上。")), ontology)
    assert found == () and len(refused) == 1


def test_a_goal_said_twice_counts_once(draft: Draft, ontology: Ontology) -> None:
    assert len(rows(draft(("主要目标", "建成雪场30家。"), ("重点任务", "到2031年，建成雪场30家。")), ontology)) == 2
    assert len(rows(draft(("主要目标", "到2031年，建成雪场30家。"), ("重点任务", "建成雪场30家。")), ontology)) == 1


def test_the_proof_is_the_clause_with_its_year(draft: Draft, ontology: Ontology) -> None:
    document = draft(("主要目标", "坚持创新驱动。到2031年，雪场达\n到30\n家以上，位居前列。"))
    (one,) = targets(document, ontology)[0]
    assert document.quote(one.where.span) == "到2031年，雪场达\n到30\n家以上"
    assert document.quote(one.number_span) == "30\n家以上"
    assert one.indicator == "雪场"


def test_a_long_clause_is_cut_around_the_number(draft: Draft, ontology: Ontology) -> None:
    document = draft(("主要目标", f"到2031年，{'冰雪' * 60}覆盖率达到30%。"))
    (one,) = targets(document, ontology)[0]
    assert len(one.where.span) <= 80 and one.where.span.contains(one.number_span)


def test_text_over_table_columns_is_refused(draft: Draft, ontology: Ontology) -> None:
    found, refused = targets(draft(("重点任务", "建成100个以上雪    省体育局    场")), ontology)
    assert found == () and "各栏" in refused[0].reason


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("到2025年", ["2025"]),
        ("2026年底前", ["2026"]),
        ("二〇三〇年", ["2030"]),
        ("2024—2027年", ["2027"]),
        ("比2020年提高", []),
        ("2020年以来", []),
        ("十四五末", ["2025"]),
        ("“十五五”时期", ["2030"]),
    ],
)
def test_years(text: str, said: list[str]) -> None:
    assert [one.year for one in years(text)] == said


HEADER = ("序号", "指标", "单位", "2030年", "2035年目标")


def _table(*lines: tuple[str, ...]) -> tuple[str, tuple[Mark, ...]]:
    """Rows joined by tabs, with ROW and CELL marks (offset 0 is the first cell)."""
    text, marks = "", []
    for line in lines:
        start = len(text)
        for column, cell in enumerate(line):
            marks.append(Mark(kind=MarkKind.CELL, span=Span(len(text), len(text) + len(cell)), level=column, table=0))
            text += cell + "\t"
        marks.append(Mark(kind=MarkKind.ROW, span=Span(start, len(text)), table=0))
        text += "\n"
    return text, tuple(marks)


def _tabled(
    ontology: Ontology, draft: Draft, *lines: tuple[str, ...], date: str | None = "2031-01-01", caption: str = ""
) -> tuple[Target, ...]:
    text, marks = _table(*lines)
    if caption:
        by = len(caption) + 1
        marks = tuple(replace(mark, span=Span(mark.span.start + by, mark.span.end + by)) for mark in marks)
        text = f"{caption}\n{text}"
    bare = draft(date=date)
    source = Source(name="t.md", media_type="text/markdown", sha256="0" * 64, text=text, marks=marks)
    document = Document(
        id="t", source=source, meta=Metadata(title="t", date=date), sections=bare.sections, passages=_passages(marks)
    )
    return targets(document, ontology)[0]


def _passages(marks: tuple[Mark, ...]) -> tuple[Passage, ...]:
    rows = [mark.span for mark in marks if mark.kind is MarkKind.ROW]
    return tuple(Passage(id=n, section=0, span=span) for n, span in enumerate(rows))


def told(found: tuple[Target, ...]) -> list[Row]:
    return [(one.indicator, one.value, one.unit, one.comparator, one.year) for one in found]


def test_tables_of_indicators(draft: Draft, ontology: Ontology) -> None:
    found = _tabled(
        ontology,
        draft,
        HEADER,
        ("1", "雪场覆盖率", "%", "15", "≥45.5"),
        ("2", "雪场", "座", "1,000", "2000左右"),
        ("3", "口号", "", "", "达到"),
    )
    assert [(one.indicator, one.value, one.unit, one.comparator, one.year) for one in found] == [
        ("雪场覆盖率", "45.5", "%", "≥", "2035"),
        ("雪场", "2000", "座", "≈", "2035"),
    ]


def test_the_unit_may_stand_in_brackets_behind_the_indicator(draft: Draft, ontology: Ontology) -> None:
    (one,) = _tabled(ontology, draft, ("指标名称", "2035年"), ("雪场覆盖率（%）", "45"), date=None)
    assert (one.indicator, one.unit) == ("雪场覆盖率", "%")


def test_a_table_without_indicators_gives_nothing(draft: Draft, ontology: Ontology) -> None:
    assert _tabled(ontology, draft, ("任务", "单位", "时限"), ("建雪场", "省体育局", "2035年")) == ()


def test_every_goal_column_gives_its_year_and_the_base_none(draft: Draft, ontology: Ontology) -> None:
    found = _tabled(
        ontology,
        draft,
        ("序号", "指标", "2030年（基期）", "2032年", "2035年"),
        ("1", "雪场覆盖率", "27.5%", "32%", "38%"),
        ("2", "冰雪零售额", "260亿元", "400亿元", "600亿元以上"),
        date=None,
    )
    assert told(found) == [
        ("雪场覆盖率", "32", "%", "=", "2032"),
        ("雪场覆盖率", "38", "%", "=", "2035"),
        ("冰雪零售额", "400", "亿元", "=", "2032"),
        ("冰雪零售额", "600", "亿元", "≥", "2035"),
    ]


def test_units_of_columns_captions_and_rows(draft: Draft, ontology: Ontology) -> None:
    found = _tabled(
        ontology, draft, ("类别", "指标", "2035年（亿元）"), ("规模", "（1）冰雪产值", "500—600"), ("规模", "其中：出口额", "3万")
    )
    assert [(one.indicator, one.value, one.upper, one.unit) for one in found] == [
        ("冰雪产值", "500", "600", "亿元"),
    ]  # 3万亿元 would be a guess
    (one,) = _tabled(ontology, draft, ("指标", "2035年"), ("冰雪产值", "500"), caption="表1 主要指标（单位：亿元）")
    assert (one.indicator, one.unit) == ("冰雪产值", "亿元")
    assert _tabled(ontology, draft, ("指标", "2035年"), ("冰雪产值", "500")) == ()  # no unit anywhere


def test_a_head_of_two_rows(draft: Draft, ontology: Ontology) -> None:
    found = _tabled(
        ontology,
        draft,
        ("指标", "单位", "目标值", "", "2030年基数"),
        ("指标", "单位", "2033年", "2035年", "2030年基数"),
        ("雪场", "座", "20", "约50", "10"),
    )
    assert told(found) == [("雪场", "20", "座", "=", "2033"), ("雪场", "50", "座", "≈", "2035")]


def test_a_column_without_a_year_takes_that_of_the_caption(draft: Draft, ontology: Ontology) -> None:
    table = (("主要指标", "单位", "目标值", "属性"), ("雪场", "座", "≥50", "约束性"))
    assert told(_tabled(ontology, draft, *table, caption="到2035年主要目标")) == [("雪场", "50", "座", "≥", "2035")]
    assert told(_tabled(ontology, draft, *table)) == [("雪场", "50", "座", "≥", None)]


def test_a_table_that_goes_down_the_years(draft: Draft, ontology: Ontology) -> None:
    found = _tabled(
        ontology,
        draft,
        ("年份", "新建雪场（座）", "游客"),
        ("2030年（现状）", "10", "300万人次"),
        ("2032年", "12", "400万人次"),
        ("2035年", "20", "600万人次"),
    )
    assert told(found) == [
        ("新建雪场", "12", "座", "=", "2032"),
        ("游客", "400", "万人次", "=", "2032"),
        ("新建雪场", "20", "座", "=", "2035"),
        ("游客", "600", "万人次", "=", "2035"),
    ]


def test_a_table_goes_on_behind_a_page_end(draft: Draft, ontology: Ontology) -> None:
    text, marks = _table(("指标", "2035年"), ("雪场", "50座"), ("滑道", "80条"))
    cut = text.index("滑道")
    marks = tuple(replace(mark, table=1) if mark.span.start >= cut else mark for mark in marks)
    source = Source(name="t.md", media_type="text/markdown", sha256="0" * 64, text=text, marks=marks)
    meta = Metadata(title="t", date="2031-01-01")
    document = Document(id="t", source=source, meta=meta, sections=draft().sections, passages=_passages(marks))
    assert [(one.indicator, one.year) for one in targets(document, ontology)[0]] == [("雪场", "2035"), ("滑道", "2035")]


def test_growth_and_past_columns_are_no_goals(draft: Draft, ontology: Ontology) -> None:
    head = ("指标", "2029年", "2030年实际", "2035年", "年均增长", "比2030年增长")
    assert told(_tabled(ontology, draft, head, ("雪场", "8座", "10座", "50座", "30%", "40座"))) == [
        ("雪场", "50", "座", "=", "2035")
    ]


def test_cells_of_prose_are_read_one_by_one_with_the_year_of_their_column(draft: Draft, ontology: Ontology) -> None:
    found = _tabled(
        ontology, draft, ("序号", "任务", "2033年目标", "责任单位"), ("7", "建设雪场", "新建雪场20座以上", "省体育局")
    )
    assert told(found) == [("新建雪场", "20", "座", "≥", "2033")]


def test_rows_alike_are_told_apart_by_their_table(draft: Draft, ontology: Ontology) -> None:
    found = _tabled(ontology, draft, ("指标", "2035年"), ("专利授权", "50件"), ("专利授权转化", "50件"))
    assert [one.indicator for one in found] == ["专利授权", "专利授权转化"]


@pytest.mark.parametrize("text", ["", "—", "建成50座雪场", "2035年底前", "50、60", "基本完善", "长期", "3月", "12（34）"])
def test_prose_and_dates_are_no_figures(text: str) -> None:
    assert value_of(text) is None


@given(st.integers(0, 10**9), st.sampled_from(["", "亿元", "%", "万台套", "座"]), st.sampled_from(["", "以上", "左右", "以内"]))
def test_a_figure_is_read_as_written(number: int, unit: str, after: str) -> None:
    for text in (f"{number}{unit}{after}", f"{number:,}{unit}{after}"):
        value = value_of(text)
        assert value is not None and (value.value, value.unit) == (str(number), unit)
        assert value.comparator == {"": "=", "以上": "≥", "左右": "≈", "以内": "≤"}[after]


ANY = st.text(
    alphabet="到二0123456789.年底前，。；、和分别均达到超过建成培育新增%亿元个家项小时（）“”的等冰雪产业规模率比", max_size=80
)


@given(ANY)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_quotation_law(draft: Draft, ontology: Ontology, text: str) -> None:
    document = draft(("主要目标", text))
    found, refused = targets(document, ontology)
    for one in found:
        assert one.indicator and one.unit and float(one.value) >= 0
        assert one.where.span.contains(one.number_span)
        assert 0 < len(one.where.span) <= 80
        said = document.quote(one.number_span)
        bare = said[0] in "万亿千百十二"  # 超亿元: the magnitude is the number; 二 is written in Chinese
        assert bare or one.value.lstrip("0").split(".")[0][:1] in said or one.value.strip("0.") == ""
    assert all(document.quote(one.where.span) for one in refused)
