"""The commands: what they print, how they exit. The library behind them is a fake."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
from typer.testing import CliRunner

from kg.check import Fault
from kg.errors import BadSetting, NotFound, UnreadableFile
from kg.model import Violation
from qa.cli import frame
from qa.cli.app import app
from qa.cli.frame import exit_code
from qa.config import QaSettings, load_settings


@pytest.fixture(autouse=True)
def behind(library, monkeypatch):
    monkeypatch.setattr(frame, "open_library", lambda settings: library)
    return library


@pytest.fixture
def kgqa(tmp_path):
    runner = CliRunner()

    def run(*arguments: str, **options):
        return runner.invoke(app, list(arguments), env={"KGQA_DATA": str(tmp_path), "COLUMNS": "160"}, **options)

    return run


def test_ask(kgqa, lead_question):
    result = kgqa("ask", lead_question)
    assert result.exit_code == 0, result.output
    assert "建设海上牧场由省农业农村厅牵头。[1]" in result.stdout
    assert "省农业农村厅  牵头 · 排序首位" in result.stdout
    assert "（省农业农村厅、省海洋局）" in result.stdout and "第 70–83 字" in result.stdout
    assert "SELECT" not in result.stdout


def test_ask_explains(kgqa, lead_question):
    result = kgqa("ask", "--explain", lead_question)
    assert "规划：查牵头单位" in result.stdout and "SELECT ?x WHERE" in result.stdout


def test_ask_as_json(kgqa, lead_question):
    body = json.loads(kgqa("ask", "--json", lead_question).stdout)
    assert body["values"][0]["basis"] == "listed_first"


def test_words_are_one_question(kgqa, behind):
    kgqa("ask", "谁", "牵头", "建设？", "--document", "haizhou-mucang")
    (question,) = behind.engines[0].asked
    assert (question.text, question.document) == ("谁 牵头 建设？", "haizhou-mucang")


def test_ask_builds_the_bundled_documents_first(kgqa, behind, lead_question):
    behind.number = 0
    result = kgqa("ask", lead_question)
    assert result.exit_code == 0
    assert behind.built == [("bundled.md", b"")]
    assert "先读入自带的文件" in result.stderr and "先读入" not in result.stdout


def test_asking_back_and_refusing_are_no_failures(kgqa):
    back = kgqa("ask", "谁牵头？")
    assert back.exit_code == 0 and "建设海上牧场：哪个部门牵头" in back.stdout
    refused = kgqa("ask", "2050年呢？")
    assert refused.exit_code == 0 and "文件没有说到" in refused.stdout


@pytest.mark.parametrize("command", [("documents",), ("tasks",), ("targets",), ("entity", "x"), ("search", "x")])
def test_nothing_published(kgqa, behind, command):
    behind.number = 0
    result = kgqa(*command)
    assert result.exit_code == 3
    assert result.stderr == "错误：还没有发布任何文件\n提示：先运行 kgqa build\n"
    assert result.stdout == ""


@pytest.mark.parametrize(
    "command", [("entity", "没有的"), ("remove", "没有的"), ("tasks", "--document", "没有的"), ("sparql", "DROP ALL")]
)
def test_misuse(kgqa, command):
    result = kgqa(*command)
    assert result.exit_code == 2 and result.stderr.startswith("错误：") and "Traceback" not in result.stderr


def test_build(kgqa, behind, tmp_path):
    path = tmp_path / "平海方案.md"
    path.write_text("平海市")
    result = kgqa("build", str(path))
    assert result.exit_code == 0, result.output
    assert behind.built == [("平海方案.md", "平海市".encode())]
    assert "任务 1 · 保障措施 0 · 目标 1 · 术语 2 · 事实 9 · 不收 1" in result.stdout
    assert "是已完成的数，不是目标" in result.stdout and "提醒：任务没有标题" in result.stdout and "0.5 秒" in result.stdout


def test_build_tells_of_files_it_skipped(kgqa, tmp_path):
    (tmp_path / "a.md").write_bytes(b"\x00")
    result = kgqa("build", str(tmp_path / "a.md"))
    assert result.exit_code == 1 and "跳过 a.md：文件不是文字（unreadable_file）" in result.stdout
    assert json.loads(kgqa("build", str(tmp_path / "a.md"), "--json").stdout)["skipped"][0]["code"] == "unreadable_file"


def test_a_severe_violation_is_exit_1(kgqa, behind, tmp_path, monkeypatch):
    from dataclasses import replace

    build = behind.build

    def severe(paths=(), **options):
        report = build(paths, **options)
        (document,) = report.documents
        bad = Violation(focus="x", path=None, value=None, message="目标没有数值", severe=True)
        return replace(report, documents=(replace(document, violations=(bad,)),))

    monkeypatch.setattr(behind, "build", severe)
    result = kgqa("build")
    assert result.exit_code == 1 and "违规：目标没有数值" in result.stdout


def test_two_builders(kgqa, behind):
    behind.busy = True
    result = kgqa("build")
    assert result.exit_code == 3 and "另一个程序正在重建" in result.stderr


def test_documents_and_remove(kgqa, behind):
    assert "海政发〔2026〕3号" in kgqa("documents").stdout
    assert json.loads(kgqa("documents", "--json").stdout)["items"][0]["id"] == "haizhou-mucang"
    result = kgqa("remove", "haizhou-mucang")
    assert result.exit_code == 0 and "已移除 haizhou-mucang" in result.stdout
    assert behind.removed == ["haizhou-mucang"]


def test_tasks_on_screen(kgqa):
    out = kgqa("tasks").stdout
    assert "1.建设海上牧场" in out and "排序首位" in out and "共 1 条" in out
    assert "完成时限" not in out  # no task has one
    assert "任务分工表：没有内容" in kgqa("tasks", "--department", "省财政厅").stdout


def test_tasks_in_files(kgqa, tmp_path):
    assert kgqa("tasks", "--format", "csv").stdout_bytes.startswith(b"\xef\xbb\xbf")
    assert json.loads(kgqa("tasks", "--format", "json").stdout) == json.loads(kgqa("tasks", "--json").stdout)
    path = tmp_path / "分工.xlsx"
    result = kgqa("tasks", "--format", "xlsx", "-o", str(path))
    assert result.exit_code == 0 and "已写入" in result.stderr
    assert openpyxl.load_workbook(path).active["D2"].value == "1.建设海上牧场"
    assert openpyxl.load_workbook(io.BytesIO(kgqa("tasks", "--format", "xlsx").stdout_bytes))


def test_output_that_cannot_be_written(kgqa, tmp_path):
    result = kgqa("tasks", "--format", "csv", "-o", str(tmp_path / "none" / "a.csv"))
    assert result.exit_code == 2 and "写不了文件" in result.stderr
    assert kgqa("tasks", "-o", str(tmp_path / "a.txt")).exit_code == 2
    assert kgqa("tasks", "--format", "pdf").exit_code == 2


def test_targets(kgqa):
    out = kgqa("targets").stdout
    assert "300亿元左右" in out and "2028" in out
    assert json.loads(kgqa("targets", "--json").stdout)["items"][0]["comparator"] == "≈"
    assert "目标值" in kgqa("targets", "--format", "csv").stdout


def test_entity_and_search(kgqa):
    out = kgqa("entity", "省农业农村厅").stdout
    assert "又称：省农业厅" in out and "牵头单位（反向）" in out and "相邻：<script>" in out
    assert json.loads(kgqa("entity", "省农业农村厅", "--json").stdout)["type"] == "Department"
    found = kgqa("search", "网箱", "--limit", "1").stdout
    assert found.count("《海州省建设海上牧场行动方案》") == 1
    assert json.loads(kgqa("search", "网箱", "--json").stdout)["items"][1]["n"] == 2


def test_sparql(kgqa):
    assert "共 1 行" in kgqa("sparql", "SELECT ?x WHERE { ?x ?p ?o }").stdout
    assert "是" in kgqa("sparql", "ASK { ?s ?p ?o }").stdout
    assert "没有结果" in kgqa("sparql", "DESCRIBE x").stdout
    assert "CONSTRUCT" in kgqa("sparql", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }").stdout
    assert json.loads(kgqa("sparql", "-", "--json", input="ASK {}").stdout)["boolean"] is True


def test_export(kgqa, tmp_path):
    assert kgqa("export", "--format", "trig").stdout == "# trig\n"
    path = tmp_path / "g.ttl"
    kgqa("export", "-o", str(path))
    assert path.read_text() == "# turtle\n"
    assert kgqa("export", "--format", "n3").exit_code == 2


def test_check(kgqa, behind):
    fine = kgqa("check")
    assert fine.exit_code == 0 and "核对原文 2 处" in fine.stdout and "一切正常" in fine.stdout
    behind.faults = (Fault(what="第 3 处原文与位置不符", mend="kgqa build --force"),)
    wrong = kgqa("check")
    assert wrong.exit_code == 1 and "第 3 处原文与位置不符——kgqa build --force" in wrong.stdout
    assert json.loads(kgqa("check", "--json").stdout)["faults"][0]["mend"] == "kgqa build --force"


@pytest.fixture
def questions(tmp_path, lead_question):
    lines = [
        {"id": "1", "q": lead_question, "kind": "entities", "gold": [["省农业农村厅"]], "evidence": [], "tags": ["lead"]},
        {"id": "2", "q": "别的？", "kind": "entities", "gold": [["省海洋局"]], "evidence": [], "tags": ["lead"]},
    ]
    path = tmp_path / "q.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
    return str(path)


def test_eval(kgqa, questions):
    result = kgqa("eval", questions, "--verbose")
    assert result.exit_code == 0, result.output
    assert "1/2（50.0%）" in result.stdout and "✗ 2 别的？" in result.stdout and "p99" in result.stdout
    body = json.loads(kgqa("eval", questions, "--json").stdout)
    assert body["accuracy"] == {"hit": 1, "total": 2, "share": 0.5} and len(body["turns"]) == 2


def test_eval_as_a_gate(kgqa, questions, tmp_path):
    assert kgqa("eval", questions, "--min", "0.5").exit_code == 0
    assert kgqa("eval", questions, "--min", "0.6").exit_code == 1
    assert kgqa("eval", questions, "--min", "60").exit_code == 2
    assert kgqa("eval", str(tmp_path / "none.jsonl")).exit_code == 2


def test_eval_against_an_earlier_run(kgqa, questions, tmp_path):
    old = tmp_path / "old.json"
    assert kgqa("eval", questions, "--save", str(old)).exit_code == 0
    same = kgqa("eval", questions, "--against", str(old))
    assert same.exit_code == 0 and "改坏 0 · 改好 0 · 新增 0 · 不再有 0" in same.stdout
    saved = json.loads(old.read_text())
    for turn in saved["turns"]:
        turn["right"] = not turn["right"]
    old.write_text(json.dumps(saved))
    turned = kgqa("eval", questions, "--against", str(old))
    assert turned.exit_code == 0 and "改坏 1 · 改好 1" in turned.stdout  # told, not judged
    assert "✗ 2 别的？" in turned.stdout and "✓ 1 " in turned.stdout
    body = json.loads(kgqa("eval", questions, "--against", str(old), "--json").stdout)
    assert body["changes"] == {"broke": ["2"], "mended": ["1"], "added": 0, "dropped": 0}
    assert kgqa("eval", questions, "--against", str(tmp_path / "none.json")).exit_code == 2
    assert kgqa("eval", questions, "--save", str(tmp_path / "none" / "new.json")).exit_code == 2


def test_eval_shows_the_calibration(kgqa, questions):
    out = kgqa("eval", questions).stdout
    assert "校准误差" in out and "0.9–1.0" in out and "可答而拒答" in out and "可答而答错" in out


def test_usage(kgqa):
    for command in (
        "ask",
        "build",
        "documents",
        "remove",
        "tasks",
        "targets",
        "entity",
        "search",
        "sparql",
        "export",
        "serve",
        "eval",
        "check",
    ):
        result = kgqa(command, "--help")
        assert result.exit_code == 0 and "--data" in result.stdout, command
    assert kgqa("ask").exit_code == 2
    assert kgqa("nonsense").exit_code == 2


def test_settings_come_from_the_environment_and_are_checked(kgqa, monkeypatch, tmp_path):
    monkeypatch.setenv("KGQA_PROT", "80")
    result = kgqa("documents")
    assert result.exit_code == 3 and "KGQA_PROT" in result.stderr and "KGQA_PORT" in result.stderr
    monkeypatch.delenv("KGQA_PROT")
    monkeypatch.setenv("KGQA_PORT", "99999")
    assert kgqa("documents").exit_code == 3
    monkeypatch.setenv("KGQA_PORT", "8123")
    settings = load_settings(data=tmp_path, host="0.0.0.0")
    assert (settings.port, settings.host, settings.data) == (8123, "0.0.0.0", tmp_path)


def test_the_key_is_not_shown(monkeypatch):
    monkeypatch.setenv("KGQA_ADMIN_KEY", "sesame")
    assert "sesame" not in repr(QaSettings())


@pytest.mark.parametrize(("error", "code"), [(UnreadableFile("x"), 2), (NotFound("x"), 2), (BadSetting("x"), 3)])
def test_exit_codes(error, code):
    assert exit_code(error) == code
