"""Where a question is typed: input with completion, which document, sending. The browser's side is static/composer.js."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import ui

from qa.rows import DocumentCard
from qa.web.completing import Completion
from qa.web.kinds import Kinds


class Composer(ui.element, component="static/composer.js"):
    """Emits ``ask`` {text, document}, ``typed`` text, ``scope`` document, ``fresh``, ``stop``. Vue shows all words as text."""

    def __init__(self, cards: Sequence[DocumentCard], *, document: str | None, longest: int) -> None:
        super().__init__()
        self.props["documents"] = [{"id": card.id, "title": card.title} for card in cards]
        self.props["document"] = document or ""
        self.props["longest"] = longest
        self.props["busy"] = self.props["begun"] = False
        self.offer("", (), Kinds(of={}))

    def state(self, *, busy: bool, begun: bool) -> None:
        """``begun``: a conversation is under way."""
        self.props["busy"], self.props["begun"] = busy, begun
        self.update()

    def offer(self, typed: str, found: Sequence[Completion], kinds: Kinds) -> None:
        """Completions of ``typed``; the browser drops them where something else has been typed since."""
        self.props["offered"] = {"typed": typed, "items": [_item(one, kinds) for one in found]}
        self.update()


def _item(one: Completion, kinds: Kinds) -> dict[str, str]:
    if one.type is None:
        return {"text": one.text, "whole": one.whole, "label": "问题", "style": "question"}
    kind = kinds.kind(one.type)
    return {"text": one.text, "whole": one.whole, "label": kind.label, "style": f"kind {kind.style}"}


class History(ui.element, component="static/history.js"):
    """Questions that were asked in this browser; they are kept there and nowhere else. Emits ``ask`` {text, document}."""

    def add(self, text: str, document: str | None) -> None:
        self.run_method("add", text, document or "")
