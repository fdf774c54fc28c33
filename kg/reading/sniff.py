"""What a file is, by its bytes, and how its text is encoded."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import PurePath

from kg.errors import UnreadableFile


class Format(Enum):
    TEXT = "text/plain"
    MARKDOWN = "text/markdown"
    HTML = "text/html"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    PDF = "application/pdf"
    IMAGE = "image/*"

    @property
    def media_type(self) -> str:
        return self.value


_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM")
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|tbody|div|p|td|article|section|meta|h[1-6])\b",
    re.I | re.S,
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAMPLE = 4096


def _is_image(data: bytes) -> bool:
    return data.startswith(_IMAGES[:4]) or (data.startswith(b"BM") and len(data) > 54 and b"\0" in data[:54])


def sniff(name: str, data: bytes) -> Format:
    """The format of a file by its first bytes; its name only tells Markdown from plain text. Raises UnreadableFile."""
    head = data[:_SAMPLE]
    if b"%PDF-" in head[:1024]:
        return Format.PDF
    if _is_image(data):
        return Format.IMAGE
    if head.startswith(b"PK"):
        if b"word/" in data:
            return Format.DOCX
        raise UnreadableFile(f"文件 {name} 是压缩包，不是 Word 文档", hint="解压后再导入其中的文件")
    if head.startswith(_OLD_OFFICE):
        raise UnreadableFile(f"文件 {name} 是旧版 Office 文档或加密文档", hint="用 Word 打开，去掉密码，另存为 .docx")
    if head.startswith(b"{\\rtf"):
        raise UnreadableFile(f"文件 {name} 是 RTF 文档", hint="用 Word 另存为 .docx")
    text = decode(name, data)
    if _HTML.match(text[:_SAMPLE]):
        return Format.HTML
    if PurePath(name).suffix.lower() in (".md", ".markdown"):
        return Format.MARKDOWN
    return Format.TEXT


_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(name: str, data: bytes) -> str:
    """Bytes → text with ``\\n`` line ends: BOM, UTF-8, UTF-16 without BOM, GB18030, Big5. Raises UnreadableFile."""
    text = _decoded(data)
    if text is None:
        raise UnreadableFile(f"文件 {name} 不是可识别的文本", hint="另存为 UTF-8 编码的文本，或提供 docx、pdf")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")


def _decoded(data: bytes) -> str | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _try(data, encoding)
    if b"\0" in data[:_SAMPLE]:
        guess = "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"
        return _try(data, guess)
    text = _try(data, "utf-8")
    if text is not None:
        return text
    candidates = [text for encoding in ("gb18030", "big5") if (text := _try(data, encoding)) is not None]
    return max(candidates, key=_common, default=None)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    control = sum(1 for char in text if char < " " and char not in "\t\n\r\f")
    return text if control * 200 <= len(text) and _common(text) > -1 else None


_FREQUENT = frozenset("的一是在和有国政发工业市省部门建设关于加推进展以为年人民技术企实施，。、的與發產業應務")


def _common(text: str) -> float:
    """Share of very frequent characters: the right decoding of Chinese has far more of them."""
    sample = text[:20000]
    return sum(char in _FREQUENT for char in sample) / max(len(sample), 1)
