"""A network of actors: their sectors, and which relationships are drawn where there are more than fit (F2)."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from upj_kooperation.domain.relationship import PERSON, STRENGTHS
from upj_kooperation.domain.values import Problem

ECONOMY = "Economy"
CIVIL_SOCIETY = "Civil Society"
PUBLIC_SECTOR = "Public Sector"

# The colour of a node; its shape is the actor type.
SECTORS: dict[str, str] = {
	"Company": ECONOMY,
	"Housing Company": ECONOMY,
	"Chamber": ECONOMY,
	"Social Enterprise": CIVIL_SOCIETY,
	"Foundation": CIVIL_SOCIETY,
	"Nonprofit": CIVIL_SOCIETY,
	"Initiative": CIVIL_SOCIETY,
	"Church": CIVIL_SOCIETY,
	"School": PUBLIC_SECTOR,
	"Public Body": PUBLIC_SECTOR,
	PERSON: PERSON,
}

# More than this nobody can read, and a browser no longer moves it smoothly.
MOST_NODES = 2_000
MOST_EDGES = 6_000
DEEPEST = 3

DEPTH_UNKNOWN = "The network around a stakeholder reaches 1 to {0} steps, not {1}."

MESSAGES = (DEPTH_UNKNOWN,)


class Edge(NamedTuple):
	"""A relationship between two nodes; `first` and `other` are keys of nodes, the days are both included."""

	key: str
	first: str
	other: str
	kind: str
	strength: str
	start: datetime.date | None
	end: datetime.date | None


class Drawn(NamedTuple):
	"""What is drawn: edges, the keys of their nodes in the order they came in, and whether something is missing."""

	edges: list[Edge]
	nodes: list[str]
	capped: bool


def check_depth(depth: int) -> Problem | None:
	"""Return what is wrong with the number of steps around a stakeholder, or None."""
	return None if 1 <= depth <= DEEPEST else Problem(DEPTH_UNKNOWN, (str(DEEPEST), str(depth)))


def rank(strength: str | None) -> int:
	"""Return the place of a strength, strongest first; an unknown one comes with the weakest."""
	return STRENGTHS.index(strength) if strength in STRENGTHS else len(STRENGTHS) - 1


def draw(
	edges: Iterable[Edge], start: Iterable[str] = (), most_nodes: int = MOST_NODES, most_edges: int = MOST_EDGES
) -> Drawn:
	"""Choose what is drawn: edges in the order given, each once, until nodes or edges are full.

	start: nodes that are there from the beginning. When the nodes are full, edges between those drawn still come.
	"""
	nodes = dict.fromkeys(start)
	chosen: dict[str, Edge] = {}
	capped = False
	for edge in edges:
		if edge.key in chosen:
			continue
		fresh = {edge.first, edge.other} - nodes.keys()
		if len(chosen) >= most_edges or len(nodes) + len(fresh) > most_nodes:
			capped = True
			continue
		chosen[edge.key] = edge
		nodes.update(dict.fromkeys((edge.first, edge.other)))
	return Drawn(list(chosen.values()), list(nodes), capped)
