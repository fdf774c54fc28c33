"""The ocr door with a fake engine: lines, indents, cells, confidence."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pytest
from PIL import Image

from kg.errors import UnreadableFile
from kg.model import MarkKind
from kg.reading import ocr, read_bytes


@dataclass
class Result:
    boxes: list
    txts: tuple | None
    scores: tuple


def box(x, y, width, height=30):
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def engine(*seen):
    """An engine that sees the same lines on every picture: (x, y, text, score)."""
    result = Result([box(x, y, 30 * len(t)) for x, y, t, _ in seen], tuple(t for *_, t, _ in seen), tuple(s for *_, s in seen))
    return lambda image: result


@pytest.fixture
def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (200, 200), "white").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def sees(monkeypatch):
    def set_(*seen):
        monkeypatch.setattr(ocr, "_loaded", lambda: engine(*seen))

    return set_


def test_lines_from_top_to_bottom_with_indents_and_confidence(sees, picture):
    sees((0, 100, "机整机制造，扩大规模。", 0.9), (60, 50, "（一）做强整机。支持飞行", 0.98), (300, 160, "噪点", 0.2))
    source = read_bytes("a.png", picture, max_bytes=2**20)
    assert source.text == "    （一）做强整机。支持飞行\n机整机制造，扩大规模。\n"
    assert source.pages[0].confidence == pytest.approx(0.94)
    assert source.media_type == "image/*"


def test_cells_side_by_side_make_a_table(sees, picture):
    rows = [("序号", "工作任务", "责任单位"), ("1", "建设码头", "市交通局"), ("2", "修复湿地", "市林业局")]
    sees(*[(x, 50 * (y + 1), text, 0.99) for y, row in enumerate(rows) for x, text in zip((0, 200, 600), row, strict=True)])
    source = read_bytes("a.png", picture, max_bytes=2**20)
    assert sum(mark.kind is MarkKind.ROW for mark in source.marks) == 3


def test_an_empty_page_is_refused(monkeypatch, picture):
    monkeypatch.setattr(ocr, "_loaded", lambda: lambda image: Result([], None, ()))
    with pytest.raises(UnreadableFile, match="没有文字"):
        read_bytes("a.png", picture, max_bytes=2**20)


def test_a_broken_picture(sees):
    sees((0, 0, "字", 0.9))
    with pytest.raises(UnreadableFile, match="图片"):
        read_bytes("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 60, max_bytes=2**20)
