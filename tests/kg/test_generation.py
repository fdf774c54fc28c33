"""The data folder: one pointer, whole generations, one builder at a time."""

from __future__ import annotations

import threading

import pytest

from kg import generation
from kg.errors import BadSetting, Busy, Corrupt, NotBuilt, NotFound
from kg.generation import Entry, Manifest


def manifest(id):
    entry = Entry(
        id="甲", title="方案", source="甲.md", origin="/x/甲.md", sha256="a", archive="b", graph="c", facts_digest="d", triples=1,
        issuers=("省政府",), number=None, date=None, status="正式", jurisdiction="",
        tasks=1, measures=0, targets=0, terms=0, facts=1,
        passages=1,
    )  # fmt: skip
    return Manifest(id=id, program="p", corpus="q", extra="", documents=(entry,))


def release(data, id, keep=3):
    folder = generation.begin(data)
    generation.write_manifest(folder, manifest(id))
    return generation.publish(data, folder, id, keep=keep)


def test_nothing_is_published_at_first(tmp_path):
    assert generation.published(tmp_path) is None
    assert generation.kept(tmp_path) == ()
    with pytest.raises(NotBuilt) as caught:
        generation.current(tmp_path)
    assert "kgqa build" in caught.value.hint


def test_the_last_published_is_current_and_reads_back(tmp_path):
    release(tmp_path, "g1")
    release(tmp_path, "g2")
    found = generation.current(tmp_path)
    assert (generation.published(tmp_path), found.id) == ("g2", "g2")
    assert found.manifest == manifest("g2")
    assert found.graph.parent == found.documents.parent == found.folder
    assert generation.kept(tmp_path) == ("g2", "g1")
    assert generation.at(tmp_path, "g1").id == "g1"


def test_old_generations_go_but_never_the_current(tmp_path):
    for number in range(5):
        release(tmp_path, f"g{number}", keep=2)
    assert generation.kept(tmp_path) == ("g4", "g3")
    generation.point(tmp_path, "g3", keep=1)
    assert generation.kept(tmp_path) == ("g3",)
    assert generation.current(tmp_path).id == "g3"


def test_the_same_content_takes_the_place_of_a_wreck(tmp_path):
    place = release(tmp_path, "g1")
    (place / generation.MANIFEST).unlink()
    with pytest.raises(Corrupt):
        generation.current(tmp_path)
    assert release(tmp_path, "g1") == place
    assert generation.current(tmp_path).id == "g1"
    assert [p.name for p in place.parent.iterdir()] == ["g1"]


def test_what_a_killed_builder_left_is_cleared_and_never_served(tmp_path):
    release(tmp_path, "g1")
    left = generation.begin(tmp_path)
    generation.write_manifest(left, manifest("half"))
    assert generation.kept(tmp_path) == ("g1",)
    fresh = generation.begin(tmp_path)
    assert list(fresh.iterdir()) == [fresh / generation.DOCUMENTS]
    generation.discard(fresh)
    assert generation.current(tmp_path).id == "g1"


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff"])
def test_a_damaged_manifest_is_corrupt(tmp_path, damage):
    place = release(tmp_path, "g1")
    (place / generation.MANIFEST).write_bytes(damage)
    with pytest.raises(Corrupt, match="清单已损坏"):
        generation.current(tmp_path)


def test_an_unknown_document_is_not_found(tmp_path):
    release(tmp_path, "g1")
    found = generation.current(tmp_path).manifest
    assert found.entry("甲").title == "方案"
    with pytest.raises(NotFound):
        found.entry("乙")


def test_a_second_builder_waits_its_turn(tmp_path):
    order, told = [], []
    inside, leave = threading.Event(), threading.Event()

    def first():
        with generation.exclusive(tmp_path, wait=0):
            inside.set()
            leave.wait(10)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait(10)
    with pytest.raises(Busy, match="正在重建"), generation.exclusive(tmp_path, wait=0):
        pass
    threading.Timer(0.3, leave.set).start()
    with generation.exclusive(tmp_path, wait=10, on_wait=lambda: told.append(1)):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]
    assert told == [1]


def test_a_folder_that_cannot_be_written_is_a_setting(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadSetting, match="不能写入"), generation.exclusive(tmp_path / "file" / "data", wait=0):
        pass


def test_the_pointer_is_never_half_written(tmp_path):
    release(tmp_path, "g1")
    stop, seen = threading.Event(), set()

    def watch():
        while not stop.is_set():
            seen.add(generation.published(tmp_path))

    thread = threading.Thread(target=watch)
    thread.start()
    for number in range(30):
        release(tmp_path, f"g{number % 3}")
    stop.set()
    thread.join()
    assert seen <= {"g0", "g1", "g2"}
    assert not list(tmp_path.glob("*.new"))
