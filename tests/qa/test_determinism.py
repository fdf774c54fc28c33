"""The same question over the same documents has the same answer, byte for byte: asked again, elsewhere, over another build.

Only ``elapsed_ms`` may differ. Hash seeds differ between the processes, so whatever follows the order of a set shows here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qa.questions import read_questions

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = (
    ROOT / "tests/golden/documents/lin-2023-12-haiyang-nengyuan.txt",
    ROOT / "tests/golden/documents/yunze-2024-shuzi-nongye.md",
    ROOT / "tests/golden/documents/haicheng-2025-dikong-wuliu.txt",
)
QUESTIONS = ROOT / "tests/golden/questions/fixtures_dev.jsonl"

# Builds the data folder from the files given, with BM25 alone: cosines are sums that differ between processors.
BUILD = """
import sys
from pathlib import Path
from kg.build import build
from qa.config import QaSettings
from qa.indexing import FOLDER, entries
from qa.retrieve import Retriever

def index(folder, documents):
    Retriever.build(entries(documents), names=("海缆产业园",)).save(folder / FOLDER)

report = build(QaSettings(data=Path(sys.argv[1])), [Path(p) for p in sys.argv[2:]], extra=index, extra_version="1")
assert len(report.documents) == len(sys.argv[2:]) and not report.skipped
"""

# Opens the data folder and asks every line of stdin (text, session); an answer a line, without the time that it took.
ASK = """
import json, sys
from pathlib import Path
from qa.config import QaSettings
from qa.model import Question
from qa.service import PolicyQA
from qa.wire.asking import answer_out

engine = PolicyQA.open(QaSettings(data=Path(sys.argv[1])))
for text, session in map(json.loads, sys.stdin):
    print(answer_out(engine.ask(Question(text=text, session=session))).model_dump_json(exclude={"elapsed_ms"}))
"""


def run(program: str, *arguments: Path, seed: int, given: str = "") -> str:
    """What a fresh process prints."""
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        input=given,
        env=os.environ | {"PYTHONHASHSEED": str(seed), "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def ask(data: Path, seed: int, rounds: int = 1) -> list[list[str]]:
    """Answers of a fresh process, a list for each round."""
    asked = [
        (turn.q, f"{item.id}-{n}" if item.turns else None)
        for n in range(rounds)
        for item in read_questions(QUESTIONS)
        for turn in item.turns or (item,)
    ]
    said = run(ASK, data, seed=seed, given="".join(json.dumps(one) + "\n" for one in asked))
    lines = said.splitlines()
    each = len(asked) // rounds
    return [[_without_session(line) for line in lines[n * each : (n + 1) * each]] for n in range(rounds)]


def _without_session(line: str) -> str:
    """Sessions are named by the asker, and by us differently in each round."""
    return json.dumps(json.loads(line) | {"session_id": None}, ensure_ascii=False)


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Path:
    data = tmp_path_factory.mktemp("first")
    run(BUILD, data, *DOCUMENTS, seed=1)
    return data


@pytest.fixture(scope="module")
def answers(first) -> list[list[str]]:
    return ask(first, seed=1, rounds=2)


def test_asked_twice(answers):
    once, again = answers
    assert len(once) > 40 and len(set(once)) > 30
    assert once == again


def test_asked_in_another_process(first, answers):
    assert ask(first, seed=2) == answers[:1]


def test_asked_of_another_build(tmp_path, answers):
    """Built from the files in another order."""
    run(BUILD, tmp_path, *DOCUMENTS[::-1], seed=4)
    assert ask(tmp_path, seed=3) == answers[:1]
