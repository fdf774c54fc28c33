"""PDF → text with page marks. The text layer by pypdfium2, ruled tables by pdfplumber, scanned pages by the ocr door."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

from kg.errors import UnreadableFile
from kg.reading.layout import mark_layout_tables
from kg.reading.marked import Marked
from kg.reading.plain import drop_running_heads, mend_layout, shape_of
from kg.text import PAGE_NUMBER

_RULES = 6  # a page with fewer drawn paths holds no ruled table
_EMPTY = 10  # characters a page; a file with fewer on average is a scan
_HOLE = re.compile(r"\x00(\d+)\x00")  # where a table stood
_SAMPLE = 20  # characters that tell whether a page has glyphs
_NO_HEIGHT = 0.1  # points
_NOISE = " \t\r\u3000\u00a0\ufffe"


class _Layer(Protocol):
    """A page's text layer, as pypdfium2 gives it."""

    def get_text_range(self) -> str: ...
    def count_chars(self) -> int: ...
    def get_charbox(self, index: int, loose: bool = ...) -> tuple[float, float, float, float]: ...
    def close(self) -> None: ...


class _Bitmap(Protocol):
    def to_pil(self) -> object: ...


class _Sheet(Protocol):
    def get_textpage(self) -> _Layer: ...
    def get_height(self) -> float: ...
    def get_objects(self, *, filter: tuple[int, ...], max_depth: int) -> Iterator[object]: ...
    def render(self, *, scale: float) -> _Bitmap: ...


class _File(Protocol):
    def close(self) -> None: ...
    def __len__(self) -> int: ...
    def __getitem__(self, index: int) -> _Sheet: ...


class _Ruled(Protocol):
    """A table as pdfplumber finds it."""

    bbox: tuple[float, float, float, float]

    @property
    def rows(self) -> list[_RuledRow]: ...
    def extract(self) -> list[list[str | None]]: ...


class _RuledRow(Protocol):
    cells: list[tuple[float, float, float, float] | None]


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    left: float  # points from the page's left edge
    top: float  # points from the page's foot
    size: float  # width of a character


@dataclass(frozen=True, slots=True)
class _Table:
    top: float
    bottom: float
    rows: list[list[str]]


@dataclass(slots=True)
class _Page:
    lines: list[_Line]
    height: float
    tables: list[_Table] = field(default_factory=list)


def read_pdf(name: str, data: bytes) -> Marked:
    """Raises UnreadableFile when the file is broken, encrypted, or a scan that cannot be recognised."""
    import pypdfium2 as pdfium

    try:
        document: _File = pdfium.PdfDocument(data)
        count = len(document)
    except pdfium.PdfiumError as error:
        if re.search(r"password|security", str(error), re.I):
            raise UnreadableFile(f"文件 {name} 已加密", hint="去掉打开密码后再导入") from error
        raise UnreadableFile(f"文件 {name} 不是完整的 PDF", hint="重新下载或重新导出该文件") from error
    try:
        sheets = [document[i] for i in range(count)]
        glyphless = any(_glyphless(sheet) for sheet in sheets)
        texts = _measured(data) if glyphless else [_lines(sheet) for sheet in sheets]
        pages = _without_furniture([_Page(lines, sheet.get_height()) for lines, sheet in zip(texts, sheets, strict=True)])
        if sum(len(line.text) for page in pages for line in page.lines) < _EMPTY * count:
            return _scanned(name, document)
        for index, page in enumerate(pages):
            if _ruled(sheets[index]):
                page.tables = _tables(data, index)
    finally:
        document.close()
    return _write(pages)


def _scanned(name: str, document: _File) -> Marked:
    from kg.reading.ocr import read_images

    return read_images(name, (document[i].render(scale=200 / 72).to_pil() for i in range(len(document))))


def _lines(page: _Sheet) -> list[_Line]:
    """The page's lines in reading order."""
    layer = page.get_textpage()
    found: list[_Line] = []
    position = 0
    for raw in layer.get_text_range().split("\n"):
        if solid := raw.strip(_NOISE):
            first = min(position + raw.index(solid), layer.count_chars() - 1)
            left, bottom, right, top = layer.get_charbox(first, loose=True)
            size = max(right - left if ord(solid[0]) > 0x2E7F else top - bottom, 1.0)
            found.append(_Line(solid.replace("\ufffe", ""), left, top, size))
        position += len(raw) + 1
    layer.close()
    return _in_order(found)


def _glyphless(sheet: _Sheet) -> bool:
    """Whether the page is set in fonts that neither the file nor this machine has: pdfium then loses short lines."""
    layer = sheet.get_textpage()
    boxes = [layer.get_charbox(i) for i in range(min(layer.count_chars(), _SAMPLE))]
    layer.close()
    return len(boxes) > 1 and all(top - bottom < _NO_HEIGHT for _, bottom, _, top in boxes)


