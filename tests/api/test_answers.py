from __future__ import annotations

import json
import shutil
import threading
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from kg import archive, generation
from qa.api.app import create_app
from qa.audit import AuditFile, now
from qa.cli.app import app as command
from qa.config import QaSettings

KEY = "sesame"
ADMIN = {"Authorization": f"Bearer {KEY}"}
NEW = (
    "# 海州省渔港提升行动方案\n\n## 一、重点任务\n\n"
    "1.改造渔港码头{n}。到2028年改造渔港12座。（省农业农村厅牵头，省交通运输厅配合）\n"
)
QUESTIONS = ("完善乡村网络设施由哪个部门牵头？", "省通信管理局牵头哪些任务？", "北斗终端怎么推广？", "2050年的目标是多少？")


def same(answer: dict) -> dict:
    return {name: value for name, value in answer.items() if name not in ("elapsed_ms", "session_id")}


@pytest.fixture
def own(real_data, tmp_path, monkeypatch):
    """A service over a copy of the data, with an administrator; two generations are kept."""
    shutil.copytree(real_data, tmp_path / "data", ignore=shutil.ignore_patterns("audit*"))
    monkeypatch.setenv("KGQA_ADMIN_KEY", KEY)
    with TestClient(create_app(QaSettings(data=tmp_path / "data", keep_generations=2))) as client:
        yield client


def upload(client, n: int) -> dict:
    response = client.post("/api/documents", files={"file": ("渔港.md", NEW.format(n=n).encode())}, headers=ADMIN)
    assert response.status_code == 201, response.text
    return response.json()


def test_an_answer_comes_back_from_its_own_generation(own):
    first = own.post("/api/ask", json={"question": QUESTIONS[0], "session_id": "s"}).json()
    follow = own.post("/api/ask", json={"question": "它的配合单位呢？", "session_id": "s"}).json()
    others = [own.post("/api/ask", json={"question": question}).json() for question in QUESTIONS]
    upload(own, 1)
    assert own.get("/readyz").json()["generation"] != first["generation"]
    for answer in (first, follow, *others):
        again = own.get(f"/api/answers/{answer['id']}")
        assert again.status_code == 200, again.text
        assert json.dumps(same(again.json())) == json.dumps(same(answer))
    assert own.get(f"/api/answers/{first['id']}").json()["session_id"] is None
    upload(own, 2)
    gone = own.get(f"/api/answers/{first['id']}")
    assert gone.status_code == 410 and gone.json()["code"] == "gone"


def test_a_replay_is_no_question_of_its_own(client, settings, lead_question):
    id = client.post("/api/ask", json={"question": lead_question}).json()["id"]
    for _ in range(2):
        assert client.get(f"/api/answers/{id}").status_code == 200
    assert 'kgqa_questions_total{door="http",method="graph",outcome="answered"} 1.0' in client.get("/metrics").text


def test_another_answer_is_never_taken_for_it(client, app, monkeypatch, lead_question):
    """The program has been changed since: it says so."""
    id = client.post("/api/ask", json={"question": lead_question}).json()["id"]
    engine = type(app.state.servings.main.engine())
    asked = engine.ask
    monkeypatch.setattr(engine, "ask", lambda *args, **more: replace(asked(*args, **more), confidence=0.5))
    response = client.get(f"/api/answers/{id}")
    assert response.status_code == 409 and response.json()["code"] == "answer_changed" and "程序" in response.json()["detail"]
    monkeypatch.undo()
    assert client.get(f"/api/answers/{id}").status_code == 200


def test_a_log_of_an_earlier_version_is_taken_over(client, settings, lead_question):
    """Its answers cannot be checked, so they are not replayed."""
    with AuditFile(settings.data).connection() as db:
        db.execute("ALTER TABLE answers DROP COLUMN digest")
    with AuditFile(settings.data).connection() as db:
        columns = "answer, at, generation, question, alone, outcome, method, ms, door, view"
        row = ("old", now(), "g1", lead_question, lead_question, "answered", "graph", 1.0, "http", "")
        db.execute(f"INSERT INTO answers ({columns}) VALUES ({', '.join('?' * len(row))})", row)
    response = client.get("/api/answers/old")
    assert response.status_code == 410 and "旧版" in response.json()["detail"]
    assert client.get(f"/api/answers/{client.post('/api/ask', json={'question': lead_question}).json()['id']}").status_code == 200


