"""Reads how the actors of a town or an area were judged on a day. Two queries, within the user's fence."""

import datetime

import frappe
from frappe.query_builder.functions import Count, Max
from pypika import Table
from pypika.terms import Criterion

from upj_kooperation.domain import stakeholder_map as rules
from upj_kooperation.domain.network import SECTORS
from upj_kooperation.domain.stakeholder import ENDED
from upj_kooperation.permissions import fenced

# More points than this nobody can tell apart.
MOST = 2_000


def on_day(doctype: str, name: str, day: datetime.date) -> dict:
	"""Return the newest assessment of each actor until `day`, and how many actors have none.

	doctype: Municipality or Programme Area. Returns {points: [{name, label, type, sector, day, quarter, and a number
	for each measure}], unassessed, capped}: the newest 2,000 points, without actors whose relationship has ended.
	"""
	stakeholder, row = frappe.qb.DocType("Stakeholder"), frappe.qb.DocType("Stakeholder Assessment")
	known = (row.parent == stakeholder.name) & (row.parenttype == "Stakeholder") & (row.assessed_on <= day)
	newest = (
		frappe.qb.from_(row)
		.select(row.parent, Max(row.assessed_on).as_("day"))
		.where((row.parenttype == "Stakeholder") & (row.assessed_on <= day))
		.groupby(row.parent)
	).as_("newest")
	query = (
		frappe.qb.from_(stakeholder)
		.join(row)
		.on(known)
		.join(newest)
		.on((newest.parent == row.parent) & (newest.day == row.assessed_on))
		.where(_inside(stakeholder, doctype, name))
		.select(stakeholder.name, stakeholder.stakeholder_name, stakeholder.actor_type, row.assessed_on, row.idx)
		.select(*(row[measure] for measure in rules.MEASURES))
		.orderby(row.assessed_on, order=frappe.qb.desc)
		.orderby(stakeholder.name)
		.limit(MOST + 1)
	)
	rows = fenced(query, "Stakeholder").run()
	actors = {key: (label, actor_type) for key, label, actor_type, *_rest in rows}
	judged = rules.latest(
		[
			rules.Assessment(key, assessed_on, idx, dict(zip(rules.MEASURES, values, strict=True)))
			for key, _label, _type, assessed_on, idx, *values in rows
		],
		day,
	)
	return {
		"points": [_point(key, *actors[key], judged[key]) for key in actors][:MOST],
		"unassessed": _count_unassessed(doctype, name, day),
		"capped": len(rows) > MOST,
	}


def _point(key: str, label: str, actor_type: str, judged: rules.Assessment) -> dict:
	values = {measure: rules.value_of(measure, judged.measures[measure]) for measure in rules.MEASURES}
	return {
		"name": key,
		"label": label,
		"type": actor_type,
		"sector": SECTORS.get(actor_type),
		"day": judged.day,
		"quarter": rules.quarter(values["influence"], values["interest"]),
		**values,
	}


def _count_unassessed(doctype: str, name: str, day: datetime.date) -> int:
	stakeholder, row = frappe.qb.DocType("Stakeholder"), frappe.qb.DocType("Stakeholder Assessment")
	query = (
		frappe.qb.from_(stakeholder)
		.left_join(row)
		.on((row.parent == stakeholder.name) & (row.parenttype == "Stakeholder") & (row.assessed_on <= day))
		.where(_inside(stakeholder, doctype, name) & row.name.isnull())
		.select(Count(stakeholder.name))
	)
	return fenced(query, "Stakeholder").run()[0][0]


def _inside(stakeholder: Table, doctype: str, name: str) -> Criterion:
	active = stakeholder.engagement_stage != ENDED
	if doctype == "Municipality":
		return active & (stakeholder.municipality == name)
	area = frappe.qb.DocType("Stakeholder Area")
	return active & stakeholder.name.isin(frappe.qb.from_(area).select(area.parent).where(area.programme_area == name))
