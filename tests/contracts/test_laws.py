"""The laws of the house that no linter knows: sizes, one door for each heavy library, no domain words, a quiet import."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = tuple(sorted(path.relative_to(ROOT).as_posix() for house in ("kg", "qa") for path in (ROOT / house).rglob("*.py")))

LONGEST_FILE = 500  # lines; look again at 300
LONGEST_FUNCTION = 60  # lines
MOST_PARAMETERS = 8  # positional ones; keyword-only ones are named at the call

# library → the files or folders that may load it
DOORS = {
    "pyoxigraph": ("kg/store.py",),
    "pyshacl": ("kg/shapes.py",),
    "docx": ("kg/reading/docx.py",),
    "pypdfium2": ("kg/reading/pdf.py",),
    "pdfplumber": ("kg/reading/pdf.py",),
    "lxml": ("kg/reading/html.py",),
    "opencc": ("kg/text.py",),
    "pypinyin": ("qa/spelling.py",),
    "bm25s": ("qa/lexical.py",),
    "faiss": ("qa/vectors.py",),
    "torch": ("qa/embedding.py",),
    "sentence_transformers": ("qa/embedding.py",),
    "transformers": ("qa/embedding.py",),
    "openpyxl": ("qa/tables.py",),
    "wechatpy": ("qa/channels/wecom.py",),
    "dingtalk_stream": ("qa/channels/stream.py",),
    "cryptography": ("qa/channels/feishu.py", "qa/tokens.py"),
    "httpx": ("qa/channels/platform.py",),
    "jwt": ("qa/tokens.py",),
    "fastapi": ("qa/api/", "qa/web/"),
    "starlette": ("qa/api/", "qa/web/"),
    "nicegui": ("qa/web/",),
    "uvicorn": ("qa/cli/server.py",),
    "mcp": ("qa/api/mcp_server.py",),
    "prometheus_client": ("qa/api/metrics.py",),
    "limits": ("qa/api/rates.py",),
    "opentelemetry": ("qa/api/tracing.py",),
    "typer": ("qa/cli/",),
    "rich": ("qa/cli/",),
}

# What one document is about must stand in ontology/*.ttl or in the document, never in the program.
DOMAIN = (
    "元宇宙",
    "山东",
    "青岛",
    "济南",
    "潍坊",
    "烟台",
    "齐鲁",
    "歌尔",
    "人形机器人",
    "低空经济",
    "省工业和信息化厅",
    "农机装备",
    "虚拟现实",
)


def tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text("utf-8"))


def imports(node: ast.AST) -> Iterator[str]:
    """Top-level names of the packages that run when ``node`` runs; those for type checkers only are left out."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name.split(".")[0] for alias in child.names)
        elif isinstance(child, ast.ImportFrom) and child.module and not child.level:
            yield child.module.split(".")[0]
        yield from imports(child)


@pytest.mark.parametrize("name", FILES)
def test_sizes(name):
    assert len((ROOT / name).read_text("utf-8").splitlines()) <= LONGEST_FILE
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or node.lineno) - node.lineno < LONGEST_FUNCTION, f"{name}: {node.name} is too long"
            positional = len(node.args.args) + len(node.args.posonlyargs)
            assert positional <= MOST_PARAMETERS, f"{name}: {node.name} has too many parameters"


@pytest.mark.parametrize("library", DOORS)
def test_every_heavy_library_has_one_door(library):
    users = [name for name in FILES if library in imports(tree(name))]
    assert users, "nobody loads it: take it off the list and out of pyproject.toml"
    for name in users:
        assert any(name == door or (door.endswith("/") and name.startswith(door)) for door in DOORS[library])


def strings(name: str) -> Iterator[str]:
    """What the program can say or look for: its string constants but the docstrings."""
    told = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            told.add(id(node.value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


@pytest.mark.parametrize("name", FILES)
def test_no_document_s_own_words_in_the_program(name):
    assert not [text[:80] for text in strings(name) if any(word in text for word in DOMAIN)]


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_printed_outside_the_command_line(name):
    calls = (node.func for node in ast.walk(tree(name)) if isinstance(node, ast.Call))
    prints = [call for call in calls if isinstance(call, ast.Name) and call.id == "print"]
    assert name.startswith("qa/cli/") or not prints


@pytest.mark.parametrize("name", FILES)
def test_every_module_says_what_it_is(name):
    assert ast.get_docstring(tree(name)), "a module begins with what it is for"


def test_no_drawer_for_odds_and_ends():
    assert not [name for name in FILES if re.search(r"(^|/)(utils?|helpers?|common|misc)(\.py|/)", name)]


HEAVY = (
    "torch",
    "sentence_transformers",
    "onnxruntime",
    "faiss",
    "pyshacl",
    "fastapi",
    "uvicorn",
    "docx",
    "pypdfium2",
    "trafilatura",
    "openpyxl",
    "wechatpy",
    "dingtalk_stream",
    "cryptography",
    "jwt",
    "httpx",
)


def loaded_by(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    found = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return set(found.stdout.split())


@pytest.mark.parametrize(
    "module", ["qa.cli.app", "qa.cli.show", "qa.library", "qa.service", "qa.catalog", "qa.evaluate", "kg.build", "kg.check"]
)
def test_an_import_loads_nothing_heavy(module):
    assert not loaded_by(f"import {module}") & set(HEAVY)


def test_the_service_loads_no_model_when_it_is_put_together():
    statement = "from qa.api.app import create_app; from qa.config import QaSettings; create_app(QaSettings())"
    unneeded = {"torch", "sentence_transformers", "onnxruntime", "faiss", "pyshacl", "typer", "wechatpy", "dingtalk_stream"}
    assert not loaded_by(statement) & unneeded
