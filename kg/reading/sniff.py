"""What a file is, by its bytes, whether its name tells the truth, and how its text is encoded."""

from __future__ import annotations

import re
from collections.abc import Mapping
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


class _Is(Enum):
    """What bytes turn out to be. The value is how a message calls it."""

    TEXT = "纯文本"
    HTML = "网页"
    DOCX = "Word 文档（docx）"
    PDF = "PDF 文档"
    IMAGE = "图片"
    SHEET = "Excel 表格（xlsx）"
    SLIDES = "PowerPoint 演示文稿（pptx）"
    ARCHIVE = "压缩包"
    OLD_OFFICE = "旧版 Office 文档或加密文档"
    RTF = "RTF 文档"
    PROGRAM = "可执行程序"
    OTHER_IMAGE = "不支持的图片格式"
    UNKNOWN = "无法识别的二进制数据"


_WRITTEN = frozenset((_Is.TEXT, _Is.HTML))  # written text; Markdown is a matter of the name
_PACKED_DOCUMENTS = ".ofd .odt .ods .odp .epub"
# A name with one of these endings promises that content. Endings of written text may stand for one another.
_PROMISED: Mapping[str, frozenset[_Is]] = {
    ending: frozenset(kinds)
    for endings, kinds in (
        (".txt .text .md .markdown .html .htm .xhtml", _WRITTEN),
        (".docx .docm .dotx", (_Is.DOCX,)),
        (".pdf", (_Is.PDF,)),
        (".png .jpg .jpeg .tif .tiff .bmp", (_Is.IMAGE,)),
        (".gif .webp", (_Is.OTHER_IMAGE,)),
        (".xlsx .xlsm", (_Is.SHEET,)),
        (".pptx", (_Is.SLIDES,)),
        (".doc .dot .wps .xls .et .ppt .dps", (_Is.OLD_OFFICE,)),
        (".rtf", (_Is.RTF,)),
        (".zip .rar .7z .gz .tgz .bz2 .xz", (_Is.ARCHIVE,)),
        (".exe .dll .com .msi .so .dylib", (_Is.PROGRAM,)),
        (_PACKED_DOCUMENTS, (_Is.ARCHIVE,)),
        (".mobi .mp3 .mp4 .wav .avi .mov .iso .db .sqlite", (_Is.UNKNOWN,)),
    )
    for ending in endings.split()
}
ENDINGS = tuple(sorted(_PROMISED))

_READ = {_Is.TEXT: Format.TEXT, _Is.HTML: Format.HTML, _Is.DOCX: Format.DOCX, _Is.PDF: Format.PDF, _Is.IMAGE: Format.IMAGE}
_ASK = {
    _Is.SHEET: "把表格另存为 docx、pdf 或文本后再导入",
    _Is.SLIDES: "另存为 docx、pdf 或文本后再导入",
    _Is.ARCHIVE: "解压后再导入其中的文件",
    _Is.OLD_OFFICE: "用 Word 打开，去掉密码，另存为 .docx",
    _Is.RTF: "用 Word 另存为 .docx",
    _Is.OTHER_IMAGE: "转换为 png 或 jpg 后再导入",
}
_OTHERWISE = "另存为 UTF-8 编码的文本，或提供 docx、pdf"
_NAMED = {_Is.TEXT: ".txt", _Is.HTML: ".html", _Is.DOCX: ".docx", _Is.PDF: ".pdf", _Is.IMAGE: ".png 或 .jpg"}

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|tbody|div|p|td|article|section|meta|h[1-6])\b",
    re.I | re.S,
)
_PDF = re.compile(rb"[\s\0\xef\xbb\xbf]*%PDF-")
_SIGNATURES = (
    (_Is.IMAGE, (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")),
    (_Is.OTHER_IMAGE, (b"GIF87a", b"GIF89a")),
    (_Is.OLD_OFFICE, (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)),
    (_Is.RTF, (b"{\\rtf",)),
    (_Is.ARCHIVE, (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00")),
    (_Is.PROGRAM, (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ZIPPED = ((b"word/", _Is.DOCX), (b"xl/workbook", _Is.SHEET), (b"ppt/presentation", _Is.SLIDES))
_SAMPLE = 4096


def sniff(name: str, data: bytes) -> Format:
    """The format of a file by its bytes. Its name tells Markdown from plain text, and must not promise what the bytes
    are not: text named .docx or a picture named .txt is refused. Raises UnreadableFile."""
    ending = PurePath(name).suffix.lower()
    found = _look(data)
    promised = _PROMISED.get(ending)
    undecoded = found is _Is.UNKNOWN and promised == _WRITTEN
    if promised is not None and found not in promised and not undecoded:
        raise _lies(name, ending, found)
    if found not in _READ:
        raise _unread(name, found, "" if undecoded else ending)
    if found is _Is.TEXT and ending in (".md", ".markdown"):
        return Format.MARKDOWN
    return _READ[found]


def _look(data: bytes) -> _Is:
    """Signatures first; what has none and can be decoded is text."""
    if _PDF.match(data[:_SAMPLE]) or (b"%PDF-" in data[:1024] and b"startxref" in data):
        return _Is.PDF
    for kind, signatures in _SIGNATURES:
        if data.startswith(signatures):
            return kind
    if data.startswith(_ZIP):
        return next((kind for folder, kind in _ZIPPED if folder in data), _Is.ARCHIVE)
    binary = b"\0" in data[:64]
    if binary and data.startswith(b"BM"):
        return _Is.IMAGE
    if binary and data.startswith(b"MZ"):
        return _Is.PROGRAM
    if binary and data.startswith(b"RIFF"):
        return _Is.OTHER_IMAGE if data[8:12] == b"WEBP" else _Is.UNKNOWN
    text = _decoded(data)
    if text is None:
        return _Is.UNKNOWN
    return _Is.HTML if _HTML.match(text[:_SAMPLE].lstrip("\ufeff")) else _Is.TEXT


def _lies(name: str, ending: str, found: _Is) -> UnreadableFile:
    known = _NAMED.get(found)
    hint = f"若内容无误，把后缀改为 {known} 后再导入；否则重新获取该文件" if known else _ASK.get(found, "重新获取该文件")
    return UnreadableFile(f"文件 {name} 的后缀是 {ending}，内容却是{_called(found)}，名实不符，不予读取", hint=hint)


def _unread(name: str, found: _Is, ending: str) -> UnreadableFile:
    """An honest name (or none) for what is not read; the ending calls best what the bytes do not."""
    if ending in _PROMISED and (found is _Is.UNKNOWN or ending in _PACKED_DOCUMENTS.split()):
        return UnreadableFile(f"文件 {name} 是 {ending} 格式，不在可读的格式之列", hint=_OTHERWISE)
    if found is _Is.UNKNOWN:
        return UnreadableFile(f"文件 {name} 不是可识别的文本", hint=_OTHERWISE)
    return UnreadableFile(f"文件 {name} 是{_called(found)}，不在可读的格式之列", hint=_ASK.get(found, _OTHERWISE))


def _called(found: _Is) -> str:
    """The name of ``found`` with a space in front of a Latin letter."""
    return f" {found.value}" if found.value[0].isascii() else found.value


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
