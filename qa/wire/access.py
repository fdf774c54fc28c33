"""Keys and labels, as the command line tells them to programs."""

from __future__ import annotations

from pydantic import Field

from qa.keys import Key
from qa.wire.base import Wire


class KeyOut(Wire):
    id: str = Field(description="密钥里可公开的一段")
    name: str
    role: str
    labels: tuple[str, ...]
    created: str


class NewKeyOut(KeyOut):
    key: str = Field(description="密钥本身，只在发放时出现")


class DocumentLabelsOut(Wire):
    document: str
    labels: tuple[str, ...]


def key_out(key: Key) -> KeyOut:
    return KeyOut(id=key.id, name=key.name, role=key.role.value, labels=key.labels, created=key.created)
