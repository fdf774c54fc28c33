"""A minimal PDF writer for fixtures: Chinese text in a standard, not embedded font, and ruled lines."""

from __future__ import annotations

from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842


@dataclass
class Page:
    texts: list[tuple[float, float, float, str]] = field(default_factory=list)  # x, y from the foot, size, text
    lines: list[tuple[float, float, float, float]] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, size: float = 16) -> None:
        self.texts.append((x, y, size, text))

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.lines.append((x0, y0, x1, y1))

    def content(self) -> bytes:
        parts = [f"{x0} {y0} m {x1} {y1} l S" for x0, y0, x1, y1 in self.lines]
        for x, y, size, text in self.texts:
            parts.append(f"BT /F1 {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET")
        return "\n".join(parts).encode()


def pdf(pages: list[Page]) -> bytes:
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) "
        b"/Supplement 2 >> /FontDescriptor 5 0 R /DW 1000 >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 "
        b"/Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    kids = []
    for page in pages:
        content = page.content()
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
            % (WIDTH, HEIGHT, len(objects))
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
