"""One data folder for real: what is published is what is opened, queried and exported."""

from __future__ import annotations

import json
import shutil

import pytest

from kg.errors import NotBuilt, NotFound
from kg.store import GraphFormat
from qa.config import QaSettings
from qa.library import LocalLibrary

COUNT = "SELECT (COUNT(DISTINCT ?d) AS ?n) WHERE { ?d a pol:Document }"


def count(library: LocalLibrary) -> int:
    body = json.loads(library.sparql(COUNT).body)
    return int(body["results"]["bindings"][0]["n"]["value"])


@pytest.fixture
def real(real_data, tmp_path):
    shutil.copytree(real_data, tmp_path / "data", ignore=shutil.ignore_patterns("audit.sqlite*"))
    library = LocalLibrary(QaSettings(data=tmp_path / "data"))
    yield library
    library.close()


def test_an_empty_folder(tmp_path):
    library = LocalLibrary(QaSettings(data=tmp_path))
    assert library.published() is None
    for call in (library.open, library.check, lambda: library.sparql(COUNT), lambda: library.export(GraphFormat.TRIG)):
        with pytest.raises(NotBuilt):
            call()
    library.close()


def test_a_removal_is_seen_by_all_that_is_opened_afterwards(real):
    before = real.open()
    assert before.generation == real.published()
    assert count(real) == len(before.catalog.documents()) == 2
    gone = before.catalog.documents()[0].id
    report = real.remove(gone)
    assert real.published() == report.generation != before.generation
    after = real.open()
    assert gone not in [card.id for card in after.catalog.documents()]
    assert count(real) == 1  # the query process follows
    assert len(before.catalog.documents()) == 2 and before.catalog.document(gone).text  # who has it open keeps it
    with pytest.raises(NotFound):
        real.remove(gone)


def test_building_again_changes_nothing(real, golden_documents):
    stages: list[str] = []
    before = real.published()
    report = real.build(golden_documents, on_progress=lambda what, _done, _total: stages.append(what))
    assert report.generation == before and not report.documents and len(report.unchanged) == 2
    assert stages


def test_export_keeps_the_graphs(real):
    trig = real.export(GraphFormat.TRIG).decode()
    assert trig.count("graph/") >= 2
    assert b"pol:lead" in real.export(GraphFormat.TURTLE)


def test_check_finds_a_damaged_document(real, tmp_path):
    assert real.check().faults == ()
    path = next((tmp_path / "data" / "generations").glob("*/documents/*.json"))
    # the archive of one document is changed behind the program's back
    path.write_text(path.read_text("utf-8").replace("省", "市", 1), "utf-8")
    faults = real.check().faults
    assert faults and all("kgqa build" in fault.mend for fault in faults)
