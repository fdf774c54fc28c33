"""The documents of the next generation: taken over from the last one, or read from files."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg import archive
from kg.build.intake import Ids, Incoming, sha256
from kg.build.rooms import Rooms
from kg.errors import Corrupt, InputError, KgError, NoPassage, NotFound, UnreadableFile
from kg.generation import Entry, Generation
from kg.model import Reading, Skipped, Source
from kg.reading import read

# What a rule of ours raises on a document that it does not understand: that one is skipped, the others are built.
_BROKEN = (ArithmeticError, LookupError, RecursionError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One document of the next generation. ``before``: the last one holds this very reading."""

    reading: Reading
    origin: str
    fresh: bool = False  # read from a file in this run
    before: Entry | None = None
    labels: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Collection:
    """``current``: the program that wrote the last generation is the one that runs now, so its readings can be reused."""

    rooms: Rooms
    previous: Generation | None
    current: bool
    max_bytes: int
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)  # given anew; other documents keep theirs
    held: dict[str, Held] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    def entries(self) -> tuple[Entry, ...]:
        return self.previous.manifest.documents if self.previous else ()

    def incoming(self, found: Iterable[Path], replace: str | None) -> tuple[Incoming, ...]:
        """Each file with the id of the document that it is, or replaces."""
        ids = Ids.of(self.entries(), self.rooms.ontology)
        known: list[Incoming] = []
        for path in found:
            try:
                digest = sha256(path)
            except OSError as error:
                self._skip(path.name, UnreadableFile(f"无法打开文件：{error.strerror}"))
                continue
            known.append(Incoming(path=path, id=replace or ids.give(path, digest), sha256=digest))
        return tuple(known)

    def keep(self, *, without: Container[str]) -> None:
        """Take over all documents of the last generation but those ``without``."""
        for entry in self.entries():
            if entry.id not in without:
                self._take_over(entry)

    def take_in(self, one: Incoming, *, again: bool) -> None:
        """Read one file, unless the last generation holds this very reading (and not ``again``).

        A file that cannot be read is told and leaves the document as it was.
        """
        before = next((entry for entry in self.entries() if entry.id == one.id), None)
        if before and before.sha256 == one.sha256 and self.current and not again and self._take_over(before):
            self.unchanged.append(one.id)
            return
        self._read(one.path, one.id)
        if before and one.id not in self.held:
            self.labels.pop(one.id, None)
            self._take_over(before)

    def _read(self, path: Path, id: str) -> None:
        """Hold what the file says; what it cannot say is told."""
        try:
            source = read(path, max_bytes=self.max_bytes)
        except InputError as error:
            self._skip(path.name, error)
        else:
            self._hold(source, id, str(path), fresh=True)

    def _hold(self, source: Source, id: str, origin: str, *, fresh: bool) -> None:
        try:
            reading = self.rooms.read(source, id)
        except _BROKEN as error:
            self.skipped.append(Skipped(source=source.name, code="internal", reason=f"处理这份文件时出错：{error!r}"))
            return
        if reading.document.passages:
            self.held[id] = Held(reading=reading, origin=origin, fresh=fresh, labels=self._labels(id))
        else:
            self._skip(source.name, NoPassage(f"文件 {source.name} 有文字，但没有读出任何段落，未予收录"))

    def _take_over(self, entry: Entry) -> bool:
        """Keep a document as it is; by its stored text when the program has changed. False: its archive is damaged."""
        assert self.previous is not None
        try:
            reading = archive.load(self.previous.documents, entry.id)
        except (Corrupt, NotFound) as error:
            if Path(entry.origin).is_file():
                self._read(Path(entry.origin), entry.id)
            else:
                self._skip(entry.source, error)
            return False
        if self.current:
            self.held[entry.id] = Held(reading=reading, origin=entry.origin, before=entry, labels=self._labels(entry.id))
        else:
            self._hold(reading.document.source, entry.id, entry.origin, fresh=False)
        return True

    def _labels(self, id: str) -> tuple[str, ...]:
        if id in self.labels:
            return self.labels[id]
        return next((entry.labels for entry in self.entries() if entry.id == id), ())

    def _skip(self, source: str, error: KgError) -> None:
        self.skipped.append(Skipped(source=source, code=error.code, reason=str(error)))


def one_file(found: Sequence[Path], known: Iterable[Entry], replace: str) -> None:
    """Refuse a replacement that is not one file for one known document."""
    if len(found) != 1:
        raise InputError("替换一份文件时只能给出一个文件", hint="一次替换一份")
    if all(entry.id != replace for entry in known):
        raise NotFound(f"没有编号为“{replace}”的文件", hint="用 kgqa documents 查看已收录的文件")
