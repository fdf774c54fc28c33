from __future__ import annotations

from qa.channels.recent import Recent


def test_once_in_a_while():
    now = 0.0
    recent: Recent[None] = Recent(most=10, ttl=60, clock=lambda: now)
    assert recent.add("a", None) and not recent.add("a", None)
    now = 61.0
    assert recent.add("a", None)


def test_the_oldest_goes_first():
    recent: Recent[int] = Recent(most=2, ttl=60)
    for number, key in enumerate("abc"):
        recent.put(key, number)
    assert len(recent) == 2 and recent.get("a") is None and recent.get("c") == 2


def test_what_is_put_again_is_young_again():
    now = 0.0
    recent: Recent[int] = Recent(most=9, ttl=10, clock=lambda: now)
    recent.put("a", 1)
    now = 8.0
    recent.put("b", 2)
    recent.put("a", 3)
    now = 12.0
    assert recent.get("a") == 3
    now = 19.0
    assert recent.get("a") is None and len(recent) == 0
