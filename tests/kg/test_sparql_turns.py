from __future__ import annotations

import threading
import time

import pytest

from kg.errors import Busy
from kg.sparql_turns import Turns


def waiting(turns: Turns, client: str, order: list[str], name: str) -> threading.Thread:
    def work() -> None:
        turns.take(client, 5)
        order.append(name)

    before = len(turns._line)
    thread = threading.Thread(target=work)
    thread.start()
    while len(turns._line) == before and thread.is_alive():
        time.sleep(0.001)
    return thread


def test_who_has_least_running_goes_first():
    """Two queries of one client wait; the later one of another client overtakes them."""
    turns, order = Turns(places=3, waiting=9), []
    turns.take("greedy", 1)
    turns.take("greedy", 1)
    turns.take("modest", 1)
    threads = [waiting(turns, who, order, name) for who, name in (("greedy", "g1"), ("greedy", "g2"), ("other", "o1"))]
    turns.give_back("modest")
    threads[2].join(5)
    assert order == ["o1"]
    for client, thread in (("greedy", threads[0]), ("greedy", threads[1])):
        turns.give_back(client)
        thread.join(5)
    assert order == ["o1", "g1", "g2"]


def test_one_client_never_holds_every_place():
    turns = Turns(places=2, waiting=4)
    turns.take("greedy", 1)
    with pytest.raises(Busy, match="排不上"):
        turns.take("greedy", 0.01)
    turns.take("modest", 0.01)


def test_a_single_place_is_anybodys():
    turns = Turns(places=1, waiting=4)
    turns.take("a", 0.1)
    with pytest.raises(Busy):
        turns.take("b", 0.01)
    turns.give_back("a")
    turns.take("b", 0.1)


def test_a_full_line_is_told_at_once_and_one_client_fills_half_of_it():
    turns, order = Turns(places=1, waiting=4), []
    turns.take("x", 1)
    threads = [waiting(turns, "greedy", order, "g") for _ in range(2)]
    began = time.perf_counter()
    with pytest.raises(Busy, match="排队"):
        turns.take("greedy", 5)
    threads += [waiting(turns, "a", order, "a"), waiting(turns, "b", order, "b")]
    with pytest.raises(Busy, match="排队"):
        turns.take("c", 5)
    assert time.perf_counter() - began < 1
    for client in ("x", "greedy", "a", "b", "greedy"):
        turns.give_back(client)
    for thread in threads:
        thread.join(5)
    assert sorted(order) == ["a", "b", "g", "g"]


def test_closing_sends_everybody_away():
    turns, told = Turns(places=1, waiting=4), []
    turns.take("x", 1)

    def work() -> None:
        try:
            turns.take("y", 5)
        except Busy as error:
            told.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    while not turns._line:
        time.sleep(0.001)
    turns.close()
    thread.join(5)
    assert told == ["图谱刚刚更新"]
    with pytest.raises(Busy, match="刚刚更新"):
        turns.take("z", 1)
