"""What is read off the table documents is what tests/golden/expected says. The golden command: python tests/golden/draw.py."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent.parent / "golden"
COMMAND = runpy.run_path(str(GOLDEN / "draw.py"))
DOCUMENTS = sorted((GOLDEN / "documents" / "tables").iterdir())


@pytest.fixture(scope="module")
def rooms():
    return COMMAND["rooms"]()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_table_gives_its_works_units_times_and_targets(path, rooms):
    expected = (GOLDEN / "expected" / "tables" / f"{path.stem}.txt").read_text(encoding="utf-8")
    assert COMMAND["drawn"](path, rooms) == expected


def test_every_expected_file_has_its_document():
    assert {p.stem for p in (GOLDEN / "expected" / "tables").iterdir()} == {p.stem for p in DOCUMENTS}
