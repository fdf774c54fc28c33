"""``kgqa`` as a process of its own: what a question from the graph may cost, and how it ends."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from SPARQLWrapper import JSON, SPARQLWrapper

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "完善乡村网络设施由哪个部门牵头？"
HEAVY = {"torch", "sentence_transformers", "transformers", "onnxruntime", "faiss", "jieba", "fastapi", "uvicorn", "pyshacl"}
CPU_SECONDS = 1.5  # of one question from the graph, whole process, on a quiet machine; the test allows twice as much


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KGQA_")}
    return {**kept, "PYTHONPATH": str(ROOT), "KGQA_DATA": str(data)}


def run(data: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment(data), capture_output=True, text=True, check=False
    )


MAIN = "from qa.cli import main; main()"
SPY = f"""
import sys
try:
    {MAIN}
finally:
    print(*sorted({{name.split('.')[0] for name in sys.modules}}), file=sys.stderr)
"""


def test_a_graph_question_loads_no_model_and_no_server(real_data):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = run(real_data, SPY, "ask", QUESTION)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert found.returncode == 0, found.stderr
    assert "省通信管理局" in found.stdout
    loaded = sorted(set(found.stderr.split()) & HEAVY)
    assert not loaded
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2 * CPU_SECONDS


def test_traditional_characters_do(real_data):
    assert "省通信管理局" in run(real_data, MAIN, "ask", "完善鄉村網絡設施由哪個部門牽頭？").stdout


def test_expected_errors_are_one_line(tmp_path, real_data):
    nothing = run(tmp_path, MAIN, "tasks")
    assert nothing.returncode == 3 and "kgqa build" in nothing.stderr and "Traceback" not in nothing.stderr
    empty = run(real_data, MAIN, "ask", " ")
    assert empty.returncode == 2 and empty.stderr.startswith("错误：")


def test_a_reader_that_leaves_early_is_no_error(real_data):
    command = f"{sys.executable} -c '{MAIN}' export | head -c 100 >/dev/null; exit ${{PIPESTATUS[0]}}"
    found = subprocess.run(["bash", "-c", command], env=environment(real_data), capture_output=True, text=True, check=False)
    assert "Traceback" not in found.stderr and "Error" not in found.stderr


@pytest.fixture
def service(real_data):
    """``kgqa serve`` on a free port; told to stop at the end, it must leave no process behind."""
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "serve", "--port", "0"],
        env=environment(real_data),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    line = process.stderr.readline()
    assert line.startswith("kgqa 服务：http://127.0.0.1:"), line
    yield line.split("：")[1].split()[0]
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) in (0, -signal.SIGTERM)
    deadline = time.monotonic() + 5
    while any_left(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any_left(process.pid)


def any_left(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_service_answers_at_once_and_speaks_sparql(service):
    begin = time.monotonic()
    body = json.dumps({"question": QUESTION}).encode()
    request = urllib.request.Request(service + "/api/ask", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        answer = json.load(response)
    assert answer["values"][0]["label"] == "省通信管理局"
    assert time.monotonic() - begin < 10  # long before the language model is there

    client = SPARQLWrapper(service + "/sparql", returnFormat=JSON)
    client.setQuery(answer["sparql"])
    rows = client.queryAndConvert()["results"]["bindings"]
    assert [row["x"]["value"] for row in rows] == [answer["values"][0]["iri"]]
