"""HTML → text and marks. The part of the page that holds the prose is walked block by block; site furniture falls away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.errors import UnreadableFile
from kg.model import MarkKind
from kg.reading.marked import Marked

_DROPPED = frozenset(
    "script style noscript template nav header footer aside form button select option input textarea iframe object svg canvas "
    "video audio map head figure picture source label dialog".split()
)
_BLOCKS = frozenset(
    "p div section article main li ul ol dl dt dd h1 h2 h3 h4 h5 h6 table tbody thead tfoot tr td th blockquote pre center body html "
    "fieldset address hr caption".split()
)
_FURNITURE = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|menu|topbar|header|head-?nav|footer|foot|breadcrumb|crumb|crumbs|position|location|share|bdshare|sidebar|side|"
    r"pagination|pager|related|recommend|toolbar|qrcode|ewm|login|search|copyright|friendlink|links|comment|ad|ads|advert|"
    r"banner|fontsize|print|jiathis)(?:$|[-_ \d])",
    re.I,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_CENTER_STYLE = re.compile(r"text-align\s*:\s*center", re.I)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_META_LINE = re.compile(
    r"^\s*(?:索\s*引\s*号|发文机关|发布机构|发文单位|成文日期|印发日期|发布日期|发文字号|文\s*号|标\s*题|主题分类|信息来源|信息提供日期|来\s*源|公文种类|有效性)\s*[:：]"
)
_CONTENT_SHARE = 0.8  # a child that holds this share of its parent's prose is the content
_LONG_CELL = 600  # a cell with more characters lays out the page, it is no table cell


def read_html(name: str, text: str) -> Marked:
    """Raises UnreadableFile when the page holds no text."""
    from lxml import etree, html

    try:
        root = html.document_fromstring(re.sub(r"\A\s*<\?xml[^>]*\?>", "", text))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(f"文件 {name} 不是完整的网页", hint="在浏览器中另存为完整网页后再试") from error
    title = _title_of(root)
    _prune(root)
    body = root.find("body")
    content = _content(body if body is not None else root)
    out = Marked()
    walker = _Walker(out)
    for line in _lead(root, content, title):
        kind = MarkKind.HEADING if line == title else None
        start = out.length
        out.write(line)
        if kind:
            out.mark(kind, start, level=1)
        out.write("\n")
    walker.walk(content)
    walker.end_line()
    return out


def _title_of(root: object) -> str:
    """The page's own name for its article: meta ArticleTitle, else the only h1."""
    for meta in root.iter("meta"):  # type: ignore[attr-defined]
        if (meta.get("name") or "").lower() == "articletitle" and meta.get("content"):
            return _SPACES.sub(" ", meta.get("content")).strip()
    heads = [" ".join("".join(h.itertext()).split()) for h in root.iter("h1")]  # type: ignore[attr-defined]
    return heads[0] if len(heads) == 1 else ""


def _prune(root: object) -> None:
    for element in list(root.iter()):  # type: ignore[attr-defined]
        tag = element.tag
        if not isinstance(tag, str):
            _remove(element)
            continue
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        furniture = tag in ("div", "ul", "p", "span", "section", "table", "td", "dl") and _FURNITURE.search(marks)
        if tag in _DROPPED or _HIDDEN.search(element.get("style") or "") or (furniture and _prose(element) < 400):
            _remove(element)


def _remove(element: object) -> None:
    parent = element.getparent()  # type: ignore[attr-defined]
    if parent is not None:
        element.drop_tree() if hasattr(element, "drop_tree") else parent.remove(element)


def _prose(element: object) -> int:
    """Chinese characters below ``element`` that are no link text."""
    total = 0
    for node in element.iter():  # type: ignore[attr-defined]
        linked = node.tag == "a" or any(above.tag == "a" for above in node.iterancestors())
        if isinstance(node.tag, str) and not linked and node.text:
            total += len(_HAN.findall(node.text))
        if node is not element and node.tail and not any(above.tag == "a" for above in node.iterancestors()):
            total += len(_HAN.findall(node.tail))
    return total


def _content(body: object) -> object:
    """Descend as long as one child holds nearly all the prose."""
    here = body
    weight = _prose(here)
    while True:
        children = [child for child in here if isinstance(child.tag, str)]  # type: ignore[attr-defined]
        weights = [(_prose(child), index) for index, child in enumerate(children)]
        best, index = max(weights, default=(0, -1))
        if index < 0 or best < _CONTENT_SHARE * weight or children[index].tag in ("p", "tr", "span", "b", "strong"):
            return here
        here, weight = children[index], best


def _lead(root: object, content: object, title: str) -> list[str]:
    """Lines above the content that belong to the document: its title and what the portal says of it."""
    before: list[str] = []
    for element in root.iter():  # type: ignore[attr-defined]
        if element is content:
            break
        if element.tag in ("p", "div", "li", "td", "tr", "span", "h2", "dd", "dt") and content not in list(element.iterdescendants()):
            line = _SPACES.sub(" ", "".join(element.itertext())).strip()
            if _META_LINE.match(line) and len(line) < 120 and not any(line in other for other in before):
                before.append(line)
    head = re.sub(r"\s+", "", "".join(content.itertext())[:2000])  # type: ignore[attr-defined]
    if title and re.sub(r"\s+", "", title) not in head:
        before.append(title)
    return before


