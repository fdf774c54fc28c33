"""Works from sections and attributions. The documents are invented; the outline is the real one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.config import KgSettings
from kg.extract.responsibility import attributions
from kg.extract.works import works
from kg.metadata import metadata
from kg.model import Document, Role, Work, WorkKind
from kg.names import load
from kg.ontology import load as load_ontology
from kg.reading import read_bytes
from kg.structure import outline

FOLDER = KgSettings().ontology
NAMES, ONTOLOGY = load(FOLDER), load_ontology(FOLDER)
TASK, MEASURE, ACTION = WorkKind.TASK, WorkKind.MEASURE, WorkKind.ACTION


def woven(text: str, name: str = "plan.md") -> tuple[Document, tuple[Work, ...]]:
    source = read_bytes(name, text.encode("utf-8"), max_bytes=10**6)
    document = outline(source, metadata(source), "plan")
    found = works(document, attributions(document, NAMES).attributions, ONTOLOGY)
    for work in found:
        quoted = document.quote(work.title_span)
        assert "".join(quoted.split()).replace("*", "") == work.title.replace(" ", "") or work.number.isdigit()
        assert all(work.span.contains(a.where.span) for a in work.attributions)
        assert document.quote(work.span) == document.quote(work.span).strip()
    return document, found


def leads(work: Work) -> list[str]:
    return [u.mention for a in work.attributions for u in a.units if u.role is Role.LEAD]


PLAN = """# 云江省氢能产业实施方案

为发展氢能，制定本方案。

## 一、总体要求

（一）指导思想。坚持创新驱动，企业自主投资。

（二）基本原则。政府引导，市场主导。

（三）主要目标。到2027年，建成加氢站30座。

## 二、重点任务

（一）突破关键技术。攻关质子交换膜（PEM）技术。（省科技厅、省教育厅）

### 专栏1：技术攻关行动

**膜电极技术。**支持企业研制膜电极，提升寿命。

**储氢技术。**支持高校研究固态储氢，降低成本。

（二）建设示范城市。支持临河市、北川市开展示范。

（三）壮大企业。建立企业培育库。（省工业和信息化厅负责）引进龙头企业，完善产业链。（省商务厅牵头，省工业和信息化厅配合）2026年底前，建成检测中心。（省市场监管局）

## 三、保障措施

（一）加强领导。建立协调机制。（省能源局牵头，有关省直单位配合）

（二）强化宣传。营造良好氛围。
"""


def test_tasks_measures_and_actions() -> None:
    _, found = woven(PLAN)
    assert [(w.kind, w.title) for w in found] == [
        (TASK, "突破关键技术"),
        (ACTION, "膜电极技术"),
        (ACTION, "储氢技术"),
        (TASK, "建设示范城市"),
        (TASK, "建立企业培育库"),
        (TASK, "引进龙头企业"),
        (TASK, "建成检测中心"),
        (MEASURE, "加强领导"),
        (MEASURE, "强化宣传"),
    ]


def test_principles_and_goals_are_no_tasks() -> None:
    _, found = woven(PLAN)
    assert not {"指导思想", "基本原则", "主要目标"} & {w.title for w in found}


def test_the_text_of_a_task_is_its_heading_and_body_without_its_column() -> None:
    document, found = woven(PLAN)
    assert document.quote(found[0].span) == "（一）突破关键技术。攻关质子交换膜（PEM）技术。（省科技厅、省教育厅）"
    assert found[0].number == "（一）" and document.quote(found[0].title_span) == "突破关键技术"


def test_each_attributed_stretch_is_a_work() -> None:
    document, found = woven(PLAN)
    stretches = found[4:7]
    assert [document.quote(w.span) for w in stretches] == [
        "（三）壮大企业。建立企业培育库。（省工业和信息化厅负责）",
        "引进龙头企业，完善产业链。（省商务厅牵头，省工业和信息化厅配合）",
        "2026年底前，建成检测中心。（省市场监管局）",
    ]
    assert [leads(w) for w in stretches] == [["省工业和信息化厅"], ["省商务厅"], ["省市场监管局"]]
    assert {w.section for w in stretches} == {stretches[0].section}


def test_a_leaf_without_attribution_is_a_task_all_the_same() -> None:
    _, found = woven(PLAN)
    assert next(w for w in found if w.title == "建设示范城市").attributions == ()


def test_an_attributed_heading_is_a_work_of_its_own() -> None:
    _, found = woven(
        """# 云江省营商环境分工方案

一、简政放权

（一）精简审批，压缩时间。（省政府办公厅牵头，各部门负责）具体措施：

1．编制清单，向社会公开。（省司法厅负责）

2．推行告知承诺，减少材料。（省审改办负责）

二、加强监管

（一）推行信用监管。完善制度。（省市场监管局负责）
"""
    )
    assert [(w.title.split("，")[0], leads(w)) for w in found] == [
        ("精简审批", ["省政府办公厅"]),
        ("编制清单", ["省司法厅"]),
        ("推行告知承诺", ["省审改办"]),
        ("推行信用监管", ["省市场监管局"]),
    ]


def test_lead_ins_and_dates_are_passed_over_in_titles() -> None:
    _, found = woven(
        """# 云江省若干措施

一、支持探索创新，鼓励先行先试。（省发展改革委牵头）具体措施：2026年3月底前，设立试点城市。（省商务厅牵头）

