"""What every card shows, whatever the platform: numbered sources, follow-ups, lengths, and texts that cannot act as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa.model import Answer, Outcome
from qa.wire.links import passage_link

MOST_BUTTONS = 6
QUOTED = 360  # bytes of one quotation on a card; the link leads to the rest
_CUT = "……"
_SENTENCE_ENDS = "。！？；!?;\n"

TITLES = {
    Outcome.ANSWERED: "政策问答",
    Outcome.UNCLEAR: "请选一种理解",
    Outcome.NOT_FOUND: "文件没有说到",
    Outcome.OUT_OF_SCOPE: "政策问答",
}

# Two of the three platforms document no way to escape: what could be markup there becomes its full-width twin.
_TWINS = str.maketrans({char: chr(ord(char) + 0xFEE0) for char in "*_~`<>[]()#|\\&"})
_ENTITIES = str.maketrans({char: f"&#{ord(char)};" for char in "*_~`<>[]()#|\\&:+\"'$!"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Evidence [n] as a card shows it. ``url`` is empty where the service does not know its own address."""

    n: int
    title: str
    section: str
    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    label: str
    question: str


def sources(answer: Answer, base: str | None) -> tuple[Source, ...]:
    return tuple(
        Source(
            n=n,
            title=e.title,
            section=e.section,
            text=cut(_one_line(e.text), QUOTED),
            url=passage_link(e, base) if base else "",
        )
        for n, e in enumerate(answer.evidence, start=1)
    )


def buttons(answer: Answer) -> tuple[Button, ...]:
    """Choices where the answer asks back, else follow-ups."""
    if answer.choices:
        return tuple(Button(label=choice.label, question=choice.question) for choice in answer.choices[:MOST_BUTTONS])
    return tuple(Button(label=text, question=text) for text in answer.suggestions[:MOST_BUTTONS])


def with_twins(text: str) -> str:
    """``text`` with every character that could be markup as its full-width twin; our own marks [n] stay."""
    return re.sub(r"［(\d{1,3})］", r"[\1]", text.translate(_TWINS))


def with_entities(text: str) -> str:
    """``text`` with every character that could be markup as an HTML entity (飞书 documents these); marks [n] stay."""
    return re.sub(r"&#91;(\d{1,3})&#93;", r"[\1]", text.translate(_ENTITIES))


def size(text: str) -> int:
    """Bytes, as the platforms count."""
    return len(text.encode("utf-8"))


def cut(text: str, limit: int) -> str:
    """At most ``limit`` bytes of ``text``: up to the end of a sentence where one is near enough, else of a character."""
    if size(text) <= limit:
        return text
    room = limit - size(_CUT)
    if room <= 0:
        return ""
    kept = text.encode("utf-8")[:room].decode("utf-8", "ignore")
    end = max(kept.rfind(char) for char in _SENTENCE_ENDS) + 1
    return (kept[:end] if end > len(kept) // 2 else kept).rstrip("\n") + _CUT


def fitted(head: str, blocks: Sequence[tuple[str, str]], tail: str, limit: int) -> str:
    """``head``, as many ``blocks`` as there is room for (each in full, else brief), ``tail``: at most ``limit`` bytes.

    The tail goes before the head is cut; blocks are left out from the end, and the reader is told how many.
    """
    if size(head) + 1 + size(tail) > limit:
        tail = ""
    head = cut(head, limit)
    room = limit - size(head) - (1 + size(tail) if tail else 0)
    taken: list[str] = []
    for number, block in enumerate(blocks):
        left_after = len(blocks) - number - 1
        reserve = 1 + size(_more(left_after)) if left_after else 0
        fit = next((text for text in block if size(text) + 1 + reserve <= room), None)
        if fit is None:
            note = _more(left_after + 1)
            if size(note) + 1 <= room:
                taken.append(note)
            break
        taken.append(fit)
        room -= size(fit) + 1
    return "\n".join(_filled((head, *taken, tail)))


def _more(count: int) -> str:
    return f"另有 {count} 处出处"


def _filled(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(part for part in parts if part)


def _one_line(text: str) -> str:
    return " ".join(text.split())
