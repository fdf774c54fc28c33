"""Text → Document, and the outline of a document as lines that a person can read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.metadata import metadata
from kg.model import Document, Source
from kg.reading import read, read_bytes
from kg.structure import outline

ROOT = Path(__file__).resolve().parents[3]
DOCUMENTS = ROOT / "tests/golden/documents"


def _documents() -> list[Path]:
    return sorted(path for path in DOCUMENTS.rglob("*") if path.suffix in (".md", ".txt", ".html")) + sorted(
        (ROOT / "corpus").glob("*.md")
    )


@pytest.fixture(params=_documents(), ids=lambda path: path.name)
def document(request: pytest.FixtureRequest) -> Document:
    """Every fixture document and the bundled one, as read from its file."""
    source = read(request.param, max_bytes=2**20)
    return outline(source, metadata(source), request.param.stem)


@pytest.fixture
def layout() -> Callable[[str], Document]:
    """A document of tests/golden/documents/layouts by its file name."""

    def read_(name: str) -> Document:
        source = read(DOCUMENTS / "layouts" / name, max_bytes=2**20)
        return outline(source, metadata(source), name)

    return read_


@pytest.fixture
def parse() -> Callable[..., Document]:
    """Text → Document; ``name`` says the format."""

    def parse_(text: str, name: str = "a.txt") -> Document:
        source = read_bytes(name, text.encode(), max_bytes=2**20)
        return outline(source, metadata(source), "a")

    return parse_


@pytest.fixture
def bare() -> Callable[[str], Document]:
    """Text → Document without a reader in between: any text at all."""

    def bare_(text: str) -> Document:
        source = Source(name="a.txt", media_type="text/plain", sha256="", text=text)
        return outline(source, metadata(source), "a")

    return bare_


@pytest.fixture
def drawn() -> Callable[[Document], list[str]]:
    """One line a section: two dots a level, kind, number, title."""

    def draw(document: Document) -> list[str]:
        return [f"{'..' * (s.level - 1)}{s.kind.value} {s.number} {s.title}".replace("  ", " ") for s in document.sections[1:]]

    return draw


@pytest.fixture
def texts() -> Callable[[Document, str], list[str]]:
    """The passages of the section with this title."""

    def passages(document: Document, title: str) -> list[str]:
        found = next(section for section in document.sections if section.title == title)
        return [document.quote(p.span) for p in document.passages if p.section == found.id]

    return passages
