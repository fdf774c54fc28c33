"""The linters are part of the test run: what they say is not a matter of taste."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

COMMANDS = {
    "ruff": ("-m", "ruff", "check", "kg", "qa", "tests"),
    "format": ("-m", "ruff", "format", "--check", "kg", "qa", "tests"),
    "mypy": ("-m", "mypy", "kg", "qa"),
    "layers": (
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
        "--config",
        ".importlinter",
        "--no-cache",
    ),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_linter(root, name):
    environment = {**os.environ, "PYTHONPATH": str(root)}
    found = subprocess.run(
        [sys.executable, *COMMANDS[name]], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout[-4000:] + found.stderr[-2000:]
