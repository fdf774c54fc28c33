"""An answer as the page shows and hands it on: badges, what is near, the text to copy, its address. No NiceGUI."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from qa.compose import NEAR
from qa.model import Answer, Kind, Outcome, Value
from qa.web.grounds import tone
from qa.wire.cited import cited
from qa.wire.said import BASIS, METHOD, confidence

SHOWN = 12  # values that are shown at once
FIRST = 3  # cards of evidence that are shown at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """On what ground a unit is said to lead."""

    words: str
    why: str
    tone: str  # CSS class of its badge


def bases(values: Sequence[Value]) -> tuple[Basis, ...]:
    """Those of the units that lead; where none does, of all. In the order of the table, each once."""
    leading = {value.basis for value in values if value.role == "lead"}
    found = leading or {value.basis for value in values}
    return tuple(Basis(words=ground.words, why=ground.why, tone=tone(name)) for name, ground in BASIS.items() if name in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Values that stand on one ground; without one where it makes no difference between them."""

    basis: Basis | None
    values: tuple[Value, ...]


def groups(answer: Answer) -> tuple[Group, ...]:
    """Entities of an answer, apart by their grounds where these differ. Numbers and truth values stand in the sentence."""
    values = answer.values if answer.kind is Kind.ENTITIES else ()
    names = tuple(dict.fromkeys(value.basis for value in values))
    if len(names) <= 1:
        return (Group(basis=None, values=values),) if values else ()
    return tuple(
        Group(basis=next(iter(bases(own)), None), values=own)
        for own in (tuple(value for value in values if value.basis == name) for name in names)
    )


def alike(values: Sequence[Value]) -> bool:
    """Several of one class: it need not be said at each."""
    return len(values) > 1 and len({value.type for value in values}) == 1


def asked_back(text: str) -> str:
    """What an unclear question is answered, without the choices, which are buttons."""
    return text.partition("1. ")[0].strip()


def parts(text: str) -> tuple[str, str]:
    """A refusal's text: what is missing, and what the documents do say near it (empty where nothing is)."""
    missing, _, near = text.partition(NEAR)
    return missing.strip(), near.strip()


def facts(answer: Answer) -> str:
    """How it was found and how sure it is, in one line."""
    if answer.outcome is not Outcome.ANSWERED:
        return ""
    return f"{METHOD[answer.method]} · 把握{confidence(answer.confidence)} · 用时 {answer.elapsed_ms:.0f} 毫秒"


def address(question: str, document: str | None = None) -> str:
    """The page that asks it at once."""
    asked = {"q": question} | ({"document": document} if document else {})
    return f"/?{urlencode(asked, quote_via=quote)}"


def share(answer: Answer) -> str:
    """The page that gives this answer again, without the dialogue that led to it."""
    return address(answer.alone or answer.question, answer.within)


def plain(answer: Answer, base: str) -> str:
    """To be pasted anywhere: question, answer with its numbers, every source to the letter, the address."""
    lines = [f"问：{answer.question}", f"答：{answer.text}"]
    if answer.evidence:
        lines += ["", "出处："]
    for n, one in enumerate(answer.evidence, start=1):
        lines.append(f"[{n}] 《{one.title}》{one.section}：“{one.text}”")
    if answer.reading:
        lines += ["", f"理解为：{answer.reading}"]
    lines += [f"{basis.words}：{basis.why}" for basis in bases(answer.values)]
    return "\n".join([*lines, "", f"{base.rstrip('/')}{share(answer)}"])


def first_evidence(answer: Answer) -> int:
    """How many cards are shown at once: never fewer than make sense, never one left over."""
    return len(answer.evidence) if len(answer.evidence) <= FIRST + 1 else FIRST


def said_aloud(answer: Answer) -> str:
    """For screen readers, when it has come."""
    return cited(answer).text
