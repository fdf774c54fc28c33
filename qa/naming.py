"""What to call a document, so that two editions of one title are told apart, and which of several comes first."""

from __future__ import annotations

from collections.abc import Sequence

from qa.scope.names import newest_first
from qa.world import World


def called(document: str, world: World) -> str:
    """《title》, with its status, number or year where another document of the corpus bears the same title."""
    return world.called[document]


def in_order(documents: Sequence[str], world: World) -> list[str]:
    """The newest first, all that are in force before any draft."""
    names = {d.id: d for d in world.document_names}
    return sorted(documents, key=lambda d: newest_first(names[d]), reverse=True)


def named_in_order(world: World) -> list[tuple[str, str]]:
    """(id, name) of every document, the newest in force first."""
    return [(id, called(id, world)) for id in in_order(list(world.documents), world)]
