"""What all commands share: settings, the library behind them, errors as one clear line, progress."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel

from kg.errors import InputError, KgError, NotFound
from qa.config import QaSettings, load_settings
from qa.ports import Library

if TYPE_CHECKING:
    from kg.build import OnProgress

FINE, WRONG, MISUSE, UNAVAILABLE = 0, 1, 2, 3
_config: ContextVar[Path | None] = ContextVar("config", default=None)

Data = Annotated[Path | None, typer.Option("--data", help="数据目录（默认取环境变量 KGQA_DATA）", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序使用")]
DocumentId = Annotated[str | None, typer.Option("--document", help="只在这份文件里找（文件编号见 kgqa documents）")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="写入这个文件，而不是屏幕")]


def exit_code(error: KgError) -> int:
    return MISUSE if isinstance(error, (InputError, NotFound)) else UNAVAILABLE


@contextmanager
def plain_errors() -> Iterator[None]:
    """An expected error becomes a line and a hint on stderr and the right exit code; never a traceback."""
    try:
        yield
    except KgError as error:
        print(f"错误：{error}", file=sys.stderr)
        if error.hint:
            print(f"提示：{error.hint}", file=sys.stderr)
        raise typer.Exit(exit_code(error)) from error


def open_library(settings: QaSettings) -> Library:
    """The one place where the command line names the real library; tests put their own here."""
    from qa.library import LocalLibrary

    return LocalLibrary(settings)


def use_config(path: Path | None) -> None:
    """What ``kgqa --config FILE …`` named; for the rest of this invocation."""
    _config.set(path)


def config_file() -> Path | None:
    return _config.get()


def library(data: Path | None) -> Library:
    return open_library(load_settings(data=data, config=config_file()))


def print_json(found: BaseModel) -> None:
    print(found.model_dump_json(indent=2))


@contextmanager
def progress() -> Iterator[OnProgress]:
    """A bar on stderr while something long runs; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("准备", total=None)

        def tell(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total or None)

        yield tell


def write(content: bytes, output: Path | None) -> None:
    """To ``output``, or to stdout as it is. Raises InputError when the file cannot be written."""
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise InputError(f"写不了文件 {output}：{error.strerror}", hint="换一个可写的位置") from error
    print(f"已写入 {output}", file=sys.stderr)
