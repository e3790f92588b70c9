"""Which relationships of a network are drawn when there are more than fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import network as rules
from upj_kooperation.domain.network import Edge


def edge(key: str, first: str, other: str, strength: str = "Medium") -> Edge:
	"""An undated relationship."""
	return Edge(key, first, other, "Unterstützung", strength, None, None)


TRIANGLE = [edge("1", "a", "b"), edge("2", "b", "c"), edge("3", "a", "c")]


def test_what_fits_is_drawn_whole_in_its_order():
	drawn = rules.draw(TRIANGLE)
	assert (drawn.edges, drawn.nodes, drawn.capped) == (TRIANGLE, ["a", "b", "c"], False)


def test_the_first_edges_win_and_those_between_drawn_nodes_still_come():
	drawn = rules.draw([TRIANGLE[0], edge("4", "b", "d"), edge("5", "b", "a")], most_nodes=2)
	assert ([one.key for one in drawn.edges], drawn.nodes, drawn.capped) == (["1", "5"], ["a", "b"], True)


def test_edges_have_a_limit_of_their_own():
	drawn = rules.draw(TRIANGLE, most_edges=2)
	assert ([one.key for one in drawn.edges], drawn.capped) == (["1", "2"], True)
	assert not rules.draw(TRIANGLE, most_edges=3).capped


def test_an_edge_found_twice_is_drawn_once_and_leaves_no_gap():
	drawn = rules.draw([*TRIANGLE, *TRIANGLE], most_edges=3)
	assert (drawn.edges, drawn.capped) == (TRIANGLE, False)


def test_the_centre_stays_without_relationships():
	assert rules.draw([], start=["a"]).nodes == ["a"]


@pytest.mark.parametrize(("strength", "place"), [("Strong", 0), ("Medium", 1), ("Weak", 2), (None, 2), ("", 2)])
def test_the_strongest_comes_first(strength, place):
	assert rules.rank(strength) == place


@pytest.mark.parametrize(("depth", "right"), [(0, False), (1, True), (3, True), (4, False), (-1, False)])
def test_the_steps_around_a_stakeholder_are_few(depth, right):
	assert (rules.check_depth(depth) is None) == right


def test_every_actor_type_has_a_sector():
	assert set(rules.SECTORS.values()) == {rules.ECONOMY, rules.CIVIL_SOCIETY, rules.PUBLIC_SECTOR, rules.PERSON}


pairs = st.tuples(st.integers(0, 9), st.integers(0, 9))


@given(st.lists(pairs, max_size=40), st.integers(2, 8), st.integers(1, 30))
def test_the_limits_hold_and_every_edge_has_its_nodes(drawn_pairs, most_nodes, most_edges):
	edges = [edge(str(number), str(one), str(two)) for number, (one, two) in enumerate(drawn_pairs)]
	drawn = rules.draw(edges, most_nodes=most_nodes, most_edges=most_edges)
	assert len(drawn.nodes) <= most_nodes and len(drawn.edges) <= most_edges
	assert {end for one in drawn.edges for end in (one.first, one.other)} == set(drawn.nodes)
	assert drawn.capped == (len(drawn.edges) < len(edges))
