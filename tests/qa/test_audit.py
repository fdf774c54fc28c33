from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace

import pytest

from qa.audit import FILE, AuditFile, AuditLog, Given
from qa.model import Question
from qa.recorded import Asked, Keeper, Recorded

ROW = Given(
    answer="a1",
    at="2026-11-22T10:00:00.000+00:00",
    generation="g1",
    question="谁牵头？",
    alone="建设海上牧场谁牵头？",
    document=None,
    outcome="answered",
    method="graph",
    ms=1.5,
    door="http",
    view="",
)


@pytest.fixture
def log(tmp_path):
    log = AuditLog(tmp_path, days=36500)
    yield log
    log.close()


def test_what_was_written_is_found(log):
    log.add(ROW)
    log.add(replace(ROW, at="2026-11-22T11:00:00.000+00:00", generation="g2"))
    assert log.find("a1") == replace(ROW, at="2026-11-22T11:00:00.000+00:00", generation="g2")
    assert log.find("a2") is None


def test_a_closed_log_has_written_everything_and_begins_again(log, tmp_path):
    for n in range(500):
        log.add(replace(ROW, answer=f"n{n}"))
    log.close()
    with sqlite3.connect(tmp_path / FILE) as db:
        assert db.execute("SELECT COUNT(*) FROM answers").fetchone() == (500,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    log.add(ROW)
    assert log.find("a1") == ROW and log.dropped == 0
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_many_threads(log):
    threads = [
        threading.Thread(target=lambda n=n: [log.add(replace(ROW, answer=f"{n}-{i}")) for i in range(50)]) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(log.find(f"{n}-49") for n in range(8))


def test_old_rows_go(tmp_path):
    old = AuditLog(tmp_path, days=36500)
    old.add(replace(ROW, at="2020-01-01T00:00:00.000+00:00"))
    old.close()
    log = AuditLog(tmp_path, days=30)
    log.add(replace(ROW, answer="new", at="2999-01-01T00:00:00.000+00:00"))
    assert log.find("new") and log.find("a1") is None
    log.close()


def test_a_full_queue_loses_rows_and_says_so(tmp_path, monkeypatch):
    log = AuditLog(tmp_path, days=1, most=2)
    monkeypatch.setattr(log, "_start", lambda: None)  # nobody writes
    for _ in range(5):
        log.add(ROW)
    assert log.dropped == 3


def test_a_disk_that_cannot_be_written_hurts_nobody(tmp_path):
    (tmp_path / FILE).mkdir()
    log = AuditLog(tmp_path, days=1)
    log.add(ROW)
    log.close()
    assert log.dropped == 1


def test_feedback(log, tmp_path):
    log.add(ROW)
    log.rate("a1", "down", "单位不对")
    log.rate("a1", "up", None)
    first, second = AuditFile(tmp_path).feedback()
    assert (first.rating, second.rating, second.comment) == ("up", "down", "单位不对")
    assert AuditFile(tmp_path / "none").feedback() == ()


QUESTION = Question(text="海上牧场产值目标是多少？", session="s-secret", document="haizhou-mucang")


def rows_of(library, tmp_path, **settings) -> Given | None:
    log = AuditLog(tmp_path, days=36500)
    engine = Recorded(inner=library.open(), keeper=Keeper(log=log, **settings), asked=Asked(door="wecom", asker="10.1.2.3"))
    answer = engine.ask(QUESTION)
    found = log.find(answer.id)
    log.close()
    return found


def test_nothing_personal_unless_set(library, tmp_path):
    found = rows_of(library, tmp_path)
    assert found and (found.door, found.document, found.outcome, found.method) == ("wecom", "haizhou-mucang", "answered", "graph")
    assert (found.question, found.session, found.asker) == (QUESTION.text, None, None)
    assert b"10.1.2.3" not in (tmp_path / FILE).read_bytes() and b"s-secret" not in (tmp_path / FILE).read_bytes()


def test_personal_when_set(library, tmp_path):
    found = rows_of(library, tmp_path, personal=True)
    assert found and (found.session, found.asker) == ("s-secret", "10.1.2.3")


def test_questions_may_be_left_out(library, tmp_path):
    found = rows_of(library, tmp_path, questions=False)
    assert found and (found.question, found.alone) == (None, None)
    assert QUESTION.text.encode() not in (tmp_path / FILE).read_bytes()
