"""Classes as people see them."""

from __future__ import annotations

import re

from kg.config import KgSettings
from kg.ontology import load
from qa.web.kinds import COLOURS, Kinds

from ..contracts.conftest import ROOT


def test_every_class_has_its_chinese_name_and_the_colour_of_its_family():
    ontology = load(KgSettings().ontology)
    kinds = Kinds.from_ontology(ontology)
    assert set(kinds.of) == set(ontology.classes)
    assert kinds.kind("Department").label == "部门"
    assert kinds.kind("Department").colour == kinds.kind("Agent").colour != kinds.kind("Task").colour
    assert all(1 <= kind.colour <= COLOURS for kind in kinds.of.values())


def test_a_class_of_another_version_is_shown_under_its_own_name():
    assert Kinds(of={}).kind("Ship").label == "Ship"


def test_every_colour_is_there_in_light_and_dark():
    css = (ROOT / "qa/web/static/theme.css").read_text("utf-8")
    for number in range(1, COLOURS + 1):
        assert len(re.findall(rf"--class-{number}: #", css)) == 2
        assert f".kind-{number} {{" in css
