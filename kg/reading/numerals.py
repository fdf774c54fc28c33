"""Numbers as a word processor writes them before paragraphs."""

from __future__ import annotations

_DIGITS = "〇一二三四五六七八九"
_CHINESE = frozenset({"chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
                      "taiwaneseCountingThousand", "chineseLegalSimplified", "ideographTraditional"})  # fmt: skip


def chinese(number: int) -> str:
    """1 → 一, 12 → 十二, 105 → 一百零五; numbers from 1 to 999."""
    if number < 10:
        return _DIGITS[number]
    if number < 20:
        return "十" + (_DIGITS[number % 10] if number % 10 else "")
    if number < 100:
        return _DIGITS[number // 10] + "十" + (_DIGITS[number % 10] if number % 10 else "")
    rest = number % 100
    tail = "" if not rest else "零" + _DIGITS[rest] if rest < 10 else ("一" if rest < 20 else "") + chinese(rest)
    return _DIGITS[number // 100 % 10] + "百" + tail


def written(number: int, kind: str) -> str:
    """``number`` in the format ``kind`` of WordprocessingML (decimal, chineseCounting, upperLetter, …)."""
    if kind in _CHINESE:
        return chinese(number)
    if kind in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if kind == "decimalFullWidth":
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    if kind in ("upperLetter", "lowerLetter") and 1 <= number <= 26:
        return chr((ord("A") if kind == "upperLetter" else ord("a")) + number - 1)
    if kind in ("upperRoman", "lowerRoman"):
        return _roman(number) if kind == "upperRoman" else _roman(number).lower()
    return str(number)


def _roman(number: int) -> str:
    found = ""
    for value, sign in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            found, number = found + sign, number - value
    return found
