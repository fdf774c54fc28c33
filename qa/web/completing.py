"""Completions of what is being typed: of the whole as a question or name, else of the name at its end. No NiceGUI."""

from __future__ import annotations

from dataclasses import dataclass

from qa.ports import Catalog
from qa.rows import Suggestion

MOST = 8
SHORTEST, LONGEST = 2, 16  # characters at the end that may begin a name
_TYPED = 200  # a longer text is a question already


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    text: str  # that is offered
    whole: str  # what the input holds once it is taken
    type: str | None  # local class name; None for a whole question

    @property
    def is_question(self) -> bool:
        return self.type is None


def completions(catalog: Catalog, typed: str, *, most: int = MOST) -> tuple[Completion, ...]:
    """``typed`` as it stands in the input; what is offered keeps everything before the name that it completes."""
    if not SHORTEST <= len(typed.strip()) <= _TYPED:
        return ()
    text = typed.lstrip()
    if found := catalog.suggest(text.strip(), most):
        return _offered(found, "", text)
    head, found = _name_at_end(catalog, text, most)
    return _offered([one for one in found if one.type is not None], head, text)


def _name_at_end(catalog: Catalog, text: str, most: int) -> tuple[str, tuple[Suggestion, ...]]:
    """What stands before the longest end that some name holds, and the names. An end that none holds makes no longer one do."""
    least, longest = SHORTEST - 1, min(LONGEST, len(text) - 1)
    held: tuple[Suggestion, ...] = ()
    while least < longest:
        middle = (least + longest + 1) // 2
        if found := catalog.suggest(text[-middle:], most):
            least, held = middle, found
        else:
            longest = middle - 1
    return text[: len(text) - least], held


def _offered(found: tuple[Suggestion, ...] | list[Suggestion], head: str, typed: str) -> tuple[Completion, ...]:
    """Each text once: documents may name the same thing each for itself."""
    once = {one.text: Completion(text=one.text, whole=head + one.text, type=one.type) for one in reversed(found)}
    return tuple(one for one in reversed(once.values()) if one.whole != typed)
