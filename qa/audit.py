"""The audit log: one row for each answer that was given, and what readers thought of it. SQLite in the data folder.

Writing never makes an asker wait: rows go through a bounded queue to one thread. Reading sees what was written before it.
"""

from __future__ import annotations

import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

FILE = "audit.sqlite"
MOST_WAITING = 10_000  # rows in the queue; further ones are counted and dropped
_PATIENCE = 2.0  # seconds that a reader waits for the writer
_BATCH = 200  # rows a transaction
_SWEEP = 3600.0  # seconds between two looks for rows that are too old

_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
  seq INTEGER PRIMARY KEY, answer TEXT NOT NULL, at TEXT NOT NULL, generation TEXT NOT NULL, question TEXT, alone TEXT,
  document TEXT, outcome TEXT NOT NULL, method TEXT NOT NULL, ms REAL NOT NULL, door TEXT NOT NULL, view TEXT NOT NULL,
  session TEXT, asker TEXT, digest TEXT);
CREATE INDEX IF NOT EXISTS answers_by_answer ON answers (answer);
CREATE INDEX IF NOT EXISTS answers_by_time ON answers (at);
CREATE TABLE IF NOT EXISTS feedback (
  seq INTEGER PRIMARY KEY, answer TEXT NOT NULL, at TEXT NOT NULL, rating TEXT NOT NULL, comment TEXT);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One answer as it was given. The fields are the columns; ``alone``: the question after what came before it."""

    answer: str
    at: str  # UTC, ISO 8601
    generation: str
    question: str | None
    alone: str | None
    document: str | None
    outcome: str
    method: str
    ms: float
    door: str  # http openai mcp wecom …
    view: str  # which documents the asker may see; empty: all
    session: str | None = None
    asker: str | None = None
    digest: str | None = None  # of the whole answer, so that another one is never taken for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    answer: str
    at: str
    rating: str  # up down
    comment: str | None
    question: str | None
    outcome: str | None
    generation: str | None


_COLUMNS = ", ".join(field.name for field in fields(Given))
_INSERT = f"INSERT INTO answers ({_COLUMNS}) VALUES ({', '.join('?' for _ in fields(Given))})"


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class AuditFile:
    """The file itself, for whoever reads or writes it now and then. Each call opens it anew."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if not self._path.exists():
            self._path.touch(0o600)  # what people asked is nobody else's business; SQLite gives its side files the same mode
        found = sqlite3.connect(self._path, timeout=10.0)
        try:
            found.execute("PRAGMA journal_mode=WAL")
            found.execute("PRAGMA synchronous=NORMAL")
            found.executescript(_SCHEMA)
            if "digest" not in [row[1] for row in found.execute("PRAGMA table_info(answers)")]:
                found.execute("ALTER TABLE answers ADD COLUMN digest TEXT")  # a file of an earlier version
            with found:
                yield found
        finally:
            found.close()

    def find(self, answer: str, view: str | None = None) -> Given | None:
        """The last time that this answer was given; to readers of ``view`` alone, where one is named."""
        asked = f"SELECT {_COLUMNS} FROM answers WHERE answer = ? AND (? IS NULL OR view = ?) ORDER BY seq DESC LIMIT 1"
        with self.connection() as db:
            row = db.execute(asked, (answer, view, view)).fetchone()
        return Given(**dict(zip((field.name for field in fields(Given)), row, strict=True))) if row else None

    def rate(self, answer: str, rating: str, comment: str | None) -> None:
        with self.connection() as db:
            values = (answer, now(), rating, comment)
            db.execute("INSERT INTO feedback (answer, at, rating, comment) VALUES (?, ?, ?, ?)", values)

    def feedback(self) -> tuple[Feedback, ...]:
        """Newest first."""
        if not self._path.exists():
            return ()
        with self.connection() as db:
            rows = db.execute(
                "SELECT f.answer, f.at, f.rating, f.comment, a.question, a.outcome, a.generation FROM feedback f "
                "LEFT JOIN answers a ON a.seq = (SELECT MAX(seq) FROM answers WHERE answer = f.answer) ORDER BY f.seq DESC"
            ).fetchall()
        names = [field.name for field in fields(Feedback)]
        return tuple(Feedback(**dict(zip(names, row, strict=True))) for row in rows)


class AuditLog:
    """Writes rows behind the askers' backs. Safe from several threads; ``days``: how long rows are kept."""

    def __init__(self, data: Path, *, days: int, most: int = MOST_WAITING) -> None:
        self._file, self._days = AuditFile(data), days
        self._rows: queue.Queue[Given | Callable[[], None]] = queue.Queue(most)
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None
        self._closed = False
        self._log = structlog.get_logger()
        self.dropped = 0  # rows lost because the disk was too slow or not writable

    def add(self, row: Given) -> None:
        """Never blocks, never raises."""
        self._start()
        try:
            self._rows.put_nowait(row)
        except queue.Full:
            self._lose(1)

    def find(self, answer: str, view: str | None = None) -> Given | None:
        self._settle()
        return self._file.find(answer, view)

    def rate(self, answer: str, rating: str, comment: str | None) -> None:
        self._file.rate(answer, rating, comment)

    def close(self) -> None:
        """Writes what is waiting. Rows that are added later begin a new writer."""
        with self._lock:
            writer, self._writer = self._writer, None
        if writer is not None:
            self._rows.put(_stop)
            writer.join(_PATIENCE * 5)

    def _start(self) -> None:
        with self._lock:
            if self._writer is None:
                self._writer = threading.Thread(target=self._write, name="kgqa-audit", daemon=True)
                self._writer.start()

    def _settle(self) -> None:
        """Waits until what was added before is on disk, or for two seconds."""
        with self._lock:
            running = self._writer is not None
        if running:
            done = threading.Event()
            try:
                self._rows.put(done.set, timeout=_PATIENCE)
            except queue.Full:
                return
            done.wait(_PATIENCE)

    def _write(self) -> None:
        swept = float("-inf")
        while True:
            batch = self._next()
            rows = [one for one in batch if isinstance(one, Given)]
            try:
                with self._file.connection() as db:
                    db.executemany(_INSERT, [astuple(row) for row in rows])
                    if time.monotonic() - swept >= _SWEEP:
                        swept = time.monotonic()
                        self._sweep(db)
            except (sqlite3.Error, OSError) as error:
                self._lose(len(rows), error)
            for one in batch:
                if not isinstance(one, Given):
                    one()
            if _stop in batch:
                return

    def _next(self) -> list[Given | Callable[[], None]]:
        found = [self._rows.get()]
        while len(found) < _BATCH and found[-1] is not _stop:
            try:
                found.append(self._rows.get_nowait())
            except queue.Empty:
                break
        return found

    def _sweep(self, db: sqlite3.Connection) -> None:
        limit = (datetime.now(UTC) - timedelta(days=self._days)).isoformat(timespec="milliseconds")
        for table in ("answers", "feedback"):
            db.execute(f"DELETE FROM {table} WHERE at < ?", (limit,))

    def _lose(self, rows: int, error: Exception | None = None) -> None:
        self.dropped += rows
        self._log.error("audit_lost", rows=rows, reason=str(error) if error else "queue full")


def _stop() -> None:
    """The writer ends after it."""
