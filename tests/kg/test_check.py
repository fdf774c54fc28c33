"""The inspection of what is published: sound generations pass, every kind of damage is told with the command that mends it."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from kg import archive, generation
from kg.build import build
from kg.check import REBUILD, check
from kg.errors import Corrupt, NotBuilt
from kg.store import write

TEAS = """# 云州省茶产业振兴实施意见

## 一、重点任务

**1.改造老茶园。**改造低产茶园，推广茶叶采摘机。（省农业农村厅、省财政厅）

**2.培育茶企。**到2030年，培育茶企50家以上。（省商务厅）
"""


@pytest.fixture(autouse=True)
def one_program(monkeypatch):
    for module in ("kg.build", "kg.check"):
        monkeypatch.setattr(f"{module}.program_digest", lambda ontology: "program")


@pytest.fixture
def built(settings, tmp_path):
    (tmp_path / "茶.md").write_text(TEAS, "utf-8")
    return build(settings, [tmp_path / "茶.md"])


def published(settings):
    return generation.current(settings.data)


def told(settings):
    return [(fault.what, fault.mend) for fault in check(settings).faults]


def redraw(settings, change):
    """Replace the published graph by a changed one."""
    found = published(settings)
    name = settings.base_iri + "graph/茶"
    triples = (found.documents / "茶.nt").read_text("utf-8")
    shutil.rmtree(found.graph)
    write(found.graph, [(name, change(triples).encode())])


def test_a_sound_generation_passes(settings, built):
    report = check(settings)
    assert report.faults == ()
    assert (report.generation, report.documents) == (built.generation, 1)
    assert report.facts == built.documents[0].facts
    assert report.quotations > report.facts


def test_nothing_published_is_told(settings):
    with pytest.raises(NotBuilt):
        check(settings)


def test_a_damaged_manifest_is_told(settings, built):
    (published(settings).folder / generation.MANIFEST).write_text("{", "utf-8")
    with pytest.raises(Corrupt):
        check(settings)


def test_a_changed_program_asks_for_a_build(settings, built, monkeypatch):
    monkeypatch.setattr("kg.check.program_digest", lambda ontology: "another")
    assert told(settings) == [("程序或本体在发布之后有改动，图谱还是旧的", "kgqa build")]


def test_a_missing_graph_is_told(settings, built):
    shutil.rmtree(published(settings).graph)
    ((what, mend),) = told(settings)
    assert "打不开" in what
    assert mend == REBUILD


@pytest.mark.parametrize("damage", [b"{}", b""])
def test_a_damaged_archive_is_told(settings, built, damage):
    archive.path_of(published(settings).documents, "茶").write_bytes(damage)
    assert any("已损坏" in what for what, _ in told(settings))


def test_a_missing_archive_is_told(settings, built):
    archive.path_of(published(settings).documents, "茶").unlink()
    assert told(settings)


def test_a_text_that_moved_breaks_every_quotation(settings, built):
    found = published(settings)
    reading = archive.load(found.documents, "茶")
    moved = replace(reading.document.source, text="挪" + reading.document.text[:-1])
    archive.save(found.documents, replace(reading, document=replace(reading.document, source=moved)))
    faults = [what for what, _ in told(settings)]
    assert "茶：存档与发布时不同" in faults
    assert any("的引文与原文不符" in what for what in faults)


def test_a_shortened_text_is_told(settings, built):
    found = published(settings)
    reading = archive.load(found.documents, "茶")
    short = replace(reading.document.source, text=reading.document.text[:20])
    archive.save(found.documents, replace(reading, document=replace(reading.document, source=short)))
    assert "茶：章节或段落超出原文" in [what for what, _ in told(settings)]


def test_a_changed_quotation_is_told(settings, built):
    redraw(settings, lambda text: text.replace("（省商务厅）", "（省财政厅）"))
    assert any("的引文与原文不符" in what for what, _ in told(settings))


def test_missing_triples_are_told(settings, built):
    redraw(settings, lambda text: text.split("\n", 1)[1])
    assert ("茶：图中的三元组与发布时不同", REBUILD) in told(settings)


def test_violated_constraints_are_told(settings, built):
    redraw(settings, lambda text: text.replace('"listed_first"', '"rumour"'))
    assert any("依据只能是" in what for what, _ in told(settings))


def test_stray_graphs_are_told(settings, built):
    found = published(settings)
    triples = (found.documents / "茶.nt").read_bytes()
    shutil.rmtree(found.graph)
    write(found.graph, [(settings.base_iri + "graph/茶", triples), (settings.base_iri + "graph/旧", b"<a:a> <a:b> <a:c> .\n")])
    assert told(settings) == [("图谱中有清单以外的图 http://kgqa.local/id/graph/旧", REBUILD)]


def test_the_mending_command_mends(settings, built, tmp_path):
    redraw(settings, lambda text: text.replace("（省商务厅）", "（省财政厅）"))
    assert told(settings)
    build(settings, [tmp_path / "茶.md"], force=True)
    assert told(settings) == []
