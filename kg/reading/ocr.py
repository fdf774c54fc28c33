"""Scanned pages and pictures → text, by RapidOCR (extra ``ocr``: ``pip install 'kgqa[ocr]'``)."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from kg.errors import UnreadableFile
from kg.reading.layout import mark_layout_tables
from kg.reading.marked import Marked

_HINT = "安装文字识别组件后再试：pip install 'kgqa[ocr]'"
_LEAST = 0.5  # lines recognised with less confidence are noise


class _Result(Protocol):
    boxes: list[list[tuple[float, float]]]
    txts: tuple[str, ...] | None
    scores: tuple[float, ...]


class _Engine(Protocol):
    def __call__(self, image: object, /) -> _Result | None: ...


@dataclass(frozen=True, slots=True)
class _Seen:
    text: str
    left: float
    top: float
    height: float
    score: float


def read_image(name: str, data: bytes) -> Marked:
    """One picture of a page. Raises UnreadableFile."""
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(io.BytesIO(data)).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise UnreadableFile(f"图片 {name} 已损坏", hint="重新扫描或重新导出该图片") from error
    except Image.DecompressionBombError as error:
        raise UnreadableFile(f"图片 {name} 的像素过多", hint="降低分辨率后再导入") from error
    return read_images(name, [image])


def read_images(name: str, images: Iterable[object]) -> Marked:
    """Page pictures in order; each page keeps its mean confidence. Raises UnreadableFile without the ocr extra."""
    engine = _engine(name)
    out = Marked()
    for number, image in enumerate(images, start=1):
        start = out.length
        seen = _recognise(engine, image)
        margin = min((line.left for line in seen), default=0.0)
        for row in _rows(seen):
            out.write(_placed(row, margin) + "\n")
        mean = sum(line.score for line in seen) / len(seen) if seen else 0.0
        out.page(number, start, round(mean, 4))
    mark_layout_tables(out)
    return out


def _placed(row: list[_Seen], margin: float) -> str:
    """One line as on the page: its indent in half characters; cells side by side at their places in whole ones."""
    em = max(row[0].height, 1.0)
    if len(row) == 1:
        return " " * max(0, round(2 * (row[0].left - margin) / em)) + row[0].text
    text = ""
    for cell in row:
        gap = 2 if text else 0
        text = text.ljust(max(len(text) + gap, round((cell.left - margin) / em))) + cell.text
    return text


@lru_cache(maxsize=1)
def _loaded() -> _Engine:
    from rapidocr import RapidOCR

    engine: _Engine = RapidOCR(params={"Global.log_level": "error"})
    return engine


def _engine(name: str) -> _Engine:
    try:
        return _loaded()
    except ImportError as error:
        raise UnreadableFile(f"文件 {name} 是扫描件，没有文字层", hint=_HINT) from error


def _recognise(engine: _Engine, image: object) -> list[_Seen]:
    import numpy

    result = engine(numpy.asarray(image))
    if result is None or result.txts is None:
        return []
    seen = []
    for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        xs, ys = [float(p[0]) for p in box], [float(p[1]) for p in box]
        if score >= _LEAST and text.strip():
            seen.append(_Seen(text.strip(), min(xs), min(ys), max(ys) - min(ys), float(score)))
    return seen


def _rows(seen: list[_Seen]) -> list[list[_Seen]]:
    """Boxes of one height side by side make a line."""
    rows: list[list[_Seen]] = []
    for line in sorted(seen, key=lambda s: s.top):
        if rows and abs(line.top - rows[-1][0].top) < rows[-1][0].height * 0.5:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda s: s.left) for row in rows]
