"""The commands of ``kgqa``. Each parses, calls its twin (a method of Library, Engine or Catalog, or qa.evaluate) and renders.

Rendering is imported late: ``--json`` and ``--help`` need none of it.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel

from kg.errors import InputError
from kg.store import GraphFormat
from qa.cli import keys, operate
from qa.cli.frame import WRONG, Data, DocumentId, Json, Output, config_file, library, plain_errors, progress, use_config, write
from qa.model import Question
from qa.ports import Engine, Library
from qa.tables import Format, Table, target_table, targets_json, task_table, tasks_json, to_csv, to_xlsx

app = typer.Typer(
    name="kgqa",
    help="政策文件知识图谱问答：每个答案都有 SPARQL 与原文出处。",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command("config")(operate.config)
app.command("feedback")(operate.feedback)
app.add_typer(keys.app, name="keys")
app.command("label")(keys.label)

TASKS_SHOWN = ("序号", "任务", "牵头单位", "参与单位", "牵头依据", "完成时限", "原文")
TARGETS_SHOWN = ("序号", "指标", "目标值", "年份", "原文")

TableFormat = Annotated[Format, typer.Option("--format", help="输出格式")]


ConfigFile = Annotated[Path | None, typer.Option("--config", help="设置文件（TOML）", metavar="文件")]


@app.callback()
def _before(config: ConfigFile = None) -> None:
    use_config(config)


def _print_json(found: BaseModel) -> None:
    print(found.model_dump_json(indent=2))


def _engine(behind: Library) -> Engine:
    """The published generation; the bundled documents are built first where there is none."""
    if behind.published() is None:
        print("还没有发布任何文件，先读入自带的文件……", file=sys.stderr)
        with progress() as tell:
            behind.build(on_progress=tell)
    return behind.open()


@app.command()
def ask(
    question: Annotated[list[str], typer.Argument(help="问题", metavar="问题")],
    document: DocumentId = None,
    explain: Annotated[bool, typer.Option("--explain", help="说明每一步做了什么，并给出查询")] = False,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """提问。还没有发布文件时，先读入自带的文件。"""
    with plain_errors():
        found = _engine(library(data)).ask(Question(text=" ".join(question), document=document))
        if as_json:
            from qa.wire.asking import answer_out

            _print_json(answer_out(found))
            return
        from qa.cli import show

        show.answer(found, explain=explain)


@app.command()
def build(
    paths: Annotated[list[Path] | None, typer.Argument(help="文件或文件夹；不给则读入自带的文件", metavar="路径")] = None,
    force: Annotated[bool, typer.Option("--force", help="全部重做，未变的文件也不例外")] = False,
    label: Annotated[
        list[str] | None, typer.Option("--label", help="这些文件的标签，可多次：只有持有全部标签的密钥才看得到；不给则照旧")
    ] = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """读入文件（新增或替换），发布新一代图谱。有文件读不了或有违规时退出码为 1。"""
    with plain_errors():
        behind = library(data)
        with progress() as tell:
            report = behind.build(tuple(paths or ()), force=force, labels=label, on_progress=tell)
        if as_json:
            from qa.wire.building import build_report_out

            _print_json(build_report_out(report))
        else:
            from qa.cli import show

            show.build_report(report)
        if report.skipped or any(violation.severe for document in report.documents for violation in document.violations):
            raise typer.Exit(WRONG)


@app.command()
def documents(as_json: Json = False, data: Data = None) -> None:
    """已发布的文件。"""
    with plain_errors():
        cards = library(data).open().catalog.documents()
        if as_json:
            from qa.wire.base import Items
            from qa.wire.listing import DocumentOut, document_out

            _print_json(Items[DocumentOut](items=tuple(document_out(card) for card in cards)))
            return
        from qa.cli import show

        show.documents(cards)


@app.command()
def remove(id: Annotated[str, typer.Argument(help="文件编号", metavar="编号")], as_json: Json = False, data: Data = None) -> None:
    """移除一份文件，发布新一代图谱。"""
    with plain_errors():
        report = library(data).remove(id)
        if as_json:
            from qa.wire.building import build_report_out

            _print_json(build_report_out(report))
            return
        from qa.cli import show

        show.line(f"已移除 {id}")
        show.build_report(report)


@app.command()
def tasks(
    document: DocumentId = None,
    department: Annotated[str | None, typer.Option("--department", help="只列这个单位牵头或参与的（全称、简称均可）")] = None,
    format: TableFormat = Format.TABLE,
    output: Output = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """任务分工表：任务、牵头单位、参与单位、依据、原文。"""
    with plain_errors():
        found = library(data).open().catalog.tasks(document=document, department=department)
        if as_json or format is Format.JSON:
            write(tasks_json(found).encode() + b"\n", output)
        else:
            _put(task_table(found), format, output, TASKS_SHOWN)


@app.command()
def targets(
    document: DocumentId = None,
    format: TableFormat = Format.TABLE,
    output: Output = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """量化目标：指标、目标值、年份、原文。"""
    with plain_errors():
        found = library(data).open().catalog.targets(document=document)
        if as_json or format is Format.JSON:
            write(targets_json(found).encode() + b"\n", output)
        else:
            _put(target_table(found), format, output, TARGETS_SHOWN)


def _put(table: Table, format: Format, output: Path | None, shown: tuple[str, ...]) -> None:
    if format is Format.CSV:
        write(to_csv(table), output)
    elif format is Format.XLSX:
        if output is None and sys.stdout.isatty():
            raise InputError("xlsx 不能显示在屏幕上", hint=f"请加 --output {table.title}.xlsx")
        write(to_xlsx(table), output)
    elif output is not None:
        raise InputError("表格只显示在屏幕上", hint="写入文件请用 --format csv、xlsx 或 json")
    else:
        from qa.cli import show

        show.table(table, shown)


@app.command()
def entity(
    name: Annotated[str, typer.Argument(help="名称、别名或 IRI", metavar="名称")], as_json: Json = False, data: Data = None
) -> None:
    """一个实体：类型、别名、事实与出处、相邻实体。"""
    with plain_errors():
        found = library(data).open().catalog.entity(name)
        if as_json:
            from qa.wire.listing import entity_view_out

            _print_json(entity_view_out(found))
            return
        from qa.cli import show

        show.entity(found)


@app.command()
def search(
    text: Annotated[list[str], typer.Argument(help="要找的文字", metavar="文字")],
    document: DocumentId = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help="最多几段")] = 10,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """检索段落，按相关程度排列。"""
    with plain_errors():
        found = library(data).open().search(" ".join(text), document=document, limit=limit)
        if as_json:
            from qa.wire.asking import EvidenceOut, evidence_out
            from qa.wire.base import Items

            _print_json(Items[EvidenceOut](items=evidence_out(found)))
            return
        from qa.cli import show

        show.passages(found)


@app.command()
def sparql(
    query: Annotated[str, typer.Argument(help="SPARQL 1.1 查询；- 表示从标准输入读", metavar="查询")],
    as_json: Json = False,
    data: Data = None,
) -> None:
    """在图谱上运行只读的 SPARQL 查询。默认图是全部文件之并。"""
    with plain_errors():
        reply = library(data).sparql(sys.stdin.read() if query == "-" else query)
        if as_json or "json" not in reply.media_type:
            write(reply.body.rstrip() + b"\n", None)
            return
        from qa.cli import show

        show.results(json.loads(reply.body))


@app.command()
def export(
    format: Annotated[GraphFormat, typer.Option("--format", help="输出格式；trig 保留每份文件各自的图")] = GraphFormat.TURTLE,
    output: Output = None,
    data: Data = None,
) -> None:
    """导出整个图谱。"""
    with plain_errors():
        write(library(data).export(format), output)


@app.command()
def check(as_json: Json = False, data: Data = None) -> None:
    """全面核对已发布的图谱：形状、每处原文与其位置。有误时退出码为 1，并说明该运行的命令。"""
    with plain_errors():
        report = library(data).check()
        if as_json:
            from qa.wire.building import CheckOut

            _print_json(CheckOut.of(report))
        else:
            from qa.cli import show

            show.check_report(report)
        if report.faults:
            raise typer.Exit(WRONG)


@app.command("eval")
def evaluate(
    file: Annotated[Path, typer.Argument(help="题目文件（JSON Lines）", metavar="文件")],
    document: DocumentId = None,
    minimum: Annotated[float | None, typer.Option("--min", min=0, max=1, help="正确率低于此数时退出码为 1")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="列出答错的题")] = False,
    against: Annotated[Path | None, typer.Option("--against", help="与上次 --save 的结果相比：哪些题改坏了、哪些改好了")] = None,
    save: Annotated[Path | None, typer.Option("--save", help="把结果（JSON）写入这个文件")] = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """评测一份题目文件：分题型、分标签的正确率，出处，拒答，置信度是否可信，用时。"""
    with plain_errors():
        from qa import evaluate as scoring
        from qa.questions import read_questions
        from qa.wire import scoring as wire

        items = read_questions(file)
        before = wire.read_verdicts(against) if against else None
        engine = _engine(library(data))
        engine.warm()  # as in a running service: loading the language model is nobody's answer time
        with progress() as tell:
            done = iter(range(1, len(items) + 1))
            found = scoring.evaluate(engine, items, document=document, on_result=lambda _: tell("评测", next(done), len(items)))
        changed = scoring.changes(before, found) if before is not None else None
        if save:
            wire.save(found, save)
        if as_json:
            _print_json(wire.score_out(found, changed))
        else:
            from qa.cli import show

            show.score(found, verbose=verbose)
            if changed:
                show.changes(changed)
        if minimum is not None and (found.accuracy.share or 0.0) < minimum:
            raise typer.Exit(WRONG)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option("--host", help="监听地址")] = None,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="监听端口，0 为任选")] = None,
    config: ConfigFile = None,
    data: Data = None,
) -> None:
    """启动 HTTP 服务。接口说明在 /docs。"""
    use_config(config or config_file())
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # before any OpenMP library loads: two threads on busy cores stall
    with plain_errors():
        from qa.cli.server import run

        run(data=data, host=host, port=port)


@app.command()
def mcp(data: Data = None) -> None:
    """以 MCP 协议经标准输入输出提供服务，由 MCP 客户端启动。"""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with plain_errors():
        from qa.cli.server import run_mcp

        run_mcp(data=data)


@app.command("dingtalk-stream")
def dingtalk_stream(data: Data = None) -> None:
    """接入钉钉机器人（Stream 模式）：本机主动连出，不需要公网地址。"""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with plain_errors():
        from qa.cli.chat import run

        run(data=data)
