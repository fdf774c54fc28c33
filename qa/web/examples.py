"""Questions to begin with, by topic, made of what the documents hold; each is asked before it is offered. No NiceGUI."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice, zip_longest
from weakref import WeakKeyDictionary

from anyio import from_thread
from fastapi.concurrency import run_in_threadpool

from qa.api.line import Line
from qa.model import Answer, Outcome, Question
from qa.ports import Catalog, Engine
from qa.rows import TargetRow, TaskRow

MOST = 3  # questions of a topic
TRIED = 8  # that are asked for them at most
_SHORT = range(3, 16)  # characters of a name that reads well in a button
_EASY = 7  # and best
_ODD = re.compile(r"[\d０-９“”《》、，。：；（）()]|各|有关|相关")  # such a name may be a sentence, or nobody's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    title: str
    kind: str  # local class name of what is asked about
    questions: tuple[str, ...]


def topics(catalog: Catalog, ask: Callable[[Question], Answer], document: str | None = None) -> tuple[Topic, ...]:
    """Topics that have answers, of all documents or of one. Blocks: it asks up to some forty questions."""
    found = ((title, kind, _answered(ask, offered(catalog, document), document)) for title, kind, offered in _OFFERS)
    return tuple(Topic(title=title, kind=kind, questions=questions) for title, kind, questions in found if questions)


def _answered(ask: Callable[[Question], Answer], offered: Iterable[str], document: str | None) -> tuple[str, ...]:
    tried = islice(dict.fromkeys(offered), TRIED)
    good = (text for text in tried if ask(Question(text=text, document=document)).outcome is Outcome.ANSWERED)
    return tuple(islice(good, MOST))


def _by_turns(catalog: Catalog, named: Iterable[tuple[str, str, str]], *, after: int = 0) -> Iterator[str]:
    """(document, name, question): the best of the newest document, of the next …, then the second best of each.

    ``after``: so many of the best of each are passed over."""
    newest = sorted(catalog.documents(), key=lambda card: card.date or "", reverse=True)
    found: dict[str, list[tuple[int, str]]] = {card.id: [] for card in newest}
    for document, name, question in named:
        if _reads_well(name):
            found[document].append((abs(len(name) - _EASY), question))
    ranked = (sorted(some, key=lambda one: one[0])[after:] for some in found.values())  # stable: else in the text's order
    return (one[1] for some in zip_longest(*ranked) for one in some if one is not None)


def _reads_well(name: str) -> bool:
    return len(name) in _SHORT and _ODD.search(name) is None


def _works(catalog: Catalog, document: str | None) -> list[tuple[TaskRow, str]]:
    return [(row, row.title.strip("“”")) for row in catalog.tasks(document) if row.type == "Task"]


def _leads(catalog: Catalog, document: str | None) -> Iterator[str]:
    works = _works(catalog, document)
    return _by_turns(catalog, ((row.document, name, f"“{name}”由哪个部门牵头？") for row, name in works if row.lead))


def _ways(catalog: Catalog, document: str | None) -> Iterator[str]:
    """Others than those above."""
    works = _works(catalog, document)
    return _by_turns(catalog, ((row.document, name, f"{name}怎么做？") for row, name in works), after=1)


def _ends(catalog: Catalog, document: str | None) -> Iterator[str]:
    works = _works(catalog, document)
    return _by_turns(catalog, ((row.document, name, f"“{name}”什么时候完成？") for row, name in works if row.deadline))


def _goals(catalog: Catalog, document: str | None) -> Iterator[str]:
    return _by_turns(catalog, ((row.document, row.indicator, _goal(row)) for row in catalog.targets(document)))


def _goal(row: TargetRow) -> str:
    return f"{row.year}年{row.indicator}的目标是多少？" if row.year else f"{row.indicator}的目标是多少？"


def _duties(catalog: Catalog, document: str | None) -> Iterator[str]:
    """The units that lead most; what they lead and what they join by turns."""
    works = catalog.tasks(document)
    leads = Counter(unit.label for row in works for unit in row.lead if _reads_well(unit.label))
    joined = {unit.label for row in works for unit in row.participants}
    for n, name in enumerate(sorted(leads, key=lambda name: (-leads[name], name))):
        yield f"{name}配合哪些工作？" if n % 2 and name in joined else f"{name}牵头哪些任务？"


def _columns(catalog: Catalog, _document: str | None) -> Iterator[str]:
    """Of all documents: asking tells which belong to the one."""
    rows, _ = catalog.entities(type="Column", limit=TRIED * 4)
    return (f"“{row.label}”包括哪几项？" for row in rows if _reads_well(row.label))


_OFFERS: tuple[tuple[str, str, Callable[[Catalog, str | None], Iterator[str]]], ...] = (
    ("谁牵头", "Task", _leads),
    ("目标是多少", "Target", _goals),
    ("单位的职责", "Department", _duties),
    ("怎么做", "Measure", _ways),
    ("何时完成", "Action", _ends),
    ("专栏的内容", "Column", _columns),
)


class Examples:
    """Topics are made once for each engine and document, and go with the engine. For one event loop."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._made: WeakKeyDictionary[Engine, dict[str | None, tuple[Topic, ...]]] = WeakKeyDictionary()
        self._making: dict[tuple[int, str | None], asyncio.Task[tuple[Topic, ...]]] = {}

    def made(self, engine: Engine, document: str | None = None) -> tuple[Topic, ...] | None:
        """At once; None where they are still to be made."""
        return self._made.get(engine, {}).get(document)

    async def of(self, engine: Engine, document: str | None = None) -> tuple[Topic, ...]:
        """Whoever asks while they are being made waits for the same ones, without a thread."""
        if (found := self.made(engine, document)) is not None:
            return found
        key = (id(engine), document)  # of an engine that is held while this is under way
        if key not in self._making:
            self._making[key] = asyncio.create_task(self._make(engine, document))
            self._making[key].add_done_callback(lambda _: self._making.pop(key))
        return await asyncio.shield(self._making[key])

    async def _make(self, engine: Engine, document: str | None) -> tuple[Topic, ...]:
        """Each question waits its turn: who asks one need not wait for all of these."""

        def ask(question: Question) -> Answer:
            return from_thread.run(partial(self._line.run, engine.ask, question))

        found = await run_in_threadpool(topics, engine.catalog, ask, document)
        self._made.setdefault(engine, {})[document] = found
        return found