二、完善制度。建立机制。（省司法厅）
"""
    )
    assert [w.title.split("，")[0] for w in found] == ["支持探索创新", "设立试点城市", "完善制度"]


def test_a_line_that_is_only_an_attribution_belongs_to_the_section_above() -> None:
    _, found = woven(
        """# 云江省工作方案

一、重点任务

（一）建设平台

1.主要内容。建设数据平台。

2.责任单位：省数据局、省财政厅

（二）推广应用

1.主要内容。推广数据应用。

2.责任单位。省工业和信息化厅、省财政厅。
"""
    )
    assert [(w.title, leads(w)) for w in found] == [("建设平台", ["省数据局"]), ("推广应用", ["省工业和信息化厅"])]
    platform = next(w for w in found if w.title == "建设平台")
    assert leads(platform) == ["省数据局"]
    assert not any(w.title.startswith("责任单位") for w in found)


def test_paragraphs_without_numbers() -> None:
    document, found = woven(
        """关于做好春运工作的通知

    加强运力调配，增开班次。（市交通运输局、市公安局负责）完善应急预案。（市应急管理局牵头，市气象局配合）

    改善候车环境，增设座椅。
    责任单位：市交通运输局、临河客运集团
    完成时限：2026年1月底前

    做好宣传引导。
""",
        "notice.txt",
    )
    assert [(w.title, leads(w)) for w in found] == [
        ("加强运力调配", ["市交通运输局"]),
        ("完善应急预案", ["市应急管理局"]),
        ("改善候车环境", ["市交通运输局"]),
    ]
    assert found[2].attributions[0].deadline == "2026年1月底前"
    assert document.quote(found[2].span).startswith("改善候车环境")


def test_the_rows_of_a_division_table() -> None:
    _, found = woven(
        """# 云江省氢能产业任务分工表

| 序号 | 工作任务 | 牵头单位 | 配合单位 | 完成时间 |
| --- | --- | --- | --- | --- |
| 1 | 编制氢能规划 | 省能源局 | 省发展改革委、省自然资源厅 | 2026年6月 |
| 2 | 建设检测中心 | 省市场监管局 | 省科技厅，各市（州）政府 | 2026年底 |
| 3 | 开展宣传 | 省委宣传部、省能源局 | — | 长期 |
"""
    )
    assert [(w.title, leads(w)) for w in found] == [
        ("编制氢能规划", ["省能源局"]),
        ("建设检测中心", ["省市场监管局"]),
        ("开展宣传", ["省委宣传部", "省能源局"]),
    ]
    assert [w.attributions[0].deadline for w in found] == ["2026年6月", "2026年底", "长期"]
    assert [u.mention for u in found[1].attributions[0].units] == ["省市场监管局", "省科技厅", "各市（州）政府"]


@pytest.mark.parametrize(
    ("cell", "lead", "rest"),
    [
        ("省数据局牵头，省发展改革委等按职责分工负责", ["省数据局"], ["省发展改革委"]),
        ("省数据局、省财政厅", ["省数据局"], ["省财政厅"]),
        ("省数据局<br>省财政厅", ["省数据局"], ["省财政厅"]),
    ],
)
def test_one_column_of_units(cell: str, lead: list[str], rest: list[str]) -> None:
    rows = "".join(f"<tr><td>{n}</td><td>任务第{n}项内容</td><td>{cell}</td></tr>" for n in (1, 2))
    page = (
        "<html><head><title>云江省分工表</title></head><body><h1>云江省数据工作方案</h1><p>为做好数据工作，制定本方案，分工见下表。</p>"
        f"<table><tr><th>序号</th><th>工作任务</th><th>责任单位</th></tr>{rows}</table></body></html>"
    )
    _, found = woven(page, "table.html")
    assert len(found) == 2
    assert leads(found[0]) == lead
    assert [u.mention for u in found[0].attributions[0].units if u.role is Role.PARTICIPANT] == rest


def test_a_document_without_attributions() -> None:
    _, found = woven(
        """# 云江省氢能规划

一、发展形势

（一）国际形势。竞争激烈。

（二）国内形势。需求旺盛。

二、重点任务

（一）突破技术。攻关膜电极。

（二）建设平台。建设检测平台。

三、有关说明

（一）本规划所称氢能，是指氢的化学能。
"""
    )
    assert [(w.kind, w.title) for w in found] == [(TASK, "突破技术"), (TASK, "建设平台")]


def test_an_ontology_without_measures_makes_tasks_only() -> None:
    source = read_bytes("plan.md", PLAN.encode(), max_bytes=10**6)
    document = outline(source, metadata(source), "plan")
    bare = type(ONTOLOGY)({}, {})
    found = works(document, attributions(document, NAMES).attributions, bare)
    assert {w.kind for w in found} == {TASK, ACTION}


def test_measures_follow_the_ontology(monkeypatch: pytest.MonkeyPatch) -> None:
    _, found = woven(PLAN.replace("## 三、保障措施", "## 三、组织保障"))
    assert [w.title for w in found if w.kind is MEASURE] == ["加强领导", "强化宣传"]


@pytest.mark.parametrize(
    "change", [str.upper, lambda t: t.replace("（", "(").replace("）", ")"), lambda t: t.replace("\n\n", "\n")]
)
def test_the_same_tasks_in_another_dress(change: Callable[[str], str]) -> None:
    _, plain = woven(PLAN)
    _, dressed = woven(change(PLAN))
    assert [(w.kind, leads(w)) for w in dressed] == [(w.kind, leads(w)) for w in plain]
