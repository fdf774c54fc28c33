"""Question files: JSON lines of ``id``, ``q``, ``kind``, ``gold``, ``evidence``, ``tags`` (see the README) as typed items."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import UnreadableFile

KINDS = ("entities", "entities_contains", "number", "boolean", "text", "unanswerable", "dialogue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question, or one dialogue with its ``turns``. ``gold`` has the shape that its kind asks for."""

    id: str
    q: str
    kind: str
    gold: tuple[tuple[str, ...], ...] = ()  # groups of acceptable spellings; one group for a number
    truth: bool | None = None  # gold of a boolean
    evidence: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    turns: tuple[Item, ...] = ()


def _item(raw: Mapping[str, Any], fallback_id: str) -> Item:
    kind, gold = raw["kind"], raw.get("gold")
    if kind not in KINDS:
        raise ValueError(f"不认识的 kind：{kind}")
    shared = {"id": str(raw.get("id", fallback_id)), "q": str(raw.get("q", "")), "kind": kind}
    shared |= {"evidence": tuple(raw.get("evidence") or ()), "tags": tuple(raw.get("tags") or ())}
    if kind == "dialogue":
        return Item(**shared, turns=tuple(_item(turn, f"{shared['id']}.{n}") for n, turn in enumerate(gold or (), start=1)))
    if kind == "boolean":
        if not isinstance(gold, bool):
            raise ValueError("boolean 题的 gold 应为 true 或 false")
        return Item(**shared, truth=gold)
    if kind == "unanswerable":
        return Item(**shared)
    if not isinstance(gold, list) or not gold:
        raise ValueError("gold 应为非空列表")
    groups = [gold] if kind == "number" else gold
    return Item(**shared, gold=tuple(tuple(str(name) for name in ([g] if isinstance(g, str) else g)) for g in groups))


def read_questions(path: Path) -> tuple[Item, ...]:
    """The items of a JSON-lines file. Raises UnreadableFile, naming the line, when it is none."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"读不出题目文件 {path}：{error}", hint="给出一个 UTF-8 编码的 JSON Lines 文件") from error
    items = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            items.append(_item(json.loads(line), f"{path.stem}-{number}"))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnreadableFile(f"{path} 第 {number} 行不是一道题：{error}", hint="格式见 README 的“评测”一节") from error
    if not items:
        raise UnreadableFile(f"{path} 里没有题目", hint="每行一个 JSON 对象，格式见 README 的“评测”一节")
    return tuple(items)
