"""Which files go in, and under which id each document is known."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.generation import Entry
from kg.iri import slug
from kg.model import Skipped
from kg.ontology import Ontology

_UNREADABLE = "unreadable_file"
_RESERVED = frozenset({"org", "graph", "concept"})  # first segments of IRIs that documents share
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A file to be read, with its place among the documents."""

    path: Path
    id: str
    sha256: str


def files(paths: Iterable[Path], suffixes: Sequence[str]) -> tuple[tuple[Path, ...], tuple[Skipped, ...]]:
    """The files that ``paths`` name, folders walked for known endings; what does not exist is told. In order, none twice."""
    found: dict[Path, None] = {}
    missing: list[Skipped] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.suffix.lower() in suffixes and p.is_file())
            found.update((p.resolve(), None) for p in inside if not _hidden(p.relative_to(path)))
        elif path.is_file():
            found[path.resolve()] = None
        else:
            missing.append(Skipped(source=path.name or str(path), code=_UNREADABLE, reason=f"没有文件 {path}"))
    return tuple(found), tuple(missing)


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.parts)


def sha256(path: Path) -> str:
    """Hex digest of a file's bytes. Raises OSError."""
    state = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            state.update(chunk)
    return state.hexdigest()


@dataclass(slots=True)
class Ids:
    """Gives each file the id of the document it replaces, or a new one."""

    known: Mapping[str, Entry]
    ontology: Ontology
    taken: set[str]

    @classmethod
    def of(cls, entries: Iterable[Entry], ontology: Ontology) -> Ids:
        return cls({entry.id: entry for entry in entries}, ontology, set())

    def give(self, path: Path, digest: str) -> str:
        """The id for ``path`` (its content's digest tells apart what is named alike).

        A document is replaced by the file it came from, else by one of the same name.
        """
        same = [e for e in self.known.values() if e.origin == str(path)]
        same += [e for e in self.known.values() if e.source == path.name and e not in same]
        for entry in same:
            if entry.id not in self.taken:
                self.taken.add(entry.id)
                return entry.id
        return self._new(path, digest)

    def _new(self, path: Path, digest: str) -> str:
        stem = slug(path.stem)
        if stem in _RESERVED or any(stem == name.lower() for name in self.ontology.classes):
            stem += "-文件"
        ending = path.suffix.lstrip(".").lower()
        for candidate in (stem, f"{stem}-{ending}", f"{stem}-{digest[:8]}"):
            if candidate not in self.taken and candidate not in self.known:
                self.taken.add(candidate)
                return candidate
        return f"{stem}-{digest[:16]}"
