"""What was read off a document, kept as JSON in a generation: the text that all offsets count in, and the noun tree above it.

Beside it the report: what was not taken into the graph, and why.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from kg.errors import Corrupt, NotFound
from kg.model import Document, DocumentReport, Reading

_REPORT = ".report"  # no .json: those are the documents


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Reading]:
    return TypeAdapter(Reading)


@lru_cache(maxsize=1)
def _reports() -> TypeAdapter[DocumentReport]:
    return TypeAdapter(DocumentReport)


def encode(reading: Reading) -> bytes:
    """``reading`` as JSON; the same reading gives the same bytes."""
    return _adapter().dump_json(reading)


def decode(data: bytes) -> Reading:
    """The reading that ``encode`` wrote. Raises ValueError when ``data`` is something else."""
    return _adapter().validate_json(data)


def path_of(folder: Path, id: str) -> Path:
    return folder / f"{id}.json"


def save(folder: Path, reading: Reading) -> bytes:
    """Write ``reading`` into ``folder`` and return the bytes written."""
    data = encode(reading)
    path_of(folder, reading.document.id).write_bytes(data)
    return data


def load(folder: Path, id: str) -> Reading:
    """The reading of one document. Raises NotFound (never indexed) or Corrupt (written by something else)."""
    try:
        return decode(path_of(folder, id).read_bytes())
    except FileNotFoundError:
        raise NotFound(f"没有编号为“{id}”的文件", hint="用 kgqa documents 查看已收录的文件") from None
    except (ValidationError, UnicodeDecodeError) as error:
        raise Corrupt(f"文件 {id} 的存档已损坏", hint="运行 kgqa build 重新收录这份文件") from error


def documents(folder: Path) -> tuple[Document, ...]:
    """All documents of a generation, by id."""
    return tuple(load(folder, path.stem).document for path in sorted(folder.glob("*.json")))


def save_report(folder: Path, report: DocumentReport) -> None:
    (folder / f"{report.id}{_REPORT}").write_bytes(_reports().dump_json(report))


def load_report(folder: Path, id: str) -> DocumentReport | None:
    """None where there is none that can be read: it proves nothing, so nothing breaks without it."""
    try:
        return _reports().validate_json((folder / f"{id}{_REPORT}").read_bytes())
    except (OSError, ValidationError):
        return None
