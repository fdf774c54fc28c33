"""File → stored text, marks and pages. The bytes decide what a file is; a name that promises something else is refused."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kg.errors import TooLarge, UnreadableFile
from kg.model import Source
from kg.reading.marked import Marked
from kg.reading.sniff import ENDINGS, Format, decode, sniff

SUFFIXES = ENDINGS  # what a folder is searched for: what is read, and what is refused with its reason


def read(path: Path, *, max_bytes: int) -> Source:
    """Read one file. Raises TooLarge, UnreadableFile."""
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise _too_large(path.name, size, max_bytes)
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"无法打开文件 {path.name}：{error.strerror}", hint="检查路径和读取权限") from error
    return read_bytes(path.name, data, max_bytes=max_bytes)


def read_bytes(name: str, data: bytes, *, max_bytes: int) -> Source:
    """Read a file's bytes. ``name`` is the file name, for messages and what it promises. Raises TooLarge, UnreadableFile."""
    if len(data) > max_bytes:
        raise _too_large(name, len(data), max_bytes)
    if not data.strip():
        raise UnreadableFile(f"文件 {name} 是空的", hint="换一份有内容的文件")
    kind = sniff(name, data)
    out = _read_as(kind, name, data, max_bytes)
    text = out.text
    if not text.strip():
        raise UnreadableFile(f"文件 {name} 中没有文字", hint="若是扫描件，请安装 ocr 组件：pip install 'kgqa[ocr]'")
    return Source(
        name=name,
        media_type=kind.media_type,
        sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        marks=tuple(sorted(out.marks, key=lambda mark: (mark.span.start, -mark.span.end))),
        pages=tuple(out.pages),
    )


def _too_large(name: str, size: int, limit: int) -> TooLarge:
    megabyte = 1024 * 1024
    return TooLarge(
        f"文件 {name} 有 {size / megabyte:.1f} MB，超过上限 {limit / megabyte:.0f} MB",
        hint="拆分文件，或调大 KGQA_MAX_FILE_MB",
    )


def _read_as(kind: Format, name: str, data: bytes, max_bytes: int) -> Marked:
    if kind is Format.MARKDOWN:
        from kg.reading.markdown import read_markdown

        return read_markdown(decode(name, data))
    if kind is Format.HTML:
        from kg.reading.html import read_html

        return read_html(name, decode(name, data))
    if kind is Format.DOCX:
        from kg.reading.docx import read_docx

        return read_docx(name, data, max_bytes)
    if kind is Format.PDF:
        from kg.reading.pdf import read_pdf

        return read_pdf(name, data)
    if kind is Format.IMAGE:
        from kg.reading.ocr import read_image

        return read_image(name, data)
    from kg.reading.plain import read_plain

    return read_plain(decode(name, data))
