"""Files become a published generation: added, replaced, removed; skipped with a reason; whole after a kill."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from kg import archive, generation
from kg.build import build, documents, remove
from kg.config import KgSettings
from kg.errors import Busy, InputError, NotBuilt, NotFound
from kg.ontology import pol
from kg.store import Store

ROOT = Path(__file__).resolve().parents[2]

HERDS = """# 云州省海上牧场建设行动方案

云政发〔2031〕7号

## 一、主要目标

到2033年，海上牧场产值达到300亿元左右，建成深水网箱2000个以上。

## 二、重点任务

**1.建设海上牧场。**推广深水网箱、投饵机、水下机器人等智能养殖装备，建设望海海洋牧场示范区。（省农业农村厅、省海洋局）

**2.发展精深加工。**支持企业开展鱼类加工技术研究。（省工业和信息化厅牵头，省科技厅配合）

## 三、保障措施

**（一）加强组织领导。**建立省级协调机制，统筹推进各项工作，每户补助3000元。（省海洋局）

云州省人民政府

2031年4月2日
"""

TEAS = """# 云州省茶产业振兴实施意见

## 一、重点任务

**1.改造老茶园。**改造低产茶园，推广茶叶采摘机。（省农业农村厅、省财政厅）
"""


@pytest.fixture(autouse=True)
def one_program(monkeypatch):
    """Generations are compared: the code must not seem to change while the tests run beside an editor."""
    monkeypatch.setattr("kg.build.program_digest", lambda ontology: "program")


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "海上牧场.md").write_text(HERDS, "utf-8")
    (folder / "茶产业.md").write_text(TEAS, "utf-8")
    return folder


@pytest.fixture
def built(settings, files):
    return build(settings, [files])


def store_of(settings):
    return Store(generation.current(settings.data).graph)


def titles(store, document=""):
    rows = store.select(
        f"SELECT ?l {{ ?t a <{pol('Task')}> ; skos:prefLabel ?l ; pol:inDocument ?d FILTER(STRENDS(STR(?d), '{document}')) }}"
    )
    return sorted(row.text("l") for row in rows)


def test_a_folder_is_read_and_published(settings, files, built):
    assert [d.id for d in built.documents] == ["海上牧场", "茶产业"]
    first = built.documents[0]
    assert (first.title, first.source) == ("云州省海上牧场建设行动方案", "海上牧场.md")
    assert (first.tasks, first.measures, first.targets) == (2, 1, 2)
    assert first.facts > 20
    assert first.violations == ()
    assert built.skipped == built.unchanged == ()
    assert built.generation == generation.published(settings.data)
    assert titles(store_of(settings)) == ["发展精深加工", "建设海上牧场", "改造老茶园"]
    assert [e.id for e in documents(settings)] == ["海上牧场", "茶产业"]
    assert documents(settings)[0].number == "云政发〔2031〕7号"


def test_each_document_has_its_own_graph_and_the_ontology_one(settings, built):
    base = settings.base_iri
    assert store_of(settings).graphs() == (
        "http://kgqa.local/id/graph/海上牧场", "http://kgqa.local/id/graph/茶产业", "http://kgqa.local/ontology",
    )  # fmt: skip
    assert base == "http://kgqa.local/id/"


def test_lead_and_evidence_can_be_asked(settings, built):
    (row,) = store_of(settings).select(
        """SELECT ?l ?basis ?exact ?start ?d { ?t skos:prefLabel "建设海上牧场" ; pol:lead ?a . ?a skos:prefLabel ?l .
        ?f rdf:subject ?t ; rdf:predicate pol:lead ; rdf:object ?a ; pol:exact ?exact ; pol:start ?start ; pol:basis ?basis ;
        pol:passage ?passage ; pol:inDocument ?d }"""
    )
    document = archive.load(generation.current(settings.data).documents, "海上牧场").document
    assert (row.text("l"), row.text("basis"), row.text("exact")) == ("省农业农村厅", "listed_first", "（省农业农村厅、省海洋局）")
    assert document.text[row.number("start") :].startswith(row.text("exact"))


def test_unchanged_files_are_not_read_again_and_nothing_changes(settings, files, built):
    again = build(settings, [files])
    assert again.documents == ()
    assert again.unchanged == ("海上牧场", "茶产业")
    assert again.generation == built.generation
    assert generation.kept(settings.data) == (built.generation,)


def test_the_same_corpus_gives_the_same_generation_anywhere(settings, files, built, tmp_path):
    other = settings.model_copy(update={"data": tmp_path / "elsewhere"})
    build(other, [files / "茶产业.md"])
    assert build(other, [files / "海上牧场.md"]).generation == built.generation
    for path in sorted(generation.current(settings.data).documents.iterdir()):
        assert (generation.current(other.data).documents / path.name).read_bytes() == path.read_bytes()


def test_a_changed_file_replaces_its_document(settings, files, built):
    (files / "茶产业.md").write_text(TEAS.replace("改造老茶园", "新建茶园"), "utf-8")
    report = build(settings, [files / "茶产业.md"])
    assert [d.id for d in report.documents] == ["茶产业"]
    assert titles(store_of(settings)) == ["发展精深加工", "建设海上牧场", "新建茶园"]
    assert generation.kept(settings.data) == (report.generation, built.generation)
    beside = generation.current(settings.data).documents
    assert archive.load_report(beside, "茶产业") == report.documents[0]
    assert archive.load_report(beside, "海上牧场") == built.documents[0] and built.documents[0].rejected  # taken over as it was


def test_the_same_file_name_from_elsewhere_replaces_too(settings, files, built, tmp_path):
    moved = tmp_path / "茶产业.md"
    moved.write_text(TEAS.replace("改造老茶园", "新建茶园"), "utf-8")
    build(settings, [moved])
    assert titles(store_of(settings), "茶产业") == ["新建茶园"]
    assert len(documents(settings)) == 2


def test_names_alike_in_one_run_are_two_documents_and_stay_so(settings, tmp_path):
    for folder, title in (("a", "改造老茶园"), ("b", "新建茶园")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "茶.md").write_text(TEAS.replace("改造老茶园", title), "utf-8")
    (tmp_path / "a" / "茶.txt").write_text(TEAS.replace("改造老茶园", "销售茶叶").replace("#", "").replace("*", ""), "utf-8")
    build(settings, [tmp_path / "a", tmp_path / "b"])
    before = {e.id: e.origin for e in documents(settings)}
    assert len(before) == 3
    assert build(settings, [tmp_path / "b" / "茶.md"]).documents == ()
    (tmp_path / "b" / "茶.md").write_text(TEAS.replace("改造老茶园", "扩建茶园"), "utf-8")
    build(settings, [tmp_path / "b" / "茶.md"])
    assert {e.id: e.origin for e in documents(settings)} == before
    assert titles(store_of(settings)) == ["扩建茶园", "改造老茶园", "销售茶叶"]


@pytest.mark.parametrize("name", ["org", "graph", "Task", "concept"])
def test_no_document_takes_a_name_that_documents_share(settings, tmp_path, name):
    (tmp_path / f"{name}.md").write_text(TEAS, "utf-8")
    assert build(settings, [tmp_path / f"{name}.md"]).documents[0].id != name.lower()


def test_one_file_takes_the_place_of_a_named_document(settings, files, built, tmp_path):
    (tmp_path / "新名字.md").write_text(TEAS.replace("改造老茶园", "新建茶园"), "utf-8")
    report = build(settings, [tmp_path / "新名字.md"], replace="茶产业")
    assert [d.id for d in report.documents] == ["茶产业"]
    assert [(e.id, e.source) for e in documents(settings)] == [("海上牧场", "海上牧场.md"), ("茶产业", "新名字.md")]


def test_a_replacement_must_be_one_file_for_a_known_document(settings, files, built):
    with pytest.raises(InputError, match="一个文件"):
        build(settings, [files], replace="茶产业")
    with pytest.raises(NotFound):
        build(settings, [files / "茶产业.md"], replace="无此文件")
    assert generation.published(settings.data) == built.generation


def test_without_paths_the_bundled_corpus_is_built(settings):
    settings.corpus.mkdir()
    (settings.corpus / "茶.md").write_text(TEAS, "utf-8")
    assert [d.source for d in build(settings).documents] == ["茶.md"]


def test_a_removed_document_leaves_nothing_behind(settings, built):
    report = remove(settings, "茶产业")
    assert report.documents == ()
    assert [e.id for e in documents(settings)] == ["海上牧场"]
    graph = store_of(settings)
    assert not graph.ask("ASK { ?s ?p ?o FILTER(CONTAINS(STR(?s), '茶产业') || CONTAINS(STR(?o), '茶产业')) }")
    assert not graph.ask('ASK { ?s ?p "省财政厅" }')
    remove(settings, "海上牧场")
    assert documents(settings) == ()


def test_removing_and_adding_again_is_as_if_nothing_had_been(settings, files, built):
    remove(settings, "茶产业")
    assert build(settings, [files / "茶产业.md"]).generation == built.generation


def test_what_is_not_there_cannot_be_removed(settings, built):
    with pytest.raises(NotFound):
        remove(settings, "无此文件")


def test_nothing_can_be_removed_or_listed_before_the_first_build(settings):
    with pytest.raises(NotBuilt):
        remove(settings, "甲")
    with pytest.raises(NotBuilt):
        documents(settings)


def test_bad_files_are_told_and_the_others_built(settings, files):
    (files / "空.md").write_text("  \n", "utf-8")
    (files / "坏.pdf").write_bytes(b"%PDF-1.4 nonsense")
    (files / "页码.txt").write_text("| |\n- 1 -\n| | |\n- 2 -\n", "utf-8")
    report = build(settings, [files, files / "无.md"])
    assert sorted(d.id for d in report.documents) == ["海上牧场", "茶产业"]
    assert sorted(s.source for s in report.skipped) == ["坏.pdf", "无.md", "空.md", "页码.txt"]
    assert {s.code for s in report.skipped} == {"unreadable_file", "no_passage"}
    assert all(s.reason for s in report.skipped)


def test_a_file_that_has_become_unreadable_keeps_its_document(settings, files, built):
    (files / "茶产业.md").write_text("", "utf-8")
    report = build(settings, [files / "茶产业.md"])
    assert [s.source for s in report.skipped] == ["茶产业.md"]
    assert titles(store_of(settings), "茶产业") == ["改造老茶园"]


def test_a_rule_that_stumbles_costs_one_document_only(settings, files, monkeypatch):
    import kg.build.rooms as rooms

    honest = rooms.outline

    def stumble(source, meta, id):
        if source.name.startswith("茶"):
            raise IndexError("tea")
        return honest(source, meta, id)

    monkeypatch.setattr(rooms, "outline", stumble)
    report = build(settings, [files])
    assert [d.id for d in report.documents] == ["海上牧场"]
    assert [(s.source, s.code) for s in report.skipped] == [("茶产业.md", "internal")]


def test_a_rule_that_stumbles_over_a_stored_document_is_told_too(settings, files, built, monkeypatch):
    import kg.build as foreman
    import kg.build.rooms as rooms

    monkeypatch.setattr(foreman, "program_digest", lambda ontology: "another")
    honest = rooms.outline
    monkeypatch.setattr(rooms, "outline", lambda s, m, id: 1 // 0 if id == "茶产业" else honest(s, m, id))
    report = build(settings, [files / "海上牧场.md"])
    assert [(s.source, s.code) for s in report.skipped] == [("茶产业.md", "internal")]


def test_half_a_character_is_told_before_anything_is_written(settings, files, monkeypatch):
    from dataclasses import replace

    import kg.build.collection as collection

    honest = collection.read
    monkeypatch.setattr(collection, "read", lambda path, *, max_bytes: replace(honest(path, max_bytes=max_bytes), text="\ud800"))
    report = build(settings, [files / "茶产业.md"])
    assert [s.code for s in report.skipped] == ["internal"]


def test_when_no_file_can_be_read_nothing_is_published(settings, tmp_path):
    report = build(settings, [tmp_path / "无.md"])
    assert (report.generation, len(report.skipped)) == ("", 1)
    assert generation.published(settings.data) is None


def test_a_damaged_archive_is_mended_from_its_file(settings, files, built):
    path = archive.path_of(generation.current(settings.data).documents, "茶产业")
    path.write_text("{}", "utf-8")
    report = build(settings, [files / "海上牧场.md"])
    assert report.generation == built.generation
    assert archive.load(generation.current(settings.data).documents, "茶产业").document.meta.title == "云州省茶产业振兴实施意见"


def test_a_damaged_archive_without_its_file_is_told(settings, files, built):
    archive.path_of(generation.current(settings.data).documents, "茶产业").write_text("{}", "utf-8")
    (files / "茶产业.md").unlink()
    report = build(settings, [files / "海上牧场.md"])
    assert [(s.source, s.code) for s in report.skipped] == [("茶产业.md", "corrupt")]


def test_a_damaged_graph_is_mended_by_building_again(settings, files, built):
    for path in generation.current(settings.data).graph.glob("*.sst"):
        path.write_bytes(b"")
    assert build(settings, [files]).generation == built.generation
    assert titles(store_of(settings), "茶产业") == ["改造老茶园"]


def test_a_new_program_reads_the_stored_text_anew(settings, files, built, monkeypatch):
    import kg.build as foreman

    for path in files.iterdir():
        path.unlink()
    (files / "新.md").write_text(TEAS.replace("茶", "稻"), "utf-8")
    monkeypatch.setattr(foreman, "program_digest", lambda ontology: "another")
    build(settings, [files])
    assert generation.current(settings.data).manifest.program == "another"
    assert titles(store_of(settings)) == ["发展精深加工", "建设海上牧场", "改造老稻园", "改造老茶园"]


def test_others_add_their_files_before_publication(settings, files):
    seen = []

    def extra(folder, found):
        seen.append((generation.published(settings.data), [d.id for d in found]))
        (folder / "index").mkdir()

    first = build(settings, [files], extra=extra, extra_version="1")
    assert seen == [(None, ["海上牧场", "茶产业"])]
    assert (generation.current(settings.data).folder / "index").is_dir()
    assert build(settings, [files], extra=extra, extra_version="1").generation == first.generation
    assert len(seen) == 1
    assert build(settings, [files], extra=extra, extra_version="2").generation != first.generation
    build(settings, [files], extra=extra, extra_version="2", force=True)
    assert len(seen) == 3


def test_progress_is_told_in_chinese(settings, files):
    told = []
    build(settings, [files], on_progress=lambda *step: told.append(step))
    assert [stage for stage, _, _ in told] == ["读取文件", "读取文件", "建立图谱", "建立图谱", "写入图谱", "发布"]
    assert all(done <= total for _, done, total in told)


def test_two_builders_exclude_each_other(settings, files):
    with generation.exclusive(settings.data, wait=0), pytest.raises(Busy):
        build(settings, [files], wait=0)


def test_two_builders_take_turns_and_lose_nothing(settings, files):
    threads = [threading.Thread(target=build, args=(settings, [path])) for path in sorted(files.iterdir())]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [e.id for e in documents(settings)] == ["海上牧场", "茶产业"]


def test_as_many_generations_stay_as_the_settings_say(settings, files):
    few = settings.model_copy(update={"keep_generations": 2})
    for number in range(4):
        (files / "茶产业.md").write_text(TEAS + f"\n第{number}版。\n", "utf-8")
        build(few, [files])
    assert len(generation.kept(settings.data)) == 2


BUILDER = """
import sys, time
from pathlib import Path
from kg.build import build
from kg.config import KgSettings
settings = KgSettings(data=Path(sys.argv[1]), ontology=Path(sys.argv[2]))
print("ready", flush=True)
build(settings, [Path(sys.argv[3])], extra=lambda folder, documents: time.sleep(float(sys.argv[4])))
"""


@pytest.mark.parametrize("seed", range(4))
def test_a_builder_killed_at_any_moment_leaves_the_old_generation_whole(settings, files, built, seed):
    (files / "茶产业.md").write_text(TEAS.replace("改造老茶园", "新建茶园"), "utf-8")
    command = [sys.executable, "-c", textwrap.dedent(BUILDER), str(settings.data), str(settings.ontology), str(files), "5"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(random.Random(seed).uniform(0.05, 0.9))
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert generation.published(settings.data) == built.generation
    assert titles(store_of(settings), "茶产业") == ["改造老茶园"]
    report = build(settings, [files])
    assert titles(store_of(settings), "茶产业") == ["新建茶园"]
    left = [p.name for p in (settings.data / "generations").iterdir()]
    assert sorted(left) == sorted([built.generation, report.generation])


def test_opening_a_published_generation_is_quick(settings, built):
    generation.current(settings.data)
    began = time.perf_counter()
    Store(generation.current(settings.data).graph)
    assert time.perf_counter() - began < 0.2  # 15 ms on an idle machine


def test_settings_are_the_only_way_in():
    assert KgSettings.model_config["frozen"]
