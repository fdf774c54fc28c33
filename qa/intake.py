"""What may come in as a question: one check for every door."""

from __future__ import annotations

import unicodedata

from qa.errors import BadQuestion

_LAYOUT = frozenset("\t\n\r")


def readable(text: str, *, limit: int) -> str:
    """``text`` without blanks at its ends. Raises BadQuestion when it is empty, longer than ``limit`` or not text."""
    if len(text) > limit:
        raise BadQuestion(f"问题太长：{len(text)} 个字符，上限 {limit} 个", hint="请缩短后再问")
    if any(_is_binary(char) for char in text):
        raise BadQuestion("问题里有控制字符，不是可读的文字", hint="请用普通文字提问")
    text = text.strip()
    if not any(unicodedata.category(char)[0] in "LN" for char in text):
        raise BadQuestion("问题是空的，没有一个字", hint="请写出要问的内容，例如：哪个部门牵头某项任务？")
    return text


def _is_binary(char: str) -> bool:
    return char not in _LAYOUT and unicodedata.category(char) in ("Cc", "Cs", "Cn", "Co")
