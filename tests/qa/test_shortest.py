"""The shortest connection: pure graphs."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from qa.shortest import BUSY, DETOUR, MOST_STEPS, Edge, Links, shortest


def links(*pairs: str) -> Links:
    return Links.of(Edge(source=a, target=b, property="p") for a, b in (pair.split("-") for pair in pairs))


def hub(name: str) -> list[str]:
    return [f"{name}-{name}{n}" for n in range(BUSY)]


def test_edges_are_followed_either_way():
    found = links("a-b", "c-b", "c-d")
    assert shortest(found, "a", "d") == ("a", "b", "c", "d")
    assert shortest(found, "d", "a") == ("d", "c", "b", "a")


def test_fewer_steps_win():
    assert shortest(links("a-b", "b-c", "c-d", "a-x", "x-d"), "a", "d") == ("a", "x", "d")


def test_of_equal_ways_the_less_busy_one_then_the_first_by_name():
    assert shortest(links("a-m", "m-d", "a-n", "n-d"), "a", "d") == ("a", "m", "d")
    assert shortest(links("a-m", "m-d", "a-n", "n-d", "m-x"), "a", "d") == ("a", "n", "d")


def test_a_hub_is_worth_a_detour_but_no_longer_one():
    through = ["a-hub", "hub-d", *hub("hub")]
    assert shortest(links(*through, "a-b", "b-c", "c-d"), "a", "d") == ("a", "b", "c", "d")
    long = [f"{one}-{other}" for one, other in pairwise(["a", *(f"l{n}" for n in range(DETOUR + 2)), "d"])]
    assert shortest(links(*through, *long), "a", "d") == ("a", "hub", "d")


def test_ends_that_are_hubs_cost_nothing():
    assert shortest(links(*hub("a"), *hub("d"), "a-d"), "a", "d") == ("a", "d")


def test_what_is_barred_is_not_gone_through():
    found = links("a-m", "m-d", "a-x", "x-y", "y-d")
    assert shortest(found, "a", "d", without={"m"}) == ("a", "x", "y", "d")
    assert shortest(found, "a", "d", without={"m", "x"}) is None
    assert shortest(found, "a", "d", without={"a", "d"}) == ("a", "m", "d")


def test_the_depth_is_bounded():
    chain = links(*(f"n{i}-n{i + 1}" for i in range(MOST_STEPS + 1)))
    assert shortest(chain, "n0", f"n{MOST_STEPS}") is not None
    assert shortest(chain, "n0", f"n{MOST_STEPS + 1}") is None


def test_nothing_leads_to_a_stranger_and_a_node_is_with_itself():
    found = links("a-b", "c-d")
    assert shortest(found, "a", "d") is None
    assert shortest(found, "a", "nobody") is None
    assert shortest(found, "a", "a") == ("a",)


def test_several_statements_between_two_nodes_are_all_known_and_loops_are_none():
    edges = [Edge(source="a", target="b", property="p"), Edge(source="b", target="a", property="q")]
    found = Links.of([*edges, *edges, Edge(source="a", target="a", property="p")])
    assert set(found.between("b", "a")) == set(found.between("a", "b")) == set(edges)
    assert found.neighbours["a"] == ("b",)


_NODES = st.sampled_from("abcdefgh")
_GRAPHS = st.lists(st.tuples(_NODES, _NODES), max_size=24)


@given(_GRAPHS, st.randoms())
def test_a_path_is_a_simple_chain_of_edges_whatever_order_they_come_in(pairs, random):
    edges = [Edge(source=a, target=b, property="p") for a, b in pairs]
    found = shortest(Links.of(edges), "a", "h")
    random.shuffle(edges)
    again = Links.of(edges)
    assert shortest(again, "a", "h") == found
    if found is not None:
        assert found[0] == "a" and found[-1] == "h" and len(set(found)) == len(found) <= MOST_STEPS + 1
        assert all(again.between(one, other) for one, other in pairwise(found))
