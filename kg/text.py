"""Text for matching, with a way back to the stored text.

``fold`` keeps the length (one code point in, one out), so offsets in folded text are offsets in the original.
``heal`` drops what a page break or a hard line wrap left inside a sentence and remembers where each kept character stood.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from kg.model import Span

# A line that is only a page number, as print leaves it: —９—, - 12 -, · 3 ·, 第 4 页 共 9 页
PAGE_NUMBER = re.compile(
    r"[ \t\u3000]*(?:[—–\-－·•]{1,2}[ \t\u3000]*[0-9０-９]{1,4}[ \t\u3000]*[—–\-－·•]{1,2}"
    r"|第[ \t]*[0-9０-９]{1,4}[ \t]*页(?:[ \t\u3000]*[/,，]?[ \t\u3000]*共[ \t]*[0-9０-９]{1,4}[ \t]*页)?)[ \t\u3000]*"
)
_SPACE = " \t\r\n\u3000\u00a0\u200b\ufeff\x0c"
_QUOTES = {"＂": "“", "「": "“", "『": "“", "」": "”", "』": "”", "〝": "“", "〞": "”"}


@dataclass(frozen=True, slots=True)
class View:
    """Healed text; ``starts[i]`` is the offset in the stored text of its i-th character."""

    text: str
    starts: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The stored span that the healed interval ``[start, end)`` covers (debris inside it included)."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.starts[-1] + 1 if self.starts else 0)
            return Span(at, at)
        return Span(self.starts[start], self.starts[end - 1] + 1)


def _is_latin(char: str) -> bool:
    return char != "" and char.isascii() and (char.isalnum() or char in "+#-./%,;:)(")


def heal(text: str, span: Span) -> View:
    """A view of ``text[span]`` without line breaks, page numbers and layout spaces.

    A space survives only between two Latin words (“AI agent”).
    """
    raw = span.of(text)
    keep: list[int] = []
    position = 0
    for line in re.split(r"(?<=\n)", raw):
        if not (PAGE_NUMBER.fullmatch(line.rstrip("\r\n")) and line.strip()):
            keep.extend(range(position, position + len(line)))
        position += len(line)
    chars: list[str] = []
    starts: list[int] = []
    for index, offset in enumerate(keep):
        char = raw[offset]
        if char in _SPACE:
            before = chars[-1] if chars else ""
            after = next((raw[k] for k in keep[index + 1 :] if raw[k] not in _SPACE), "")
            if not (_is_latin(before) and _is_latin(after) and before != " "):
                continue
            char = " "
        chars.append(char)
        starts.append(span.start + offset)
    return View("".join(chars), tuple(starts))


@lru_cache(maxsize=1)
def _simplified() -> dict[str, str]:
    """Traditional → simplified, one character to one (OpenCC's t2s table, read once on first use)."""
    import opencc

    convert = opencc.OpenCC("t2s").convert
    block = "".join(map(chr, range(0x4E00, 0xA000)))
    plain = convert(block)
    if len(plain) != len(block):  # a table that maps one to many would break every offset
        return {}
    return {a: b for a, b in zip(block, plain, strict=True) if a != b}


def fold_char(char: str) -> str:
    if char in _QUOTES:
        return _QUOTES[char]
    wide = unicodedata.normalize("NFKC", char)
    char = wide if len(wide) == 1 else char
    lower = char.lower()
    return lower if len(lower) == 1 else char


@lru_cache(maxsize=4096)
def _fold_cached(text: str) -> str:
    folded = "".join(map(fold_char, text))
    if any("\u4e00" <= char <= "\u9fff" for char in folded):
        table = _simplified()
        folded = "".join(table.get(char, char) for char in folded)
    return folded


def fold(text: str) -> str:
    """Full width → half width, traditional → simplified, lower case. Same length as ``text``."""
    return _fold_cached(text)


_LOOSE = re.compile(r"[\s“”\"'‘’《》〈〉<>·、,，。.;；:：!！?？—–\-()（）\[\]〔〕【】*]+")


def key(text: str) -> str:
    """A key under which two spellings of one name meet: folded, without quotes, spaces and punctuation."""
    return _LOOSE.sub("", fold(text))


_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def numeral(text: str) -> int | None:
    """A Chinese or Arabic integer below 10,000: 十二 → 12, 两 → 2, ３０ → 30; None when it is none."""
    text = fold(text).strip()
    if text.isascii() and text.isdigit():
        return int(text)
    if not text or any(char not in _DIGITS and char not in _UNITS for char in text):
        return None
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total, digit = 0, -1
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        else:
            total += (1 if digit < 0 else digit) * _UNITS[char]
            digit = -1
    return total + max(digit, 0)