def _measured(data: bytes) -> list[list[_Line]]:
    """Every page's lines by pdfplumber: slower, but it needs no glyphs."""
    import pdfplumber

    found: list[list[_Line]] = []
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            height = float(page.height)
            lines = page.extract_text_lines(return_chars=True)
            found.append([_Line(x["text"].strip(_NOISE), x["x0"], height - x["top"], x["chars"][0]["size"]) for x in lines])
            page.close()
    return [[line for line in lines if line.text] for lines in found]


def _without_furniture(pages: list[_Page]) -> list[_Page]:
    """Heads and feet: lines in the outer eighth of the page that come again, digits apart, at the same height of another."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({_place(line) for line in page.lines if _outer(line, page)})
    for page in pages:
        page.lines = [line for line in page.lines if not (_outer(line, page) and _repeated(seen, line))]
    return pages


def _outer(line: _Line, page: _Page) -> bool:
    return not page.height / 8 < line.top < page.height * 7 / 8 and line.text[-1] not in "。；，、：,;:"


def _place(line: _Line) -> tuple[str, int]:
    return shape_of(line.text), round(line.top / 4)


def _repeated(seen: Counter[tuple[str, int]], line: _Line) -> bool:
    shape, height = _place(line)
    return bool(PAGE_NUMBER.fullmatch(line.text)) or sum(seen[(shape, height + near)] for near in (-1, 0, 1)) >= 2


def _in_order(lines: list[_Line]) -> list[_Line]:
    """Lines come as they were drawn. A few that rise are heads and feet drawn apart; many are columns, to be left."""
    rising = sum(b.top > a.top + a.size for a, b in pairwise(lines))
    return sorted(lines, key=lambda line: -line.top) if 0 < rising <= 4 else lines


def _ruled(page: _Sheet) -> bool:
    import pypdfium2.raw as raw

    return sum(1 for _ in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=2)) >= _RULES


def _tables(data: bytes, index: int) -> list[_Table]:
    """The ruled tables of one page with two columns or more."""
    import pdfplumber

    found: list[_Table] = []
    with pdfplumber.open(io.BytesIO(data), pages=[index + 1]) as pdf:
        page = pdf.pages[0]
        for table in page.find_tables():
            rows = _filled(table)
            if len(rows) >= 2 and max(len(row) for row in rows) >= 2:
                _, top, _, bottom = table.bbox
                found.append(_Table(float(page.height) - top, float(page.height) - bottom, rows))
    return found


def _filled(table: _Ruled) -> list[list[str]]:
    """Cell texts by row and column; a cell merged downwards stands in each of its rows."""
    texts = [[(cell or "").strip() for cell in row] for row in table.extract()]
    boxes = [row.cells for row in table.rows]
    for r, row in enumerate(boxes):
        top = min((box[1] for box in row if box), default=0)
        for c, box in enumerate(row):
            above = boxes[r - 1][c] if r and c < len(boxes[r - 1]) else None
            if box is None and above is not None and above[3] > top + 2:
                texts[r][c] = texts[r - 1][c]
                row[c] = above
    return texts


def _write(pages: list[_Page]) -> Marked:
    lefts = sorted(line.left for page in pages for line in page.lines if len(line.text) > 10)
    margin = lefts[len(lefts) // 20] if lefts else 0.0
    texts = drop_running_heads([_laid_out(page, margin) for page in pages])
    out = Marked()
    for number, (text, page) in enumerate(zip(texts, pages, strict=True), start=1):
        start = out.length
        parts = _HOLE.split(mend_layout(_without_number(text, number)))
        for index, part in enumerate(parts):
            if index % 2:
                out.table(page.tables[int(part)].rows)
            else:
                out.write(part.strip("\n") + "\n" if part.strip() else "")
        out.page(number, start)
    mark_layout_tables(out)
    return out


def _laid_out(page: _Page, margin: float) -> str:
    """The page's lines with spaces for their indent; one hole where a table stands."""
    return "\n".join(_placed(page, margin))


def _placed(page: _Page, margin: float) -> Iterator[str]:
    done: set[int] = set()
    for line in page.lines:
        inside = next((i for i, t in enumerate(page.tables) if t.bottom - 2 <= line.top - line.size / 2 <= t.top + 2), None)
        if inside is None:
            yield " " * max(0, round(2 * (line.left - margin) / line.size)) + line.text
        elif inside not in done:
            done.add(inside)
            yield f"\x00{inside}\x00"


def _without_number(text: str, number: int) -> str:
    """A bare page number above or below the text goes."""
    lines = text.split("\n")
    for edge in (-1, 0):
        if lines and lines[edge].strip().isdigit() and int(lines[edge].strip()) == number:
            del lines[edge]
    return "\n".join(lines)
