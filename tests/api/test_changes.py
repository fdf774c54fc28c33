"""What both doors do with files: the API and the pages."""

from __future__ import annotations

import pytest

from kg.errors import InputError, UnreadableFile
from qa.api.changes import Received, labelling, removal, split_labels
from qa.api.servings import Servings


@pytest.fixture
def servings(library) -> Servings:
    found = Servings(library)
    found.main.engine()
    return found


def quiet(_stage: str, _done: int, _total: int) -> None:
    pass


def received(**files: bytes) -> Received:
    found = Received()
    for name, content in files.items():
        found.place(name).write_bytes(content)
    return found


def test_several_files_are_one_build_that_is_served_at_once(servings, library):
    taken, seen = received(a=b"1", b=b"2"), []
    report = taken.work(servings, labels=["甲"])(lambda *step: seen.append(step))
    assert library.built == [("a", b"1"), ("b", b"2")] and library.labelled == {"a": ("甲",), "b": ("甲",)}
    assert seen == [("读取", 1, 2), ("读取", 2, 2)]
    assert servings.main.engine().generation == report.generation == "g2"


def test_what_could_not_be_read_is_told_beside_what_could(servings):
    report = received(a=b"1", b=b"\x00").work(servings)(quiet)
    assert [one.source for one in report.skipped] == ["b"] and [one.id for one in report.documents] == ["a"]
    with pytest.raises(UnreadableFile, match="文件不是文字"):
        received(a=b"\x00", b=b"\x00").work(servings)(quiet)


def test_files_are_gone_when_they_have_been_read(servings):
    taken = Received()
    path = taken.place("a.md")
    path.write_bytes(b"1")
    taken.work(servings)(quiet)
    assert not path.parent.exists()


@pytest.mark.parametrize("name", [None, "", "/", "..", ".hidden", "a\n.md", "长" * 201])
def test_names_that_cannot_be_trusted(name):
    with pytest.raises(InputError):
        Received().place(name)


def test_a_name_stays_in_its_folder_and_comes_once():
    taken = Received()
    assert taken.place("..\\..\\C:\\方案.md").name == "方案.md"
    with pytest.raises(InputError, match="两个"):
        taken.place("x/方案.md")


def test_removing_and_labelling_are_served_at_once(servings, library):
    labelling(servings, "haizhou-mucang", ["内部"])(quiet)
    assert library.labelled["haizhou-mucang"] == ("内部",) and servings.main.engine().generation == "g2"
    removal(servings, "haizhou-mucang")(quiet)
    assert library.removed == ["haizhou-mucang"] and servings.main.engine().generation == "g3"


def test_labels_as_people_write_them():
    assert split_labels(["甲, 乙，丙", "", " 丁 "]) == ["甲", "乙", "丙", "丁"]
