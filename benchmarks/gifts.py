"""Gifts at growing numbers of them: who decides and the yearly sum, the yearly reports, and the run of receipts."""

import datetime
import resource
import time

import frappe
from harness import Result, compare, counted_queries, same_statements
from records import NIENBURG, ensure_records, word

from upj_kooperation import tasks
from upj_kooperation.api import sponsoring
from upj_kooperation.sponsoring.report.pledged_and_received import pledged_and_received
from upj_kooperation.sponsoring.report.yearly_report_to_the_authority import yearly_report_to_the_authority

GIFT = "Sponsorship"
CHUNK = 5_000
STAMP = "2016-01-01 00:00:00"
# Gifts that one giver makes in a year.
EACH, YEAR = 5, 2016
BARE_SUM = """
	select sum(`amount`) from `tabSponsorship`
	where `giver` = %s and `offered_on` between '2016-01-01' and '2016-12-31'
"""
BARE_REPORT = """
	select `giver`, max(`giver_name`), count(*), sum(`amount`), sum(`received_amount`), sum(`open_amount`), sum(`hours`)
	from `tabSponsorship` where `municipality` = %s and `budget_year` = %s and `decision` = 'Accepted' group by `giver`
"""
BARE_ROWS = """
	select `name`, `giver`, `giver_name`, `kind`, `amount`, `purpose`, `deciding_organ`, `decided_on`, `acceptance_rule`
	from `tabSponsorship` where `municipality` = %s and `budget_year` = %s and `decision` = 'Accepted'
	order by `giver_name`, `offered_on`, `name`
"""


def gifts(*sizes: int) -> list[Result]:
	"""Who decides on one gift, and the reports of a year, with that many gifts in it.

	The last entry compares the numbers of SQL statements at the largest and the smallest size: they must be the same.
	"""
	ensure_records()
	results, year = [], {"municipality": NIENBURG, "budget_year": YEAR}
	for size in sizes:
		_fill(size)
		one = frappe.db.get_value(GIFT, {"sponsorship_title": "Messung 1"}, ["name", "giver"], as_dict=True)
		results.append(
			compare(
				f"organ and yearly sum, {size:,} gifts / bare SQL sum",
				lambda one=one: sponsoring.preview_organ(one.name),
				lambda one=one: frappe.db.sql(BARE_SUM, one.giver),
			)
		)
		for group in ("Giver", "Kind"):
			bare = BARE_REPORT if group == "Giver" else BARE_REPORT.replace("`giver`", "`kind`")
			results.append(
				compare(
					f"pledged and received by {group.lower()}, {size:,} / bare SQL",
					lambda group=group: pledged_and_received.execute({**year, "group_by": group}),
					lambda bare=bare: frappe.db.sql(bare, (NIENBURG, YEAR), as_dict=True),
					rounds=5,
					goal=3 if size >= 100_000 else None,
				)
			)
		results.append(
			compare(
				f"report to the authority, {size:,} gifts / bare SQL rows",
				lambda: yearly_report_to_the_authority.execute({**year}),
				lambda: frappe.db.sql(BARE_ROWS, (NIENBURG, YEAR), as_dict=True),
				rounds=3,
			)
		)
	return [*results, same_statements(f"SQL of organ and sum, {sizes[-1]:,} / {sizes[0]:,}", results[0], results[-4])]


def receipt_run(givers: int) -> Result:
	"""The yearly run for that many givers of one gift each: receipts a second, and memory of second and first half.

	work: milliseconds of one receipt; baseline: of one bare print of the same form; the note has the memory.
	"""
	ensure_records()
	town = frappe.get_doc("Municipality", NIENBURG)
	town.update({"receipt_issuer": "Stadt Nienburg/Weser\nMarktplatz 1\n31582 Nienburg"}).save()
	_fill_received(givers)
	memory: list[int] = []
	took: list[float] = []
	for part in range(2):
		run = frappe.get_doc({"doctype": "Donation Receipt Run", "municipality": NIENBURG, "year": 2014 + part})
		run.purpose = "der Erziehung"
		run.insert()
		run.db_set("status", "Queued")
		frappe.db.commit()
		start = time.perf_counter()
		with counted_queries() as queries:
			tasks.run_donation_receipts(run.name)
		took.append((time.perf_counter() - start) * 1000)
		memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
		made = frappe.db.count("Donation Receipt", {"run": run.name, "docstatus": 1})
		if made != givers:
			raise RuntimeError(f"{made} of {givers} receipts were made: {run.reload() or run.as_dict()}")
	each = took[1] / givers
	note = f"{1000 / each:.1f} receipts/s; memory {memory[0]} MB, then {memory[1]} MB"
	return Result(
		f"run of receipts, second {givers:,} / first {givers:,}",
		each,
		took[0] / givers,
		took[1] / took[0],
		1.3,
		len(queries) // givers,
		len(queries) // givers,
		note,
	)


