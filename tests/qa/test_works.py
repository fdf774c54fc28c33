"""Weighing works by the pairs that are asked for says the same as looking at each work's own pairs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.weigh import grams, share
from qa.works import Shelf


def plainly(asked, work, heading, world):
    """Score, share of the title and best sentence of one work, by the definition."""
    sentence = max(work.sentences, key=lambda n: (share(asked, world.sentences[n].grams), -n), default=None)
    own = world.sentences[sentence].grams if sentence is not None else frozenset()
    context = world.sentences[sentence].context if sentence is not None else frozenset()
    heading = heading - work.title_grams
    seen = work.title_grams | heading | own
    score = share(asked, work.title_grams) + 0.92 * share(asked, (own | heading) - work.title_grams)
    score += 0.75 * share(asked, work.body_grams - seen) + 0.6 * share(asked, context - seen - work.body_grams)
    return score, share(world.weights.weigh(work.title_grams), set(asked)), sentence


def heading_of(work, world):
    section = world.documents[work.document].sections[work.section]
    return frozenset(grams(section.title)) if section.kind.value == "clause" else frozenset()


@given(data=st.data())
def test_every_work_is_weighed_by_the_definition(fiction_world, data):
    world = fiction_world
    document = data.draw(st.sampled_from(sorted(world.documents)))
    at = data.draw(st.sampled_from([s.number for s in world.sentences if s.document == document]))
    text = world.sentences[at].text[:24] + data.draw(st.sampled_from(["", "由谁牵头", "建设外星基地"]))
    asked = world.weights.weigh(grams(text))
    found = {w.work.iri: w for w in world.shelves[document].carrying(asked, 0.5)}
    for work in (w for w in world.works if w.document == document):
        score, title, sentence = plainly(asked, work, heading_of(work, world), world)
        assert (work.iri in found) is (score > 0)
        if work.iri in found:
            assert found[work.iri].score == pytest.approx(score * 0.5)
            assert (found[work.iri].title_share, found[work.iri].sentence) == (pytest.approx(title), sentence)


def test_only_works_with_units(fiction_world):
    asked = fiction_world.weights.weigh(grams("建设"))
    for shelf in fiction_world.shelves.values():
        some = [w.work for w in shelf.carrying(asked, 1.0, attributed=True)]
        assert some == [w.work for w in shelf.carrying(asked, 1.0) if w.work.attributed]


def test_nothing_asked_is_carried_by_nothing(fiction_world):
    document = next(iter(fiction_world.documents))
    assert list(fiction_world.shelves[document].carrying({}, 1.0)) == []
    assert list(fiction_world.shelves[document].carrying({"建设": 0.0}, 1.0)) == []


def test_an_empty_shelf(fiction_world):
    document = next(iter(fiction_world.documents.values()))
    shelf = Shelf((), document, fiction_world.sentences, fiction_world.weights)
    assert list(shelf.carrying(fiction_world.weights.weigh(grams("建设")), 1.0)) == []
