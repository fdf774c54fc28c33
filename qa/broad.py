"""“某市就业由谁负责”: a place and one word, which many works bear alike. None of them is meant more than another.

How much of the question a work carries cannot tell them apart then: what is left of the score comes from a longer title
or from the place being named once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.text import key
from qa.scope import Scope
from qa.weigh import grams
from qa.works import WorkLink
from qa.world import World

LONGEST = 4  # characters of a word that is no name of one thing
NAMED = 0.75  # of a title that the question carries: this very work was named
APART = 0.4  # of their score is left where the word is what the whole document is about
BEHIND = 0.85  # of their score is left to works that only speak of what others bear in their title


def levelled(works: Sequence[WorkLink], runs: Sequence[str], where: Scope, world: World) -> tuple[WorkLink, ...]:
    """``works`` with one score for all that bear the word alike; unchanged where the question says more than a word.

    ``runs``: the stretches of the question that carry content.
    """
    word = _only_word(runs, where, world)
    if word is None:
        return tuple(works)
    meant = [w for w in works if not where.documents or w.work.document in where.documents]
    titled = [w for w in meant if word in key(w.work.title)]
    bearing = titled or [w for w in meant if any(word in world.sentences[n].key for n in w.work.sentences)]
    if not bearing or any(w.title_share >= NAMED for w in titled):
        return tuple(works)
    if len(bearing) == 1 and set(grams(word)) <= world.titled_by[bearing[0].work.document]:
        return tuple(replace(w, score=w.score * APART) for w in works)  # what the whole document is about
    top = max(w.score for w in works if w in bearing or w.score >= bearing[0].score)
    alike = [replace(w, score=top) for w in bearing]
    rest = [replace(w, score=w.score * BEHIND) for w in works if w not in bearing]
    return (*alike, *sorted(rest, key=lambda w: -w.score))


def _only_word(runs: Sequence[str], where: Scope, world: World) -> str | None:
    places = {short for d in world.document_names if where.admits(d.id) for short in d.short_regions}
    said = [run for run in map(key, runs) if run not in places]
    return said[0] if len(said) == 1 and 2 <= len(said[0]) <= LONGEST else None