def _fill(size: int) -> None:
	start = frappe.db.count(GIFT, {"sponsorship_title": ["like", "Messung %"]})
	givers = _givers(size // EACH + 1)
	for first in range(start, size, CHUNK):
		_insert(
			[
				_row(number, "Messung", givers[number // EACH], datetime.date(YEAR, 1 + number % 12, 1 + number % 28))
				for number in range(first, min(first + CHUNK, size))
			]
		)
	if start < size:
		frappe.db.sql("analyze table `tabSponsorship`")


def _fill_received(givers: int) -> None:
	names = _givers(2 * givers)
	frappe.db.sql("delete from `tabSponsorship Payment` where `parent` like 'EINGANG-%'")
	frappe.db.sql("delete from `tabSponsorship` where `sponsorship_title` like 'Eingang %'")
	for part in range(2):
		rows = [
			{
				**_row(number, "Eingang", names[part * givers + number], datetime.date(2014 + part, 3, 1)),
				"kind": "Money Donation",
				"workflow_state": "Received",
				"received_on": f"{2014 + part}-04-01",
				"received_amount": 50,
				"receipt_possible": 1,
				"unconfirmed_amount": 50,
			}
			for number in range(givers)
		]
		_insert(rows)
		_insert([_instalment(row) for row in rows], "Sponsorship Payment")
	if not frappe.db.count("Address", {"address_title": "Messung"}):
		links = [{"link_doctype": "Stakeholder", "link_name": name} for name in names]
		values = {"address_title": "Messung", "address_line1": "Weserstraße 1", "pincode": "31582", "city": "Nienburg"}
		frappe.get_doc({"doctype": "Address", **values, "country": "Germany", "links": links}).insert()
	frappe.db.commit()


def _givers(size: int) -> list[str]:
	fields = ["name", "owner", "creation", "modified", "modified_by", "stakeholder_name", "municipality", "actor_type"]
	rows = [
		(f"MESS-{number:06}", "Administrator", STAMP, STAMP, "Administrator", word(number), NIENBURG, "Company")
		for number in range(frappe.db.count("Stakeholder", {"name": ["like", "MESS-%"]}), size)
	]
	for first in range(0, len(rows), CHUNK):
		frappe.db.bulk_insert("Stakeholder", fields, rows[first : first + CHUNK])
	frappe.db.commit()
	return [f"MESS-{number:06}" for number in range(size)]


def _row(number: int, title: str, giver: str, day: datetime.date) -> dict:
	kinds = ("Money Donation", "Sponsoring", "In-kind Donation", "Corporate Volunteering")
	return {
		"name": f"{title.upper()}-{day.year}-{number:06}",
		"owner": "Administrator",
		"creation": STAMP,
		"modified": STAMP,
		"modified_by": "Administrator",
		"docstatus": 1,
		"sponsorship_title": f"{title} {number}",
		"giver": giver,
		"giver_name": giver,
		"municipality": NIENBURG,
		"offered_on": day,
		"receiver_type": "Municipality",
		"purpose": "Messung",
		"kind": kinds[number % 4],
		"amount": number % 90 + 1,
		"workflow_state": "Accepted",
		"decision": "Accepted",
		"deciding_organ": "Mayor",
		"decided_on": f"{day} 09:00:00",
		"acceptance_rule": "Niedersachsen (Voreinstellung)",
		"budget_year": day.year,
		"received_on": None,
		"received_amount": number % 45,
		"open_amount": 1,
		"hours": number % 7,
		"receipt_possible": 0,
	}


def _instalment(gift: dict) -> dict:
	return {
		**{field: gift[field] for field in ("name", "owner", "creation", "modified", "modified_by", "docstatus")},
		"parent": gift["name"],
		"parenttype": GIFT,
		"parentfield": "payments",
		"idx": 1,
		"received_on": gift["received_on"],
		"amount": gift["received_amount"],
	}


def _insert(rows: list[dict], doctype: str = GIFT) -> None:
	frappe.db.bulk_insert(doctype, list(rows[0]), [tuple(row.values()) for row in rows])
	frappe.db.commit()
