"""HTML → text and marks. The part of the page that holds the prose is walked block by block; site furniture falls away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.errors import UnreadableFile
from kg.model import MarkKind
from kg.reading.element import Element
from kg.reading.loose import mark_tables
from kg.reading.marked import Marked

_DROPPED = frozenset(
    {"script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "button", "select", "option", "input"}
    | {"textarea", "iframe", "object", "svg", "canvas", "video", "audio", "map", "head", "figure", "picture", "source", "dialog"}
)
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "table"}
    | {"tbody", "thead", "tfoot", "tr", "td", "th", "blockquote", "pre", "center", "body", "html", "fieldset", "address", "hr"}
    | {"caption", "form", "header", "footer", "nav", "aside"}
)
_FURNITURE = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|menu|topbar|header|head-?nav|footer|foot|breadcrumb|crumbs?|position|location|b?d?share|"
    r"sidebar|side|pagination|pager|related|recommend|toolbar|qrcode|ewm|login|search|copyright|friendlinks?|links|comment|ads?|advert|"
    r"banner|fontsize|print|jiathis)(?:$|[-_ \d])",
    re.I,
)
_FURNITURE_MAX = 400  # Chinese characters; what holds more prose is no furniture, whatever its class
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_CENTER_STYLE = re.compile(r"text-align\s*:\s*center", re.I)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_META_LINE = re.compile(
    r"(?:索\s*引\s*号|发文机关|发布机构|发文单位|成文日期|印发日期|发布日期|发文字号|文\s*号|标\s*题|主题分类|信息来源|信息提供日期|"
    r"来\s*源|公文种类|有效性)\s*[:：]"
)
_CODE = frozenset({"script", "style", "noscript", "template"})
_MOST = 0.5  # of a page's prose: what holds more is no furniture
_CONTENT_SHARE = 0.8  # a child that holds this share of its parent's prose is the content
_LONG_CELL = 600  # a cell with more characters lays out the page, it is no table cell


def read_html(name: str, text: str) -> Marked:
    """Raises UnreadableFile when the page cannot be parsed or holds no text."""
    from lxml import etree, html

    try:
        root: Element = html.document_fromstring(re.sub(r"\A\s*<\?xml[^>]*\?>", "", text))
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableFile(f"文件 {name} 不是完整的网页", hint="在浏览器中另存为完整网页后再试") from error
    title = _title_of(root)
    _prune(root)
    prose = _prose(root)
    body = root.find("body")
    content = _content(body if body is not None else root, prose)
    out = Marked()
    for line in _lead(root, content, title):
        start = out.length
        out.write(line)
        if line == title:
            out.mark(MarkKind.HEADING, start, level=1)
        out.write("\n")
    walker = _Walker(out)
    walker.line_start = out.length
    walker.walk(content)
    walker.end_line()
    mark_tables(out)
    return out


def _flat(element: Element) -> str:
    return _SPACES.sub(" ", "".join(element.itertext())).strip()


def _title_of(root: Element) -> str:
    """The page's own name for its article: meta ArticleTitle, else the only h1."""
    for meta in root.iter("meta"):
        if (meta.get("name") or "").lower() == "articletitle" and meta.get("content"):
            return _SPACES.sub(" ", meta.get("content") or "").strip()
    heads = [_flat(head) for head in root.iter("h1")]
    return heads[0] if len(heads) == 1 else ""


def _prune(root: Element) -> None:
    """Take out scripts, forms, hidden parts and what its class calls navigation; comments too."""
    prose = _prose(root)
    for element in list(root.iter()):
        if prose[element] > _MOST * prose[root] and element.tag not in _CODE:
            continue  # the page wraps its article in a form, or shows it by a script
        marks = f"{element.get('class') or ''} {element.get('id') or ''}" if isinstance(element.tag, str) else ""
        furniture = element.tag in _BLOCKS | {"span"} and _FURNITURE.search(marks) and prose.get(element, 0) < _FURNITURE_MAX
        hidden = isinstance(element.tag, str) and _HIDDEN.search(element.get("style") or "")
        if not isinstance(element.tag, str) or element.tag in _DROPPED or furniture or hidden:
            _empty(element)