def test_unknown_answers(client):
    assert client.get("/api/answers/none").json()["code"] == "not_found"
    response = client.post("/api/feedback", json={"answer_id": "none", "rating": "up"})
    assert response.status_code == 404 and response.json()["code"] == "not_found"


def test_without_texts_nothing_can_be_replayed(settings, library, lead_question):
    with TestClient(create_app(settings.model_copy(update={"audit_questions": False}), library)) as client:
        id = client.post("/api/ask", json={"question": lead_question}).json()["id"]
        assert client.get(f"/api/answers/{id}").status_code == 410
        assert client.post("/api/feedback", json={"answer_id": id, "rating": "up"}).status_code == 204


def test_without_a_log_nothing_is_written(settings, library, lead_question):
    with TestClient(create_app(settings.model_copy(update={"audit_days": 0}), library)) as client:
        id = client.post("/api/ask", json={"question": lead_question}).json()["id"]
        assert client.get(f"/api/answers/{id}").status_code == 404
    assert not list(settings.data.glob("audit*"))


def test_every_door_is_recorded(client, app, lead_question):
    body = {"model": "kgqa", "messages": [{"role": "user", "content": lead_question}]}
    id = client.post("/v1/chat/completions", json=body).json()["kgqa"]["id"]
    assert app.state.servings.keeper.log.find(id).door == "openai"
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": "谁牵头？"}}}
    accept = {"Accept": "application/json, text/event-stream", "Host": "localhost"}
    assert client.post("/mcp", json=call, headers=accept).status_code == 200
    assert app.state.servings.keeper.log.find("a3").door == "mcp"


A1 = {"answer_id": "a1"}


@pytest.mark.parametrize("body", [{"rating": "up"}, {**A1, "rating": "meh"}, {**A1, "rating": "up", "comment": "长" * 501}])
def test_feedback_that_does_not_fit(client, body):
    assert client.post("/api/feedback", json=body).status_code == 422


def test_feedback_reaches_the_administrator(client, settings, lead_question):
    id = client.post("/api/ask", json={"question": lead_question}).json()["id"]
    response = client.post("/api/feedback", json={"answer_id": id, "rating": "down", "comment": "单位不对"})
    assert response.status_code == 204 and not response.content
    found = CliRunner().invoke(command, ["feedback", "--json", "--data", str(settings.data)])
    (row,) = json.loads(found.stdout)["items"]
    assert (row["rating"], row["comment"], row["question"], row["answer_id"]) == ("down", "单位不对", lead_question, id)
    shown = CliRunner().invoke(command, ["feedback", "--data", str(settings.data)])
    assert shown.exit_code == 0 and "单位不对" in shown.stdout


# --- a build under load ------------------------------------------------------------------------------


def test_a_build_drops_no_request_and_mixes_no_generations(own, tmp_path):
    """Readers ask on while two builds go live; every answer is of one generation, wholly."""
    answers: list[dict] = []
    failed: list[object] = []
    done = threading.Event()

    def read(offset: int) -> None:
        n = offset
        while not done.is_set():
            response = own.post("/api/ask", json={"question": (*QUESTIONS, "改造渔港码头由哪个部门牵头？")[n % 5]})
            (answers if response.status_code == 200 else failed).append(response.json())
            n += 1

    texts: dict[str, dict[str, str]] = {}

    def note() -> None:
        found = generation.current(tmp_path / "data")
        texts[found.id] = {document.id: document.text for document in archive.documents(found.documents)}

    note()
    readers = [threading.Thread(target=read, args=(n,)) for n in range(4)]
    for reader in readers:
        reader.start()
    for n in (1, 2):
        upload(own, n)
        note()
    seen = len(answers)
    while len(answers) < seen + 10 and not failed:
        done.wait(0.01)
    done.set()
    for reader in readers:
        reader.join(10)
    assert not failed and len(texts) == 3
    assert {answer["generation"] for answer in answers} <= set(texts) and len({a["generation"] for a in answers}) >= 2
    for answer in answers:
        of = texts[answer["generation"]]
        for quote in answer["evidence"]:
            assert of[quote["document"]][quote["start"] : quote["end"]] == quote["text"]
