"""How results look on a terminal: plain, aligned, in Chinese. Nothing is computed here."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from kg.model import BuildReport, DocumentReport
from qa.calibrate import Reliability
from qa.evaluate import Changes, Ratio, Score, Turn
from qa.model import Answer, Evidence, Outcome, Value
from qa.rows import DocumentCard, EntityView
from qa.tables import Table
from qa.wire.said import METHOD, ROLE, STEP, basis_in_short, told

if TYPE_CHECKING:
    from kg.check import CheckReport
    from qa.audit import Feedback
    from qa.settings import Shown

MOST_REJECTED = 20  # lines of a build report; the rest is counted


WIDE = 160  # columns where nobody says how wide the paper is: a pipe, a file


def _console() -> Console:
    told = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(highlight=False, markup=False, soft_wrap=True, width=None if told else WIDE)


def line(text: str = "", style: str = "") -> None:
    _console().print(Text(text, style=style))


def grid(columns: Sequence[str], rows: Iterable[Sequence[str]], *, ruled: bool = True) -> None:
    """A table, ``ruled`` between its rows; columns without any cell are left out."""
    listed = [tuple(row) for row in rows]
    kept = [c for c in range(len(columns)) if any(row[c] for row in listed)]
    table = RichTable(show_lines=ruled)
    for c in kept:
        table.add_column(columns[c], overflow="fold")  # never cut: an id must be whole to be of use
    for row in listed:
        table.add_row(*(Text(row[c]) for c in kept))
    _console().print(table, soft_wrap=False)


def quotation(evidence: Evidence, n: int) -> None:
    section = f" {evidence.section}" if evidence.section else ""
    line(f"[{n}] 《{evidence.title}》{section}", "bold")
    line(f"    {' '.join(evidence.text.split())}")
    line(f"    {evidence.document} 第 {evidence.start}–{evidence.end} 字", "dim")


def _value(value: Value) -> str:
    notes = [ROLE.get(value.role or "", ""), basis_in_short(value.basis)]
    said = " · ".join(note for note in notes if note)
    return f"  · {value.label}" + (f"  {said}" if said else "")


def answer(found: Answer, *, explain: bool) -> None:
    line(found.text, "bold" if found.outcome is Outcome.ANSWERED else "yellow")
    for value in found.values:
        line(_value(value))
    for choice in found.choices:
        line(f"  · {choice.label}：{choice.question}")
    if found.evidence:
        line()
        for n, evidence in enumerate(found.evidence, start=1):
            quotation(evidence, n)
    if found.reading or found.suggestions or found.outcome is Outcome.ANSWERED:
        line()
    if found.reading:
        line(f"理解：{found.reading}", "dim")
    if found.outcome is Outcome.ANSWERED:
        line(f"依据：{METHOD[found.method]} · 置信度 {found.confidence:.2f} · {found.elapsed_ms:.1f} 毫秒", "dim")
    if found.suggestions:
        line(f"还可以问：{'　'.join(found.suggestions)}", "dim")
    if explain:
        explanation(found)


def explanation(found: Answer) -> None:
    line()
    line("怎样得出", "bold")
    for step in found.steps:
        first, *rest = told(step)
        line(f"  {STEP.get(step.name, step.name)}：{first}")
        for part in rest:
            line(f"        {part}")
    if found.sparql:
        line("可以重跑的查询", "bold")
        line(found.sparql)


def passages(found: Sequence[Evidence]) -> None:
    if not found:
        line("没有找到相关段落。", "yellow")
    for n, evidence in enumerate(found, start=1):
        quotation(evidence, n)


def table(found: Table, titles: Sequence[str]) -> None:
    """The columns of ``titles`` only: a terminal is narrow."""
    if not found.rows:
        line(f"{found.title}：没有内容。", "yellow")
        return
    at = [n for n, column in enumerate(found.columns) if column.title in titles]
    grid([found.columns[n].title for n in at], ([row[n] for n in at] for row in found.rows))
    line(f"共 {len(found.rows)} 条")


def documents(cards: Sequence[DocumentCard]) -> None:
    if not cards:
        line("没有已发布的文件。", "yellow")
        return
    rows = ((c.id, c.title, "、".join(c.issuers), c.number or "", c.date or "", c.status, str(c.tasks)) for c in cards)
    grid(("编号", "标题", "发文机关", "文号", "日期", "状态", "任务"), rows, ruled=False)


def entity(view: EntityView) -> None:
    head = view.entity
    line(head.label, "bold")
    line(f"{' / '.join(view.types)} · {head.iri}", "dim")
    if head.aliases:
        line(f"又称：{'、'.join(head.aliases)}")
    rows = (
        (
            f"{f.property_label}（反向）" if f.inverse else f.property_label,
            f.label,
            " ".join(f.evidence.text.split()) if f.evidence else "",
        )
        for f in view.facts
    )
    if view.facts:
        grid(("关系", "对象", "原文"), rows)
    if view.neighbours:
        line(f"相邻：{'、'.join(neighbour.label for neighbour in view.neighbours)}")


def _document_report(report: DocumentReport) -> None:
    line(f"《{report.title}》（{report.id}）", "bold")
    line(
        f"  任务 {report.tasks} · 保障措施 {report.measures} · 目标 {report.targets} · 术语 {report.terms} · 事实 {report.facts}"
        f" · 不收 {len(report.rejected)}"
    )
    for rejected in report.rejected[:MOST_REJECTED]:
        where = rejected.where.span
        line(f"  不收：{' '.join(rejected.text.split())[:60]}——{rejected.reason}（第 {where.start} 字）", "dim")
    if len(report.rejected) > MOST_REJECTED:
        line(f"  另有 {len(report.rejected) - MOST_REJECTED} 条不收，见 --json", "dim")
    for violation in report.violations:
        line(
            f"  {'违规' if violation.severe else '提醒'}：{violation.message}（{violation.focus}）",
            "red" if violation.severe else "yellow",
        )


def build_report(report: BuildReport) -> None:
    for document in report.documents:
        _document_report(document)
    for skipped in report.skipped:
        line(f"跳过 {skipped.source}：{skipped.reason}（{skipped.code}）", "red")
    if report.unchanged:
        line(f"未变、不必重建：{'、'.join(report.unchanged)}")
    line(f"已发布 {report.generation}，用时 {report.seconds:.1f} 秒")


def check_report(report: CheckReport) -> None:
    counts = f"文件 {report.documents} · 事实 {report.facts} · 核对原文 {report.quotations} 处"
    line(f"{report.generation}：{counts} · {report.seconds:.1f} 秒")
    for fault in report.faults:
        line(f"有误：{fault.what}——{fault.mend}", "red")
    if not report.faults:
        line("一切正常。", "green")


def _share(ratio: Ratio) -> str:
    return f"{ratio.hit}/{ratio.total}" + (f"（{ratio.share:.1%}）" if ratio.share is not None else "")


def _wrong(turn: Turn, id: str) -> None:
    line(f"✗ {id} {turn.item.q}", "red")
    line(f"    得到 {turn.status}：{'、'.join(turn.values) or turn.answer[:80]}", "dim")


def score(found: Score, *, verbose: bool) -> None:
    for result in found.results:
        for turn in result.turns:
            if verbose and not turn.right:
                _wrong(turn, result.item.id)
    rows = [("题型 " + kind, _share(ratio)) for kind, ratio in found.by_kind.items()]
    rows += [("标签 " + tag, _share(ratio)) for tag, ratio in found.by_tag.items()]
    rows += [("全部", _share(found.accuracy)), ("出处正确", _share(found.evidence))]
    rows += [("拒答查准", _share(found.refusal_precision)), ("拒答查全", _share(found.refusal_recall))]
    rows += [("可答而拒答", _share(found.needless_refusals)), ("可答而答错", _share(found.wrong_answers))]
    if found.calibration.error is not None:
        rows += [("校准误差", f"{found.calibration.error:.3f}")]
    rows += [("用时", f"p50 {found.p50_ms:.1f} 毫秒 · p99 {found.p99_ms:.1f} 毫秒")]
    grid(("项目", "结果"), rows, ruled=False)
    if found.calibration.bins:
        reliability(found.calibration)


def reliability(found: Reliability) -> None:
    """Answered questions by confidence: is the mean confidence of a bin the share that is right?"""
    rows = ((f"{b.low:.1f}–{b.high:.1f}", str(b.n), f"{b.confidence:.3f}", f"{b.accuracy:.3f}") for b in found.bins)
    grid(("置信度", "题数", "平均置信度", "正确率"), rows, ruled=False)


def changes(found: Changes) -> None:
    line(f"与上次相比：改坏 {len(found.broke)} · 改好 {len(found.mended)} · 新增 {found.added} · 不再有 {found.dropped}", "bold")
    for turn in found.broke:
        _wrong(turn, turn.item.id)
    for turn in found.mended:
        line(f"✓ {turn.item.id} {turn.item.q}", "green")


def results(found: Mapping[str, Any]) -> None:
    """SPARQL results in their JSON format."""
    if "boolean" in found:
        line("是" if found["boolean"] else "否")
        return
    names = [str(name) for name in found["head"]["vars"]]
    rows = [[str(row[name]["value"]) if name in row else "" for name in names] for row in found["results"]["bindings"]]
    if not rows:
        line("没有结果。", "yellow")
        return
    grid(names, rows, ruled=False)
    line(f"共 {len(rows)} 行")


def settings(rows: Sequence[Shown]) -> None:
    grid(("设置", "值", "来源", "说明"), ((r.name, r.value, r.source, r.description) for r in rows), ruled=False)


def feedback(rows: Sequence[Feedback]) -> None:
    if not rows:
        line("还没有评价。")
        return
    said = {"up": "好", "down": "差"}
    grid(
        ("时间（UTC）", "评价", "意见", "问题", "结果", "回答编号"),
        ((r.at[:19], said.get(r.rating, r.rating), r.comment or "", r.question or "", r.outcome or "", r.answer) for r in rows),
    )
