"""The commands that look things up in what is published: lists, tables, one entity, passages, the graph itself."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.errors import InputError
from kg.store import GraphFormat
from qa.cli.frame import Data, DocumentId, Json, Output, library, plain_errors, print_json, write
from qa.tables import Format, Table, target_table, targets_json, task_table, tasks_json, to_csv, to_xlsx

TASKS_SHOWN = ("序号", "任务", "牵头单位", "参与单位", "牵头依据", "完成时限", "原文")
TARGETS_SHOWN = ("序号", "指标", "目标值", "年份", "原文")

TableFormat = Annotated[Format, typer.Option("--format", help="输出格式")]


def documents(as_json: Json = False, data: Data = None) -> None:
    """已发布的文件。"""
    with plain_errors():
        cards = library(data).open().catalog.documents()
        if as_json:
            from qa.wire.base import Items
            from qa.wire.listing import DocumentOut, document_out

            print_json(Items[DocumentOut](items=tuple(document_out(card) for card in cards)))
            return
        from qa.cli import show

        show.documents(cards)


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


def entity(
    name: Annotated[str, typer.Argument(help="名称、别名或 IRI", metavar="名称")], as_json: Json = False, data: Data = None
) -> None:
    """一个实体：类型、别名、事实与出处、相邻实体。"""
    with plain_errors():
        found = library(data).open().catalog.entity(name)
        if as_json:
            from qa.wire.listing import entity_view_out

            print_json(entity_view_out(found))
            return
        from qa.cli import show

        show.entity(found)


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

            print_json(Items[EvidenceOut](items=evidence_out(found)))
            return
        from qa.cli import show

        show.passages(found)


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


def export(
    format: Annotated[GraphFormat, typer.Option("--format", help="输出格式；trig 保留每份文件各自的图")] = GraphFormat.TURTLE,
    output: Output = None,
    data: Data = None,
) -> None:
    """导出整个图谱。"""
    with plain_errors():
        write(library(data).export(format), output)
