"""A view is what a corpus without the hidden documents would be, to the byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg import generation
from kg.errors import BadLabel, NotFound
from qa import views
from qa.config import QaSettings
from qa.keys import KeyRing, Role
from qa.library import LocalLibrary
from qa.model import Question

HIDDEN, SHOWN = "yunze-2024-shuzi-nongye", "lin-2023-12-haiyang-nengyuan"
NOBODY: frozenset[str] = frozenset()


@pytest.fixture
def library(real_data, tmp_path):
    shutil.copytree(real_data, tmp_path / "data")
    library = LocalLibrary(QaSettings(data=tmp_path / "data", keep_generations=1))
    yield library
    library.close()


@pytest.fixture(scope="module")
def never(tmp_path_factory, golden_documents) -> Path:
    """A folder that had the shown document only."""
    data = tmp_path_factory.mktemp("never")
    LocalLibrary(QaSettings(data=data)).build(golden_documents[:1])
    return data


def content(data: Path) -> dict[str, bytes]:
    """All files of the published generation but the graph's, which holds random names of its own."""
    folder = generation.current(data).folder
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: data for name, data in files.items() if not name.startswith("graph/")}


def folder_of(library: LocalLibrary) -> Path:
    return library._settings.data


def test_without_labels_there_are_no_views(library, tmp_path):
    assert library.seen_by(NOBODY) is library and library.seen_by(frozenset({"x"})) is library
    assert not (tmp_path / "data" / views.FOLDER).exists()


def test_a_view_is_as_if_the_hidden_had_never_been(library, never):
    before = library.published()
    report = library.label(HIDDEN, ["内部"])
    assert report.generation != before
    view = library.seen_by(NOBODY)
    assert view is not library and view is library.seen_by(frozenset({"别的"}))
    assert view.published() == generation.published(never)
    assert content(folder_of(view)) == content(never)
    assert library.seen_by(frozenset({"内部"})) is library
    library.label(HIDDEN, [])
    assert library.published() == before and library.seen_by(NOBODY) is library


def test_views_of_known_readers_are_ready_before_the_label_is_published(library, tmp_path):
    ring = KeyRing(tmp_path / "data")
    ring.add("甲", labels=["甲"])
    ring.add("管", role=Role.ADMIN)
    library.label(HIDDEN, ["甲"])
    library.label(SHOWN, ["乙"])
    assert len(list((tmp_path / "data" / views.FOLDER).iterdir())) == 3  # nobody's, that of 甲, and from before what 乙 sees
    assert [d.id for d in library.seen_by(frozenset({"甲"})).open().catalog.documents()] == [HIDDEN]
    assert [d.id for d in library.seen_by(frozenset({"乙"})).open().catalog.documents()] == [SHOWN]  # made when asked for
    empty = library.seen_by(NOBODY).open()
    assert empty.catalog.documents() == () and not empty.ask(Question(text="数字农业由谁牵头？")).evidence


def test_a_change_of_what_is_seen_reaches_the_view(library, never, tmp_path):
    library.label(HIDDEN, ["内部"])
    path = tmp_path / f"{SHOWN}.txt"
    shutil.copy(Path(__file__).parents[1] / "golden" / "documents" / path.name, path)
    path.write_text(path.read_text("utf-8").replace("600万千瓦", "650万千瓦"), "utf-8")
    library.build([path], replace=SHOWN)
    assert library.labels() == {SHOWN: (), HIDDEN: ("内部",)}
    assert "650万千瓦" in library.seen_by(NOBODY).open().catalog.document(SHOWN).text
    library.remove(HIDDEN)
    assert library.seen_by(NOBODY) is library


def test_a_view_that_was_left_behind_is_made_again(library, never):
    """A builder was killed after it had made the view and before it published."""
    library.label(HIDDEN, ["内部"])
    folder = folder_of(library.seen_by(NOBODY))
    (folder / "current").write_text("0123456789abcdef\n")
    fresh = LocalLibrary(QaSettings(data=folder_of(library)))
    assert fresh.seen_by(NOBODY).published() == generation.published(never)


def test_what_is_refused(library):
    with pytest.raises(NotFound):
        library.label("none", ["x"])
    with pytest.raises(BadLabel):
        library.label(HIDDEN, ["a,b"])
    assert library.labels()[HIDDEN] == ()
