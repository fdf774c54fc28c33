"""Markup for ``ui.html(…, sanitize=False)``, made here and nowhere else: what a document or a question says stays text."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


class Markup(str):
    """HTML that ``tag`` made; every other text is escaped when it is put into a tag."""

    __slots__ = ()


def tag(name: str, /, *inside: str, **attributes: str | bool | None) -> Markup:
    """An element. ``class_`` means class, ``aria_label`` aria-label; True is a bare attribute, None and False none at all.

    Raises ValueError for a link that leaves this service: addresses are ours or they are not linked.
    """
    target = attributes.get("href")
    if isinstance(target, str) and (not target.startswith(("/", "?", "#")) or target.startswith(("//", "/\\"))):
        raise ValueError(f"not an address of ours: {target}")
    given = "".join(_attribute(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    return Markup(f"<{name}{given}>{joined(inside)}</{name}>")


def joined(parts: Iterable[str]) -> Markup:
    return Markup("".join(part if isinstance(part, Markup) else escape(part) for part in parts))


def _attribute(name: str, value: str | bool | None) -> str:
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(value)}"'
