"""The data folder: immutable generations, one of them published by a pointer that flips atomically.

data/lock                      held by the one builder at work
data/current                   text: id of the published generation
data/generations/<id>/         manifest.json graph/ documents/ (archive, triples and report of each) and what others add (index/)
data/generations/.new-<pid>/   a generation being written; a killed builder leaves it, the next one clears it

Documents may carry labels: who does not hold them all sees nothing of the document. What such a reader may see is a data folder
of its own (a view), made by ``kg.build.derive``.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from kg.errors import BadLabel, BadSetting, Busy, Corrupt, NotBuilt, NotFound

GRAPH, DOCUMENTS, MANIFEST = "graph", "documents", "manifest.json"
_GENERATIONS, _CURRENT, _LOCK, _NEW = "generations", "current", "lock", ".new-"
_POLL = 0.1  # seconds between two looks at the lock
LONGEST_LABEL = 64  # characters
MOST_LABELS = 16  # of one document or key


def clean_labels(labels: Iterable[str]) -> tuple[str, ...]:
    """``labels`` in order, none twice, as they are compared. Raises BadLabel."""
    found = sorted({unicodedata.normalize("NFC", label).strip() for label in labels})
    if len(found) > MOST_LABELS:
        raise BadLabel(f"标签太多，最多 {MOST_LABELS} 个")
    for label in found:
        if not label or len(label) > LONGEST_LABEL or "," in label or any(unicodedata.category(c)[0] == "C" for c in label):
            raise BadLabel("标签不合要求", hint=f"标签是 1 至 {LONGEST_LABEL} 个字符，不含逗号和控制字符")
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One document of a generation, as lists show it, without opening it."""

    id: str
    title: str
    source: str  # file name
    origin: str  # where the file lay when it was read
    sha256: str  # of the file
    archive: str  # sha256 of documents/<id>.json
    graph: str  # sha256 of its N-Triples
    facts_digest: str  # of the resolved facts
    triples: int
    issuers: tuple[str, ...]
    number: str | None
    date: str | None
    status: str
    jurisdiction: str
    tasks: int
    measures: int
    targets: int
    terms: int
    facts: int
    passages: int
    labels: tuple[str, ...] = ()  # only who holds them all sees the document


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generation is made of. Holds no time: the same corpus gives the same id."""

    id: str
    program: str  # digest of the code and of the ontology that read the documents
    corpus: str  # digest of the documents' files
    extra: str  # version of what others added
    documents: tuple[Entry, ...]

    def entry(self, id: str) -> Entry:
        """Raises NotFound."""
        for entry in self.documents:
            if entry.id == id:
                return entry
        raise NotFound(f"没有编号为“{id}”的文件", hint="用 kgqa documents 查看已收录的文件")

    def visible(self, labels: frozenset[str]) -> tuple[Entry, ...]:
        """The documents that a holder of ``labels`` may see."""
        return tuple(entry for entry in self.documents if labels.issuperset(entry.labels))


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A published generation on disk."""

    folder: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        return self.manifest.id

    @property
    def graph(self) -> Path:
        return self.folder / GRAPH

    @property
    def documents(self) -> Path:
        return self.folder / DOCUMENTS


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Manifest]:
    return TypeAdapter(Manifest)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    (folder / MANIFEST).write_bytes(_adapter().dump_json(manifest, indent=1))


def published(data: Path) -> str | None:
    """Id of the published generation, None when there is none. Costs one small read."""
    try:
        return (data / _CURRENT).read_text("utf-8").strip() or None
    except FileNotFoundError:
        return None


def current(data: Path) -> Generation:
    """The published generation. Raises NotBuilt when there is none, Corrupt when it cannot be read."""
    id = published(data)
    if id is None:
        raise NotBuilt("还没有发布任何文件", hint="先运行 kgqa build 收录文件")
    return at(data, id)


def at(data: Path, id: str) -> Generation:
    """Generation ``id``, published or kept. Raises Corrupt when it is gone or not readable."""
    return in_folder(data / _GENERATIONS / id)


def in_folder(folder: Path) -> Generation:
    """The generation that lies, or is being written, in ``folder``. Raises Corrupt."""
    try:
        manifest = _adapter().validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        raise Corrupt(f"第 {folder.name} 代图谱不存在或清单已损坏", hint="运行 kgqa build 重新发布") from error
    return Generation(folder=folder, manifest=manifest)


def kept(data: Path) -> tuple[str, ...]:
    """Ids of all whole generations on disk, the last published first."""
    folder = data / _GENERATIONS
    if not folder.is_dir():
        return ()
    whole = [path for path in folder.iterdir() if (path / MANIFEST).is_file() and not path.name.startswith(_NEW)]
    return tuple(path.name for path in sorted(whole, key=lambda p: (-p.stat().st_mtime_ns, p.name)))


@contextmanager
def exclusive(data: Path, *, wait: float, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the builder's lock; a second builder queues for ``wait`` seconds, then Busy. The lock dies with its process."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        handle = os.open(data / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise BadSetting(f"数据目录 {data} 不能写入：{error.strerror}", hint="检查 --data 或 KGQA_DATA") from error
    try:
        _acquire(handle, wait, on_wait)
        yield
    finally:
        os.close(handle)


def _acquire(handle: int, wait: float, on_wait: Callable[[], None] | None) -> None:
    deadline = time.monotonic() + wait
    told = False
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise Busy("另一个程序正在重建图谱", hint="等它完成后再试") from None
            if on_wait and not told:
                on_wait()
                told = True
            time.sleep(_POLL)


def begin(data: Path) -> Path:
    """A fresh folder for a generation to be written in (under the lock). What killed builders left is cleared."""
    generations = data / _GENERATIONS
    generations.mkdir(parents=True, exist_ok=True)
    for left in generations.glob(f"{_NEW}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = generations / f"{_NEW}{os.getpid()}"
    (folder / DOCUMENTS).mkdir(parents=True)
    return folder


def publish(data: Path, folder: Path, id: str, *, keep: int) -> Path:
    """Move the finished ``folder`` to its place, flip the pointer, drop what is older than ``keep`` generations."""
    place = data / _GENERATIONS / id
    _sync(folder)
    if place.exists():  # a wreck of the same content: it makes room, the new one is whole
        wreck = folder.with_name(folder.name + "-wreck")
        place.rename(wreck)
        folder.rename(place)
        discard(wreck)
    else:
        folder.rename(place)
    point(data, id, keep=keep)
    return place


def discard(folder: Path) -> None:
    """Throw away a generation that will not be published."""
    shutil.rmtree(folder, ignore_errors=True)


def point(data: Path, id: str, *, keep: int) -> None:
    """Publish generation ``id``, which lies in its place already."""
    os.utime(data / _GENERATIONS / id)
    fresh = data / f"{_CURRENT}.new"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(id + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(data / _CURRENT)
    for old in kept(data)[keep:]:
        if old != id:
            shutil.rmtree(data / _GENERATIONS / old, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Everything on disk before the pointer names it."""
    for path in (*folder.rglob("*"), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
