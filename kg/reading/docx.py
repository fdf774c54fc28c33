"""Word documents. Automatic numbers are written out as Word shows them; styles and bold runs become marks."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from kg.errors import TooLarge, UnreadableFile
from kg.model import MarkKind
from kg.reading.element import Element
from kg.reading.marked import Marked
from kg.reading.merged import filled
from kg.reading.numerals import written

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_UNPACKED = 20  # a document may unpack to so many times the size limit of a file
_SKIPPED = frozenset(
    f"{_W}{tag}" for tag in ("del", "moveFrom", "instrText", "pPr", "rPr", "sectPr", "tblPr", "trPr", "tcPr")
) | {f"{_MC}Fallback"}
_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*([1-9])$", re.I)


def read_docx(name: str, data: bytes, max_bytes: int) -> Marked:
    """Raises UnreadableFile for a broken or encrypted document, TooLarge for one that unpacks beyond measure."""
    _check_archive(name, data, max_bytes)
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, SyntaxError, zipfile.BadZipFile) as error:
        raise UnreadableFile(f"文件 {name} 不是完整的 Word 文档", hint="用 Word 打开并另存为 .docx 后再试") from error
    out = Marked()
    _Reader(out, _Styles.of(document.styles.element), _Numbering.of(_numbering_root(document.part))).body(document.element.body)
    return out


def _check_archive(name: str, data: bytes, max_bytes: int) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(info.file_size for info in archive.infolist())
            locked = any(info.flag_bits & 1 for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableFile(f"文件 {name} 已损坏，无法解压", hint="重新获取该文件") from error
    if locked:
        raise UnreadableFile(f"文件 {name} 已加密", hint="去掉密码后再导入")
    if size > _UNPACKED * max_bytes:
        raise TooLarge(f"文件 {name} 解压后有 {size // 2**20} MB，不予读取", hint="检查该文件是否被篡改，或调大 KGQA_MAX_FILE_MB")


def _value(element: Element | None, path: str, attribute: str = "val") -> str | None:
    found = element.find(path) if element is not None else None
    return found.get(_W + attribute) if found is not None else None


def _path(*tags: str) -> str:
    return "/".join(_W + tag for tag in tags)


@dataclass(frozen=True, slots=True)
class _Style:
    level: int  # heading level; 0: none
    bold: bool
    number: tuple[str, int] | None  # numId, level


@dataclass(slots=True)
class _Styles:
    """Paragraph styles by id, what they inherit resolved."""

    by_id: dict[str, _Style] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Element) -> _Styles:
        elements = {style.get(_W + "styleId") or "": style for style in root.findall(_W + "style")}
        return cls({key: cls._resolve(elements, key) for key in elements})

    @staticmethod
    def _resolve(elements: dict[str, Element], key: str) -> _Style:
        level, bold, number = 0, None, None
        here, seen = key, set[str]()
        while here in elements and here not in seen:
            seen.add(here)
            style = elements[here]
            named = _HEADING_STYLE.search(_value(style, _W + "name") or "")
            outline = _value(style, _path("pPr", "outlineLvl"))
            if not level and named:
                level = int(named[1])
            elif not level and outline and outline.isdigit() and int(outline) < 9:
                level = int(outline) + 1
            if bold is None and style.find(_path("rPr", "b")) is not None:
                bold = _value(style, _path("rPr", "b")) not in ("0", "false")
            if number is None and (num := _value(style, _path("pPr", "numPr", "numId"))):
                number = (num, int(_value(style, _path("pPr", "numPr", "ilvl")) or 0))
            here = _value(style, _W + "basedOn") or ""
        return _Style(level, bool(bold), number)

    def get(self, key: str | None) -> _Style:
        return self.by_id.get(key or "", _Style(0, False, None))


@dataclass(slots=True)
class _Level:
    kind: str
    text: str  # lvlText: “（%1）”
    start: int
    suffix: str


@dataclass(slots=True)
class _Numbering:
    """Automatic numbering: what Word writes before a paragraph."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)  # by numId
    lists: dict[str, str] = field(default_factory=dict)  # numId → abstract list, whose counters they share
    counts: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Element | None) -> _Numbering:
        found = cls()
        if root is None:
            return found
        abstracts = {a.get(_W + "abstractNumId") or "": a for a in root.findall(_W + "abstractNum")}
        for num in root.findall(_W + "num"):
            number, abstract = num.get(_W + "numId"), _value(num, _W + "abstractNumId")
            if number is None or abstract not in abstracts:
                continue
            found.levels[number] = {
                int(level.get(_W + "ilvl") or 0): _Level(
                    _value(level, _W + "numFmt") or "decimal",
                    _value(level, _W + "lvlText") or "",
                    int(_value(level, _W + "start") or 1),
                    _value(level, _W + "suff") or "tab",
                )
                for level in abstracts[abstract].findall(_W + "lvl")
            }
            restarted = num.find(_path("lvlOverride", "startOverride")) is not None
            found.lists[number] = f"num{number}" if restarted else f"abstract{abstract}"
        return found

    def next(self, number: str, level: int) -> str:
        """The number of the next paragraph of list ``number``; "" for bullets and unknown lists."""
        levels = self.levels.get(number, {})
        if level not in levels:
            return ""
        counts = self.counts.setdefault(self.lists[number], [])
        while len(counts) <= level:
            counts.append(levels[len(counts)].start - 1 if len(counts) in levels else 0)
        counts[level] += 1
        del counts[level + 1 :]
        shape = levels[level]
        if shape.kind in ("bullet", "none"):
            return ""

        def show(found: re.Match[str]) -> str:
            index = int(found[1]) - 1
            kind = levels[index].kind if index in levels else "decimal"
            return written(counts[index], kind) if index < len(counts) else ""

        return re.sub(r"%([1-9])", show, shape.text)


