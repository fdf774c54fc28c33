"""What of a generation is indexed: every passage once, under its headings, without the debris of pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import archive, generation
from qa.config import QaSettings
from qa.indexing import FOLDER, add_index, entries, opened


@pytest.fixture(scope="module")
def documents(fiction_settings):
    return archive.documents(generation.current(fiction_settings.data).documents)


def test_every_passage_once_in_order(documents):
    places = [(one.document, one.passage) for one in entries(documents)]
    assert places == [(document.id, passage.id) for document in documents for passage in document.passages]


def test_the_headings_stand_in_front(documents):
    (one,) = [e for e in entries(documents) if "空域" in e.text and "军地民协同" in e.text]
    heading, _, words = one.text.partition("\n")
    assert heading.startswith("重点任务 / 守牢安全底线")
    assert "人口密集区飞行高度不得低于120米" in words


def test_page_numbers_and_broken_lines_are_healed(documents):
    (one,) = [e for e in entries(documents) if "发展城市即时配送" in e.text and "文件即时配送" in e.text]
    assert "— 1 —" not in one.text and "市商务局" in one.text


def test_no_documents_no_entries():
    assert entries(()) == ()


def files(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / FOLDER).rglob("*") if path.is_file())


def written(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in files(folder)}


def test_an_index_is_written_opened_and_taken_over(tmp_path, documents, embedder, monkeypatch):
    """With the real model, over one document; a damaged index of before is made anew."""
    import qa.indexing

    monkeypatch.setattr(qa.indexing, "embedder_of", lambda settings: embedder)
    settings = QaSettings(data=tmp_path)
    own = [document for document in documents if document.id.startswith("haicheng")]
    first, second, third = (tmp_path / name for name in "abc")
    for folder in (first, second, third):
        folder.mkdir()
    add_index(settings, first, own, None, None)
    (hit, *_) = opened(settings, first).search("人口密集区飞行高度", k=1)
    passage = own[0].passages[hit.passage]
    assert "飞行高度" in own[0].quote(passage.span)

    add_index(settings, second, own, first, None)
    assert written(second) == written(first)

    for path in files(first):
        path.write_bytes(b"")
    add_index(settings, third, own, first, None)
    assert opened(settings, third).search("人口密集区飞行高度", k=1)[0].passage == hit.passage
