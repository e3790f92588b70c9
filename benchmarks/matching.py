"""The best partners for a request among growing numbers of offers, against the bare statement over the narrow table."""

import datetime
import random

import frappe
from harness import Result, compare, same_statements
from records import NIENBURG, ensure_records

from upj_kooperation.api import matching as api
from upj_kooperation.challenge_brokering.offer_tags import COLUMNS, TAG, bucket, joined
from upj_kooperation.domain.matching import SOME_AREAS, STAGE_QUARTERS, WHOLE_TOWN

OFFER, CHUNK, STAMP = "Support Offer", 5_000, "2016-01-01 00:00:00"
KINDS = ("Sachmittel", "Transport und Logistik", "Fachwissen", "Helfende Hände", "Räume und Plätze", "Kontakte")
FIELDS = ("Soziales", "Wohnumfeld", "Verkehr", "Jugend")
AREAS = tuple(f"PA-MESS{number}" for number in range(10))
STAGES = ("Identified", "Contacted", "Interested", "In Talks", "Engaged")
# So many offers has a partner.
OFFERS_OF_ONE = 5
BARE = (
	"select `offer`, count(*) from `tabSupport Offer Tag` where `name` between %s and %s or `name` between %s and %s"
	" or `name` between %s and %s or `name` between %s and %s group by `offer` order by 2 desc, `offer` limit 20"
)


def best_partners(*sizes: int) -> list[Result]:
	"""The whole answer for a request of two kinds in an area: candidates, points, permission, reasons of the best 20.

	The last entry compares the numbers of SQL statements at the largest and the smallest size: they must be the same.
	"""
	ensure_records()
	request, results = _request(), []
	starts = [
		bucket(NIENBURG, row.kind, area) for row in request.kinds for area in (WHOLE_TOWN, request.programme_area)
	]
	values = [value for start in starts for value in (start, f"{start}z")]
	for size in sizes:
		_fill(size)
		results.append(
			compare(
				f"best partners, {size:,} offers / bare narrow table",
				lambda: api.best_partners(request.name),
				lambda: frappe.db.sql(BARE, values),
				rounds=5,
				goal=3 if size >= 100_000 else None,
			)
		)
	return [*results, same_statements(f"SQL of best partners, {sizes[-1]:,} / {sizes[0]:,}", results[0], results[-1])]


def _request() -> frappe.model.document.Document:
	title = "Messanfrage"
	name = frappe.db.get_value("Support Request", {"request_title": title})
	if name:
		return frappe.get_doc("Support Request", name)
	group = frappe.get_doc(
		{
			"doctype": "Challenge Group",
			"group_name": "Messgruppe",
			"municipality": NIENBURG,
			"coordinator": "Administrator",
		}
	).insert()
	doc = frappe.get_doc(
		{
			"doctype": "Support Request",
			"request_title": title,
			"challenge_group": group.name,
			"organisation_name": "Messverein (erfunden)",
			"kinds": [{"kind": kind} for kind in KINDS[:2]],
			"needed_by": datetime.date.today() + datetime.timedelta(days=30),
			"field_of_action": FIELDS[0],
		}
	).insert()
	# The area is one of the made up ones: only the offers name it besides.
	doc.db_set({"workflow_state": "Accepted", "programme_area": AREAS[0]})
	frappe.db.commit()
	return doc.reload()


def _fill(size: int) -> None:
	"""Write offers of random kinds, fields, areas and partners up to this number, with their rows in the table."""
	rng, start = random.Random(size), frappe.db.count(OFFER, {"name": ["like", "SO-MESS%"]})
	for first in range(start, size, CHUNK):
		partners, offers, kinds, fields, areas, tags = [], [], [], [], [], []
		for number in range(first, min(first + CHUNK, size)):
			name, partner = f"SO-MESS{number:07}", f"STK-MESS{number // OFFERS_OF_ONE:07}"
			stage = STAGES[number // OFFERS_OF_ONE % len(STAGES)]
			if number % OFFERS_OF_ONE == 0:
				partners.append((partner, STAMP, STAMP, f"Werk {number} (erfunden)", NIENBURG, stage, "Public Task"))
			own_kinds, own_fields = rng.sample(KINDS, 2), rng.sample(FIELDS, rng.randint(0, 2))
			own_areas, capacity = rng.sample(AREAS, rng.randint(0, 2)), rng.randint(1, 5)
			offers.append((name, STAMP, STAMP, "Angebot", partner, "Werk", NIENBURG, "Active", capacity, "Month"))
			for rows, values in ((kinds, own_kinds), (fields, own_fields), (areas, own_areas)):
				rows += [(f"{name}-{index}", STAMP, STAMP, name, OFFER, index, one) for index, one in enumerate(values)]
			for kind in own_kinds:
				for area in (*own_areas, SOME_AREAS) if own_areas else (WHOLE_TOWN,):
					tags.append(
						(
							f"{bucket(NIENBURG, kind, area)}{name}",
							*(STAMP, STAMP, NIENBURG, kind, area, name, partner, joined(own_fields), capacity, "Month"),
							*(None, None, STAGE_QUARTERS[stage], None, 0, None),
						)
					)
		row = ("name", "creation", "modified")
		frappe.db.bulk_insert(
			"Stakeholder", [*row, "stakeholder_name", "municipality", "engagement_stage", "asking_ground"], partners
		)
		columns = (
			"offer_title",
			"stakeholder",
			"partner_name",
			"municipality",
			"status",
			"capacity",
			"capacity_period",
		)
		frappe.db.bulk_insert(OFFER, [*row, *columns], offers)
		for doctype, field, rows in (
			("Support Offer Kind", "kind", kinds),
			("Support Offer Field", "field_of_action", fields),
			("Support Offer Area", "programme_area", areas),
		):
			frappe.db.bulk_insert(doctype, [*row, "parent", "parenttype", "idx", field], rows)
		frappe.db.bulk_insert(TAG, list(COLUMNS), tags)
		frappe.db.commit()
