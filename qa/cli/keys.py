"""``kgqa keys`` and ``kgqa label``: who may see what."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.errors import NotFound
from qa.cli.frame import Data, Json, library, plain_errors, progress
from qa.config import load_settings
from qa.keys import Key, KeyRing, Role

app = typer.Typer(help="API 密钥：谁能读、谁能管、看得到哪些标签的文件。", no_args_is_help=True, rich_markup_mode=None)

Name = Annotated[str, typer.Argument(help="密钥的名称，供辨认", metavar="名称")]
Labels = Annotated[list[str] | None, typer.Option("--label", help="持有的标签，可多次")]


@app.command()
def add(
    name: Name,
    role: Annotated[Role, typer.Option("--role", help="reader 只能读，admin 看得到全部、可增删文件")] = Role.READER,
    label: Labels = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """发一把密钥。密钥只显示这一次，本机只存其摘要。"""
    with plain_errors():
        key, text = KeyRing(load_settings(data=data).data).add(name, role=role, labels=label or ())
        if as_json:
            from qa.wire.access import NewKeyOut, key_out

            print(NewKeyOut(key=text, **dict(key_out(key))).model_dump_json(indent=2))
            return
        from qa.cli import show

        show.line("密钥只显示这一次，请现在交给使用者：")
        print(text)
        show.line(_said(key))


@app.command("list")
def list_keys(as_json: Json = False, data: Data = None) -> None:
    """列出全部密钥（不含密钥本身）。"""
    with plain_errors():
        found = KeyRing(load_settings(data=data).data).all()
        if as_json:
            from qa.wire.access import KeyOut, key_out
            from qa.wire.base import Items

            print(Items[KeyOut](items=tuple(map(key_out, found))).model_dump_json(indent=2))
            return
        from qa.cli import show

        for key in found:
            show.line(_said(key))
        if not found:
            show.line("还没有发过密钥")


@app.command()
def revoke(name: Name, data: Data = None) -> None:
    """作废一把密钥；正在运行的服务立即不再认它。"""
    with plain_errors():
        KeyRing(load_settings(data=data).data).revoke(name)
        from qa.cli import show

        show.line(f"已作废 {name}")


def _said(key: Key) -> str:
    role = "管理员" if key.role is Role.ADMIN else "读者"
    return f"{key.name}  {role}  标签：{'、'.join(key.labels) or '无'}  发于 {key.created}"


def label(
    id: Annotated[str | None, typer.Argument(help="文件编号；不给则列出全部文件的标签", metavar="编号")] = None,
    labels: Annotated[list[str] | None, typer.Argument(help="标签；此后就是所给的这些", metavar="标签")] = None,
    none: Annotated[bool, typer.Option("--none", help="去掉全部标签，人人可见")] = False,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """文件的标签：只有持有全部这些标签的密钥才看得到。只给编号则显示。"""
    with plain_errors():
        behind = library(data)
        if id is not None and (labels or none):
            with progress() as tell:
                behind.label(id, labels or (), on_progress=tell)
        found = {one: given for one, given in behind.labels().items() if id in (None, one)}
        if not found and id is not None:
            raise NotFound(f"没有编号为“{id}”的文件", hint="用 kgqa documents 查看已收录的文件")
        if as_json:
            from qa.wire.access import DocumentLabelsOut
            from qa.wire.base import Items

            rows = tuple(DocumentLabelsOut(document=one, labels=given) for one, given in found.items())
            print(Items[DocumentLabelsOut](items=rows).model_dump_json(indent=2))
            return
        from qa.cli import show

        for one, given in found.items():
            show.line(f"{one}  标签：{'、'.join(given) or '无'}")