class _Part(Protocol):
    @property
    def numbering_part(self) -> _Part: ...
    @property
    def element(self) -> Element: ...


def _numbering_root(part: _Part) -> Element | None:
    try:
        return part.numbering_part.element
    except (NotImplementedError, KeyError):
        return None  # the document numbers nothing


class _Reader:
    def __init__(self, out: Marked, styles: _Styles, numbering: _Numbering) -> None:
        self.out, self.styles, self.numbering = out, styles, numbering

    def body(self, element: Element) -> None:
        for child in element:
            if child.tag == _W + "p":
                self.paragraph(child)
            elif child.tag == _W + "tbl":
                self.table(child)
            elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml", _W + "smartTag"):
                self.body(child)

    def paragraph(self, element: Element) -> None:
        style = self.styles.get(_value(element, _path("pPr", "pStyle")))
        start = self.out.length
        self.out.write(self._number(element, style))
        boxes = self._runs(element, bold=style.bold)
        outline = _value(element, _path("pPr", "outlineLvl"))
        level = int(outline) + 1 if outline and outline.isdigit() and int(outline) < 9 else style.level
        if level:
            self.out.mark(MarkKind.HEADING, start, level=min(level, 6))
        if _value(element, _path("pPr", "jc")) == "center":
            self.out.mark(MarkKind.CENTER, start)
        self.out.write("\n")
        for box in boxes:
            self.body(box)

    def _number(self, element: Element, style: _Style) -> str:
        direct = _value(element, _path("pPr", "numPr", "numId"))
        if direct == "0":
            return ""
        if direct:
            return self.numbering.next(direct, int(_value(element, _path("pPr", "numPr", "ilvl")) or 0))
        return self.numbering.next(*style.number) if style.number else ""

    def _runs(self, element: Element, *, bold: bool) -> list[Element]:
        """Write a paragraph's text; text boxes anchored in it are returned, to follow it."""
        boxes: list[Element] = []
        for run, text in _texts(element, boxes):
            start = self.out.length
            self.out.write(text)
            own = _value(run, _path("rPr", "b"))
            is_bold = bold if run.find(_path("rPr", "b")) is None else own not in ("0", "false")
            if is_bold and text.strip():
                self._bold(start)
        return boxes

    def _bold(self, start: int) -> None:
        last = self.out.marks[-1] if self.out.marks else None
        if last and last.kind is MarkKind.BOLD and last.span.end == start:
            self.out.marks.pop()
            start = last.span.start
        self.out.mark(MarkKind.BOLD, start)

    def table(self, element: Element) -> None:
        rows = _table_rows(element)
        if max((len(row) for row in rows), default=0) < 2:
            for cell in element.iter(_W + "tc"):
                self.body(cell)  # a box around text, such as a 专栏
            return
        texts = [[_cell_text(cell) if cell is not None else "" for cell in row] for row in rows]
        merged = next(element.iter(_W + "vMerge"), None) is not None
        self.out.table(texts if merged else filled(texts))


def _texts(element: Element, boxes: list[Element]) -> Iterator[tuple[Element, str]]:
    """Runs with their text, insertions in, deletions out."""
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == _W + "r":
            boxes.extend(child.iter(_W + "txbxContent"))
            yield child, "".join(_pieces(child))
        else:
            yield from _texts(child, boxes)


def _pieces(run: Element) -> Iterator[str]:
    for child in run:
        if child.tag == _W + "t":
            yield child.text or ""
        elif child.tag == _W + "tab":
            yield "\t"
        elif child.tag in (_W + "br", _W + "cr"):
            yield "\n"
        elif child.tag == _W + "noBreakHyphen":
            yield "-"


def _cell_text(cell: Element) -> str:
    lines = ["".join(text for _, text in _texts(p, [])) for p in cell.iter(_W + "p")]
    return "\n".join(line for line in lines if line.strip()).replace("\t", " ").strip()


def _table_rows(table: Element) -> list[list[Element | None]]:
    """Cells by column. A cell merged downwards stands in each of its rows, one merged sideways in its first column."""
    rows: list[list[Element | None]] = []
    for tr in table.findall(_W + "tr"):
        row: list[Element | None] = []
        for tc in tr.findall(_W + "tc"):
            merge = tc.find(_path("tcPr", "vMerge"))
            above = rows[-1][len(row)] if rows and len(row) < len(rows[-1]) else None
            goes_on = merge is not None and merge.get(_W + "val") != "restart"
            row.append(above if goes_on and above is not None else tc)
            row.extend([None] * (int(_value(tc, _path("tcPr", "gridSpan")) or 1) - 1))
        rows.append(row)
    return rows
