"""Reads the network of a town, an area or the surroundings of a stakeholder: a constant number of queries, fenced.

A node's key is its DocType's letter and its name ("S:STK-00001", "C:Erika"): a Contact may be called as it likes.
"""

from collections.abc import Iterable

import frappe
from pypika import Case, Table
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

from upj_kooperation.domain import network as rules
from upj_kooperation.domain.network import MOST_EDGES, MOST_NODES, Drawn, Edge
from upj_kooperation.domain.relationship import STRENGTHS
from upj_kooperation.domain.stakeholder import ENDED
from upj_kooperation.permissions import fenced
from upj_kooperation.stakeholder_relations.relations import names_of

STAKEHOLDER, CONTACT = "S:", "C:"


def of_municipality(municipality: str) -> dict:
	"""Return the strongest relationships of a town, newest first, and its actors without any while there is room."""
	relation = frappe.qb.DocType("Stakeholder Relationship")
	edges: list[Edge] = []
	# One query for each strength reads no further than the index (municipality, strength, modified) and the limit.
	for strength in STRENGTHS:
		condition = relation.strength == strength
		if strength == STRENGTHS[-1]:
			condition |= relation.strength.isnull() | (relation.strength == "")
		query = _relations(relation).where((relation.municipality == municipality) & condition)
		edges += _edges(query.orderby(relation.modified, order=frappe.qb.desc))
	stakeholder = frappe.qb.DocType("Stakeholder")
	return _described(rules.draw(edges), _alone(stakeholder, stakeholder.municipality == municipality))


def of_area(programme_area: str) -> dict:
	"""Return the relationships of an area's actors among themselves and to others, and the actors without any."""
	relation = frappe.qb.DocType("Stakeholder Relationship")
	edges: list[Edge] = []
	for side in (relation.from_stakeholder, relation.to_stakeholder):
		area = frappe.qb.DocType("Stakeholder Area")
		query = (
			_relations(relation)
			.join(area)
			.on((area.parent == side) & (area.parenttype == "Stakeholder"))
			.where(area.programme_area == programme_area)
		)
		edges += _edges(_strongest_first(query, relation))
	stakeholder, area = frappe.qb.DocType("Stakeholder"), frappe.qb.DocType("Stakeholder Area")
	inside = frappe.qb.from_(area).select(area.parent).where(area.programme_area == programme_area)
	edges.sort(key=lambda edge: rules.rank(edge.strength))
	return _described(rules.draw(edges), _alone(stakeholder, stakeholder.name.isin(inside)))


def around(stakeholder: str, depth: int) -> dict:
	"""Return the relationships within `depth` steps around a stakeholder, and those among the outermost actors."""
	relation = frappe.qb.DocType("Stakeholder Relationship")
	stakeholders = (relation.from_stakeholder, STAKEHOLDER), (relation.to_stakeholder, STAKEHOLDER)
	sides = (*stakeholders, (relation.person, CONTACT))
	drawn = Drawn([], [STAKEHOLDER + stakeholder], False)
	frontier = drawn.nodes
	for _step in range(depth):
		found = [
			edge
			for side, letter in sides
			for names in [[key[2:] for key in frontier if key.startswith(letter)]]
			if names
			for edge in _edges(_strongest_first(_relations(relation).where(side.isin(names)), relation))
		]
		found.sort(key=lambda edge: rules.rank(edge.strength))
		known = set(drawn.nodes)
		grown = rules.draw([*drawn.edges, *found], start=drawn.nodes[:1])
		drawn = grown._replace(capped=drawn.capped or grown.capped)
		frontier = [key for key in drawn.nodes if key not in known]
	outermost = [key[2:] for key in frontier if key.startswith(STAKEHOLDER)]
	if outermost:
		among = relation.from_stakeholder.isin(outermost) & relation.to_stakeholder.isin(outermost)
		last = _edges(_strongest_first(_relations(relation).where(among), relation))
		closed = rules.draw([*drawn.edges, *last], start=drawn.nodes)
		drawn = closed._replace(capped=drawn.capped or closed.capped)
	return _described(drawn, [])


def _relations(relation: Table) -> QueryBuilder:
	return frappe.qb.from_(relation).select(
		relation.name,
		relation.from_stakeholder,
		relation.person,
		relation.to_stakeholder,
		relation.relationship_type,
		relation.strength,
		relation.from_date,
		relation.to_date,
	)


def _strongest_first(query: QueryBuilder, relation: Table) -> QueryBuilder:
	place = Case()
	for number, strength in enumerate(STRENGTHS):
		place = place.when(relation.strength == strength, number)
	return query.orderby(place.else_(len(STRENGTHS))).orderby(relation.modified, order=frappe.qb.desc)


def _edges(query: QueryBuilder) -> list[Edge]:
	rows = fenced(query, "Stakeholder Relationship").limit(MOST_EDGES + 1).run()
	return [
		Edge(name, CONTACT + person if person else STAKEHOLDER + first, STAKEHOLDER + other, kind, strength, start, end)
		for name, first, person, other, kind, strength, start, end in rows
	]


def _alone(stakeholder: Table, condition: Criterion) -> list[str]:
	query = (
		frappe.qb.from_(stakeholder)
		.select(stakeholder.name)
		.where(condition & (stakeholder.engagement_stage != ENDED))
		.orderby(stakeholder.modified, order=frappe.qb.desc)
		.limit(MOST_NODES + 1)
	)
	return [STAKEHOLDER + name for (name,) in fenced(query, "Stakeholder").run()]


def _described(drawn: Drawn, others: Iterable[str]) -> dict:
	nodes = dict.fromkeys(drawn.nodes)
	capped = drawn.capped
	for key in others:
		if key not in nodes:
			if len(nodes) >= MOST_NODES:
				capped = True
				break
			nodes[key] = None
	labels = {
		letter + name: label
		for letter, doctype in ((STAKEHOLDER, "Stakeholder"), (CONTACT, "Contact"))
		for name, label in names_of(doctype, {key[2:] for key in nodes if key.startswith(letter)}).items()
	}
	kinds = frappe.get_all("Relationship Type", fields=["name", "label_from", "label_to"], order_by="name asc")
	return {
		"nodes": [
			{"id": key, "label": label, "type": actor_type, "sector": rules.SECTORS.get(actor_type)}
			for key in nodes
			if key in labels
			for label, actor_type in [labels[key]]
		],
		"edges": [
			{
				"id": edge.key,
				"source": edge.first,
				"target": edge.other,
				"kind": edge.kind,
				"strength": edge.strength,
				"from": edge.start,
				"to": edge.end,
			}
			for edge in drawn.edges
			if edge.first in labels and edge.other in labels
		],
		"kinds": {kind.name: [kind.label_from, kind.label_to] for kind in kinds},
		"capped": capped,
	}
