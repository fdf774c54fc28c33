"""Markdown → text and marks. Headings and bold become marks, tables rows; pictures, link targets and escapes go."""

from __future__ import annotations

import re

from kg.model import MarkKind
from kg.reading.loose import mark_tables
from kg.reading.marked import Marked
from kg.text import key

_FRONT_RULE = re.compile(r"---[ \t]*")
_FRONT_END = re.compile(r"(?:---|\.\.\.)[ \t]*")
_FRONT_LINE = re.compile(r"[\w.-]+[ \t]*:|[ \t]|-[ \t]|#|$")  # a key and its value; a text between two rules is a text
_TITLE = re.compile(r"^title:[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.M)
_SITE = re.compile(r"[_|｜].*$|[ ]?[-–—][^-–—_|｜]*(?:网|门户|政府|在线|平台)[^-–—_|｜]*$")
_GENRE = re.compile(r"(?:通知|意见|方案|规划|纲要|计划|措施|办法|规定|细则|条例|规则|要点|清单|政策|决定|公告)(?:[（(].*[)）])?$")
_TITLE_WITHIN = 3000  # characters of the body in which its own title would stand
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_HEADING = re.compile(r"[ ]{0,3}(#{1,6})(?:[ \t]+|(?=[^\s#]))(.*?)(?:[ \t]+#+)?[ \t]*")
_BULLET = re.compile(r"^[ \t]{0,8}[-*+][ \t]+(?=\S)")
_QUOTE = re.compile(r"[ ]{0,3}(?:>[ ]?)+")
_RULE = re.compile(r"[ ]{0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")
_UNDERLINE = re.compile(r"[ ]{0,3}(=+|-{2,})[ \t]*")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_FENCE = re.compile(r"[ ]{0,3}(?:```|~~~)")
_INLINE = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<image>!\[[^\]\n]*\]\((?:[^()\n]|\([^()\n]*\))*\))"
    r"|\[(?P<link>[^\]\n]*)\]\((?:[^()\n]|\([^()\n]*\))*\)"
    r"|(?P<auto><(?:https?|mailto):[^>\s]+>)"
    r"|(?P<tag></?[A-Za-z][^>\n]*>)"
    r"|(?P<bold>\*\*|__(?=\S)(?=[^_\n]+__(?!_)))"
    r"|(?<![*\d])\*(?P<emphasis>[^*\s\d](?:[^*\n]*[^*\s])?)\*(?![*\d])"
    r"|`(?P<code>[^`\n]+)`"
)
_ENTITIES = {"&nbsp;": "\u00a0", "&emsp;": "\u3000", "&ensp;": " ", "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"'}
_ENTITY = re.compile("|".join(map(re.escape, _ENTITIES)))


def _plain(text: str) -> str:
    return _ENTITY.sub(lambda found: _ENTITIES[found[0]], text)


def _inline(out: Marked, text: str) -> None:
    """Write one line without its inline mark-up; bold stretches become marks."""
    bold_from: int | None = None
    position = 0
    underscored = False
    for found in _INLINE.finditer(text):
        if found.start() < position:
            continue
        out.write(_plain(text[position : found.start()]))
        position = found.end()
        kind = found.lastgroup
        if kind == "escape":
            out.write(found[0][1:])
        elif kind in ("link", "emphasis", "code"):
            _inline(out, found[kind])
        elif kind == "auto":
            out.write(found[0][1:-1])
        elif kind == "tag":
            out.write("\n" if found[0].lower().startswith("<br") else "")
        elif kind == "bold":
            underscored = found[0] == "__"
            if bold_from is None:
                bold_from = out.length
                if underscored:
                    end = text.index("__", position)
                    _inline(out, text[position:end])
                    position = end + 2
                    out.mark(MarkKind.BOLD, bold_from)
                    bold_from = None
            else:
                out.mark(MarkKind.BOLD, bold_from)
                bold_from = None
    out.write(_plain(text[position:]))
    if bold_from is not None:
        out.mark(MarkKind.BOLD, bold_from)


def _cells(line: str) -> list[str]:
    parts = re.split(r"(?<!\\)\|", line.strip())
    if parts and not parts[0].strip():
        parts = parts[1:]
    if parts and not parts[-1].strip():
        parts = parts[:-1]
    cells = []
    for part in parts:
        cell = Marked()
        _inline(cell, part.strip())
        cells.append(cell.text)
    return cells


def _table(lines: list[str], start: int) -> int:
    """Number of lines of the pipe table that begins at ``lines[start]``; 0 when none does."""
    if "|" not in lines[start] or start + 1 >= len(lines) or "|" not in lines[start + 1]:
        return 0
    if not _TABLE_RULE.fullmatch(lines[start + 1]) or "-" not in lines[start + 1]:
        return 0
    end = start + 2
    while end < len(lines) and "|" in lines[end] and lines[end].strip():
        end += 1
    return end - start


def _front(text: str) -> int:
    """Where the text begins behind its front matter; 0 when it has none."""
    at, opened = 0, False
    for line in text.splitlines(keepends=True):
        at += len(line)
        bare = line.rstrip("\r\n")
        if opened and _FRONT_END.fullmatch(bare):
            return at
        if opened and not _FRONT_LINE.match(bare):
            return 0
        if not opened and bare.strip():
            if not _FRONT_RULE.fullmatch(bare.lstrip()):
                return 0
            opened = True
    return 0


def _front_title(text: str, begins: int) -> str:
    """The title that a clipper put into the front matter, without the site's name, when the text itself lacks it."""
    found = _TITLE.search(text, 0, begins)
    title = _SITE.sub("", _SITE.sub("", found[1].strip())).strip() if found else ""
    body = text[begins:][:_TITLE_WITHIN]
    has_own = key(title) in key(body) or re.search(r"^#{1,2} ", body, re.M)
    return title if _GENRE.search(title) and not has_own else ""


def read_markdown(text: str) -> Marked:
    out = Marked()
    begins = _front(text)
    if title := _front_title(text, begins):
        with out.marked(MarkKind.HEADING, level=1):
            out.write(title)
        out.write("\n\n")
    text = _COMMENT.sub("", text[begins:])
    lines = text.split("\n")
    index = 0
    while index < len(lines):
        line = lines[index]
        rows = _table(lines, index)
        if rows:
            out.table([_cells(row) for k, row in enumerate(lines[index : index + rows]) if k != 1])
            index += rows
            continue
        index += 1
        if _FENCE.match(line) or _RULE.fullmatch(line):
            continue
        line = _QUOTE.sub("", line, count=1) if _QUOTE.match(line) else line
        heading = _HEADING.fullmatch(line)
        below = lines[index] if index < len(lines) else ""
        if heading:
            with out.marked(MarkKind.HEADING, level=len(heading[1])):
                _inline(out, heading[2])
        elif line.strip() and not _BULLET.match(line) and (under := _UNDERLINE.fullmatch(below)):
            with out.marked(MarkKind.HEADING, level=1 if under[1][0] == "=" else 2):
                _inline(out, line)
            index += 1
        else:
            _inline(out, _BULLET.sub("", line, count=1))
        out.write("\n")
    mark_tables(out)
    return out
