"""An answer as Markdown for chat windows: the sentence, its numbered sources with a link each, choices, follow-ups.

Whatever comes from a document is escaped: a document's text can neither become a link nor HTML in somebody's chat window.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.model import Answer, Choice, Evidence, Outcome
from qa.wire.cited import cited
from qa.wire.links import passage_link

QUOTED = 9  # sources that are quoted, as many as an answer's sentence numbers; the rest is counted
LONGEST = 300  # characters of a quotation that are shown; the link shows it wholly

_SPECIAL = re.compile(r"[\\`*_\[\]<>&~|$]")
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)  # four blanks would be code
_LINE_START = re.compile(r"^(?:([#+\-=:])|(\d{1,9})([.)])(?=\s|$))", re.MULTILINE)


def escaped(text: str) -> str:
    """``text`` as Markdown that renders to just these characters, but for blanks at line starts."""
    safe = _SPECIAL.sub(lambda match: "\\" + match[0], _INDENT.sub("", text))
    return _LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", safe)


def _sentence(answer: Answer, base: str | None) -> str:
    """The answer's text; the numbers at its end lead to the passages."""
    found = cited(answer)
    if not found.numbers or base is None:
        return escaped(answer.text)
    links = [f"[[{n}]]({passage_link(answer.evidence[n - 1], base)})" for n in found.numbers]
    return escaped(found.text) + "".join(links)


def _source(n: int, evidence: Evidence, base: str | None) -> str:
    where = f"《{evidence.title}》" + (f"，{evidence.section}" if evidence.section else "")
    link = f"　[查看原文]({passage_link(evidence, base)})" if base is not None else ""
    shown = evidence.text if len(evidence.text) <= LONGEST else evidence.text[: LONGEST - 1] + "…"
    quoted = "\n".join("> " + line for line in escaped(shown).splitlines())
    return f"\\[{n}\\] {escaped(where)}{link}\n\n{quoted}"


def _sources(evidence: Sequence[Evidence], base: str | None) -> list[str]:
    if not evidence:
        return []
    parts = ["**出处**", *(_source(n, one, base) for n, one in enumerate(evidence[:QUOTED], start=1))]
    if len(evidence) > QUOTED:
        parts.append(f"（另有 {len(evidence) - QUOTED} 处出处未列出）")
    return parts


def _choices(choices: Sequence[Choice]) -> list[str]:
    if not choices:
        return []
    listed = "\n".join(f"{n}. {escaped(choice.label)}" for n, choice in enumerate(choices, start=1))
    return [listed, "回复序号即可，例如：1"]


def _suggestions(answer: Answer) -> list[str]:
    if answer.outcome is Outcome.UNCLEAR or not answer.suggestions:
        return []
    return ["**可以接着问**", "\n".join(f"- {escaped(text)}" for text in answer.suggestions)]


def markdown(answer: Answer, base: str | None) -> str:
    """The whole reply. ``base``: where readers reach the service; None leaves the links out."""
    parts = [_sentence(answer, base), *_choices(answer.choices), *_sources(answer.evidence, base), *_suggestions(answer)]
    return "\n\n".join(parts)
