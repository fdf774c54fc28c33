"""Makers of fixture files: one fictional document as Markdown, HTML, Word and PDF, and a minimal PDF writer."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from kg.metadata import metadata
from kg.model import Document
from kg.reading import read_bytes
from kg.structure import outline

MAX = 50 * 2**20
WIDTH, HEIGHT = 595, 842


@dataclass
class Page:
    texts: list[tuple[float, float, float, str]] = field(default_factory=list)  # x, y from the foot, size, text
    lines: list[tuple[float, float, float, float]] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, size: float = 16) -> None:
        self.texts.append((x, y, size, text))

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.lines.append((x0, y0, x1, y1))


class Font:
    """Fonts that the file carries itself: every character a square, up to 200 characters a font."""

    SIZE = 200

    def __init__(self, pages: list[Page]) -> None:
        self.characters = sorted({char for page in pages for *_, text in page.texts for char in text})

    def show(self, x: float, y: float, size: float, text: str) -> str:
        parts = []
        for i, char in enumerate(text):
            font, code = divmod(self.characters.index(char), self.SIZE)
            parts.append(f"/F{font} {size} Tf 1 0 0 1 {x + i * size} {y} Tm <{code + 1:02x}> Tj")
        return "BT " + " ".join(parts) + " ET"

    def objects(self, first: int) -> list[bytes]:
        """Three objects a font: the font, its one glyph, its map to Unicode; ``first`` is the number of the first."""
        found: list[bytes] = []
        glyph = b"1000 0 0 -100 1000 900 d1 100 0 800 800 re f"
        for start in range(0, max(len(self.characters), 1), self.SIZE):
            own, number = self.characters[start : start + self.SIZE], first + len(found)
            names = " ".join(f"/g{i}" for i in range(1, len(own) + 1))
            procs = " ".join(f"/g{i} {number + 1} 0 R" for i in range(1, len(own) + 1))
            chars = "\n".join(f"<{i:02x}> <{char.encode('utf-16-be').hex()}>" for i, char in enumerate(own, 1))
            cmap = (
                "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def "
                f"1 begincodespacerange <00> <ff> endcodespacerange {len(own)} beginbfchar\n{chars}\nendbfchar endcmap end end"
            ).encode()
            found.append(
                f"<< /Type /Font /Subtype /Type3 /FontBBox [0 -100 1000 900] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 1 "
                f"/LastChar {len(own)} /Widths [{'1000 ' * len(own)}] /Encoding << /Type /Encoding /Differences [1 {names}] >> "
                f"/CharProcs << {procs} >> /Resources << >> /ToUnicode {number + 2} 0 R >>".encode()
            )
            found.extend(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body) for body in (glyph, cmap))
        return found


class NoFont(Font):
    """A standard Chinese font that the file does not carry: without it on the machine there are no glyphs to measure."""

    def show(self, x: float, y: float, size: float, text: str) -> str:
        return f"BT /F0 {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET"

    def objects(self, first: int) -> list[bytes]:
        return [
            f"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
            f"/DescendantFonts [{first + 1} 0 R] >>".encode(),
            f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) "
            f"/Supplement 2 >> /FontDescriptor {first + 2} 0 R /DW 1000 >>".encode(),
            b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 "
            b"/Descent -120 /CapHeight 880 /StemV 93 >>",
        ]


def pdf(pages: list[Page], font_type: type[Font] = Font) -> bytes:
    font = font_type(pages)
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", *font.objects(3)]
    fonts = " ".join(f"/F{i} {3 + 3 * i} 0 R" for i in range((len(objects) - 2) // 3))
    kids = []
    for page in pages:
        parts = [f"{x0} {y0} m {x1} {y1} l S" for x0, y0, x1, y1 in page.lines]
        content = "\n".join([*parts, *(font.show(*text) for text in page.texts)]).encode()
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Resources << /Font << {fonts} >> >> "
            f"/Contents {len(objects)} 0 R >>".encode()
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def set_pages(paragraphs: list[str], *, columns: int = 28, rows: int = 22, head: str = "", size: float = 16) -> list[Page]:
    """Set paragraphs as an official document is set: two characters of indent, hard line ends, page numbers at the foot."""
    lines: list[tuple[float, str]] = []
    for paragraph in paragraphs:
        room = columns - 2
        first = True
        while paragraph:
            lines.append((2 if first else 0, paragraph[: room if first else columns]))
            paragraph = paragraph[room if first else columns :]
            first = False
    pages = []
    for number, at in enumerate(range(0, len(lines), rows), start=1):
        page = Page()
        if head:
            page.text(230, 800, head, 10)
        for row, (indent, line) in enumerate(lines[at : at + rows]):
            page.text(72 + indent * size, 750 - row * 30, line, size)
        page.text(280, 50, f"— {number} —", 12)
        pages.append(page)
    return pages


@dataclass(frozen=True)
class Paragraph:
    text: str
    level: int = 0  # heading level
    bold: str = ""  # bold beginning of the text


@dataclass(frozen=True)
class Table:
    rows: tuple[tuple[str, ...], ...]


Plan = tuple[Paragraph | Table, ...]

PLAN: Plan = (
    Paragraph("明川省低空装备产业发展行动方案", 1),
    Paragraph("为加快低空装备产业发展，推动形成新的增长点，结合我省实际，制定本行动方案。"),
    Paragraph("一、主要目标", 2),
    Paragraph("到2027年，全省低空装备产业规模达到300亿元左右，培育企业50家以上，建成起降场120个。"),
    Paragraph("二、重点任务", 2),
    Paragraph("（一）补强产业链条", 3),
    Paragraph(
        "1.研制关键部件。支持龙头企业研制飞控系统、轻质电机和复合材料机身，开展产学研联合攻关。（省工业厅、省科技厅）",
        bold="1.研制关键部件。",
    ),
    Paragraph("专栏1 关键部件攻关行动", 4),
    Paragraph("攻关飞控系统。支持企业研发高可靠飞控系统，形成一批有竞争力的产品。", bold="攻关飞控系统。"),
    Paragraph("攻关轻质电机。依托骨干企业提升轻质电机供给能力，扩大应用规模。", bold="攻关轻质电机。"),
    Paragraph(
        "2.做强整机企业。培育3家以上整机企业，支持企业开展适航取证。（省工业厅牵头，省交通运输厅配合）", bold="2.做强整机企业。"
    ),
    Paragraph("（二）建设基础设施", 3),
    Paragraph(
        "3.统筹起降设施。新建起降点120个，形成覆盖全省的低空交通网络。（省交通运输厅，各市人民政府）", bold="3.统筹起降设施。"
    ),
    Paragraph("三、保障措施", 2),
    Paragraph("（一）加强组织领导。建立联席会议制度，协调解决重大问题。（省工业厅牵头，有关部门配合）"),
    Paragraph("附件"),
    Paragraph("重点任务分工表"),
    Table(
        (
            ("序号", "工作任务", "责任单位"),
            ("1", "研制载人飞行器", "省工业厅、省交通运输厅"),
            ("2", "建设起降场", "各市人民政府"),
        )
    ),
)


def as_markdown(plan: Plan) -> bytes:
    lines = []
    for item in plan:
        if isinstance(item, Table):
            head, *body = ["| " + " | ".join(row) + " |" for row in item.rows]
            lines.append("\n".join([head, "|" + "---|" * len(item.rows[0]), *body]))
        else:
            marked = f"**{item.bold}**{item.text[len(item.bold) :]}" if item.bold else item.text
            lines.append("#" * item.level + " " * bool(item.level) + marked)
    return "\n\n".join(lines).encode()


def as_html(plan: Plan) -> bytes:
    """A government page: navigation, the article in an old editor's class, a foot."""
    lines = []
    for item in plan:
        if isinstance(item, Table):
            rows = "".join("<tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in row) + "</tr>" for row in item.rows)
            lines.append(f"<table>{rows}</table>")
        elif item.level:
            lines.append(f"<h{item.level}>{item.text}</h{item.level}>")
        else:
            lines.append(f"<p style='text-indent:2em'><b>{item.bold}</b>{item.text[len(item.bold) :]}</p>")
    return f"""<!DOCTYPE html><html><head><title>明川省政府网</title><style>p {{}}</style></head><body>
<div class="top-nav"><a href="/">首页</a> <a href="/zwgk">政务公开</a> 今天是星期一</div>
<div class="crumbs">当前位置：首页 &gt; 政策文件</div>
<div id="content"><div class="TRS_Editor">{"".join(lines)}</div></div>
<div class="footer">主办单位：明川省人民政府办公厅 网站标识码123456</div>
<script>var a = "脚本";</script></body></html>""".encode()


def as_docx(plan: Plan, *, styles: bool = True) -> bytes:
    import docx

    document = docx.Document()
    for item in plan:
        if isinstance(item, Table):
            table = document.add_table(len(item.rows), len(item.rows[0]))
            for r, row in enumerate(item.rows):
                for c, cell in enumerate(row):
                    table.cell(r, c).text = cell
        elif item.level and styles:
            document.add_heading(item.text, item.level)
        else:
            paragraph = document.add_paragraph()
            paragraph.add_run(item.bold).bold = True
            paragraph.add_run(item.text[len(item.bold) :])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_pdf(plan: Plan, font: type[Font] = Font) -> bytes:
    """Paragraphs set in lines of 28 characters; each table ruled on a page of its own."""
    pages = set_pages([item.text for item in plan if isinstance(item, Paragraph)], head="明川省人民政府公报")
    for item in plan:
        if isinstance(item, Table):
            pages.append(ruled(item.rows))
    return pdf(pages, font)


def ruled(rows: tuple[tuple[str, ...], ...]) -> Page:
    page = Page()
    ys = [720 - 40 * i for i in range(len(rows) + 1)]
    xs = [72 + 440 * i / len(rows[0]) for i in range(len(rows[0]) + 1)]
    for y in ys:
        page.rule(xs[0], y, xs[-1], y)
    for x in xs:
        page.rule(x, ys[0], x, ys[-1])
    for y, row in zip(ys, rows, strict=False):
        for x, cell in zip(xs, row, strict=False):
            page.text(x + 5, y - 25, cell, 11)
    return page


@pytest.fixture
def plan() -> Plan:
    return PLAN


FORMATS: dict[str, Callable[[Plan], bytes]] = {
    "plan.md": as_markdown,
    "plan.html": as_html,
    "plan.docx": as_docx,
    "plan.pdf": as_pdf,
    "glyphless.pdf": lambda plan: as_pdf(plan, NoFont),
    "plain.docx": lambda plan: as_docx(plan, styles=False),
}


@pytest.fixture
def as_plan_md() -> tuple[str, bytes]:
    """The document in the format that the others are compared with."""
    return "plan.md", as_markdown(PLAN)


@pytest.fixture(params=FORMATS)
def rendered(request: pytest.FixtureRequest) -> tuple[str, bytes]:
    """The same document in one of its formats: file name and bytes."""
    return request.param, FORMATS[request.param](PLAN)


@pytest.fixture(params=[name for name in FORMATS if name != "plain.docx"])
def tabled(request: pytest.FixtureRequest) -> Callable[..., tuple[str, bytes]]:
    """A title, a section head, a line and the rows of a table → the document in one of the formats: file name and bytes."""

    def make(title: str, head: str, line: str, rows: tuple[tuple[str, ...], ...]) -> tuple[str, bytes]:
        made = (Paragraph(title, 1), Paragraph(head, 2), Paragraph(line), Table(rows))
        return request.param, FORMATS[request.param](made)

    return make


@pytest.fixture
def opened() -> Callable[[str, bytes], Document]:
    """File name and bytes → Document."""

    def open_(name: str, data: bytes) -> Document:
        source = read_bytes(name, data, max_bytes=MAX)
        return outline(source, metadata(source), "x")

    return open_


@pytest.fixture
def make_pdf() -> Callable[..., bytes]:
    return lambda paragraphs, **options: pdf(set_pages(paragraphs, **options))


@pytest.fixture
def blank_page() -> type[Page]:
    return Page


@pytest.fixture
def bind_pdf() -> Callable[[list[Page]], bytes]:
    return pdf


@pytest.fixture
def glyphless_pdf() -> Callable[[list[str]], bytes]:
    return lambda paragraphs: pdf(set_pages(paragraphs), NoFont)
