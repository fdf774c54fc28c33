"""The typed view of ``ontology/*.ttl``."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.config import KgSettings
from kg.errors import Corrupt
from kg.ontology import load, read_graph

ONTOLOGY = load(KgSettings().ontology)


def test_every_class_and_property_has_a_chinese_label() -> None:
    for info in (*ONTOLOGY.classes.values(), *ONTOLOGY.properties.values()):
        assert any("\u4e00" <= c <= "\u9fff" for c in info.label), info.name


def test_sub_classes_answer_to_their_parents() -> None:
    assert ONTOLOGY.is_a("Department", "Agent")
    assert ONTOLOGY.is_a("Task", "Work")
    assert not ONTOLOGY.is_a("Agent", "Department")
    assert {"Task", "Measure", "Action"} <= ONTOLOGY.descendants("Work")


def test_a_class_asked_apart_is_not_meant_by_its_parent() -> None:
    assert "Zone" in ONTOLOGY.descendants("Park")
    assert "Zone" not in ONTOLOGY.meant_by("Park")
    assert "Zone" in ONTOLOGY.meant_by("Zone")


def test_domains_and_ranges_are_classes_or_literals() -> None:
    for info in ONTOLOGY.properties.values():
        for end in (info.domain, info.range):
            assert end is None or end in ONTOLOGY.classes or end.startswith("xsd:"), (info.name, end)


def test_longer_cues_come_first() -> None:
    for info in ONTOLOGY.properties.values():
        assert list(info.cues) == sorted(info.cues, key=lambda cue: (-len(cue), cue))


def test_a_missing_or_broken_ontology_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Corrupt, match=r"policy\.ttl"):
        read_graph(tmp_path)
    (tmp_path / "policy.ttl").write_text("this is no turtle", encoding="utf-8")
    with pytest.raises(Corrupt, match="Turtle"):
        read_graph(tmp_path)
