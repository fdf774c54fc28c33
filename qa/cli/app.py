"""The commands of ``kgqa``. Each parses, calls its twin (a method of Library, Engine or Catalog, or qa.evaluate) and renders.

Rendering is imported late: ``--json`` and ``--help`` need none of it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from qa.cli import keys, lookup, operate
from qa.cli.frame import (
    WRONG,
    Data,
    DocumentId,
    Json,
    config_file,
    library,
    plain_errors,
    print_json,
    progress,
    use_config,
)
from qa.model import Question
from qa.ports import Engine, Library

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

ConfigFile = Annotated[Path | None, typer.Option("--config", help="设置文件（TOML）", metavar="文件")]


@app.callback()
def _before(config: ConfigFile = None) -> None:
    use_config(config)


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

            print_json(answer_out(found))
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

            print_json(build_report_out(report))
        else:
            from qa.cli import show

            show.build_report(report)
        if report.skipped or any(violation.severe for document in report.documents for violation in document.violations):
            raise typer.Exit(WRONG)


@app.command()
def remove(id: Annotated[str, typer.Argument(help="文件编号", metavar="编号")], as_json: Json = False, data: Data = None) -> None:
    """移除一份文件，发布新一代图谱。"""
    with plain_errors():
        report = library(data).remove(id)
        if as_json:
            from qa.wire.building import build_report_out

            print_json(build_report_out(report))
            return
        from qa.cli import show

        show.line(f"已移除 {id}")
        show.build_report(report)


@app.command()
def check(as_json: Json = False, data: Data = None) -> None:
    """全面核对已发布的图谱：形状、每处原文与其位置。有误时退出码为 1，并说明该运行的命令。"""
    with plain_errors():
        report = library(data).check()
        if as_json:
            from qa.wire.building import CheckOut

            print_json(CheckOut.of(report))
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
            print_json(wire.score_out(found, changed))
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


for _command in (lookup.documents, lookup.tasks, lookup.targets, lookup.entity, lookup.search, lookup.sparql, lookup.export):
    app.command()(_command)