def _empty(element: Element) -> None:
    """Remove an element but keep the text behind it. The root and the body stay."""
    if element.getparent() is not None and element.tag != "body":
        element.drop_tree()


def _prose(root: Element) -> dict[Element, int]:
    """Chinese characters below each element that are no link text."""
    found: dict[Element, int] = {}
    for element in reversed(list(root.iter())):  # children before their parents
        if not isinstance(element.tag, str) or element.tag == "a":
            found[element] = 0
            continue
        own = len(_HAN.findall(element.text or ""))
        found[element] = own + sum(found[child] + len(_HAN.findall(child.tail or "")) for child in element)
    return found


def _content(body: Element, prose: dict[Element, int]) -> Element:
    """Descend as long as one child holds nearly all the prose."""
    here = body
    while True:
        best = max(here, key=lambda child: prose[child], default=None)
        if best is None or prose[best] < max(1, _CONTENT_SHARE * prose[here]) or best.tag not in _BLOCKS - {"p", "tr"}:
            return here
        here = best


def _lead(root: Element, content: Element, title: str) -> list[str]:
    """Lines above the content that belong to the document: its title and what the portal says of it."""
    before: list[str] = []
    above = set(content.iterancestors())
    for element in root.iter():
        if element is content:
            break
        if element in above or element.tag not in _BLOCKS | {"span"}:
            continue
        if any(child.tag in _BLOCKS for child in element):
            continue
        line = _flat(element)
        parent = element.getparent()
        if parent is not None and _META_LINE.fullmatch(line):
            line = _flat(parent)  # label and value in two cells
        if len(line) < 120 and _META_LINE.match(line) and not any(line in other for other in before):
            before.append(line)
    head = re.sub(r"\s+", "", "".join(content.itertext())[:2000])
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

    def walk(self, element: Element) -> None:
        tag = element.tag
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

    def _block(self, element: Element, tag: str) -> None:
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

    def _inline(self, element: Element, tag: str) -> None:
        if tag in ("b", "strong"):
            start = self._here()
            self._children(element)
            self.out.mark(MarkKind.BOLD, start)
        else:
            self._bolded(element)

    def _bolded(self, element: Element) -> None:
        start = self._here()
        self._children(element)
        if _BOLD_STYLE.search(element.get("style") or ""):
            self.out.mark(MarkKind.BOLD, start)

    def _here(self) -> int:
        return self.out.length + len(self.pending)

    def _children(self, element: Element) -> None:
        self.text(element.text)
        for child in element:
            self.walk(child)
            self.text(child.tail)


def _centred(element: Element) -> bool:
    return bool(_CENTER_STYLE.search(element.get("style") or "")) or (element.get("align") or "").lower() == "center"


def _list_number(element: Element) -> str:
    """The number that a browser shows before an item of an ordered list."""
    parent = element.getparent()
    if parent is None or parent.tag != "ol" or "none" in (parent.get("style") or ""):
        return ""
    start = parent.get("start") or "1"
    items = [child for child in parent if child.tag == "li"]
    return f"{items.index(element) + (int(start) if start.isdigit() else 1)}. "


# --- tables ------------------------------------------------------------------------------------------


def _cells(row: Element) -> Iterator[Element]:
    return (cell for cell in row if cell.tag in ("td", "th"))


def _cell_text(cell: Element) -> str:
    inner = Marked()
    walker = _Walker(inner)
    walker._children(cell)
    walker.end_line()
    return inner.text.strip().replace("\t", " ")


def _span(cell: Element, name: str) -> int:
    value = cell.get(name) or "1"
    return min(int(value), 200) if value.isdigit() and int(value) > 0 else 1


def _rows(table: Element) -> list[list[str]]:
    """The cells of a data table, merged cells repeated down their rows; [] for a table that only lays out the page."""
    if any(True for _ in table.iterdescendants("table")):
        return []
    raw = [list(_cells(row)) for row in table.iter("tr")]
    if max((len(row) for row in raw), default=0) < 2:
        return []
    if any(len("".join(cell.itertext())) > _LONG_CELL for row in raw for cell in row):
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
