"""What a file is, how it is encoded, and every way in which it can be refused."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError, TooLarge, UnreadableFile
from kg.reading import SUFFIXES, read, read_bytes

TEXT = "明川省数字港口建设方案\n\n一、总体要求\n\n推动港口数字化转型，提升服务效率。\n"
MAX = 2**20


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode("gb18030"),
        TEXT.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "bom", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "crlf", "cr"],
)
def test_every_encoding_gives_the_same_text(data):
    assert read_bytes("方案.txt", data, max_bytes=MAX).text.strip() == TEXT.strip()


def test_traditional_text_in_big5():
    text = "臺北市推動產業發展實施計畫\n為促進產業發展，訂定本計畫的主要目標與推動策略。\n"
    assert read_bytes("計畫.txt", text.encode("big5"), max_bytes=MAX).text == text


def test_a_source_says_what_it_is():
    source = read_bytes("方案.txt", TEXT.encode(), max_bytes=MAX)
    assert (source.name, source.media_type) == ("方案.txt", "text/plain")
    assert source.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("页面.md", b"<!DOCTYPE html><html><body><p>" + "明川省方案正文。".encode() + b"</p></body></html>", "text/html"),
        ("方案.2031版", b"<html><body><p>" + "明川省方案正文。".encode() + b"</p></body></html>", "text/html"),
        ("竞赛.txt", "PK赛活动方案。".encode(), "text/plain"),
        ("页面.txt", "<div><p>明川省方案正文。</p></div>".encode(), "text/html"),
        ("说明.html", "明川省方案正文，没有任何标签。".encode(), "text/plain"),
        ("没有后缀", "明川省方案正文。".encode(), "text/plain"),
        ("清单.md", "# 明川省方案\n\n正文。".encode(), "text/markdown"),
    ],
)
def test_among_written_text_the_bytes_decide_not_the_name(name, data, media_type):
    assert read_bytes(name, data, max_bytes=MAX).media_type == media_type


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.txt", b"", "空的"),
        ("空白.txt", b" \n\n\t ", "空的"),
        ("空.html", b"<html><body><script>1</script></body></html>", "没有文字"),
        ("图.bin", bytes(range(256)) * 8, "不是可识别的文本"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版"),
        ("富文本.rtf", b"{\\rtf1\\ansi hello}", "RTF"),
        ("包.docx", zipped(a=b"x"), "压缩包"),
        ("坏.docx", zipped(word__document=b"x"), "不是完整的 Word"),
        ("断.docx", b"PK\x03\x04 word/document.xml" + b"\0" * 40, "损坏"),
        ("断.pdf", b"%PDF-1.7\nnothing else", "不是完整的 PDF"),
        ("坏.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "图片"),
    ],
)
def test_unreadable_files_say_why_and_what_to_do(name, data, words):
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(name, data, max_bytes=MAX)
    if name != "坏.png":  # without the ocr extra a picture is refused for want of it
        assert words in str(caught.value)
    assert name in str(caught.value)
    assert caught.value.hint


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 60
HTML = "<html><body><p>明川省方案正文。</p></body></html>".encode()


@pytest.mark.parametrize(
    ("name", "data", "really"),
    [
        ("方案.docx", TEXT.encode(), "纯文本"),
        ("方案.DOCX", TEXT.encode("gb18030"), "纯文本"),
        ("方案.pdf", TEXT.encode(), "纯文本"),
        ("方案.exe", TEXT.encode(), "纯文本"),
        ("方案.xlsx", TEXT.encode(), "纯文本"),
        ("方案.doc", TEXT.encode(), "纯文本"),
        ("方案.jpg", TEXT.encode(), "纯文本"),
        ("方案.zip", TEXT.encode(), "纯文本"),
        ("页面.pdf", HTML, "网页"),
        ("页面.docx", HTML, "网页"),
        ("页面.doc", HTML, "网页"),
        ("扫描.txt", PNG, "图片"),
        ("扫描.md", PNG, "图片"),
        ("扫描.pdf", PNG, "图片"),
        ("正文.txt", b"%PDF-1.7\n1 0 obj", "PDF"),
        ("正文.docx", b"%PDF-1.7\n1 0 obj", "PDF"),
        ("正文.html", zipped(word__document=b"x"), "Word"),
        ("正文.pdf", zipped(word__document=b"x"), "Word"),
        ("正文.docx", zipped(xl__workbook=b"x"), "Excel"),
        ("正文.docx", zipped(ppt__presentation=b"x"), "PowerPoint"),
        ("正文.docx", zipped(a=b"x"), "压缩包"),
        ("正文.txt", b"Rar!\x1a\x07\x00" + b"\0" * 60, "压缩包"),
        ("正文.docx", b"MZ\x90\0" + b"\0" * 60, "可执行程序"),
        ("正文.txt", b"\x7fELF" + b"\0" * 60, "可执行程序"),
        ("正文.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "加密"),
        ("正文.docx", b"{\\rtf1 hello}", "RTF"),
        ("正文.png", b"GIF89a" + b"\0" * 60, "图片格式"),
        ("正文.png", b"RIFF\0\0\0\0WEBPVP8 ", "图片格式"),
        ("正文.pdf", bytes(range(256)) * 8, "无法识别"),
    ],
)
def test_a_file_that_lies_is_refused_and_told_what_it_is(name, data, really):
    with pytest.raises(UnreadableFile, match="名实不符") as caught:
        read_bytes(name, data, max_bytes=MAX)
    assert name in str(caught.value)
    assert really in str(caught.value).partition("内容却是")[2]
    assert caught.value.hint and caught.value.code == "unreadable_file"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("程序.exe", b"MZ\x90\0" + b"\0" * 60, "可执行程序"),
        ("表.xlsx", zipped(xl__workbook=b"x"), "Excel"),
        ("版式.ofd", zipped(a=b"x"), ".ofd"),
        ("录音.mp3", bytes(range(256)) * 8, ".mp3"),
        ("包.zip", zipped(a=b"x"), "压缩包"),
        ("乱码.txt", bytes(range(256)) * 8, "不是可识别的文本"),
    ],
)
def test_what_is_honest_but_not_read_is_no_liar(name, data, words):
    with pytest.raises(UnreadableFile, match=words) as caught:
        read_bytes(name, data, max_bytes=MAX)
    assert "名实不符" not in str(caught.value) and caught.value.hint


def test_a_folder_is_searched_for_what_is_read_and_what_is_refused():
    assert {".txt", ".md", ".html", ".docx", ".pdf", ".png", ".doc", ".exe", ".zip"} <= set(SUFFIXES)


def test_too_large_in_memory_and_on_disk(tmp_path):
    path = tmp_path / "大.txt"
    path.write_bytes(TEXT.encode() * 10)
    with pytest.raises(TooLarge, match="超过上限"):
        read(path, max_bytes=100)
    with pytest.raises(TooLarge):
        read_bytes(path.name, path.read_bytes(), max_bytes=100)


def test_a_zip_bomb_is_not_unpacked():
    bomb = zipped(word__document=b"\0" * (30 * MAX))
    assert len(bomb) < MAX
    with pytest.raises(TooLarge, match="解压后"):
        read_bytes("炸弹.docx", bomb, max_bytes=MAX)


def test_an_encrypted_archive(tmp_path):
    data = bytearray(zipped(word__document=b"hello"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    with pytest.raises(UnreadableFile, match="加密"):
        read_bytes("锁.docx", bytes(data), max_bytes=MAX)


def test_a_missing_file(tmp_path):
    with pytest.raises(UnreadableFile, match="无法打开"):
        read(tmp_path / "没有.txt", max_bytes=MAX)


def test_read_gives_what_read_bytes_gives(tmp_path):
    path = tmp_path / "方案.txt"
    path.write_bytes(TEXT.encode())
    assert read(path, max_bytes=MAX) == read_bytes("方案.txt", TEXT.encode(), max_bytes=MAX)


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.md", "a.html", "a.docx", "a.pdf"]))
def test_any_bytes_are_read_or_refused_in_chinese(data, name):
    try:
        source = read_bytes(name, data, max_bytes=MAX)
    except InputError as error:
        assert name in str(error)
    else:
        assert source.text.strip()
        assert all(0 <= mark.span.start < mark.span.end <= len(source.text) for mark in source.marks)
