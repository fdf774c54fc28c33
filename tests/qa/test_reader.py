"""What of a long question is read: not what the asker tells of himself."""

from __future__ import annotations

import pytest

from qa.reader import background


@pytest.mark.parametrize(
    ("question", "idle"),
    [
        ("我是一家企业的负责人,最近投资。想了解智能农机推广由哪些部门牵头?", "我是一家企业的负责人,最近投资。"),
        ("我想在云泽开农场,请问智慧种植由哪些部门牵头?", "我想在云泽开农场,"),
        ("我们公司在云泽开农场,请问智慧种植这块由哪些部门牵头?", "我们公司在云泽开农场,"),
        ("我在看第六条。这项工作由谁牵头?", ""),
        ("我省由哪个部门牵头发展海上风电?", ""),
        ("牵头单位是谁,农村电商?", ""),
    ],
)
def test_background(question, idle):
    assert "".join(span.of(question) for span in background(question)) == idle