class _Walker:
    """Writes blocks as lines, inline runs as text, bold and centred runs as marks."""

    def __init__(self, out: Marked) -> None:
        self.out = out
        self.line_start = 0
        self.pending = ""  # spaces that are written only when text follows

    def text(self, raw: str | None) -> None:
        if not raw:
            return
        text = _SPACES.sub(" ", raw)
        if self.out.length == self.line_start:
            text = text.lstrip(" ")
        if not text:
            return
        if text != (bare := text.rstrip(" ")):
            self._flush(bare)
            self.pending = " "
        else:
            self._flush(text)

    def _flush(self, text: str) -> None:
        if text:
            self.out.write(self.pending.replace(" ", " ") + text)
            self.pending = ""

    def end_line(self) -> None:
        self.pending = ""
        if self.out.length > self.line_start:
            self.out.write("\n")
        self.line_start = self.out.length

    def walk(self, element: object) -> None:
        tag = element.tag  # type: ignore[attr-defined]
        if not isinstance(tag, str):
            return
        if tag == "br":
            self.end_line()
        elif tag == "table" and (rows := _rows(element)):
            self.end_line()
            self.out.table(rows)
            self.line_start = self.out.length
        elif tag in _BLOCKS:
            self._block(element, tag)
        else:
            self._inline(element, tag)

    def _block(self, element: object, tag: str) -> None:
        self.end_line()
        start = self.out.length
        if tag == "li" and (number := _list_number(element)):
            self.out.write(number)
        self._bolded(element)
        if tag[0] == "h" and tag[1:].isdigit():
            self.out.mark(MarkKind.HEADING, start, level=int(tag[1:]))
        if _centred(element) and self.out.length > start:
            self.out.mark(MarkKind.CENTER, start)
        self.end_line()

    def _inline(self, element: object, tag: str) -> None:
        if tag in ("b", "strong"):
            start = self._here()
            self._children(element)
            self.out.mark(MarkKind.BOLD, start)
        else:
            self._bolded(element)

    def _bolded(self, element: object) -> None:
        start = self._here()
        self._children(element)
        if _BOLD_STYLE.search(element.get("style") or ""):  # type: ignore[attr-defined]
            self.out.mark(MarkKind.BOLD, start)

    def _here(self) -> int:
        return self.out.length + len(self.pending)

    def _children(self, element: object) -> None:
        self.text(element.text)  # type: ignore[attr-defined]
        for child in element:  # type: ignore[attr-defined]
            self.walk(child)
            self.text(child.tail)


def _centred(element: object) -> bool:
    return bool(_CENTER_STYLE.search(element.get("style") or "")) or (element.get("align") or "").lower() == "center"  # type: ignore[attr-defined]


def _list_number(element: object) -> str:
    """The number that a browser shows before an item of an ordered list."""
    parent = element.getparent()  # type: ignore[attr-defined]
    if parent is None or parent.tag != "ol" or "none" in (parent.get("style") or ""):
        return ""
    start = parent.get("start") or "1"
    items = [child for child in parent if child.tag == "li"]
    return f"{items.index(element) + (int(start) if start.isdigit() else 1)}. "


# --- tables ------------------------------------------------------------------------------------------


def _cells(row: object) -> Iterator[object]:
    return (cell for cell in row if cell.tag in ("td", "th"))  # type: ignore[attr-defined]


def _cell_text(cell: object) -> str:
    inner = Marked()
    walker = _Walker(inner)
    walker._children(cell)
    walker.end_line()
    return inner.text.strip().replace("\t", " ")


def _span(cell: object, name: str) -> int:
    value = cell.get(name) or "1"  # type: ignore[attr-defined]
    return min(int(value), 200) if value.isdigit() and int(value) > 0 else 1


def _rows(table: object) -> list[list[str]]:
    """The cells of a data table, merged cells repeated down their rows; [] for a table that only lays out the page."""
    if any(True for _ in table.iterdescendants("table")):  # type: ignore[attr-defined]
        return []
    raw = [list(_cells(row)) for row in table.iter("tr")]  # type: ignore[attr-defined]
    if max((len(row) for row in raw), default=0) < 2:
        return []
    if any(len("".join(cell.itertext())) > _LONG_CELL for row in raw for cell in row):  # type: ignore[attr-defined]
        return []
    rows: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    for cells in raw:
        row: list[str] = []
        queue = list(cells)
        while queue or len(row) in hanging:
            column = len(row)
            if column in hanging:
                left, text = hanging.pop(column)
                row.append(text)
                if left > 1:
                    hanging[column] = (left - 1, text)
                continue
            cell = queue.pop(0)
            text = _cell_text(cell)
            down = _span(cell, "rowspan")
            for extra in range(_span(cell, "colspan")):
                row.append(text if extra == 0 else "")
                if down > 1:
                    hanging[column + extra] = (down - 1, text if extra == 0 else "")
        rows.append(row)
    return rows
