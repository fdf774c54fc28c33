"""Classes as people see them."""

from __future__ import annotations

import re

import pytest

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


def test_no_two_families_look_alike():
    kinds = Kinds.from_ontology(load(KgSettings().ontology))
    marks = {kind.family: (kind.colour, kind.symbol) for kind in kinds.of.values()}
    assert len(set(marks.values())) == len(marks)
    assert kinds.kind("Task").definition == "文件部署的一项任务，通常附责任单位。"


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_mark_stands_out_from_every_surface(scheme):
    css = (ROOT / "qa/web/static/theme.css").read_text("utf-8")
    surfaces = [re.findall(rf"--{name}: #(\w+)", css)[scheme] for name in ("bg", "surface", "sunken")]
    for surface in surfaces:
        surface = surface if len(surface) == 6 else "".join(digit * 2 for digit in surface)
        for number in range(1, COLOURS + 1):
            colour = re.findall(rf"--class-{number}: #(\w+)", css)[scheme]
            low, high = sorted((luminance(colour), luminance(surface)))
            assert (high + 0.05) / (low + 0.05) >= 3, (number, surface)
            assert f".kind-{number} {{" in css
